//! Routing: numbers in every form, who answers, and when.

use serde_json::{Value, json};

use crate::{error::Code, workspaces::testing::World};

/// An agent of alpha that works from 9 to 5 UTC, with these fields changed.
fn agent(w: &World, fields: Value) -> Value {
    let mut input = w.agent_input(&w.a);
    input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    w.ok("staff", "agents.create", input)["agent_id"].clone()
}

fn number(w: &World, text: &str, workspace: &Value, inbound: &Value) -> Value {
    let input = json!({"phonenumber": text, "workspace": workspace, "inbound_agent": inbound});
    w.ok("staff", "phone_numbers.create", input)["id"].clone()
}

fn route(w: &World, number: &str, at: &str) -> Value {
    w.ok("staff", "agents.route", json!({"number": number, "at": at}))
}

const MONDAY_NOON: &str = "2026-11-23T12:00:00Z";

#[test]
fn a_number_leads_to_its_agent_with_what_a_call_needs() {
    let w = World::new();
    let ada = agent(&w, json!({"name": "Ada", "workdays": ["monday"], "max_call_duration_minutes": 7}));
    let id = number(&w, "+15551230000", &w.a, &ada);
    let want = json!({
        "phone_number": id, "phonenumber": "+15551230000", "workspace": w.a, "is_open": true, "opens_at": null,
        "agent": {"agent_id": ada, "workspace": w.a, "name": "Ada", "greeting": "Hello", "voice": "Nova", "language": "en", "character": "Kind",
            "config_id": null, "calendar_configuration": null, "max_call_duration_minutes": 7},
    });
    assert_eq!(route(&w, "+15551230000", MONDAY_NOON), want);
    let closed = route(&w, "+15551230000", "2026-11-23T17:00:00Z");
    assert_eq!((&closed["is_open"], &closed["opens_at"]), (&json!(false), &json!("2026-11-30T09:00:00.000000Z")));
    assert_eq!(closed["agent"], want["agent"], "closed, and still the one who would answer");
    assert_eq!(w.ok("staff", "agents.route", json!({"number": "+15551230000"}))["is_open"], json!(false), "now is a Sunday");
    w.field_error("staff", "agents.route", json!({"number": " "}), "number", "This field may not be blank.");
}

#[test]
fn numbers_are_found_in_the_forms_that_carriers_use() {
    let w = World::new();
    let id = number(&w, "+1 (555) 123-0000", &w.a, &Value::Null);
    for text in [
        "+1 (555) 123-0000",
        "+15551230000",
        "15551230000",
        "0015551230000",
        "sip:+15551230000@10.0.0.1;user=phone",
        "\"Us\" <sip:15551230000@host>",
        "tel:+1-555-123-0000",
    ] {
        assert_eq!(route(&w, text, MONDAY_NOON)["phone_number"], id, "{text}");
    }
    let short = number(&w, "100", &w.a, &Value::Null);
    assert_eq!(route(&w, "sip:100@pbx", MONDAY_NOON)["phone_number"], short);
    let exact = number(&w, "15551230000", &w.a, &Value::Null);
    assert_eq!(route(&w, "15551230000", MONDAY_NOON)["phone_number"], exact, "the same text comes first");
    assert_eq!(route(&w, "+15551230000", MONDAY_NOON)["phone_number"], id, "else the older one of the same number");
    w.ok("staff", "phone_numbers.update", json!({"id": id, "is_active": false}));
    assert_eq!(route(&w, "+15551230000", MONDAY_NOON)["phone_number"], exact);
    w.ok("staff", "phone_numbers.update", json!({"id": exact, "phonenumber": "+49 30 901820"}));
    for gone in ["+15551230000", "15551230000", "+1 (555) 123-0000", "anonymous", "101"] {
        assert_eq!(w.err("staff", "agents.route", json!({"number": gone})).code(), Code::NotFound, "{gone}");
    }
    assert_eq!(route(&w, "004930901820", MONDAY_NOON)["phone_number"], exact);
}

