//! What is particular to a server. These run when the tests of this crate run on one, see `testing::everything_again_on_a_server`.

use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use hotcalls_test_postgres::{Database, Folder, Server};

use super::{migrate::supported, *};
use crate::{Hotcalls, OpenOptions, leads::LeadCreate, params, store::migrations::VERSION, testing::TestDb};

fn open(url: &str) -> Result<Hotcalls> {
    OpenOptions::new().readers(2).busy_timeout(Duration::from_secs(20)).open(url)
}

fn code(url: &str) -> Code {
    let error = open(url).map(drop).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    error.code()
}

/// The engine below a handle.
fn engine<T>(db: &Hotcalls, run: impl FnOnce(&Engine) -> T) -> T {
    let caller = db.system();
    match &caller.core().unwrap().store {
        crate::store::Store::Postgres(engine) => run(engine),
        crate::store::Store::Sqlite(_) => panic!("a file"),
    }
}

fn lead(name: &str) -> LeadCreate {
    LeadCreate::new(name, format!("{name}@example.com"), "1")
}

#[test]
fn twenty_that_open_an_empty_database_at_once_set_it_up_once() {
    let Some(database) = Database::empty() else { return };
    std::thread::scope(|s| {
        for _ in 0..20 {
            s.spawn(|| open(&database.url()).unwrap().close());
        }
    });
    let db = open(&database.url()).unwrap();
    db.system().leads().create(lead("ada")).unwrap();
    let versions = engine(&db, |e| {
        e.read(None, |tx| {
            tx.one("SELECT COUNT(*), MAX(version) FROM hotcalls_schema", &[], |row| Ok(format!("{:?}{:?}", row.cell(0)?, row.cell(1)?)))
        })
    });
    assert_eq!(versions.unwrap().unwrap(), format!("Int(1)Int({VERSION})"));
}

#[test]
fn what_cannot_be_opened_says_why_and_never_the_password() {
    let Some(database) = Database::empty() else { return };
    database.run("CREATE ROLE locked LOGIN PASSWORD 'right'; CREATE ROLE weak LOGIN; CREATE ROLE reader LOGIN");
    assert_eq!(code(&database.url_as("locked:s3cret")), Code::AccessRefused, "a wrong password");
    assert_eq!(code(&database.url_as("locked")), Code::AccessRefused, "no password");
    assert_eq!(code(&database.url_as("nobody_there:s3cret")), Code::AccessRefused, "no such role");
    assert_eq!(code(&database.url().replace("/empty", "/absent")), Code::AccessRefused, "no such database");
    assert_eq!(code(&database.url_as("weak")), Code::AccessRefused, "a role without rights");
    assert_eq!(code("postgres://u:s3cret@127.0.0.1:1/d?connect_timeout=1"), Code::Unavailable);
    assert_eq!(code("postgres://u:s3cret@127.0.0.1:1/d?sslmode=never"), Code::Malformed);
    open(&database.url()).unwrap().close();
    assert_eq!(code(&database.url_as("weak")), Code::AccessRefused);
    database.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
    let reader = open(&database.url_as("reader")).unwrap();
    assert_eq!(reader.system().leads().list(()).unwrap().count, 0);
    assert_eq!(reader.system().leads().create(lead("ada")).unwrap_err().code(), Code::AccessRefused);
    database.run(&format!("UPDATE hotcalls_schema SET version = {}", VERSION + 1));
    assert_eq!(code(&database.url()), Code::DatabaseNewer);
    let Some(foreign) = Database::empty() else { return };
    foreign.run("CREATE TABLE customers (id bigint)");
    assert_eq!(code(&foreign.url()), Code::NotADatabase);
    foreign.run("DROP TABLE customers; CREATE EXTENSION pg_trgm");
    open(&foreign.url()).unwrap();
    assert_eq!(supported(140_022).unwrap_err().code(), Code::ServerTooOld);
    assert!(supported(150_000).is_ok());
    database.run("DROP OWNED BY reader; DROP ROLE reader, locked, weak");
}

