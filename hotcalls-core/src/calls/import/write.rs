//! Calls of a file to rows: what they point at, whether they are there already, and what becomes of those that are.

use std::collections::HashMap;

use super::{
    merge::{Whole, merge},
    operation::{CdrVerdict, Plan},
    store::{self as look_up, OurNumber},
    window::{Fate, Group},
};
use crate::{
    access::{Reach, Scope},
    calls::{
        Call, CallCreate, Direction, Reason, live,
        operations::new_call,
        references::References,
        rules::{self, Said},
        store,
    },
    error::{Problems, Result},
    id::Id,
    leads::{Lead, phone},
    operation::{Input, Mode, Reading},
    workspaces::Workspace,
};

/// Which leg a call is known by, as long as the one with which it began is missing.
const HEADLESS: &str = "b";
/// Longer numbers are no extensions.
const EXTENSION: usize = 6;

/// A number, in the forms in which it may be ours or a lead's.
#[derive(Clone)]
struct Number {
    /// As it is written, and as it is dialed.
    texts: [String; 2],
    e164: Option<String>,
}

impl Number {
    fn new(text: &str, plan: &Plan) -> Self {
        let dialed = phone::dialed(text);
        let e164 = phone::normalise(&dialed, plan.country).or_else(|| phone::e164(&dialed));
        Self { texts: [text.to_owned(), dialed.into_owned()], e164 }
    }

    fn ours(&self, numbers: &HashMap<String, OurNumber>) -> Option<OurNumber> {
        self.texts.iter().chain(&self.e164).find_map(|text| numbers.get(text)).copied()
    }
}

/// A call of the file, read and checked outside of any transaction.
#[derive(Clone)]
pub(super) struct Draft {
    /// The places of its legs in the file, and whether each repeats one before it.
    legs: Vec<(u64, bool)>,
    whole: Whole,
    from: Number,
    to: Number,
    call: std::result::Result<CallCreate, Problems>,
}

impl Draft {
    /// The call of some legs.
    pub(super) fn of(group: Group, plan: &Plan) -> Option<Self> {
        let (places, legs): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let whole = merge(&legs)?;
        let repeated = |n: usize| legs[..n].contains(&legs[n]);
        let legs = places.iter().enumerate().map(|(n, place)| (*place, repeated(n))).collect();
        let (from, to) = (Number::new(&whole.from, plan), Number::new(&whole.to, plan));
        Some(Self { legs, call: check(&whole, plan), from, to, whole })
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.whole.ids.iter().map(String::as_str)
    }

    /// Who called whom: as the caller says, by the side on which a number of ours is, as the switch says, by the side on which an extension
    /// is; else we called.
    fn direction(&self, plan: &Plan, from: Option<OurNumber>, to: Option<OurNumber>) -> Direction {
        let by_number = match (from, to) {
            (None, Some(_)) => Some(Direction::Inbound),
            (Some(_), None) => Some(Direction::Outbound),
            _ => None,
        };
        let is_extension = |text: &str| text.len() <= EXTENSION && text.bytes().all(|b| b.is_ascii_digit());
        let from_outside = !is_extension(&self.whole.from) && is_extension(&self.whole.to);
        let by_length = from_outside.then_some(Direction::Inbound);
        plan.direction.or(by_number).or(self.whole.direction).or(by_length).unwrap_or(Direction::Outbound)
    }

    /// What became of its legs.
    fn fates(&self, first: CdrVerdict, others: CdrVerdict, id: Id<Call>) -> Vec<(u64, Fate)> {
        let verdict = |n: usize, repeated: bool| match n {
            0 => first,
            _ if repeated => CdrVerdict::Duplicate,
            _ => others,
        };
        let fate = |verdict| Fate { verdict, id: Some(id), errors: None };
        self.legs.iter().enumerate().map(|(n, (place, repeated))| (*place, fate(verdict(n, *repeated)))).collect()
    }

