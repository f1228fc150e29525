//! The SQL of leads.

use std::collections::BTreeMap;

use super::model::{COLUMNS, Lead};
use crate::{
    access::{Reach, Scope},
    calls,
    error::{Error, Result},
    id::Id,
    params,
    query::{Trigrams, Where, fold},
    store::{Param, Tx, counters, rehome::Rehome},
    workspaces::Workspace,
};

/// The name of the kept counter.
pub(super) const COUNTER: &str = "leads";

/// Where substrings of the folded columns are looked up.
pub(super) const SEARCH: Trigrams = Trigrams {
    index: "lead_search",
    state: "lead_search_state",
    table: "leads",
    key: "seq",
    columns: &["name_fold", "surname_fold", "email_fold", "phone_fold"],
};

/// The columns of a new row, in the order of [`as_row`].
macro_rules! inserted {
    () => {
        "id, workspace_id, name, surname, email, phone, phone_e164, meta_data, created_at, updated_at, name_fold, surname_fold, email_fold, phone_fold"
    };
}

/// The workspace of a new lead (R19): the named one, else the caller's only one.
pub(super) fn workspace_for_new(scope: &Scope<'_>, named: Option<Id<Workspace>>) -> Result<Id<Workspace>> {
    let shared = scope.settings().shared_rows;
    let sees = scope.sees_or_none(shared);
    match (named, &sees) {
        (Some(id), _) if sees.contains(id) && workspace_exists(scope.tx(), id)? => Ok(id),
        (Some(id), _) => Err(Error::invalid_pk("workspace", id)),
        (None, Reach::All) => Ok(Id::NONE),
        (None, Reach::Only(ids)) => {
            let own: Vec<_> = ids.iter().filter(|id| !id.is_nil()).collect();
            match own.as_slice() {
                [only] => Ok(Id::new(**only)),
                _ if sees.contains(Id::<Workspace>::NONE) => Ok(Id::NONE),
                _ => Err(Error::field("workspace", "This field is required.")),
            }
        }
    }
}

/// Another workspace for a lead: one that the caller sees and manages.
pub(super) fn workspace_for_moved(scope: &Scope<'_>, named: Option<Id<Workspace>>) -> Result<Option<Id<Workspace>>> {
    match named {
        Some(id) if !scope.sees().contains(id) || !workspace_exists(scope.tx(), id)? => return Err(Error::invalid_pk("workspace", id)),
        _ => scope.require_manages(Id::or_none(named))?,
    }
    Ok(named.and_then(Id::known))
}

/// Whether there is such a workspace; the reserved one stands for none and counts.
pub(super) fn workspace_exists(tx: &Tx<'_>, id: Id<Workspace>) -> Result<bool> {
    tx.exists("SELECT 1 FROM workspaces WHERE id = ?1", params![id])
}

/// The workspace of a lead within reach.
pub(super) fn workspace_of(tx: &Tx<'_>, id: Id<Lead>, reach: &Reach) -> Result<Id<Workspace>> {
    let mut w = Where::new();
    w.push("l.id = {}", [id]);
    w.reach("l.workspace_id", reach);
    let found = tx.one(&format!("SELECT l.workspace_id FROM leads l {}", w.clause()), w.params(), |row| row.get(0))?;
    found.ok_or_else(|| Error::not_found("Lead"))
}

/// A lead within reach.
pub(super) fn get(tx: &Tx<'_>, id: Id<Lead>, reach: &Reach) -> Result<Lead> {
    let mut w = Where::new();
    w.push("l.id = {}", [id]);
    w.reach("l.workspace_id", reach);
    let found = tx.one(&format!("SELECT {COLUMNS} FROM leads l {}", w.clause()), w.params(), Lead::read)?;
    found.ok_or_else(|| Error::not_found("Lead"))
}

/// Adds a lead and counts it. The search index follows when its tail has become long.
pub(super) fn insert(tx: &Tx<'_>, lead: &Lead) -> Result<()> {
    let added = if tx.keeps_trigrams() { Some(insert_one(tx, lead)?) } else { insert_row(tx, lead).map(|()| None)? };
    counters::add(tx, Id::or_none(lead.workspace), COUNTER, 1)?;
    added.map_or(Ok(()), |seq| SEARCH.added(tx, seq))
}

/// Adds many leads; counted per workspace and indexed once.
pub(super) fn insert_all(tx: &Tx<'_>, leads: &[Lead]) -> Result<()> {
    let mut per_workspace: BTreeMap<Id<Workspace>, i64> = BTreeMap::new();
    tx.insert_rows("leads", inserted!(), 14, &mut |take| {
        leads.iter().try_for_each(|lead| {
            *per_workspace.entry(Id::or_none(lead.workspace)).or_default() += 1;
            as_row(lead, &mut *take)
        })
    })?;
    settle(tx, per_workspace)
}

/// Counts and indexes leads that were added by [`insert_row`].
pub(super) fn settle(tx: &Tx<'_>, added: impl IntoIterator<Item = (Id<Workspace>, i64)>) -> Result<()> {
    for (workspace, n) in added {
        counters::add(tx, workspace, COUNTER, n)?;
    }
    SEARCH.catch_up(tx)
}

