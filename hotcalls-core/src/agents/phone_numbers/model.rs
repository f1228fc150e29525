//! What a phone number is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{agents::Agent, error::Result, id::Id, store::Row, time::Timestamp, workspaces::Workspace};

/// A phone number of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhoneNumber {
    /// Its id.
    pub id: Id<PhoneNumber>,
    /// The number as text, unique.
    pub phonenumber: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it is in use.
    pub is_active: bool,
    /// Its workspace; null: visible to all users, and any agent may use it.
    pub workspace: Option<Id<Workspace>>,
    /// Who answers calls to it; an agent of its workspace.
    pub inbound_agent: Option<Id<Agent>>,
}

impl PhoneNumber {
    /// Reads [`super::fields::LISTING`]'s columns.
    pub(in crate::agents) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            phonenumber: row.get(1)?,
            created_at: row.get(2)?,
            is_active: row.get(3)?,
            workspace: row.get::<Id<Workspace>>(4)?.known(),
            inbound_agent: row.get(5)?,
        })
    }
}
