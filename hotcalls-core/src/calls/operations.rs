//! The menu of call logs, and how one call is recorded, changed and deleted.

use uuid::Uuid;

use super::{
    bulk::{CallBulkCreate, CallBulkReport, bulk_create},
    fields::{CallFilters, LISTING, sees},
    import::{CdrImport, CdrReport, import_cdr},
    live::{
        CallBegin, CallEnd, CallEvent, CallLeases, CallReap, CallRenew, ReapReport,
        operations::{begin, catch_up, end, event, reap, renew},
    },
    model::{AnsweredBy, Call, CallStatus, Direction, Outcome},
    references::{Pointers, References},
    rules::{self, Before, Said},
    stats::{
        model::{AgentPerformance, AppointmentStats, CallAnalytics, CallDailyStats, CallDurationDistribution, CallOutcomeBreakdown},
        operations::{
            CallDays, CallStatistics, agent_performance, analytics, appointment_stats, daily_stats, duration_distribution,
            outcome_breakdown,
        },
    },
    store,
    transcript::{
        AppendedTurns, Transcript, TranscriptAppend, TranscriptOf,
        operations::{append_transcript, transcript},
    },
};
use crate::{
    access::{Reach, Rule, Scope},
    agents::{Agent, PhoneNumber},
    calendars::meeting,
    error::{Error, NON_FIELD, Problems, Result},
    id::Id,
    leads::Lead,
    operation::{
        ById, Patch,
        rules::{int, text},
    },
    query::{Count, Page, Paging, Where},
    subscriptions::quota::{self, Quota},
    time::Timestamp,
    workspaces::Workspace,
};

operations! {
    /// Call logs: every call that was made, taken or goes on, and the statistics of them.
    calls: Calls {
        /// Records one call. If its workspace and provider know the `external_id` already, the answer is the existing log.
        write create(CallCreate) -> Call, may Rule::Manager;
        /// Records many calls in one transaction. By default one bad row rejects all; `on_error` = `skip` records the good ones.
        write bulk_create(CallBulkCreate) -> CallBulkReport, may Rule::Manager;
        /// Reads calls from the records (CDR) that FreeSWITCH and Asterisk write, with a verdict for every record.
        ///
        /// Format, layout and encoding are found out unless they are said. The file comes as a stream or in `cdr`; verdicts go to the
        /// stream of rows, else into the answer. The legs of a call become one call; causes become reasons, and the switch's word for
        /// it stays in `disconnection_reason`. Calls are known by the switch's ids: the same file twice creates nothing new. The work
        /// is done in small transactions, or with `atomic` in one.
        chunked import_cdr(CdrImport) -> CdrReport, may Rule::Manager;
        /// One call by its id.
        read get(ById<Call>) -> Call, may Rule::User;
        /// Calls, newest first, filtered, searched, ordered, in pages.
        browse list(CallList) -> Page<Call>, may Rule::User;
        /// Changes the given fields. The workspace follows the lead; `timestamp` stays as it was.
        write update(CallUpdate) -> Call, may Rule::Manager, target locate;
        /// Begins a call that is about to be dialed or comes in, with a lease that its owner renews. It is on the disk when this answers.
        ///
        /// A lead may be found later. If its workspace and provider know the `external_id` already, the answer is that call; one that
        /// began with an event takes over what is said here, and moves here if its workspace was not named. What was reported before
        /// counts. Refused when the plan's `call_minutes` are used up.
        write begin(CallBegin) -> Call, may Rule::Manager, commit durable;
        /// Takes an event of a call, in any order and any number of times; the call's row follows from all of its events.
        ///
        /// An event is known by who reports it and its `event_id`: repeated, nothing changes; with another content it is
        /// `idempotency_conflict`. Of several ends the strongest counts: the carrier's, then the host's, then that of a lease that ran
        /// out; then the latest, then the one with the greatest `event_id`. A call that has ended never goes on again. What its words and
        /// codes do not map to is the reason `unknown`; they are kept.
        ///
        /// An `external_id` that is not known yet begins the call, if the event says `from_number`, `to_number` and `direction`. Else the
        /// answer is `not_found`, and the event is kept for seven days: it counts as soon as the call begins. A call of which no workspace
        /// was named belongs to the first that is.
        write event(CallEvent) -> Call, may Rule::Manager;
        /// Ends a call on the word of the program that runs it: an event `ended` of the host.
        ///
        /// Of an `external_id` that is not known yet it is kept, as by `calls.event`.
        write end(CallEnd) -> Call, may Rule::Manager;
        /// Renews the leases of an owner: of the named calls, or of all that it runs.
        write renew(CallRenew) -> CallLeases, may Rule::Manager;
        /// Closes calls whose lease has run out, as `lost`, some hundreds at once. A real end that comes later corrects reason and duration.
        write reap(CallReap) -> ReapReport, may Rule::Manager;
        /// Adds turns to the transcript of a call.
        ///
        /// A turn is known by its place: sent again, nothing changes; with another content it is `idempotency_conflict`, and nothing of
        /// the request is written.
        write append_transcript(TranscriptAppend) -> AppendedTurns, may Rule::Manager;
        /// What was said in a call, all turns in their order.
        read transcript(TranscriptOf) -> Transcript, may Rule::User;
        /// Deletes a call with its transcript. Its legs and meetings stay without it.
        write delete(ById<Call>) -> (), may Rule::Superuser;
        /// Counts and talk time: all calls, today's, those of the last 7 and 30 days, by direction.
        browse analytics(CallStatistics) -> CallAnalytics, may Rule::User;
        /// Counts and talk time day by day, oldest first: the last `days` days, or from `start_date` to `end_date`.
        browse daily_stats(CallDays) -> CallDailyStats, may Rule::User;
        /// How many calls are how long, with mean, ends and percentiles.
        browse duration_distribution(CallStatistics) -> CallDurationDistribution, may Rule::User;
        /// How many calls had which outcome, status and reason.
        browse outcome_breakdown(CallStatistics) -> CallOutcomeBreakdown, may Rule::User;
        /// Calls, talk time, outcomes and appointments of every agent that had calls, the busiest first.
        browse agent_performance(CallStatistics) -> Vec<AgentPerformance>, may Rule::User;
        /// How many appointments were made, and how many of them are still to come.
        browse appointment_stats(CallStatistics) -> AppointmentStats, may Rule::User;
    }
}

