//! The fold: a call's row from its events. Pure, so that it can be tested with every order of them.
//!
//! What events say wins over what the row says, and what they do not say stays as it is in the row. The row may therefore be folded over
//! again with every new event: whatever a part of the events said, all of them together say too, so nothing of an earlier fold shows.

use std::cmp::Reverse;

use super::model::{Event, EventKind};
use crate::calls::{Call, CallStatus};

/// Makes the row what its events say. `inferred`: an event was the first that was heard of the call, so it starts with the earliest.
pub fn fold(call: &mut Call, inferred: bool, events: &[Event]) {
    if let Some(event) = first(events, EventKind::Ringing) {
        call.ringing_at = Some(event.at);
    }
    if let Some(event) = first(events, EventKind::Answered) {
        call.answered_at = Some(event.at);
    }
    if let Some(by) = last(events, |e| e.kind == EventKind::Answered && e.answered_by.is_some()) {
        call.answered_by = by.answered_by;
    }
    let transfer = last(events, |e| e.kind == EventKind::Transferred);
    if let Some(event) = last(events, |e| e.kind == EventKind::Transferred && e.party.is_some()) {
        call.transferred_to.clone_from(&event.party);
    }
    if let Some(start) = events.iter().map(|e| e.at).min().filter(|_| inferred) {
        (call.started_at, call.timestamp) = (Some(start), start);
    }
    // Held, taken back or handed over: somebody must have answered, though nobody said when.
    let talked = |e: &Event| !matches!(e.kind, EventKind::Ringing | EventKind::Ended);
    let answered = call.answered_at.is_some() || events.iter().any(talked);
    if let Some(end) = last(events, |e| e.kind == EventKind::Ended) {
        finish(call, end, transfer.is_some(), answered);
    } else if !call.status.is_ended() {
        let rings = call.ringing_at.is_some();
        let now = if answered { CallStatus::InProgress } else { [CallStatus::Queued, CallStatus::Ringing][usize::from(rings)] };
        call.status = call.status.max(now);
    }
}

/// The end that counts. All of it comes from one event, so that no half of a weaker one stays behind.
fn finish(call: &mut Call, end: &Event, transferred: bool, answered: bool) {
    let said = end.reason(transferred);
    let reason = if answered { said } else { said.unanswered() };
    call.ended_at = Some(end.at);
    call.hung_up_by.clone_from(&end.party);
    call.disconnection_reason = end.raw();
    call.reason = Some(reason);
    call.status = reason.status(answered);
    if let Some(answered_at) = call.answered_at {
        // Clocks of two reporters may disagree: nobody talks for less than nothing.
        call.set_duration_ms((end.at.micros().saturating_sub(answered_at.micros()) / 1000).max(0));
    }
    (call.owner, call.lease_until) = (None, None);
}

/// The earliest event of a kind, by the strongest of those who report it: two clocks are never mixed.
fn first(events: &[Event], kind: EventKind) -> Option<&Event> {
    events.iter().filter(|e| e.kind == kind).min_by_key(|e| (Reverse(e.source), e.at))
}

/// The event that counts: of the strongest source the latest, of those the one with the greatest id.
fn last(events: &[Event], which: impl Fn(&Event) -> bool) -> Option<&Event> {
    events.iter().filter(|e| which(e)).max_by_key(|e| (e.source, e.at, &e.event_id))
}
