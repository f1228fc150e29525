//! How calls begin, what is reported of them, how they end, and who keeps them alive.

use std::cmp::Reverse;

use super::{
    early,
    fold::fold,
    model::{CallLeases, Event, EventKind, ReapReport, Reporter, Source},
    store::{self, External},
};
use crate::{
    access::{Reach, Scope},
    agents::{Agent, PhoneNumber},
    calls::{
        AnsweredBy, Call, CallCreate, CallStatus, Direction,
        fields::sees,
        operations::{admit_new, new_call, not_found, said},
        references::{Pointers, References},
        store as calls,
    },
    error::{Error, Problems, Result},
    id::Id,
    leads::Lead,
    operation::rules::{excerpt, int, list, text},
    time::Timestamp,
    workspaces::Workspace,
};

/// How long a lease lasts unless told otherwise.
const LEASE_SECONDS: i32 = 60;
/// How long it lasts at most.
const MAX_LEASE_SECONDS: i64 = 86_400;
/// How many calls one request renews.
const MAX_CALLS: usize = 1000;
/// How many calls one request reaps: the write lock is held for some ten milliseconds.
const REAPED_AT_ONCE: i64 = 200;
/// The id of an end that its host gave none.
const END: &str = "end";
/// The id of the reaper's events.
const LEASE: &str = "lease";

input! {
    /// What `calls.begin` takes.
    pub struct CallBegin {
        /// The number or SIP address that calls.
        pub from_number: String => text(255),
        /// The number or SIP address that is called.
        pub to_number: String => text(255),
        /// Who calls whom.
        pub direction: Direction,
        /// Who is called or calls, if known.
        pub lead: Option<Id<Lead>> = None,
        /// Its workspace, for a call without a lead; else it is the lead's, the agent's or the number's.
        pub workspace: Option<Id<Workspace>> = None,
        /// The agent on the call.
        pub agent: Option<Id<Agent>> = None,
        /// Our number on the call.
        pub phone_number: Option<Id<PhoneNumber>> = None,
        /// The call of which this is another leg.
        pub parent_call: Option<Id<Call>> = None,
        /// Who carries it.
        pub provider: Option<String> = None => text(255).blank(),
        /// The provider's id of the call; unique per workspace and provider.
        pub external_id: Option<String> = None => text(255).blank(),
        /// Which leg of the parent call this is.
        pub leg: Option<String> = None => text(255).blank(),
        /// When it is dialed or came in; else now.
        pub started_at: Option<Timestamp> = None,
        /// Who runs it: the name of a process or worker, which renews the lease under the same one.
        pub owner: String = String::new() => text(255).blank(),
        /// How long the lease lasts.
        pub lease_seconds: i32 = LEASE_SECONDS => int(1, MAX_LEASE_SECONDS),
    }
}

