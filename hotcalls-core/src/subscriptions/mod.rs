//! Subscriptions: plans, the features there are, and which plan grants which feature up to which limit.
//!
//! Everybody who is logged in may read them, staff writes them. A workspace has at most one plan; what it limits is decided in [`quota`].

pub mod features;
pub mod plan_features;
pub mod plans;
pub mod quota;
#[cfg(test)]
mod tests;

pub use self::{features::Feature, plan_features::PlanFeature, plans::Plan};
