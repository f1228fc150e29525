//! SQL of transcripts.

use super::model::Turn;
use crate::{
    calls::{Call, store::OF_LEAD},
    error::Result,
    id::Id,
    leads::Lead,
    params,
    store::{ToParam, Tx, rehome::Rehome},
    time::Timestamp,
    workspaces::Workspace,
};

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
pub(super) fn turn(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>, turn: i64) -> Result<Option<Turn>> {
    let sql = format!("SELECT {COLUMNS} FROM call_turns WHERE call_id = ?1 AND workspace_id = ?2 AND turn = ?3");
    tx.one(&sql, params![call, home, turn], Turn::read)
}

/// How many turns a call has.
pub(super) fn count(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM call_turns WHERE call_id = ?1 AND workspace_id = ?2";
    Ok(tx.one(sql, params![call, home], |row| row.get(0))?.unwrap_or(0))
}

/// Every turn of a call, in order.
pub(super) fn all(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>) -> Result<Vec<Turn>> {
    let sql = format!("SELECT {COLUMNS} FROM call_turns WHERE call_id = ?1 AND workspace_id = ?2 ORDER BY turn");
    tx.all(&sql, params![call, home], Turn::read)
}

/// Moves the transcript of a call with it into another workspace.
pub(in crate::calls) fn move_with_call(tx: &Tx<'_>, call: Id<Call>, from: Id<Workspace>, to: Id<Workspace>) -> Result<()> {
    Rehome::new("call_turns", from, to).which("call_id = {}", [call]).run(tx).map(drop)
}

/// The same for every call of a lead.
pub(in crate::calls) fn move_with_lead(tx: &Tx<'_>, lead: Id<Lead>, from: Id<Workspace>, to: Id<Workspace>) -> Result<()> {
    Rehome::new("call_turns", from, to).which(OF_LEAD, [lead.to_param(), from.to_param()]).run(tx).map(drop)
}
