//! SQL of live calls: events, leases, and the part of a call's row that is a fold.

use std::sync::LazyLock;

use super::model::{Event, Source};
use crate::{
    access::Reach,
    calls::{
        Call,
        store::{self, OF_LEAD},
    },
    error::{Error, Result},
    id::Id,
    leads::Lead,
    params,
    query::{Where, fold},
    store::{Param, Row, ToParam, Tx, rehome::Rehome},
    time::Timestamp,
    workspaces::Workspace,
};

/// The provider's id of a call, with the provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct External<'a> {
    pub provider: &'a str,
    pub id: &'a str,
}

impl<'a> External<'a> {
    pub fn of(call: &'a Call) -> Option<Self> {
        call.external_id.as_deref().map(|id| Self { provider: call.provider.as_deref().unwrap_or_default(), id })
    }
}

impl Event {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            source: row.get(0)?,
            event_id: row.get(1)?,
            kind: row.get(2)?,
            at: row.get(3)?,
            sip_status: row.get(4)?,
            q850_cause: row.get(5)?,
            said: row.get(6)?,
            after_cancel: row.get(7)?,
            party: row.get(8)?,
            answered_by: row.get(9)?,
            tells: row.get(10)?,
        })
    }

    /// The values of [`EVENT`], after those of whose event it is.
    fn written<'e>(&'e self, [a, b, c, d]: [Param<'e>; 4]) -> [Param<'e>; 14] {
        [
            a,
            b,
            c,
            d,
            self.source.to_param(),
            self.event_id.to_param(),
            self.kind.to_param(),
            self.at.to_param(),
            self.sip_status.to_param(),
            self.q850_cause.to_param(),
            self.said.to_param(),
            self.after_cancel.to_param(),
            self.party.to_param(),
            self.answered_by.to_param(),
        ]
    }
}

/// Stores an event, unless its call has it already; whether it was stored.
pub(super) fn insert(tx: &Tx<'_>, call: &Call, event: &Event, now: Timestamp) -> Result<bool> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "INSERT INTO call_events (call_id, workspace_id, received_at, tells, {EVENT})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (call_id, workspace_id, source, event_id) DO NOTHING"
        )
    });
    let home = Id::or_none(call.workspace);
    let values = event.written([call.id.to_param(), home.to_param(), now.to_param(), event.tells.to_param()]);
    Ok(tx.execute(&SQL, &values)? > 0)
}

/// The columns of an event.
const EVENT: &str = "source, event_id, kind, at, sip_status, q850_cause, said, after_cancel, party, answered_by";

/// Every event of a call.
pub(super) fn events(tx: &Tx<'_>, call: &Call) -> Result<Vec<Event>> {
    let sql = format!("SELECT {EVENT}, tells FROM call_events WHERE call_id = ?1 AND workspace_id = ?2");
    tx.all(&sql, params![call.id, Id::or_none(call.workspace)], Event::read)
}

/// Lets an event wait for its call, unless it does already; whether it is new.
pub(super) fn insert_early(tx: &Tx<'_>, of: External<'_>, home: Id<Workspace>, event: &Event, now: Timestamp) -> Result<bool> {
    let sql = format!(
        "INSERT INTO early_events (external_id, provider, workspace_id, received_at, {EVENT})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (external_id, provider, workspace_id, source, event_id) DO NOTHING"
    );
    let values = event.written([of.id.to_param(), of.provider.to_param(), home.to_param(), now.to_param()]);
    Ok(tx.execute(&sql, &values)? > 0)
}

/// The events that wait for a call of one of these workspaces.
pub(super) fn early(tx: &Tx<'_>, of: External<'_>, homes: &[Id<Workspace>]) -> Result<Vec<Event>> {
    let w = early_of(of, homes);
    // One that tells begins the call, and need not wait.
    tx.all(&format!("SELECT {EVENT}, 0 FROM early_events {}", w.clause()), w.params(), Event::read)
}

/// Whether any event waits for its call.
pub(super) fn any_early(tx: &Tx<'_>) -> Result<bool> {
    Ok(tx.one("SELECT event_id FROM early_events LIMIT 1", &[], |row| row.get::<String>(0))?.is_some())
}

/// They wait no longer.
pub(super) fn remove_early(tx: &Tx<'_>, of: External<'_>, homes: &[Id<Workspace>]) -> Result<()> {
    let w = early_of(of, homes);
    tx.execute(&format!("DELETE FROM early_events {}", w.clause()), w.params()).map(drop)
}

