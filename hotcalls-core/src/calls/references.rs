//! What calls point at, looked up in sets, and only as far as the caller may see it.

use std::collections::{HashMap, HashSet};

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
    store::{Param, Question, Row, ToParam, Tx},
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

impl Pointers {
    /// Whether the input points at nothing.
    pub fn is_empty(&self) -> bool {
        let Self { workspace, lead, agent, phone_number, parent_call } = self;
        workspace.is_none() && lead.is_none() && agent.is_none() && phone_number.is_none() && parent_call.is_none()
    }
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

/// What a row is about.
#[derive(Debug, Clone, Copy)]
enum About {
    Workspace,
    Lead,
    Agent,
    PhoneNumber,
    Call,
}

impl References {
    /// Looks everything up that the inputs point at, all at once.
    pub fn find(scope: &Scope<'_>, inputs: impl Iterator<Item = Pointers> + Clone) -> Result<Self> {
        let reach = sees(scope);
        let (mut asked, mut about) = (Vec::new(), Vec::new());
        let mut ask = |what: About, questions: Vec<Question>| {
            about.extend(questions.iter().map(|_| what));
            asked.extend(questions);
        };
        ask(About::Workspace, by_ids("SELECT id FROM workspaces WHERE id IN", &Reach::All, inputs.clone().map(|p| p.workspace)));
        let leads = "SELECT id, workspace_id, name, surname, email FROM leads WHERE id IN";
        ask(About::Lead, by_ids(leads, &reach, inputs.clone().map(|p| p.lead)));
        let agents = "SELECT agent_id, workspace_id FROM agents WHERE agent_id IN";
        ask(About::Agent, by_ids(agents, &Reach::All, inputs.clone().map(|p| p.agent)));
        let numbers = "SELECT id, workspace_id FROM phone_numbers WHERE id IN";
        ask(About::PhoneNumber, by_ids(numbers, &Reach::All, inputs.clone().map(|p| p.phone_number)));
        ask(About::Call, by_ids("SELECT id, workspace_id FROM calls WHERE id IN", &reach, inputs.map(|p| p.parent_call)));
        let mut found = Self::default();
        scope.tx().each_of(&asked, |n, row| found.take(about[n], row, &reach))?;
        Ok(found)
    }

    /// Keeps what a row says, if the caller may see it.
    fn take(&mut self, about: About, row: &Row<'_>, reach: &Reach) -> Result<()> {
        if let About::Workspace = about {
            let id = row.get(0)?;
            if id != Id::NONE && reach.contains(id) {
                self.workspaces.insert(id);
            }
            return Ok(());
        }
        let home: Id<Workspace> = row.get(1)?;
        // A number of no workspace is everybody's.
        let everybodys = matches!(about, About::PhoneNumber) && home == Id::NONE;
        if !everybodys && !reach.contains(home) {
            return Ok(());
        }
        match about {
            About::Workspace => {}
            About::Lead => {
                let lead = LeadNames { workspace: home, name: row.get(2)?, surname: row.get(3)?, email: row.get(4)? };
                self.leads.insert(row.get(0)?, lead);
            }
            About::Agent => drop(self.agents.insert(row.get(0)?, home)),
            About::PhoneNumber => drop(self.phone_numbers.insert(row.get(0)?, home)),
            About::Call => drop(self.calls.insert(row.get(0)?, home)),
        }
        Ok(())
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
    let agents = by_ids("SELECT agent_id, workspace_id, name FROM agents WHERE agent_id IN", &Reach::All, agents.map(Some));
    scope.tx().each_of(&agents, |_, row| {
        if reach.contains(row.get::<Id<Workspace>>(1)?) {
            names.insert(row.get(0)?, row.get(2)?);
        }
        Ok(())
    })?;
    Ok(names)
}

/// The statements `sql (..)` for the ids among `ids`, each once. Where rows are looked for in some workspaces only, they say so: they do not go to
/// the machines of others.
fn by_ids<T>(sql: &str, within: &Reach, ids: impl Iterator<Item = Option<Id<T>>>) -> Vec<Question> {
    let ids: Vec<_> = ids.flatten().collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let mut w = Where::new();
    // The plus keeps the planner with the index of ids.
    w.reach("+workspace_id", within);
    let end = if w.is_empty() { String::new() } else { format!("AND {}", w.condition()) };
    by_keys(sql, w.params(), &end, ids)
}

/// How many keys one statement takes. All but the last are full, and the last is filled up, so that there are two texts to cache.
const AT_ONCE: usize = 256;

/// The statements `sql (..) end` for some keys, each once, after the values that are `given` to every statement.
fn by_keys<K: ToParam + Ord>(sql: &str, given: &[Param<'_>], end: &str, mut keys: Vec<K>) -> Vec<Question> {
    keys.sort_unstable();
    keys.dedup();
    let question = |chunk: &[K]| {
        let width = if chunk.len() == 1 { 1 } else { AT_ONCE };
        let marks: Vec<String> = (1..=width).map(|n| format!("?{}", given.len() + n)).collect();
        let filled = chunk.iter().chain(std::iter::repeat(&chunk[chunk.len() - 1])).take(width);
        let values = given.iter().map(ToParam::to_param).chain(filled.map(ToParam::to_param)).map(Param::into_owned).collect();
        (format!("{sql} ({}) {end}", marks.join(", ")), values)
    };
    keys.chunks(AT_ONCE).map(question).collect()
}

/// Runs `sql (..) end` for some keys, each once, after the values that are `given` to every statement.
pub fn among<K: ToParam + Ord>(
    tx: &Tx<'_>,
    sql: &str,
    given: &[Param<'_>],
    end: &str,
    keys: Vec<K>,
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    tx.each_of(&by_keys(sql, given, end, keys), |_, row| each(row))
}
