//! What an import looks up: our numbers, leads by their number, calls by the ids of their legs. Each in sets. And what it keeps: the legs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::leg::Leg;
use crate::{
    agents::{Agent, PhoneNumber},
    calls::{Call, references::among, store::OF_LEAD},
    error::{Error, Result},
    id::Id,
    leads::Lead,
    params,
    query::Where,
    store::{Row, ToParam, Tx},
    workspaces::Workspace,
};

/// A number of ours, and who answers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OurNumber {
    pub(super) id: Id<PhoneNumber>,
    pub(super) agent: Option<Id<Agent>>,
}

/// The calls of a provider that are known by some of these ids, as their own or as that of one of their legs. The own one counts more.
pub(super) fn known(tx: &Tx<'_>, home: Id<Workspace>, provider: &str, ids: Vec<&str>) -> Result<[HashMap<String, Id<Call>>; 2]> {
    let mut found = [HashMap::new(), HashMap::new()];
    let sql = [
        "SELECT external_id, id FROM calls WHERE workspace_id = ?1 AND provider = ?2 AND external_id IN",
        "SELECT external_id, call_id FROM call_legs WHERE workspace_id = ?1 AND provider = ?2 AND external_id IN",
    ];
    for (sql, found) in sql.into_iter().zip(&mut found) {
        among(tx, sql, params![home, provider], "", ids.clone(), |row| {
            found.insert(row.get(0)?, row.get(1)?);
            Ok(())
        })?;
    }
    Ok(found)
}

/// The legs that are kept of some calls.
pub(super) fn legs(tx: &Tx<'_>, home: Id<Workspace>, calls: Vec<Id<Call>>) -> Result<HashMap<Id<Call>, Vec<Leg>>> {
    let mut found: HashMap<Id<Call>, Vec<Leg>> = HashMap::new();
    among(tx, "SELECT call_id, records FROM call_legs WHERE workspace_id = ?1 AND call_id IN", params![home], "", calls, |row| {
        let legs: Vec<Leg> = serde_json::from_str(&row.get::<String>(1)?).map_err(Error::internal)?;
        found.entry(row.get(0)?).or_default().extend(legs);
        Ok(())
    })?;
    Ok(found)
}

/// Keeps the legs of a call, all that are known of it.
pub(super) fn keep(tx: &Tx<'_>, home: Id<Workspace>, provider: &str, call: Id<Call>, legs: &[Leg]) -> Result<()> {
    let ids: BTreeSet<_> = legs.iter().flat_map(Leg::ids).collect();
    let mut rows: BTreeMap<&String, Vec<&Leg>> = ids.into_iter().map(|id| (id, Vec::new())).collect();
    for leg in legs {
        rows.entry(&leg.own).or_default().push(leg);
    }
    for (id, legs) in rows {
        // An id that another call's leg has named stays with that one.
        let sql = "INSERT INTO call_legs (workspace_id, provider, external_id, call_id, records) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (workspace_id, provider, external_id)
            DO UPDATE SET records = excluded.records WHERE call_legs.call_id = excluded.call_id";
        let records = serde_json::to_string(&legs).map_err(Error::internal)?;
        tx.execute_later(sql, params![home, provider, id.as_str(), call, records.as_str()])?;
    }
    Ok(())
}

/// Forgets the legs of a call that leaves its workspace: files are read for a workspace.
pub(in crate::calls) fn forget(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>) -> Result<()> {
    tx.execute_later("DELETE FROM call_legs WHERE call_id = ?1 AND +workspace_id = ?2", params![call, home])
}

/// The same for every call of a lead.
pub(in crate::calls) fn forget_with_lead(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    let mut w = Where::new();
    w.push("+workspace_id = {}", [home]);
    w.push(OF_LEAD, [lead.to_param(), home.to_param()]);
    tx.execute(&format!("DELETE FROM call_legs {}", w.clause()), w.params()).map(drop)
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