fn early_of(of: External<'_>, homes: &[Id<Workspace>]) -> Where {
    let mut w = Where::new();
    w.push("external_id = {} AND provider = {}", [of.id, of.provider]);
    w.among("workspace_id", homes);
    w
}

/// Forgets events for which no call came.
pub(super) fn forget(tx: &Tx<'_>, before: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM early_events WHERE received_at <= ?1", params![before]).map(drop)
}

/// What has an external id already.
pub(super) struct Acquaintances {
    /// The call of the workspace.
    pub twin: Option<Call>,
    /// Of which workspaces events wait.
    pub waiting: Vec<Id<Workspace>>,
    /// Whether there may be a call of no workspace that began with an event.
    pub unplaced: bool,
}

/// What has the external id already, looked for all at once.
pub(super) fn acquaintances(tx: &Tx<'_>, home: Id<Workspace>, of: External<'_>) -> Result<Acquaintances> {
    let values = |ids: &[&dyn ToParam]| ids.iter().map(|id| id.to_param().into_owned()).collect::<Vec<Param<'static>>>();
    let noted = |sql: &str| (sql.to_owned(), values(&[&of.id, &of.provider]));
    let asked = [
        (store::TWIN.to_owned(), values(&[&home, &of.provider, &of.id])),
        noted("SELECT DISTINCT workspace_id FROM early_events WHERE external_id = ?1 AND provider = ?2"),
        noted(UNPLACED),
    ];
    let mut found = Acquaintances { twin: None, waiting: Vec::new(), unplaced: false };
    tx.each_of(&asked, |n, row| {
        match n {
            0 => found.twin = Some(Call::read(row)?),
            1 => found.waiting.push(row.get(0)?),
            _ => found.unplaced = true,
        }
        Ok(())
    })?;
    Ok(found)
}

const UNPLACED: &str = "SELECT external_id FROM unplaced_calls WHERE external_id = ?1 AND provider = ?2";

/// Whether there may be a call of no workspace that began with an event.
pub(super) fn is_unplaced(tx: &Tx<'_>, of: External<'_>) -> Result<bool> {
    Ok(tx.one(UNPLACED, params![of.id, of.provider], |row| row.get::<String>(0))?.is_some())
}

/// The call of no workspace with this external id.
pub(super) fn stray(tx: &Tx<'_>, of: External<'_>) -> Result<Option<Call>> {
    tx.one(&store::TWIN, params![Id::<Workspace>::NONE, of.provider, of.id], Call::read)
}

/// Notes that a call has no workspace, and began with an event.
pub(super) fn note_unplaced(tx: &Tx<'_>, of: External<'_>) -> Result<()> {
    let sql = "INSERT INTO unplaced_calls (external_id, provider) VALUES (?1, ?2) ON CONFLICT (external_id, provider) DO NOTHING";
    tx.execute(sql, params![of.id, of.provider]).map(drop)
}

/// It has one now.
pub(super) fn note_placed(tx: &Tx<'_>, of: External<'_>) -> Result<()> {
    tx.execute("DELETE FROM unplaced_calls WHERE external_id = ?1 AND provider = ?2", params![of.id, of.provider]).map(drop)
}

/// Lets two writers of one call's events wait for each other, so that each folds the other's too. Whether an event was the first that
/// was heard of the call.
pub(super) fn lock(tx: &Tx<'_>, call: &Call) -> Result<bool> {
    let sql = "UPDATE calls SET inferred = inferred WHERE id = ?1 AND workspace_id = ?2 RETURNING inferred";
    Ok(tx.one(sql, params![call.id, Id::or_none(call.workspace)], |row| row.get(0))?.unwrap_or(false))
}

/// Notes whether an event was the first that was heard of a call.
pub(super) fn set_inferred(tx: &Tx<'_>, call: &Call, inferred: bool) -> Result<()> {
    let sql = "UPDATE calls SET inferred = ?3 WHERE id = ?1 AND workspace_id = ?2";
    tx.execute(sql, params![call.id, Id::or_none(call.workspace), inferred]).map(drop)
}

