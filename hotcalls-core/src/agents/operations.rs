//! What can be done with agents.

use std::collections::{HashMap, HashSet};

use super::{
    Agent, AgentConfig, AgentStatus, AssignedNumbers, PhoneNumber, RemovedNumbers,
    fields::{AgentList, LISTING},
    phone_numbers,
    route::{Route, RouteInput, route},
    rules::{check_configuration, locate, visible},
    store,
};
use crate::{
    access::{Rule, Scope},
    calendars::CalendarConfiguration,
    error::{Error, Problems, Result},
    id::Id,
    operation::{
        Patch,
        rules::{self, int, text, weekdays, zone},
    },
    query::{Count, Page, Where},
    store::counters,
    subscriptions::quota::{self, Quota},
    time::TimeOfDay,
    workspaces::{self, Workspace},
};

operations! {
    /// Agents: the AI callers of a workspace.
    agents: Agents {
        /// Makes an agent in a workspace that the caller manages.
        write create(AgentCreate) -> Agent, may Rule::Manager;
        /// One agent with its numbers.
        read get(AgentId) -> Agent, may Rule::User;
        /// Agents, newest first, filtered, searched, ordered, in pages.
        browse list(AgentList) -> Page<Agent>, may Rule::User;
        /// Changes the given fields of an agent. It moves to another workspace only if nothing of the old one stays tied to it.
        write update(AgentUpdate) -> Agent, may Rule::Manager, target locate;
        /// Deletes an agent. Its numbers, calls and meetings stay.
        write delete(AgentId) -> (), may Rule::Superuser, target locate;
        /// The numbers that an agent uses, inactive ones included.
        read phone_numbers(AgentId) -> Vec<PhoneNumber>, may Rule::User;
        /// Assigns active numbers to an agent, all of them or none.
        write assign_phone_numbers(NumbersInput) -> AssignedNumbers, may Rule::Manager, target locate;
        /// Removes numbers from an agent, all of them or none.
        write remove_phone_numbers(NumbersInput) -> RemovedNumbers, may Rule::Manager, target locate;
        /// What a telephony program needs to run an agent: the agent with its numbers as plain strings.
        read config(AgentId) -> AgentConfig, may Rule::User;
        /// Who answers a call to a number: its inbound agent, else of its agents the active one that is open, else the oldest active one.
        ///
        /// The number is matched as it is stored, else in E.164; an inactive one is `not_found`. A paused agent takes no calls: one that is
        /// the inbound agent is passed over. Without an active agent `agent` is null.
        read route(RouteInput) -> Route, may Rule::User;
    }
}

/// Most characters of a greeting and of a character.
const LONG_TEXT: usize = 1_000_000;
/// The name of the kept counter.
const COUNTER: &str = "agents";
/// Most ids in one request.
const MAX_IDS: usize = 10_000;

input! {
    /// Names one agent.
    pub struct AgentId {
        /// The agent.
        pub agent_id: Id<Agent>,
    }
}

input! {
    /// What `agents.create` takes.
    pub struct AgentCreate {
        /// Its workspace.
        pub workspace: Id<Workspace>,
        /// What it says first.
        pub greeting: String => text(LONG_TEXT),
        /// Its voice, in the words of the voice provider.
        pub voice: String => text(255),
        /// The language it speaks.
        pub language: String => text(50),
        /// When its calling hours begin.
        pub call_from: TimeOfDay,
        /// When they end; before `call_from`: on the next day; equal: they last the whole day.
        pub call_to: TimeOfDay,
        /// Who it is, for the language model.
        pub character: String => text(LONG_TEXT),
        /// Minutes between two attempts to reach a lead.
        pub retry_interval: i32 = 30,
        /// The weekdays on which it calls, English names in any letter case; empty: every day.
        pub workdays: Vec<String> = Vec::new() => weekdays(),
        /// The id of its configuration elsewhere.
        pub config_id: Option<String> = None => text(255).blank(),
        /// Where it books meetings: a configuration of the same workspace.
        pub calendar_configuration: Option<Id<CalendarConfiguration>> = None,
        /// Its name.
        pub name: String = String::new() => text(255).blank(),
        /// Whether it may make calls.
        pub status: AgentStatus = AgentStatus::Active,
        /// How often a lead is tried again.
        pub max_retries: i32 = 3 => int(0, 1000),
        /// Minutes after which a call is ended.
        pub max_call_duration_minutes: i32 = 30 => int(1, 1440),
        /// The IANA zone of its calling hours; null: the database's.
        pub timezone: Option<String> = None => zone(),
    }
}

