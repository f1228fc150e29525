//! SQL of calls.

use std::{collections::HashMap, sync::LazyLock};

use super::{import, live, model::Call, transcript};
use crate::{
    access::Reach,
    error::Result,
    id::Id,
    leads::Lead,
    params,
    query::{Where, fold},
    store::{Param, Row, ToParam, Tx, counters, rehome::Rehome},
    time::Timestamp,
    workspaces::Workspace,
};

/// The kind under which calls are counted.
pub(crate) const COUNTED: &str = "calls";

/// Calls alone: enough for every filter.
pub(crate) const BARE: &str = "calls c";
/// Calls with their lead: what records show of it, and what searches look through.
pub(crate) const WITH_LEAD: &str = "calls c LEFT JOIN leads l ON l.id = c.lead_id AND l.workspace_id = c.workspace_id";

/// Which rows belong to the calls of a lead, and its workspace.
pub(super) const OF_LEAD: &str = "call_id IN (SELECT c.id FROM calls c WHERE c.lead_id = {} AND +c.workspace_id = {})";

/// What [`Call::read`] reads.
pub(crate) const COLUMNS: &str = "c.id, c.lead_id, l.name, l.surname, l.email, c.timestamp, c.from_number, c.to_number, c.duration,
    c.disconnection_reason, c.direction, c.updated_at, c.workspace_id, c.agent_id, c.phone_number_id, c.parent_call_id, c.provider,
    c.external_id, c.leg, c.transferred_to, c.hung_up_by, c.status, c.started_at, c.ringing_at, c.answered_at, c.ended_at,
    c.duration_ms, c.reason, c.answered_by, c.outcome, c.appointment_datetime, c.created_at, c.owner,
    c.lease_until";

impl Call {
    /// Decodes a row of [`COLUMNS`].
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        let lead: Option<Id<Lead>> = row.get(1)?;
        let duration = row.get(8)?;
        Ok(Self {
            id: row.get(0)?,
            lead,
            lead_name: row.get(2)?,
            lead_surname: if lead.is_some() { Some(row.get(3)?) } else { None },
            lead_email: row.get(4)?,
            timestamp: row.get(5)?,
            from_number: row.get(6)?,
            to_number: row.get(7)?,
            duration,
            duration_formatted: super::model::duration_formatted(duration),
            disconnection_reason: row.get(9)?,
            direction: row.get(10)?,
            updated_at: row.get(11)?,
            workspace: row.get::<Id<Workspace>>(12)?.known(),
            agent: row.get(13)?,
            phone_number: row.get(14)?,
            parent_call: row.get(15)?,
            provider: Some(row.get::<String>(16)?).filter(|p| !p.is_empty()),
            external_id: row.get(17)?,
            leg: row.get(18)?,
            transferred_to: row.get(19)?,
            hung_up_by: row.get(20)?,
            status: row.get(21)?,
            started_at: row.get(22)?,
            ringing_at: row.get(23)?,
            answered_at: row.get(24)?,
            ended_at: row.get(25)?,
            duration_ms: row.get(26)?,
            reason: row.get(27)?,
            answered_by: row.get(28)?,
            outcome: row.get(29)?,
            appointment_datetime: row.get(30)?,
            created_at: row.get(31)?,
            owner: row.get(32)?,
            lease_until: row.get(33)?,
        })
    }

    /// The values of [`WRITTEN`], in its order.
    fn written(&self) -> [Param<'_>; WIDTH] {
        [
            self.id.to_param(),
            Param::Id(Id::or_none(self.workspace).uuid()),
            self.lead.to_param(),
            self.agent.to_param(),
            self.phone_number.to_param(),
            self.parent_call.to_param(),
            self.provider.as_deref().unwrap_or_default().to_param(),
            self.external_id.to_param(),
            self.leg.to_param(),
            self.transferred_to.to_param(),
            self.hung_up_by.to_param(),
            self.from_number.to_param(),
            self.to_number.to_param(),
            self.direction.to_param(),
            self.status.to_param(),
            self.timestamp.to_param(),
            self.started_at.to_param(),
            self.ringing_at.to_param(),
            self.answered_at.to_param(),
            self.ended_at.to_param(),
            self.duration.to_param(),
            self.duration_ms.to_param(),
            self.disconnection_reason.to_param(),
            self.reason.to_param(),
            self.answered_by.to_param(),
            self.outcome.to_param(),
            self.appointment_datetime.to_param(),
            self.created_at.to_param(),
            self.updated_at.to_param(),
            Param::Text(fold(&self.from_number).into()),
            Param::Text(fold(&self.to_number).into()),
            self.disconnection_reason.as_deref().map_or(Param::Null, |text| Param::Text(fold(text).into())),
            self.owner.to_param(),
            self.lease_until.to_param(),
        ]
    }
}

