//! Records of meetings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    agents::Agent, calendars::CalendarConfiguration, calls::Call, error::Result, id::Id, leads::Lead, operation::Choice, store::Row,
    time::Timestamp, workspaces::Workspace,
};

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingStatus {
    /// Kept free for somebody who has not confirmed yet; occupies its time.
    Held,
    /// Agreed; occupies its time.
    Booked,
    /// Called off; its time is free again.
    Canceled,
}
impl Choice for MeetingStatus {}

impl MeetingStatus {
    /// Whether the meeting keeps its time busy.
    pub fn is_active(self) -> bool {
        self != Self::Canceled
    }
}

/// A meeting with a lead, booked in a sub-calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meeting {
    /// Its id.
    pub id: Id<Meeting>,
    /// The workspace of its configuration; null: of none, for staff only.
    pub workspace: Option<Id<Workspace>>,
    /// The configuration that it was booked through; null once its lead has moved to another workspace.
    pub calendar_configuration: Option<Id<CalendarConfiguration>>,
    /// With whom.
    pub lead: Option<Id<Lead>>,
    /// The agent that booked it.
    pub agent: Option<Id<Agent>>,
    /// The call in which it was booked.
    pub call: Option<Id<Call>>,
    /// When it starts.
    pub start: Timestamp,
    /// How long it lasts.
    pub duration_minutes: i32,
    /// Where it stands.
    pub status: MeetingStatus,
    /// What it is about.
    pub title: String,
    /// Anything else.
    pub notes: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Meeting {
    /// Columns in the order that [`read`](Self::read) takes them; `m` is the meeting.
    pub(super) const COLUMNS: &str = "m.id, m.workspace_id, m.calendar_configuration_id, m.lead_id, m.agent_id, m.call_id, m.start,
        m.duration_minutes, m.status, m.title, m.notes, m.created_at, m.updated_at";

    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            workspace: row.get::<Id<Workspace>>(1)?.known(),
            calendar_configuration: row.get(2)?,
            lead: row.get(3)?,
            agent: row.get(4)?,
            call: row.get(5)?,
            start: row.get(6)?,
            duration_minutes: row.get(7)?,
            status: row.get(8)?,
            title: row.get(9)?,
            notes: row.get(10)?,
            created_at: row.get(11)?,
            updated_at: row.get(12)?,
        })
    }
}
