//! Plan-features: which plan grants which feature, and up to which limit. A pair of plan and feature occurs once.

mod fields;
mod model;
mod operations;
mod store;

pub(crate) use self::operations::OPERATIONS;
pub use self::{
    fields::PlanFeatureList,
    model::PlanFeature,
    operations::{PlanFeatureCreate, PlanFeatureUpdate, PlanFeatures},
};
pub(in crate::subscriptions) use self::{
    operations::grant,
    store::{of_feature, of_plans, withdraw},
};
