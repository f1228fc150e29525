//! The library on a server beside SQL that is written by hand on the same client, in one run, turn by turn: medians and their ratio. Then
//! statistics of a million calls, on a file and on a server.
//!
//! `cargo bench -p hotcalls-core --features postgres --bench postgres`; with `-- rows` or `-- statistics` only that half. The server is started
//! by the bench, without fsync: what a commit waits for is the same for both, and would hide the difference. Rows are read and written on one
//! core: on several, which of them the server's process happens to be woken on decides more than its work, up to twice and either way.

mod baseline;
#[path = "../common/mod.rs"]
mod common;

use std::{hint::black_box, process::Command, time::Instant};

use baseline::Baseline;
use common::pair;
use hotcalls_core::{
    Caller, Hotcalls, Id, OpenOptions,
    calls::{CallBulkCreate, CallCreate, Direction},
    leads::{LeadBulkCreate, LeadCreate, LeadList},
};
use hotcalls_test_postgres::Server;
use serde_json::{Value, json};

fn made(root: &Caller, name: &str, input: &Value) -> String {
    let answer: Value = serde_json::from_str(&root.call_json(name, &input.to_string()).unwrap()).unwrap();
    answer["id"].as_str().unwrap_or_default().to_owned()
}

fn lead(n: usize) -> LeadCreate {
    LeadCreate::new(format!("Name{n}"), format!("lead{n}@example.com"), format!("+1555{n:07}"))
}

fn main() {
    let half = std::env::args().find(|word| ["rows", "statistics"].contains(&word.as_str()));
    match half.as_deref() {
        Some("rows") => single_rows(&Server::start()),
        Some(_) => statistics(&Server::start()),
        None => {
            let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
            println!("load average {}", load.trim());
            on_one_core("rows");
            statistics(&Server::start());
        }
    }
}

/// Runs a half on one core, with its server.
fn on_one_core(half: &str) {
    let this = std::env::current_exe().unwrap();
    let run = |mut command: Command| command.arg(half).status().map(|status| assert!(status.success(), "{half} failed"));
    let mut pinned = Command::new("taskset");
    pinned.args(["--cpu-list", "0"]).arg(&this);
    if run(pinned).is_err() {
        println!("there is no taskset: on all cores");
        run(Command::new(&this)).unwrap();
    }
}

fn single_rows(server: &Server) {
    server.run("CREATE DATABASE ours");
    let url = server.url("ours");
    let db = OpenOptions::new().readers(1).open(&url).unwrap();
    let root = db.system();
    let workspace = made(&root, "workspaces.create", &json!({"workspace_name": "Bench"}));
    let user = made(&root, "users.create", &json!({"username": "bench", "phone": "+1", "password": "correct-horse-1"}));
    made(&root, "workspaces.add_users", &json!({"id": workspace, "user_ids": [user]}));
    made(&root, "workspaces.set_role", &json!({"id": workspace, "user_id": user, "role": "admin"}));
    let user: Id<()> = user.parse().unwrap();
    let me = db.as_user(user);
    let theirs = Baseline::open(&url, user.uuid());
    let many = |n: usize| LeadBulkCreate::new((0..100_000).map(|k| lead(n * 100_000 + k)).collect::<Vec<_>>());
    me.leads().bulk_create(many(0)).unwrap();
    // What a server does by itself after a while.
    server.run_in("ours", "VACUUM ANALYZE");
    let page = hotcalls_core::Paging { page_size: 1000, ..Default::default() };
    let ids: Vec<_> = me.leads().list(LeadList { page, ..LeadList::new() }).unwrap().into_iter().map(|l| l.id).collect();
    println!("{:<46} {:>12} {:>12}", server.version(), "hotcalls", "by hand");
    pair(
        "get a lead by id",
        5_000,
        |n| drop(black_box(me.leads().get(ids[n % ids.len()]).unwrap())),
        |n| drop(black_box(theirs.get(ids[n % ids.len()].uuid()))),
    );
    pair(
        "page of 20 of 100,000, filtered and ordered",
        60,
        |n| drop(black_box(me.leads().list(LeadList { name: Some(format!("Name{}", n % 10)), ..LeadList::new() }).unwrap())),
        |n| drop(black_box(theirs.list(&format!("Name{}", n % 10)))),
    );
    pair(
        "create a lead",
        2_000,
        |n| drop(black_box(me.leads().create(lead(200_000 + n)).unwrap())),
        |n| {
            black_box(theirs.create(&format!("Name{n}"), &format!("lead{n}@example.com"), &format!("+1555{n:07}")));
        },
    );
    let ended = |n: usize| CallCreate {
        duration: Some((n % 600) as i32),
        disconnection_reason: Some("completed".to_owned()),
        ..CallCreate::new(Some(ids[n % ids.len()]), "+15551230000", format!("+1555{n:07}"), Direction::Outbound)
    };
    pair(
        "record a call",
        2_000,
        |n| drop(black_box(me.calls().create(ended(n)).unwrap())),
        |n| drop(black_box(theirs.record(ids[n % ids.len()].uuid(), "+15551230000", &format!("+1555{n:07}"), (n % 600) as i64))),
    );
    pair(
        "create 100,000 leads at once (COPY)",
        3,
        |n| drop(black_box(me.leads().bulk_create(many(10 + n)).unwrap())),
        |n| {
            let row = |k| (format!("Name{n}-{k}"), format!("lead{k}@example.com"), format!("+1555{k:07}"));
            drop(black_box(theirs.bulk_create(&(0..100_000).map(row).collect::<Vec<_>>())));
        },
    );
    let calls = |n: usize| CallBulkCreate::new((0..100_000).map(|k| ended(n * 100_000 + k)).collect::<Vec<_>>());
    pair(
        "record 100,000 calls at once (COPY)",
        3,
        |n| drop(black_box(me.calls().bulk_create(calls(n)).unwrap())),
        |n| {
            let row = |k: usize| (ids[k % ids.len()].uuid(), format!("+1555{:07}", n * 100_000 + k), (k % 600) as i64);
            drop(black_box(theirs.record_many("+15551230000", &(0..100_000).map(row).collect::<Vec<_>>())));
        },
    );
    db.close();
}

