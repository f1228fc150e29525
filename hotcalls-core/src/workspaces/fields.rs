//! How workspaces are filtered, searched and ordered.

use crate::{
    query::{Listing, Order, Paging, at_least, at_most, contains, flag, related},
    time::Timestamp,
};

input! {
    /// Filters of `workspaces.list`.
    pub struct WorkspaceList {
        flatten pub page: Paging,
        /// Name contains.
        pub workspace_name: Option<String> = None => contains("w.workspace_name_fold"),
        /// A member's username, e-mail, given or family name contains this.
        pub has_user: Option<String> = None => related(
            "EXISTS (SELECT 1 FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = w.id
                     AND (instr(u.username_fold, {}) > 0 OR instr(u.email_fold, {}) > 0
                          OR instr(u.first_name_fold, {}) > 0 OR instr(u.last_name_fold, {}) > 0))"
        ),
        /// Has at least this many members.
        pub user_count_min: Option<f64> = None => at_least("(SELECT COUNT(*) FROM workspace_members m WHERE m.workspace_id = w.id)"),
        /// Has at most this many members.
        pub user_count_max: Option<f64> = None => at_most("(SELECT COUNT(*) FROM workspace_members m WHERE m.workspace_id = w.id)"),
        /// `true`: has no members. `false` has no effect.
        pub empty_workspace: Option<bool> = None => flag(
            "NOT EXISTS (SELECT 1 FROM workspace_members m WHERE m.workspace_id = w.id)",
            ""
        ),
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("w.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("w.created_at"),
        /// Last changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("w.updated_at"),
        /// Last changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("w.updated_at"),
    }
}

pub(in crate::workspaces) const LISTING: Listing = Listing {
    columns: "w.id, w.workspace_name, w.created_at, w.updated_at, w.plan_id, w.timezone",
    from: "workspaces w",
    id: "w.id",
    search: &["w.workspace_name_fold"],
    orders: &[
        Order::new("workspace_name", "w.workspace_name"),
        Order::new("created_at", "w.created_at"),
        Order::new("updated_at", "w.updated_at"),
    ],
    default_order: "workspace_name",
};
