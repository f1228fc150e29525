//! What blacklist entries can be filtered, searched and sorted by.

use super::model::{BlacklistEntry, BlacklistStatus};
use crate::{
    query::{Listing, Order, Paging, at_least, at_most, contains, equals},
    time::Timestamp,
};

input! {
    /// Filters of `blacklist.list`.
    pub struct BlacklistList {
        flatten pub page: Paging,
        /// The reason contains.
        pub reason: Option<String> = None => contains("b.reason_fold"),
        /// The user's name contains.
        pub user__username: Option<String> = None => contains("u.username_fold"),
        /// The user's e-mail address contains.
        pub user__email: Option<String> = None => contains("u.email_fold"),
        /// Of this kind.
        pub status: Option<BlacklistStatus> = None => equals("b.status"),
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("b.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("b.created_at"),
        /// Changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("b.updated_at"),
        /// Changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("b.updated_at"),
    }
}

pub(crate) const LISTING: Listing = Listing {
    columns: BlacklistEntry::COLUMNS,
    from: "blacklist b JOIN users u ON u.id = b.user_id",
    id: "b.id",
    search: &["b.reason_fold", "u.username_fold", "u.email_fold"],
    orders: &[Order::new("created_at", "b.created_at"), Order::new("updated_at", "b.updated_at"), Order::new("status", "b.status")],
    default_order: "-created_at",
};