/// Who made the calls; a few were made by nobody.
const AGENTS: i64 = 20;

/// A million calls in a file, moved to a server, and the same questions to both.
fn statistics(server: &Server) {
    let folder = std::env::temp_dir().join(format!("hotcalls-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("calls.db");
    let file = Hotcalls::open(&path).unwrap();
    let workspace = made(&file.system(), "workspaces.create", &json!({"workspace_name": "Bench"}));
    for n in 0..AGENTS {
        let agent = json!({"workspace": workspace, "name": format!("Agent {n}"), "greeting": "Hello", "voice": "v", "language": "en", "character": "Kind",
            "call_from": "09:00:00", "call_to": "17:00:00"});
        made(&file.system(), "agents.create", &agent);
    }
    file.close();
    let conn = rusqlite::Connection::open(&path).unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64;
    conn.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000),
             a (n, agent_id) AS MATERIALIZED (SELECT row_number() OVER (ORDER BY agent_id), agent_id FROM agents)
         INSERT INTO calls (id, workspace_id, agent_id, provider, from_number, to_number, direction, status, timestamp, duration, duration_ms, reason, outcome,
             created_at, updated_at, from_number_fold, to_number_fold)
         SELECT randomblob(16), ?1, agent_id, '', '+1', '+2', CASE i % 3 WHEN 0 THEN 'inbound' ELSE 'outbound' END, 'completed', ?2 - i * 2000000, i * 7 % 600,
             i * 7 % 600 * 1000, 'completed_user_hangup', CASE i % 5 WHEN 0 THEN 'reached' END, ?2, ?2, '+1', '+2' FROM n LEFT JOIN a ON a.n = i % (?3 + 5)",
        rusqlite::params![workspace.parse::<Id<()>>().unwrap().uuid().as_bytes().as_slice(), now, AGENTS],
    )
    .unwrap();
    conn.close().unwrap();
    server.run("CREATE DATABASE moved");
    let (file, moved) = (Hotcalls::open(&path).unwrap(), Hotcalls::open(server.url("moved")).unwrap());
    let start = Instant::now();
    file.copy_to(&moved, |_| {}).unwrap();
    println!("\nmoved a million calls to the server and compared them: {:.1?}", start.elapsed());
    server.run_in("moved", "VACUUM ANALYZE");
    println!("{:<46} {:>12} {:>12}", "a million calls", "on a server", "in a file");
    let (there, here) = (moved.system(), file.system());
    for (operation, input) in [
        ("calls.analytics", json!({"workspace": workspace})),
        ("calls.daily_stats", json!({"workspace": workspace, "days": 30})),
        ("calls.duration_distribution", json!({"workspace": workspace})),
        ("calls.outcome_breakdown", json!({"workspace": workspace})),
        ("calls.agent_performance", json!({"workspace": workspace})),
        ("calls.appointment_stats", json!({"workspace": workspace})),
    ] {
        let ask = |caller: &Caller| drop(black_box(caller.call_json(operation, &input.to_string()).unwrap()));
        pair(operation, 5, |_| ask(&there), |_| ask(&here));
    }
    file.close();
    moved.close();
    let _ = std::fs::remove_dir_all(&folder);
}
