use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    fold::fold,
    model::{Event, EventKind, Source},
    *,
};
use crate::{
    Caller, Code, Id,
    calls::{Call, CallCreate, CallStatus, CallUpdate, Direction, Outcome, Reason, tests::World},
    operation::Patch,
    time::Timestamp,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(1_795_348_800_000_000 + second * 1_000_000)
}

fn begin(direction: Direction) -> CallBegin {
    CallBegin { owner: "w1".into(), started_at: Some(at(0)), ..CallBegin::new("+4930111", "+4930222", direction) }
}

fn event(call: Id<Call>, id: &str, kind: EventKind, second: i64) -> CallEvent {
    let mut event = CallEvent::new(id, kind, at(second));
    event.which.call = Some(call);
    event
}

fn end(call: Id<Call>) -> CallEnd {
    CallEnd { which: call.into(), ..CallEnd::new() }
}

impl World {
    fn begun(&self, direction: Direction) -> Call {
        self.system().calls().begin(CallBegin { lead: Some(self.lead), ..begin(direction) }).unwrap()
    }
    fn tell(&self, input: CallEvent) -> Call {
        self.system().calls().event(input).unwrap()
    }
}

#[test]
fn a_call_begins_goes_on_and_ends() {
    let w = World::new();
    let call = w.begun(Direction::Outbound);
    assert_eq!((call.status, call.reason, call.workspace), (CallStatus::Queued, None, Some(w.ours)));
    assert_eq!((call.owner.as_deref(), call.lease_until), (Some("w1"), Some(at(60))));
    assert_eq!((call.timestamp, call.started_at), (at(0), Some(at(0))));
    assert_eq!(w.system().calls().get(call.id).unwrap(), call, "what is answered is what is stored");
    assert_eq!(w.tell(event(call.id, "1", EventKind::Ringing, 2)).status, CallStatus::Ringing);
    let answered = w.tell(event(call.id, "2", EventKind::Answered, 5));
    assert_eq!((answered.status, answered.answered_at, answered.reason), (CallStatus::InProgress, Some(at(5)), None));
    w.tell(event(call.id, "3", EventKind::Held, 10));
    w.tell(event(call.id, "4", EventKind::Resumed, 20));
    let ended =
        w.system().calls().end(CallEnd { at: Some(at(65)), hung_up_by: Some("agent".into()), sip_status: Some(200), ..end(call.id) });
    let ended = ended.unwrap();
    assert_eq!((ended.status, ended.reason), (CallStatus::Completed, Some(Reason::CompletedAgentHangup)));
    assert_eq!((ended.duration_ms, ended.duration, ended.duration_formatted.as_str()), (60_000, 60, "1m 0s"));
    assert_eq!(ended.disconnection_reason.as_deref(), Some("SIP 200"));
    assert_eq!((&ended.owner, ended.lease_until), (&None, None));
    assert_eq!(w.system().calls().get(call.id).unwrap(), ended);
    let outcome = CallUpdate { outcome: Patch::Set(Some(Outcome::Reached)), ..CallUpdate::new(call.id) };
    assert_eq!(w.system().calls().update(outcome).unwrap().reason, ended.reason, "an update of something else leaves the reason alone");
    let inbound = w.begun(Direction::Inbound);
    assert_eq!(inbound.status, CallStatus::Ringing, "what comes in rings");
}

#[test]
fn a_call_about_to_be_dialed_is_on_the_disk_and_nothing_else_waits_for_it() {
    let durable: Vec<_> = crate::catalog().filter(|o| o.durable).map(|o| o.name).collect();
    assert_eq!(durable, ["calls.begin"]);
}

#[test]
fn an_event_counts_once_and_must_not_change_its_mind() {
    let w = World::new();
    let call = w.begun(Direction::Outbound);
    let ringing = event(call.id, "1", EventKind::Ringing, 2);
    let first = w.tell(ringing.clone());
    w.t.clock.advance(5);
    assert_eq!(w.tell(ringing.clone()), first, "nothing changed, not even when");
    let moved = CallEvent { at: at(3), ..ringing.clone() };
    assert_eq!(w.system().calls().event(moved).unwrap_err().code(), Code::IdempotencyConflict);
    let host = CallEvent { source: Reporter::Host, at: at(1), ..ringing };
    assert_eq!(w.tell(host).ringing_at, Some(at(2)), "another reporter's event of the same id, and the carrier knows better");
    let ended = w.system().calls().end(end(call.id)).unwrap();
    w.t.clock.advance(5);
    assert_eq!(w.system().calls().end(end(call.id)).unwrap(), ended, "a repeated end without a time is the same one");
    let other = CallEnd { disconnection_reason: Some("busy".into()), ..end(call.id) };
    assert_eq!(w.system().calls().end(other.clone()).unwrap_err().code(), Code::IdempotencyConflict);
    let corrected = w.system().calls().end(CallEnd { event_id: "end-2".into(), ..other }).unwrap();
    assert_eq!((ended.reason, corrected.reason), (Some(Reason::Unknown), Some(Reason::Busy)), "under another id it is a correction");
}

