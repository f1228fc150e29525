//! Meetings: booked times in a sub-calendar.
//!
//! Two meetings that are not canceled never overlap in one (calendar, sub-calendar), the preparation before them included.
//! Booking takes the calendar's row lock first, so this holds with several writers too. Every member of the workspace may book and
//! cancel (an agent's program works with a member's token); changing and deleting is for staff and workspace admins. A booking may lie
//! outside of the configuration's window: people agree on other times, and imports have them. A meeting is in the workspace of its
//! configuration; when its lead moves to another one it goes along, and its time stays busy where it was booked.

mod fields;
mod model;
mod operations;
mod store;

pub use fields::MeetingList;
pub use model::{Meeting, MeetingStatus};
pub(crate) use operations::OPERATIONS;
pub use operations::{MeetingCreate, MeetingUpdate, Meetings};
pub(crate) use store::{busy, follow, move_with_lead, part_from_call, part_from_calls_of, part_from_lead};

#[cfg(test)]
mod tests;