input! {
    /// What `agents.update` takes.
    pub struct AgentUpdate {
        /// The agent.
        pub agent_id: Id<Agent>,
        /// Its workspace.
        pub workspace: Patch<Id<Workspace>> = Patch::Keep,
        /// What it says first.
        pub greeting: Patch<String> = Patch::Keep => text(LONG_TEXT),
        /// Its voice, in the words of the voice provider.
        pub voice: Patch<String> = Patch::Keep => text(255),
        /// The language it speaks.
        pub language: Patch<String> = Patch::Keep => text(50),
        /// When its calling hours begin.
        pub call_from: Patch<TimeOfDay> = Patch::Keep,
        /// When they end; before `call_from`: on the next day; equal: they last the whole day.
        pub call_to: Patch<TimeOfDay> = Patch::Keep,
        /// Who it is, for the language model.
        pub character: Patch<String> = Patch::Keep => text(LONG_TEXT),
        /// Minutes between two attempts to reach a lead.
        pub retry_interval: Patch<i32> = Patch::Keep,
        /// The weekdays on which it calls, English names in any letter case; empty: every day.
        pub workdays: Patch<Vec<String>> = Patch::Keep => weekdays(),
        /// The id of its configuration elsewhere.
        pub config_id: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Where it books meetings: a configuration of the same workspace.
        pub calendar_configuration: Patch<Option<Id<CalendarConfiguration>>> = Patch::Keep,
        /// Its name.
        pub name: Patch<String> = Patch::Keep => text(255).blank(),
        /// Whether it may make calls.
        pub status: Patch<AgentStatus> = Patch::Keep,
        /// How often a lead is tried again.
        pub max_retries: Patch<i32> = Patch::Keep => int(0, 1000),
        /// Minutes after which a call is ended.
        pub max_call_duration_minutes: Patch<i32> = Patch::Keep => int(1, 1440),
        /// The IANA zone of its calling hours; null: the database's.
        pub timezone: Patch<Option<String>> = Patch::Keep => zone(),
    }
}

input! {
    /// What `agents.assign_phone_numbers` and `agents.remove_phone_numbers` take.
    pub struct NumbersInput {
        /// The agent.
        pub agent_id: Id<Agent>,
        /// The numbers, each once; may be empty.
        pub phone_number_ids: Vec<Id<PhoneNumber>> => rules::list(MAX_IDS),
    }
}

fn load(scope: &Scope<'_>, id: Id<Agent>) -> Result<Agent> {
    store::get(scope.tx(), id)?.ok_or_else(|| Error::not_found("Agent"))
}

fn create(scope: &Scope<'_>, input: AgentCreate) -> Result<Agent> {
    let mut problems = Problems::new();
    if workspaces::resolves(scope, input.workspace)? {
        scope.require_manages(input.workspace)?;
    } else {
        problems.add_invalid_pk("workspace", input.workspace);
    }
    if let Some(configuration) = input.calendar_configuration {
        check_configuration(scope, configuration, input.workspace, "calendar_configuration", &mut problems)?;
    }
    problems.into_result()?;
    quota::check(scope, input.workspace, Quota::Agents, 1)?;
    let now = scope.now();
    let agent = Agent {
        agent_id: scope.new_id(),
        workspace: input.workspace,
        workspace_name: String::new(),
        greeting: input.greeting,
        voice: input.voice,
        language: input.language,
        retry_interval: input.retry_interval,
        workdays: input.workdays,
        call_from: input.call_from,
        call_to: input.call_to,
        character: input.character,
        config_id: input.config_id,
        phone_numbers: Vec::new(),
        phone_number_count: 0,
        calendar_configuration: input.calendar_configuration,
        calendar_config_name: None,
        created_at: now,
        updated_at: now,
        name: input.name,
        status: input.status,
        max_retries: input.max_retries,
        max_call_duration_minutes: input.max_call_duration_minutes,
        timezone: input.timezone,
    };
    store::insert(scope.tx(), &agent)?;
    counters::add(scope.tx(), agent.workspace, COUNTER, 1)?;
    load(scope, agent.agent_id)
}