#[test]
fn without_an_inbound_agent_the_one_that_is_open_answers_else_the_oldest() {
    let w = World::new();
    let early = agent(&w, json!({"call_from": "06:00", "call_to": "08:00"}));
    let late = agent(&w, json!({"call_from": "22:00", "call_to": "06:00"}));
    let later = agent(&w, json!({"call_from": "22:00", "call_to": "06:00"}));
    let id = number(&w, "+15551230000", &w.a, &Value::Null);
    let answers = |at: &str| route(&w, "+15551230000", at)["agent"]["agent_id"].clone();
    assert_eq!(route(&w, "+15551230000", MONDAY_NOON)["agent"], Value::Null, "nobody uses the number");
    assert_eq!(route(&w, "+15551230000", MONDAY_NOON)["workspace"], w.a, "and the call still belongs somewhere");
    for agent in [&later, &late, &early] {
        w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [id]}));
    }
    assert_eq!(answers("2026-11-23T07:00:00Z"), early);
    assert_eq!(answers("2026-11-23T23:00:00Z"), late, "two are open: the oldest");
    assert_eq!(answers(MONDAY_NOON), early, "none is open: the oldest");
    w.ok("staff", "agents.update", json!({"agent_id": late, "status": "paused"}));
    assert_eq!(answers("2026-11-23T23:00:00Z"), later, "a paused one takes no calls");
    w.ok("staff", "phone_numbers.update", json!({"id": id, "inbound_agent": late}));
    assert_eq!(answers("2026-11-23T07:00:00Z"), early, "not even as the inbound agent");
    w.ok("staff", "agents.update", json!({"agent_id": late, "status": "active"}));
    assert_eq!(answers("2026-11-23T07:00:00Z"), late, "which comes first otherwise, open or not");
    for agent in [&early, &late, &later] {
        w.ok("staff", "agents.update", json!({"agent_id": agent, "status": "paused"}));
    }
    let nobody = route(&w, "+15551230000", MONDAY_NOON);
    assert_eq!((&nobody["agent"], &nobody["is_open"], &nobody["opens_at"]), (&Value::Null, &json!(false), &Value::Null));
}

#[test]
fn another_workspaces_numbers_and_agents_do_not_exist() {
    let w = World::new();
    let ada = agent(&w, json!({"call_to": "09:00"}));
    number(&w, "+15551230000", &w.a, &ada);
    let shared = number(&w, "+15551230001", &Value::Null, &Value::Null);
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": ada, "phone_number_ids": [shared]}));
    let ask = |number: &str| json!({"number": number, "at": MONDAY_NOON});
    w.all_ok("agents.route", &ask("+15551230000"), &["member", "admin", "staff", "superuser"]);
    w.expect("agents.route", &ask("+15551230000"), &["outsider", "stranger"], Code::NotFound);
    w.expect("agents.route", &ask("+15551230000"), &["anonymous"], Code::NotAuthenticated);
    assert_eq!(w.ok("member", "agents.route", ask("+15551230001"))["agent"]["agent_id"], ada);
    assert_eq!(w.ok("stranger", "agents.route", ask("+15551230001"))["agent"], Value::Null, "the number is everybody's, its agent is not");
    let theirs = number(&w, "15551230000", &w.b, &Value::Null);
    assert_eq!(w.ok("stranger", "agents.route", ask("+15551230000"))["phone_number"], theirs, "the same number, in its own workspace");
}

#[test]
fn hours_are_those_of_the_agents_zone_else_the_databases() {
    let w = World::new();
    let here = agent(&w, json!({}));
    let there = agent(&w, json!({"timezone": "America/New_York"}));
    number(&w, "+15551230000", &w.a, &here);
    number(&w, "+15551230001", &w.a, &there);
    w.ok("superuser", "settings.update", json!({"time_zone": "Europe/Berlin"}));
    let opens = |number: &str| route(&w, number, "2026-11-23T05:00:00Z")["opens_at"].clone();
    assert_eq!(opens("+15551230000"), json!("2026-11-23T08:00:00.000000Z"));
    assert_eq!(opens("+15551230001"), json!("2026-11-23T14:00:00.000000Z"));
}