#[test]
fn both_schemas_have_the_same_tables_and_columns() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url()).unwrap();
    let folder = Folder::new("schema");
    let file = Hotcalls::open(folder.path().join("x.db")).unwrap();
    let list = |db: &Hotcalls, sql: &str| {
        let caller = db.system();
        caller.core().unwrap().store.read(None, |tx| tx.all(sql, &[], |row| row.get::<String>(0))).unwrap()
    };
    let here = list(
        &db,
        "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '' ELSE ' NOT NULL' END FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> 'hotcalls_schema' ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\"",
    );
    let there = list(
        &file,
        "SELECT t.name || '.' || c.name || CASE c.\"notnull\" WHEN 0 THEN '' ELSE ' NOT NULL' END FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'lead_search%' ORDER BY t.name, c.name",
    );
    assert_eq!(here, there);
    file.close();
}

#[test]
fn the_server_folds_every_character_as_the_library_does() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url()).unwrap();
    // Every character that folding changes, what it becomes, and a sample of the others.
    let fold = |c: char| crate::query::fold(&c.to_string());
    let telling = ('\u{1}'..=char::MAX).filter(|c| fold(*c) != c.to_string() || u32::from(*c) % 101 == 0);
    let telling: Vec<char> = telling.flat_map(|c| std::iter::once(c).chain(fold(c).chars().collect::<Vec<_>>())).collect();
    let one_to_one: Vec<char> = telling.iter().copied().filter(|c| fold(*c).chars().count() == 1).collect();
    // Short and long texts, and long ones in which none becomes several.
    let all = telling.chunks(61).chain(telling.chunks(997)).chain(one_to_one.chunks(997));
    let all: Vec<String> = all.map(|some| some.iter().collect()).collect();
    let unchanged = "ä".repeat(120);
    for text in all.iter().map(String::as_str).chain(["plain ASCII", "Straße ΣΊΣΥΦΟΣ", &unchanged]) {
        let folded = engine(&db, |e| {
            e.read(None, |tx| {
                tx.one("SELECT fold(?1)", params![text], |row| {
                    if let crate::store::Cell::Text(t) = row.cell(0)? { Ok(t.to_owned()) } else { Ok(String::new()) }
                })
            })
        });
        assert_eq!(folded.unwrap().unwrap(), crate::query::fold(text));
    }
}

#[test]
fn writers_that_meet_are_run_again_and_nothing_is_lost() {
    let Some(database) = Database::empty() else { return };
    let (one, two) = (open(&database.url()).unwrap(), open(&database.url()).unwrap());
    let attempts = AtomicUsize::new(0);
    std::thread::scope(|s| {
        for db in [&one, &two, &one, &two] {
            s.spawn(|| {
                for _ in 0..20 {
                    engine(db, |e| {
                        e.write(false, None, |tx| {
                            attempts.fetch_add(1, Ordering::SeqCst);
                            // Looks, then writes what it saw: only transactions one after the other get this right.
                            let read = tx.one("SELECT time_zone FROM settings", &[], |row| {
                                if let crate::store::Cell::Text(t) = row.cell(0)? { Ok(t.to_owned()) } else { Ok(String::new()) }
                            });
                            let n: u32 = read.as_ref().ok().and_then(|zone| zone.as_ref()?.parse().ok()).unwrap_or(0);
                            let written = read.and_then(|_| tx.execute("UPDATE settings SET time_zone = ?1", params![(n + 1).to_string()]));
                            (written, true)
                        })
                    })
                    .unwrap();
                }
            });
        }
    });
    let zone =
        engine(&one, |e| e.read(None, |tx| tx.one("SELECT time_zone = '80' FROM settings", &[], |row| Ok(format!("{:?}", row.cell(0)?)))));
    assert_eq!(zone.unwrap().unwrap(), "Int(1)");
    assert!(attempts.into_inner() > 80, "some were run again");
}