fn get(scope: &Scope<'_>, input: AgentId) -> Result<Agent> {
    visible(scope, input.agent_id)?;
    load(scope, input.agent_id)
}

fn list(scope: &Scope<'_>, input: AgentList) -> Result<Page<Agent>> {
    if let Some(workspace) = input.workspace
        && !workspaces::resolves(scope, workspace)?
    {
        return Err(Error::no_choice("workspace"));
    }
    let sees = scope.sees();
    let mut w = Where::new();
    w.reach("a.workspace_id", &sees);
    let mut page = LISTING.page(scope, w, &input, &input.page, Agent::read, Count::Counter(COUNTER, &sees))?;
    store::fill(scope.tx(), &mut page.results)?;
    Ok(page)
}

fn update(scope: &Scope<'_>, input: AgentUpdate) -> Result<Agent> {
    let stored = load(scope, input.agent_id)?;
    let (before, configuration_given) = (stored.workspace, input.calendar_configuration.is_set());
    let agent = Agent {
        workspace: input.workspace.or(stored.workspace),
        greeting: input.greeting.or(stored.greeting),
        voice: input.voice.or(stored.voice),
        language: input.language.or(stored.language),
        call_from: input.call_from.or(stored.call_from),
        call_to: input.call_to.or(stored.call_to),
        character: input.character.or(stored.character),
        retry_interval: input.retry_interval.or(stored.retry_interval),
        workdays: input.workdays.or(stored.workdays),
        config_id: input.config_id.or(stored.config_id),
        calendar_configuration: input.calendar_configuration.or(stored.calendar_configuration),
        name: input.name.or(stored.name),
        status: input.status.or(stored.status),
        max_retries: input.max_retries.or(stored.max_retries),
        max_call_duration_minutes: input.max_call_duration_minutes.or(stored.max_call_duration_minutes),
        timezone: input.timezone.or(stored.timezone),
        updated_at: scope.now(),
        ..stored
    };
    let moves = agent.workspace != before;
    let mut problems = Problems::new();
    if moves {
        check_move(scope, &agent, &mut problems)?;
    }
    if let Some(configuration) = agent.calendar_configuration.filter(|_| configuration_given || moves) {
        let field = if configuration_given { "calendar_configuration" } else { "workspace" };
        check_configuration(scope, configuration, agent.workspace, field, &mut problems)?;
    }
    problems.into_result()?;
    if moves {
        quota::check(scope, agent.workspace, Quota::Agents, 1)?;
        counters::add(scope.tx(), before, COUNTER, -1)?;
        counters::add(scope.tx(), agent.workspace, COUNTER, 1)?;
    }
    store::update(scope.tx(), &agent)?;
    load(scope, agent.agent_id)
}

/// An agent moves to a workspace that the caller manages, and leaves nothing behind that would point across.
fn check_move(scope: &Scope<'_>, agent: &Agent, problems: &mut Problems) -> Result<()> {
    if !workspaces::resolves(scope, agent.workspace)? {
        problems.add_invalid_pk("workspace", agent.workspace);
        return Ok(());
    }
    scope.require_manages(agent.workspace)?;
    if store::has_numbers_elsewhere(scope.tx(), agent.agent_id, agent.workspace)? {
        problems.add("workspace", "Phone numbers of another workspace belong to the agent.");
    }
    if store::has_records_elsewhere(scope.tx(), agent.agent_id, agent.workspace)? {
        problems.add("workspace", "Calls or meetings of another workspace belong to the agent.");
    }
    Ok(())
}

fn delete(scope: &Scope<'_>, input: AgentId) -> Result<()> {
    let workspace = visible(scope, input.agent_id)?;
    store::delete(scope.tx(), input.agent_id)?;
    counters::add(scope.tx(), workspace, COUNTER, -1)
}

