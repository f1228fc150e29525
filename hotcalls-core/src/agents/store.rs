//! SQL of agents and of the links to their numbers.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    Agent, PhoneNumber,
    fields::LISTING,
    hours::Window,
    route::{Called, Candidate, RouteAgent},
};
use crate::{
    access::Reach,
    calendars::CalendarConfiguration,
    error::Result,
    id::Id,
    params,
    query::{Where, fold},
    store::{Cell, Row, Tx},
    time::Timestamp,
    workspaces::Workspace,
};

pub(super) fn workspace_of(tx: &Tx<'_>, id: Id<Agent>) -> Result<Option<Id<Workspace>>> {
    tx.one("SELECT workspace_id FROM agents WHERE agent_id = ?1", params![id], |row| row.get(0))
}

pub(super) fn workspace_of_configuration(tx: &Tx<'_>, id: Id<CalendarConfiguration>) -> Result<Option<Id<Workspace>>> {
    tx.one("SELECT workspace_id FROM calendar_configurations WHERE id = ?1", params![id], |row| row.get(0))
}

pub(super) fn get(tx: &Tx<'_>, id: Id<Agent>) -> Result<Option<Agent>> {
    let sql = format!("SELECT {} FROM {} WHERE a.agent_id = ?1", LISTING.columns, LISTING.from);
    let mut found: Vec<_> = tx.one(&sql, params![id], Agent::read)?.into_iter().collect();
    fill(tx, &mut found)?;
    Ok(found.pop())
}

/// The agents that use a number, oldest first.
pub(super) fn using(tx: &Tx<'_>, number: Id<PhoneNumber>) -> Result<Vec<Agent>> {
    let sql = format!(
        "SELECT {} FROM {} JOIN agent_phone_numbers l ON l.agent_id = a.agent_id WHERE l.phone_number_id = ?1 ORDER BY a.created_at, a.agent_id",
        LISTING.columns, LISTING.from
    );
    tx.all(&sql, params![number], Agent::read)
}

/// Reads the numbers of the given agents, in one query for all of them.
pub(super) fn fill(tx: &Tx<'_>, agents: &mut [Agent]) -> Result<()> {
    let mut w = Where::new();
    w.among("l.agent_id", agents.iter().map(|agent| agent.agent_id));
    let sql = format!(
        "SELECT p.id, p.phonenumber, p.created_at, p.is_active, p.workspace_id, p.inbound_agent_id, l.agent_id
         FROM agent_phone_numbers l JOIN phone_numbers p ON p.id = l.phone_number_id {} ORDER BY l.assigned_at, p.phonenumber",
        w.clause()
    );
    let mut numbers: HashMap<Id<Agent>, Vec<PhoneNumber>> = HashMap::new();
    tx.each(&sql, w.params(), |row| {
        numbers.entry(row.get(6)?).or_default().push(PhoneNumber::read(row)?);
        Ok(())
    })?;
    for agent in agents {
        agent.phone_numbers = numbers.remove(&agent.agent_id).unwrap_or_default();
        agent.phone_number_count = agent.phone_numbers.len() as i64;
    }
    Ok(())
}

pub(super) fn insert(tx: &Tx<'_>, a: &Agent) -> Result<()> {
    tx.execute(
        "INSERT INTO agents (agent_id, workspace_id, name, status, greeting, voice, language, retry_interval, max_retries,
            max_call_duration_minutes, workdays, call_from, call_to, timezone, character, config_id, calendar_configuration_id,
            created_at, updated_at, greeting_fold, voice_fold, language_fold, character_fold, config_id_fold)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
        params![
            a.agent_id,
            a.workspace,
            a.name,
            a.status,
            a.greeting,
            a.voice,
            a.language,
            a.retry_interval,
            a.max_retries,
            a.max_call_duration_minutes,
            a.workdays,
            a.call_from,
            a.call_to,
            a.timezone,
            a.character,
            a.config_id,
            a.calendar_configuration,
            a.created_at,
            a.updated_at,
            fold(&a.greeting),
            fold(&a.voice),
            fold(&a.language),
            fold(&a.character),
            a.config_id.as_deref().map(fold)
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx<'_>, a: &Agent) -> Result<()> {
    tx.execute(
        "UPDATE agents SET workspace_id = ?2, name = ?3, status = ?4, greeting = ?5, voice = ?6, language = ?7, retry_interval = ?8,
            max_retries = ?9, max_call_duration_minutes = ?10, workdays = ?11, call_from = ?12, call_to = ?13, timezone = ?14,
            character = ?15, config_id = ?16, calendar_configuration_id = ?17, updated_at = ?18, greeting_fold = ?19, voice_fold = ?20,
            language_fold = ?21, character_fold = ?22, config_id_fold = ?23
         WHERE agent_id = ?1",
        params![
            a.agent_id,
            a.workspace,
            a.name,
            a.status,
            a.greeting,
            a.voice,
            a.language,
            a.retry_interval,
            a.max_retries,
            a.max_call_duration_minutes,
            a.workdays,
            a.call_from,
            a.call_to,
            a.timezone,
            a.character,
            a.config_id,
            a.calendar_configuration,
            a.updated_at,
            fold(&a.greeting),
            fold(&a.voice),
            fold(&a.language),
            fold(&a.character),
            a.config_id.as_deref().map(fold)
        ],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Agent>) -> Result<()> {
    tx.execute("DELETE FROM agents WHERE agent_id = ?1", params![id])?;
    Ok(())
}

/// Whether numbers of a workspace other than `workspace` are assigned to the agent or ring there.
pub(super) fn has_numbers_elsewhere(tx: &Tx<'_>, id: Id<Agent>, workspace: Id<Workspace>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM phone_numbers p WHERE p.workspace_id <> ?2 AND p.workspace_id <> ?3
         AND (p.inbound_agent_id = ?1 OR p.id IN (SELECT l.phone_number_id FROM agent_phone_numbers l WHERE l.agent_id = ?1))",
        params![id, workspace, Id::<Workspace>::NONE],
    )
}

/// Whether calls or meetings outside of `workspace` name the agent.
pub(super) fn has_records_elsewhere(tx: &Tx<'_>, id: Id<Agent>, workspace: Id<Workspace>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM calls WHERE agent_id = ?1 AND workspace_id <> ?2
         UNION ALL SELECT 1 FROM meetings WHERE agent_id = ?1 AND workspace_id <> ?2 LIMIT 1",
        params![id, workspace],
    )
}

