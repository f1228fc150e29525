//! What can be done with phone numbers.

use uuid::Uuid;

use super::{
    PhoneNumber,
    fields::{LISTING, PhoneNumberList},
    store,
};
use crate::{
    access::{Rule, Scope},
    agents::{Agent, store as agent_store},
    error::{Error, Problems, Result},
    id::Id,
    operation::{ById, Patch, rules::text},
    query::{Count, Page, Where},
    store::counters,
    workspaces::{self, Workspace},
};

operations! {
    /// Phone numbers: what agents call from, and where calls come in.
    phone_numbers: PhoneNumbers {
        /// Makes a number, in a workspace that the caller manages or, by staff, in none.
        write create(PhoneNumberCreate) -> PhoneNumber, may Rule::Manager;
        /// One number.
        read get(ById<PhoneNumber>) -> PhoneNumber, may Rule::User;
        /// Numbers in order, filtered, searched, ordered, in pages: those of the caller's workspaces and those of none.
        browse list(PhoneNumberList) -> Page<PhoneNumber>, may Rule::User;
        /// Changes the given fields of a number. It moves to another workspace only if nothing of the old one stays tied to it.
        write update(PhoneNumberUpdate) -> PhoneNumber, may Rule::Manager, target locate;
        /// Deletes a number. Its calls stay.
        write delete(ById<PhoneNumber>) -> (), may Rule::Superuser, target locate;
        /// The agents that use a number, oldest first, as far as the caller may see them.
        read agents(ById<PhoneNumber>) -> Vec<Agent>, may Rule::User;
    }
}

input! {
    /// What `phone_numbers.create` takes.
    pub struct PhoneNumberCreate {
        /// The number as text, unique.
        pub phonenumber: String => text(17),
        /// Whether it is in use.
        pub is_active: bool = true,
        /// Its workspace; null: visible to all users, and any agent may use it.
        pub workspace: Option<Id<Workspace>> = None,
        /// Who answers calls to it; an agent of its workspace.
        pub inbound_agent: Option<Id<Agent>> = None,
    }
}

input! {
    /// What `phone_numbers.update` takes.
    pub struct PhoneNumberUpdate {
        /// The number.
        pub id: Id<PhoneNumber>,
        /// The number as text, unique.
        pub phonenumber: Patch<String> = Patch::Keep => text(17),
        /// Whether it is in use.
        pub is_active: Patch<bool> = Patch::Keep,
        /// Its workspace; null: visible to all users, and any agent may use it.
        pub workspace: Patch<Option<Id<Workspace>>> = Patch::Keep,
        /// Who answers calls to it; an agent of its workspace.
        pub inbound_agent: Patch<Option<Id<Agent>>> = Patch::Keep,
    }
}

/// The name of the kept counter.
const COUNTER: &str = "phone_numbers";

/// A number that the caller sees: of its workspaces, or of none.
fn visible(scope: &Scope<'_>, id: Id<PhoneNumber>) -> Result<PhoneNumber> {
    store::get(scope.tx(), id)?
        .filter(|number| scope.sees_or_none(true).contains(Id::or_none(number.workspace)))
        .ok_or_else(|| Error::not_found("PhoneNumber"))
}

/// A target for changes: seen, and managed. Numbers without a workspace are staff's.
fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let number = visible(scope, Id::new(id))?;
    scope.require_manages(Id::or_none(number.workspace))
}

/// The workspace that an input names must be one that the caller sees, and manages; naming none is for staff.
fn check_workspace(scope: &Scope<'_>, workspace: Option<Id<Workspace>>, problems: &mut Problems) -> Result<()> {
    match workspace {
        Some(id) if !workspaces::resolves(scope, id)? => {
            problems.add_invalid_pk("workspace", id);
            Ok(())
        }
        _ => scope.require_manages(Id::or_none(workspace)),
    }
}

/// The agent that answers calls is one of the number's workspace.
fn check_inbound(scope: &Scope<'_>, number: &PhoneNumber, problems: &mut Problems) -> Result<()> {
    let Some(agent) = number.inbound_agent else { return Ok(()) };
    match agent_store::workspace_of(scope.tx(), agent)? {
        Some(workspace) if !scope.sees().contains(workspace) => problems.add_invalid_pk("inbound_agent", agent),
        None => problems.add_invalid_pk("inbound_agent", agent),
        Some(_) if number.workspace.is_none() => problems.add("inbound_agent", "A number without a workspace has no inbound agent."),
        workspace if workspace != number.workspace => {
            problems.add("inbound_agent", "The agent belongs to another workspace than the number.")
        }
        _ => {}
    }
    Ok(())
}

