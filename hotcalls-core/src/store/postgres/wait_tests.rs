//! How long is waited for what. Run on a server, see `testing::everything_again_on_a_server`.

use std::time::{Duration, Instant};

use hotcalls_test_postgres::{Database, Folder};

use super::{Transaction, route_tests::engine};
use crate::{
    Hotcalls, OpenOptions,
    error::{Code, Result},
    leads::{Lead, LeadCreate, LeadImport, LeadUpdate},
    operation::Streams,
};

fn patient(database: &Database, limit: Duration) -> Hotcalls {
    OpenOptions::new().readers(2).busy_timeout(limit).open(database.url()).unwrap()
}

fn lead(name: &str) -> LeadCreate {
    LeadCreate::new(name, format!("{name}@example.com"), "1")
}

fn rename(db: &Hotcalls, lead: &Lead, name: &str) -> Result<Lead> {
    db.system().leads().update(LeadUpdate { name: crate::Patch::Set(name.into()), ..LeadUpdate::new(lead.id) })
}

fn number(tx: &Transaction, sql: &str) -> Result<i64> {
    tx.one(sql, &[], |row| if let crate::store::Cell::Int(n) = row.cell(0)? { Ok(n) } else { Ok(-1) }).map(Option::unwrap_or_default)
}

const LOCK_TIMEOUT: &str = "SELECT CAST(setting AS bigint) FROM pg_settings WHERE name = 'lock_timeout'";

#[test]
fn a_row_that_somebody_holds_is_waited_for_until_patience_ends() {
    let Some(database) = Database::empty() else { return };
    let db = patient(&database, Duration::from_millis(700));
    let ada = db.system().leads().create(lead("ada")).unwrap();
    let start = Instant::now();
    // Rows, a whole table, and a key that may yet turn out to be taken.
    for held in ["SELECT * FROM leads FOR UPDATE", "LOCK TABLE leads", "DELETE FROM leads"] {
        let holder = database.hold(held);
        let busy = rename(&db, &ada, "eve").unwrap_err();
        assert_eq!(
            (busy.code(), busy.message()),
            (Code::Busy, "Other writers were in the way for too long; nothing was changed."),
            "{held}"
        );
        drop(holder);
    }
    // The limit of a statement is a minute: nothing but the patience with others has ended these.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(db.system().leads().get(ada.id).unwrap().name, "ada");
    // Who holds it for less is waited for.
    let patient = patient(&database, Duration::from_secs(60));
    let holder = database.hold("SELECT * FROM leads FOR UPDATE");
    std::thread::scope(|s| {
        let renamed = s.spawn(|| rename(&patient, &ada, "eve"));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!renamed.is_finished());
        drop(holder);
        assert_eq!(renamed.join().unwrap().unwrap().name, "eve");
    });
}

#[test]
fn all_waiting_of_an_operation_is_counted_together() {
    let Some(database) = Database::empty() else { return };
    let db = patient(&database, Duration::from_secs(2));
    let limits = engine(&db, |e| {
        e.read(None, |tx| {
            let fresh = number(tx, LOCK_TIMEOUT)?;
            tx.execute("SELECT pg_sleep(0.1)", &[])?;
            let worked = number(tx, LOCK_TIMEOUT)?;
            tx.execute("SELECT pg_sleep(1)", &[])?;
            let waited = number(tx, LOCK_TIMEOUT)?;
            tx.execute("SELECT pg_sleep(2)", &[])?;
            Ok([fresh, worked, waited, number(tx, LOCK_TIMEOUT)?])
        })
    });
    let [fresh, worked, waited, over] = limits.unwrap();
    assert_eq!((fresh, worked, over), (2000, 2000, 200), "what is short is work; a little patience stays");
    assert!((201..=1000).contains(&waited), "{waited}");
    // The next attempt has what the first one has left.
    let mut seen = Vec::<i64>::new();
    let lost = engine(&db, |e| {
        e.write(false, None, |tx| {
            let limit = number(tx, LOCK_TIMEOUT);
            seen.extend(limit.as_ref().ok().copied());
            let slow =
                limit.and_then(|_| tx.execute("DO $$ BEGIN PERFORM pg_sleep(0.8); RAISE EXCEPTION USING ERRCODE = '40001'; END $$", &[]));
            (slow, true)
        })
    });
    assert_eq!(lost.unwrap_err().code(), Code::Busy);
    assert!(seen.len() >= 2 && seen[0] == 2000 && seen[1] <= 1200, "{seen:?}");
    let fresh = engine(&db, |e| e.read(None, |tx| number(tx, LOCK_TIMEOUT)));
    assert_eq!(fresh.unwrap(), 2000, "the next operation begins anew");
}

/// Imports one row atomically; `still` runs while its transaction stands still.
fn import(db: &Hotcalls, still: &mut dyn FnMut()) -> Result<()> {
    let mut csv: &[u8] = b"name,email,phone\nada,ada@example.com,1\n";
    let mut progress = |_| still();
    let streams = Streams { source: Some(&mut csv), progress: Some(&mut progress), ..Streams::default() };
    db.system().leads().import_csv(LeadImport { atomic: true, ..LeadImport::new() }, streams).map(drop)
}

