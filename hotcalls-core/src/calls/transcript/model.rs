//! Turns of a transcript.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calls::Call,
    error::Result,
    id::Id,
    operation::{Choice, Json},
    store::Row,
};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The other side of the call.
    User,
    /// Our agent.
    Agent,
    /// The program, to the agent.
    System,
    /// A tool, to the agent.
    Tool,
}
impl Choice for Speaker {}

/// One turn of a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Turn {
    /// Its place in the call, from 0.
    pub turn: i64,
    /// Who speaks.
    pub role: Speaker,
    /// What is said.
    pub text: String,
    /// When it begins, in milliseconds since the call began.
    pub start_ms: i64,
    /// When it ends, in milliseconds since the call began.
    pub end_ms: i64,
    /// The tools that the agent calls, a JSON list.
    pub tool_calls: Json,
}

impl Turn {
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            turn: row.get(0)?,
            role: row.get(1)?,
            text: row.get(2)?,
            start_ms: row.get(3)?,
            end_ms: row.get(4)?,
            tool_calls: row.get(5)?,
        })
    }
}

/// What was said in a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// The call.
    pub call: Id<Call>,
    /// How many turns there are.
    pub total_turns: i64,
    /// All of them, in their order.
    pub turns: Vec<Turn>,
}

/// What `calls.append_transcript` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppendedTurns {
    /// How many turns are new.
    pub appended: i64,
    /// How many were there already.
    pub existing: i64,
    /// How many the call has now.
    pub total_turns: i64,
}