#[test]
fn a_statement_stops_when_its_call_is_cancelled() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url()).unwrap();
    let (token, start) = (CancelToken::new(), Instant::now());
    std::thread::scope(|s| {
        s.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            token.cancel();
        });
        let slept = engine(&db, |e| e.read(Some(&token), |tx| tx.execute("SELECT pg_sleep(30)", &[])));
        assert_eq!(slept.unwrap_err().code(), Code::Cancelled);
    });
    assert_eq!(db.system().cancel_token(&token).leads().create(lead("ada")).unwrap_err().code(), Code::Cancelled);
    let watched = CancelToken::watching(move || start.elapsed() > Duration::from_millis(300));
    let slept = engine(&db, |e| e.write(false, Some(&watched), |tx| (tx.execute("SELECT pg_sleep(30)", &[]), true)));
    assert_eq!(slept.unwrap_err().code(), Code::Cancelled);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(db.system().leads().list(()).unwrap().count, 0, "other calls go on");
}

#[test]
fn a_statement_that_takes_too_long_and_a_pool_that_is_empty_are_busy() {
    let Some(database) = Database::empty() else { return };
    let options = OpenOptions::new().readers(1).busy_timeout(Duration::from_millis(100)).statement_timeout(Duration::from_millis(200));
    let db = options.open(database.url()).unwrap();
    let slow = engine(&db, |e| e.read(None, |tx| tx.execute("SELECT pg_sleep(30)", &[])));
    assert_eq!(slow.unwrap_err().code(), Code::Busy);
    let second = engine(&db, |e| e.read(None, |_| Ok(db.system().leads().list(()).map(drop).unwrap_err().code())));
    assert_eq!(second.unwrap(), Code::Busy);
    db.system().leads().list(()).unwrap();
}

#[test]
fn a_connection_that_is_cut_before_its_commit_is_made_up_for() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url()).unwrap();
    let cut = AtomicBool::new(false);
    let once = |tx: &Transaction| {
        if cut.swap(true, Ordering::SeqCst) { Ok(0) } else { tx.execute("SELECT pg_terminate_backend(pg_backend_pid())", &[]) }
    };
    engine(&db, |e| e.read(None, once)).unwrap();
    cut.store(false, Ordering::SeqCst);
    engine(&db, |e| {
        e.write(false, None, |tx| {
            let done = tx.execute("UPDATE settings SET time_zone = 'Europe/Berlin'", &[]).and_then(|_| once(tx));
            (done, true)
        })
    })
    .unwrap();
    let always = engine(&db, |e| e.write(false, None, |tx| (tx.execute("SELECT pg_terminate_backend(pg_backend_pid())", &[]), true)));
    assert_eq!(always.unwrap_err().code(), Code::Unavailable);
    // Idle connections that the server has closed are not noticed by anybody.
    database
        .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hotcalls' AND datname = current_database()");
    db.system().leads().create(lead("ada")).unwrap();
}

/// Passes a connection on, until the client says `word`: that still goes through, the answer does not.
fn cut_after(word: &'static [u8], listener: &UnixListener, to: &std::path::Path, armed: &AtomicBool) {
    let (client, _) = listener.accept().unwrap();
    let server = UnixStream::connect(to).unwrap();
    let (mut from_client, mut to_client) = (client.try_clone().unwrap(), client);
    let (mut from_server, mut to_server) = (server.try_clone().unwrap(), server);
    let silent = AtomicBool::new(false);
    std::thread::scope(|s| {
        s.spawn(|| {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = from_server.read(&mut buffer) {
                if silent.load(Ordering::SeqCst) {
                    break;
                }
                let _ = to_client.write_all(&buffer[..n]);
            }
            let _ = to_client.shutdown(std::net::Shutdown::Both);
        });
        let mut buffer = [0; 8192];
        while let Ok(n @ 1..) = from_client.read(&mut buffer) {
            if armed.load(Ordering::SeqCst) && buffer[..n].windows(word.len()).any(|w| w == word) {
                silent.store(true, Ordering::SeqCst);
            }
            let _ = to_server.write_all(&buffer[..n]);
        }
        let _ = to_server.shutdown(std::net::Shutdown::Both);
    });
}