#[test]
fn the_strongest_end_counts_whenever_it_comes() {
    let w = World::new();
    let call = w.begun(Direction::Outbound);
    w.tell(event(call.id, "a", EventKind::Answered, 10));
    w.t.clock.advance(61);
    assert_eq!(w.system().calls().reap(()).unwrap(), ReapReport { lost: vec![call.id], more: false });
    let lost = w.system().calls().get(call.id).unwrap();
    assert_eq!((lost.status, lost.reason, lost.ended_at), (CallStatus::Completed, Some(Reason::Lost), Some(at(60))));
    assert_eq!((lost.duration, lost.disconnection_reason.as_deref()), (50, Some("lost")));
    let host = w.system().calls().end(CallEnd { at: Some(at(100)), disconnection_reason: Some("Agent Hangup".into()), ..end(call.id) });
    let host = host.unwrap();
    assert_eq!((host.status, host.reason, host.duration), (CallStatus::Completed, Some(Reason::CompletedAgentHangup), 90));
    let carrier = w.tell(CallEvent { q850_cause: Some(16), ..event(call.id, "z", EventKind::Ended, 95) });
    assert_eq!((carrier.reason, carrier.duration), (Some(Reason::CompletedUserHangup), 85), "earlier, and stronger");
    assert_eq!(carrier.disconnection_reason.as_deref(), Some("Q.850 16"));
    let late = w.tell(event(call.id, "zz", EventKind::Ringing, 200));
    assert_eq!((late.status, late.ended_at), (CallStatus::Completed, Some(at(95))), "it never goes on again");
    assert_eq!(w.system().calls().reap(()).unwrap().lost, [], "and has no lease");
}

