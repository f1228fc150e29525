use serde_json::{Value, json};

use super::*;
use crate::{
    Code, Id,
    calls::{Call, CallUpdate, tests::World},
    operation::{Json, Patch},
};

fn turn(place: i64, text: &str) -> TurnInput {
    TurnInput::new(place, Speaker::Agent, text, place * 1000, place * 1000 + 900)
}

impl World {
    fn append(&self, call: Id<Call>, turns: Vec<TurnInput>) -> Result<(i64, i64, i64), Code> {
        let answer = self.system().calls().append_transcript(TranscriptAppend::new(call, turns)).map_err(|e| e.code())?;
        Ok((answer.appended, answer.existing, answer.total_turns))
    }
    fn texts(&self, call: Id<Call>) -> Vec<String> {
        self.system().calls().transcript(call).unwrap().turns.into_iter().map(|t| t.text).collect()
    }
}

#[test]
fn turns_are_kept_in_their_order_and_once() {
    let w = World::new();
    let call = w.create(w.call()).id;
    assert_eq!(w.append(call, vec![turn(1, "one"), turn(0, "zero")]), Ok((2, 0, 2)));
    assert_eq!(w.append(call, vec![turn(1, "one"), turn(2, "two")]), Ok((1, 1, 3)), "a retry writes what is missing");
    assert_eq!(w.append(call, vec![turn(3, "three"), turn(3, "three")]), Ok((1, 1, 4)));
    assert_eq!(w.append(call, vec![turn(4, "four"), turn(0, "another")]), Err(Code::IdempotencyConflict));
    assert_eq!(w.texts(call), ["zero", "one", "two", "three"], "nothing of a refused request stays");
    assert_eq!(w.append(call, vec![]), Ok((0, 0, 4)));
    let tools = json!([{"name": "book", "arguments": {"b": 1, "a": [null]}}]);
    w.append(call, vec![TurnInput { tool_calls: Json(tools.clone()), ..turn(9, "") }]).unwrap();
    let last = w.system().calls().transcript(call).unwrap().turns.pop().unwrap();
    let want = Turn { turn: 9, role: Speaker::Agent, text: String::new(), start_ms: 9000, end_ms: 9900, tool_calls: Json(tools) };
    assert_eq!(last, want);
    assert_eq!(w.system().calls().transcript(w.create(w.call()).id).unwrap().total_turns, 0);
}

#[test]
fn turns_that_make_no_sense_are_told_by_their_index() {
    let w = World::new();
    let call = w.create(w.call()).id;
    let told = |turns: Value| {
        let error = w.system().call_json("calls.append_transcript", &json!({"call": call, "turns": turns}).to_string()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidInput);
        serde_json::to_value(error.details()).unwrap()["turns"].clone()
    };
    let good = json!({"turn": 0, "role": "user", "text": "Hi", "start_ms": 0, "end_ms": 5});
    let with = |key: &str, value: Value| {
        let mut turn = good.clone();
        turn[key] = value;
        turn
    };
    assert_eq!(told(json!([good, with("end_ms", json!(-1))]))["1"]["end_ms"], json!(["Ensure this value is greater than or equal to 0."]));
    assert_eq!(told(json!([with("start_ms", json!(6))])), json!({"0": {"end_ms": ["A turn cannot end before it begins."]}}));
    assert_eq!(told(json!([good, with("tool_calls", json!({}))])), json!({"1": {"tool_calls": ["Expected a list of items."]}}));
    assert_eq!(told(json!([with("role", json!("parrot"))])), json!({"0": {"role": ["\"parrot\" is not a valid choice."]}}));
    assert_eq!(told(json!([{}]))["0"].as_object().unwrap().len(), 5);
    let many: Vec<_> = (0..1001).map(|n| with("turn", json!(n))).collect();
    assert_eq!(told(json!(many)), json!(["Ensure this field has no more than 1000 elements."]));
    assert_eq!(w.texts(call), Vec::<String>::new());
}

#[test]
fn a_transcript_is_read_by_those_who_see_the_call_and_written_by_those_who_manage_it() {
    let w = World::new();
    let call = w.create(w.call()).id;
    let append = |who: &crate::Caller| who.calls().append_transcript(TranscriptAppend::new(call, vec![turn(0, "x")])).map_err(|e| e.code());
    assert_eq!(append(&w.member).unwrap_err(), Code::PermissionDenied);
    assert!(append(&w.admin).is_ok() && append(&w.staff).is_ok());
    assert_eq!(w.member.calls().transcript(call).unwrap().total_turns, 1);
    assert_eq!(w.regular.calls().transcript(call).unwrap_err().code(), Code::NotFound);
    let moved = CallUpdate { lead: Patch::Set(Some(w.their_lead)), ..CallUpdate::new(call) };
    w.system().calls().update(moved).unwrap();
    assert_eq!(w.member.calls().transcript(call).unwrap_err().code(), Code::NotFound, "it moved with the call");
    assert_eq!(append(&w.admin).unwrap_err(), Code::NotFound);
    assert_eq!(w.append(call, vec![turn(0, "x"), turn(1, "y")]), Ok((1, 1, 2)), "and is found there");
    let rows = || {
        w.t.sql(|tx| tx.one("SELECT COUNT(*) FROM call_turns WHERE workspace_id = ?1", crate::params![w.theirs], |row| row.get::<i64>(0)))
    };
    assert_eq!(rows(), Some(2));
    w.root
        .workspaces()
        .delete(crate::workspaces::WorkspaceDelete { cascade: true, ..crate::workspaces::WorkspaceDelete::new(w.theirs) })
        .unwrap();
    assert_eq!(rows(), Some(0));
}
