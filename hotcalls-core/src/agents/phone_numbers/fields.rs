//! How phone numbers are filtered, searched and ordered.

use crate::{
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals},
    time::Timestamp,
    workspaces::Workspace,
};

input! {
    /// Filters of `phone_numbers.list`.
    pub struct PhoneNumberList {
        flatten pub page: Paging,
        /// The number contains.
        pub phonenumber: Option<String> = None => contains("p.phonenumber_fold"),
        /// Whether it is in use.
        pub is_active: Option<bool> = None => equals("p.is_active"),
        /// Of this workspace.
        pub workspace: Option<Id<Workspace>> = None => equals("p.workspace_id"),
        /// `true`: used by no agent that the caller may see. `false` has no effect.
        pub unassigned: Option<bool> = None,
        /// The workspace's name of an agent that uses it contains this.
        pub assigned_to_agent: Option<String> = None,
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("p.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("p.created_at"),
    }
}

pub(in crate::agents) const LISTING: Listing = Listing {
    columns: "p.id, p.phonenumber, p.created_at, p.is_active, p.workspace_id, p.inbound_agent_id",
    from: "phone_numbers p",
    id: "p.id",
    search: &["p.phonenumber_fold"],
    orders: &[Order::new("phonenumber", "p.phonenumber"), Order::new("created_at", "p.created_at"), Order::new("is_active", "p.is_active")],
    default_order: "phonenumber",
};