#[test]
fn reasons_come_from_words_then_codes_then_circumstances() {
    let base = Event {
        source: Source::Carrier,
        event_id: "e".into(),
        kind: EventKind::Ended,
        at: at(0),
        sip_status: None,
        q850_cause: None,
        said: None,
        after_cancel: false,
        party: None,
        answered_by: None,
        tells: false,
    };
    let sip = |status, cancel| Event { sip_status: Some(status), after_cancel: cancel, ..base.clone() };
    let both = |status, cause| Event { sip_status: Some(status), q850_cause: Some(cause), ..base.clone() };
    let said = |text: &str, status| Event { said: Some(text.into()), sip_status: status, ..base.clone() };
    let by = |party: &str, status| Event { party: Some(party.into()), sip_status: status, ..base.clone() };
    for (event, transferred, reason, raw) in [
        (sip(486, false), false, Reason::Busy, Some("SIP 486")),
        (sip(487, false), false, Reason::NoAnswer, Some("SIP 487")),
        (sip(487, true), false, Reason::Canceled, Some("SIP 487")),
        (sip(699, false), false, Reason::Unknown, Some("SIP 699")),
        (both(480, 17), false, Reason::Busy, Some("SIP 480, Q.850 17")),
        (both(487, 16), false, Reason::NoAnswer, Some("SIP 487, Q.850 16")),
        (both(200, 16), false, Reason::CompletedUserHangup, Some("SIP 200, Q.850 16")),
        (both(200, 16), true, Reason::Transferred, Some("SIP 200, Q.850 16")),
        (both(200, 127), false, Reason::CompletedUserHangup, Some("SIP 200, Q.850 127")),
        (said("Voicemail Reached", Some(200)), false, Reason::Voicemail, Some("Voicemail Reached")),
        (said("Busy here", Some(486)), false, Reason::Busy, Some("Busy here")),
        (said("NORMAL_CLEARING", Some(503)), false, Reason::Congestion, Some("NORMAL_CLEARING")),
        (said("gibberish", None), false, Reason::Unknown, Some("gibberish")),
        (by("Agent", Some(200)), false, Reason::CompletedAgentHangup, Some("SIP 200")),
        (by("agent", Some(486)), false, Reason::Busy, Some("SIP 486")),
        (by("caller", None), false, Reason::CompletedUserHangup, None),
        (Event { after_cancel: true, ..base.clone() }, false, Reason::Canceled, None),
        (base.clone(), false, Reason::Unknown, None),
        (base.clone(), true, Reason::Transferred, None),
        (Event { source: Source::Reaper, ..base.clone() }, true, Reason::Lost, None),
        (both(0, 128), false, Reason::Unknown, Some("SIP 0, Q.850 128")),
        (both(-1, i32::MAX), false, Reason::Unknown, Some("SIP -1, Q.850 2147483647")),
        // What has no meaning does not hide what has one.
        (both(70_486, 17), false, Reason::Busy, Some("SIP 70486, Q.850 17")),
    ] {
        assert_eq!((event.reason(transferred), event.raw().as_deref()), (reason, raw), "{event:?}");
    }
    let ended = |reason: &str, answered: bool| {
        let mut call = Call::sample(CallStatus::Queued);
        let mut events = vec![Event { said: Some(reason.into()), ..base.clone() }];
        if answered {
            events.push(Event { kind: EventKind::Answered, event_id: "a".into(), ..base.clone() });
        }
        fold(&mut call, false, &events);
        assert_eq!(call.disconnection_reason.as_deref(), Some(reason), "the raw value stays");
        (call.status, call.reason.unwrap())
    };
    for (said, status, unanswered, answered) in [
        ("busy", CallStatus::Busy, Reason::Busy, Reason::Busy),
        ("gibberish", CallStatus::NoAnswer, Reason::Unknown, Reason::Unknown),
        ("canceled", CallStatus::Canceled, Reason::Canceled, Reason::Canceled),
        ("lost", CallStatus::Failed, Reason::Lost, Reason::Lost),
        ("NORMAL_CLEARING", CallStatus::NoAnswer, Reason::NoAnswer, Reason::CompletedUserHangup),
        ("agent_hangup", CallStatus::NoAnswer, Reason::NoAnswer, Reason::CompletedAgentHangup),
    ] {
        assert_eq!((ended(said, false), ended(said, true)), ((status, unanswered), (CallStatus::Completed, answered)), "{said}");
    }
}

#[test]
fn leases_are_renewed_by_their_owner_and_only_those_that_ran_out_are_reaped() {
    let w = World::new();
    let calls = w.system();
    let (one, two) = (w.begun(Direction::Outbound).id, w.begun(Direction::Inbound).id);
    let other = calls.calls().begin(CallBegin { owner: "w2".into(), lease_seconds: 10, ..begin(Direction::Inbound) }).unwrap().id;
    w.t.clock.advance(30);
    let renewed = calls.calls().renew(CallRenew { calls: Some(vec![one, other, w.lead.cast()]), ..CallRenew::new("w1") }).unwrap();
    let want = CallLeases { renewed: vec![one], not_renewed: vec![other, w.lead.cast()], lease_until: at(90) };
    assert_eq!(renewed, want, "another's is not renewed");
    assert_eq!(calls.calls().get(one).unwrap().lease_until, Some(at(90)));
    // A new process starts, and closes nobody's calls.
    crate::Hotcalls::open(w.t.path()).unwrap().close();
    assert_eq!(calls.calls().reap(()).unwrap().lost, [other]);
    assert_eq!(calls.calls().reap(()).unwrap().lost, []);
    w.t.clock.advance(29);
    assert_eq!(calls.calls().reap(()).unwrap().lost, [], "59 seconds");
    w.t.clock.advance(1);
    assert_eq!(calls.calls().reap(()).unwrap().lost, [two], "60 seconds");
    let mut all = calls.calls().renew(CallRenew { lease_seconds: 5, ..CallRenew::new("w1") }).unwrap();
    assert_eq!((all.renewed, all.lease_until), (vec![one], at(65)), "all of the owner's, however short");
    all = calls.calls().renew(CallRenew { calls: Some(vec![two]), ..CallRenew::new("w1") }).unwrap();
    assert_eq!((all.renewed, all.not_renewed), (vec![], vec![two]), "a lost call is not live");
    let open = CallCreate { status: CallStatus::InProgress, duration: None, ..w.call() };
    w.create(open);
    w.t.clock.advance(1_000_000);
    assert_eq!(calls.calls().reap(()).unwrap().lost, [one], "a call without a lease is nobody's to close");
    let closed = CallUpdate {
        status: Patch::Set(CallStatus::Completed),
        duration: Patch::Set(1),
        ..CallUpdate::new(w.begun(Direction::Inbound).id)
    };
    assert_eq!(calls.calls().update(closed).unwrap().lease_until, None, "ended by hand, so it has no lease");
}