/// The largest talk time in milliseconds: whole seconds fit 32 bits.
const MAX_MS: i64 = i32::MAX as i64 * 1000 + 999;

input! {
    /// What `calls.create` takes.
    pub struct CallCreate {
        /// Who was called or called; null when not known.
        pub lead: Option<Id<Lead>>,
        /// The number or SIP address that called.
        pub from_number: String => text(255),
        /// The number or SIP address that was called.
        pub to_number: String => text(255),
        /// Who called whom.
        pub direction: Direction,
        /// Talk time in whole seconds. May be left out as long as the call has not ended, and where the times say it.
        pub duration: Option<i32> = None => int(0, i32::MAX.into()),
        /// Talk time in milliseconds.
        pub duration_ms: Option<i64> = None => int(0, MAX_MS),
        /// Why it ended, in the provider's words.
        pub disconnection_reason: Option<String> = None => text(255).blank(),
        /// Its workspace, for a call without a lead; else it is the lead's.
        pub workspace: Option<Id<Workspace>> = None,
        /// The agent on the call.
        pub agent: Option<Id<Agent>> = None,
        /// Our number on the call.
        pub phone_number: Option<Id<PhoneNumber>> = None,
        /// The call of which this is another leg.
        pub parent_call: Option<Id<Call>> = None,
        /// Who carried it.
        pub provider: Option<String> = None => text(255).blank(),
        /// The provider's id of the call; unique per workspace and provider.
        pub external_id: Option<String> = None => text(255).blank(),
        /// Which leg of the parent call this is.
        pub leg: Option<String> = None => text(255).blank(),
        /// To whom it was handed over.
        pub transferred_to: Option<String> = None => text(255).blank(),
        /// Who ended it.
        pub hung_up_by: Option<String> = None => text(255).blank(),
        /// Where it stands.
        pub status: CallStatus = CallStatus::Completed,
        /// The moment that decides into which days and windows it falls; else its start, else now.
        pub timestamp: Option<Timestamp> = None,
        /// When it was dialed or came in.
        pub started_at: Option<Timestamp> = None,
        /// When it first rang.
        pub ringing_at: Option<Timestamp> = None,
        /// When it was answered.
        pub answered_at: Option<Timestamp> = None,
        /// When it ended.
        pub ended_at: Option<Timestamp> = None,
        /// Who or what answered.
        pub answered_by: Option<AnsweredBy> = None,
        /// What came of it.
        pub outcome: Option<Outcome> = None,
        /// For when the appointment was made; required exactly when the outcome is `appointment_scheduled`.
        pub appointment_datetime: Option<Timestamp> = None,
    }
}

