//! The figures of the README: this library beside hand-written rusqlite, in one run, turn by turn, medians and their ratio.
//!
//! `cargo bench -p hotcalls-core`. These are wall-clock times of one thread; quote ratios, not times.

mod baseline;
#[path = "../common/mod.rs"]
mod common;

use std::hint::black_box;

use baseline::Baseline;
use common::pair;
use hotcalls_core::{
    Hotcalls, Id,
    calls::{CallCreate, Direction},
    leads::{LeadBulkCreate, LeadCreate, LeadList},
};
use serde_json::json;

fn main() {
    let folder = std::env::temp_dir().join(format!("hotcalls-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, other) = (folder.join("ours.db"), folder.join("theirs.db"));
    let db = Hotcalls::open(&path).unwrap();
    let root = db.system();
    let call = |name: &str, input: serde_json::Value| -> serde_json::Value {
        serde_json::from_str(&root.call_json(name, &input.to_string()).unwrap()).unwrap()
    };
    let workspace = call("workspaces.create", json!({"workspace_name": "Bench"}))["id"].as_str().unwrap().to_owned();
    let user =
        call("users.create", json!({"username": "bench", "phone": "+1", "password": "correct-horse-1"}))["id"].as_str().unwrap().to_owned();
    call("workspaces.add_users", json!({"id": workspace, "user_ids": [user]}));
    // Who records calls: an admin of the workspace.
    call("workspaces.set_role", json!({"id": workspace, "user_id": user, "role": "admin"}));
    let user: Id<()> = user.parse().unwrap();
    let me = db.as_user(user);
    let lead = |n: usize| {
        let workspace = workspace.parse().unwrap();
        LeadCreate {
            workspace: Some(workspace),
            ..LeadCreate::new(format!("Name{n}"), format!("lead{n}@example.com"), format!("+1555{n:07}"))
        }
    };
    for batch in 0..10 {
        let leads: Vec<_> = (batch * 10_000..(batch + 1) * 10_000).map(lead).collect();
        root.leads().bulk_create(LeadBulkCreate::new(leads)).unwrap();
    }
    db.snapshot_to(&other).unwrap();
    let mut theirs = Baseline::open(&other, user.uuid());
    theirs.conn.pragma_update(None, "journal_mode", "wal").unwrap();
    let ids: Vec<_> = me
        .leads()
        .list(LeadList { page: hotcalls_core::Paging { page_size: 1000, ..Default::default() }, ..LeadList::new() })
        .unwrap()
        .into_iter()
        .map(|l| l.id)
        .collect();

    println!("{:<46} {:>12} {:>12}", "median of one operation", "hotcalls", "by hand");
    pair(
        "get a lead by id",
        20_000,
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
        3_000,
        |n| drop(black_box(me.leads().create(lead(200_000 + n)).unwrap())),
        |n| drop(black_box(theirs.create(&format!("Name{n}"), &format!("lead{n}@example.com"), &format!("+1555{n:07}")))),
    );
    let ended = |n: usize| CallCreate {
        duration: Some((n % 600) as i32),
        disconnection_reason: Some("completed".to_owned()),
        ..CallCreate::new(Some(ids[n % ids.len()]), "+15551230000", format!("+1555{n:07}"), Direction::Outbound)
    };
    pair(
        "record a call",
        3_000,
        |n| drop(black_box(me.calls().create(ended(n)).unwrap())),
        |n| drop(black_box(theirs.record(ids[n % ids.len()].uuid(), "+15551230000", &format!("+1555{n:07}"), (n % 600) as i32))),
    );
    pair(
        "create 10,000 leads in one transaction",
        9,
        |n| {
            drop(black_box(
                me.leads()
                    .bulk_create(LeadBulkCreate::new((0..10_000).map(|k| lead(1_000_000 + n * 10_000 + k)).collect::<Vec<_>>()))
                    .unwrap(),
            ))
        },
        |n| {
            let row = |k| (format!("Name{n}-{k}"), format!("lead{k}@example.com"), format!("+1555{k:07}"));
            drop(black_box(theirs.bulk_create(&(0..10_000).map(row).collect::<Vec<_>>())));
        },
    );
    println!();
    println!("{:<46} {:>12} {:>12}", "median of one operation", "by name", "typed");
    pair(
        "get a lead by id, JSON in and out",
        20_000,
        |n| drop(black_box(me.call_json("leads.get", &format!("{{\"id\":\"{}\"}}", ids[n % ids.len()])).unwrap())),
        |n| drop(black_box(me.leads().get(ids[n % ids.len()]).unwrap())),
    );
    db.close();
    drop(theirs);
    std::fs::remove_dir_all(&folder).unwrap();
}