#[test]
fn many_lost_calls_are_reaped_in_steps() {
    let w = World::new();
    for _ in 0..450 {
        w.begun(Direction::Inbound);
    }
    w.t.clock.advance(61);
    let mut rounds = vec![];
    loop {
        let report = w.system().calls().reap(()).unwrap();
        rounds.push(report.lost.len());
        if !report.more {
            break;
        }
    }
    assert_eq!(rounds, [200, 200, 50]);
}

#[test]
fn an_event_of_an_unknown_call_begins_it_when_it_says_enough() {
    let w = World::new();
    let calls = w.system();
    let mut early = CallEvent::new("1", EventKind::Ringing, at(7));
    early.which = CallRef { external_id: Some("CA1".into()), provider: Some("acme".into()), workspace: Some(w.ours), ..CallRef::new() };
    assert_eq!(calls.calls().event(early.clone()).unwrap_err().code(), Code::NotFound);
    early.from_number = Some("+1".into());
    let details = serde_json::to_value(calls.calls().event(early.clone()).unwrap_err().details()).unwrap();
    assert_eq!(details.as_object().unwrap().keys().collect::<Vec<_>>(), ["direction", "to_number"]);
    (early.to_number, early.direction) = (Some("+2".into()), Some(Direction::Outbound));
    let call = calls.calls().event(early.clone()).unwrap();
    assert_eq!((call.status, call.workspace, call.started_at), (CallStatus::Ringing, Some(w.ours), Some(at(7))));
    let earlier = CallEvent { event_id: "0".into(), at: at(6), kind: EventKind::Answered, ..early.clone() };
    let call = calls.calls().event(earlier).unwrap();
    assert_eq!((call.started_at, call.timestamp, call.answered_at), (Some(at(6)), at(6), Some(at(6))), "it starts with its earliest event");
    let late = CallBegin {
        lead: Some(w.lead),
        agent: Some(w.agent),
        external_id: Some("CA1".into()),
        provider: Some("acme".into()),
        ..begin(Direction::Outbound)
    };
    let adopted = calls.calls().begin(late.clone()).unwrap();
    assert_eq!((adopted.id, adopted.lead, adopted.agent, adopted.started_at), (call.id, Some(w.lead), Some(w.agent), Some(at(0))));
    assert_eq!((adopted.status, adopted.owner.as_deref()), (CallStatus::InProgress, Some("w1")));
    assert_eq!(calls.calls().get(call.id).unwrap(), adopted);
    let again = calls.calls().begin(CallBegin { from_number: "+99".into(), ..late }).unwrap();
    assert_eq!(again, adopted, "begun once");
    assert_eq!(calls.calls().list(()).unwrap().count, 1);
    early.which.workspace = None;
    assert_eq!(calls.calls().event(early.clone()).unwrap().id, call.id, "found without its workspace, too");
    calls
        .calls()
        .begin(CallBegin {
            external_id: Some("CA1".into()),
            provider: Some("acme".into()),
            workspace: Some(w.theirs),
            ..begin(Direction::Inbound)
        })
        .unwrap();
    let error = calls.calls().event(early.clone()).unwrap_err();
    assert_eq!(serde_json::to_value(error.details()).unwrap().as_object().unwrap().keys().next().unwrap(), "workspace", "two know it");
    assert_eq!(w.admin.calls().event(early).unwrap().id, call.id, "its admin knows one");
}