input! {
    /// What `calls.update` takes.
    pub struct CallUpdate {
        /// The call.
        pub id: Id<Call>,
        /// Who was called or called; the call moves into the lead's workspace.
        pub lead: Patch<Option<Id<Lead>>> = Patch::Keep,
        /// The number or SIP address that called.
        pub from_number: Patch<String> = Patch::Keep => text(255),
        /// The number or SIP address that was called.
        pub to_number: Patch<String> = Patch::Keep => text(255),
        /// Who called whom.
        pub direction: Patch<Direction> = Patch::Keep,
        /// Talk time in whole seconds.
        pub duration: Patch<i32> = Patch::Keep => int(0, i32::MAX.into()),
        /// Talk time in milliseconds.
        pub duration_ms: Patch<i64> = Patch::Keep => int(0, MAX_MS),
        /// Why it ended, in the provider's words.
        pub disconnection_reason: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Its workspace, for a call without a lead.
        pub workspace: Patch<Option<Id<Workspace>>> = Patch::Keep,
        /// The agent on the call.
        pub agent: Patch<Option<Id<Agent>>> = Patch::Keep,
        /// Our number on the call.
        pub phone_number: Patch<Option<Id<PhoneNumber>>> = Patch::Keep,
        /// The call of which this is another leg.
        pub parent_call: Patch<Option<Id<Call>>> = Patch::Keep,
        /// Who carried it.
        pub provider: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// The provider's id of the call.
        pub external_id: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Which leg of the parent call this is.
        pub leg: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// To whom it was handed over.
        pub transferred_to: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Who ended it.
        pub hung_up_by: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Where it stands.
        pub status: Patch<CallStatus> = Patch::Keep,
        /// Ignored: the time of a call is said when it is recorded.
        pub timestamp: Patch<Option<Timestamp>> = Patch::Keep,
        /// When it was dialed or came in.
        pub started_at: Patch<Option<Timestamp>> = Patch::Keep,
        /// When it first rang.
        pub ringing_at: Patch<Option<Timestamp>> = Patch::Keep,
        /// When it was answered.
        pub answered_at: Patch<Option<Timestamp>> = Patch::Keep,
        /// When it ended.
        pub ended_at: Patch<Option<Timestamp>> = Patch::Keep,
        /// Who or what answered.
        pub answered_by: Patch<Option<AnsweredBy>> = Patch::Keep,
        /// What came of it.
        pub outcome: Patch<Option<Outcome>> = Patch::Keep,
        /// For when the appointment was made; set exactly when the outcome is `appointment_scheduled`.
        pub appointment_datetime: Patch<Option<Timestamp>> = Patch::Keep,
    }
}

input! {
    /// What `calls.list` takes.
    pub struct CallList {
        flatten pub page: Paging,
        flatten pub filters: CallFilters,
    }
}

fn create(scope: &Scope<'_>, input: CallCreate) -> Result<Call> {
    let found = References::find(scope, std::iter::once(input.pointers()))?;
    let mut call = new_call(scope, input, &found).map_err(Error::invalid)?;
    let home = Id::or_none(call.workspace);
    scope.require_manages(home)?;
    if !call.status.is_ended() {
        // A repeated create is no new call: it is answered even when the quota is used up.
        if let Some(known) = store::twin(scope.tx(), &call)? {
            scope.mark_existing();
            return Ok(known);
        }
        admit_new(scope, home)?;
    }
    if !store::insert(scope.tx(), &call)? {
        scope.mark_existing();
        return store::twin(scope.tx(), &call)?.ok_or_else(|| Error::internal("a call was not stored, and has no twin"));
    }
    store::count(scope.tx(), home, 1)?;
    catch_up(scope, [&mut call])?;
    Ok(call)
}

