//! A server that is too old, a role that may not have everything, limits, writers that lose, and a copy that is cut off. Run on a server, see
//! `testing::everything_again_on_a_server`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hotcalls_test_postgres::Database;

use super::{CancelToken, Transaction, route_tests::engine};
use crate::{
    Hotcalls, OpenOptions,
    calls::{CallBulkCreate, CallCreate, Direction},
    error::{Code, Result},
    leads::{LeadBulkCreate, LeadCreate, LeadList, LeadUpdate},
    params,
    testing::TestDb,
};

fn open(url: &str) -> Hotcalls {
    OpenOptions::new().readers(2).open(url).unwrap()
}

fn lead(name: &str) -> LeadCreate {
    LeadCreate::new(name, format!("{name}@example.com"), "1")
}

fn has_index(db: &Hotcalls) -> bool {
    let sql = "SELECT 1 FROM pg_class WHERE relname = 'leads_search'";
    engine(db, |e| e.read(None, |tx| Ok(tx.one(sql, params![], |_| Ok(()))?.is_some()))).unwrap()
}

/// A number that the server answers.
fn number(tx: &Transaction, sql: &str) -> Result<i64> {
    tx.one(sql, &[], |row| if let crate::store::Cell::Int(n) = row.cell(0)? { Ok(n) } else { Ok(-1) }).map(Option::unwrap_or_default)
}

#[test]
fn a_server_that_is_too_old_is_refused_when_it_is_opened() {
    let Some(database) = Database::empty() else { return };
    // No such server is to be had; this one says that it is.
    database.run(
        "CREATE SCHEMA past; CREATE FUNCTION past.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '140022' $$;
         DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = past, pg_catalog, public', current_database()); END $$",
    );
    let refused = Hotcalls::open(database.url()).map(drop).unwrap_err();
    assert_eq!(refused.code(), Code::ServerTooOld);
    assert!(refused.message().contains("PostgreSQL 14") && refused.message().contains("version 15"), "{refused}");
}

#[test]
fn a_handle_keeps_to_its_connections_and_they_to_their_settings() {
    let Some(database) = Database::empty() else { return };
    let url = format!("{}?application_name=dialer", database.url());
    let db = OpenOptions::new().readers(3).statement_timeout(Duration::from_secs(7)).open(url).unwrap();
    let busy = Barrier::new(3);
    std::thread::scope(|s| {
        for n in 0..24 {
            let (db, busy) = (&db, &busy);
            s.spawn(move || {
                let hold = |tx: &Transaction| {
                    tx.execute("SELECT pg_sleep(0.01)", &[])?;
                    if n < 3 {
                        busy.wait();
                    }
                    Ok(())
                };
                engine(db, |e| e.read(None, hold)).unwrap();
                db.system().leads().create(lead(&format!("lead{n}"))).unwrap();
            });
        }
    });
    let ask = |db: &Hotcalls, sql: &str| engine(db, |e| e.read(None, |tx| number(tx, sql))).unwrap();
    let named =
        |name: &str| format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{name}'");
    assert_eq!(ask(&db, &named("dialer")), 3, "all at once, and no more");
    assert_eq!(ask(&db, "SELECT CAST(setting AS bigint) FROM pg_settings WHERE name = 'statement_timeout'"), 7000);
    let plain = open(&database.url());
    assert_eq!(ask(&plain, &named("hotcalls")), 1, "unless another name is given");
    assert_eq!(plain.system().leads().list(()).unwrap().count, 24);
}

#[test]
fn a_statement_that_waits_to_be_prepared_is_cancelled_too() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url());
    // The server reads the statement under the lock of its table.
    let held = database.lock();
    let token = CancelToken::new();
    std::thread::scope(|s| {
        s.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            token.cancel();
        });
        let create = db.system().cancel_token(&token).leads().create(lead("ada"));
        assert_eq!(create.unwrap_err().code(), Code::Cancelled);
    });
    drop(held);
    db.system().leads().create(lead("eve")).unwrap();
    assert_eq!(db.system().leads().list(()).unwrap().count, 1);
}

#[test]
fn a_statement_is_prepared_once_for_a_connection() {
    let Some(database) = Database::empty() else { return };
    let db = OpenOptions::new().readers(1).open(database.url()).unwrap();
    let prepared = || engine(&db, |e| e.read(None, |tx| number(tx, "SELECT COUNT(*) FROM pg_prepared_statements"))).unwrap();
    let work = |n: usize| {
        let made = db.system().leads().create(lead(&format!("lead{n}"))).unwrap();
        db.system().leads().get(made.id).unwrap();
        prepared()
    };
    let first = work(0);
    assert!(first > 3, "{first}");
    assert_eq!([work(1), work(2)], [first, first]);
}