/// The numbers assigned to an agent.
pub(super) fn assigned(tx: &Tx<'_>, id: Id<Agent>) -> Result<Vec<Id<PhoneNumber>>> {
    tx.all("SELECT phone_number_id FROM agent_phone_numbers WHERE agent_id = ?1", params![id], |row| row.get(0))
}

pub(super) fn assign(tx: &Tx<'_>, id: Id<Agent>, numbers: &[Id<PhoneNumber>], now: Timestamp) -> Result<()> {
    let mut w = Where::new();
    let (agent, at) = (w.bind(&id), w.bind(&now));
    w.among("id", numbers);
    let sql = format!(
        "INSERT INTO agent_phone_numbers (agent_id, phone_number_id, assigned_at) SELECT {agent}, id, {at} FROM phone_numbers {}",
        w.clause()
    );
    tx.execute(&sql, w.params()).map(drop)
}

pub(super) fn unassign(tx: &Tx<'_>, id: Id<Agent>, numbers: &[Id<PhoneNumber>]) -> Result<()> {
    let mut w = Where::new();
    w.push("agent_id = {}", [id]);
    w.among("phone_number_id", numbers);
    tx.execute(&format!("DELETE FROM agent_phone_numbers {}", w.clause()), w.params()).map(drop)
}

const CANDIDATE: &str = "a.agent_id, a.workspace_id, a.workdays, a.call_from, a.call_to, a.timezone";

impl Candidate {
    fn read(row: &Row<'_>) -> Result<Self> {
        let hours = Window { workdays: row.get(2)?, from: row.get(3)?, to: row.get(4)? };
        // A call is answered though nobody knows the zone any more.
        Ok(Self { agent: row.get(0)?, workspace: row.get(1)?, hours, timezone: row.get(5).unwrap_or_default() })
    }
}

/// The active agents that use a number, oldest first.
pub(super) fn candidates(tx: &Tx<'_>, number: Id<PhoneNumber>) -> Result<Vec<Candidate>> {
    let sql = format!(
        "SELECT {CANDIDATE} FROM agent_phone_numbers l JOIN agents a ON a.agent_id = l.agent_id
         WHERE l.phone_number_id = ?1 AND a.status = 'active' ORDER BY a.created_at, a.agent_id"
    );
    tx.all(&sql, params![number], Candidate::read)
}

/// What a call needs of an agent, after [`CANDIDATE`].
const ANSWERING: &str = "a.name, a.greeting, a.voice, a.language, a.character, a.config_id, a.calendar_configuration_id,
    a.max_call_duration_minutes";

fn answering(row: &Row<'_>) -> Result<(Candidate, RouteAgent)> {
    let candidate = Candidate::read(row)?;
    let agent = RouteAgent {
        agent_id: candidate.agent,
        workspace: candidate.workspace,
        name: row.get(6)?,
        greeting: row.get(7)?,
        voice: row.get(8)?,
        language: row.get(9)?,
        character: row.get(10)?,
        config_id: row.get(11)?,
        calendar_configuration: row.get(12)?,
        max_call_duration_minutes: row.get(13)?,
    };
    Ok((candidate, agent))
}

/// What a call needs of an agent that is active.
pub(super) fn answers(tx: &Tx<'_>, id: Id<Agent>) -> Result<Option<RouteAgent>> {
    let sql = format!("SELECT {CANDIDATE}, {ANSWERING} FROM agents a WHERE a.agent_id = ?1 AND a.status = 'active'");
    tx.one(&sql, params![id], |row| answering(row).map(|(_, agent)| agent))
}

/// The active numbers with a text, and those that are a number in E.164 however they are written; oldest first, each with its inbound
/// agent if that is active: one statement, on the path of every call.
pub(super) static WITH_TEXT: LazyLock<String> = LazyLock::new(|| called_sql("p.phonenumber = ?1"));
pub(super) static WITH_E164: LazyLock<String> = LazyLock::new(|| called_sql("p.phonenumber_e164 = ?1"));

fn called_sql(condition: &str) -> String {
    format!(
        "SELECT {CANDIDATE}, {ANSWERING}, p.id, p.phonenumber, p.workspace_id FROM phone_numbers p
         LEFT JOIN agents a ON a.agent_id = p.inbound_agent_id AND a.status = 'active'
         WHERE {condition} AND p.is_active = 1 ORDER BY p.created_at, p.id"
    )
}

/// The first number that [`WITH_TEXT`] or [`WITH_E164`] finds within reach.
pub(super) fn called(tx: &Tx<'_>, sql: &str, number: &str, reach: &Reach) -> Result<Option<Called>> {
    tx.find(sql, params![number], |row| {
        let workspace: Id<Workspace> = row.get(16)?;
        if !reach.contains(workspace) {
            return Ok(None);
        }
        let inbound = if let Cell::Null = row.cell(0)? { None } else { Some(answering(row)?) };
        Ok(Some(Called { id: row.get(14)?, phonenumber: row.get(15)?, workspace: workspace.known(), inbound }))
    })
}