#[test]
fn a_commit_whose_answer_is_lost_is_unknown_and_its_key_finds_out() {
    let Some(database) = Database::empty() else { return };
    open(&database.url()).unwrap().close();
    let folder = Folder::new("cut");
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.54321")).unwrap();
    let armed = AtomicBool::new(false);
    let real = database.socket();
    let url = format!(
        "postgres://hotcalls@{}:54321/{}",
        folder.path().display().to_string().replace('/', "%2F"),
        database.url().rsplit('/').next().unwrap()
    );
    std::thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| cut_after(b"COMMIT", &listener, &real, &armed));
        }
        let db = OpenOptions::new().readers(1).open(&url).unwrap();
        armed.store(true, Ordering::SeqCst);
        let create = || db.system().idempotency_key("once").leads().create(lead("ada"));
        assert_eq!(create().unwrap_err().code(), Code::UnknownOutcome);
        armed.store(false, Ordering::SeqCst);
        let found = create().unwrap();
        assert_eq!(db.system().leads().list(()).unwrap().results, [found]);
        db.close();
    });
}

#[test]
fn a_server_that_is_killed_under_load_loses_and_doubles_nothing() {
    if std::env::var_os(hotcalls_test_postgres::VARIABLE).is_none() {
        return;
    }
    let server = Server::start();
    let db = open(&server.url("postgres")).unwrap();
    let (stop, sure, maybe) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|s| {
        for writer in 0..4 {
            let (db, stop, sure, maybe) = (&db, &stop, &sure, &maybe);
            s.spawn(move || {
                for n in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let name = format!("lead{writer}x{n}");
                    // With its key, the same write is tried until somebody says that it is done.
                    loop {
                        match db.system().idempotency_key(&name).leads().create(lead(&name)) {
                            Ok(_) => {
                                sure.fetch_add(1, Ordering::SeqCst);
                                break;
                            }
                            Err(e) if e.code() == Code::UnknownOutcome => {
                                maybe.fetch_add(1, Ordering::SeqCst);
                            }
                            Err(e) => assert_eq!(e.code(), Code::Unavailable, "{e}"),
                        }
                        std::thread::sleep(Duration::from_millis(5));
                    }
                }
            });
        }
        for _ in 0..2 {
            std::thread::sleep(Duration::from_millis(400));
            server.kill();
            server.launch("");
        }
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, Ordering::SeqCst);
    });
    let count = db.system().leads().list(()).unwrap().count;
    assert_eq!(count, sure.into_inner() as u64, "and {maybe:?} were unknown for a while");
    let rows = engine(&db, |e| {
        e.read(None, |tx| tx.one("SELECT COUNT(*) = COUNT(DISTINCT name) FROM leads", &[], |row| Ok(format!("{:?}", row.cell(0)?))))
    });
    assert_eq!(rows.unwrap().unwrap(), "Int(1)");
    db.close();
}

#[test]
fn the_clock_is_the_servers() {
    let Some(database) = Database::empty() else { return };
    let db = open(&database.url()).unwrap();
    let caller = db.system();
    let host = caller.host();
    let before = host.now().micros();
    let there = engine(&db, |e| e.pool.lease(None).unwrap().conn.as_mut().unwrap().time()).unwrap();
    let after = host.now().micros();
    assert!(before - 20_000 < there && there < after + 20_000, "{before} {there} {after}");
    assert!(after > before);
}

