//! What a feature is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, store::Row, time::Timestamp};

/// Something that plans can grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Feature {
    /// Its id.
    pub id: Id<Feature>,
    /// Its name, unique. `max_agents`, `max_users`, `max_leads` and `call_minutes` are the names of quotas.
    pub feature_name: String,
    /// What it is, for people.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Feature {
    /// Reads [`super::fields::LISTING`]'s columns.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, feature_name: row.get(1)?, description: row.get(2)?, created_at: row.get(3)?, updated_at: row.get(4)? })
    }
}
