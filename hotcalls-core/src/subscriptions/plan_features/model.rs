//! What a plan-feature is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    id::Id,
    store::Row,
    subscriptions::{Feature, Plan},
    time::Timestamp,
};

/// A feature granted by a plan, with its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanFeature {
    /// Its id.
    pub id: Id<PlanFeature>,
    /// The plan.
    pub plan: Id<Plan>,
    /// The plan's name.
    pub plan_name: String,
    /// The feature.
    pub feature: Id<Feature>,
    /// The feature's name.
    pub feature_name: String,
    /// The feature's description.
    pub feature_description: String,
    /// How much of it the plan grants; negative: unlimited.
    pub limit: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl PlanFeature {
    /// Reads [`super::fields::LISTING`]'s columns.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            plan: row.get(1)?,
            plan_name: row.get(2)?,
            feature: row.get(3)?,
            feature_name: row.get(4)?,
            feature_description: row.get(5)?,
            limit: row.get(6)?,
            created_at: row.get(7)?,
            updated_at: row.get(8)?,
        })
    }
}
