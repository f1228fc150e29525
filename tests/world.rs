//! A small world with one of everything, built through the public operations, kept as a database that tests copy.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use hotcalls_core::{Caller, Clock, Cost, Entropy, Error, Hotcalls, Id, OpenOptions, Timestamp, operation::Effect};
use hotcalls_test_postgres::Database;
pub use hotcalls_test_postgres::Folder;
use serde_json::{Value, json};

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    /// 2026-11-22T12:00:00Z.
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_348_800_000_000)))
    }
    /// Moves it.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}
impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}
impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The same numbers for the same seed; clones share the state.
#[derive(Clone)]
pub struct Seeded(Arc<AtomicU64>);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }
    /// Starts over.
    pub fn reseed(&self, seed: u64) {
        self.0.store(seed, Ordering::SeqCst);
    }
    /// The next number (splitmix64).
    pub fn next(&self) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A database of a test: a file, or one on the server that these tests run on; gone when dropped.
pub struct Place {
    path: PathBuf,
    server: Option<Database>,
    _folder: Option<Folder>,
}

impl Place {
    /// One that is set up and holds nothing.
    pub fn new(name: &str) -> Self {
        Database::new(|url| Hotcalls::open(url).expect("the template").close()).map_or_else(|| Self::file(name), Self::on_a_server)
    }
    /// One that nobody has set up.
    pub fn empty(name: &str) -> Self {
        Database::empty().map_or_else(|| Self::file(name), Self::on_a_server)
    }
    fn file(name: &str) -> Self {
        let folder = Folder::new(name);
        Self { path: folder.path().join("test.db"), server: None, _folder: Some(folder) }
    }
    fn on_a_server(database: Database) -> Self {
        Self { path: database.url().into(), server: Some(database), _folder: None }
    }
    /// Another one that holds the same. Nobody may have this one open.
    pub fn copy(&self) -> Self {
        if let Some(server) = &self.server {
            return Self::on_a_server(server.copy());
        }
        let copy = Self::file("copy");
        fs::copy(&self.path, &copy.path).expect("a copy");
        copy
    }
    /// What is opened.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// Until nobody is connected any more: a server hears of a process that was killed a moment later.
    pub fn wait_until_left(&self) {
        if let Some(server) = &self.server {
            server.wait_until_left();
        }
    }
}

/// A world that is as it was built, whenever it is asked for: a copy, and a new one once somebody has changed that.
pub struct Copies<'o> {
    original: &'o Place,
    names: &'o Names,
    seed: u64,
    seconds: i64,
    current: Option<(Open, Place)>,
}

impl<'o> Copies<'o> {
    /// Copies whose randomness starts at `seed`, and whose clock stands `seconds` after that of the original's beginning.
    pub fn new(original: &'o Place, names: &'o Names, seed: u64, seconds: i64) -> Self {
        Self { original, names, seed, seconds, current: None }
    }
    /// What an operation answers somebody there, as text.
    pub fn call(&mut self, role: &str, operation: &str, input: &Value) -> Result<String, Error> {
        let (original, seed, seconds) = (self.original, self.seed, self.seconds);
        let (world, _) = self.current.get_or_insert_with(|| {
            let place = original.copy();
            let world = open(place.path(), seed);
            world.clock.advance(seconds);
            (world, place)
        });
        world.entropy.reseed(seed);
        let answer = caller(&world.db, self.names, role).call_json(operation, &input.to_string());
        // Reading changes nothing, nor does what was refused, but for attempts to log in, which are counted.
        let reads = hotcalls_core::operation(operation).is_some_and(|known| known.effect == Effect::Read);
        if !reads && (answer.is_ok() || operation.starts_with("auth.")) {
            self.close();
        }
        answer
    }
    fn close(&mut self) {
        if let Some((world, _)) = self.current.take() {
            world.db.close();
        }
    }
}

impl Drop for Copies<'_> {
    fn drop(&mut self) {
        self.close();
    }
}

/// Ids by name: `W`, `agent`, `lead`, ...
pub type Names = BTreeMap<String, String>;

