//! The record of the settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, store::Row};

/// The settings of a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettingsRecord {
    /// The IANA zone of calendar days, and of times that come without an offset.
    pub time_zone: String,
    /// Whether all users see leads and calls of no workspace.
    pub shared_rows: bool,
    /// Whether anybody may register.
    pub open_registration: bool,
}

/// The columns that [`SettingsRecord::read`] reads.
pub(super) const COLUMNS: &str = "time_zone, shared_rows, open_registration";

impl SettingsRecord {
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self { time_zone: row.get(0)?, shared_rows: row.get(1)?, open_registration: row.get(2)? })
    }
}
