//! From structs to the inputs of the operations, and from their answers to structs.

use std::sync::Arc;

use hotcalls_core::{
    Caller, Id, Timestamp,
    agents::{Agent, AgentId, Route, RouteInput},
    calls::{
        AnsweredBy, Call, CallBegin, CallEnd, CallEvent, CallRef, CallRenew, Direction, EventKind, Reporter, Speaker, TranscriptAppend,
        TurnInput,
    },
    error::{Code, Error, Result},
    leads::{Lead, LeadByPhone},
    operation::{Choice, Json},
};

use super::{types::*, *};
use crate::{
    HOTCALLS_MAX_INPUT,
    types::{bad, hotcalls_view},
};

/// An actor on its own database: what the functions of the face call.
pub(super) struct Face<'a>(&'a Caller);

impl<'a> Face<'a> {
    /// Whether `db` may be used in this process has been seen by [`database`], or will be by the operation.
    pub fn of(db: &hotcalls_db, actor: &'a hotcalls_actor) -> Result<Self> {
        if !Arc::ptr_eq(&db.of, &actor.of) {
            return Err(bad("actor", "The actor belongs to another database."));
        }
        Ok(Self(&actor.caller))
    }

    pub fn route(&self, number: &str, at: i64) -> Result<Route> {
        self.0.agents().route(RouteInput { at: moment(at, "at")?, ..RouteInput::new(number) })
    }

    pub fn agent(&self, id: &hotcalls_id) -> Result<Agent> {
        let id = id.read("agent")?.ok_or_else(|| bad("agent", "An id is required."))?;
        self.0.agents().get(AgentId::new(id))
    }

    pub fn lead(&self, phone: &str, workspace: Option<&hotcalls_id>) -> Result<Vec<Lead>> {
        let workspace = workspace.map_or(Ok(None), |id| id.read("workspace"))?;
        self.0.leads().by_phone(LeadByPhone { workspace, ..LeadByPhone::new(phone) })
    }

    /// # Safety
    /// The views are NULL or valid for their lengths; so for the other structs below.
    pub unsafe fn begin(&self, c: &hotcalls_begin) -> Result<Call> {
        // SAFETY: the caller vouches for it.
        let text = |view, what| unsafe { text(view, what) };
        let direction = direction(c.direction)?.ok_or_else(|| bad("direction", "HOTCALLS_INBOUND or HOTCALLS_OUTBOUND is required."))?;
        let mut begin = CallBegin::new(
            text(c.from_number, "from_number")?.unwrap_or_default(),
            text(c.to_number, "to_number")?.unwrap_or_default(),
            direction,
        );
        begin.lead = c.lead.read("lead")?;
        begin.workspace = c.workspace.read("workspace")?;
        begin.agent = c.agent.read("agent")?;
        begin.phone_number = c.phone_number.read("phone_number")?;
        begin.parent_call = c.parent_call.read("parent_call")?;
        begin.provider = text(c.provider, "provider")?;
        begin.external_id = text(c.external_id, "external_id")?;
        begin.leg = text(c.leg, "leg")?;
        begin.started_at = moment(c.started_at, "started_at")?;
        begin.owner = text(c.owner, "owner")?.unwrap_or_default();
        if c.lease_seconds != 0 {
            begin.lease_seconds = c.lease_seconds;
        }
        self.0.calls().begin(begin)
    }

    /// # Safety
    /// As for `begin`.
    pub unsafe fn event(&self, c: &hotcalls_event) -> Result<Call> {
        // SAFETY: the caller vouches for it.
        let (text, words) = (|view, what| unsafe { text(view, what) }, |view, what| unsafe { words(view, what) });
        reserved(c.reserved)?;
        let kind = one_of(c.kind, "kind", &KINDS)?.ok_or_else(|| bad("kind", "One of HOTCALLS_EVENT_... is required."))?;
        let at = moment(c.at, "at")?.ok_or_else(|| bad("at", "A moment is required."))?;
        let mut event = CallEvent::new(text(c.event_id, "event_id")?.unwrap_or_default(), kind, at);
        event.which = CallRef {
            call: c.call.read("call")?,
            external_id: text(c.external_id, "external_id")?,
            provider: text(c.provider, "provider")?,
            workspace: c.workspace.read("workspace")?,
        };
        event.source = match c.source {
            HOTCALLS_SOURCE_CARRIER => Reporter::Carrier,
            HOTCALLS_SOURCE_HOST => Reporter::Host,
            _ => return Err(bad("source", "Not one of HOTCALLS_SOURCE_....")),
        };
        event.sip_status = code(c.sip_status);
        event.q850_cause = code(c.q850_cause);
        event.after_cancel = c.after_cancel != 0;
        event.disconnection_reason = words(c.disconnection_reason, "disconnection_reason")?;
        event.hung_up_by = words(c.hung_up_by, "hung_up_by")?;
        event.transferred_to = words(c.transferred_to, "transferred_to")?;
        event.answered_by = one_of(c.answered_by, "answered_by", &ANSWERERS)?;
        event.from_number = text(c.from_number, "from_number")?;
        event.to_number = text(c.to_number, "to_number")?;
        event.direction = direction(c.direction)?;
        event.agent = c.agent.read("agent")?;
        event.phone_number = c.phone_number.read("phone_number")?;
        self.0.calls().event(event)
    }

