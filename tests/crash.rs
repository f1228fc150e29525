//! `kill -9` in the middle of `leads.bulk_create`: all of a batch or nothing of it, and the database opens. In a file, and on a server.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use hotcalls_core::{
    Hotcalls,
    leads::{LeadBulkCreate, LeadCreate, LeadList},
};
use hotcalls_tests::world::{Place, Seeded};

const BATCH: usize = 2_000;
const DATABASE: &str = "HOTCALLS_CRASH_DATABASE";

fn write_batch(db: &Hotcalls, number: usize) {
    let lead = |n| LeadCreate::new(format!("Name {number}-{n}"), format!("lead{n}@example.com"), format!("+1555{n:07}"));
    db.system().leads().bulk_create(LeadBulkCreate::new((0..BATCH).map(lead).collect::<Vec<_>>())).expect("a batch");
}

/// The kept count and the counted one.
fn counts(path: &Path) -> (u64, u64) {
    let db = Hotcalls::open(path).expect("the database opens");
    let kept = db.system().leads().list(()).expect("a list").count;
    let counted = LeadList { has_metadata: Some(false), ..LeadList::new() };
    let counted = db.system().leads().list(counted).expect("a list").count;
    db.close();
    (kept, counted)
}

/// On its own: two batches. With a database in its environment: batches until it is killed.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(DATABASE) else {
        let place = Place::new("writer");
        let db = Hotcalls::open(place.path()).expect("the database opens");
        write_batch(&db, 0);
        write_batch(&db, 1);
        db.close();
        return assert_eq!(counts(place.path()), (2 * BATCH as u64, 2 * BATCH as u64));
    };
    let db = Hotcalls::open(path).expect("the database opens");
    for number in 0.. {
        write_batch(&db, number);
        println!("wrote {number}");
    }
}

#[test]
fn a_killed_bulk_create_leaves_whole_batches() {
    let place = Place::new("crash");
    let random = Seeded::new(7);
    let mut before = 0;
    for round in 0..5 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["writer", "--exact", "--nocapture"])
            .env(DATABASE, place.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the writer starts");
        // Held until the end: the writer would stumble over a pipe that nobody reads.
        let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let wrote = output.by_ref().map_while(Result::ok).find(|line| line.contains("wrote"));
        assert!(wrote.is_some(), "round {round}: the writer wrote nothing");
        std::thread::sleep(Duration::from_millis(random.next() % 150));
        child.kill().expect("killed");
        child.wait().expect("gone");
        place.wait_until_left();
        let (kept, counted) = counts(place.path());
        assert_eq!(kept, counted, "round {round}: the counter and the rows agree");
        assert_eq!(kept % BATCH as u64, 0, "round {round}: whole batches only");
        assert!(kept > before, "round {round}: what was committed stays");
        before = kept;
    }
}

#[test]
fn crashes_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