#[test]
fn inputs_that_make_no_sense_are_refused() {
    let w = World::new();
    let call = w.begun(Direction::Outbound);
    let told = |input: Value| {
        let error = w.system().call_json("calls.event", &input.to_string()).unwrap_err();
        (error.code(), serde_json::to_value(error.details()).unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "))
    };
    let with = |extra: Value| {
        let mut input = json!({"call": call.id, "event_id": "1", "kind": "ringing", "at": "2026-11-22T12:00:00Z"});
        input.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        input
    };
    for (extra, fields) in [
        (json!({"sip_status": 99}), "sip_status"),
        (json!({"sip_status": 700, "q850_cause": 128}), "q850_cause sip_status"),
        (json!({"kind": "ended", "sip_status": 5_000_000_000_i64}), "sip_status"),
        (json!({"event_id": ""}), "event_id"),
        (json!({"kind": "exploded"}), "kind"),
        (json!({"source": "reaper"}), "source"),
        (json!({"at": "2026-11-22T12:00:00"}), "at"),
        (json!({"external_id": "x"}), "external_id"),
        (json!({"call": null}), "call"),
        (json!({"sip_status": 200, "after_cancel": true, "hung_up_by": "x"}), "after_cancel hung_up_by sip_status"),
        (
            json!({"transferred_to": "x", "answered_by": "human", "q850_cause": 16, "disconnection_reason": "x"}),
            "answered_by disconnection_reason q850_cause transferred_to",
        ),
    ] {
        assert_eq!(told(with(extra.clone())), (Code::InvalidInput, fields.to_owned()), "{extra}");
    }
    assert_eq!(told(with(json!({"call": w.lead}))).0, Code::NotFound);
    assert_eq!(w.tell(event(call.id, "9", EventKind::Ringing, 1)).status, CallStatus::Ringing, "nothing was stored of all that");
    assert_eq!(w.t.sql(|tx| tx.one("SELECT COUNT(*) FROM call_events", &[], |row| row.get::<i64>(0))), Some(1));
}

#[test]
fn an_odd_report_of_an_end_is_not_lost() {
    let w = World::new();
    let told = |input: Value| {
        let call = w.begun(Direction::Outbound).id;
        let mut whole = json!({"call": call});
        whole.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        let end = w.system().call_json("calls.end", &whole.to_string()).unwrap();
        whole.as_object_mut().unwrap().extend([
            ("event_id".into(), "1".into()),
            ("kind".into(), "ended".into()),
            ("at".into(), json!(at(9))),
        ]);
        let event = w.system().call_json("calls.event", &whole.to_string()).unwrap();
        let [end, event] = [end, event].map(|call| serde_json::from_str::<Call>(&call).unwrap());
        assert_eq!((end.reason, &end.disconnection_reason), (event.reason, &event.disconnection_reason));
        assert!(event.status.is_ended());
        (event.reason.unwrap().word(), event.disconnection_reason, event.hung_up_by)
    };
    for (input, raw) in [
        (json!({"sip_status": 99}), "SIP 99"),
        (json!({"sip_status": 700, "q850_cause": 128}), "SIP 700, Q.850 128"),
        (json!({"q850_cause": -5}), "Q.850 -5"),
        (json!({"sip_status": i32::MIN}), "SIP -2147483648"),
    ] {
        assert_eq!(told(input.clone()), ("unknown", Some(raw.to_owned()), None), "{input}");
    }
    let (fits, longer) = ("é".repeat(255), "é".repeat(256));
    for text in [&fits, &longer] {
        assert_eq!(told(json!({"disconnection_reason": text, "hung_up_by": text})), ("unknown", Some(fits.clone()), Some(fits.clone())));
    }
    // Of a family of words the beginning is enough.
    let long = format!("error_llm_{}", "x".repeat(10_000));
    assert_eq!(told(json!({"disconnection_reason": long})).0, "agent_error");
    assert_eq!(told(json!({"disconnection_reason": "NORMAL_CLEARING", "q850_cause": 128})).0, "no_answer");
}

#[test]
fn rights_are_those_of_the_calls_workspace() {
    let w = World::new();
    let call = w.begun(Direction::Outbound).id;
    let theirs = w
        .system()
        .calls()
        .begin(CallBegin { workspace: Some(w.theirs), external_id: Some("x".into()), ..begin(Direction::Inbound) })
        .unwrap();
    let tell = |who: &Caller, call| who.calls().event(event(call, "1", EventKind::Ringing, 1)).map(|c| c.status).map_err(|e| e.code());
    assert_eq!(tell(&w.member, call), Err(Code::PermissionDenied));
    assert_eq!(tell(&w.admin, theirs.id), Err(Code::NotFound));
    assert_eq!((tell(&w.admin, call), tell(&w.staff, theirs.id)), (Ok(CallStatus::Ringing), Ok(CallStatus::Ringing)));
    assert_eq!(w.admin.calls().end(end(theirs.id)).unwrap_err().code(), Code::NotFound);
    let by_id = CallEnd { which: CallRef { external_id: Some("x".into()), ..CallRef::new() }, ..CallEnd::new() };
    assert_eq!(w.admin.calls().end(by_id).unwrap_err().code(), Code::NotFound);
    assert_eq!(w.admin.calls().renew(CallRenew::new("w1")).unwrap().renewed, [call], "the same owner's in another workspace is not seen");
    w.t.clock.advance(100);
    assert_eq!(w.admin.calls().reap(CallReap { workspace: Some(w.theirs) }).unwrap_err().code(), Code::InvalidInput);
    assert_eq!(w.admin.calls().reap(()).unwrap().lost, [call]);
    assert_eq!(w.staff.calls().reap(()).unwrap().lost, [theirs.id]);
    let foreign = CallBegin { agent: Some(w.their_agent), lead: Some(w.lead), ..begin(Direction::Outbound) };
    assert_eq!(w.system().calls().begin(foreign).unwrap_err().code(), Code::InvalidInput);
    let denied = w.admin.calls().begin(begin(Direction::Outbound)).unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied, "a call of no workspace is staff's");
}