    /// # Safety
    /// As for `begin`.
    pub unsafe fn end(&self, c: &hotcalls_end) -> Result<Call> {
        // SAFETY: the caller vouches for it.
        let (text, words) = (|view, what| unsafe { text(view, what) }, |view, what| unsafe { words(view, what) });
        reserved(c.reserved)?;
        let mut end = CallEnd::new();
        end.which = CallRef {
            call: c.call.read("call")?,
            external_id: text(c.external_id, "external_id")?,
            provider: text(c.provider, "provider")?,
            workspace: c.workspace.read("workspace")?,
        };
        end.at = moment(c.at, "at")?;
        end.sip_status = code(c.sip_status);
        end.q850_cause = code(c.q850_cause);
        end.after_cancel = c.after_cancel != 0;
        end.disconnection_reason = words(c.disconnection_reason, "disconnection_reason")?;
        end.hung_up_by = words(c.hung_up_by, "hung_up_by")?;
        if let Some(event_id) = text(c.event_id, "event_id")? {
            end.event_id = event_id;
        }
        self.0.calls().end(end)
    }

    /// Of each named call whether it was renewed, and how many were.
    ///
    /// # Safety
    /// As for `begin`.
    pub unsafe fn renew(&self, c: &hotcalls_renew, calls: Option<&[hotcalls_id]>) -> Result<(Vec<u8>, usize)> {
        reserved(c.reserved)?;
        let required = |id: &hotcalls_id| id.read("calls")?.ok_or_else(|| bad("calls", "An id is required."));
        let calls: Option<Vec<Id<Call>>> = calls.map(|all| all.iter().map(required).collect::<Result<_>>()).transpose()?;
        // SAFETY: the caller vouches for it.
        let owner = unsafe { text(c.owner, "owner") }?.unwrap_or_default();
        let mut renew = CallRenew { calls: calls.clone(), ..CallRenew::new(owner) };
        if c.lease_seconds != 0 {
            renew.lease_seconds = c.lease_seconds;
        }
        let answer = self.0.calls().renew(renew)?;
        let flags = calls.unwrap_or_default().iter().map(|call| answer.renewed.contains(call).into()).collect();
        Ok((flags, answer.renewed.len()))
    }

    /// How many turns are new.
    ///
    /// # Safety
    /// As for `begin`.
    pub unsafe fn append(&self, call: &hotcalls_id, turns: &[hotcalls_turn]) -> Result<usize> {
        let call = call.read("call")?.ok_or_else(|| bad("call", "An id is required."))?;
        // All together: a thousand turns may each be as long as one may be, but not all at once.
        let bytes = turns.iter().fold(0_usize, |sum, turn| sum.saturating_add(turn.text.len).saturating_add(turn.tool_calls.len));
        if bytes > HOTCALLS_MAX_INPUT {
            return Err(Error::new(Code::TooLarge, format!("turns: {bytes} bytes, at most {HOTCALLS_MAX_INPUT} are taken.")));
        }
        // SAFETY: the caller vouches for it.
        let turns = turns.iter().map(|t| unsafe { turn(t) }).collect::<Result<Vec<_>>>()?;
        let answer = self.0.calls().append_transcript(TranscriptAppend::new(call, turns))?;
        Ok(usize::try_from(answer.appended).unwrap_or(0))
    }
}

/// # Safety
/// As for [`Face::begin`].
unsafe fn turn(c: &hotcalls_turn) -> Result<TurnInput> {
    reserved(c.reserved)?;
    let role = one_of(c.role, "role", &SPEAKERS)?.ok_or_else(|| bad("role", "One of HOTCALLS_ROLE_... is required."))?;
    // SAFETY: the caller vouches for it.
    let (said, tools) = unsafe { (long_text(c.text, "text")?, long_text(c.tool_calls, "tool_calls")?) };
    let mut turn = TurnInput::new(c.turn, role, said, c.start_ms, c.end_ms);
    if !tools.is_empty() {
        let tools = serde_json::from_str(tools).map_err(|e| Error::new(Code::Malformed, format!("tool_calls: JSON parse error - {e}")))?;
        turn.tool_calls = Json(tools);
    }
    Ok(turn)
}

const KINDS: [EventKind; 6] =
    [EventKind::Ringing, EventKind::Answered, EventKind::Transferred, EventKind::Held, EventKind::Resumed, EventKind::Ended];
const ANSWERERS: [AnsweredBy; 4] = [AnsweredBy::Human, AnsweredBy::Machine, AnsweredBy::Fax, AnsweredBy::Unknown];
const SPEAKERS: [Speaker; 4] = [Speaker::User, Speaker::Agent, Speaker::System, Speaker::Tool];

