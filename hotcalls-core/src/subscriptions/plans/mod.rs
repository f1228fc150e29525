//! Plans: named bundles of features with limits.
//!
//! A plan's name is unique. Deleting a plan takes its plan-features along and leaves its workspaces without a plan, that is without limits.

mod fields;
mod model;
mod operations;
mod store;

pub use self::{
    fields::PlanList,
    model::Plan,
    operations::{AddFeature, PlanCreate, PlanUpdate, Plans, RemoveFeature},
};
pub(crate) use self::{operations::OPERATIONS, store::exists};