fn phone_numbers(scope: &Scope<'_>, input: AgentId) -> Result<Vec<PhoneNumber>> {
    Ok(get(scope, input)?.phone_numbers)
}

fn config(scope: &Scope<'_>, input: AgentId) -> Result<AgentConfig> {
    Ok(get(scope, input)?.into())
}

/// Reads the numbers of a request, each checked by `problem`. Repeated and unknown ids are refused; numbers of workspaces that the caller
/// does not see are unknown.
fn requested(
    scope: &Scope<'_>,
    ids: &[Id<PhoneNumber>],
    usable: impl Fn(&PhoneNumber) -> std::result::Result<(), &'static str>,
) -> Result<Vec<PhoneNumber>> {
    let reach = scope.sees_or_none(true);
    let mut known: HashMap<_, _> = phone_numbers::by_ids(scope.tx(), ids)?
        .into_iter()
        .filter(|number| reach.contains(Id::or_none(number.workspace)))
        .map(|number| (number.id, number))
        .collect();
    let mut refused: Vec<(&str, Vec<String>)> = Vec::new();
    let mut refuse = |why, id: &Id<PhoneNumber>| match refused.iter_mut().find(|(reason, _)| *reason == why) {
        Some((_, all)) => all.push(id.to_string()),
        None => refused.push((why, vec![id.to_string()])),
    };
    let (mut seen, mut numbers) = (HashSet::new(), Vec::with_capacity(ids.len()));
    for id in ids {
        if !seen.insert(*id) {
            refuse("Repeated phone number IDs", id);
        } else if let Some(number) = known.remove(id) {
            match usable(&number) {
                Ok(()) => numbers.push(number),
                Err(why) => refuse(why, id),
            }
        } else {
            refuse("Invalid phone number IDs", id);
        }
    }
    let mut problems = Problems::new();
    for (why, ids) in refused {
        problems.add("phone_number_ids", format!("{why}: {}", ids.join(", ")));
    }
    problems.into_result()?;
    Ok(numbers)
}

/// Parts numbers into assigned to the agent and not, each in the request's order.
fn part(scope: &Scope<'_>, agent: Id<Agent>, numbers: Vec<PhoneNumber>) -> Result<(Vec<PhoneNumber>, Vec<PhoneNumber>)> {
    let assigned: HashSet<_> = store::assigned(scope.tx(), agent)?.into_iter().collect();
    Ok(numbers.into_iter().partition(|number| assigned.contains(&number.id)))
}

fn texts(numbers: Vec<PhoneNumber>) -> Vec<String> {
    numbers.into_iter().map(|number| number.phonenumber).collect()
}

fn assign_phone_numbers(scope: &Scope<'_>, input: NumbersInput) -> Result<AssignedNumbers> {
    let workspace = visible(scope, input.agent_id)?;
    let numbers = requested(scope, &input.phone_number_ids, |number| match number.workspace {
        Some(other) if other != workspace => Err("Phone numbers of another workspace"),
        _ if !number.is_active => Err("Inactive phone number IDs"),
        _ => Ok(()),
    })?;
    let (already, new) = part(scope, input.agent_id, numbers)?;
    let ids: Vec<_> = new.iter().map(|number| number.id).collect();
    store::assign(scope.tx(), input.agent_id, &ids, scope.now())?;
    Ok(AssignedNumbers {
        message: "Phone numbers assigned to the agent successfully.".into(),
        total_assigned: new.len() as i64,
        assigned_numbers: texts(new),
        already_assigned: texts(already),
    })
}

fn remove_phone_numbers(scope: &Scope<'_>, input: NumbersInput) -> Result<RemovedNumbers> {
    let numbers = requested(scope, &input.phone_number_ids, |_| Ok(()))?;
    let (removed, others) = part(scope, input.agent_id, numbers)?;
    let ids: Vec<_> = removed.iter().map(|number| number.id).collect();
    store::unassign(scope.tx(), input.agent_id, &ids)?;
    Ok(RemovedNumbers {
        message: "Phone numbers removed from the agent successfully.".into(),
        total_removed: removed.len() as i64,
        removed_numbers: texts(removed),
        not_assigned: texts(others),
    })
}
