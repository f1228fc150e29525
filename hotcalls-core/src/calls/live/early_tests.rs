use serde_json::Value;

use super::*;
use crate::{
    Caller, Code, Id,
    calls::{Call, CallBulkCreate, CallCreate, CallStatus, Direction, Reason, tests::World},
    time::Timestamp,
    workspaces::Workspace,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(1_795_348_800_000_000 + second * 1_000_000)
}

fn which(id: &str, workspace: Option<Id<Workspace>>) -> CallRef {
    CallRef { external_id: Some(id.into()), provider: Some("acme".into()), workspace, ..CallRef::new() }
}

/// What happens to a call: it begins, and is told of, by events that may name its workspace, know its numbers, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    Ringing,
    Answered,
    End,
}
const STEPS: [Step; 4] = [Step::Begin, Step::Ringing, Step::Answered, Step::End];

impl Step {
    /// The call after it; `None` if it is not known yet.
    fn take(self, who: &Caller, id: &str, workspace: Option<Id<Workspace>>) -> Option<Call> {
        let event = |id: &str, kind, second| CallEvent { which: which("", workspace), ..CallEvent::new(id, kind, at(second)) };
        let told = match self {
            Self::Begin => who.calls().begin(CallBegin {
                workspace,
                owner: "w1".into(),
                started_at: Some(at(0)),
                provider: Some("acme".into()),
                external_id: Some(id.into()),
                ..CallBegin::new("+4930111", "+4930222", Direction::Inbound)
            }),
            Self::Ringing => who.calls().event(CallEvent {
                from_number: Some("030 111".into()),
                to_number: Some("030 222".into()),
                direction: Some(Direction::Outbound),
                which: which(id, workspace),
                ..event("1", EventKind::Ringing, 2)
            }),
            Self::Answered => who.calls().event(CallEvent { which: which(id, workspace), ..event("2", EventKind::Answered, 5) }),
            Self::End => who.calls().end(CallEnd {
                which: which(id, workspace),
                at: Some(at(65)),
                hung_up_by: Some("agent".into()),
                ..CallEnd::new()
            }),
        };
        match told {
            Ok(call) => Some(call),
            Err(error) => {
                assert!(error.code() == Code::NotFound && matches!(self, Self::Answered | Self::End), "{self:?}: {error}");
                None
            }
        }
    }
}

fn orders<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    let rest = |n: usize| orders(&[&all[..n], &all[n + 1..]].concat());
    let of = |n: usize| rest(n).into_iter().map(move |rest| [vec![all[n].clone()], rest].concat());
    if all.is_empty() { vec![vec![]] } else { (0..all.len()).flat_map(of).collect() }
}

/// The call as it is stored, but for what two calls may differ in.
fn row(who: &Caller, call: &Call) -> Value {
    let mut row = serde_json::to_value(who.calls().get(call.id).unwrap()).unwrap();
    for key in ["id", "external_id", "created_at", "updated_at"] {
        row.as_object_mut().unwrap().remove(key);
    }
    row
}

#[test]
fn a_call_is_one_row_whoever_comes_first_and_whoever_names_its_workspace() {
    let w = World::new();
    let who = w.system();
    let (mut calls, orders) = (0, orders(&STEPS));
    assert_eq!(orders.len(), 24);
    for naming in 0..1_usize << STEPS.len() {
        let names = |step: Step| (naming & (1 << step as usize) != 0).then_some(w.ours);
        let mut rows = Vec::new();
        for (n, order) in orders.iter().enumerate() {
            let id = format!("{naming}/{n}");
            // Each twice, the second time after all else, too.
            let mut last = None;
            for step in order.iter().chain([&order[1]]).chain(order) {
                last = step.take(&who, &id, names(*step)).or(last);
            }
            let last = last.unwrap();
            assert_eq!(last, who.calls().get(last.id).unwrap(), "what is answered is what is stored");
            rows.push(row(&who, &last));
            calls += 1;
        }
        let home = (naming != 0).then(|| w.ours.to_string());
        assert_eq!(rows[0]["workspace"].as_str(), home.as_deref(), "{naming:b}");
        assert_eq!((&rows[0]["reason"], &rows[0]["duration"]), (&"completed_agent_hangup".into(), &60.into()));
        assert_eq!((&rows[0]["direction"], &rows[0]["lease_until"]), (&"inbound".into(), &Value::Null), "as it was begun, and over");
        for (row, order) in rows.iter().zip(&orders) {
            assert_eq!(*row, rows[0], "{order:?}, named by {naming:b}");
        }
    }
    assert_eq!(who.calls().list(()).unwrap().count, calls, "each is in the log once");
    assert_eq!(waiting(&w), 0);
}

