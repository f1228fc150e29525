//! How plan-features are filtered, searched and ordered.

use crate::{
    id::Id,
    query::{Listing, Order, Paging, at_least, at_most, contains, equals},
    subscriptions::{Feature, Plan},
    time::Timestamp,
};

input! {
    /// Filters of `plan_features.list`.
    pub struct PlanFeatureList {
        flatten pub page: Paging,
        /// Grants of this plan.
        pub plan: Option<Id<Plan>> = None => equals("pf.plan_id"),
        /// Grants of this feature.
        pub feature: Option<Id<Feature>> = None => equals("pf.feature_id"),
        /// The limit is exactly this.
        pub limit: Option<f64> = None => equals("pf.limit_value"),
        /// The limit is exactly this (the same as `limit`).
        pub limit_exact: Option<f64> = None => equals("pf.limit_value"),
        /// The limit is at least this.
        pub limit_min: Option<f64> = None => at_least("pf.limit_value"),
        /// The limit is at most this.
        pub limit_max: Option<f64> = None => at_most("pf.limit_value"),
        /// The plan's name contains.
        pub plan__plan_name: Option<String> = None => contains("p.plan_name_fold"),
        /// The feature's name contains.
        pub feature__feature_name: Option<String> = None => contains("f.feature_name_fold"),
        /// The feature's description contains.
        pub feature__description: Option<String> = None => contains("f.description_fold"),
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("pf.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("pf.created_at"),
        /// Last changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("pf.updated_at"),
        /// Last changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("pf.updated_at"),
    }
}

pub(in crate::subscriptions) const LISTING: Listing = Listing {
    columns: "pf.id, pf.plan_id, p.plan_name, pf.feature_id, f.feature_name, f.description, pf.limit_value, pf.created_at, pf.updated_at",
    from: "plan_features pf JOIN plans p ON p.id = pf.plan_id JOIN features f ON f.id = pf.feature_id",
    id: "pf.id",
    search: &["p.plan_name_fold", "f.feature_name_fold"],
    orders: &[Order::new("created_at", "pf.created_at"), Order::new("updated_at", "pf.updated_at"), Order::new("limit", "pf.limit_value")],
    default_order: "-created_at",
};