/// Whether the plan of a workspace allows another call to begin.
pub(super) fn admit_new(scope: &Scope<'_>, home: Id<Workspace>) -> Result<()> {
    quota::check(scope, home, Quota::CallMinutes, 1)
}

impl CallCreate {
    pub(super) fn pointers(&self) -> Pointers {
        Pointers {
            workspace: self.workspace,
            lead: self.lead,
            agent: self.agent,
            phone_number: self.phone_number,
            parent_call: self.parent_call,
        }
    }
}

/// Optional texts: blank is none.
pub(super) fn said(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.is_empty())
}

/// The call that an input means, not stored yet.
pub(super) fn new_call(scope: &Scope<'_>, input: CallCreate, found: &References) -> std::result::Result<Call, Problems> {
    let mut problems = Problems::new();
    let workspace = rules::place(&found.targets(&input.pointers()), None, &mut problems);
    let lead = found.lead(input.lead);
    let now = scope.now();
    let mut call = Call {
        id: scope.new_id(),
        lead: input.lead,
        lead_name: lead.map(|l| l.name.clone()),
        lead_surname: lead.map(|l| l.surname.clone()),
        lead_email: lead.map(|l| l.email.clone()),
        timestamp: rules::timestamp(input.timestamp, input.started_at, now),
        from_number: input.from_number,
        to_number: input.to_number,
        duration: 0,
        duration_formatted: String::new(),
        disconnection_reason: input.disconnection_reason,
        direction: input.direction,
        updated_at: now,
        workspace: workspace.known(),
        agent: input.agent,
        phone_number: input.phone_number,
        parent_call: input.parent_call,
        provider: said(input.provider),
        external_id: said(input.external_id),
        leg: said(input.leg),
        transferred_to: said(input.transferred_to),
        hung_up_by: said(input.hung_up_by),
        status: input.status,
        started_at: input.started_at,
        ringing_at: input.ringing_at,
        answered_at: input.answered_at,
        ended_at: input.ended_at,
        duration_ms: 0,
        reason: None,
        answered_by: input.answered_by,
        outcome: input.outcome,
        appointment_datetime: input.appointment_datetime,
        created_at: now,
        owner: None,
        lease_until: None,
    };
    let said = Said { duration: input.duration, duration_ms: input.duration_ms };
    rules::settle(&mut call, said, None, &mut problems);
    if problems.is_empty() { Ok(call) } else { Err(problems) }
}

fn get(scope: &Scope<'_>, input: ById<Call>) -> Result<Call> {
    store::get(scope.tx(), input.id, &sees(scope))?.ok_or_else(not_found)
}

pub(super) fn not_found() -> Error {
    Error::not_found("CallLog")
}

fn list(scope: &Scope<'_>, input: CallList) -> Result<Page<Call>> {
    let reach = sees(scope);
    let mut w = Where::new();
    w.reach("c.workspace_id", &reach);
    let bare = w.condition().len();
    input.filters.restrict(scope, &mut w)?;
    let filtered = w.condition().len() != bare || input.filters.narrows();
    let searched = input.page.search.as_deref().is_some_and(|text| !text.trim().is_empty());
    let count = match (searched, filtered) {
        (true, _) => Count::Query,
        (false, true) => Count::QueryFrom(store::BARE),
        (false, false) => Count::Counter(store::COUNTED, &reach),
    };
    LISTING.page(scope, w, &input, &input.page, Call::read, count)
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let home = store::home(scope.tx(), Id::new(id), &sees(scope))?.ok_or_else(not_found)?;
    scope.require_manages(home)
}

