use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rusqlite::Connection;

use super::{migrate, *};
use crate::{
    Hotcalls, OpenOptions,
    leads::{LeadBulkCreate, LeadCreate},
    store::{Tx, migrations::VERSION},
    testing::TestDb,
};

fn schema(conn: &Connection) -> Vec<String> {
    let mut statement = conn.prepare("SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY 1").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(|r| r.unwrap()).collect()
}

#[test]
fn every_older_file_is_brought_to_the_schema_of_a_fresh_one() {
    let t = TestDb::new();
    let fresh = schema(&Connection::open(t.folder.join("test.db")).unwrap());
    for version in 1..VERSION {
        let path = t.folder.join(format!("v{version}.db"));
        migrate::make_version(&Connection::open(&path).unwrap(), version);
        Hotcalls::open(&path).unwrap().close();
        assert_eq!(schema(&Connection::open(&path).unwrap()), fresh, "from version {version}");
    }
}

#[test]
fn a_database_without_a_file_is_refused() {
    for path in ["", ":memory:"] {
        let refused = Hotcalls::open(path).err().unwrap();
        assert!(refused.code() == Code::InvalidInput && refused.details().get("path").is_some(), "{refused}");
    }
}

#[test]
fn a_mistyped_address_makes_no_file_and_is_not_shown() {
    let addresses = [
        "POSTGRES://app:s3cret@127.0.0.1/db",
        "mysql://root:s3cret@host/db",
        "postgres:app:s3cret@host/db",
        "host=127.0.0.1 user=app password=s3cret",
        "https://app:s3cret@host/",
    ];
    for address in addresses {
        let refused = Hotcalls::open(address).map(drop).unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("s3cret"), "{refused}");
        assert!([Code::Malformed, Code::Io].contains(&refused.code()) && !std::path::Path::new(address).exists(), "{refused}");
    }
}