input! {
    /// Which call: by its id, or by the provider's.
    pub struct CallRef {
        /// The call.
        pub call: Option<Id<Call>> = None,
        /// The provider's id of the call, instead.
        pub external_id: Option<String> = None => text(255),
        /// With `external_id`: the provider.
        pub provider: Option<String> = None => text(255).blank(),
        /// With `external_id`: the workspace, where several may know the id.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

impl CallRef {
    pub(super) fn external(&self) -> Option<External<'_>> {
        self.external_id.as_deref().map(|id| External { provider: self.provider.as_deref().unwrap_or_default(), id })
    }
}

impl From<Id<Call>> for CallRef {
    fn from(call: Id<Call>) -> Self {
        Self { call: Some(call), ..Self::new() }
    }
}

input! {
    /// What `calls.event` takes.
    pub struct CallEvent {
        flatten pub which: CallRef,
        /// The reporter's id of the event: the same one is stored once.
        pub event_id: String => text(255),
        /// What happened.
        pub kind: EventKind,
        /// When it happened.
        pub at: Timestamp,
        /// Who reports it.
        pub source: Reporter = Reporter::Carrier,
        /// Of an end: the final SIP status. One that does not exist is kept as it is, and says nothing.
        pub sip_status: Option<i32> = None,
        /// Of an end: the Q.850 cause. One that does not exist is kept as it is, and says nothing.
        pub q850_cause: Option<i32> = None,
        /// Of an end: why, in the reporter's words; of a longer text the first 255 characters are kept.
        pub disconnection_reason: Option<String> = None => excerpt(255),
        /// Of an end: whether our side had sent CANCEL, which tells SIP 487 apart.
        pub after_cancel: bool = false,
        /// Of an end: who ended it; `agent` and `user` are understood. At most 255 characters are kept.
        pub hung_up_by: Option<String> = None => excerpt(255),
        /// Of a transfer: to whom it was handed over. At most 255 characters are kept.
        pub transferred_to: Option<String> = None => excerpt(255),
        /// Of an answer: who or what answered.
        pub answered_by: Option<AnsweredBy> = None,
        /// For a call that is not known yet: the number or SIP address that calls.
        pub from_number: Option<String> = None => text(255),
        /// For a call that is not known yet: the number or SIP address that is called.
        pub to_number: Option<String> = None => text(255),
        /// For a call that is not known yet: who calls whom.
        pub direction: Option<Direction> = None,
        /// For a call that is not known yet: the agent on the call.
        pub agent: Option<Id<Agent>> = None,
        /// For a call that is not known yet: our number on the call.
        pub phone_number: Option<Id<PhoneNumber>> = None,
    }
}

input! {
    /// What `calls.end` takes.
    pub struct CallEnd {
        flatten pub which: CallRef,
        /// When it ended; else now.
        pub at: Option<Timestamp> = None,
        /// Why it ended, in the program's words; of a longer text the first 255 characters are kept.
        pub disconnection_reason: Option<String> = None => excerpt(255),
        /// The final SIP status. One that does not exist is kept as it is, and says nothing.
        pub sip_status: Option<i32> = None,
        /// The Q.850 cause. One that does not exist is kept as it is, and says nothing.
        pub q850_cause: Option<i32> = None,
        /// Whether our side had sent CANCEL, which tells SIP 487 apart.
        pub after_cancel: bool = false,
        /// Who ended it; `agent` and `user` are understood. At most 255 characters are kept.
        pub hung_up_by: Option<String> = None => excerpt(255),
        /// The id of the event. Another one lets the program correct what it said before.
        pub event_id: String = END.to_owned() => text(255),
    }
}

input! {
    /// What `calls.renew` takes.
    pub struct CallRenew {
        /// Who runs the calls, as `calls.begin` was told.
        pub owner: String => text(255).blank(),
        /// The calls; left out: all that the owner runs.
        pub calls: Option<Vec<Id<Call>>> = None => list(MAX_CALLS),
        /// How long the leases last from now on.
        pub lease_seconds: i32 = LEASE_SECONDS => int(1, MAX_LEASE_SECONDS),
    }
}

input! {
    /// What `calls.reap` takes.
    pub struct CallReap {
        /// Only those of this workspace.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

pub(in crate::calls) fn begin(scope: &Scope<'_>, input: CallBegin) -> Result<Call> {
    let (owner, seconds) = (input.owner.clone(), input.lease_seconds);
    let create = input.into_create(scope.now());
    let found = References::find(scope, std::iter::once(create.pointers()))?;
    let mut call = new_call(scope, create, &found).map_err(Error::invalid)?;
    (call.owner, call.lease_until) = (Some(owner), Some(scope.now().plus_seconds(seconds.into())));
    scope.require_manages(Id::or_none(call.workspace))?;
    let early::Known { call: known, awaited } = early::known(scope, &mut call)?;
    if let Some(known) = known {
        scope.mark_existing();
        return adopt(scope, call, known, awaited);
    }
    let home = Id::or_none(call.workspace);
    admit_new(scope, home)?;
    if !calls::insert(scope.tx(), &call)? {
        return Err(Error::internal("a call was not stored, and has no twin"));
    }
    calls::count(scope.tx(), home, 1)?;
    if awaited {
        hear(scope, &mut call, false)?;
    }
    Ok(call)
}

impl CallBegin {
    /// The same as a call to be recorded: what comes in rings, what goes out waits to be dialed.
    fn into_create(self, now: Timestamp) -> CallCreate {
        let status = if self.direction == Direction::Inbound { CallStatus::Ringing } else { CallStatus::Queued };
        CallCreate {
            workspace: self.workspace,
            agent: self.agent,
            phone_number: self.phone_number,
            parent_call: self.parent_call,
            provider: self.provider,
            external_id: self.external_id,
            leg: self.leg,
            status,
            started_at: Some(self.started_at.unwrap_or(now)),
            ..CallCreate::new(self.lead, self.from_number, self.to_number, self.direction)
        }
    }
}

/// A call that began with an event becomes what its host says of it, and what its events say of that; any other is the answer as it is.
fn adopt(scope: &Scope<'_>, begun: Call, mut known: Call, awaited: bool) -> Result<Call> {
    let tx = scope.tx();
    let inferred = store::lock(tx, &known)?;
    if !inferred {
        if awaited {
            hear(scope, &mut known, false)?;
        }
        return Ok(known);
    }
    if awaited {
        early::join(scope, &known)?;
    }
    let mut call = Call {
        id: known.id,
        created_at: known.created_at,
        parent_call: begun.parent_call.filter(|_| begun.workspace == known.workspace),
        workspace: known.workspace,
        outcome: known.outcome,
        appointment_datetime: known.appointment_datetime,
        ..begun
    };
    let events = store::events(tx, &call)?;
    fold(&mut call, false, &events);
    calls::update(tx, &call)?;
    store::set_inferred(tx, &call, false)?;
    Ok(call)
}

pub(in crate::calls) fn event(scope: &Scope<'_>, input: CallEvent) -> Result<Call> {
    let known = find(scope, &input.which)?;
    let event = input.event()?;
    let (call, home) = place(scope, &input.which, known, input.pointers())?;
    let call = match call {
        Some(call) => retell(scope, call, &input, &event)?,
        None if input.says_nothing_of_its_call() => return Err(early::keep(scope, &input.which, home, &event, true)),
        None => infer(scope, input, home)?,
    };
    scope.require_manages(Id::or_none(call.workspace))?;
    take(scope, call, &event, true)
}

pub(in crate::calls) fn end(scope: &Scope<'_>, input: CallEnd) -> Result<Call> {
    let known = find(scope, &input.which)?;
    let event = Event {
        source: Source::Host,
        event_id: input.event_id,
        kind: EventKind::Ended,
        at: input.at.unwrap_or(scope.now()),
        sip_status: input.sip_status,
        q850_cause: input.q850_cause,
        said: said(input.disconnection_reason),
        after_cancel: input.after_cancel,
        party: said(input.hung_up_by),
        answered_by: None,
        tells: false,
    };
    let pointers = Pointers { workspace: input.which.workspace, ..Pointers::default() };
    let (call, home) = place(scope, &input.which, known, pointers)?;
    let Some(call) = call else { return Err(early::keep(scope, &input.which, home, &event, input.at.is_some())) };
    scope.require_manages(Id::or_none(call.workspace))?;
    take(scope, call, &event, input.at.is_some())
}

/// The call that is meant, in its workspace; and whose it would be, if there is none yet.
fn place(scope: &Scope<'_>, which: &CallRef, known: Option<Call>, pointers: Pointers) -> Result<(Option<Call>, Option<Id<Workspace>>)> {
    if which.external_id.is_none() || known.as_ref().is_some_and(|call| call.workspace.is_some()) {
        return Ok((known, None));
    }
    let home = early::home(scope, pointers)?;
    Ok((early::placed(scope, which, known, home.unwrap_or(Id::NONE))?, home))
}

/// The call that is meant, as far as the caller sees it; none for an external id that nobody knows yet.
fn find(scope: &Scope<'_>, which: &CallRef) -> Result<Option<Call>> {
    match (which.call, &which.external_id) {
        (Some(id), None) => {
            let call = calls::get(scope.tx(), id, &sees(scope))?;
            call.ok_or_else(not_found).map(Some)
        }
        (None, Some(_)) => {
            let Some(external) = which.external() else { return Ok(None) };
            store::only_one(store::by_external_id(scope.tx(), external, which.workspace, &sees(scope))?)
        }
        (None, None) => Err(Error::field("call", "Either call or external_id is required.")),
        (Some(_), Some(_)) => Err(Error::field("external_id", "Only one of call and external_id may be given.")),
    }
}

impl CallEvent {
    fn pointers(&self) -> Pointers {
        Pointers { workspace: self.which.workspace, agent: self.agent, phone_number: self.phone_number, ..Pointers::default() }
    }

    /// Whether a call that is not known yet stays so: nothing is said of who talks to whom.
    fn says_nothing_of_its_call(&self) -> bool {
        self.from_number.is_none() && self.to_number.is_none() && self.direction.is_none()
    }

    /// The event to be stored. What does not belong to its kind is refused, so that nothing is lost without a word.
    fn event(&self) -> Result<Event> {
        let kind = self.kind;
        let mut problems = Problems::new();
        let mut only = |given: bool, field: &str, of: EventKind| {
            if given && kind != of {
                problems.add(field, format!("Only an event of the kind {} has this field.", crate::operation::Choice::as_str(&of)));
            }
        };
        only(self.sip_status.is_some(), "sip_status", EventKind::Ended);
        only(self.q850_cause.is_some(), "q850_cause", EventKind::Ended);
        only(self.disconnection_reason.is_some(), "disconnection_reason", EventKind::Ended);
        only(self.after_cancel, "after_cancel", EventKind::Ended);
        only(self.hung_up_by.is_some(), "hung_up_by", EventKind::Ended);
        only(self.transferred_to.is_some(), "transferred_to", EventKind::Transferred);
        only(self.answered_by.is_some(), "answered_by", EventKind::Answered);
        problems.into_result()?;
        Ok(Event {
            source: self.source.into(),
            event_id: self.event_id.clone(),
            kind,
            at: self.at,
            sip_status: self.sip_status,
            q850_cause: self.q850_cause,
            said: said(self.disconnection_reason.clone()),
            after_cancel: self.after_cancel,
            party: said(self.hung_up_by.clone().or_else(|| self.transferred_to.clone())),
            answered_by: self.answered_by,
            tells: self.told().is_some(),
        })
    }

    /// Who talks to whom, if all of it is said.
    fn told(&self) -> Option<(&String, &String, Direction)> {
        Some((self.from_number.as_ref()?, self.to_number.as_ref()?, self.direction?))
    }
}

/// A call of which an event is the first that is heard, or the first that says enough. It takes place whatever the plan says, so no quota is
/// asked.
fn infer(scope: &Scope<'_>, input: CallEvent, home: Option<Id<Workspace>>) -> Result<Call> {
    let (from, to, direction) = match (input.from_number, input.to_number, input.direction) {
        (Some(from), Some(to), Some(direction)) => (from, to, direction),
        (from, to, direction) => {
            let mut problems = Problems::new();
            for (given, field) in [(from.is_some(), "from_number"), (to.is_some(), "to_number"), (direction.is_some(), "direction")] {
                if !given {
                    problems.add(field, "This field is required to begin the call, whose external_id is not known yet.");
                }
            }
            return Err(Error::invalid(problems));
        }
    };
    let create = CallCreate {
        workspace: input.which.workspace.or(home.and_then(Id::known)),
        agent: input.agent,
        phone_number: input.phone_number,
        provider: input.which.provider,
        external_id: input.which.external_id,
        status: CallStatus::Queued,
        started_at: Some(input.at),
        ..CallCreate::new(None, from, to, direction)
    };
    let found = References::find(scope, std::iter::once(create.pointers()))?;
    let mut call = new_call(scope, create, &found).map_err(Error::invalid)?;
    scope.require_manages(Id::or_none(call.workspace))?;
    // That nobody knows it was found before, as far as the caller sees; now it is known whose it is.
    let early::Known { call: known, awaited } = early::known(scope, &mut call)?;
    if let Some(known) = known {
        return Ok(known);
    }
    if !calls::insert(scope.tx(), &call)? {
        return Err(Error::internal("a call was not stored, and was not found by its external id"));
    }
    store::set_inferred(scope.tx(), &call, true)?;
    if let (None, Some(external)) = (call.workspace, External::of(&call)) {
        store::note_unplaced(scope.tx(), external)?;
    }
    calls::count(scope.tx(), Id::or_none(call.workspace), 1)?;
    if awaited {
        hear(scope, &mut call, true)?;
    }
    Ok(call)
}

/// A call that nobody began is between those of whom the first event tells that tells of any: the strongest reporter's earliest.
fn retell(scope: &Scope<'_>, call: Call, input: &CallEvent, event: &Event) -> Result<Call> {
    let Some((from, to, direction)) = input.told() else { return Ok(call) };
    let (tx, home) = (scope.tx(), Id::or_none(call.workspace));
    if !scope.manages().contains(home) || !store::lock(tx, &call)? {
        return Ok(call);
    }
    let place = |e: &Event| (Reverse(e.source), e.at, e.event_id.clone());
    if store::events(tx, &call)?.iter().any(|known| known.tells && place(known) <= place(event)) {
        return Ok(call);
    }
    let targets = References::find(scope, std::iter::once(input.pointers()))?.targets(&input.pointers());
    let agent = targets.agent.filter(|agent| agent.workspace == Some(home));
    let number = targets.phone_number.filter(|number| [Some(home), Some(Id::NONE)].contains(&number.workspace));
    let call = Call {
        from_number: from.clone(),
        to_number: to.clone(),
        direction,
        agent: agent.map(|agent| agent.id),
        phone_number: number.map(|number| number.id),
        updated_at: scope.now(),
        ..call
    };
    calls::update(tx, &call)?;
    Ok(call)
}

/// Stores an event and folds the call's row anew. `timed`: whether the reporter said when.
fn take(scope: &Scope<'_>, mut call: Call, event: &Event, timed: bool) -> Result<Call> {
    let tx = scope.tx();
    let inferred = store::lock(tx, &call)?;
    if !store::insert(tx, &call, event, scope.now())? {
        event.require_same(store::event(tx, &call, event.source, &event.event_id)?, timed)?;
        scope.mark_existing();
        return Ok(call);
    }
    refold(scope, &mut call, inferred)?;
    Ok(call)
}

/// Makes a stored call what its events say.
fn refold(scope: &Scope<'_>, call: &mut Call, inferred: bool) -> Result<()> {
    let (tx, before) = (scope.tx(), call.clone());
    let events = store::events(tx, call)?;
    fold(call, inferred, &events);
    if *call != before {
        call.updated_at = scope.now();
        store::update_folded(tx, call, inferred)?;
    }
    Ok(())
}

/// Gives calls that were just stored the events that wait for them.
pub(in crate::calls) fn catch_up<'c>(scope: &Scope<'_>, new: impl IntoIterator<Item = &'c mut Call>) -> Result<()> {
    let mut new = new.into_iter().filter(|call| call.external_id.is_some()).peekable();
    if new.peek().is_none() || !store::any_early(scope.tx())? {
        return Ok(());
    }
    new.try_for_each(|call| hear(scope, call, false))
}

/// Gives a stored call the events that wait for it, and makes it what they say.
fn hear(scope: &Scope<'_>, call: &mut Call, inferred: bool) -> Result<()> {
    if early::join(scope, call)? { refold(scope, call, inferred) } else { Ok(()) }
}

/// Whether a call goes on, or has events that tell of it.
pub(in crate::calls) fn is_live(scope: &Scope<'_>, call: &Call) -> Result<bool> {
    Ok(!call.status.is_ended() || !store::events(scope.tx(), call)?.is_empty())
}

/// Takes what its carrier's record says of a live call, as events. Their ids are made of what they say: said again, it is a repetition.
pub(in crate::calls) fn record(scope: &Scope<'_>, mut call: Call, told: &Call) -> Result<Call> {
    let moments = [(EventKind::Ringing, told.ringing_at), (EventKind::Answered, told.answered_at), (EventKind::Ended, told.ended_at)];
    for (kind, at) in moments {
        let Some(at) = at else { continue };
        let ended = kind == EventKind::Ended;
        let said = told.disconnection_reason.clone().filter(|_| ended);
        let party = told.hung_up_by.clone().filter(|_| ended);
        let words = [said.as_deref(), party.as_deref()].map(Option::unwrap_or_default).join("/");
        let event = Event {
            source: Source::Carrier,
            event_id: format!("cdr/{}/{at}/{words}", crate::operation::Choice::as_str(&kind)),
            kind,
            at,
            sip_status: None,
            q850_cause: None,
            said,
            after_cancel: false,
            party,
            answered_by: None,
            tells: false,
        };
        call = take(scope, call, &event, true)?;
    }
    Ok(call)
}

pub(in crate::calls) fn renew(scope: &Scope<'_>, input: CallRenew) -> Result<CallLeases> {
    let lease_until = scope.now().plus_seconds(input.lease_seconds.into());
    let renewed = store::renew(scope.tx(), &input.owner, input.calls.as_deref(), &scope.manages(), lease_until)?;
    let mut not_renewed = input.calls.unwrap_or_default();
    not_renewed.retain(|call| !renewed.contains(call));
    Ok(CallLeases { renewed, not_renewed, lease_until })
}

pub(in crate::calls) fn reap(scope: &Scope<'_>, input: CallReap) -> Result<ReapReport> {
    let tx = scope.tx();
    let mut reach = scope.manages();
    if let Some(workspace) = input.workspace {
        if !reach.contains(workspace) {
            return Err(Error::no_choice("workspace"));
        }
        reach = Reach::one(workspace);
    }
    let mut lost = store::run_out(tx, scope.now(), &reach, REAPED_AT_ONCE + 1)?;
    let more = lost.len() as i64 > REAPED_AT_ONCE;
    lost.truncate(REAPED_AT_ONCE as usize);
    for id in &lost {
        let call = calls::get(tx, *id, &reach)?.ok_or_else(not_found)?;
        let event = Event {
            source: Source::Reaper,
            event_id: LEASE.to_owned(),
            kind: EventKind::Ended,
            // The last moment for which somebody vouched: the same whenever the reaper comes by.
            at: call.lease_until.unwrap_or(scope.now()),
            sip_status: None,
            q850_cause: None,
            said: Some("lost".to_owned()),
            after_cancel: false,
            party: None,
            answered_by: None,
            tells: false,
        };
        take(scope, call, &event, true)?;
    }
    Ok(ReapReport { lost, more })
}
