//! Many processes at once on one database, each with a handle of its own: what may happen once happens once, what is limited stays within its
//! limit, nothing is lost, and everybody else is told why. On a file, and on a server.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStderr, ChildStdin, Command, Stdio},
    time::Duration,
};

use hotcalls_core::{Caller, Cost, Hotcalls, OpenOptions};
use hotcalls_tests::world::{PASSWORD, Place, call, make, tenant};
use serde_json::{Value, json};

const MANY: usize = 32;
/// Where a process finds the address of its database; then it does what it is told.
const DATABASE: &str = "HOTCALLS_AT_ONCE";

/// An operation, its input, and perhaps an idempotency key.
type Order = (&'static str, Value, Option<String>);
/// What was answered, or the word of the error.
type Answer = Result<Value, String>;

fn open(path: &Path) -> Hotcalls {
    let options = OpenOptions::new().key([7; 32]).readers(1).busy_timeout(Duration::from_secs(60)).password_cost(Cost::CHEAP);
    options.open(path).unwrap_or_else(|e| panic!("the database does not open: {e}"))
}

/// Reads lists of orders, a line each, and answers each list when all of it is done. The database is opened at the first.
fn obey(path: &Path, orders: impl BufRead, mut answers: impl Write) {
    let mut db = None;
    writeln!(answers, "[]").expect("somebody listens");
    for line in orders.lines() {
        let list: Vec<(String, Value, Option<String>)> = serde_json::from_str(&line.expect("a line")).expect("orders");
        let system = db.get_or_insert_with(|| open(path)).system();
        let one = |(operation, input, key): (String, Value, Option<String>)| {
            let caller = key.map_or_else(|| system.clone(), |key| system.idempotency_key(key));
            call(&caller, &operation, &input).map_err(|e| e.code().word().to_owned())
        };
        let done: Vec<Answer> = list.into_iter().map(one).collect();
        writeln!(answers, "{}", json!(done)).expect("somebody listens");
    }
}

/// With a database in its environment: one of many, that does what it is told. On its own it is told something here.
#[test]
fn one_of_many() {
    if let Some(path) = env::var_os(DATABASE) {
        // The other stream has what the test harness says.
        return obey(path.as_ref(), std::io::stdin().lock(), std::io::stderr());
    }
    let place = Place::new("one");
    let lead = |name: &str| json!({"name": name, "email": "a@example.com", "phone": "1"});
    let orders = [json!([]), json!([["leads.create", lead("Ada"), "key"], ["leads.create", lead(""), null], ["leads.list", {}, null]])];
    let mut answers = Vec::new();
    obey(place.path(), orders.map(|list| format!("{list}\n")).concat().as_bytes(), &mut answers);
    let answers = String::from_utf8(answers).expect("text");
    let answers: Vec<Vec<Answer>> = answers.lines().map(|line| serde_json::from_str(line).expect("answers")).collect();
    let [ada, nameless, list] = &answers[2][..] else { panic!("{answers:?}") };
    assert_eq!(nameless, &Err("invalid_input".to_owned()));
    assert_eq!(list.as_ref().expect("a list")["results"], json!([ada.as_ref().expect("a lead")]));
}

struct Process {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStderr>>,
}

impl Process {
    fn start(path: &Path) -> Self {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args(["one_of_many", "--exact", "--nocapture"]).env(DATABASE, path);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a process");
        let (orders, answers) = (child.stdin.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        Self { child, orders, answers: BufReader::new(answers).lines() }
    }
    fn told(&mut self) -> Vec<Answer> {
        let line = self.answers.next().expect("an answer").expect("text");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}\n{:?}", self.answers.by_ref().collect::<Vec<_>>()))
    }
}

/// Processes that wait for orders. They end with it.
struct Crowd(Vec<Process>);

impl Crowd {
    /// All of them are up when this returns; none has opened the database.
    fn gather(path: &Path, many: usize) -> Self {
        let mut crowd = Self((0..many).map(|_| Process::start(path)).collect());
        crowd.0.iter_mut().for_each(|process| assert!(process.told().is_empty()));
        crowd
    }
    /// Tells each what to do, then listens to all.
    fn each(&mut self, orders: impl Fn(usize) -> Vec<Order>) -> Vec<Vec<Answer>> {
        let lines: Vec<_> = (0..self.0.len()).map(|n| format!("{}\n", json!(orders(n)))).collect();
        for (process, line) in self.0.iter_mut().zip(&lines) {
            process.orders.write_all(line.as_bytes()).expect("it listens");
        }
        self.0.iter_mut().map(Process::told).collect()
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for process in &mut self.0 {
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }
}

/// How often each answer was given: `ok`, or the word of an error.
fn tally<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> BTreeMap<&'a str, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.as_ref().map_or_else(String::as_str, |_| "ok")).or_insert(0) += 1;
    }
    tally
}

/// The same list, begun elsewhere: nobody meets everybody in the same order.
fn turned(mut orders: Vec<Order>, n: usize) -> Vec<Order> {
    let by = n % orders.len();
    orders.rotate_left(by);
    orders
}