/// An open database with its clock and randomness.
pub struct Open {
    /// The handle.
    pub db: Hotcalls,
    /// Its clock.
    pub clock: FixedClock,
    /// Its randomness.
    pub entropy: Seeded,
}

/// Opens a database with a standing clock and seeded randomness.
pub fn open(path: &Path, seed: u64) -> Open {
    let (clock, entropy) = (FixedClock::new(), Seeded::new(seed));
    let options = OpenOptions::new().clock(clock.clone()).entropy(entropy.clone()).key([7; 32]).readers(2).password_cost(Cost::CHEAP);
    Open { db: options.open(path).expect("the database opens"), clock, entropy }
}

/// A call by name with a JSON value.
pub fn call(caller: &Caller, name: &str, input: &Value) -> Result<Value, Error> {
    caller.call_json(name, &input.to_string()).map(|text| serde_json::from_str(&text).expect("the answer is JSON"))
}

/// A call that must succeed; the answer's `id` (`agent_id`).
pub fn make(caller: &Caller, name: &str, input: Value) -> String {
    let answer = call(caller, name, &input).unwrap_or_else(|e| panic!("{name} {input}: {e}"));
    let id = answer.get("id").or_else(|| answer.get("agent_id"));
    id.and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
}

/// The password of every user of the world.
pub const PASSWORD: &str = "correct-horse-1";

/// The roles of the matrix, in its order.
pub const ROLES: [&str; 6] = ["anonymous", "regular", "member", "admin", "staff", "superuser"];

/// The caller of a role.
pub fn caller(db: &Hotcalls, names: &Names, role: &str) -> Caller {
    if role == "anonymous" { db.anonymous() } else { db.as_user(names[role].parse::<Id<()>>().expect("an id")) }
}

/// Builds the world into an empty database; the ids of what it holds.
pub fn build(path: &Path) -> Names {
    let world = open(path, 1);
    let root = world.db.system();
    let mut names = Names::new();
    for (role, flags) in [
        ("regular", json!({})),
        ("member", json!({})),
        ("admin", json!({})),
        ("staff", json!({"is_staff": true})),
        ("superuser", json!({"is_superuser": true})),
        ("other", json!({})),
        ("boss", json!({"is_superuser": true})),
    ] {
        let mut input = json!({"username": role, "phone": "+15550100", "email": format!("{role}@example.com"), "password": PASSWORD});
        input.as_object_mut().expect("an object").extend(flags.as_object().expect("an object").clone());
        names.insert(role.into(), make(&root, "users.create_privileged", input));
        world.clock.advance(1);
    }
    let plan = make(&root, "plans.create", json!({"plan_name": "Basic"}));
    let feature = make(&root, "features.create", json!({"feature_name": "recording"}));
    names.insert("feature2".into(), make(&root, "features.create", json!({"feature_name": "transcripts"})));
    names.insert("plan_feature".into(), make(&root, "plan_features.create", json!({"plan": plan, "feature": feature, "limit": 3})));
    names.extend([("plan".into(), plan), ("feature".into(), feature)]);
    names.extend(tenant(&root, "Marketing", "+15550101", "").into_iter().map(|(k, v)| (k.to_owned(), v)));
    let workspace = names["W"].clone();
    call(&root, "workspaces.add_users", &json!({"id": workspace, "user_ids": [names["member"], names["admin"]]})).expect("members");
    call(&root, "workspaces.set_role", &json!({"id": workspace, "user_id": names["admin"], "role": "admin"})).expect("an admin");
    names.insert("W2".into(), make(&root, "workspaces.create", json!({"workspace_name": "Elsewhere"})));
    names.insert("free_number".into(), make(&root, "phone_numbers.create", json!({"phonenumber": "+15550199"})));
    let loose = json!({"name": "Loose", "email": "loose@example.com", "phone": "+15550198"});
    names.insert("loose_lead".into(), make(&root, "leads.create", loose));
    let entry = json!({"user": names["other"], "reason": "tried", "status": "temporary", "expires_at": "2026-11-22T12:00:00Z"});
    names.insert("entry".into(), make(&root, "blacklist.create", entry));
    let token = call(&caller(&world.db, &names, "member"), "auth.create_token", &json!({"name": "mine"})).expect("a token");
    names.insert("token".into(), token["id"].as_str().unwrap_or_default().to_owned());
    world.db.close();
    names
}

