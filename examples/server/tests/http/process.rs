//! The program as people start it: first start, commands, signals, its log.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use hotcalls_test_postgres::{Database, Folder};
use serde_json::Value;

use crate::client::{Api, Reply, Request};

/// A folder, and a database: a file in it, or on the server that these tests run on.
struct Home {
    folder: Folder,
    server: Option<Database>,
}

impl Home {
    fn new() -> Self {
        Self { folder: Folder::new("process"), server: Database::empty() }
    }
    /// With a file, wherever the tests run.
    fn of_files() -> Self {
        Self { folder: Folder::new("process"), server: None }
    }
    fn path(&self) -> &Path {
        self.folder.path()
    }
    fn holds(&self) -> usize {
        fs::read_dir(self.path()).unwrap().count()
    }
}

fn program(home: &Home) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotcalls-server"));
    command.current_dir(home.path()).env_remove("HOTCALLS_ADMIN_PASSWORD");
    if let Some(server) = &home.server {
        command.args(["--db", &server.url(), "--key-file", "hotcalls.key"]);
    }
    command
}

fn run(home: &Home, args: &[&str]) -> Output {
    program(home).args(args).output().unwrap()
}

/// A started server: its address, what it said, the process.
struct Started(SocketAddr, String, Child);

fn start(home: &Home, args: &[&str]) -> Started {
    let mut command = program(home);
    let mut child = command.args(["--listen", "127.0.0.1:0"]).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while !said.contains("\ncurl ") {
        said += &lines.next().expect("the greeting").unwrap();
        said.push('\n');
    }
    let address = said.split("listens on ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    Started(address, said, child)
}

impl Started {
    /// Ends it as a service manager does, and answers its log.
    fn end(mut self) -> String {
        let done = Command::new("kill").args(["-TERM", &self.2.id().to_string()]).status().unwrap();
        assert!(done.success());
        let mut log = String::new();
        self.2.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.2.wait().unwrap().success());
        log
    }
}

#[test]
fn tables_are_spread_where_there_is_a_cluster_and_nothing_is_made_where_there_is_none() {
    let home = Home::of_files();
    let refused = run(&home, &["--db", "mistyped.db", "distribute"]);
    assert!(!refused.status.success() && !home.path().join("mistyped.db").exists());
    let Some(database) = Database::empty() else { return };
    let distribute = || run(&home, &["distribute", "--db", &database.url()]);
    let refused = distribute();
    let why = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && why.contains("The extension citus is not installed on this server"), "{why}");
    database.run(hotcalls_test_postgres::FAKE_CITUS);
    let told = |output: Output| {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(told(distribute()).contains("\ncalls: spread by workspace_id\n"));
    assert!(told(distribute()).contains("\ncalls: spread by workspace_id already\n"));
}

#[test]
fn settings_outlive_a_start_that_does_not_name_them() {
    let home = Home::new();
    let shown = |args: &[&str]| {
        let started = start(&home, args);
        let basic = ("admin", "a-long-enough-pass");
        let settings = Request::to(started.0, "GET", "/api/settings/").basic(basic.0, basic.1).send().json();
        started.end();
        (settings["shared_rows"].clone(), settings["open_registration"].clone())
    };
    let made = program(&home).args(["create-superuser", "admin"]).env("HOTCALLS_ADMIN_PASSWORD", "a-long-enough-pass").status();
    assert!(made.unwrap().success());
    assert_eq!(shown(&[]), (false.into(), false.into()), "off unless asked for");
    assert_eq!(shown(&["--shared-rows"]), (true.into(), false.into()));
    assert_eq!(shown(&["--open-registration"]), (true.into(), true.into()));
}