/// The value of a constant that counts from 1; `None` for 0.
fn one_of<T: Copy>(number: i32, what: &str, all: &[T]) -> Result<Option<T>> {
    let Some(place) = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)) else {
        return if number == 0 { Ok(None) } else { Err(bad(what, "Not one of the constants.")) };
    };
    all.get(place).copied().map(Some).ok_or_else(|| bad(what, "Not one of the constants."))
}

fn direction(number: i32) -> Result<Option<Direction>> {
    one_of(number, "direction", &[Direction::Inbound, Direction::Outbound])
}

/// What a later version may give a meaning must not be said to this one.
fn reserved(value: i32) -> Result<()> {
    if value == 0 { Ok(()) } else { Err(bad("reserved", "Must be 0.")) }
}

fn code(number: i32) -> Option<i32> {
    (number != 0).then_some(number)
}

/// The moments that can be written as text: the years 1 to 9999.
const MOMENTS: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

/// A moment, if one is given.
fn moment(micros: i64, what: &str) -> Result<Option<Timestamp>> {
    if MOMENTS.contains(&micros) {
        Ok((micros != 0).then(|| Timestamp::from_micros(micros)))
    } else {
        Err(bad(what, "Microseconds since 1970, in the years 1 to 9999."))
    }
}

fn micros(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::micros)
}

/// A text, if one is given: an empty one is not.
///
/// # Safety
/// The view is NULL or valid for its length.
unsafe fn text(view: hotcalls_view, what: &str) -> Result<Option<String>> {
    // SAFETY: the caller vouches for it.
    let text = unsafe { crate::types::text(view.ptr, view.len, HOTCALLS_MAX_TEXT, what) }?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// What others say in their words, of which the beginning is enough: a report must not be lost for its length.
///
/// # Safety
/// As for [`text`].
unsafe fn words(view: hotcalls_view, what: &str) -> Result<Option<String>> {
    // SAFETY: the caller vouches for it; no more is looked at than is kept.
    let bytes = unsafe { crate::types::bytes(view.ptr.cast::<u8>(), view.len, HOTCALLS_MAX_INPUT, what) }?;
    let cut = &bytes[..bytes.len().min(HOTCALLS_MAX_TEXT)];
    let whole = match std::str::from_utf8(cut) {
        Ok(text) => text,
        // The cut went through a character.
        Err(error) if cut.len() < bytes.len() && error.error_len().is_none() => {
            std::str::from_utf8(&cut[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Err(bad(what, "Not valid UTF-8.")),
    };
    Ok((!whole.is_empty()).then(|| whole.to_owned()))
}

/// # Safety
/// As for [`text`].
unsafe fn long_text<'a>(view: hotcalls_view, what: &str) -> Result<&'a str> {
    // SAFETY: the caller vouches for it.
    unsafe { crate::types::text(view.ptr, view.len, HOTCALLS_MAX_INPUT, what) }
}

impl hotcalls_route {
    pub(super) fn fill(&mut self, route: &Route) {
        self.phone_number = hotcalls_id::new(Some(route.phone_number));
        self.workspace = hotcalls_id::new(route.workspace);
        self.is_open = route.is_open.into();
        self.opens_at = micros(route.opens_at);
        put(&mut self.number, &route.phonenumber);
        let Some(agent) = &route.agent else { return };
        self.agent = hotcalls_id::new(Some(agent.agent_id));
        self.max_call_duration_minutes = agent.max_call_duration_minutes;
        self.greeting_len = agent.greeting.len();
        self.character_len = agent.character.len();
        put(&mut self.language, &agent.language);
        put(&mut self.voice, &agent.voice);
        put(&mut self.name, &agent.name);
    }
}

impl hotcalls_lead {
    /// The first of those that were found.
    pub(super) fn fill(&mut self, found: &[Lead]) {
        self.matches = found.len();
        let Some(lead) = found.first() else { return };
        self.id = hotcalls_id::new(Some(lead.id));
        self.workspace = hotcalls_id::new(lead.workspace);
        put(&mut self.phone_e164, lead.phone_e164.as_deref().unwrap_or_default());
        put(&mut self.phone, &lead.phone);
        put(&mut self.name, &lead.name);
        put(&mut self.surname, lead.surname.as_deref().unwrap_or_default());
        put(&mut self.email, &lead.email);
    }
}

impl hotcalls_call_info {
    pub(super) fn fill(&mut self, call: &Call) {
        self.id = hotcalls_id::new(Some(call.id));
        self.workspace = hotcalls_id::new(call.workspace);
        put(&mut self.status, call.status.as_str());
        put(&mut self.reason, call.reason.map_or("", |reason| reason.as_str()));
        self.duration_ms = call.duration_ms;
        self.started_at = micros(call.started_at);
        self.ringing_at = micros(call.ringing_at);
        self.answered_at = micros(call.answered_at);
        self.ended_at = micros(call.ended_at);
        self.lease_until = micros(call.lease_until);
    }
}