fn update(scope: &Scope<'_>, input: CallUpdate) -> Result<Call> {
    let (id, tx) = (input.id, scope.tx());
    let stored = store::get(tx, id, &sees(scope))?.ok_or_else(not_found)?;
    let same_status = input.status.given().is_none_or(|status| *status == stored.status);
    let same_text = input.disconnection_reason.given().is_none_or(|text| *text == stored.disconnection_reason);
    let before = Before { status: stored.status, duration_ms: stored.duration_ms, reason_stands: same_status && same_text };
    let from = Id::or_none(stored.workspace);
    let said = Said { duration: input.duration.given().copied(), duration_ms: input.duration_ms.given().copied() };
    let mut problems = Problems::new();
    let to = move_to(scope, &input, &stored, &mut problems)?;
    let mut call = merged(stored, input);
    call.workspace = to.known();
    call.updated_at = scope.now();
    if before.status.is_ended() && !call.status.is_ended() {
        problems.add("status", "A call that has ended does not go on again.");
    }
    rules::settle(&mut call, said, Some(before), &mut problems);
    problems.into_result()?;
    scope.require_manages(to)?;
    let moved = if from == to { Ok(()) } else { meeting::part_from_call(tx, id, from).and_then(|()| store::rehome(tx, id, from, to)) };
    moved.and_then(|()| store::update(tx, &call)).map_err(|e| {
        if e.is_unique_violation() {
            return Error::field(NON_FIELD, "The fields workspace, provider, external_id must make a unique set.");
        }
        e
    })?;
    // Read again: it may show another lead now.
    store::get(tx, id, &Reach::one(to))?.ok_or_else(not_found)
}

/// The workspace of a call after an update. What is not given was checked when it was written, so it is looked at only when the call moves.
fn move_to(scope: &Scope<'_>, input: &CallUpdate, stored: &Call, problems: &mut Problems) -> Result<Id<Workspace>> {
    let home = Id::or_none(stored.workspace);
    let given = Pointers {
        workspace: input.workspace.or(None),
        lead: input.lead.or(None),
        agent: input.agent.or(None),
        phone_number: input.phone_number.or(None),
        parent_call: input.parent_call.or(None),
    };
    let all = Pointers {
        lead: input.lead.or(stored.lead),
        agent: input.agent.or(stored.agent),
        phone_number: input.phone_number.or(stored.phone_number),
        parent_call: input.parent_call.or(stored.parent_call),
        ..given
    };
    if given.parent_call == Some(stored.id) {
        problems.add("parent_call", "A call cannot be a leg of itself.");
    }
    let found = References::find(scope, [given, all].into_iter())?;
    let to_none = matches!(input.workspace, Patch::Set(None));
    let place = |pointers: &Pointers, problems: &mut Problems| {
        let mut targets = found.targets(pointers);
        // The lead that stays decides too.
        targets.lead = targets.lead.or_else(|| found.targets(&all).lead);
        if to_none {
            targets.workspace = Some((None, true));
        }
        rules::place(&targets, Some(home), problems)
    };
    let to = place(&given, problems);
    Ok(if to == home || !problems.is_empty() { to } else { place(&all, problems) })
}

fn merged(stored: Call, input: CallUpdate) -> Call {
    Call {
        lead: input.lead.or(stored.lead),
        from_number: input.from_number.or(stored.from_number),
        to_number: input.to_number.or(stored.to_number),
        disconnection_reason: input.disconnection_reason.or(stored.disconnection_reason),
        direction: input.direction.or(stored.direction),
        agent: input.agent.or(stored.agent),
        phone_number: input.phone_number.or(stored.phone_number),
        parent_call: input.parent_call.or(stored.parent_call),
        provider: said(input.provider.or(stored.provider)),
        external_id: said(input.external_id.or(stored.external_id)),
        leg: said(input.leg.or(stored.leg)),
        transferred_to: said(input.transferred_to.or(stored.transferred_to)),
        hung_up_by: said(input.hung_up_by.or(stored.hung_up_by)),
        status: input.status.or(stored.status),
        started_at: input.started_at.or(stored.started_at),
        ringing_at: input.ringing_at.or(stored.ringing_at),
        answered_at: input.answered_at.or(stored.answered_at),
        ended_at: input.ended_at.or(stored.ended_at),
        answered_by: input.answered_by.or(stored.answered_by),
        outcome: input.outcome.or(stored.outcome),
        appointment_datetime: input.appointment_datetime.or(stored.appointment_datetime),
        ..stored
    }
}

fn delete(scope: &Scope<'_>, input: ById<Call>) -> Result<()> {
    let home = store::home(scope.tx(), input.id, &sees(scope))?.ok_or_else(not_found)?;
    meeting::part_from_call(scope.tx(), input.id, home)?;
    store::delete(scope.tx(), input.id, home)
}