    fn invalid(&self, problems: &Problems) -> Vec<(u64, Fate)> {
        self.legs.iter().map(|(place, _)| (*place, Fate::invalid(problems))).collect()
    }
}

/// The call as `calls.create` takes it, checked as there. What it points at is not known yet.
fn check(whole: &Whole, plan: &Plan) -> std::result::Result<CallCreate, Problems> {
    let reason = whole.cause.as_deref().map_or(Reason::Unknown, Reason::from_text);
    let answered = whole.answered.is_some() || whole.talk_ms > 0;
    let mut call = CallCreate {
        duration_ms: Some(whole.talk_ms),
        disconnection_reason: whole.cause.clone(),
        provider: Some(plan.provider.clone()),
        external_id: whole.ids.first().cloned(),
        leg: whole.headless.then(|| HEADLESS.to_owned()),
        hung_up_by: whole.hung_up_by.map(str::to_owned),
        status: reason.status(answered),
        started_at: whole.started,
        ringing_at: whole.ringing,
        answered_at: whole.answered,
        ended_at: whole.ended,
        agent: plan.agent,
        ..CallCreate::new(None, whole.from.clone(), whole.to.clone(), Direction::Outbound)
    };
    let mut reading = Reading::new(Mode::Strict);
    call.check(&mut reading);
    if reading.problems.is_empty() { Ok(call) } else { Err(reading.problems) }
}

/// What the calls of a chunk may point at, or be.
struct Known {
    home: Id<Workspace>,
    calls: HashMap<String, Id<Call>>,
    numbers: HashMap<String, OurNumber>,
    leads: HashMap<String, Id<Lead>>,
}

impl Known {
    fn find(scope: &Scope<'_>, plan: &Plan, drafts: &[Draft]) -> Result<Self> {
        let (tx, home) = (scope.tx(), plan.admit(scope)?);
        let numbers = || drafts.iter().flat_map(|draft| [&draft.from, &draft.to]);
        let texts = numbers().flat_map(|number| &number.texts).map(String::as_str).collect();
        let e164: Vec<_> = numbers().filter_map(|number| number.e164.as_deref()).collect();
        Ok(Self {
            home,
            calls: look_up::known(tx, home, &plan.provider, drafts.iter().flat_map(Draft::ids).collect())?,
            numbers: look_up::numbers(tx, home, texts, e164.clone())?,
            leads: if plan.link_leads { look_up::leads(tx, home, e164)? } else { HashMap::new() },
        })
    }

    /// Fills in what a call points at.
    fn point(&self, draft: &Draft, plan: &Plan, call: &mut CallCreate) {
        let (from, to) = (draft.from.ours(&self.numbers), draft.to.ours(&self.numbers));
        call.direction = draft.direction(plan, from, to);
        let (ours, theirs) = match call.direction {
            Direction::Inbound => (to, &draft.from),
            Direction::Outbound => (from, &draft.to),
        };
        call.workspace = self.home.known();
        call.phone_number = ours.map(|number| number.id);
        call.agent = call.agent.or_else(|| ours.and_then(|number| number.agent));
        call.lead = theirs.e164.as_deref().and_then(|number| self.leads.get(number)).copied();
    }
}