/// Writes what a fold may have changed. The time of a call is left alone where it cannot have: it stands in three indexes.
pub(super) fn update_folded(tx: &Tx<'_>, call: &Call, inferred: bool) -> Result<()> {
    tx.execute(
        "UPDATE calls SET status = ?2, ringing_at = ?3, answered_at = ?4, ended_at = ?5, duration = ?6, duration_ms = ?7,
             disconnection_reason = ?8, disconnection_reason_fold = ?9, reason = ?10, answered_by = ?11, transferred_to = ?12,
             hung_up_by = ?13, owner = CASE WHEN ?14 THEN NULL ELSE owner END,
             lease_until = CASE WHEN ?14 THEN NULL ELSE lease_until END, updated_at = ?15
         WHERE id = ?1 AND workspace_id = ?16",
        params![
            call.id,
            call.status,
            call.ringing_at,
            call.answered_at,
            call.ended_at,
            call.duration,
            call.duration_ms,
            call.disconnection_reason,
            call.disconnection_reason.as_deref().map(fold),
            call.reason,
            call.answered_by,
            call.transferred_to,
            call.hung_up_by,
            call.lease_until.is_none(),
            call.updated_at,
            Id::or_none(call.workspace)
        ],
    )?;
    if inferred {
        let sql = "UPDATE calls SET started_at = ?3, timestamp = ?4 WHERE id = ?1 AND workspace_id = ?2";
        tx.execute(sql, params![call.id, Id::or_none(call.workspace), call.started_at, call.timestamp])?;
    }
    Ok(())
}

/// The calls that carry an external id, at most two of them: of one workspace, else of those within reach.
pub(super) fn by_external_id(tx: &Tx<'_>, of: External<'_>, workspace: Option<Id<Workspace>>, reach: &Reach) -> Result<Vec<Call>> {
    let mut w = Where::new();
    w.push("c.provider = {} AND c.external_id = {}", [of.provider, of.id]);
    let reach = match workspace {
        Some(workspace) if reach.contains(workspace) => Reach::one(workspace),
        Some(_) => return Ok(Vec::new()),
        None => reach.clone(),
    };
    w.reach("w.id", &reach);
    w.reach("c.workspace_id", &reach);
    // From the workspaces: the index begins with theirs, and there are few of them.
    let sql = format!(
        "SELECT {} FROM workspaces w CROSS JOIN {} WHERE c.workspace_id = w.id AND {} LIMIT 2",
        store::COLUMNS,
        store::WITH_LEAD,
        w.condition()
    );
    tx.all(&sql, w.params(), Call::read)
}

/// The one call of those that carry an external id, if there is one.
pub(super) fn only_one(mut found: Vec<Call>) -> Result<Option<Call>> {
    if found.len() > 1 {
        return Err(Error::field("workspace", "Several workspaces know this external_id: say which one is meant."));
    }
    Ok(found.pop())
}

/// Renews the leases of an owner: of the named calls, or of all; those that were renewed.
pub(super) fn renew(tx: &Tx<'_>, owner: &str, calls: Option<&[Id<Call>]>, reach: &Reach, until: Timestamp) -> Result<Vec<Id<Call>>> {
    let mut w = Where::new();
    let until = w.bind(&until);
    w.push("lease_until IS NOT NULL AND owner = {}", [owner]);
    w.reach("workspace_id", reach);
    if let Some(calls) = calls {
        w.among("id", calls);
    }
    tx.all(&format!("UPDATE calls SET lease_until = {until} {} RETURNING id", w.clause()), w.params(), |row| row.get(0))
}

/// The calls whose lease has run out, the longest silent first.
pub(super) fn run_out(tx: &Tx<'_>, now: Timestamp, reach: &Reach, limit: i64) -> Result<Vec<Id<Call>>> {
    let mut w = Where::new();
    w.push("lease_until <= {}", [now]);
    w.reach("workspace_id", reach);
    let limit = w.bind(&limit);
    tx.all(&format!("SELECT id FROM calls {} ORDER BY lease_until, id LIMIT {limit}", w.clause()), w.params(), |row| row.get(0))
}

/// An event of a call by who reported it and its id.
pub(super) fn event(tx: &Tx<'_>, call: &Call, source: Source, event_id: &str) -> Result<Option<Event>> {
    Ok(events(tx, call)?.into_iter().find(|e| e.source == source && e.event_id == event_id))
}

/// Moves the events of a call with it into another workspace.
pub(in crate::calls) fn move_with_call(tx: &Tx<'_>, call: Id<Call>, from: Id<Workspace>, to: Id<Workspace>) -> Result<()> {
    Rehome::new("call_events", from, to).which("call_id = {}", [call]).run(tx).map(drop)
}

/// The same for every call of a lead.
pub(in crate::calls) fn move_with_lead(tx: &Tx<'_>, lead: Id<Lead>, from: Id<Workspace>, to: Id<Workspace>) -> Result<()> {
    Rehome::new("call_events", from, to).which(OF_LEAD, [lead.to_param(), from.to_param()]).run(tx).map(drop)
}
