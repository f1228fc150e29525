//! Calls of a file to rows: what they point at, whether they are there already, and what becomes of those that are.

use std::collections::HashMap;

use super::{
    leg::Leg,
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
    store::Tx,
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
    /// What the file says of it: the places of the legs, and whether each repeats one that is known.
    told: Vec<(u64, Leg, bool)>,
    /// Its legs, each once, in an order of their own: in whichever they come, the call is the same.
    legs: Vec<Leg>,
    whole: Whole,
    from: Number,
    to: Number,
    call: std::result::Result<CallCreate, Problems>,
}

impl Draft {
    /// The call of some legs of a file.
    pub(super) fn of(group: Group, plan: &Plan) -> Option<Self> {
        let mut told: Vec<(u64, Leg, bool)> = Vec::with_capacity(group.len());
        for (place, leg) in group {
            let repeated = told.iter().any(|(_, before, _)| *before == leg);
            told.push((place, leg, repeated));
        }
        let made = Self::made_of(told.iter().map(|(_, leg, _)| leg.clone()).collect(), plan)?;
        Some(Self { told, ..made })
    }

    fn made_of(mut legs: Vec<Leg>, plan: &Plan) -> Option<Self> {
        if legs.len() > 1 {
            legs.sort_by_cached_key(|leg| serde_json::to_string(leg).unwrap_or_default());
            legs.dedup();
        }
        let whole = merge(&legs)?;
        let (from, to) = (Number::new(&whole.from, plan), Number::new(&whole.to, plan));
        Some(Self { told: Vec::new(), legs, call: check(&whole, plan), from, to, whole })
    }

