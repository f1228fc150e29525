//! Who answers a call: from the number that was called to an agent, with whether it is open. On the path of every call that comes in, so
//! it reads a row or two, mostly in one statement, and nothing else.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Agent, PhoneNumber,
    hours::{Window, is_open, next_open},
    store,
};
use crate::{
    access::Scope,
    calendars::CalendarConfiguration,
    error::{Error, Result},
    id::Id,
    leads::phone,
    operation::rules::text,
    time::Timestamp,
    workspaces::Workspace,
};

input! {
    /// What `agents.route` takes.
    pub struct RouteInput {
        /// The number that was called, as the carrier says it: a number in any form, or a SIP or tel URI.
        pub number: String => text(255),
        /// When; else now.
        pub at: Option<Timestamp> = None,
    }
}

/// Who answers calls to a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// The number that was called.
    pub phone_number: Id<PhoneNumber>,
    /// The number as text.
    pub phonenumber: String,
    /// Where the call belongs: the agent's workspace, else the number's.
    pub workspace: Option<Id<Workspace>>,
    /// Who answers; null if no agent of the number is active.
    pub agent: Option<RouteAgent>,
    /// Whether the agent is open.
    pub is_open: bool,
    /// When it opens next; null while it is open.
    pub opens_at: Option<Timestamp>,
}

/// What a telephony program needs of an agent to take a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RouteAgent {
    /// Its id.
    pub agent_id: Id<Agent>,
    /// Its workspace.
    pub workspace: Id<Workspace>,
    /// Its name, may be empty.
    pub name: String,
    /// What it says first.
    pub greeting: String,
    /// Its voice, in the words of the voice provider.
    pub voice: String,
    /// The language it speaks.
    pub language: String,
    /// Who it is, for the language model.
    pub character: String,
    /// The id of its configuration elsewhere.
    pub config_id: Option<String>,
    /// Where it books meetings.
    pub calendar_configuration: Option<Id<CalendarConfiguration>>,
    /// Minutes after which a call is ended.
    pub max_call_duration_minutes: i32,
}

/// An agent that may answer, and its calling hours.
#[derive(Debug)]
pub(super) struct Candidate {
    pub agent: Id<Agent>,
    pub workspace: Id<Workspace>,
    pub hours: Window,
    pub timezone: Option<Tz>,
}

/// A number that was called, and its own inbound agent if that is active.
#[derive(Debug)]
pub(super) struct Called {
    pub id: Id<PhoneNumber>,
    pub phonenumber: String,
    pub workspace: Option<Id<Workspace>>,
    pub inbound: Option<(Candidate, RouteAgent)>,
}

pub(super) fn route(scope: &Scope<'_>, input: RouteInput) -> Result<Route> {
    let mut number = number(scope, &input.number)?.ok_or_else(|| Error::not_found("PhoneNumber"))?;
    let at = input.at.unwrap_or(scope.now());
    let (agent, opens) = choose(scope, &mut number, at)?.unzip();
    let opens = opens.flatten();
    let is_open = opens == Some(at);
    Ok(Route {
        phone_number: number.id,
        phonenumber: number.phonenumber,
        workspace: agent.as_ref().map(|agent: &RouteAgent| agent.workspace).or(number.workspace),
        agent,
        is_open,
        opens_at: opens.filter(|_| !is_open),
    })
}

/// The active number that is meant, as far as the caller sees it: with exactly this text, else with the same number in E.164.
fn number(scope: &Scope<'_>, text: &str) -> Result<Option<Called>> {
    let (tx, reach) = (scope.tx(), scope.sees_or_none(true));
    let dialed = phone::dialed(text);
    for exact in [Some(text), Some(&*dialed).filter(|d| *d != text)].into_iter().flatten() {
        if let Some(found) = store::called(tx, &store::WITH_TEXT, exact, &reach)? {
            return Ok(Some(found));
        }
    }
    phone::e164(&dialed).map_or(Ok(None), |number| store::called(tx, &store::WITH_E164, &number, &reach))
}

/// The number's own inbound agent if it is active, else of its agents the active one that is open, else the oldest active one; with the
/// moment at which it opens, which is `at` if it is open.
///
/// A paused agent takes no calls: a number whose inbound agent is paused is answered by its other agents.
fn choose(scope: &Scope<'_>, number: &mut Called, at: Timestamp) -> Result<Option<(RouteAgent, Option<Timestamp>)>> {
    let (tx, reach) = (scope.tx(), scope.sees());
    let zone = |c: &Candidate| c.timezone.unwrap_or(scope.settings().time_zone);
    let opens = |c: &Candidate| next_open(&c.hours, zone(c), at);
    if let Some((candidate, agent)) = number.inbound.take().filter(|(c, _)| reach.contains(c.workspace)) {
        return Ok(Some((agent, opens(&candidate))));
    }
    let mut all = store::candidates(tx, number.id)?;
    all.retain(|c| reach.contains(c.workspace));
    let open = all.iter().find(|c| is_open(&c.hours, zone(c), at));
    let Some(chosen) = open.or(all.first()) else { return Ok(None) };
    let opens_at = if open.is_some() { Some(at) } else { opens(chosen) };
    Ok(store::answers(tx, chosen.agent)?.map(|agent| (agent, opens_at)))
}