#[test]
fn the_first_start_makes_an_admin_and_says_how_to_begin() {
    let home = Home::new();
    let started = start(&home, &[]);
    let curl = started.1.lines().find(|l| l.starts_with("curl ")).unwrap().to_owned();
    assert!(!curl.contains(['|', '\'', '"', '$']), "{curl}");
    let words: Vec<_> = curl.split(' ').collect();
    let (name, password) = words[2].split_once(':').unwrap();
    let path = words[3].split_once(&started.0.to_string()).unwrap().1;
    let reply = Request::to(started.0, "GET", path).basic(name, password).send();
    assert_eq!((reply.status, reply.json()["username"].as_str()), (200, Some("admin")));
    assert!(started.1.contains("/api/docs/") && started.1.contains("/admin/"));
    let log = started.end();
    assert!(!log.contains(password));
    assert_eq!(fs::read(home.path().join("hotcalls.key")).unwrap().len(), 32);

    let again = start(&home, &[]);
    assert!(!again.1.contains("password"), "{}", again.1);
    assert_eq!(Request::to(again.0, "GET", path).basic(name, password).send().status, 200);
    again.end();
}

#[test]
fn an_address_in_use_is_said_before_anything_is_made() {
    let (home, taken) = (Home::of_files(), std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&home, &["--listen", &address]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains(&address));
    assert_eq!(home.holds(), 0, "no superuser whose password nobody was told");
}

#[test]
fn the_log_has_a_line_per_request_and_no_secrets() {
    let home = Home::new();
    let started = start(&home, &["--time-zone", "Europe/Berlin"]);
    let request = Request::to(started.0, "GET", "/api/leads/leads/?search=confidential");
    request.basic("admin", "hunter2-secret").header("X-Request-Id", "r-1").send();
    Request::to(started.0, "GET", "/health/").send();
    let log = started.end();
    let lines: Vec<Value> = log.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{log}");
    let first = &lines[0];
    assert_eq!(
        (&first["method"], &first["path"], &first["status"], &first["request_id"]),
        (&"GET".into(), &"/api/leads/leads/".into(), &401.into(), &"r-1".into())
    );
    assert!(first["ms"].is_number() && !log.contains("confidential") && !log.contains("hunter2"));
}

#[test]
fn a_request_is_logged_though_its_client_went_away() {
    let home = Home::new();
    let mut started = start(&home, &[]);
    let mut stream = TcpStream::connect(started.0).unwrap();
    let body = r#"{"username": "nobody", "password": "wrong password"}"#;
    let head = format!("POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(5));
    drop(stream); // while the password is hashed, most likely
    let (tell, told) = std::sync::mpsc::channel();
    let mut log = BufReader::new(started.2.stderr.take().unwrap());
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = log.read_line(&mut line);
        let _ = tell.send(line);
    });
    let line: Value = serde_json::from_str(&told.recv_timeout(std::time::Duration::from_secs(30)).expect("a line")).unwrap();
    started.2.kill().unwrap();
    started.2.wait().unwrap();
    assert_eq!((&line["path"], &line["status"]), (&"/api/auth/login/".into(), &401.into()));
}

