//! The figures of the server: the program itself on loopback, the generator on the same cores.
//!
//! `cargo bench -p hotcalls-server`, or `... -- pages` for one of `pages`, `start`, `logins`. Wall-clock times of a whole machine: run it on a
//! quiet one. Every figure is the median of its rounds, and the rounds of what is compared take turns.

mod client;

use std::{
    fmt::Display,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use client::{Connection, get, latencies, post, throughput};
use hotcalls_core::{
    Hotcalls, OpenOptions,
    leads::{LeadBulkCreate, LeadCreate},
};
use serde_json::{Value, json};

const LEADS: usize = 100_000;
const ROUNDS: usize = 5;
const PASSWORD: &str = "correct-horse-7";
const GIVEN: [&str; 16] = [
    "Fatima", "Anna", "Hana", "Jonas", "Mehmet", "Chloe", "Igor", "Wanda", "Pedro", "Sofia", "Liam", "Yuki", "Omar", "Greta", "Nils", "Zoe",
];
const FAMILY: [&str; 16] = [
    "Novak",
    "Schmidt",
    "Garcia",
    "Kowalski",
    "Yilmaz",
    "Rossi",
    "Dubois",
    "Haddad",
    "Jansen",
    "Ivanov",
    "Okafor",
    "Tanaka",
    "Silva",
    "Berg",
    "Murphy",
    "Papadopoulos",
];
const SECOND: [&str; 25] = [
    "Kelu", "Bravo", "Tomi", "Quill", "Vesna", "Darko", "Pilar", "Mirko", "Salma", "Fenna", "Gusto", "Hilda", "Jorun", "Levin", "Nadja",
    "Oskar", "Petra", "Rikke", "Sverre", "Tilda", "Ursin", "Viggo", "Wim", "Xenia", "Ylva",
];

fn main() {
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let folder = std::env::temp_dir().join(format!("hotcalls-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    if wanted("start") {
        start(&folder);
    }
    if wanted("pages") || wanted("logins") {
        let path = folder.join("leads.db");
        let token = seed(&path);
        let server = Server::start(&path);
        let credentials = [session(server.address), format!("Authorization: Token {token}")];
        if wanted("pages") {
            pages(&server, &credentials);
        }
        if wanted("logins") {
            logins(&server, &credentials[0]);
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn line(name: impl Display, figure: impl Display, wanted: &str) {
    println!("{name:<58} {figure:>18}   {wanted}");
}

fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> T {
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all[all.len() / 2]
}

/// A server on a database, ended when dropped.
struct Server {
    address: SocketAddr,
    child: Child,
}

impl Server {
    fn start(path: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotcalls-server"));
        command.arg("--db").arg(path).args(["--listen", "127.0.0.1:0"]).env("HOTCALLS_ADMIN_PASSWORD", PASSWORD);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.rsplit(' ').next().unwrap().trim().parse().unwrap();
        Self { address, child }
    }
    /// Resident memory in MiB.
    fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(PathBuf::from(format!("/proc/{}/status", self.child.id()))).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lead(n: usize) -> LeadCreate {
    let (given, family) = (GIVEN[n % 16], FAMILY[n / 16 % 16]);
    LeadCreate {
        surname: Some(format!("{family}{}", n % 100)),
        ..LeadCreate::new(
            format!("{given} {}{}", SECOND[n / 7 % 25], SECOND[n / 311 % 25].to_lowercase()),
            format!("{}.{n}@example.com", given.to_lowercase()),
            format!("+49151{n:07}"),
        )
    }
}

/// A database of many leads in one workspace and a member of it; an API token of the member.
fn seed(path: &Path) -> String {
    let db = Hotcalls::open(path).unwrap();
    let root = db.system();
    let call = |name: &str, input: Value| -> Value { serde_json::from_str(&root.call_json(name, &input.to_string()).unwrap()).unwrap() };
    let workspace = call("workspaces.create", json!({"workspace_name": "Bench"}))["id"].clone();
    let user = call("users.create", json!({"username": "member", "phone": "+1", "password": PASSWORD}))["id"].clone();
    call("workspaces.add_users", json!({"id": workspace, "user_ids": [user]}));
    let workspace = workspace.as_str().unwrap().parse().unwrap();
    for batch in 0..LEADS / 10_000 {
        let leads = (batch * 10_000..(batch + 1) * 10_000).map(|n| LeadCreate { workspace: Some(workspace), ..lead(n) });
        root.leads().bulk_create(LeadBulkCreate::new(leads.collect::<Vec<_>>())).unwrap();
    }
    let token = db.login("member", PASSWORD).unwrap().call_json("auth.create_token", r#"{"name": "bench"}"#).unwrap();
    serde_json::from_str::<Value>(&token).unwrap()["key"].as_str().unwrap().to_owned()
}

fn login() -> Vec<u8> {
    post("/api/auth/login/", &json!({"username": "member", "password": PASSWORD}).to_string())
}

/// The cookie of a new session.
fn session(address: SocketAddr) -> String {
    let mut connection = Connection::open(address).unwrap();
    let answer = connection.ask(&login());
    let key = answer.split("set-cookie: sessionid=").nth(1).unwrap().split(';').next().unwrap();
    format!("Cookie: sessionid={key}")
}

/// The query string that finds a lead.
type Query = fn(usize, &LeadCreate) -> String;

/// The first page of twenty, by kind of filter; each request asks for another lead (and whoever is like it).
fn pages(server: &Server, credentials: &[String; 2]) {
    let kinds: [(&str, &str, Query); 6] = [
        ("unfiltered", ">= 5000", |_, _| String::new()),
        ("email=anna.4711", ">= 1000", |n, _| format!("?email={}.{n}", GIVEN[n % 16].to_lowercase())),
        ("phone=0004711", ">= 1000", |n, _| format!("?phone={n:07}")),
        ("name=anna+bravot", ">= 1000", |_, lead| format!("?name={}", &lead.name.replace(' ', "+")[..10])),
        ("search=anna.4711", ">= 1000", |n, _| format!("?search={}.{n}", GIVEN[n % 16].to_lowercase())),
        ("search=novak77+anna", ">= 1000", |n, lead| format!("?search={}+{}", lead.surname.as_deref().unwrap(), GIVEN[n % 16])),
    ];
    println!("First page of 20 of {LEADS} leads, requests/s, by session and by token in turn");
    let mut resident = 0f64;
    for (name, wanted, query) in kinds {
        let requests = |who: &str| -> Vec<_> {
            (0..97).map(|n| 4711 + n * 601).map(|n| get(&format!("/api/leads/leads/{}", query(n, &lead(n))), who)).collect()
        };
        let requests = [requests(&credentials[0]), requests(&credentials[1])];
        let rates = (0..2 * ROUNDS).map(|round| {
            let rate = throughput(server.address, 8, &requests[round % 2], Duration::from_millis(800));
            resident = resident.max(server.resident());
            rate
        });
        line(format!("  {name}"), format!("{:.0}/s", median(rates.collect())), wanted);
    }
    line("  resident memory, the most seen", format!("{resident:.1} MiB"), "< 60 MiB");
}

/// From the start of the process to the first answer of `/health/`.
fn start(folder: &Path) {
    let path = folder.join("demo.db");
    let db = OpenOptions::new().key_file(path.with_extension("key")).unwrap().open(&path).unwrap();
    println!("Start on {}", hotcalls_demo::fill(&db).unwrap());
    db.close();
    drop(Server::start(&path)); // makes the superuser, if the demo did not
    let times = (0..3 * ROUNDS).map(|_| {
        let start = Instant::now();
        let server = Server::start(&path);
        Connection::open(server.address).unwrap().ask(&get("/health/", "Accept: */*"));
        start.elapsed()
    });
    line("  process start to the first answer of /health/", format!("{:.1?}", median(times.collect())), "< 100 ms");
}

/// A page at a fixed rate while nobody and while eight clients log in without pause, in turn.
fn logins(server: &Server, credentials: &str) {
    println!("A page of leads at 200 requests/s");
    let request = get("/api/leads/leads/", credentials);
    let (mut quiet, mut busy, done) = (Vec::new(), Vec::new(), AtomicU32::new(0));
    let time = Duration::from_secs(3);
    for _ in 0..ROUNDS {
        quiet.push(median(latencies(server.address, &request, 200, time)));
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut connection = Connection::open(server.address).unwrap();
                    while !stop.load(Ordering::Relaxed) {
                        connection.ask(&login());
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(300));
            busy.push(median(latencies(server.address, &request, 200, time)));
            stop.store(true, Ordering::Relaxed);
        });
    }
    let (quiet, busy) = (median(quiet), median(busy));
    line("  median, nobody logs in", format!("{quiet:.0?}"), "");
    line(format!("  median, 8 clients log in ({} logins)", done.into_inner()), format!("{busy:.0?}"), "");
    line("  ratio", format!("{:.2}", busy.as_secs_f64() / quiet.as_secs_f64()), "< 1.5");
}
