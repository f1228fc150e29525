//! What calendars can be filtered, searched and sorted by.

use super::{Calendar, CalendarType};
use crate::{
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals, flag},
    time::Timestamp,
    workspaces::Workspace,
};

input! {
    /// Filters of `calendars.list`.
    pub struct CalendarList {
        flatten pub page: Paging,
        /// The account contains.
        pub account_id: Option<String> = None => contains("c.account_id_fold"),
        /// The workspace's name contains.
        pub workspace__workspace_name: Option<String> = None => contains("w.workspace_name_fold"),
        /// Of this provider.
        pub calendar_type: Option<CalendarType> = None => equals("c.calendar_type"),
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None => equals("c.workspace_id"),
        /// Created at or after.
        pub created_after: Option<Timestamp> = None => at_least("c.created_at"),
        /// Created at or before.
        pub created_before: Option<Timestamp> = None => at_most("c.created_at"),
        /// Changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("c.updated_at"),
        /// Changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("c.updated_at"),
        /// Whether any configuration uses it.
        pub has_configurations: Option<bool> = None => flag(
            "EXISTS (SELECT 1 FROM calendar_configurations k WHERE k.calendar_id = c.id)",
            "NOT EXISTS (SELECT 1 FROM calendar_configurations k WHERE k.calendar_id = c.id)",
        ),
    }
}

pub(super) const LISTING: Listing = Listing {
    columns: Calendar::COLUMNS,
    from: "calendars c JOIN workspaces w ON w.id = c.workspace_id",
    id: "c.id",
    search: &["c.account_id_fold", "w.workspace_name_fold"],
    orders: &[
        Order::new("calendar_type", "c.calendar_type"),
        Order::new("created_at", "c.created_at"),
        Order::new("updated_at", "c.updated_at"),
    ],
    default_order: "-created_at",
};