/// The columns of a stored call, `seq` aside. The first two are its key and its home.
const WRITTEN: &str = "id, workspace_id, lead_id, agent_id, phone_number_id, parent_call_id, provider, external_id, leg, transferred_to,
    hung_up_by, from_number, to_number, direction, status, timestamp, started_at, ringing_at, answered_at, ended_at, duration,
    duration_ms, disconnection_reason, reason, answered_by, outcome, appointment_datetime, created_at, updated_at, from_number_fold,
    to_number_fold, disconnection_reason_fold, owner, lease_until";
const WIDTH: usize = 34;

/// How many calls one statement inserts.
const AT_ONCE: usize = 64;

/// The statement that inserts so many calls.
fn insert_sql(calls: usize) -> String {
    let marks = |row: usize| (1..=WIDTH).map(|n| format!("?{}", row * WIDTH + n)).collect::<Vec<_>>().join(", ");
    let rows: Vec<_> = (0..calls).map(|row| format!("({})", marks(row))).collect();
    format!("INSERT INTO calls ({WRITTEN}) VALUES {}", rows.join(", "))
}

/// Unless it is there already by its `external_id`.
const IF_NEW: &str = "ON CONFLICT (workspace_id, provider, external_id) WHERE external_id IS NOT NULL DO NOTHING";

/// The statements in use: made once, since one call is recorded in less time than its text is put together.
static INSERT_ONE: LazyLock<String> = LazyLock::new(|| insert_sql(1));
static INSERT_ONE_IF_NEW: LazyLock<String> = LazyLock::new(|| format!("{} {IF_NEW}", insert_sql(1)));
static INSERT_SOME_IF_NEW: LazyLock<String> = LazyLock::new(|| format!("{} {IF_NEW}", insert_sql(AT_ONCE)));

/// Stores one new call, unless its workspace and provider have its `external_id` already; whether it was stored.
pub(super) fn insert(tx: &Tx<'_>, call: &Call) -> Result<bool> {
    if call.external_id.is_none() {
        // It has no twin to look for, and nobody needs to wait for the answer.
        return tx.execute_later(&INSERT_ONE, &call.written()).map(|()| true);
    }
    Ok(tx.execute(&INSERT_ONE_IF_NEW, &call.written())? > 0)
}

/// Stores any number of new calls. Of those that were there already by their `external_id`: which stored call each of them is.
pub(super) fn insert_all(tx: &Tx<'_>, calls: &[Call]) -> Result<HashMap<Id<Call>, Id<Call>>> {
    // A stream of rows has no word for those that are there already.
    let (mut calls, streamed): (Vec<_>, Vec<_>) = calls.iter().partition(|call| call.external_id.is_some() || !tx.copies_rows());
    if streamed.len() < AT_ONCE {
        calls.extend(&streamed);
    } else {
        tx.insert_rows("calls", WRITTEN, WIDTH, &mut |take| streamed.iter().try_for_each(|call| take(&call.written())))?;
    }
    let mut twins = HashMap::new();
    let full = calls.chunks_exact(AT_ONCE);
    // The rest goes one by one: two statements to cache instead of one per length.
    let rest = full.remainder();
    for some in full {
        let values: Vec<_> = some.iter().flat_map(|call| call.written()).collect();
        if tx.execute(&INSERT_SOME_IF_NEW, &values)? < some.len() as u64 {
            for call in some {
                twins.extend(twin(tx, call)?.filter(|twin| twin.id != call.id).map(|twin| (call.id, twin.id)));
            }
        }
    }
    for call in rest {
        if !insert(tx, call)? {
            twins.extend(twin(tx, call)?.map(|twin| (call.id, twin.id)));
        }
    }
    Ok(twins)
}

/// Stores a changed call, which has its workspace already.
pub(super) fn update(tx: &Tx<'_>, call: &Call) -> Result<()> {
    let columns = WRITTEN.split(',').enumerate().skip(2).map(|(n, column)| format!("{} = ?{}", column.trim(), n + 1));
    let sql = format!("UPDATE calls SET {} WHERE id = ?1 AND workspace_id = ?2", columns.collect::<Vec<_>>().join(", "));
    tx.execute(&sql, &call.written()).map(drop)
}

/// One call within reach.
pub(super) fn get(tx: &Tx<'_>, id: Id<Call>, reach: &Reach) -> Result<Option<Call>> {
    let w = one(id, reach);
    tx.one(&format!("SELECT {COLUMNS} FROM {WITH_LEAD} {}", w.clause()), w.params(), Call::read)
}

/// The workspace of a call within reach.
pub(super) fn home(tx: &Tx<'_>, id: Id<Call>, reach: &Reach) -> Result<Option<Id<Workspace>>> {
    let w = one(id, reach);
    tx.one(&format!("SELECT c.workspace_id FROM {BARE} {}", w.clause()), w.params(), |row| row.get(0))
}

fn one(id: Id<Call>, reach: &Reach) -> Where {
    let mut w = Where::new();
    w.push("c.id = {}", [id]);
    w.reach("c.workspace_id", reach);
    w
}

/// The call that a workspace and a provider know by an `external_id`.
pub(super) static TWIN: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {COLUMNS} FROM {WITH_LEAD} WHERE c.workspace_id = ?1 AND c.provider = ?2 AND c.external_id = ?3"));

