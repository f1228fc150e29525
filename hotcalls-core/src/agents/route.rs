//! Who answers a call: from the number that was called to an agent, with whether it is open. On the path of every call that comes in, so
//! it reads a row or two, mostly in one statement, and nothing else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Agent, PhoneNumber,
    hours::{Window, next_open},
    store,
};
use crate::{
    access::Scope,
    calendars::CalendarConfiguration,
    error::{Error, Result},
    id::Id,
    leads::phone,
    operation::rules::text,
    time::{Timestamp, parse_zone},
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
    pub timezone: Option<String>,
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
    let opens = |c: &Candidate| {
        let zone = c.timezone.as_deref().and_then(parse_zone).unwrap_or(scope.settings().time_zone);
        next_open(&c.hours, zone, at)
    };
    let chosen = choose(scope, &mut number, |c| opens(c) == Some(at))?;
    let opens_at = chosen.as_ref().and_then(|(candidate, _)| opens(candidate));
    let is_open = opens_at == Some(at);
    Ok(Route {
        phone_number: number.id,
        phonenumber: number.phonenumber,
        workspace: chosen.as_ref().map(|(candidate, _)| candidate.workspace).or(number.workspace),
        agent: chosen.map(|(_, agent)| agent),
        is_open,
        opens_at: opens_at.filter(|_| !is_open),
    })
}

/// The active number that is meant, as far as the caller sees it: with exactly this text, else with the same number in E.164.
fn number(scope: &Scope<'_>, text: &str) -> Result<Option<Called>> {
    let (tx, reach) = (scope.tx(), scope.sees_or_none(true));
    let called = |sql: &str, number: &str| {
        let mut all = store::called(tx, sql, number)?.into_iter();
        Ok::<_, Error>(all.find(|number| reach.contains(Id::or_none(number.workspace))))
    };
    let dialed = phone::dialed(text);
    for exact in [Some(text), Some(&*dialed).filter(|d| *d != text)].into_iter().flatten() {
        if let Some(found) = called(&store::WITH_TEXT, exact)? {
            return Ok(Some(found));
        }
    }
    phone::e164(&dialed).map_or(Ok(None), |number| called(&store::WITH_E164, &number))
}

/// The number's own inbound agent if it is active, else of its agents the active one that is open, else the oldest active one.
///
/// A paused agent takes no calls: a number whose inbound agent is paused is answered by its other agents.
fn choose(scope: &Scope<'_>, number: &mut Called, is_open: impl Fn(&Candidate) -> bool) -> Result<Option<(Candidate, RouteAgent)>> {
    let (tx, reach) = (scope.tx(), scope.sees());
    if let Some(found) = number.inbound.take().filter(|(c, _)| reach.contains(c.workspace)) {
        return Ok(Some(found));
    }
    let mut all = store::candidates(tx, number.id)?;
    all.retain(|c| reach.contains(c.workspace));
    let chosen = all.iter().find(|c| is_open(c)).or(all.first());
    chosen.map_or(Ok(None), |c| store::candidate(tx, c.agent))
}
