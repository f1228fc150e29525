//! Records of calendars.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, operation::Choice, store::Row, time::Timestamp, workspaces::Workspace};

/// Whose calendars these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarType {
    /// Google Calendar.
    Google,
    /// Outlook, by Microsoft Graph.
    Outlook,
}
impl Choice for CalendarType {}

/// An account at a calendar provider. Its token is never part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Calendar {
    /// Its id.
    pub id: Id<Calendar>,
    /// Its workspace; null: of none, for staff only.
    pub workspace: Option<Id<Workspace>>,
    /// The workspace's name; left out without a workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_name: Option<String>,
    /// The provider.
    pub calendar_type: CalendarType,
    /// The account's name there, mostly an e-mail address.
    pub account_id: String,
    /// How many configurations use it.
    pub config_count: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Calendar {
    /// Columns in the order that [`read`](Self::read) takes them; `c` is the calendar, `w` its workspace.
    pub(super) const COLUMNS: &str = "c.id, c.workspace_id, w.workspace_name, c.calendar_type, c.account_id,
        (SELECT COUNT(*) FROM calendar_configurations k WHERE k.calendar_id = c.id), c.created_at, c.updated_at";

    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        let workspace = row.get::<Id<Workspace>>(1)?.known();
        Ok(Self {
            id: row.get(0)?,
            workspace,
            workspace_name: if workspace.is_some() { row.get(2)? } else { None },
            calendar_type: row.get(3)?,
            account_id: row.get(4)?,
            config_count: row.get(5)?,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
        })
    }
}

/// Whether a calendar's provider can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// No provider is connected: meetings are kept here only.
    NotConnected,
}

/// What `calendars.test_connection` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionTest {
    /// The calendar.
    pub calendar_id: Id<Calendar>,
    /// Its provider.
    pub calendar_type: CalendarType,
    /// Its account.
    pub account_id: String,
    /// The verdict.
    pub connection_status: ConnectionStatus,
    /// The verdict as a sentence.
    pub message: String,
    /// When this was tested: now.
    pub last_tested: Timestamp,
}
