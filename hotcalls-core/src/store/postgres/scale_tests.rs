//! What holds so that tables can be spread over machines. Run on a server, see `testing::everything_again_on_a_server`.

use hotcalls_test_postgres::Database;
use serde_json::{Value, json};

use crate::{Caller, Hotcalls, OpenOptions};

fn open(database: &Database) -> Hotcalls {
    OpenOptions::new().key([7; 32]).readers(2).open(database.url()).unwrap()
}

fn call(caller: &Caller, name: &str, input: Value) -> Value {
    let answer = caller.call_json(name, &input.to_string()).unwrap_or_else(|e| panic!("{name} {input}: {e:?}"));
    serde_json::from_str(&answer).unwrap()
}

/// A workspace with an agent, a number, a calendar with a configuration, a lead, a call of it and a meeting.
struct Tenant {
    workspace: Value,
    agent: Value,
    configuration: Value,
    lead: Value,
    call: Value,
    meeting: Value,
}

impl Tenant {
    fn new(root: &Caller, number: &str) -> Self {
        let made = |name: &str, input: Value| call(root, name, input)["id"].clone();
        let workspace = made("workspaces.create", json!({"workspace_name": number}));
        let calendar = json!({"workspace": workspace, "calendar_type": "google", "account_id": number, "auth_token": "secret"});
        let calendar = made("calendars.create", calendar);
        let configuration = json!({"calendar": calendar, "sub_calendar_id": "primary", "duration": 30, "prep_time": 0, "from_time": "09:00:00",
            "to_time": "17:00:00"});
        let configuration = made("calendar_configurations.create", configuration);
        let agent = json!({"workspace": workspace, "greeting": "Hi", "voice": "v", "language": "en", "call_from": "09:00:00",
            "call_to": "17:00:00", "character": "c", "calendar_configuration": configuration});
        let agent = call(root, "agents.create", agent)["agent_id"].clone();
        let of_ours = made("phone_numbers.create", json!({"phonenumber": number, "workspace": workspace, "inbound_agent": agent}));
        call(root, "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [of_ours]}));
        let lead = made("leads.create", json!({"name": "Ada", "email": "ada@example.com", "phone": "+15550123", "workspace": workspace}));
        let begun = json!({"lead": lead, "agent": agent, "phone_number": of_ours, "from_number": number, "to_number": "+15550123",
            "direction": "outbound", "owner": "worker", "provider": "p", "external_id": number});
        let id = made("calls.begin", begun);
        let event = json!({"call": id, "event_id": "1", "kind": "answered", "at": "2026-11-22T12:00:00Z", "source": "host"});
        call(root, "calls.event", event);
        let turns = json!([{"turn": 0, "role": "agent", "text": "Hi", "start_ms": 0, "end_ms": 900}]);
        call(root, "calls.append_transcript", json!({"call": id, "turns": turns}));
        let meeting =
            json!({"calendar_configuration": configuration, "start": "2027-01-04T10:00:00Z", "lead": lead, "agent": agent, "call": id});
        let meeting = made("meetings.create", meeting);
        Self { workspace, agent, configuration, lead, call: id, meeting }
    }
}

#[test]
fn what_changes_its_workspace_is_deleted_and_inserted_with_all_that_is_its() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database);
    let root = db.system();
    let (here, there) = (Tenant::new(&root, "+15550101"), Tenant::new(&root, "+15550102"));
    for table in ["leads", "calls", "call_events", "call_turns", "meetings", "counters"] {
        database.run(&format!(
            "CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'moved in its place: %', TG_TABLE_NAME; END $$;
             CREATE TRIGGER stays BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.workspace_id <> NEW.workspace_id)
                 EXECUTE FUNCTION refuse_{table}()"
        ));
    }
    let leg = json!({"lead": null, "workspace": here.workspace, "parent_call": here.call, "from_number": "1", "to_number": "2", "direction": "inbound",
        "duration": 1, "status": "completed"});
    let leg = call(&root, "calls.create", leg)["id"].clone();
    let other = json!({"calendar_configuration": here.configuration, "start": "2027-01-05T10:00:00Z", "call": here.call});
    let other = call(&root, "meetings.create", other)["id"].clone();
    let seq = |lead: &Value| {
        let caller = db.system();
        let id: uuid::Uuid = lead.as_str().unwrap().parse().unwrap();
        let sql = "SELECT seq FROM leads WHERE id = ?1";
        caller.core().unwrap().store.read(None, |tx| tx.one(sql, crate::params![id], |row| row.get::<i64>(0))).unwrap().unwrap()
    };
    let before = seq(&here.lead);
    let get = |name: &str, id: &Value| call(&root, name, json!({"id": id}));

    let moved = call(&root, "leads.update", json!({"id": here.lead, "workspace": there.workspace, "name": "Eve"}));
    assert_eq!((&moved["workspace"], &moved["name"], seq(&here.lead)), (&there.workspace, &json!("Eve"), before));
    let moved = get("calls.get", &here.call);
    assert_eq!((&moved["workspace"], &moved["lead"], &moved["lead_name"]), (&there.workspace, &here.lead, &json!("Eve")));
    assert_eq!((&moved["agent"], &moved["phone_number"], &moved["external_id"]), (&Value::Null, &Value::Null, &json!("+15550101")));
    assert_eq!(call(&root, "calls.transcript", json!({"call": here.call}))["total_turns"], 1);
    let again = json!({"call": here.call, "event_id": "1", "kind": "answered", "at": "2026-11-22T12:00:00Z", "source": "host"});
    assert_eq!(call(&root, "calls.event", again)["status"], "in_progress", "its events went along: one that is repeated is known");
    let moved = get("meetings.get", &here.meeting);
    assert_eq!((&moved["workspace"], &moved["lead"], &moved["call"]), (&there.workspace, &here.lead, &here.call));
    assert_eq!((&moved["agent"], &moved["calendar_configuration"]), (&Value::Null, &Value::Null));
    assert_eq!(get("calls.get", &leg)["parent_call"], Value::Null);
    assert_eq!(get("meetings.get", &other)["call"], Value::Null);

    call(&root, "calls.update", json!({"id": here.call, "lead": null, "workspace": here.workspace}));
    assert_eq!(get("calls.get", &here.call)["workspace"], here.workspace);
    assert_eq!(get("meetings.get", &here.meeting)["call"], Value::Null, "the meeting stays where its lead is");
    assert_eq!(call(&root, "calls.transcript", json!({"call": here.call}))["total_turns"], 1);

    call(&root, "leads.delete", json!({"id": there.lead}));
    assert_eq!((&get("calls.get", &there.call)["lead"], &get("meetings.get", &there.meeting)["lead"]), (&Value::Null, &Value::Null));
    call(&root, "calls.delete", json!({"id": there.call}));
    assert_eq!(get("meetings.get", &there.meeting)["call"], Value::Null);
    assert_eq!(call(&root, "leads.list", json!({}))["count"], 1);
    assert_eq!(call(&root, "calls.list", json!({}))["count"], 2);
    call(&root, "agents.delete", json!({"agent_id": there.agent}));
    for tenant in [&here, &there] {
        call(&root, "workspaces.delete", json!({"id": tenant.workspace, "cascade": true}));
    }
}
