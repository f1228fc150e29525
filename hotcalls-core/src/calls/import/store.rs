//! What an import looks up: our numbers, leads by their number, calls by the ids of their legs. Each in sets.

use std::collections::HashMap;

use crate::{
    agents::{Agent, PhoneNumber},
    calls::{Call, references::among},
    error::Result,
    id::Id,
    leads::Lead,
    params,
    store::{Row, Tx},
    workspaces::Workspace,
};

/// A number of ours, and who answers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OurNumber {
    pub(super) id: Id<PhoneNumber>,
    pub(super) agent: Option<Id<Agent>>,
}

/// The calls of a provider that are known by some of these ids.
pub(super) fn known(tx: &Tx<'_>, home: Id<Workspace>, provider: &str, ids: Vec<&str>) -> Result<HashMap<String, Id<Call>>> {
    let mut found = HashMap::new();
    let sql = "SELECT external_id, id FROM calls WHERE workspace_id = ?1 AND provider = ?2 AND external_id IN";
    among(tx, sql, params![home, provider], "", ids, |row| {
        found.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// The numbers of a workspace, or of none, by what is written in a file: exactly their text, or what they are in E.164.
pub(super) fn numbers(tx: &Tx<'_>, home: Id<Workspace>, texts: Vec<&str>, e164: Vec<&str>) -> Result<HashMap<String, OurNumber>> {
    let mut found = HashMap::new();
    let sql = |column| format!("SELECT {column}, id, inbound_agent_id FROM phone_numbers WHERE workspace_id IN (?1, ?2) AND {column} IN");
    let given = params![home, Id::<Workspace>::NONE];
    let mut keep = |row: &Row<'_>| {
        found.entry(row.get::<String>(0)?).or_insert(OurNumber { id: row.get(1)?, agent: row.get(2)? });
        Ok(())
    };
    among(tx, &sql("phonenumber"), given, "", texts, &mut keep)?;
    among(tx, &sql("phonenumber_e164"), given, "ORDER BY created_at, id", e164, &mut keep)?;
    Ok(found)
}

/// The leads of a workspace with these numbers; of several with one number the newest.
pub(super) fn leads(tx: &Tx<'_>, home: Id<Workspace>, e164: Vec<&str>) -> Result<HashMap<String, Id<Lead>>> {
    let mut found = HashMap::new();
    let sql = "SELECT phone_e164, id FROM leads WHERE workspace_id = ?1 AND phone_e164 IN";
    among(tx, sql, params![home], "ORDER BY created_at DESC, id DESC", e164, |row| {
        found.entry(row.get::<String>(0)?).or_insert(row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}
