//! How features are filtered, searched and ordered.

use crate::{
    query::{Listing, Order, Paging, at_least, at_most, contains, flag, related},
    time::Timestamp,
};

input! {
    /// Filters of `features.list`.
    pub struct FeatureList {
        flatten pub page: Paging,
        /// Name contains.
        pub feature_name: Option<String> = None => contains("f.feature_name_fold"),
        /// Description contains.
        pub description: Option<String> = None => contains("f.description_fold"),
        /// Granted by a plan whose name contains this.
        pub assigned_to_plan: Option<String> = None => related(
            "EXISTS (SELECT 1 FROM plan_features pf JOIN plans p ON p.id = pf.plan_id
                     WHERE pf.feature_id = f.id AND instr(p.plan_name_fold, {}) > 0)"
        ),
        /// `true`: granted by no plan. `false` has no effect.
        pub unassigned: Option<bool> = None => flag(
            "NOT EXISTS (SELECT 1 FROM plan_features pf WHERE pf.feature_id = f.id)",
            ""
        ),
        /// Made at or after.
        pub created_after: Option<Timestamp> = None => at_least("f.created_at"),
        /// Made at or before.
        pub created_before: Option<Timestamp> = None => at_most("f.created_at"),
        /// Last changed at or after.
        pub updated_after: Option<Timestamp> = None => at_least("f.updated_at"),
        /// Last changed at or before.
        pub updated_before: Option<Timestamp> = None => at_most("f.updated_at"),
    }
}

pub(in crate::subscriptions) const LISTING: Listing = Listing {
    columns: "f.id, f.feature_name, f.description, f.created_at, f.updated_at",
    from: "features f",
    id: "f.id",
    search: &["f.feature_name_fold", "f.description_fold"],
    orders: &[
        Order::new("feature_name", "f.feature_name"),
        Order::new("created_at", "f.created_at"),
        Order::new("updated_at", "f.updated_at"),
    ],
    default_order: "feature_name",
};
