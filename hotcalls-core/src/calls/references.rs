//! What calls point at, looked up in sets, and only as far as the caller may see it.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::{
    fields::sees,
    model::Call,
    rules::{Target, Targets},
};
use crate::{
    access::{Reach, Scope},
    agents::{Agent, PhoneNumber},
    error::Result,
    id::Id,
    leads::Lead,
    query::Where,
    store::{Column, Param, Row, ToParam, Tx},
    workspaces::Workspace,
};

/// The ids in one input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pointers {
    pub workspace: Option<Id<Workspace>>,
    pub lead: Option<Id<Lead>>,
    pub agent: Option<Id<Agent>>,
    pub phone_number: Option<Id<PhoneNumber>>,
    pub parent_call: Option<Id<Call>>,
}

/// What a call shows of its lead.
#[derive(Debug, Clone)]
pub struct LeadNames {
    pub workspace: Id<Workspace>,
    pub name: String,
    pub surname: Option<String>,
    pub email: String,
}

/// What was found of the things that inputs point at.
#[derive(Debug, Default)]
pub struct References {
    workspaces: HashSet<Id<Workspace>>,
    leads: HashMap<Id<Lead>, LeadNames>,
    agents: HashMap<Id<Agent>, Id<Workspace>>,
    phone_numbers: HashMap<Id<PhoneNumber>, Id<Workspace>>,
    calls: HashMap<Id<Call>, Id<Workspace>>,
}

impl References {
    /// Looks everything up that the inputs point at, a statement for some hundred ids.
    pub fn find(scope: &Scope<'_>, inputs: impl Iterator<Item = Pointers> + Clone) -> Result<Self> {
        let (tx, reach) = (scope.tx(), sees(scope));
        let home = |row: &Row<'_>| row.get::<Id<Workspace>>(1);
        let mut found = Self::default();
        look_up(tx, "SELECT id FROM workspaces WHERE id IN", &Reach::All, inputs.clone().map(|p| p.workspace), |_, id| {
            if id != Id::NONE && reach.contains(id) {
                found.workspaces.insert(id);
            }
            Ok(())
        })?;
        let leads = "SELECT id, workspace_id, name, surname, email FROM leads WHERE id IN";
        look_up(tx, leads, &reach, inputs.clone().map(|p| p.lead), |row, id| {
            let lead = LeadNames { workspace: home(row)?, name: row.get(2)?, surname: row.get(3)?, email: row.get(4)? };
            keep(&mut found.leads, id, lead.workspace, lead, &reach);
            Ok(())
        })?;
        look_up(
            tx,
            "SELECT agent_id, workspace_id FROM agents WHERE agent_id IN",
            &Reach::All,
            inputs.clone().map(|p| p.agent),
            |row, id| {
                keep(&mut found.agents, id, home(row)?, home(row)?, &reach);
                Ok(())
            },
        )?;
        look_up(
            tx,
            "SELECT id, workspace_id FROM phone_numbers WHERE id IN",
            &Reach::All,
            inputs.clone().map(|p| p.phone_number),
            |row, id| {
                let home = home(row)?;
                // A number of no workspace is everybody's.
                if home == Id::NONE || reach.contains(home) {
                    found.phone_numbers.insert(id, home);
                }
                Ok(())
            },
        )?;
        look_up(tx, "SELECT id, workspace_id FROM calls WHERE id IN", &reach, inputs.map(|p| p.parent_call), |row, id| {
            keep(&mut found.calls, id, home(row)?, home(row)?, &reach);
            Ok(())
        })?;
        Ok(found)
    }

    /// What an input points at, for [`super::rules::place`].
    pub fn targets(&self, p: &Pointers) -> Targets {
        Targets {
            workspace: p.workspace.map(|id| (Some(id), self.workspaces.contains(&id))),
            lead: p.lead.map(|id| Target { id, workspace: self.leads.get(&id).map(|l| l.workspace) }),
            agent: p.agent.map(|id| Target { id, workspace: self.agents.get(&id).copied() }),
            phone_number: p.phone_number.map(|id| Target { id, workspace: self.phone_numbers.get(&id).copied() }),
            parent_call: p.parent_call.map(|id| Target { id, workspace: self.calls.get(&id).copied() }),
        }
    }