#[test]
fn new_calls_are_refused_over_quota_and_calls_that_take_place_are_recorded() {
    let w = World::new();
    w.allow_minutes(1);
    let known = CallBegin { lead: Some(w.lead), external_id: Some("1".into()), ..begin(Direction::Outbound) };
    let call = w.system().calls().begin(known.clone()).unwrap();
    w.tell(event(call.id, "a", EventKind::Answered, 0));
    w.tell(event(call.id, "e", EventKind::Ended, 90));
    let refused = w.system().calls().begin(CallBegin { external_id: Some("2".into()), ..known.clone() }).unwrap_err();
    assert_eq!((refused.code(), refused.figures()["used"]), (Code::QuotaExceeded, 1));
    assert_eq!(w.system().calls().begin(known).unwrap().id, call.id, "a repeated begin is no new call");
    let mut takes_place = CallEvent::new("1", EventKind::Answered, at(100));
    takes_place.which = CallRef { external_id: Some("3".into()), workspace: Some(w.ours), ..CallRef::new() };
    (takes_place.from_number, takes_place.to_number, takes_place.direction) =
        (Some("1".into()), Some("2".into()), Some(Direction::Inbound));
    assert_eq!(w.tell(takes_place).status, CallStatus::InProgress);
}

#[test]
fn events_move_and_go_with_their_call() {
    let w = World::new();
    let (moved, gone) = (w.begun(Direction::Outbound).id, w.begun(Direction::Outbound).id);
    for call in [moved, gone] {
        w.tell(event(call, "1", EventKind::Ringing, 1));
    }
    let homes = || {
        let read = |tx: &crate::store::Tx<'_>| {
            tx.all("SELECT call_id, workspace_id FROM call_events ORDER BY call_id", &[], |row| Ok((row.get(0)?, row.get(1)?)))
        };
        w.t.sql(read).into_iter().collect::<BTreeMap<Id<Call>, Id<crate::workspaces::Workspace>>>()
    };
    w.root.calls().delete(gone).unwrap();
    assert_eq!(homes(), BTreeMap::from([(moved, w.ours)]));
    w.system().calls().update(CallUpdate { lead: Patch::Set(Some(w.their_lead)), ..CallUpdate::new(moved) }).unwrap();
    assert_eq!(homes(), BTreeMap::from([(moved, w.theirs)]));
    let back = crate::leads::LeadUpdate { workspace: Patch::Set(Some(w.ours)), ..crate::leads::LeadUpdate::new(w.their_lead) };
    w.system().leads().update(back).unwrap();
    assert_eq!(homes(), BTreeMap::from([(moved, w.ours)]));
    assert_eq!(w.tell(event(moved, "2", EventKind::Answered, 2)).status, CallStatus::InProgress, "and count there");
    w.root.leads().delete(crate::leads::LeadDelete { cascade: true, ..crate::leads::LeadDelete::new(w.their_lead) }).unwrap();
    assert_eq!(homes(), BTreeMap::new());
}