#[test]
fn a_transaction_may_stand_still_for_longer_than_a_statement_may_take() {
    let Some(database) = Database::empty() else { return };
    let open = |options: &str| {
        let options = format!("{}?statement_timeout=0.2&{options}", database.url());
        OpenOptions::new().readers(2).open(options).unwrap()
    };
    let mut paused = 0;
    let mut pause = || {
        paused += 1;
        std::thread::sleep(Duration::from_millis(600));
    };
    import(&open(""), &mut pause).unwrap();
    // A program that hangs is not waited for for ever: it is told so when it goes on, and what it held is free before.
    let refused = import(&open("idle_timeout=0.2"), &mut pause).unwrap_err();
    assert!(refused.code() == Code::Busy && refused.message().contains("idle_timeout"), "{refused}");
    assert!(paused >= 2, "{paused}");
    let db = open("");
    assert_eq!(db.system().leads().list(()).unwrap().count, 1);
    // A copy takes what it takes.
    let folder = Folder::new("copied");
    let hurried = open("idle_timeout=0.1");
    let file = Hotcalls::open(folder.path().join("copy.db")).unwrap();
    let mut rests = 3;
    let rest = |_: &_| {
        rests -= i32::from(rests > 0);
        std::thread::sleep(Duration::from_millis(if rests > 0 { 300 } else { 0 }));
    };
    hurried.copy_to(&file, rest).unwrap();
    assert_eq!(file.system().leads().list(()).unwrap().count, 1);
    file.close();
}

#[test]
fn an_import_whose_connection_is_cut_says_so() {
    let Some(database) = Database::empty() else { return };
    let db = patient(&database, Duration::from_secs(10));
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hotcalls' AND datname = current_database()";
    let mut cuts = 0;
    let lost = import(&db, &mut || {
        cuts += 1;
        database.run(cut);
    });
    // It reads a stream, and cannot be run again by itself: by whom it was stopped is said as it is.
    assert_eq!((lost.unwrap_err().code(), cuts), (Code::Unavailable, 1));
    assert_eq!(db.system().leads().list(()).unwrap().count, 0);
    import(&db, &mut || {}).unwrap();
}

#[test]
fn sessions_are_set_as_the_address_says() {
    let Some(database) = Database::empty() else { return };
    let url = format!("{}?pool_size=1&busy_timeout=1.5&statement_timeout=0.0004&idle_timeout=1e12", database.url());
    // Less than a millisecond is not sent as no limit: nothing can be done in it.
    let refused = Hotcalls::open(&url).and_then(|db| db.system().leads().list(()).map(drop));
    assert!(refused.is_ok() || refused.is_err_and(|e| e.code() == Code::Busy));
    let db = OpenOptions::new().statement_timeout(Duration::from_secs(1_000_000_000)).open(&url).unwrap();
    let set = |name: &str| {
        let sql = format!("SELECT CAST(setting AS bigint) FROM pg_settings WHERE name = '{name}'");
        engine(&db, |e| e.read(None, |tx| number(tx, &sql))).unwrap()
    };
    let names = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];
    assert_eq!(names.map(set), [1500, 2_147_483_647, 2_147_483_647]);
    let second = engine(&db, |e| e.read(None, |_| Ok(db.system().leads().list(()).map(drop).unwrap_err().code())));
    assert_eq!(second.unwrap(), Code::Busy, "one connection and no more");
    let none = OpenOptions::new().statement_timeout(Duration::ZERO).open(&url).map(drop).unwrap_err();
    assert!(none.code() == Code::InvalidInput && none.details().get("statement_timeout").is_some(), "{none:?}");
    let unknown = Hotcalls::open(format!("{}?pool_sise=1", database.url())).map(drop).unwrap_err();
    assert!(unknown.code() == Code::Malformed && unknown.message().contains("pool_sise"), "{unknown}");
}

/// Opens, and says how often that failed meanwhile.
fn opened(url: &str, patience: u64) -> Result<Hotcalls> {
    OpenOptions::new().readers(3).busy_timeout(Duration::from_millis(patience)).open(url)
}

#[test]
fn a_server_that_takes_no_more_connections_is_waited_for() {
    let Some(database) = Database::empty() else { return };
    opened(&database.url(), 10_000).unwrap().close();
    database.run("CREATE ROLE few LOGIN CONNECTION LIMIT 1; GRANT ALL ON ALL TABLES IN SCHEMA public TO few; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO few");
    let url = database.url_as("few");
    let db = opened(&url, 60_000).unwrap();
    // The pool may have three and gets one: those who find none wait for it.
    std::thread::scope(|s| {
        for n in 0..6 {
            let db = &db;
            s.spawn(move || {
                for m in 0..5 {
                    db.system().leads().create(lead(&format!("lead{n}x{m}"))).unwrap();
                }
            });
        }
    });
    assert_eq!(db.system().leads().list(()).unwrap().count, 30);
    // A pool without any asks the server again, until its patience ends.
    let refused = opened(&url, 300).map(drop).unwrap_err();
    assert!(refused.code() == Code::Unavailable && refused.message().contains("too many connections"), "{refused}");
    std::thread::scope(|s| {
        let other = s.spawn(|| opened(&url, 60_000).map(|db| db.system().leads().list(()).unwrap().count));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!other.is_finished());
        db.close();
        assert_eq!(other.join().unwrap().unwrap(), 30);
    });
    database.wait_until_left();
    database.run("DROP OWNED BY few; DROP ROLE few");
}
