//! Reads from a real streaming replica. Run where the tests run on a server, see `testing::everything_again_on_a_server`.

use std::time::{Duration, Instant};

use hotcalls_test_postgres::{Server, VARIABLE};

use crate::{Hotcalls, OpenOptions, catalog, error::Code, leads::LeadCreate, workspaces::WorkspaceCreate};

fn open(url: &str) -> crate::Result<Hotcalls> {
    OpenOptions::new().readers(2).open(url)
}

fn following(server: &Server, replica: &Server) -> String {
    format!("{}?replica={}", server.url("postgres"), replica.address())
}

fn create(db: &Hotcalls, name: &str) -> crate::Id<crate::leads::Lead> {
    db.system().leads().create(LeadCreate::new(name, format!("{name}@example.com"), "1")).unwrap().id
}

fn names(db: &Hotcalls) -> Vec<String> {
    let mut names: Vec<_> = db.system().leads().list(()).unwrap().results.into_iter().map(|lead| lead.name).collect();
    names.sort();
    names
}

/// Until the replica has all that the server has.
fn wait(server: &Server, replica: &Server) {
    let start = Instant::now();
    server.run("CREATE TABLE mark (n int); DROP TABLE mark");
    let written = server.ask("SELECT pg_current_wal_flush_lsn()");
    while replica.ask(&format!("SELECT pg_last_wal_replay_lsn() >= '{written}'")) != "t" {
        assert!(start.elapsed() < Duration::from_secs(30), "the replica does not follow");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn lists_come_from_the_replica_and_show_what_this_handle_has_written() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let server = Server::start();
    let (elsewhere, replica) = (open(&server.url("postgres")).unwrap(), server.replica());
    let db = open(&following(&server, &replica)).unwrap();
    let ada = create(&db, "ada");
    assert_eq!(names(&db), ["ada"], "at once");
    wait(&server, &replica);
    assert_eq!(names(&db), ["ada"]);

    // A replica that stands still shows which of the two answers.
    replica.run("SELECT pg_wal_replay_pause()");
    let bob = create(&elsewhere, "bob");
    assert_eq!(names(&db), ["ada"], "a list is the replica's");
    assert_eq!(db.system().leads().stats(()).unwrap().total_leads, 1, "and so are statistics");
    assert_eq!(db.system().leads().get(bob).unwrap().name, "bob", "a row by its id is the server's");
    let there = elsewhere.system().workspaces().create(WorkspaceCreate::new("there")).unwrap();
    let of_there = crate::leads::LeadList { workspace: Some(there.id), ..Default::default() };
    assert_eq!(db.system().leads().list(of_there).unwrap().count, 0, "only the server says that something does not exist");
    assert_eq!(names(&db), ["ada", "bob"], "and what it has shown stays");

    create(&db, "eve");
    assert_eq!(names(&db), ["ada", "bob", "eve"], "what this handle has written is there, wherever it comes from");
    replica.run("SELECT pg_wal_replay_resume()");
    wait(&server, &replica);
    assert_eq!(names(&db), ["ada", "bob", "eve"]);
    replica.run("SELECT pg_wal_replay_pause()");
    create(&elsewhere, "joe");
    assert_eq!(names(&db), ["ada", "bob", "eve"], "the replica's again");
    // But it is no older than a few seconds.
    std::thread::sleep(Duration::from_millis(5100));
    assert_eq!(names(&db), ["ada", "bob", "eve", "joe"]);

    replica.kill();
    assert_eq!(names(&db), ["ada", "bob", "eve", "joe"], "without a replica the server answers");
    db.system().leads().delete(ada).unwrap();
    assert_eq!(names(&db), ["bob", "eve", "joe"]);
    assert_eq!(names(&open(&following(&server, &replica)).unwrap()), ["bob", "eve", "joe"], "one that is away may be back later");
    db.close();
    assert_eq!(db.system().leads().list(()).unwrap_err().code(), Code::Closed);
}

#[test]
fn many_who_write_and_list_at_once_see_their_own_writes() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let server = Server::start();
    open(&server.url("postgres")).unwrap().close();
    let replica = server.replica();
    let db = OpenOptions::new().readers(8).open(following(&server, &replica)).unwrap();
    std::thread::scope(|s| {
        for writer in 0..4 {
            let db = &db;
            s.spawn(move || {
                for n in 0..25 {
                    let name = format!("lead{writer}x{n}");
                    let id = create(db, &name);
                    let list = crate::leads::LeadList { name: Some(name), ..Default::default() };
                    assert_eq!(db.system().leads().list(list).unwrap().results.iter().map(|l| l.id).collect::<Vec<_>>(), [id]);
                }
            });
        }
    });
    assert_eq!(names(&db).len(), 20, "a page");
}

#[test]
fn what_is_no_replica_of_the_server_is_refused() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let server = Server::start();
    open(&server.url("postgres")).unwrap().close();
    let (other, replica) = (Server::start(), server.replica());
    for wrong in [&server, &other] {
        let refused = open(&following(&server, wrong)).map(drop).unwrap_err();
        assert!(refused.code() == Code::Malformed && refused.message().contains("replica"), "{refused}");
    }
    let standby = open(&replica.url("postgres")).unwrap();
    assert_eq!(standby.system().leads().list(()).unwrap().count, 0);
    assert_eq!(standby.system().leads().create(LeadCreate::new("a", "a@example.com", "1")).unwrap_err().code(), Code::ReadOnly);
}

#[test]
fn lists_and_statistics_are_what_may_lag() {
    let lagging: Vec<_> = catalog().filter(|o| o.lags).map(|o| o.name).collect();
    let lists: Vec<_> = catalog().filter(|o| o.verb == "list").map(|o| o.name).collect();
    assert!(lists.len() > 10 && lists.iter().all(|name| lagging.contains(name)));
    let rest: Vec<_> = lagging.iter().filter(|name| !name.ends_with(".list")).collect();
    assert_eq!(
        rest,
        [
            &"workspaces.stats",
            &"leads.stats",
            &"calls.analytics",
            &"calls.daily_stats",
            &"calls.duration_distribution",
            &"calls.outcome_breakdown",
            &"calls.agent_performance",
            &"calls.appointment_stats"
        ]
    );
}