/// The call that its workspace and provider know by the same `external_id`, if it has one.
pub(super) fn twin(tx: &Tx<'_>, call: &Call) -> Result<Option<Call>> {
    let Some(external_id) = &call.external_id else { return Ok(None) };
    let provider = call.provider.as_deref().unwrap_or_default();
    tx.one(&TWIN, params![Id::or_none(call.workspace), provider, external_id], Call::read)
}

/// Deletes a call. Its legs stay without it; who else points at it has let go.
pub(super) fn delete(tx: &Tx<'_>, id: Id<Call>, home: Id<Workspace>) -> Result<()> {
    part_from_legs(tx, id, home)?;
    tx.execute("DELETE FROM calls WHERE id = ?1 AND workspace_id = ?2", params![id, home])?;
    count(tx, home, -1)
}

/// Moves a call into another workspace, with its events and its transcript, without its legs.
pub(super) fn rehome(tx: &Tx<'_>, id: Id<Call>, from: Id<Workspace>, to: Id<Workspace>) -> Result<()> {
    part_from_legs(tx, id, from)?;
    live::store::move_with_call(tx, id, from, to)?;
    transcript::store::move_with_call(tx, id, from, to)?;
    import::store::forget(tx, id, from)?;
    Rehome::new("calls", from, to).which("id = {}", [id]).run(tx)?;
    count(tx, from, -1)?;
    count(tx, to, 1)
}

/// Lets go of the legs of a call that leaves its workspace.
fn part_from_legs(tx: &Tx<'_>, parent: Id<Call>, home: Id<Workspace>) -> Result<()> {
    let sql = "UPDATE calls SET parent_call_id = NULL WHERE parent_call_id = ?1 AND +workspace_id = ?2";
    tx.execute(sql, params![parent, home]).map(drop)
}

/// The same for the calls of a lead.
fn part_from_legs_of(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    tx.execute(
        "UPDATE calls SET parent_call_id = NULL
         WHERE +workspace_id = ?2 AND parent_call_id IN (SELECT c.id FROM calls c WHERE c.lead_id = ?1 AND +c.workspace_id = ?2)",
        params![lead, home],
    )
    .map(drop)
}

/// Lets go of a lead that is deleted.
pub(crate) fn part_from_lead(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    tx.execute("UPDATE calls SET lead_id = NULL WHERE lead_id = ?1 AND +workspace_id = ?2", params![lead, home]).map(drop)
}

/// Every call of a lead, newest first.
pub(crate) fn of_lead(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<Vec<Call>> {
    let sql =
        format!("SELECT {COLUMNS} FROM {WITH_LEAD} WHERE c.lead_id = ?1 AND +c.workspace_id = ?2 ORDER BY c.timestamp DESC, c.id DESC");
    tx.all(&sql, params![lead, home], Call::read)
}

/// Moves the calls of a lead with it into another workspace. What they point at there would belong to a stranger, so they let go of it.
/// A call whose `external_id` the new workspace knows already breaks the unique rule.
pub(crate) fn move_with_lead(tx: &Tx<'_>, lead: Id<Lead>, from: Id<Workspace>, to: Id<Workspace>, now: Timestamp) -> Result<()> {
    part_from_legs_of(tx, lead, from)?;
    live::store::move_with_lead(tx, lead, from, to)?;
    transcript::store::move_with_lead(tx, lead, from, to)?;
    import::store::forget_with_lead(tx, lead, from)?;
    let mut calls = Rehome::new("calls", from, to).which("lead_id = {}", [lead]);
    let (there, none) = (calls.bind(&to), calls.bind(&Id::<Workspace>::NONE));
    let usable = format!("(SELECT p.id FROM phone_numbers p WHERE p.id = calls.phone_number_id AND p.workspace_id IN ({there}, {none}))");
    let calls = calls.set("agent_id", "NULL").set("parent_call_id", "NULL").set("phone_number_id", &usable);
    let moved = calls.set_value("updated_at", &now).run(tx)?;
    count(tx, from, -(moved as i64))?;
    count(tx, to, moved as i64)
}

/// Deletes the calls of a lead that is deleted with all that is its. Who else points at them has let go.
pub(crate) fn delete_with_lead(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    part_from_legs_of(tx, lead, home)?;
    let gone = tx.execute("DELETE FROM calls WHERE lead_id = ?1 AND +workspace_id = ?2", params![lead, home])?;
    count(tx, home, -(gone as i64))
}

/// Deletes the calls of a workspace that is deleted with all that is its.
pub(crate) fn delete_with_workspace(tx: &Tx<'_>, workspace: Id<Workspace>) -> Result<()> {
    let gone = tx.execute("DELETE FROM calls WHERE workspace_id = ?1", params![workspace])?;
    count(tx, workspace, -(gone as i64))
}

/// Keeps the number of calls of a workspace.
pub(super) fn count(tx: &Tx<'_>, workspace: Id<Workspace>, by: i64) -> Result<()> {
    counters::add(tx, workspace, COUNTED, by)
}