/// Records the calls of a chunk, in the transaction of `scope`; what became of each of their legs, by its place in the file.
pub(super) fn write(scope: &Scope<'_>, plan: &Plan, mut drafts: Vec<Draft>) -> Result<Vec<(u64, Fate)>> {
    let (tx, known) = (scope.tx(), Known::find(scope, plan, &drafts)?);
    let inputs: Vec<_> = drafts
        .iter_mut()
        .map(|draft| {
            let mut call = std::mem::replace(&mut draft.call, Err(Problems::new()));
            if let Ok(call) = &mut call {
                known.point(draft, plan, call);
            }
            call
        })
        .collect();
    let found = References::find(scope, inputs.iter().filter_map(|input| input.as_ref().ok()).map(CallCreate::pointers))?;
    let (mut fates, mut fresh) = (Vec::new(), Vec::new());
    for (draft, input) in drafts.iter().zip(inputs) {
        let call = match input.and_then(|input| new_call(scope, input, &found)) {
            Ok(call) => call,
            Err(problems) => {
                fates.extend(draft.invalid(&problems));
                continue;
            }
        };
        match draft.ids().find_map(|id| known.calls.get(id)) {
            None => {
                fates.extend(draft.fates(CdrVerdict::Created, CdrVerdict::Merged, call.id));
                fresh.push(call);
            }
            Some(id) => {
                let verdict = complete(scope, *id, &call)?;
                fates.extend(draft.fates(verdict, verdict, *id));
            }
        }
    }
    store::insert_all(tx, &fresh)?;
    store::count(tx, known.home, fresh.len() as i64)?;
    live::operations::catch_up(scope, &mut fresh)?;
    Ok(fates)
}

/// Completes a stored call by what a file says. Saying it again changes nothing, so that a file can be read any number of times.
fn complete(scope: &Scope<'_>, id: Id<Call>, new: &Call) -> Result<CdrVerdict> {
    let Some(stored) = store::get(scope.tx(), id, &Reach::one(Id::or_none(new.workspace)))? else { return Ok(CdrVerdict::Duplicate) };
    let live = live::operations::is_live(scope, &stored)?;
    let mut call = filled(&stored, new);
    if !live {
        grow(&mut call, &stored, new);
    }
    if call != stored {
        call.updated_at = scope.now();
        store::update(scope.tx(), &call)?;
    }
    if live {
        // Its row is a fold over events, so what the record says becomes some of them.
        call = live::operations::record(scope, call, new)?;
    }
    Ok(if call == stored { CdrVerdict::Duplicate } else { CdrVerdict::Merged })
}

/// A stored call with what it points at, and with its numbers if they were those of another leg so far.
fn filled(stored: &Call, new: &Call) -> Call {
    let mut call = stored.clone();
    if stored.leg.as_deref() == Some(HEADLESS) && new.leg.is_none() {
        // Now the leg with which it began is there.
        (call.from_number, call.to_number) = (new.from_number.clone(), new.to_number.clone());
        (call.direction, call.leg) = (new.direction, None);
    }
    call.lead = stored.lead.or(new.lead);
    call.agent = stored.agent.or(new.agent);
    call.phone_number = stored.phone_number.or(new.phone_number);
    call
}

/// What another leg adds to the course of a call: its ends grow apart, talk only grows, and why it ended is learned once.
fn grow(call: &mut Call, stored: &Call, new: &Call) {
    call.started_at = stored.started_at.into_iter().chain(new.started_at).min();
    call.ringing_at = stored.ringing_at.into_iter().chain(new.ringing_at).min();
    call.ended_at = stored.ended_at.into_iter().chain(new.ended_at).max();
    call.hung_up_by = stored.hung_up_by.clone().or_else(|| new.hung_up_by.clone());
    let more = new.duration_ms > stored.duration_ms || stored.answered_at.is_none() && new.answered_at.is_some();
    let unexplained = matches!(stored.reason, None | Some(Reason::Unknown | Reason::Lost)) && new.reason != Some(Reason::Unknown);
    if more {
        call.answered_at = new.answered_at.or(stored.answered_at);
    }
    if more || unexplained {
        call.status = if new.duration_ms < stored.duration_ms { stored.status } else { new.status };
        call.disconnection_reason = new.disconnection_reason.clone().or(stored.disconnection_reason.clone());
        let said = Said { duration: None, duration_ms: Some(stored.duration_ms.max(new.duration_ms)) };
        // What it could complain about, the outcome and its appointment, is as it was.
        rules::settle(call, said, None, &mut Problems::new());
    }
}
