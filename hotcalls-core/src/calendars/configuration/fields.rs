//! What calendar configurations can be filtered, searched and sorted by.

use super::CalendarConfiguration;
use crate::{
    calendars::{Calendar, CalendarType},
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals},
    time::{TimeOfDay, Timestamp},
};

input! {
    /// Filters of `calendar_configurations.list`.
    pub struct CalendarConfigurationList {
        flatten pub page: Paging,
        /// The sub-calendar contains.
        pub sub_calendar_id: Option<String> = None => contains("k.sub_calendar_id_fold"),
        /// The name of the calendar's workspace contains.
        pub calendar__workspace__workspace_name: Option<String> = None => contains("w.workspace_name_fold"),
        /// The calendar's account contains.
        pub calendar__account_id: Option<String> = None => contains("c.account_id_fold"),
        /// The calendar's provider.
        pub calendar__calendar_type: Option<CalendarType> = None => equals("c.calendar_type"),
        /// Of this calendar.
        pub calendar: Option<Id<Calendar>> = None => equals("k.calendar_id"),
        /// Minutes of a meeting.
        pub duration: Option<f64> = None => equals("k.duration"),
        /// Minutes of a meeting, at least.
        pub duration_min: Option<f64> = None => at_least("k.duration"),
        /// Minutes of a meeting, at most.
        pub duration_max: Option<f64> = None => at_most("k.duration"),
        /// Minutes of preparation.
        pub prep_time: Option<f64> = None => equals("k.prep_time"),
        /// Minutes of preparation, at least.
        pub prep_time_min: Option<f64> = None => at_least("k.prep_time"),
        /// Minutes of preparation, at most.
        pub prep_time_max: Option<f64> = None => at_most("k.prep_time"),
        /// Days from today to the first that can be booked.
        pub days_buffer: Option<f64> = None => equals("k.days_buffer"),
        /// The same, at least.
        pub days_buffer_min: Option<f64> = None => at_least("k.days_buffer"),
        /// The same, at most.
        pub days_buffer_max: Option<f64> = None => at_most("k.days_buffer"),
        /// The earliest start is this.
        pub from_time: Option<TimeOfDay> = None => equals("k.from_time"),
        /// The latest end is this.
        pub to_time: Option<TimeOfDay> = None => equals("k.to_time"),
        /// The earliest start is this or later.
        pub available_from: Option<TimeOfDay> = None => at_least("k.from_time"),
        /// The latest end is this or earlier.
        pub available_to: Option<TimeOfDay> = None => at_most("k.to_time"),
        /// Created at or after.
        pub created_after: Option<Timestamp> = None => at_least("k.created_at"),
        /// Created at or before.
        pub created_before: Option<Timestamp> = None => at_most("k.created_at"),
    }
}

pub(super) const LISTING: Listing = Listing {
    columns: CalendarConfiguration::COLUMNS,
    from: CalendarConfiguration::FROM,
    id: "k.id",
    search: &["k.sub_calendar_id_fold", "c.account_id_fold", "w.workspace_name_fold"],
    orders: &[
        Order::new("duration", "k.duration"),
        Order::new("prep_time", "k.prep_time"),
        Order::new("created_at", "k.created_at"),
        Order::new("updated_at", "k.updated_at"),
    ],
    default_order: "-created_at",
};
