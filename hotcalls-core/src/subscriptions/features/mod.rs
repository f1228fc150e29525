//! Features: what plans can grant. A feature's name is unique, and four names carry quotas (see [`crate::subscriptions::quota`]).

mod fields;
mod model;
mod operations;
mod store;

pub use self::{
    fields::FeatureList,
    model::Feature,
    operations::{FeatureCreate, FeatureUpdate, Features},
};
pub(crate) use self::{operations::OPERATIONS, store::exists};