const INSERT: &str = concat!("INSERT INTO leads (", inserted!(), ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");

/// Adds a row. Of one among many the key is not asked for: SQLite keeps a journal of its own for a statement that answers.
pub(super) fn insert_row(tx: &Tx<'_>, lead: &Lead) -> Result<()> {
    as_row(lead, |row| tx.execute_later(INSERT, row))
}

/// Adds a row; its key.
fn insert_one(tx: &Tx<'_>, lead: &Lead) -> Result<i64> {
    let seq = as_row(lead, |row| tx.one(&format!("{INSERT} RETURNING seq"), row, |row| row.get(0)))?;
    seq.ok_or_else(|| Error::internal("a lead was not added"))
}

fn as_row<T>(lead: &Lead, write: impl FnOnce(&[Param<'_>]) -> T) -> T {
    write(params![
        lead.id,
        Id::or_none(lead.workspace),
        lead.name,
        lead.surname,
        lead.email,
        lead.phone,
        lead.phone_e164,
        lead.meta_data,
        lead.created_at,
        lead.updated_at,
        fold(&lead.name),
        lead.surname.as_deref().map(fold),
        fold(&lead.email),
        fold(&lead.phone)
    ])
}

/// Writes a changed lead over `before`. Its calls are moved by the caller.
pub(super) fn update(tx: &Tx<'_>, lead: &Lead, before: &Lead) -> Result<()> {
    let (workspace, left) = (Id::or_none(lead.workspace), Id::or_none(before.workspace));
    if workspace != left {
        Rehome::new("leads", left, workspace).which("id = {}", [lead.id]).run(tx)?;
        counters::add(tx, left, COUNTER, -1)?;
        counters::add(tx, workspace, COUNTER, 1)?;
    }
    let seq = tx.one(
        "UPDATE leads SET name = ?3, surname = ?4, email = ?5, phone = ?6, phone_e164 = ?7, meta_data = ?8, updated_at = ?9,
             name_fold = ?10, surname_fold = ?11, email_fold = ?12, phone_fold = ?13
         WHERE id = ?1 AND workspace_id = ?2 RETURNING seq",
        params![
            lead.id,
            workspace,
            lead.name,
            lead.surname,
            lead.email,
            lead.phone,
            lead.phone_e164,
            lead.meta_data,
            lead.updated_at,
            fold(&lead.name),
            lead.surname.as_deref().map(fold),
            fold(&lead.email),
            fold(&lead.phone)
        ],
        |row| row.get(0),
    )?;
    let texts = |l: &Lead| [Some(&l.name), l.surname.as_ref(), Some(&l.email), Some(&l.phone)].map(Option::<&String>::cloned);
    match seq {
        Some(seq) if texts(lead) != texts(before) => SEARCH.changed(tx, seq),
        _ => Ok(()),
    }
}

/// Deletes a lead. What pointed at it was let go of by the caller.
pub(super) fn delete(tx: &Tx<'_>, id: Id<Lead>, workspace: Id<Workspace>) -> Result<()> {
    let gone = SEARCH.delete(tx, "id = ?1 AND workspace_id = ?2", params![id, workspace])?;
    counters::add(tx, workspace, COUNTER, -(gone as i64))
}

/// Deletes the leads of a workspace that is deleted with all that is its.
pub(crate) fn delete_with_workspace(tx: &Tx<'_>, workspace: Id<Workspace>) -> Result<()> {
    let gone = SEARCH.delete(tx, "workspace_id = ?1", params![workspace])?;
    counters::add(tx, workspace, COUNTER, -(gone as i64))
}

/// The lead that a row of an import is about, if the workspace knows it already: the same e-mail address, else the same number and name.
pub(super) fn twin(tx: &Tx<'_>, lead: &Lead) -> Result<Option<Lead>> {
    let workspace = Id::or_none(lead.workspace);
    let by_email = format!("SELECT {COLUMNS} FROM leads l WHERE l.workspace_id = ?1 AND l.email_fold = ?2 ORDER BY l.seq LIMIT 1");
    if let Some(found) = tx.one(&by_email, params![workspace, fold(&lead.email)], Lead::read)? {
        return Ok(Some(found));
    }
    let Some(number) = &lead.phone_e164 else { return Ok(None) };
    // The folded full name, put together as `full_name` does.
    let by_number = format!(
        "SELECT {COLUMNS} FROM leads l WHERE l.workspace_id = ?1 AND l.phone_e164 = ?2
         AND l.name_fold || CASE WHEN COALESCE(l.surname_fold, '') = '' THEN '' ELSE ' ' || l.surname_fold END = ?3 ORDER BY l.seq LIMIT 1"
    );
    tx.one(&by_number, params![workspace, number, fold(&lead.full_name)], Lead::read)
}

/// Most leads that one number answers with.
const MAX_WITH_NUMBER: i64 = 100;

/// The leads within reach that have this number in E.164, newest first.
pub(super) fn with_number(tx: &Tx<'_>, number: &str, reach: &Reach) -> Result<Vec<Lead>> {
    let mut w = Where::new();
    w.push("l.phone_e164 = {}", [number]);
    w.reach("w.id", reach);
    w.reach("+l.workspace_id", reach);
    let limit = w.bind(&MAX_WITH_NUMBER);
    // From the workspaces: the index begins with theirs, and there are few of them. The pluses keep the planner off the index of times, along
    // which it would walk through all leads of a workspace.
    let sql = format!(
        "SELECT {COLUMNS} FROM workspaces w CROSS JOIN leads l WHERE l.workspace_id = w.id AND {} ORDER BY +l.created_at DESC, l.id DESC LIMIT {limit}",
        w.condition()
    );
    tx.all(&sql, w.params(), Lead::read)
}

/// Distinct leads with calls, and how many calls those are, among some calls.
pub(super) fn with_calls(tx: &Tx<'_>, calls: &calls::Subject) -> Result<(i64, i64)> {
    let sql = format!("SELECT COUNT(DISTINCT c.lead_id), COUNT(c.lead_id) {}", calls.source());
    let found = tx.one(&sql, calls.w.params(), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}
