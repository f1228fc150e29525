//! What hot operations cost on tables that are large: every statement finds its rows by an index, and how many round trips it takes.
//! Run on a server, see `testing::everything_again_on_a_server`. With a million rows in each large table, and the plans printed, in some minutes:
//!
//! `cargo test -p hotcalls-core --features postgres --lib among_a_million -- --ignored --nocapture`

use std::cell::Cell;

use hotcalls_test_postgres::{Database, Server};
use serde_json::{Value, json};
use tokio_postgres::types::ToSql;

use super::{
    route_tests::{engine, hot, listen, program},
    scale_tests::{Tenant, call, open},
};
use crate::{Hotcalls, store::Param};

/// How many rows of a large table the planner counts with, and how many there are in the test that runs every time.
const ROWS: usize = 1_000_000;
const FEW: usize = 20_000;
/// Where nobody may look row by row.
const LARGE: [&str; 5] = ["leads", "calls", "call_events", "call_turns", "meetings"];

thread_local! {
    static TRIPS: Cell<usize> = const { Cell::new(0) };
}

/// Notes a round trip.
pub(super) fn trip() {
    TRIPS.set(TRIPS.get() + 1);
}

/// Fills the large tables: as many leads and calls as said, of the tenant's workspace and 99 others.
fn fill(database: &Database, tenant: &Tenant, rows: usize) {
    let Tenant { workspace, agent, .. } = tenant;
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    let (workspace, agent) = (text(workspace), text(agent));
    database.run(&format!(
        "INSERT INTO workspaces (id, workspace_name, workspace_name_fold, created_at, updated_at)
             SELECT gen_random_uuid(), 'w' || n, 'w' || n, n, n FROM generate_series(1, 99) n;
         CREATE TABLE homes AS SELECT row_number() OVER (ORDER BY id <> '{workspace}') - 1 AS n, id FROM workspaces WHERE id <> '{nil}';
         INSERT INTO leads (id, workspace_id, name, surname, email, phone, phone_e164, meta_data, created_at, updated_at,
                 name_fold, surname_fold, email_fold, phone_fold)
             SELECT gen_random_uuid(), h.id, 'Name' || i, 'Sur' || md5(i::text), 'lead' || i || '@example.com', '+1555' || i, '+1555' || i, '{{}}',
                 1795348800000000 - i * CAST(1000000 AS bigint), 0, 'name' || i, 'sur' || md5(i::text), 'lead' || i || '@example.com', '+1555' || i
             FROM generate_series(1, {rows}) i JOIN homes h ON h.n = i % 100;
         INSERT INTO calls (id, workspace_id, lead_id, agent_id, provider, external_id, from_number, to_number, direction, status, timestamp, duration,
                 duration_ms, reason, created_at, updated_at, from_number_fold, to_number_fold)
             SELECT gen_random_uuid(), l.workspace_id, l.id, CASE WHEN l.workspace_id = '{workspace}' THEN CAST('{agent}' AS uuid) END, 'p',
                 'x' || l.seq, '+1', l.phone, 'outbound', 'completed', l.created_at, l.seq % 600, l.seq % 600 * 1000, 'completed_user_hangup', 0, 0, '+1',
                 l.phone
             FROM leads l WHERE l.email LIKE 'lead%';
         INSERT INTO call_events (call_id, workspace_id, source, event_id, kind, at, after_cancel, received_at)
             SELECT id, workspace_id, 'carrier', '1', 'ringing', timestamp, 0, timestamp FROM calls WHERE external_id LIKE 'x%';
         INSERT INTO call_turns (call_id, workspace_id, turn, role, text, start_ms, end_ms, tool_calls, received_at)
             SELECT id, workspace_id, 0, 'agent', 'Hello', 0, 900, '[]', timestamp FROM calls WHERE external_id LIKE 'x%';
         INSERT INTO meetings (id, workspace_id, calendar_configuration_id, calendar_id, sub_calendar_id, lead_id, agent_id, call_id, start,
                 duration_minutes, busy_from, busy_to, status, title, notes, title_fold, created_at, updated_at)
             SELECT gen_random_uuid(), c.workspace_id, k.id, k.calendar_id, k.sub_calendar_id, c.lead_id, c.agent_id, c.id, c.timestamp, 30, c.timestamp,
                 c.timestamp + 60000000, 'booked', '', '', '', 0, 0
             FROM calls c LEFT JOIN calendar_configurations k ON c.agent_id IS NOT NULL WHERE c.external_id LIKE 'x%';
         DROP TABLE homes; ANALYZE",
        nil = uuid::Uuid::nil()
    ));
}

/// The plan of a statement with the values that it had.
fn plan(db: &Hotcalls, sql: &str, params: &[Param<'_>]) -> Vec<String> {
    engine(db, |e| {
        let mut lease = e.pool.lease(None).unwrap();
        let conn = lease.conn.as_mut().unwrap();
        let prepared = conn.prepare(&format!("EXPLAIN {sql}"), None).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        let bound = prepared.bound(params);
        let values: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|p| p as _).collect();
        let rows = conn.wait(None, |client| client.query(&prepared.statement, &values)).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        rows.iter().map(|row| row.get(0)).collect()
    })
}

