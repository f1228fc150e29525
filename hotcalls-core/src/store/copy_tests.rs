//! A database that was copied and is used is never overwritten. Runs on a file, and on a server for what comes from there or goes there.

use serde_json::{Value, json};

use crate::{Hotcalls, error::Code, testing::TestDb};

fn call(db: &Hotcalls, name: &str, input: &Value) -> Value {
    let answer = db.system().call_json(name, &input.to_string()).unwrap_or_else(|e| panic!("{name} {input}: {e:?}"));
    serde_json::from_str(&answer).unwrap()
}

/// A database with two leads, a call of one of them and a user; what they are called in [`uses`].
fn filled(db: &Hotcalls) -> (Value, Value, Value) {
    let lead = |name: &str| {
        call(db, "leads.create", &json!({"name": name, "email": format!("{name}@example.com"), "phone": "+15550123"}))["id"].clone()
    };
    let (ada, eve) = (lead("ada"), lead("eve"));
    call(db, "users.create", &json!({"username": "john", "phone": "+1", "password": "securepassword123"}));
    let begun = json!({"lead": ada, "from_number": "1", "to_number": "2", "direction": "inbound", "owner": "worker"});
    let id = call(db, "calls.begin", &begun)["id"].clone();
    call(db, "calls.event", &json!({"call": id, "event_id": "1", "kind": "answered", "at": "2026-11-22T12:00:00Z", "source": "host"}));
    (ada, eve, id)
}

/// Ways to use a database, each with the tables in which it is to be seen.
fn uses((ada, eve, id): &(Value, Value, Value)) -> Vec<(&'static str, Value, &'static [&'static str])> {
    let turns = json!([{"turn": 0, "role": "agent", "text": "Hi", "start_ms": 0, "end_ms": 900}]);
    vec![
        ("leads.delete", json!({"id": eve}), &["leads"]),
        ("leads.update", json!({"id": ada, "name": "Ada"}), &["leads"]),
        ("leads.create", json!({"name": "new", "email": "new@example.com", "phone": "1"}), &["leads"]),
        (
            "calls.event",
            json!({"call": id, "event_id": "2", "kind": "held", "at": "2026-11-22T12:00:01Z", "source": "host"}),
            &["call_events"],
        ),
        ("calls.append_transcript", json!({"call": id, "turns": turns}), &["call_turns"]),
        ("calls.delete", json!({"id": id}), &["calls", "call_events"]),
        ("settings.update", json!({"time_zone": "Asia/Tokyo"}), &["settings"]),
        ("auth.login", json!({"username": "john", "password": "securepassword123"}), &["sessions"]),
    ]
}

/// Whatever is done in a copy is still there after it was refused to be copied again, from a source that went on as well.
fn used(source: &Hotcalls, target: &mut dyn FnMut() -> Option<(Hotcalls, Box<dyn std::any::Any>)>) {
    let named = filled(source);
    let state = |db: &Hotcalls| {
        let lists = [("leads.list", json!({})), ("calls.list", json!({})), ("settings.get", json!({})), ("users.list", json!({}))];
        let turns = db.system().call_json("calls.transcript", &json!({"call": named.2}).to_string()).unwrap_or_default();
        (lists.map(|(name, input)| call(db, name, &input)), turns)
    };
    for (name, input, tables) in uses(&named) {
        let Some((db, _kept)) = target() else { return };
        source.copy_to(&db, |_| {}).unwrap();
        // As long as nobody uses it, it follows its source.
        call(source, "leads.create", &json!({"name": name, "email": "x@example.com", "phone": "1"}));
        source.copy_to(&db, |_| {}).unwrap();
        assert_eq!(state(&db), state(source), "{name}");
        call(&db, name, &input);
        let before = state(&db);
        for _ in 0..2 {
            let refused = source.copy_to(&db, |table| panic!("{name}: {table}")).unwrap_err();
            assert_eq!(refused.code(), Code::NotADatabase, "{name}: {refused}");
            for table in tables {
                assert!(refused.message().contains(table), "{name}: {refused}");
            }
            assert_eq!(state(&db), before, "{name}");
        }
        db.close();
    }
}

#[test]
fn what_was_done_in_a_copy_is_not_undone_by_another() {
    let (t, mut n) = (TestDb::new(), 0);
    // To a file, from a file or a server.
    used(&t.db, &mut || {
        n += 1;
        Some((Hotcalls::open(t.folder.join(format!("copy{n}.db"))).unwrap(), Box::new(())))
    });
}

#[cfg(feature = "postgres")]
#[test]
fn what_was_done_in_a_copy_on_a_server_is_not_undone_by_another() {
    let folder = hotcalls_test_postgres::Folder::new("used");
    let source = Hotcalls::open(folder.path().join("source.db")).unwrap();
    used(&source, &mut || {
        let database = hotcalls_test_postgres::Database::empty()?;
        Some((Hotcalls::open(database.url()).unwrap(), Box::new(database)))
    });
    source.close();
}
