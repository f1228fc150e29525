//! The SQL of leads.

use super::{
    model::{COLUMNS, Lead},
    operations::LeadCreate,
};
use crate::{
    access::{Reach, Scope},
    error::{Error, Result},
    id::Id,
    params,
    query::{Where, fold},
    store::{Tx, counters},
    workspaces::Workspace,
};

/// The name of the kept counter.
pub(super) const COUNTER: &str = "leads";

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

pub(super) fn insert(scope: &Scope<'_>, workspace: Id<Workspace>, lead: &LeadCreate) -> Result<Id<Lead>> {
    let id = scope.new_id();
    scope.tx().execute(
        "INSERT INTO leads (id, workspace_id, name, surname, email, phone, meta_data, created_at, updated_at,
             name_fold, surname_fold, email_fold, phone_fold)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12)",
        params![
            id,
            workspace,
            lead.name,
            lead.surname,
            lead.email,
            lead.phone,
            lead.meta_data,
            scope.now(),
            fold(&lead.name),
            lead.surname.as_deref().map(fold),
            fold(&lead.email),
            fold(&lead.phone)
        ],
    )?;
    counters::add(scope.tx(), workspace, COUNTER, 1)?;
    Ok(id)
}

pub(super) fn update(tx: &Tx<'_>, lead: &Lead, before: Id<Workspace>) -> Result<()> {
    let workspace = Id::or_none(lead.workspace);
    tx.execute(
        "UPDATE leads SET workspace_id = ?2, name = ?3, surname = ?4, email = ?5, phone = ?6, meta_data = ?7, updated_at = ?8,
             name_fold = ?9, surname_fold = ?10, email_fold = ?11, phone_fold = ?12
         WHERE id = ?1",
        params![
            lead.id,
            workspace,
            lead.name,
            lead.surname,
            lead.email,
            lead.phone,
            lead.meta_data,
            lead.updated_at,
            fold(&lead.name),
            lead.surname.as_deref().map(fold),
            fold(&lead.email),
            fold(&lead.phone)
        ],
    )?;
    if workspace != before {
        counters::add(tx, before, COUNTER, -1)?;
        counters::add(tx, workspace, COUNTER, 1)?;
    }
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Lead>, _cascade: bool) -> Result<()> {
    let workspace = workspace_of(tx, id, &Reach::All)?;
    tx.execute("DELETE FROM leads WHERE id = ?1", params![id])?;
    counters::add(tx, workspace, COUNTER, -1)
}