    /// The fields that point at nothing the caller may see.
    pub fn missing(&self, p: &Pointers) -> Vec<&'static str> {
        [
            ("workspace", p.workspace.is_none_or(|id| self.workspaces.contains(&id))),
            ("lead", p.lead.is_none_or(|id| self.leads.contains_key(&id))),
            ("agent", p.agent.is_none_or(|id| self.agents.contains_key(&id))),
            ("phone_number", p.phone_number.is_none_or(|id| self.phone_numbers.contains_key(&id))),
            ("parent_call", p.parent_call.is_none_or(|id| self.calls.contains_key(&id))),
        ]
        .into_iter()
        .filter_map(|(field, found)| (!found).then_some(field))
        .collect()
    }

    /// What a call shows of its lead.
    pub fn lead(&self, id: Option<Id<Lead>>) -> Option<&LeadNames> {
        self.leads.get(&id?)
    }
}

/// The names of agents, as far as the caller sees them: one that has moved to another workspace is nameless in its old one.
pub fn agent_names(scope: &Scope<'_>, agents: impl Iterator<Item = Id<Agent>>) -> Result<HashMap<Id<Agent>, String>> {
    let reach = sees(scope);
    let mut names = HashMap::new();
    look_up(scope.tx(), "SELECT agent_id, workspace_id, name FROM agents WHERE agent_id IN", &Reach::All, agents.map(Some), |row, id| {
        keep(&mut names, id, row.get(1)?, row.get(2)?, &reach);
        Ok(())
    })?;
    Ok(names)
}

fn keep<T: Eq + Hash, V>(found: &mut HashMap<T, V>, id: T, home: Id<Workspace>, value: V, reach: &Reach) {
    if reach.contains(home) {
        found.insert(id, value);
    }
}

/// Runs `sql (..)` for the ids among `ids`, each once; `each` gets the row and the id in its first column. Where rows are looked for in some
/// workspaces only, the statement says so: it does not go to the machines of others.
fn look_up<T>(
    tx: &Tx<'_>,
    sql: &str,
    within: &Reach,
    ids: impl Iterator<Item = Option<Id<T>>>,
    mut each: impl FnMut(&Row<'_>, Id<T>) -> Result<()>,
) -> Result<()>
where
    Id<T>: Column,
{
    let ids: Vec<_> = ids.flatten().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut w = Where::new();
    // The plus keeps the planner with the index of ids.
    w.reach("+workspace_id", within);
    let end = if w.is_empty() { String::new() } else { format!("AND {}", w.condition()) };
    among(tx, sql, w.params(), &end, ids, |row| each(row, row.get(0)?))
}

/// How many keys one statement takes. All but the last are full, and the last is filled up, so that there are two texts to cache.
const AT_ONCE: usize = 256;

/// Runs `sql (..) end` for some keys, each once, after the values that are `given` to every statement.
pub fn among<K: ToParam + Ord>(
    tx: &Tx<'_>,
    sql: &str,
    given: &[Param<'_>],
    end: &str,
    mut keys: Vec<K>,
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    keys.sort_unstable();
    keys.dedup();
    for chunk in keys.chunks(AT_ONCE) {
        let width = if chunk.len() == 1 { 1 } else { AT_ONCE };
        let marks: Vec<String> = (1..=width).map(|n| format!("?{}", given.len() + n)).collect();
        let filled = chunk.iter().chain(std::iter::repeat(&chunk[chunk.len() - 1])).take(width);
        let values: Vec<_> = given.iter().cloned().chain(filled.map(ToParam::to_param)).collect();
        tx.each(&format!("{sql} ({}) {end}", marks.join(", ")), &values, &mut each)?;
    }
    Ok(())
}
