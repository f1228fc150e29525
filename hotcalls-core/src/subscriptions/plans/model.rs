//! What a plan is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, store::Row, subscriptions::PlanFeature, time::Timestamp};

/// A plan with the features that it grants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Its id.
    pub id: Id<Plan>,
    /// Its name, unique.
    pub plan_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; granting or withdrawing a feature does not count.
    pub updated_at: Timestamp,
    /// What it grants, oldest grant first.
    pub plan_features: Vec<PlanFeature>,
    /// How many features it grants.
    pub feature_count: i64,
}

impl Plan {
    /// Reads [`super::fields::LISTING`]'s columns; the features are read for a whole page at once.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            plan_name: row.get(1)?,
            created_at: row.get(2)?,
            updated_at: row.get(3)?,
            plan_features: Vec::new(),
            feature_count: 0,
        })
    }
}