    /// The same call with the legs that are known of it; and the call that those are alone.
    fn joined(&self, known: &[Leg], plan: &Plan) -> Option<(Self, Self)> {
        let mut told = self.told.clone();
        told.iter_mut().for_each(|(_, leg, repeated)| *repeated |= known.contains(leg));
        let union = Self::made_of([known, &self.legs].concat(), plan)?;
        Some((Self { told, ..union }, Self::made_of(known.to_vec(), plan)?))
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
            _ if repeated => CdrVerdict::Duplicate,
            0 => first,
            _ => others,
        };
        let fate = |verdict| Fate { verdict, id: Some(id), errors: None };
        self.told.iter().enumerate().map(|(n, (place, _, repeated))| (*place, fate(verdict(n, *repeated)))).collect()
    }

    fn invalid(&self, problems: &Problems) -> Vec<(u64, Fate)> {
        self.told.iter().map(|(place, ..)| (*place, Fate::invalid(problems))).collect()
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
        hung_up_by: whole.hung_up_by.map(|side| side.word().to_owned()),
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

/// What the calls of a chunk may point at.
struct Known {
    home: Id<Workspace>,
    numbers: HashMap<String, OurNumber>,
    leads: HashMap<String, Id<Lead>>,
}

impl Known {
    fn find<'d>(tx: &Tx<'_>, plan: &Plan, home: Id<Workspace>, drafts: impl Iterator<Item = &'d Draft> + Clone) -> Result<Self> {
        let numbers = || drafts.clone().flat_map(|draft| [&draft.from, &draft.to]);
        let texts = numbers().flat_map(|number| &number.texts).map(String::as_str).collect();
        let e164: Vec<_> = numbers().filter_map(|number| number.e164.as_deref()).collect();
        Ok(Self {
            home,
            numbers: look_up::numbers(tx, home, texts, e164.clone())?,
            leads: if plan.link_leads { look_up::leads(tx, home, e164)? } else { HashMap::new() },
        })
    }

    /// The call as `calls.create` takes it, with what it points at.
    fn input(&self, draft: &mut Draft, plan: &Plan) -> std::result::Result<CallCreate, Problems> {
        let mut call = std::mem::replace(&mut draft.call, Err(Problems::new()))?;
        self.point(draft, plan, &mut call);
        Ok(call)
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

/// A call of the chunk, the stored one that it is, and what that was by the legs that are known of it.
struct Job {
    draft: Draft,
    stored: Option<Id<Call>>,
    was: Option<Draft>,
}

/// Finds the stored calls of a chunk by any id of their legs, and joins what is known of them with what the file says.
fn jobs(tx: &Tx<'_>, plan: &Plan, home: Id<Workspace>, drafts: Vec<Draft>) -> Result<Vec<Job>> {
    let [own, of_legs] = look_up::known(tx, home, &plan.provider, drafts.iter().flat_map(Draft::ids).collect())?;
    let find = |draft: &Draft| [&own, &of_legs].into_iter().find_map(|known| draft.ids().find_map(|id| known.get(id))).copied();
    let mut legs = look_up::legs(tx, home, drafts.iter().filter_map(find).collect())?;
    let mut jobs = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let stored = find(&draft);
        let known = stored.and_then(|id| legs.get_mut(&id));
        // Calls that were not made by an import have none.
        let joined = known.as_deref().and_then(|known| draft.joined(known, plan));
        let Some((draft, was)) = joined else {
            jobs.push(Job { draft, stored, was: None });
            continue;
        };
        if let Some(known) = known {
            // Another draft may be of the same call.
            known.clone_from(&draft.legs);
        }
        jobs.push(Job { draft, stored, was: Some(was) });
    }
    Ok(jobs)
}

/// Records the calls of a chunk, in the transaction of `scope`; what became of each of their legs, by its place in the file.
pub(super) fn write(scope: &Scope<'_>, plan: &Plan, drafts: Vec<Draft>) -> Result<Vec<(u64, Fate)>> {
    let (tx, home) = (scope.tx(), plan.admit(scope)?);
    let mut jobs = jobs(tx, plan, home, drafts)?;
    let known = Known::find(tx, plan, home, jobs.iter().flat_map(|job| job.was.iter().chain([&job.draft])))?;
    let inputs: Vec<_> = jobs
        .iter_mut()
        .map(|job| (known.input(&mut job.draft, plan), job.was.as_mut().and_then(|was| known.input(was, plan).ok())))
        .collect();
    let all = inputs.iter().flat_map(|(input, was)| was.iter().chain(input.as_ref().ok()));
    let found = References::find(scope, all.map(CallCreate::pointers))?;
    let (mut fates, mut fresh) = (Vec::new(), Vec::new());
    for (job, (input, was)) in jobs.iter().zip(inputs) {
        let call = match input.and_then(|input| new_call(scope, input, &found)) {
            Ok(call) => call,
            Err(problems) => {
                fates.extend(job.draft.invalid(&problems));
                continue;
            }
        };
        match job.stored {
            None => fresh.push((job, call)),
            Some(id) => {
                let was = was.and_then(|was| new_call(scope, was, &found).ok());
                let verdict = complete(scope, id, &call, was.as_ref())?;
                if was.is_some() && job.was.as_ref().is_some_and(|was| was.legs != job.draft.legs) {
                    look_up::keep(tx, home, &plan.provider, id, &job.draft.legs)?;
                }
                fates.extend(job.draft.fates(verdict, verdict, id));
            }
        }
    }
    let (kept, mut calls): (Vec<_>, Vec<_>) = fresh.into_iter().unzip();
    let twins = store::insert_all(tx, &calls)?;
    store::count(tx, home, (calls.len() - twins.len()) as i64)?;
    for (job, call) in kept.iter().zip(&calls) {
        if let Some(twin) = twins.get(&call.id) {
            fates.extend(job.draft.fates(CdrVerdict::Duplicate, CdrVerdict::Duplicate, *twin));
            continue;
        }
        look_up::keep(tx, home, &plan.provider, call.id, &job.draft.legs)?;
        fates.extend(job.draft.fates(CdrVerdict::Created, CdrVerdict::Merged, call.id));
    }
    live::operations::catch_up(scope, &mut calls)?;
    Ok(fates)
}

/// Completes a stored call by what a file says. Saying it again changes nothing, so that a file can be read any number of times.
fn complete(scope: &Scope<'_>, id: Id<Call>, new: &Call, was: Option<&Call>) -> Result<CdrVerdict> {
    let Some(stored) = store::get(scope.tx(), id, &Reach::one(Id::or_none(new.workspace)))? else { return Ok(CdrVerdict::Duplicate) };
    let live = live::operations::is_live(scope, &stored)?;
    let mut call = filled(&stored, new);
    match was {
        _ if live => {}
        Some(was) => call = follow(&stored, was, new),
        None => grow(&mut call, &stored, new),
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

/// A call that is made of its legs, now that there are more: as if all of them had come at once. What somebody changed meanwhile stays.
fn follow(stored: &Call, was: &Call, new: &Call) -> Call {
    fn moved<T: PartialEq + Clone>(mine: &mut T, was: &T, new: &T) {
        if mine == was {
            mine.clone_from(new);
        }
    }
    let mut call = stored.clone();
    macro_rules! follow {
        ($($field:ident)+) => { $(moved(&mut call.$field, &was.$field, &new.$field);)+ };
    }
    follow!(external_id leg from_number to_number direction timestamp started_at ringing_at answered_at ended_at hung_up_by);
    follow!(lead agent phone_number disconnection_reason status);
    call.lead = call.lead.or(new.lead);
    call.agent = call.agent.or(new.agent);
    call.phone_number = call.phone_number.or(new.phone_number);
    if stored.reason == was.reason && call.disconnection_reason == new.disconnection_reason {
        call.reason = new.reason;
    }
    if stored.duration_ms == was.duration_ms {
        call.set_duration_ms(new.duration_ms);
    }
    call
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