#[test]
fn a_running_request_is_finished_before_the_end() {
    let mut api = Api::new();
    let mut stream = TcpStream::connect(api.address).unwrap();
    let body = r#"{"username": "user", "password": "wrong"}"#;
    let head =
        format!("POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    api.tell_to_stop();
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert!(TcpStream::connect(api.address).is_err(), "new connections are refused");
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    assert_eq!(Reply::read(&mut stream).status, 401);
    api.stop();
}

#[test]
fn commands_work_beside_a_server() {
    let home = Home::new();
    let started = start(&home, &[]);
    let made = program(&home).args(["create-superuser", "second"]).env("HOTCALLS_ADMIN_PASSWORD", "correct-horse-9").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let me = || Request::to(started.0, "GET", "/api/users/users/me/").basic("second", "correct-horse-9").send();
    assert_eq!(me().json()["username"], "second");

    fs::write(home.path().join("leads.csv"), "name,email,phone\nEve,eve@example.com,+49301234567\nBad,nonsense,1\n").unwrap();
    let imported = run(&home, &["import-leads", "leads.csv"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let counts: Value = serde_json::from_slice(&imported.stdout).unwrap();
    assert!(counts.to_string().contains("\"created\":1"), "{counts}");
    assert!(String::from_utf8_lossy(&imported.stderr).contains("email"), "{}", String::from_utf8_lossy(&imported.stderr));
    let count = Request::to(started.0, "GET", "/api/leads/leads/").basic("second", "correct-horse-9").send().json()["count"].clone();
    assert_eq!(count, 1);

    let cdr = "src,dst,start,end,billsec,disposition,uniqueid\n+1,+2,2026-05-20 10:00:00,2026-05-20 10:00:30,0,BUSY,1779271200.1\nx\n";
    fs::write(home.path().join("Master.csv"), cdr).unwrap();
    let imported = run(&home, &["import-cdr", "Master.csv", "--time-zone", "America/New_York", "--provider", "pbx-1"]);
    assert!(String::from_utf8_lossy(&imported.stderr).contains("line 3: "), "{}", String::from_utf8_lossy(&imported.stderr));
    let calls = Request::to(started.0, "GET", "/api/calls/call-logs/?provider=pbx-1").basic("second", "correct-horse-9").send().json();
    assert_eq!((&calls["count"], &calls["results"][0]["started_at"]), (&1.into(), &"2026-05-20T14:00:00.000000Z".into()));

    assert!(run(&home, &["snapshot", "copy.db"]).status.success());
    assert!(fs::metadata(home.path().join("copy.db")).unwrap().len() > 0);
    let twice = run(&home, &["snapshot", "copy.db"]);
    assert!(!twice.status.success() && !twice.stderr.is_empty());
    started.end();
}

#[test]
fn a_company_moves_to_a_server_and_back() {
    let home = Home::of_files();
    let mistyped = run(&home, &["copy", "--from", "mistyped.db", "--to", "other.db"]);
    assert!(!mistyped.status.success() && String::from_utf8_lossy(&mistyped.stderr).contains("mistyped.db"));
    assert_eq!(home.holds(), 0, "no empty database is made, let alone copied");
    let Some(server) = Database::empty() else { return };
    fs::write(home.path().join("leads.csv"), "name,email,phone\nEve,eve@example.com,+49301234567\n").unwrap();
    let said = |args: &[&str]| {
        let output = run(&home, args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    said(&["import-leads", "leads.csv"]);
    let url = server.url();
    let there = ["copy", "--from", "hotcalls.db", "--to", &url];
    let first = said(&there);
    assert!(first.contains(" 1 leads\n") && first.ends_with("Both sides hold the same.\n"), "{first}");
    assert!(said(&there).contains(" 1 leads (copied before)\n"));
    said(&["--db", &url, "--key-file", "hotcalls.key", "import-leads", "leads.csv", "--on-duplicate", "update"]);
    assert!(said(&["copy", "--from", &url, "--to", "back.db"]).contains(" 1 leads\n"));
    said(&["--db", &url, "--key-file", "hotcalls.key", "snapshot", "copy.db"]);
    let leads = |name: &str| hotcalls_core::Hotcalls::open(home.path().join(name)).unwrap().system().leads().list(()).unwrap().results;
    let ids = |name: &str| leads(name).into_iter().map(|lead| (lead.id, lead.name)).collect::<Vec<_>>();
    assert_eq!(leads("back.db"), leads("copy.db"));
    assert_eq!(ids("back.db"), ids("hotcalls.db"));
}

#[test]
fn openapi_is_printed_without_a_database() {
    let home = Home::of_files();
    let printed = run(&home, &["openapi"]);
    let document: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(run(&home, &["openapi", "--yaml"]).stdout.starts_with(b"\"components\":"));
    assert_eq!(home.holds(), 0);
}

#[test]
fn what_is_wrong_on_the_command_line_is_said() {
    let home = Home::of_files();
    for (args, word) in [
        (&["--nonsense"][..], "nonsense"),
        (&["--listen", "x"], "x"),
        (&["dance"], "dance"),
        (&["import-leads", "missing.csv"], "missing.csv"),
        (&["snapshot"], "--help"),
        (&["--db", "mistyped.db", "snapshot", "copy.db"], "mistyped.db"),
        (&["--time-zone", "Europe/Atlantis"], "Europe/Atlantis"),
    ] {
        let output = run(&home, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(word) && said.starts_with("hotcalls-server: "), "{args:?}: {said}");
    }
    fs::write(home.path().join("short.key"), "short").unwrap();
    let output = run(&home, &["--key-file", "short.key", "create-superuser", "x"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("32 bytes"));
    assert!(["mistyped.db", "copy.db", "--help"].iter().all(|made| !home.path().join(made).exists()));
    let help = run(&home, &["create-superuser", "--help"]);
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--shared-rows"));
}
