//! The statements of hot paths take one machine of a cluster. Operations are run and what they say is noted; then the planner of PostgreSQL is
//! asked, over tables that are cut into pieces by the columns of the plan, which pieces each statement takes with the values that it had. Run on a
//! server, see `testing::everything_again_on_a_server`.

use std::{cell::RefCell, collections::BTreeSet};

use hotcalls_test_postgres::Database;
use serde_json::{Value, json};
use tokio_postgres::types::ToSql;

use super::{
    Engine,
    plan::{EXCEPTIONS, Place, TABLES},
    scale_tests::{Tenant, call, open},
};
use crate::{
    Caller, Hotcalls,
    store::{Param, Store},
};

pub(super) type Said = Vec<(String, Vec<Param<'static>>)>;

thread_local! {
    static SAID: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// Notes a statement, if somebody listens on this thread.
pub(super) fn note(sql: &str, params: &[Param<'_>]) {
    SAID.with_borrow_mut(|said| {
        if let Some(said) = said {
            said.push((sql.to_owned(), params.iter().map(|p| p.clone().into_owned()).collect()));
        }
    });
}

/// What is said meanwhile.
pub(super) fn listen(work: impl FnOnce()) -> Said {
    SAID.set(Some(Vec::new()));
    work();
    SAID.take().unwrap()
}

pub(super) fn engine<T>(db: &Hotcalls, run: impl FnOnce(&Engine) -> T) -> T {
    match &db.system().core().unwrap().store {
        Store::Postgres(engine) => run(engine),
        Store::Sqlite(_) => panic!("a file"),
    }
}

/// Into how many pieces a table is cut.
const PIECES: usize = 16;

/// The tables of the plan beside the real ones, in pieces as its columns say. That they can be cut is the rule of keys and unique indexes again.
fn cut(database: &Database) {
    let mut sql = "CREATE SCHEMA pieces; SET search_path = pieces, public;".to_owned();
    for (table, place) in TABLES {
        if let Place::By(column, _) = place {
            sql += &format!("CREATE TABLE {table} (LIKE public.{table} INCLUDING ALL) PARTITION BY HASH ({column});");
            for n in 0..PIECES {
                sql += &format!("CREATE TABLE {table}_{n} PARTITION OF {table} FOR VALUES WITH (MODULUS {PIECES}, REMAINDER {n});");
            }
        }
    }
    database.run(&sql);
}

/// The pieces that a statement takes, by the tables that are together; or what is wrong with it.
fn pieces(db: &Hotcalls, sql: &str, params: &[Param<'_>]) -> Result<BTreeSet<(&'static str, usize)>, String> {
    let plan: Vec<String> = engine(db, |e| {
        let mut lease = e.pool.lease(None).unwrap();
        let conn = lease.conn.as_mut().unwrap();
        conn.batch("SET search_path = pieces, public").unwrap();
        let prepared = conn.prepare(&format!("EXPLAIN (COSTS OFF) {sql}"), None).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        let bound = prepared.bound(params);
        let values: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|p| p as _).collect();
        let rows = conn.wait(None, |client| client.query(&prepared.statement, &values)).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        rows.iter().map(|row| row.get(0)).collect()
    });
    let mut found = BTreeSet::new();
    for (table, place) in TABLES {
        let Place::By(column, with) = place else { continue };
        // A row that is added goes where its column says, and whether it is there already is looked at there.
        if let Some(added) = sql.split(&format!("INSERT INTO {table} (")).nth(1) {
            let lists = [added.split(')').next(), added.split("ON CONFLICT (").nth(1).and_then(|c| c.split(')').next())];
            for list in lists.into_iter().flatten() {
                if !list.split(',').any(|name| name.trim() == *column) {
                    return Err(format!("{table} without {column}"));
                }
            }
        }
        for line in &plan {
            // `Index Scan using leads_7_pkey on leads_7 l`
            let scanned = line.split(" on ").nth(1).and_then(|rest| rest.split(' ').next());
            let piece = scanned.and_then(|name| name.strip_prefix(table)?.strip_prefix('_')?.parse::<usize>().ok());
            found.extend(piece.map(|piece| (with.unwrap_or(table), piece)));
        }
    }
    Ok(found)
}

/// Where an operation went: the pieces of all its statements, and those statements that took several.
fn routed(db: &Hotcalls, said: &Said) -> (BTreeSet<(&'static str, usize)>, Vec<String>) {
    let (mut all, mut wide) = (BTreeSet::new(), Vec::new());
    for (sql, params) in said {
        match pieces(db, sql, params) {
            Ok(found) if found.iter().filter(|(group, _)| *group == "leads").count() > 1 || found.len() > 2 => wide.push(sql.clone()),
            Ok(found) => all.extend(found),
            Err(why) => wide.push(format!("{why}: {sql}")),
        }
    }
    (all, wide)
}

/// The hot operations, as an agent's program calls them.
pub(super) fn hot(t: &Tenant) -> Vec<(&'static str, Value)> {
    let Tenant { workspace, agent, configuration, lead, call, meeting, number, number_id } = t;
    let begun = json!({"lead": lead, "agent": agent, "phone_number": number_id, "from_number": number, "to_number": "+15550123",
        "direction": "outbound", "owner": "worker", "provider": "p", "external_id": "hot"});
    let known = |id: &str, kind: &str| {
        json!({"provider": "p", "external_id": "hot", "workspace": workspace, "event_id": id, "kind": kind,
        "at": "2026-11-22T12:00:00Z", "source": "host"})
    };
    let first = json!({"provider": "p", "external_id": "unheard", "workspace": workspace, "event_id": "1", "kind": "ringing", "at": "2026-11-22T12:00:00Z",
        "source": "carrier", "from_number": "1", "to_number": number, "direction": "inbound", "agent": agent});
    let done = json!({"lead": lead, "agent": agent, "from_number": "1", "to_number": "2", "direction": "inbound", "duration": 9, "status": "completed",
        "provider": "p", "external_id": "done"});
    let more = json!({"lead": null, "from_number": "1", "to_number": "2", "direction": "inbound", "duration": 9, "status": "completed", "workspace": workspace});
    let leads = json!([{"name": "A", "email": "a@example.com", "phone": "+15550161"}, {"name": "B", "email": "b@example.com", "phone": "+15550162"}]);
    // Two calls, one of them the lead's; then one of them has talked for longer.
    let records = |talk: u32| {
        let line = |id: &str, from: &str| {
            format!("{from},{},2026-11-20 10:00:00,2026-11-20 10:09:00,{talk},ANSWERED,{id}\n", number.as_str().unwrap())
        };
        let cdr = ["src,dst,start,end,billsec,disposition,uniqueid\n", &line("1.1", "+15550123"), &line("1.2", "+15550199")].concat();
        json!({"cdr": cdr, "workspace": workspace, "time_zone": "UTC", "link_leads": true})
    };
    let turns = json!([{"turn": 1, "role": "user", "text": "Hello", "start_ms": 900, "end_ms": 1800}]);
    vec![
        ("agents.route", json!({"number": number})),
        ("leads.by_phone", json!({"phone": "+15550123"})),
        ("calls.begin", begun.clone()),
        ("calls.begin", begun),
        ("calls.event", known("2", "answered")),
        ("calls.event", known("2", "answered")),
        ("calls.event", json!({"call": call, "event_id": "3", "kind": "ringing", "at": "2026-11-22T11:59:00Z", "source": "carrier"})),
        ("calls.event", first),
        ("calls.renew", json!({"owner": "worker"})),
        ("calls.renew", json!({"owner": "worker", "calls": [call]})),
        ("calls.append_transcript", json!({"call": call, "turns": turns})),
        ("calls.append_transcript", json!({"call": call, "turns": turns})),
        ("calls.transcript", json!({"call": call})),
        ("calls.end", json!({"provider": "p", "external_id": "hot", "event_id": "4"})),
        ("calls.create", done.clone()),
        ("calls.create", done),
        ("calls.bulk_create", json!({"calls": [more, more]})),
        ("calls.import_cdr", records(9)),
        ("calls.import_cdr", records(99)),
        ("calls.reap", json!({})),
        ("calls.get", json!({"id": call})),
        ("calls.list", json!({"search": "ada", "page_size": 5})),
        ("calls.list", json!({"lead": lead, "agent": agent})),
        ("calls.update", json!({"id": call, "outcome": "reached"})),
        ("calls.analytics", json!({})),
        ("calls.daily_stats", json!({"days": 7})),
        ("calls.duration_distribution", json!({})),
        ("calls.outcome_breakdown", json!({})),
        ("calls.agent_performance", json!({})),
        ("calls.appointment_stats", json!({})),
        ("leads.create", json!({"name": "Eve", "email": "eve@example.com", "phone": "+15550124"})),
        ("leads.bulk_create", json!({"leads": leads})),
        ("leads.import_csv", json!({"csv": "name,email,phone\nCee,c@example.com,+15550163\nAda,ada@example.com,+15550123\n"})),
        ("leads.get", json!({"id": lead})),
        ("leads.list", json!({"search": "ada", "ordering": "name"})),
        ("leads.update", json!({"id": lead, "name": "Ada B."})),
        ("leads.update_metadata", json!({"id": lead, "meta_data": {"a": 1}})),
        ("leads.call_history", json!({"id": lead})),
        ("leads.stats", json!({})),
        ("calendar_configurations.check_availability", json!({"id": configuration, "date": "2027-01-04", "duration_minutes": 30})),
        (
            "meetings.create",
            json!({"calendar_configuration": configuration, "start": "2027-01-06T10:00:00Z", "lead": lead, "agent": agent, "call": call}),
        ),
        ("meetings.get", json!({"id": meeting})),
        ("meetings.list", json!({})),
        ("meetings.update", json!({"id": meeting, "start": "2027-01-07T10:00:00Z"})),
        ("meetings.cancel", json!({"id": meeting})),
        ("meetings.delete", json!({"id": meeting})),
        ("leads.delete", json!({"id": lead, "cascade": true})),
    ]
}

/// A program that works in one workspace.
pub(super) fn program(db: &Hotcalls, tenant: &Tenant) -> Caller {
    let root = db.system();
    let user = json!({"username": "program", "phone": "+1", "email": "p@example.com", "password": "correct-horse-1"});
    let user = call(&root, "users.create_privileged", user)["id"].clone();
    call(&root, "workspaces.add_users", json!({"id": tenant.workspace, "user_ids": [user]}));
    call(&root, "workspaces.set_role", json!({"id": tenant.workspace, "user_id": user, "role": "admin"}));
    db.as_user(user.as_str().unwrap().parse::<crate::Id<()>>().unwrap())
}

#[test]
fn a_call_of_a_hot_operation_takes_one_machine() {
    let Some(database) = Database::empty() else { return };
    let (db, planner) = (open(&database), open(&database));
    cut(&database);
    let tenant = Tenant::new(&db.system(), "+15550101");
    // With a plan, what is added waits for its place in the workspace.
    let plan = call(&db.system(), "plans.create", json!({"plan_name": "small"}))["id"].clone();
    for name in ["max_leads", "call_minutes"] {
        let feature = call(&db.system(), "features.create", json!({"feature_name": name}))["id"].clone();
        call(&db.system(), "plan_features.create", json!({"plan": plan, "feature": feature, "limit": 1000}));
    }
    call(&db.system(), "workspaces.update", json!({"id": tenant.workspace, "plan": plan}));
    let program = program(&db, &tenant);
    let mut statements = 0;
    for (name, input) in hot(&tenant) {
        let said = listen(|| drop(call(&program, name, input.clone())));
        statements += said.len();
        let (took, wide) = routed(&planner, &said);
        assert!(wide.is_empty() && took.len() <= 1, "{name} {input} takes {took:?}, and several by {wide:#?}");
    }
    assert!(statements > 200, "{statements} were looked at");

    // A key takes the machine of the key too; now and then old ones are swept out.
    let mut seen = BTreeSet::new();
    for n in 0..200 {
        let lead = json!({"name": "K", "email": "k@example.com", "phone": "1"});
        let (took, wide) = routed(&planner, &listen(|| drop(call(&program.idempotency_key(format!("key {n}")), "leads.create", lead))));
        let places = |group: &str| took.iter().filter(|(g, _)| *g == group).count();
        assert!(places("leads") <= 1 && places("idempotency_keys") <= 1, "{took:?}");
        for sql in wide {
            let exception = EXCEPTIONS.iter().find(|(piece, _)| sql.contains(piece));
            seen.insert(exception.unwrap_or_else(|| panic!("{sql} takes several machines")).0);
        }
    }
    assert_eq!(seen.len(), EXCEPTIONS.len(), "every exception is one");
}

#[test]
fn what_moves_is_copied_from_one_machine_and_deleted_there() {
    let Some(database) = Database::empty() else { return };
    let (db, planner) = (open(&database), open(&database));
    cut(&database);
    let (here, there) = (Tenant::new(&db.system(), "+15550101"), Tenant::new(&db.system(), "+15550102"));
    let program = program(&db, &here);
    let user = program.user_id().unwrap();
    call(&db.system(), "workspaces.add_users", json!({"id": there.workspace, "user_ids": [user]}));
    call(&db.system(), "workspaces.set_role", json!({"id": there.workspace, "user_id": user, "role": "admin"}));
    for (name, input, copies) in [
        ("leads.update", json!({"id": here.lead, "workspace": there.workspace}), 5),
        ("calls.update", json!({"id": here.call, "lead": null, "workspace": here.workspace}), 3),
    ] {
        let said = listen(|| drop(call(&program, name, input)));
        let (took, wide) = routed(&planner, &said);
        // Which of its two workspaces a row is in that it names by its id is looked for in both.
        assert!(
            took.len() == 2 && wide.iter().all(|sql| sql.starts_with("SELECT ") && sql.contains("workspace_id IN (")),
            "{took:?} {wide:#?}"
        );
        assert_eq!(said.iter().filter(|(sql, _)| sql.starts_with("INSERT INTO") && sql.contains(") SELECT ")).count(), copies, "{said:#?}");
        assert!(!said.iter().any(|(sql, _)| sql.starts_with("UPDATE") && sql.contains("SET workspace_id")));
    }
}

#[test]
fn who_sees_all_asks_all_machines_once_and_then_one() {
    let Some(database) = Database::empty() else { return };
    let (db, planner) = (open(&database), open(&database));
    cut(&database);
    let root = db.system();
    let tenant = Tenant::new(&root, "+15550101");
    let asks = |name: &str, input: Value| {
        let (took, wide) = routed(&planner, &listen(|| drop(call(&root, name, input))));
        assert!(took.len() <= 1, "{name}: {took:?}");
        wide.len()
    };
    assert_eq!(
        asks(
            "calls.event",
            json!({"call": tenant.call, "event_id": "9", "kind": "ringing", "at": "2026-11-22T12:00:00Z", "source": "host"})
        ),
        1
    );
    assert_eq!(asks("calls.append_transcript", json!({"call": tenant.call, "turns": []})), 1);
    let named = json!({"provider": "p", "external_id": "+15550101", "workspace": tenant.workspace, "event_id": "8", "kind": "ringing",
        "at": "2026-11-22T12:00:00Z", "source": "host"});
    assert_eq!(asks("calls.event", named), 0, "with the workspace it is one machine's");
    // The planner is not blind.
    let id = Param::Id(uuid::Uuid::max());
    for sql in [
        "SELECT name FROM leads WHERE id = ?1",
        "UPDATE calls SET owner = NULL WHERE id = ?1",
        "SELECT c.id FROM calls c LEFT JOIN leads l ON l.id = c.lead_id WHERE c.workspace_id = ?1",
    ] {
        assert!(pieces(&planner, sql, std::slice::from_ref(&id)).unwrap().len() >= PIECES, "{sql}");
    }
    assert!(pieces(&planner, "INSERT INTO counters (kind, n) VALUES ('x', 1)", &[]).is_err());
}
