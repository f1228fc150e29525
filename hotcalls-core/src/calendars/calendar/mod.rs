//! Calendars: an account at Google or Outlook, with the token that opens it (write-only, encrypted).
//!
//! At most one row per (workspace, type, account), where no workspace counts as one. A calendar without a workspace is for staff.

mod fields;
mod model;
mod operations;
mod store;

pub use fields::CalendarList;
pub use model::{Calendar, CalendarType, ConnectionStatus, ConnectionTest};
pub(crate) use operations::OPERATIONS;
pub use operations::{CalendarCreate, CalendarUpdate, Calendars};
pub(crate) use store::{lock_slots, visible};

#[cfg(test)]
mod tests;