fn check_unique(scope: &Scope<'_>, number: &PhoneNumber, problems: &mut Problems) -> Result<()> {
    if store::taken(scope.tx(), number.id, &number.phonenumber)? {
        problems.add("phonenumber", store::TAKEN);
    }
    Ok(())
}

fn create(scope: &Scope<'_>, input: PhoneNumberCreate) -> Result<PhoneNumber> {
    let number = PhoneNumber {
        id: scope.new_id(),
        phonenumber: input.phonenumber,
        created_at: scope.now(),
        is_active: input.is_active,
        workspace: input.workspace,
        inbound_agent: input.inbound_agent,
    };
    let mut problems = Problems::new();
    check_workspace(scope, number.workspace, &mut problems)?;
    check_inbound(scope, &number, &mut problems)?;
    check_unique(scope, &number, &mut problems)?;
    problems.into_result()?;
    store::insert(scope.tx(), &number)?;
    counters::add(scope.tx(), Id::or_none(number.workspace), COUNTER, 1)?;
    Ok(number)
}

fn get(scope: &Scope<'_>, input: ById<PhoneNumber>) -> Result<PhoneNumber> {
    visible(scope, input.id)
}

fn list(scope: &Scope<'_>, input: PhoneNumberList) -> Result<Page<PhoneNumber>> {
    if let Some(workspace) = input.workspace
        && !workspaces::resolves(scope, workspace)?
    {
        return Err(Error::no_choice("workspace"));
    }
    let reach = scope.sees_or_none(true);
    let mut w = Where::new();
    w.reach("p.workspace_id", &reach);
    let narrowed = store::filter_agents(&mut w, &scope.sees(), input.unassigned == Some(true), input.assigned_to_agent.as_deref());
    let count = if narrowed { Count::Query } else { Count::Counter(COUNTER, &reach) };
    LISTING.page(scope, w, &input, &input.page, PhoneNumber::read, count)
}

fn update(scope: &Scope<'_>, input: PhoneNumberUpdate) -> Result<PhoneNumber> {
    let before = visible(scope, input.id)?;
    let number = PhoneNumber {
        phonenumber: input.phonenumber.or(before.phonenumber),
        is_active: input.is_active.or(before.is_active),
        workspace: input.workspace.or(before.workspace),
        inbound_agent: input.inbound_agent.or(before.inbound_agent),
        ..before
    };
    let mut problems = Problems::new();
    if number.workspace != before.workspace {
        check_workspace(scope, number.workspace, &mut problems)?;
        if problems.is_empty() && store::is_used_elsewhere(scope.tx(), number.id, number.workspace)? {
            problems.add("workspace", "Agents or calls of another workspace use the number.");
        }
    }
    if number.inbound_agent != before.inbound_agent || number.workspace != before.workspace {
        check_inbound(scope, &number, &mut problems)?;
    }
    check_unique(scope, &number, &mut problems)?;
    problems.into_result()?;
    store::update(scope.tx(), &number)?;
    if number.workspace != before.workspace {
        counters::add(scope.tx(), Id::or_none(before.workspace), COUNTER, -1)?;
        counters::add(scope.tx(), Id::or_none(number.workspace), COUNTER, 1)?;
    }
    Ok(number)
}

fn delete(scope: &Scope<'_>, input: ById<PhoneNumber>) -> Result<()> {
    let number = visible(scope, input.id)?;
    store::delete(scope.tx(), number.id)?;
    counters::add(scope.tx(), Id::or_none(number.workspace), COUNTER, -1)
}

fn agents(scope: &Scope<'_>, input: ById<PhoneNumber>) -> Result<Vec<Agent>> {
    let number = visible(scope, input.id)?;
    let sees = scope.sees();
    let mut all = agent_store::using(scope.tx(), number.id)?;
    all.retain(|agent| sees.contains(agent.workspace));
    agent_store::fill(scope.tx(), &mut all)?;
    Ok(all)
}
