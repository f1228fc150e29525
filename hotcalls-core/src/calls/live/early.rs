//! What is heard of a call before it begins, and before anybody says whose it is.
//!
//! Who reports an event may be faster than the program that begins the call, and need not know its workspace. So a call of no workspace and a
//! call of a workspace with the same external id are one, and belong to that workspace. An event that does not say enough to begin its call
//! waits, apart, until somebody does.

use super::{
    model::Event,
    operations::CallRef,
    store::{self, Acquaintances, External},
};
use crate::{
    access::{Reach, Scope},
    calendars::meeting,
    calls::{
        Call,
        operations::not_found,
        references::{Pointers, References},
        rules, store as calls,
    },
    error::{Code, Error, Problems, Result},
    id::Id,
    workspaces::Workspace,
};

/// How long an event waits for its call.
const DAYS: i64 = 7;

const NONE: Id<Workspace> = Id::NONE;

/// What is known of a call that begins.
pub(super) struct Known {
    /// The call, begun or not.
    pub call: Option<Call>,
    /// Whether events wait for it.
    pub awaited: bool,
}

/// What is known of a new call by its external id. If only an event says whose it is, the new call becomes that workspace's.
pub(super) fn known(scope: &Scope<'_>, new: &mut Call) -> Result<Known> {
    let Some(external) = External::of(new) else { return Ok(Known { call: None, awaited: false }) };
    let home = Id::or_none(new.workspace);
    let Acquaintances { twin: mut call, waiting, unplaced } = store::acquaintances(scope.tx(), home, external)?;
    if call.is_none() && home != NONE && (unplaced || scope.manages().contains(NONE)) {
        let stray = store::stray(scope.tx(), external)?;
        call = stray.map_or(Ok(None), |stray| claim(scope, &stray, home))?;
    }
    // A lead says whose a call is, even where it says nobody's.
    if call.is_none() && home == NONE && new.lead.is_none() {
        call = store::only_one(store::by_external_id(scope.tx(), external, None, &scope.manages())?)?;
        let named = named(scope, &waiting).filter(|_| call.is_none());
        (new.workspace, new.parent_call) = (named, new.parent_call.filter(|_| named.is_none()));
    }
    let home = call.as_ref().unwrap_or(new).workspace;
    let awaited = waiting.iter().any(|of| *of == NONE || Some(*of) == home);
    Ok(Known { call, awaited })
}

/// The workspace of which all of the events are that wait, if they name one.
fn named(scope: &Scope<'_>, waiting: &[Id<Workspace>]) -> Option<Id<Workspace>> {
    let mut named = waiting.iter().copied().filter(|of| *of != NONE && scope.manages().contains(*of));
    named.next().filter(|_| named.next().is_none())
}

/// The workspace to which something belongs that points at these; that of a caller who has only one, where it points at nothing. `None`: no such
/// thing can be.
pub(super) fn home(scope: &Scope<'_>, pointers: Pointers) -> Result<Option<Id<Workspace>>> {
    if pointers.is_empty() {
        return Ok(Some(match scope.manages() {
            Reach::Only(ids) if ids.len() == 1 => Id::new(ids[0]),
            _ => NONE,
        }));
    }
    let found = References::find(scope, std::iter::once(pointers))?;
    let mut problems = Problems::new();
    let home = rules::place(&found.targets(&pointers), None, &mut problems);
    Ok(problems.is_empty().then_some(home))
}

/// The call that is meant, which moves to `home` if it is of no workspace.
pub(super) fn placed(scope: &Scope<'_>, which: &CallRef, known: Option<Call>, home: Id<Workspace>) -> Result<Option<Call>> {
    let Some(external) = which.external().filter(|_| home != NONE) else { return Ok(known) };
    let stray = match known {
        Some(call) if call.workspace.is_some() => return Ok(Some(call)),
        Some(stray) => Some(stray),
        // Calls of no workspace may be on another machine: who may not take all of them looks there only if there is one to take.
        None if scope.manages().contains(NONE) || store::is_unplaced(scope.tx(), external)? => store::stray(scope.tx(), external)?,
        None => None,
    };
    let Some(stray) = stray else { return Ok(None) };
    scope.require_manages(home)?;
    claim(scope, &stray, home)
}

/// Moves a call of no workspace into one. One that was begun without a workspace is staff's, so only staff moves it; of one that nobody began, who
/// reported it left open whose it is.
fn claim(scope: &Scope<'_>, stray: &Call, home: Id<Workspace>) -> Result<Option<Call>> {
    let tx = scope.tx();
    let inferred = store::lock(tx, stray)?;
    if stray.lead.is_some() || !(inferred || scope.manages().contains(NONE)) {
        return Ok(None);
    }
    meeting::part_from_call(tx, stray.id, NONE)?;
    calls::rehome(tx, stray.id, NONE, home)?;
    let call = Call { workspace: home.known(), parent_call: None, updated_at: scope.now(), ..stray.clone() };
    calls::update(tx, &call)?;
    if let Some(external) = External::of(&call) {
        store::note_placed(tx, external)?;
    }
    Ok(Some(call))
}

/// Lets an event wait for its call. It is kept although the answer is that there is no such call, so that nothing is lost if its reporter does
/// not come again.
pub(super) fn keep(scope: &Scope<'_>, which: &CallRef, home: Option<Id<Workspace>>, event: &Event, timed: bool) -> Error {
    match (which.external(), home.filter(|home| scope.manages().contains(*home))) {
        (Some(external), Some(home)) => stored(scope, external, home, event, timed).unwrap_or_else(|error| error),
        _ => not_found(),
    }
}

fn stored(scope: &Scope<'_>, external: External<'_>, home: Id<Workspace>, event: &Event, timed: bool) -> Result<Error> {
    let (tx, now) = (scope.tx(), scope.now());
    store::forget(tx, now.plus_seconds(-DAYS * 86_400))?;
    if !store::insert_early(tx, external, home, event, now)? {
        let mut waiting = store::early(tx, external, &[home])?.into_iter();
        let known = waiting.find(|known| (known.source, &known.event_id) == (event.source, &event.event_id));
        event.require_same(known, timed)?;
    }
    scope.keep_on_error();
    Ok(Error::new(Code::NotFound, "No call of this external_id is known yet. The event is kept, and counts as soon as the call begins.")
        .with_resource("CallLog"))
}

/// Gives a stored call the events that wait for it; whether there were any.
pub(super) fn join(scope: &Scope<'_>, call: &Call) -> Result<bool> {
    let (Some(external), tx) = (External::of(call), scope.tx()) else { return Ok(false) };
    let homes = [NONE, Id::or_none(call.workspace)];
    let waiting = store::early(tx, external, &homes)?;
    for event in &waiting {
        store::insert(tx, call, event, scope.now())?;
    }
    if !waiting.is_empty() {
        store::remove_early(tx, external, &homes)?;
    }
    Ok(!waiting.is_empty())
}