/// One of everything in a workspace of its own; names end in `suffix`.
pub fn tenant(root: &Caller, name: &str, number: &str, suffix: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut note = |key: &str, id: &str| names.push((format!("{key}{suffix}"), id.to_owned()));
    let workspace = make(root, "workspaces.create", json!({"workspace_name": name}));
    let calendar = make(
        root,
        "calendars.create",
        json!({"workspace": workspace, "calendar_type": "google", "account_id": format!("{name}@example.com"), "auth_token": "secret-token"}),
    );
    let config = make(
        root,
        "calendar_configurations.create",
        json!({"calendar": calendar, "sub_calendar_id": "primary", "duration": 30, "prep_time": 0, "from_time": "09:00:00", "to_time": "17:00:00"}),
    );
    let agent = make(
        root,
        "agents.create",
        json!({"workspace": workspace, "name": "Ada", "greeting": "Hello!", "voice": "v", "language": "en-US", "call_from": "09:00:00",
            "call_to": "17:00:00", "character": "kind", "calendar_configuration": config}),
    );
    let phone = make(root, "phone_numbers.create", json!({"phonenumber": number, "workspace": workspace, "inbound_agent": agent}));
    call(root, "agents.assign_phone_numbers", &json!({"agent_id": agent, "phone_number_ids": [phone]})).expect("assigned");
    let lead = make(
        root,
        "leads.create",
        json!({"name": "Jane", "surname": name, "email": "jane@example.com", "phone": "+1 987 654 3210", "workspace": workspace, "meta_data": {"source": name}}),
    );
    let call_log = make(
        root,
        "calls.create",
        json!({"lead": lead, "agent": agent, "phone_number": phone, "from_number": number, "to_number": "+19876543210", "direction": "outbound",
            "duration": 125, "disconnection_reason": "completed", "outcome": "reached", "external_id": "x-1"}),
    );
    let turn = json!({"turn": 0, "role": "agent", "text": format!("Hello from {name}!"), "start_ms": 0, "end_ms": 1200});
    call(root, "calls.append_transcript", &json!({"call": call_log, "turns": [turn]})).expect("a transcript");
    let meeting = make(
        root,
        "meetings.create",
        json!({"calendar_configuration": config, "lead": lead, "agent": agent, "call": call_log, "start": "2027-03-01T10:00:00Z", "duration_minutes": 30}),
    );
    for (key, id) in [
        ("W", &workspace),
        ("calendar", &calendar),
        ("config", &config),
        ("agent", &agent),
        ("number", &phone),
        ("lead", &lead),
        ("call", &call_log),
        ("meeting", &meeting),
    ] {
        note(key, id);
    }
    names
}

/// Puts ids into a template: `"$lead"` becomes the id of that name.
pub fn substitute(template: &str, names: &Names, own: Option<&str>) -> Value {
    let mut text = template.to_owned();
    if let Some(own) = own {
        text = text.replace("\"$self\"", &format!("\"{own}\""));
    }
    for (name, id) in names {
        text = text.replace(&format!("\"${name}\""), &format!("\"{id}\""));
    }
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// A line of the permission matrix.
pub struct Line {
    /// The operation.
    pub operation: String,
    /// The expected cell of each role.
    pub cells: Vec<String>,
    /// The input's template.
    pub input: String,
}

/// The permission matrix.
pub fn matrix() -> Vec<Line> {
    let lines = include_str!("permissions.txt").lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let operation = words.next().expect("an operation").to_owned();
            let cells = words.by_ref().take(ROLES.len()).map(str::to_owned).collect();
            Line { operation, cells, input: line[line.find('{').expect("an input")..].to_owned() }
        })
        .collect()
}