#[test]
fn a_server_s_rows_become_a_file_and_a_file_s_rows_a_server_s() {
    let (Some(database), t) = (Database::empty(), TestDb::new()) else { return };
    let ada = t.db.system().leads().create(lead("ada")).unwrap();
    t.user::<()>("eve", "staff");
    t.db.snapshot_to(t.folder.join("copy.db")).unwrap();
    let copy = Hotcalls::open(t.folder.join("copy.db")).unwrap();
    assert_eq!(copy.system().leads().list(()).unwrap().results, t.db.system().leads().list(()).unwrap().results);
    let server = open(&database.url()).unwrap();
    let told = || {
        let mut told = Vec::new();
        let done = copy.copy_to(&server, |table| told.push((table.table.clone(), table.rows, table.before)));
        done.map(|()| told)
    };
    let first = told().unwrap();
    assert!(first.contains(&("leads".into(), 1, false)) && first.contains(&("users".into(), 1, false)), "{first:?}");
    assert!(told().unwrap().iter().all(|(_, rows, before)| *rows == 0 || *before), "what is there is not copied again");
    assert_eq!(server.system().leads().get(ada.id).unwrap(), ada);
    server.system().leads().create(lead("eve")).unwrap();
    assert_eq!(server.system().leads().list(()).unwrap().count, 2, "the keys go on where the copied ones end");
    assert_eq!(t.db.copy_to(&server, |_| {}).map(drop).unwrap_err().code(), Code::Io, "servers have tools of their own");
}

#[test]
fn thirty_two_at_once_take_the_last_places_once_and_count_right() {
    let t = TestDb::new();
    if crate::store::is_server(t.path()) {
        let root = t.db.system();
        let call = |name: &str, input: serde_json::Value| -> Result<serde_json::Value> {
            root.call_json(name, &input.to_string()).map(|text| serde_json::from_str(&text).unwrap())
        };
        let plan = call("plans.create", serde_json::json!({"plan_name": "small"})).unwrap()["id"].clone();
        for (name, limit) in [("max_leads", 20), ("max_users", 5)] {
            let feature = call("features.create", serde_json::json!({"feature_name": name})).unwrap()["id"].clone();
            call("plan_features.create", serde_json::json!({"plan": plan, "feature": feature, "limit": limit})).unwrap();
        }
        let limited = call("workspaces.create", serde_json::json!({"workspace_name": "limited", "plan": plan})).unwrap()["id"].clone();
        let free = call("workspaces.create", serde_json::json!({"workspace_name": "free"})).unwrap()["id"].clone();
        let users: Vec<crate::Id<()>> = (0..32).map(|n| t.user(&format!("user{n}"), "user")).collect();
        let (leads, members, calls) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|s| {
            for user in users {
                let (path, limited, free, leads, members, calls) = (t.path(), &limited, &free, &leads, &members, &calls);
                s.spawn(move || {
                    let db = OpenOptions::new().readers(1).busy_timeout(Duration::from_secs(60)).open(path).unwrap();
                    let root = db.system();
                    let count = |counter: &AtomicUsize, name: &str, input: serde_json::Value| match root.call_json(name, &input.to_string())
                    {
                        Ok(_) => {
                            counter.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(e) => assert_eq!(e.code(), Code::QuotaExceeded, "{name}: {e}"),
                    };
                    for workspace in [limited, free] {
                        count(
                            leads,
                            "leads.create",
                            serde_json::json!({"name": "x", "email": "x@example.com", "phone": "1", "workspace": workspace}),
                        );
                    }
                    count(members, "workspaces.add_users", serde_json::json!({"id": limited, "user_ids": [user]}));
                    let known = serde_json::json!({"lead": null, "duration": 1, "from_number": "1", "to_number": "2", "direction": "inbound", "workspace": free,
                        "provider": "p", "external_id": "the same"});
                    count(calls, "calls.create", known);
                    db.close();
                });
            }
        });
        assert_eq!((leads.into_inner(), members.into_inner(), calls.into_inner()), (20 + 32, 5, 32));
        assert_eq!(root.leads().list(()).unwrap().count, 52, "as counted");
        assert_eq!(root.calls().list(()).unwrap().count, 1, "one call, however often it is reported");
    }
}