#[test]
fn writers_that_lock_each_other_out_are_run_again() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url());
    database.run("CREATE TABLE dead (id bigint PRIMARY KEY, n bigint); INSERT INTO dead VALUES (1, 0), (2, 0)");
    let (met, attempts) = (Barrier::new(2), AtomicUsize::new(0));
    std::thread::scope(|s| {
        for order in [[1, 2], [2, 1]] {
            let (db, met, attempts) = (&db, &met, &attempts);
            s.spawn(move || {
                let mut first = true;
                let add = |tx: &Transaction, id: i64| tx.execute("UPDATE dead SET n = n + 1 WHERE id = ?1", params![id]);
                let written = engine(db, |e| {
                    e.write(false, None, |tx| {
                        attempts.fetch_add(1, Ordering::SeqCst);
                        let done = add(tx, order[0]).and_then(|_| {
                            // Each has the row that the other wants.
                            if std::mem::take(&mut first) {
                                met.wait();
                            }
                            add(tx, order[1])
                        });
                        (done, true)
                    })
                });
                assert_eq!(written.unwrap(), 1);
            });
        }
    });
    assert!(attempts.into_inner() > 2, "one of them was run again");
    let sums = engine(&db, |e| e.read(None, |tx| number(tx, "SELECT COUNT(*) FROM dead WHERE n = 2")));
    assert_eq!(sums.unwrap(), 2, "and both are done, once each");
}

#[test]
fn who_always_loses_is_told_busy_when_patience_ends() {
    let Some(database) = Database::empty() else { return };
    let db = OpenOptions::new().readers(1).busy_timeout(Duration::from_millis(500)).open(database.url()).unwrap();
    database
        .run("CREATE FUNCTION lose(state text) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = state; END $$");
    for state in ["40001", "40P01"] {
        let mut attempts = 0;
        let lost = engine(&db, |e| {
            e.write(false, None, |tx| {
                attempts += 1;
                let done =
                    tx.execute("INSERT INTO counters (workspace_id, kind, n) VALUES (?1, 'lost', 1)", params![crate::Id::<()>::NONE]);
                (done.and_then(|_| tx.execute("SELECT lose(?1)", params![state])), true)
            })
        });
        assert_eq!(lost.unwrap_err().code(), Code::Busy, "{state}");
        assert!(attempts > 1, "{state}: {attempts}");
    }
    let kept = engine(&db, |e| e.read(None, |tx| number(tx, "SELECT COUNT(*) FROM counters WHERE kind = 'lost'")));
    assert_eq!(kept.unwrap(), 0, "nothing of it is there");
}

#[test]
fn who_may_not_have_the_index_of_trigrams_finds_the_same_by_a_scan() {
    let (Some(all), Some(less)) = (Database::empty(), Database::empty()) else { return };
    less.run("CREATE ROLE modest LOGIN; GRANT CREATE ON SCHEMA public TO modest");
    let (all, modest) = (open(&all.url()), open(&less.url_as("modest")));
    assert!(has_index(&all) && !has_index(&modest));
    let found = |db: &Hotcalls| {
        let root = db.system();
        root.leads().bulk_create(LeadBulkCreate::new(["Straßer", "strass%e", "STRASS_E", "other"].map(lead).to_vec())).unwrap();
        ["stras", "s%e", "s_e", "ass", "@ex", "nobody"].map(|part| {
            let page = root.leads().list(LeadList { name: Some(part.to_owned()), ..LeadList::new() }).unwrap();
            page.into_iter().map(|lead| lead.name).collect::<Vec<_>>()
        })
    };
    let (by_index, by_scan) = (found(&all), found(&modest));
    assert_eq!(by_index, by_scan);
    assert_eq!(by_scan.map(|names| names.len()), [3, 1, 1, 3, 0, 0]);
    modest.close();
    less.run("DROP OWNED BY modest; DROP ROLE modest");
}

