//! Calendars: accounts at a provider, the configurations that say when meetings may take place in them, and the meetings.
//!
//! Invariants: a configuration is always in the workspace of its calendar; a meeting is always in the (calendar, sub-calendar) of its
//! configuration, and in its workspace unless its lead took it along to another one; no two meetings that are not canceled overlap
//! there, preparation included.
//! Provider secrets go in and never come out.

pub mod availability;
pub mod calendar;
pub mod configuration;
pub mod meeting;

pub use calendar::{Calendar, CalendarCreate, CalendarList, CalendarType, CalendarUpdate, Calendars, ConnectionStatus, ConnectionTest};
pub use configuration::{
    Availability, CalendarConfiguration, CalendarConfigurationCreate, CalendarConfigurationList, CalendarConfigurationUpdate,
    CalendarConfigurations, CheckAvailability, Slot,
};
pub use meeting::{Meeting, MeetingCreate, MeetingList, MeetingStatus, MeetingUpdate, Meetings};