fn count(root: &Caller, operation: &str, input: Value) -> u64 {
    call(root, operation, &input).expect("a list")["count"].as_u64().expect("a count")
}

/// A workspace whose plan has 20 places for leads and 5 for members.
fn limited(root: &Caller) -> String {
    let plan = make(root, "plans.create", json!({"plan_name": "small"}));
    for (name, limit) in [("max_leads", 20), ("max_users", 5)] {
        let feature = make(root, "features.create", json!({"feature_name": name}));
        make(root, "plan_features.create", json!({"plan": plan, "feature": feature, "limit": limit}));
    }
    make(root, "workspaces.create", json!({"workspace_name": "limited", "plan": plan}))
}

#[test]
fn thirty_two_processes_book_a_slot_once() {
    let place = Place::new("slots");
    let db = open(place.path());
    let ids: BTreeMap<_, _> = tenant(&db.system(), "Marketing", "+15550101", "").into_iter().collect();
    let mut crowd = Crowd::gather(place.path(), MANY);
    crowd.each(|_| vec![]);
    // Every other process asks for a quarter of an hour later: that overlaps as well.
    let book = |hour: usize, n: usize| {
        let start = format!("2027-03-02T{hour:02}:{:02}:00Z", n % 2 * 15);
        (
            "meetings.create",
            json!({"calendar_configuration": ids["config"], "lead": ids["lead"], "start": start, "duration_minutes": 30}),
            None,
        )
    };
    let hours = [9, 11, 13, 15];
    let answers = crowd.each(|n| turned(hours.iter().map(|hour| book(*hour, n)).collect(), n));
    let expected = BTreeMap::from([("ok", hours.len()), ("slot_taken", (MANY - 1) * hours.len())]);
    assert_eq!(tally(answers.iter().flatten()), expected);
    let that_day = json!({"start_after": "2027-03-02T00:00:00Z", "page_size": 100});
    let booked = call(&db.system(), "meetings.list", &that_day).expect("a list");
    let booked: BTreeSet<_> = booked["results"].as_array().expect("meetings").iter().map(|m| m["id"].to_string()).collect();
    let told: BTreeSet<_> = answers.iter().flatten().flatten().map(|m| m["id"].to_string()).collect();
    assert_eq!((booked.len(), &booked), (hours.len(), &told), "those that were told, and no other");
    // A slot that is given back is taken once again.
    let ids: Vec<_> = booked.into_iter().collect();
    make(&db.system(), "meetings.cancel", json!({"id": ids[0].trim_matches('"')}));
    let again = crowd.each(|n| turned(hours.iter().map(|hour| book(*hour, n)).collect(), n));
    assert_eq!(tally(again.iter().flatten())["ok"], 1);
    db.close();
}

#[test]
fn thirty_two_processes_record_an_external_id_once() {
    let place = Place::new("ids");
    let db = open(place.path());
    let root = db.system();
    let workspace = make(&root, "workspaces.create", json!({"workspace_name": "free"}));
    let mut crowd = Crowd::gather(place.path(), MANY);
    crowd.each(|_| vec![]);
    let done = |id: usize| {
        let call = json!({"lead": null, "duration": 1, "from_number": "1", "to_number": "2", "direction": "inbound", "workspace": workspace,
            "provider": "p", "external_id": format!("done {id}")});
        ("calls.create", call, None)
    };
    let begun = |id: usize| {
        let call = json!({"from_number": "1", "to_number": "2", "direction": "inbound", "workspace": workspace, "owner": "worker",
            "provider": "p", "external_id": format!("begun {id}")});
        ("calls.begin", call, None)
    };
    let keyed =
        ("leads.create", json!({"name": "x", "email": "x@example.com", "phone": "1", "workspace": workspace}), Some("once".to_owned()));
    let orders = |n| turned((0..4).flat_map(|id| [done(id), begun(id)]).chain([keyed.clone()]).collect(), n);
    let answers = crowd.each(orders);
    assert_eq!(tally(answers.iter().flatten()), BTreeMap::from([("ok", MANY * 9)]), "each is told of the one that there is");
    let told = |word: &str| -> BTreeSet<String> {
        let all = answers.iter().flatten().flatten().filter(|call| call["external_id"].as_str().unwrap_or("lead").starts_with(word));
        all.map(|call| call["id"].to_string()).collect()
    };
    assert_eq!([told("done").len(), told("begun").len(), told("lead").len()], [4, 4, 1]);
    for id in 0..4 {
        for word in ["done", "begun"] {
            assert_eq!(count(&root, "calls.list", json!({"external_id": format!("{word} {id}")})), 1);
        }
    }
    // The counters agree with the rows.
    assert_eq!([count(&root, "calls.list", json!({})), count(&root, "calls.list", json!({"direction": "inbound"}))], [8, 8]);
    assert_eq!([count(&root, "leads.list", json!({})), count(&root, "leads.list", json!({"name": "x"}))], [1, 1]);
    db.close();
}

