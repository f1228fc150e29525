//! What meetings can be filtered, searched and sorted by.

use super::{Meeting, MeetingStatus};
use crate::{
    agents::Agent,
    calendars::{Calendar, CalendarConfiguration},
    calls::Call,
    id::Id,
    leads::Lead,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals},
    time::Timestamp,
    workspaces::Workspace,
};

input! {
    /// Filters of `meetings.list`.
    pub struct MeetingList {
        flatten pub page: Paging,
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None => equals("m.workspace_id"),
        /// In this calendar.
        pub calendar: Option<Id<Calendar>> = None => equals("m.calendar_id"),
        /// Booked through this configuration.
        pub calendar_configuration: Option<Id<CalendarConfiguration>> = None => equals("m.calendar_configuration_id"),
        /// With this lead.
        pub lead: Option<Id<Lead>> = None => equals("m.lead_id"),
        /// Booked by this agent.
        pub agent: Option<Id<Agent>> = None => equals("m.agent_id"),
        /// Booked in this call.
        pub call: Option<Id<Call>> = None => equals("m.call_id"),
        /// Where it stands: `held`, `booked` or `canceled`.
        pub status: Option<MeetingStatus> = None => equals("m.status"),
        /// The title contains.
        pub title: Option<String> = None => contains("m.title_fold"),
        /// Starts at or after.
        pub start_after: Option<Timestamp> = None => at_least("m.start"),
        /// Starts at or before.
        pub start_before: Option<Timestamp> = None => at_most("m.start"),
        /// Created at or after.
        pub created_after: Option<Timestamp> = None => at_least("m.created_at"),
        /// Created at or before.
        pub created_before: Option<Timestamp> = None => at_most("m.created_at"),
    }
}

pub(super) const LISTING: Listing = Listing {
    columns: Meeting::COLUMNS,
    from: "meetings m",
    id: "m.id",
    search: &["m.title_fold"],
    orders: &[Order::new("start", "m.start"), Order::new("created_at", "m.created_at"), Order::new("updated_at", "m.updated_at")],
    default_order: "-start",
};
