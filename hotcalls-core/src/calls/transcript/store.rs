//! SQL of transcripts.

use super::model::Turn;
use crate::{calls::Call, error::Result, id::Id, leads::Lead, params, store::Tx, time::Timestamp, workspaces::Workspace};

/// Stores a turn, unless the call has one at its place; whether it was stored.
pub(super) fn insert(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>, turn: &Turn, now: Timestamp) -> Result<bool> {
    let stored = tx.execute(
        "INSERT INTO call_turns (call_id, workspace_id, turn, role, text, start_ms, end_ms, tool_calls, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (call_id, workspace_id, turn) DO NOTHING",
        params![call, home, turn.turn, turn.role, turn.text, turn.start_ms, turn.end_ms, turn.tool_calls, now],
    )?;
    Ok(stored > 0)
}

const COLUMNS: &str = "turn, role, text, start_ms, end_ms, tool_calls";

/// The turn at a place.
pub(super) fn turn(tx: &Tx<'_>, call: Id<Call>, turn: i64) -> Result<Option<Turn>> {
    tx.one(&format!("SELECT {COLUMNS} FROM call_turns WHERE call_id = ?1 AND turn = ?2"), params![call, turn], Turn::read)
}

/// How many turns a call has.
pub(super) fn count(tx: &Tx<'_>, call: Id<Call>) -> Result<i64> {
    Ok(tx.one("SELECT COUNT(*) FROM call_turns WHERE call_id = ?1", params![call], |row| row.get(0))?.unwrap_or(0))
}

/// Every turn of a call, in order.
pub(super) fn all(tx: &Tx<'_>, call: Id<Call>) -> Result<Vec<Turn>> {
    tx.all(&format!("SELECT {COLUMNS} FROM call_turns WHERE call_id = ?1 ORDER BY turn"), params![call], Turn::read)
}

/// Moves the transcript of a call with it into another workspace.
pub(in crate::calls) fn move_with_call(tx: &Tx<'_>, call: Id<Call>, to: Id<Workspace>) -> Result<()> {
    tx.execute("UPDATE call_turns SET workspace_id = ?2 WHERE call_id = ?1", params![call, to]).map(drop)
}

/// The same for every call of a lead.
pub(in crate::calls) fn move_with_lead(tx: &Tx<'_>, lead: Id<Lead>, to: Id<Workspace>) -> Result<()> {
    let sql = "UPDATE call_turns SET workspace_id = ?2 WHERE call_id IN (SELECT id FROM calls WHERE lead_id = ?1)";
    tx.execute(sql, params![lead, to]).map(drop)
}
