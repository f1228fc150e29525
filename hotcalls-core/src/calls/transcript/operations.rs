//! Appending to a transcript, and reading it.

use super::{
    model::{AppendedTurns, Speaker, Transcript, Turn},
    store,
};
use crate::{
    access::Scope,
    calls::{Call, fields::sees, operations::not_found, store as calls},
    error::{Code, Error, Problems, Result},
    id::Id,
    operation::{
        Json,
        rules::{int, json, list, text},
    },
    workspaces::Workspace,
};

/// Most turns of one request.
const MAX_TURNS: usize = 1000;
/// The last place in a call.
const MAX_TURN: i64 = 999_999;
/// Most characters of a turn.
const MAX_TEXT: usize = 100_000;
/// The latest moment of a turn: a week after the call began.
const MAX_MS: i64 = 7 * 24 * 3_600_000;

input! {
    /// One turn, as `calls.append_transcript` takes it.
    pub struct TurnInput {
        /// Its place in the call, from 0: a turn sent again under the same place is stored once.
        pub turn: i64 => int(0, MAX_TURN),
        /// Who speaks.
        pub role: Speaker,
        /// What is said.
        pub text: String => text(MAX_TEXT).blank(),
        /// When it begins, in milliseconds since the call began.
        pub start_ms: i64 => int(0, MAX_MS),
        /// When it ends, in milliseconds since the call began.
        pub end_ms: i64 => int(0, MAX_MS),
        /// The tools that the agent calls, a JSON list.
        pub tool_calls: Json = Json(serde_json::Value::Array(Vec::new())) => json(),
    }
}

input! {
    /// What `calls.append_transcript` takes.
    pub struct TranscriptAppend {
        /// The call.
        pub call: Id<Call>,
        /// The turns, in any order.
        pub turns: Vec<TurnInput> => list(MAX_TURNS),
    }
}

input! {
    /// What `calls.transcript` takes.
    pub struct TranscriptOf {
        /// The call.
        pub call: Id<Call>,
    }
}

impl From<Id<Call>> for TranscriptOf {
    fn from(call: Id<Call>) -> Self {
        Self { call }
    }
}

/// The workspace of a call that the caller sees.
fn home(scope: &Scope<'_>, call: Id<Call>) -> Result<Id<Workspace>> {
    calls::home(scope.tx(), call, &sees(scope))?.ok_or_else(not_found)
}

pub(in crate::calls) fn append_transcript(scope: &Scope<'_>, input: TranscriptAppend) -> Result<AppendedTurns> {
    let home = home(scope, input.call)?;
    scope.require_manages(home)?;
    let turns = checked(input.turns)?;
    let mut appended = 0;
    for turn in &turns {
        if store::insert(scope.tx(), input.call, home, turn, scope.now())? {
            appended += 1;
        } else if store::turn(scope.tx(), input.call, home, turn.turn)?.as_ref() != Some(turn) {
            let message = format!("The call has a turn {} that says something else.", turn.turn);
            return Err(Error::new(Code::IdempotencyConflict, message));
        }
    }
    let total_turns = store::count(scope.tx(), input.call, home)?;
    Ok(AppendedTurns { appended, existing: turns.len() as i64 - appended, total_turns })
}

/// The turns, with what their rules cannot say about two fields at once.
fn checked(turns: Vec<TurnInput>) -> Result<Vec<Turn>> {
    let (mut all, mut problems) = (Vec::with_capacity(turns.len()), Problems::new());
    for (index, t) in turns.into_iter().enumerate() {
        let mut wrong = Problems::new();
        if t.end_ms < t.start_ms {
            wrong.add("end_ms", "A turn cannot end before it begins.");
        }
        if !t.tool_calls.0.is_array() {
            wrong.add("tool_calls", "Expected a list of items.");
        }
        problems.at(index, wrong);
        all.push(Turn { turn: t.turn, role: t.role, text: t.text, start_ms: t.start_ms, end_ms: t.end_ms, tool_calls: t.tool_calls });
    }
    let mut inside = Problems::new();
    inside.inside("turns", problems);
    inside.into_result()?;
    Ok(all)
}

pub(in crate::calls) fn transcript(scope: &Scope<'_>, input: TranscriptOf) -> Result<Transcript> {
    let home = home(scope, input.call)?;
    let turns = store::all(scope.tx(), input.call, home)?;
    Ok(Transcript { call: input.call, total_turns: turns.len() as i64, turns })
}
