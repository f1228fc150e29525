//! SQL of phone numbers.

use super::{PhoneNumber, fields::LISTING};
use crate::{
    access::Reach,
    error::{Error, Result},
    id::Id,
    leads::phone,
    params,
    query::{Where, fold},
    store::Tx,
    workspaces::Workspace,
};

/// The unique rule's refusal.
pub(super) const TAKEN: &str = "phone number with this phonenumber already exists.";

/// A broken unique rule in the contract's words.
fn unique(error: Error) -> Error {
    if error.is_unique_violation() { Error::field("phonenumber", TAKEN) } else { error }
}

pub(super) fn get(tx: &Tx<'_>, id: Id<PhoneNumber>) -> Result<Option<PhoneNumber>> {
    tx.one(&format!("SELECT {} FROM {} WHERE p.id = ?1", LISTING.columns, LISTING.from), params![id], PhoneNumber::read)
}

/// The numbers with these ids, in no order.
pub(in crate::agents) fn by_ids(tx: &Tx<'_>, ids: &[Id<PhoneNumber>]) -> Result<Vec<PhoneNumber>> {
    let mut w = Where::new();
    w.among("p.id", ids);
    tx.all(&format!("SELECT {} FROM {} {}", LISTING.columns, LISTING.from, w.clause()), w.params(), PhoneNumber::read)
}

/// Whether another number than `id` has this text.
pub(super) fn taken(tx: &Tx<'_>, id: Id<PhoneNumber>, text: &str) -> Result<bool> {
    tx.exists("SELECT 1 FROM phone_numbers WHERE phonenumber = ?2 AND id <> ?1", params![id, text])
}

pub(super) fn insert(tx: &Tx<'_>, n: &PhoneNumber) -> Result<()> {
    tx.execute(
        "INSERT INTO phone_numbers (id, workspace_id, phonenumber, phonenumber_fold, is_active, inbound_agent_id, created_at,
             phonenumber_e164)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            n.id,
            Id::or_none(n.workspace),
            n.phonenumber,
            fold(&n.phonenumber),
            n.is_active,
            n.inbound_agent,
            n.created_at,
            phone::e164(&n.phonenumber)
        ],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn update(tx: &Tx<'_>, n: &PhoneNumber) -> Result<()> {
    tx.execute(
        "UPDATE phone_numbers SET workspace_id = ?2, phonenumber = ?3, phonenumber_fold = ?4, is_active = ?5, inbound_agent_id = ?6,
             phonenumber_e164 = ?7
         WHERE id = ?1",
        params![
            n.id,
            Id::or_none(n.workspace),
            n.phonenumber,
            fold(&n.phonenumber),
            n.is_active,
            n.inbound_agent,
            phone::e164(&n.phonenumber)
        ],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<PhoneNumber>) -> Result<()> {
    tx.execute("DELETE FROM phone_numbers WHERE id = ?1", params![id])?;
    Ok(())
}

/// Whether agents or calls outside of `workspace` use the number. Without a workspace it may serve all of them.
pub(super) fn is_used_elsewhere(tx: &Tx<'_>, id: Id<PhoneNumber>, workspace: Option<Id<Workspace>>) -> Result<bool> {
    let Some(workspace) = workspace else { return Ok(false) };
    tx.exists(
        "SELECT 1 FROM agent_phone_numbers l JOIN agents a ON a.agent_id = l.agent_id WHERE l.phone_number_id = ?1 AND a.workspace_id <> ?2
         UNION ALL SELECT 1 FROM calls WHERE phone_number_id = ?1 AND workspace_id <> ?2 LIMIT 1",
        params![id, workspace],
    )
}

/// Narrows to numbers that no agent within reach uses, and to those that one uses whose workspace has such a name. Agents out of reach do
/// not exist for the caller, so they use no number. Says whether it narrowed at all.
pub(super) fn filter_agents(w: &mut Where, reach: &Reach, unassigned: bool, workspace_name: Option<&str>) -> bool {
    let name = workspace_name.map(|text| fold(text.trim())).filter(|text| !text.is_empty());
    let users = "SELECT 1 FROM agent_phone_numbers l JOIN agents a ON a.agent_id = l.agent_id JOIN workspaces s ON s.id = a.workspace_id";
    if unassigned {
        let within = w.nested(|inner| {
            inner.raw("l.phone_number_id = p.id");
            inner.reach("a.workspace_id", reach);
        });
        w.raw(&format!("NOT EXISTS ({users} WHERE {within})"));
    }
    if let Some(name) = &name {
        let within = w.nested(|inner| {
            inner.raw("l.phone_number_id = p.id");
            inner.reach("a.workspace_id", reach);
            inner.push("instr(s.workspace_name_fold, {}) > 0", [name]);
        });
        w.raw(&format!("EXISTS ({users} WHERE {within})"));
    }
    unassigned || name.is_some()
}
