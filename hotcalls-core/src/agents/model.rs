//! What an agent is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::phone_numbers::PhoneNumber;
use crate::{
    calendars::CalendarConfiguration,
    error::Result,
    id::Id,
    operation::Choice,
    store::Row,
    time::{TimeOfDay, Timestamp},
    workspaces::Workspace,
};

/// Whether an agent may make calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentStatus {
    /// It works.
    Active,
    /// It makes no calls for the time being.
    Paused,
}
impl Choice for AgentStatus {}

/// An AI caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agent {
    /// Its id.
    pub agent_id: Id<Agent>,
    /// Its workspace.
    pub workspace: Id<Workspace>,
    /// The workspace's name.
    pub workspace_name: String,
    /// What it says first.
    pub greeting: String,
    /// Its voice, in the words of the voice provider.
    pub voice: String,
    /// The language it speaks.
    pub language: String,
    /// Minutes between two attempts to reach a lead.
    pub retry_interval: i32,
    /// The weekdays on which it calls, lower-case English names; empty: every day.
    pub workdays: Vec<String>,
    /// When its calling hours begin.
    pub call_from: TimeOfDay,
    /// When they end; before `call_from`: on the next day; equal: they last the whole day.
    pub call_to: TimeOfDay,
    /// Who it is, for the language model.
    pub character: String,
    /// The id of its configuration elsewhere.
    pub config_id: Option<String>,
    /// The numbers that it uses, inactive ones included, by the time they were assigned.
    pub phone_numbers: Vec<PhoneNumber>,
    /// How many numbers it uses.
    pub phone_number_count: i64,
    /// Where it books meetings.
    pub calendar_configuration: Option<Id<CalendarConfiguration>>,
    /// The configuration's `sub_calendar_id`; absent without a configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_config_name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; assigning and removing numbers does not count.
    pub updated_at: Timestamp,
    /// Its name, may be empty.
    pub name: String,
    /// Whether it may make calls.
    pub status: AgentStatus,
    /// How often a lead is tried again.
    pub max_retries: i32,
    /// Minutes after which a call is ended.
    pub max_call_duration_minutes: i32,
    /// The IANA zone of its calling hours; null: the database's.
    pub timezone: Option<String>,
}

impl Agent {
    /// Reads [`super::fields::LISTING`]'s columns; the numbers are read for a whole page at once.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            agent_id: row.get(0)?,
            workspace: row.get(1)?,
            workspace_name: row.get(2)?,
            greeting: row.get(3)?,
            voice: row.get(4)?,
            language: row.get(5)?,
            retry_interval: row.get(6)?,
            workdays: row.get(7)?,
            call_from: row.get(8)?,
            call_to: row.get(9)?,
            character: row.get(10)?,
            config_id: row.get(11)?,
            phone_numbers: Vec::new(),
            phone_number_count: 0,
            calendar_configuration: row.get(12)?,
            calendar_config_name: row.get(13)?,
            created_at: row.get(14)?,
            updated_at: row.get(15)?,
            name: row.get(16)?,
            status: row.get(17)?,
            max_retries: row.get(18)?,
            max_call_duration_minutes: row.get(19)?,
            timezone: row.get(20)?,
        })
    }
}

/// What a telephony program needs to run an agent: the agent with its numbers as plain strings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentConfig {
    /// The agent.
    pub agent_id: Id<Agent>,
    /// Its workspace.
    pub workspace: Id<Workspace>,
    /// The workspace's name.
    pub workspace_name: String,
    /// What it says first.
    pub greeting: String,
    /// Its voice, in the words of the voice provider.
    pub voice: String,
    /// The language it speaks.
    pub language: String,
    /// Minutes between two attempts to reach a lead.
    pub retry_interval: i32,
    /// The weekdays on which it calls, lower-case English names; empty: every day.
    pub workdays: Vec<String>,
    /// When its calling hours begin.
    pub call_from: TimeOfDay,
    /// When they end; before `call_from`: on the next day; equal: they last the whole day.
    pub call_to: TimeOfDay,
    /// Who it is, for the language model.
    pub character: String,
    /// The id of its configuration elsewhere.
    pub config_id: Option<String>,
    /// The numbers that it uses, inactive ones included, by the time they were assigned.
    pub phone_numbers: Vec<String>,
    /// Where it books meetings.
    pub calendar_configuration: Option<Id<CalendarConfiguration>>,
    /// The same id again; absent without a configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_config_id: Option<Id<CalendarConfiguration>>,
    /// The configuration's `sub_calendar_id`; absent without a configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_config_name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its name, may be empty.
    pub name: String,
    /// Whether it may make calls.
    pub status: AgentStatus,
    /// How often a lead is tried again.
    pub max_retries: i32,
    /// Minutes after which a call is ended.
    pub max_call_duration_minutes: i32,
    /// The IANA zone of its calling hours; null: the database's.
    pub timezone: Option<String>,
}

impl From<Agent> for AgentConfig {
    fn from(a: Agent) -> Self {
        Self {
            agent_id: a.agent_id,
            workspace: a.workspace,
            workspace_name: a.workspace_name,
            greeting: a.greeting,
            voice: a.voice,
            language: a.language,
            retry_interval: a.retry_interval,
            workdays: a.workdays,
            call_from: a.call_from,
            call_to: a.call_to,
            character: a.character,
            config_id: a.config_id,
            phone_numbers: a.phone_numbers.into_iter().map(|number| number.phonenumber).collect(),
            calendar_configuration: a.calendar_configuration,
            calendar_config_id: a.calendar_configuration,
            calendar_config_name: a.calendar_config_name,
            created_at: a.created_at,
            updated_at: a.updated_at,
            name: a.name,
            status: a.status,
            max_retries: a.max_retries,
            max_call_duration_minutes: a.max_call_duration_minutes,
            timezone: a.timezone,
        }
    }
}

/// What assigning numbers changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssignedNumbers {
    /// A sentence for people.
    pub message: String,
    /// The numbers that were assigned now, in the order of the request.
    pub assigned_numbers: Vec<String>,
    /// How many were assigned now.
    pub total_assigned: i64,
    /// The numbers that were assigned before, in the order of the request.
    pub already_assigned: Vec<String>,
}

/// What removing numbers changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovedNumbers {
    /// A sentence for people.
    pub message: String,
    /// The numbers that were removed, in the order of the request.
    pub removed_numbers: Vec<String>,
    /// How many were removed.
    pub total_removed: i64,
    /// The numbers that were not assigned before, in the order of the request.
    pub not_assigned: Vec<String>,
}
