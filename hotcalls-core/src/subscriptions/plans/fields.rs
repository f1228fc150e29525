//! How plans are filtered, searched and ordered.

use crate::{
    query::{Listing, Order, Paging, at_least, at_most, contains},
    time::Timestamp,
};

input! {
    /// Filters of `plans.list`.
    pub struct PlanList {
        flatten pub page: Paging,
        /// Name contains.
        pub plan_name: Option<String> = None => contains("p.plan_name_fold"),
        /// Grants a feature whose name contains this. The feature counts below then cover the matching features only.
        pub has_feature: Option<String> = None,
        /// Grants at least this many features.
        pub feature_count_min: Option<f64> = None,
        /// Grants at most this many features.
        pub feature_count_max: Option<f64> = None,
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("p.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("p.created_at"),
        /// Last changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("p.updated_at"),
        /// Last changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("p.updated_at"),
    }
}

pub(in crate::subscriptions) const LISTING: Listing = Listing {
    columns: "p.id, p.plan_name, p.created_at, p.updated_at",
    from: "plans p",
    id: "p.id",
    search: &["p.plan_name_fold"],
    orders: &[Order::new("plan_name", "p.plan_name"), Order::new("created_at", "p.created_at"), Order::new("updated_at", "p.updated_at")],
    default_order: "plan_name",
};