#[test]
fn a_copy_that_was_cut_off_goes_on_where_it_was_and_is_whole() {
    let (Some(database), t) = (Database::empty(), TestDb::new()) else { return };
    t.user::<()>("eve", "staff");
    t.db.system().leads().bulk_create(LeadBulkCreate::new((0..300).map(|n| lead(&format!("lead{n}"))).collect::<Vec<_>>())).unwrap();
    t.db.snapshot_to(t.folder.join("source.db")).unwrap();
    let (file, server) = (Hotcalls::open(t.folder.join("source.db")).unwrap(), open(&database.url()));
    for cut in ["settings", "counters", "users", "workspaces", "leads"] {
        let broken = catch_unwind(AssertUnwindSafe(|| {
            let _ = file.copy_to(&server, |table| assert!(table.table != cut, "cut off"));
        }));
        assert!(broken.is_err(), "{cut} was reached");
    }
    // What somebody deleted meanwhile does not come back in silence.
    database.run("CREATE TABLE kept AS SELECT * FROM leads WHERE name LIKE 'lead1%'; DELETE FROM leads WHERE name LIKE 'lead1%'");
    let refused = file.copy_to(&server, |table| panic!("{table}")).unwrap_err();
    assert!(refused.code() == Code::NotADatabase && refused.message().contains("lacks some, in leads."), "{refused}");
    // A table that is not there by half is made good.
    database.run("DELETE FROM leads; DROP TABLE kept; DELETE FROM hotcalls_copied WHERE name = 'leads'");
    let mut told = Vec::new();
    file.copy_to(&server, |table| told.push((table.table.clone(), table.rows, table.before))).unwrap();
    assert!(told.contains(&("users".into(), 1, true)) && told.contains(&("leads".into(), 300, false)), "{told:?}");
    let names = |db: &Hotcalls| {
        let page = crate::Paging { page_size: 1000, ordering: Some("name".into()), ..Default::default() };
        let page = db.system().leads().list(LeadList { page, ..LeadList::new() }).unwrap();
        page.into_iter().map(|lead| (lead.id, lead.name)).collect::<Vec<_>>()
    };
    assert_eq!(names(&file), names(&server));
    // Said again when both hold the same it changes nothing; a server that went on by itself is not overwritten.
    file.copy_to(&server, |table| assert!(table.before || table.rows == 0, "{table}")).unwrap();
    let new = server.system().leads().create(lead("new")).unwrap();
    let refused = file.copy_to(&server, |table| panic!("{table}")).unwrap_err();
    assert!(refused.code() == Code::NotADatabase && refused.message().contains("the source does not have"), "{refused}");
    assert_eq!(server.system().leads().get(new.id).unwrap(), new);
    server.system().leads().delete(new.id).unwrap();
    file.copy_to(&server, |_| {}).unwrap();
    let first = names(&file)[0].0;
    server.system().leads().update(LeadUpdate { name: crate::Patch::Set("renamed".into()), ..LeadUpdate::new(first) }).unwrap();
    let refused = file.copy_to(&server, |table| panic!("{table}")).unwrap_err();
    assert!(refused.code() == Code::NotADatabase && refused.message().contains("changed since"), "{refused}");
    assert_eq!(server.system().leads().get(first).unwrap().name, "renamed");
    file.close();
}

#[test]
fn a_copy_into_a_database_that_is_in_use_is_refused() {
    let t = TestDb::new();
    t.db.snapshot_to(t.folder.join("source.db")).unwrap();
    let file = Hotcalls::open(t.folder.join("source.db")).unwrap();
    let uses = [("workspaces.create", r#"{"workspace_name": "Own"}"#), ("settings.update", r#"{"time_zone": "Asia/Tokyo"}"#)];
    for (operation, input) in uses {
        let Some(database) = Database::empty() else { return };
        let server = open(&database.url());
        server.system().call_json(operation, input).unwrap();
        let refused = file.copy_to(&server, |table| panic!("{table}")).unwrap_err();
        assert_eq!(refused.code(), Code::NotADatabase, "{operation}");
    }
    file.close();
}

#[test]
fn the_same_calls_stored_by_many_at_once_are_stored_once() {
    let Some(database) = Database::empty() else { return };
    let db = OpenOptions::new().readers(4).busy_timeout(Duration::from_secs(60)).open(database.url()).unwrap();
    let call = |n: usize| CallCreate {
        external_id: Some(format!("x{n}")),
        provider: Some("p".into()),
        duration: Some(1),
        ..CallCreate::new(None, "1", "2", Direction::Inbound)
    };
    let stored = AtomicUsize::new(0);
    std::thread::scope(|s| {
        for writer in 0..4 {
            let (db, stored) = (&db, &stored);
            // Each has some that nobody else has, and half of the others' beside them.
            let calls: Vec<_> = (0..300).map(|n| call(n * (writer % 2 + 1))).collect();
            s.spawn(move || {
                let report = db.system().calls().bulk_create(CallBulkCreate::new(calls)).unwrap();
                assert_eq!(report.created_call_ids.len() + report.existing_call_ids.len(), 300);
                stored.fetch_add(report.created_call_ids.len(), Ordering::SeqCst);
            });
        }
    });
    let different = 300 + 150;
    assert_eq!(stored.into_inner(), different);
    assert_eq!(db.system().calls().list(()).unwrap().count, different as u64);
}