#[test]
fn thirty_two_processes_stay_within_a_quota() {
    let place = Place::new("quotas");
    let db = open(place.path());
    let root = db.system();
    let workspace = limited(&root);
    let user = |n| make(&root, "users.create_privileged", json!({"username": format!("user{n}"), "phone": "+1", "password": PASSWORD}));
    let users: Vec<_> = (0..MANY).map(user).collect();
    let mut crowd = Crowd::gather(place.path(), MANY);
    crowd.each(|_| vec![]);
    let orders = |n: usize| {
        let lead = json!({"name": format!("lead{n}"), "email": "x@example.com", "phone": "1", "workspace": workspace});
        let member = json!({"id": workspace, "user_ids": [users[n]]});
        turned(vec![("leads.create", lead, None), ("workspaces.add_users", member, None)], n)
    };
    let answers = crowd.each(orders);
    let (mut leads, mut members) = (Vec::new(), Vec::new());
    for (n, list) in answers.iter().enumerate() {
        for (order, answer) in orders(n).iter().zip(list) {
            if order.0 == "leads.create" { leads.push(answer) } else { members.push(answer) }
        }
    }
    assert_eq!(tally(leads), BTreeMap::from([("ok", 20), ("quota_exceeded", MANY - 20)]));
    assert_eq!(tally(members), BTreeMap::from([("ok", 5), ("quota_exceeded", MANY - 5)]));
    assert_eq!(call(&root, "workspaces.users", &json!({"id": workspace})).expect("members").as_array().map(Vec::len), Some(5));
    assert_eq!([count(&root, "leads.list", json!({})), count(&root, "leads.list", json!({"name": "lead"}))], [20, 20]);
    db.close();
}

#[test]
fn what_killed_processes_had_begun_is_made_once_by_those_who_take_over() {
    let place = Place::new("killed");
    let db = open(place.path());
    let root = db.system();
    let mut crowd = Crowd::gather(place.path(), MANY);
    crowd.each(|_| vec![]);
    let order = |n: usize, m: usize| {
        let name = format!("lead {n} {m}");
        ("leads.create", json!({"name": name, "email": "x@example.com", "phone": "1"}), Some(name))
    };
    let orders = |n| (0..8).map(|m| order(n, m)).collect::<Vec<_>>();
    for (n, process) in crowd.0.iter_mut().enumerate() {
        writeln!(process.orders, "{}", json!(orders(n))).expect("it listens");
    }
    // Every other one is killed, one after the other, while all of them write.
    let mut left = Vec::new();
    for (n, mut process) in std::mem::take(&mut crowd.0).into_iter().enumerate() {
        if n % 2 == 0 {
            std::thread::sleep(Duration::from_millis(3));
            process.child.kill().expect("killed");
            process.child.wait().expect("gone");
        } else {
            left.push((n, process));
        }
    }
    let answers: Vec<_> = left.iter_mut().flat_map(|(_, process)| process.told()).collect();
    assert_eq!(tally(&answers), BTreeMap::from([("ok", MANY / 2 * 8)]));
    // Who is left says all of the other's again, under the same keys.
    for (n, process) in &mut left {
        writeln!(process.orders, "{}", json!(orders(*n - 1))).expect("it listens");
    }
    let again: Vec<_> = left.iter_mut().flat_map(|(_, process)| process.told()).collect();
    crowd.0 = left.into_iter().map(|(_, process)| process).collect();
    assert_eq!(tally(&again), BTreeMap::from([("ok", MANY / 2 * 8)]));
    let all = call(&root, "leads.list", &json!({"page_size": 1000})).expect("a list");
    let names: BTreeSet<_> = all["results"].as_array().expect("leads").iter().map(|lead| lead["name"].to_string()).collect();
    assert_eq!((all["count"].as_u64(), all["results"].as_array().map(Vec::len), names.len()), (Some(256), Some(256), 256));
    db.close();
}

#[test]
fn twenty_processes_set_an_empty_database_up_once() {
    let place = Place::empty("empty");
    let mut crowd = Crowd::gather(place.path(), 20);
    let lead = |n: usize| json!({"name": format!("lead{n}"), "email": "x@example.com", "phone": "1"});
    let first = crowd.each(|n| vec![("leads.create", lead(n), None), ("leads.list", json!({"page_size": 1, "cursor": ""}), None)]);
    assert_eq!(tally(first.iter().flatten()), BTreeMap::from([("ok", 40)]));
    let all = crowd.each(|_| vec![("leads.list", json!({"page_size": 100}), None)]);
    for list in all.iter().flatten().flatten() {
        let names: BTreeSet<_> = list["results"].as_array().expect("leads").iter().map(|lead| lead["name"].to_string()).collect();
        assert_eq!((list["count"].as_u64(), names.len()), (Some(20), 20));
    }
    // They share one secret: what one has signed, another accepts.
    let cursor = first[0][1].as_ref().expect("a page")["next_cursor"].clone();
    let next = crowd.each(|_| vec![("leads.list", json!({"page_size": 1, "cursor": cursor}), None)]);
    assert_eq!(tally(next.iter().flatten()), BTreeMap::from([("ok", 20)]));
}

#[test]
fn the_crowds_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