#[test]
fn a_call_that_nobody_begins_is_one_row_too() {
    let w = World::new();
    let who = w.system();
    let tell = |id: &str, event: &str, source: Reporter, second, numbers: Option<(&str, Direction)>| CallEvent {
        which: which(id, None),
        source,
        from_number: numbers.map(|(from, _)| from.into()),
        to_number: numbers.map(|_| "+2".into()),
        direction: numbers.map(|(_, direction)| direction),
        ..CallEvent::new(event, EventKind::Ringing, at(second))
    };
    let story = |id: &str| {
        [
            CallEvent { agent: Some(w.agent), ..tell(id, "1", Reporter::Host, 1, Some(("+1", Direction::Outbound))) },
            CallEvent { which: which(id, Some(w.ours)), ..tell(id, "2", Reporter::Carrier, 3, Some(("+3", Direction::Outbound))) },
            CallEvent { phone_number: Some(w.any_number), ..tell(id, "3", Reporter::Carrier, 2, Some(("+4", Direction::Inbound))) },
            CallEvent { agent: Some(w.agent), ..tell(id, "4", Reporter::Carrier, 0, None) },
        ]
    };
    let orders = orders(&[0, 1, 2, 3]);
    let rows = orders.iter().enumerate().map(|(n, order)| {
        let told = story(&n.to_string());
        let mut last = None;
        for event in order.iter().chain([&order[0]]).chain(order) {
            last = who.calls().event(told[*event].clone()).ok().or(last);
        }
        row(&who, &last.unwrap())
    });
    let rows: Vec<_> = rows.collect();
    assert_eq!((&rows[0]["from_number"], &rows[0]["direction"], &rows[0]["agent"]), (&"+4".into(), &"inbound".into(), &Value::Null));
    assert_eq!(rows[0]["phone_number"].as_str(), Some(w.any_number.to_string().as_str()), "all of it from one event");
    for row in &rows {
        assert_eq!(*row, rows[0]);
    }
    assert_eq!(who.calls().list(()).unwrap().count, rows.len() as u64);
}

fn waiting(w: &World) -> i64 {
    w.t.sql(|tx| tx.one("SELECT COUNT(*) FROM early_events", &[], |row| row.get::<i64>(0))).unwrap()
}

#[test]
fn what_the_carrier_says_early_counts_when_an_admin_begins_the_call() {
    let w = World::new();
    for id in ["kept", "inferred"] {
        // The program that takes the carrier's reports knows no workspaces.
        if id == "inferred" {
            Step::Ringing.take(&w.system(), id, None).unwrap();
        }
        Step::Answered.take(&w.system(), id, None);
        Step::End.take(&w.system(), id, None);
        let begun = Step::Begin.take(&w.admin, id, Some(w.ours)).unwrap();
        assert_eq!((begun.status, begun.reason, begun.duration), (CallStatus::Completed, Some(Reason::CompletedAgentHangup), 60));
        assert_eq!(Step::End.take(&w.system(), id, None).unwrap(), begun);
    }
    // An admin of one workspace need not name it; of an event that is not an admin's to tell, nothing is kept.
    assert!(Step::End.take(&w.admin, "own", None).is_none());
    assert_eq!(Step::Begin.take(&w.admin, "own", Some(w.ours)).unwrap().status, CallStatus::NoAnswer);
    let foreign = w.admin.calls().end(CallEnd { which: which("foreign", Some(w.theirs)), ..CallEnd::new() });
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    assert_eq!(waiting(&w), 0);
}

#[test]
fn a_call_that_staff_began_for_nobody_is_nobodys_to_take() {
    let w = World::new();
    let staffs = Step::Begin.take(&w.system(), "x", None).unwrap();
    let ours = Step::Begin.take(&w.admin, "x", Some(w.ours)).unwrap();
    assert_ne!(staffs.id, ours.id);
    let moved = Step::Begin.take(&w.system(), "x", Some(w.theirs)).unwrap();
    assert_eq!((moved.id, moved.workspace), (staffs.id, Some(w.theirs)), "staff may say whose it is");
    let error = w.system().calls().end(CallEnd { which: which("x", None), ..CallEnd::new() }).unwrap_err();
    assert_eq!(error.code(), Code::InvalidInput, "two workspaces know it");
    assert_eq!(Step::End.take(&w.system(), "x", Some(w.ours)).unwrap().id, ours.id);
}

#[test]
fn an_event_that_waits_is_kept_once_and_not_for_ever() {
    let w = World::new();
    let end = |second| CallEnd { which: which("x", None), at: second, ..CallEnd::new() };
    let told = |input: CallEnd| w.system().calls().end(input).unwrap_err();
    assert!(told(end(None)).message().contains("kept"));
    w.t.clock.advance(1);
    assert_eq!(told(end(None)).code(), Code::NotFound, "a repeated end without a time is the same one");
    assert_eq!(told(end(Some(at(1)))).code(), Code::IdempotencyConflict);
    assert_eq!(told(CallEnd { hung_up_by: Some("user".into()), ..end(None) }).code(), Code::IdempotencyConflict);
    assert_eq!(waiting(&w), 1);
    w.t.clock.advance(8 * 86_400);
    assert_eq!(told(CallEnd { which: which("y", None), ..CallEnd::new() }).code(), Code::NotFound);
    assert_eq!(waiting(&w), 1, "what is a week old is forgotten");
}

#[test]
fn calls_that_are_recorded_at_once_have_their_early_events_too() {
    let w = World::new();
    let open = |id: &str| CallCreate {
        status: CallStatus::Ringing,
        duration: None,
        provider: Some("acme".into()),
        external_id: Some(id.into()),
        ..w.call()
    };
    for id in ["1", "2", "3"] {
        Step::Answered.take(&w.system(), id, None);
        Step::End.take(&w.system(), id, Some(w.ours));
    }
    let one = w.create(open("1"));
    assert_eq!((one.status, one.duration), (CallStatus::Completed, 60));
    let some = w.system().calls().bulk_create(CallBulkCreate::new(vec![open("2"), open("3")])).unwrap();
    for id in some.created_call_ids {
        assert_eq!(w.system().calls().get(id).unwrap().duration, 60);
    }
    assert_eq!(waiting(&w), 0);
}
