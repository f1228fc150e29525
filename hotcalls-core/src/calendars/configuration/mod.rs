//! Calendar configurations: when, and for how long, meetings may take place in one sub-calendar of a calendar.
//!
//! A configuration is always in the workspace of its calendar. Several may share a sub-calendar: they share what is busy in it.

mod fields;
mod model;
mod operations;
mod store;

pub use fields::CalendarConfigurationList;
pub use model::{Availability, CalendarConfiguration, Slot};
pub(crate) use operations::OPERATIONS;
pub use operations::{CalendarConfigurationCreate, CalendarConfigurationUpdate, CalendarConfigurations, CheckAvailability};
pub(crate) use store::{move_all, of_calendar, visible};

#[cfg(test)]
mod tests;