/// Lets the planner take every row of the large tables for many: it multiplies the pages that there are by the rows that it remembers for each.
fn pretend(database: &Database, factor: usize) {
    let names = LARGE.map(|table| format!("'{table}'::regclass")).join(", ");
    for table in LARGE {
        // Nobody is to count again.
        database.run(&format!("ALTER TABLE {table} SET (autovacuum_enabled = off)"));
    }
    database.run(&format!(
        "UPDATE pg_class SET reltuples = reltuples * {factor}
             WHERE oid IN ({names}) OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN ({names}))"
    ));
}

/// How many rows the planner counts with if it reads all of a table.
fn believed(db: &Hotcalls, table: &str) -> usize {
    let plan = plan(db, &format!("SELECT * FROM {table}"), &[]).join(" ");
    let rows = plan.split("rows=").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
    rows.unwrap_or_else(|| panic!("{plan}"))
}

#[test]
fn every_hot_statement_finds_its_rows_by_an_index() {
    let Some(database) = Database::empty() else { return };
    look_for_scans(&database, FEW, false);
}

#[test]
#[ignore = "takes minutes and gigabytes"]
fn every_hot_statement_finds_its_rows_by_an_index_among_a_million() {
    let server = Server::start();
    look_for_scans(&Database::on(&server), ROWS, true);
}

/// Runs the operations of hot paths and looks at the plans of what they say.
fn look_for_scans(database: &Database, rows: usize, aloud: bool) {
    let (db, planner) = (open(database), open(database));
    let tenant = Tenant::new(&db.system(), "+15550101");
    fill(database, &tenant, rows);
    if rows < ROWS {
        pretend(database, ROWS / rows);
    }
    for table in LARGE {
        let (believed, wanted) = (believed(&planner, table), ROWS);
        assert!((wanted / 2..wanted * 2).contains(&believed), "{table}: {believed} rows");
    }
    let me = program(&db, &tenant);
    let mut more = vec![
        ("leads.list", json!({})),
        ("leads.list", json!({"page_size": 100, "ordering": "created_at"})),
        ("leads.list", json!({"search": "fa3c7"})),
        ("leads.list", json!({"email": "lead7700@"})),
        ("calls.list", json!({})),
        ("calls.list", json!({"timestamp_after": "2026-11-20T00:00:00Z"})),
        ("calls.list", json!({"lead": tenant.lead})),
        ("meetings.list", json!({"agent": tenant.agent})),
    ];
    let mut operations = hot(&tenant);
    // What deletes the tenant's lead comes last.
    let last = operations.pop().unwrap();
    operations.append(&mut more);
    operations.push(last);
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for (name, input) in operations {
        for (sql, params) in listen(|| drop(call(&me, name, input.clone()))) {
            let lines = plan(&planner, &sql, &params);
            looked_at += 1;
            if aloud {
                println!("{name} {input}\n    {}\n    {}", sql.split_whitespace().collect::<Vec<_>>().join(" "), lines.join("\n    "));
            }
            let scans = |table: &&str| lines.iter().any(|line| line.contains(&format!("Seq Scan on {table} ")));
            if let Some(table) = LARGE.iter().find(|table| scans(table)) {
                wrong.push(format!("{name} {input} reads all {table}: {sql}\n    {}", lines.join("\n    ")));
            }
        }
    }
    assert!(looked_at > 200, "{looked_at} statements");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operations_take_as_few_round_trips_as_the_documentation_says() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database);
    let tenant = Tenant::new(&db.system(), "+15550101");
    let me = program(&db, &tenant);
    let said = include_str!("../../../../docs/postgresql.md");
    let hot = hot(&tenant);
    let mut table = Vec::new();
    for name in [
        "leads.get",
        "leads.list",
        "leads.create",
        "leads.update",
        "leads.bulk_create",
        "leads.by_phone",
        "calls.create",
        "calls.get",
        "calls.list",
        "calls.analytics",
        "agents.route",
        "calls.begin",
        "calls.event",
        "calls.renew",
        "calls.end",
        "meetings.create",
    ] {
        let (_, input) = hot.iter().find(|(known, _)| *known == name).unwrap();
        let input = if name == "leads.by_phone" { json!({"phone": "+14155550123"}) } else { input.clone() };
        let before = TRIPS.get();
        call(&me, name, input);
        table.push(format!("| `{name}` | {} |", TRIPS.get() - before));
    }
    let missing: Vec<_> = table.iter().filter(|line| !said.contains(*line)).collect();
    assert!(missing.is_empty(), "docs/postgresql.md says otherwise; it is\n{}", table.join("\n"));
}