fn any_event() -> impl Strategy<Value = Event> {
    let kinds = [
        EventKind::Ringing,
        EventKind::Answered,
        EventKind::Transferred,
        EventKind::Held,
        EventKind::Resumed,
        EventKind::Ended,
        EventKind::Ended,
    ];
    let words = [None, None, Some("busy"), Some("completed"), Some("gibberish")];
    let codes = [None, Some(200), Some(486), Some(487), Some(503)];
    (
        select(&[Source::Reaper, Source::Host, Source::Carrier]),
        0..8_u8,
        select(kinds.to_vec()),
        0..6_i64,
        (select(codes.to_vec()), select(&[None, Some(16), Some(17)]), any::<bool>()),
        (select(words.to_vec()), select(&[None, Some("agent"), Some("+49 30")])),
    )
        .prop_map(|(source, id, kind, second, (sip_status, q850_cause, after_cancel), (said, party))| Event {
            source,
            event_id: format!("{id}-{kind:?}-{second}-{sip_status:?}-{q850_cause:?}-{after_cancel}-{said:?}-{party:?}"),
            kind,
            at: at(second),
            sip_status,
            q850_cause,
            said: said.map(str::to_owned),
            after_cancel,
            party: party.map(str::to_owned),
            answered_by: (kind == EventKind::Answered).then_some(crate::calls::AnsweredBy::Human),
            tells: false,
        })
}

/// The row after the events came in this order, each with all before it, as the operation does it.
fn row(events: &[Event], inferred: bool, status: CallStatus) -> Call {
    let mut call = Call::sample(status);
    (call.owner, call.lease_until, call.started_at, call.timestamp) = (Some("w".into()), Some(at(60)), Some(at(0)), at(0));
    if let (true, Some(first)) = (inferred, events.first()) {
        (call.started_at, call.timestamp) = (Some(first.at), first.at);
    }
    let mut stored: Vec<Event> = Vec::new();
    for event in events {
        if stored.iter().any(|e| (e.source, &e.event_id) == (event.source, &event.event_id)) {
            continue;
        }
        stored.push(event.clone());
        let was_over = call.status.is_ended();
        fold(&mut call, inferred, &stored);
        assert!(!was_over || call.status.is_ended(), "it went on again");
    }
    call
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn every_order_and_every_repetition_gives_the_same_row(
        (events, shuffled) in proptest::collection::vec(any_event(), 1..9).prop_flat_map(|events| {
            let mut twice = events.clone();
            twice.extend(events.clone());
            (Just(events), Just(twice).prop_shuffle())
        }),
        inferred: bool,
        inbound: bool,
    ) {
        let status = if inbound { CallStatus::Ringing } else { CallStatus::Queued };
        prop_assert_eq!(row(&events, inferred, status), row(&shuffled, inferred, status));
    }
}

#[test]
fn the_stored_row_is_the_same_for_every_order_too() {
    let w = World::new();
    let story = |call: Id<Call>| {
        vec![
            event(call, "1", EventKind::Ringing, 2),
            CallEvent { source: Reporter::Host, ..event(call, "2", EventKind::Answered, 6) },
            event(call, "3", EventKind::Answered, 5),
            CallEvent { transferred_to: Some("+4930333".into()), ..event(call, "4", EventKind::Transferred, 30) },
            CallEvent { source: Reporter::Host, disconnection_reason: Some("failed".into()), ..event(call, "5", EventKind::Ended, 50) },
            CallEvent { sip_status: Some(200), ..event(call, "6", EventKind::Ended, 40) },
            CallEvent { q850_cause: Some(16), ..event(call, "7", EventKind::Ended, 40) },
        ]
    };
    let mut rows = Vec::new();
    let mut seed = 1_u64;
    for _ in 0..30 {
        let call = w.begun(Direction::Outbound);
        let mut events = story(call.id);
        events.extend(story(call.id));
        for n in (1..events.len()).rev() {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            events.swap(n, (seed >> 33) as usize % (n + 1));
        }
        for event in events {
            w.t.clock.advance(1);
            w.tell(event);
        }
        let mut row = serde_json::to_value(w.system().calls().get(call.id).unwrap()).unwrap();
        for key in ["id", "created_at", "updated_at"] {
            row.as_object_mut().unwrap().remove(key);
        }
        rows.push(row.to_string());
    }
    rows.dedup();
    assert_eq!(rows.len(), 1, "{rows:#?}");
    let row: Value = serde_json::from_str(&rows[0]).unwrap();
    assert_eq!((&row["reason"], &row["disconnection_reason"], &row["duration"]), (&json!("transferred"), &json!("Q.850 16"), &json!(35)));
}