#[test]
fn numbers_of_an_older_file_are_found_by_the_form_that_carriers_use() {
    let t = TestDb::new();
    let path = t.folder.join("older.db");
    let older = Connection::open(&path).unwrap();
    migrate::make_version(&older, 10);
    let workspace = "INSERT INTO workspaces (id, workspace_name, workspace_name_fold, created_at, updated_at) VALUES (?1, 'W', 'w', 0, 0)";
    older.execute(workspace, [[1_u8; 16]]).unwrap();
    for text in ["+1 (555) 123-0000", "+15551230001", "100", "+", "ada@pbx"] {
        let sql = "INSERT INTO phone_numbers (id, workspace_id, phonenumber, phonenumber_fold, is_active, created_at)
             VALUES (randomblob(16), ?1, ?2, ?2, 1, 0)";
        older.execute(sql, ([1_u8; 16], text)).unwrap();
    }
    drop(older);
    let db = Hotcalls::open(&path).unwrap();
    let found = |number: &str| db.system().agents().route(crate::agents::RouteInput::new(number)).map(|r| r.phonenumber).ok();
    assert_eq!(found("15551230000").as_deref(), Some("+1 (555) 123-0000"));
    assert_eq!(found("sip:+15551230001@host").as_deref(), Some("+15551230001"));
    assert_eq!((found("100").as_deref(), found("+").as_deref(), found("0")), (Some("100"), Some("+"), None));
    db.close();
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_as_it_was() {
    let t = TestDb::new();
    let open = |name: &str| Hotcalls::open(t.folder.join(name)).map(drop).unwrap_err().code();
    fs::write(t.folder.join("text.db"), "this is no database, but a text that is long enough to be one ".repeat(20)).unwrap();
    let before = fs::read(t.folder.join("text.db")).unwrap();
    assert_eq!(open("text.db"), Code::NotADatabase);
    assert_eq!(fs::read(t.folder.join("text.db")).unwrap(), before);
    Connection::open(t.folder.join("other.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert_eq!(open("other.db"), Code::NotADatabase);
    let newer = Connection::open(t.folder.join("newer.db")).unwrap();
    migrate::make_version(&newer, VERSION);
    newer.pragma_update(None, "user_version", VERSION as i64 + 1).unwrap();
    drop(newer);
    assert_eq!(open("newer.db"), Code::DatabaseNewer);
    fs::create_dir(t.folder.join("folder.db")).unwrap();
    assert_eq!(open("folder.db"), Code::Io);
    assert_eq!(open("no/such/folder/x.db"), Code::Io);
}

#[test]
fn a_file_that_another_process_keeps_locked_is_busy_after_the_deadline() {
    let t = TestDb::with(|options| options.busy_timeout(Duration::from_millis(50)));
    let other = Connection::open(t.folder.join("test.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let create = || t.db.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1"));
    assert_eq!(create().unwrap_err().code(), Code::Busy);
    assert_eq!(t.db.system().leads().list(()).unwrap().count, 0, "readers do not wait");
    other.execute_batch("ROLLBACK").unwrap();
    create().unwrap();
}

#[test]
fn a_file_that_needs_nothing_is_opened_beside_a_writer() {
    let t = TestDb::new();
    t.db.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
    let open = |name: &str| OpenOptions::new().busy_timeout(Duration::from_millis(50)).open(t.folder.join(name));
    let writer = Connection::open(t.folder.join("test.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM leads").unwrap();
    let second = open("test.db").unwrap();
    assert_eq!(second.system().leads().list(()).unwrap().count, 1);
    second.close();
    // One that is not up to date is waited for.
    let older = Connection::open(t.folder.join("older.db")).unwrap();
    migrate::make_version(&older, VERSION - 1);
    older.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(open("older.db").map(drop).unwrap_err().code(), Code::Busy);
}

#[test]
fn writers_of_two_handles_take_turns_and_lose_nothing() {
    let t = TestDb::new();
    let second = Hotcalls::open(t.folder.join("test.db")).unwrap();
    std::thread::scope(|s| {
        for db in [&t.db, &second, &t.db, &second] {
            s.spawn(|| {
                for _ in 0..25 {
                    db.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
                }
            });
        }
    });
    assert_eq!(second.system().leads().list(()).unwrap().count, 100);
}

#[test]
fn a_read_is_of_one_moment_whatever_others_write_meanwhile() {
    let t = TestDb::new();
    let second = Hotcalls::open(t.folder.join("test.db")).unwrap();
    let create = || second.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
    create();
    let count = |tx: &Tx<'_>| tx.one("SELECT COUNT(*) FROM leads", &[], |row| row.get::<i64>(0)).unwrap();
    let core = t.db.system();
    let seen = core.core().unwrap().store.read(None, |tx| {
        create();
        let before = count(tx);
        create();
        // Neither the end of a statement nor one that fails is the end of the snapshot.
        tx.one("SELECT json_has_key('', x'FF') FROM leads", &[], |_| Ok(())).unwrap_err();
        create();
        Ok((before, count(tx)))
    });
    assert_eq!(seen.unwrap(), (Some(1), Some(1)));
    assert_eq!(core.core().unwrap().store.read(None, |tx| Ok(count(tx))).unwrap(), Some(4), "and the next is of a later one");
}

#[test]
fn a_cancelled_write_is_undone_and_a_cancelled_read_stops() {
    let t = TestDb::new();
    let token = CancelToken::new();
    let caller = t.db.system().cancel_token(&token);
    caller.leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
    let core = caller.core().unwrap();
    let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n";
    let started = AtomicBool::new(false);
    std::thread::scope(|s| {
        s.spawn(|| {
            while !started.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            token.cancel();
        });
        let stopped = core.store.read(Some(&token), |tx| {
            started.store(true, Ordering::SeqCst);
            tx.one(endless, &[], |_| Ok(()))
        });
        assert_eq!(stopped.unwrap_err().code(), Code::Cancelled);
    });
    let refused = caller.leads().create(LeadCreate::new("Eve", "eve@example.com", "1"));
    assert_eq!(refused.unwrap_err().code(), Code::Cancelled);
    assert_eq!(t.db.system().leads().list(()).unwrap().count, 1, "other calls go on, and nothing of the cancelled one stays");
}

#[test]
fn a_watched_call_stops_by_itself_in_its_query_and_while_it_waits_for_its_turn() {
    let t = TestDb::new();
    let core = t.db.system();
    let store = &core.core().unwrap().store;
    let asked = Arc::new(AtomicUsize::new(0));
    let watched = || {
        let asked = Arc::clone(&asked);
        CancelToken::watching(move || asked.fetch_add(1, Ordering::SeqCst) > 3)
    };
    let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n";
    let stopped = store.read(Some(&watched()), |tx| tx.one(endless, &[], |_| Ok(())));
    assert_eq!(stopped.unwrap_err().code(), Code::Cancelled);
    asked.store(0, Ordering::SeqCst);
    // The second asks on a thread of its own, since this one has the turn.
    let refused = store
        .write(None, |_| std::thread::scope(|s| (s.spawn(|| store.write(Some(&watched()), |_| (Ok(()), true))).join().unwrap(), true)));
    assert_eq!(refused.unwrap_err().code(), Code::Cancelled);
    assert!(asked.load(Ordering::SeqCst) > 3);
    core.leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
}

#[test]
fn a_write_inside_of_a_write_is_refused_and_does_not_wait_for_itself() {
    let t = TestDb::new();
    let core = t.db.system();
    let store = &core.core().unwrap().store;
    let inside = || store.write(None, |_| (Ok(()), true));
    let refused = store.write(None, |_| (Ok(inside().unwrap_err().code()), true));
    assert_eq!(refused.unwrap(), Code::Busy);
    inside().unwrap();
}

#[test]
fn a_snapshot_is_a_database_of_its_own_and_never_overwrites() {
    let t = TestDb::new();
    t.db.system().leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
    let path = t.folder.join("copy.db");
    t.db.snapshot_to(&path).unwrap();
    assert_eq!(t.db.snapshot_to(&path).unwrap_err().code(), Code::Io);
    let copy = OpenOptions::new().open(&path).unwrap();
    assert_eq!(copy.system().leads().list(()).unwrap().count, 1);
    let rows = (0..2000).map(|n| LeadCreate::new(format!("Lead {n}"), "ada@example.com", "1")).collect::<Vec<_>>();
    t.db.system().leads().bulk_create(LeadBulkCreate::new(rows)).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let looks = Arc::clone(&asked);
    let stopped = t.db.snapshot_unless(t.folder.join("half.db"), &CancelToken::watching(move || looks.fetch_add(1, Ordering::SeqCst) > 5));
    assert_eq!(stopped.unwrap_err().code(), Code::Cancelled);
    assert!(asked.load(Ordering::SeqCst) > 5, "it was stopped in its middle");
    let left: Vec<_> = fs::read_dir(&t.folder).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok()).collect();
    assert!(!left.iter().any(|name| name.starts_with("half")), "{left:?}");
}

#[test]
fn a_closed_handle_says_so() {
    let t = TestDb::new();
    let caller = t.db.system();
    t.db.close();
    assert_eq!(caller.leads().list(()).unwrap_err().code(), Code::Closed);
    assert_eq!(caller.leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap_err().code(), Code::Closed);
    assert_eq!(t.db.snapshot_to(t.folder.join("x.db")).unwrap_err().code(), Code::Closed);
}

#[test]
fn a_panic_in_a_body_undoes_its_transaction_and_the_handle_goes_on() {
    let t = TestDb::new();
    let core = t.db.system();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        core.core().unwrap().store.write(None, |tx| -> (Result<()>, bool) {
            tx.execute("DELETE FROM settings", &[]).unwrap();
            panic!("a fault of the library");
        })
    }));
    assert!(panicked.is_err());
    core.leads().create(LeadCreate::new("Ada", "ada@example.com", "1")).unwrap();
}

#[test]
fn whoever_opens_a_file_waits_for_those_who_close_it() {
    let t = TestDb::new();
    t.db.close();
    // The last connection to go holds the whole file while it puts the log away.
    let used = |name: &str| {
        for n in 0..100 {
            let db = Hotcalls::open(t.path()).unwrap();
            db.system().leads().create(LeadCreate::new(format!("{name} {n}"), "ada@example.com", "1")).unwrap();
            db.close();
        }
    };
    std::thread::scope(|scope| ["Ada", "Bert"].map(|name| scope.spawn(move || used(name))).map(|thread| thread.join().unwrap()));
    assert_eq!(Hotcalls::open(t.path()).unwrap().system().leads().list(()).unwrap().count, 200);
}
