//! The independent judges of the HTTP door: openapi-spec-validator reads the document, and schemathesis calls the live server as it
//! says, as superuser, staff and member, on a file and on a server. Both come from PyPI into a virtual environment below `target/`, once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    thread::JoinHandle,
};

use hotcalls_server::{App, Server};
use hotcalls_tests::world::{Folder, Names, Open, PASSWORD, Place, build, call, caller, make, open, tenant};
use serde_json::{Value, json};
use tokio::sync::oneshot;

const JUDGES: &str = "openapi-spec-validator==0.9.0 schemathesis==4.32.5";

/// What schemathesis is asked; the rest depends on the run. Unknown references are 400 and values are coerced, so that neither all
/// that the document allows is accepted nor all that it forbids refused.
const ASKED: [&str; 8] = [
    "--checks=all",
    "--exclude-checks=positive_data_acceptance,negative_data_rejection",
    "--phases=examples,coverage,fuzzing",
    "--continue-on-failure",
    "--max-examples=6",
    "--seed=1",
    "--no-shrink",
    "--workers=1",
];

/// How many of each thing there are for the operations that take one.
const TENANTS: usize = 3;

/// The folder of the virtual environment's programs.
fn judges() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join("oracles");
    fs::create_dir_all(&folder).expect("a folder");
    let lock = File::create(folder.join("lock")).expect("a lock");
    lock.lock().expect("one at a time");
    let (venv, marker) = (folder.join("venv"), folder.join("installed"));
    if fs::read_to_string(&marker).ok().as_deref() != Some(JUDGES) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv));
        run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check"]).args(JUDGES.split(' ')));
        fs::write(&marker, JUDGES).expect("a marker");
    }
    venv.join("bin")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
}

/// A server in this process.
struct Live {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    fn new(world: &Open) -> Self {
        let app = App::new(world.db.clone(), Vec::new()).expect("an app");
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let server = Server::bind(([127, 0, 0, 1], 0).into(), app).await.expect("a free port");
                tell.send(server.address().expect("an address")).expect("somebody listens");
                server.run(async { drop(stopped.await) }).await;
            });
        });
        Self { address: told.recv().expect("the server starts"), stop: Some(stop), thread: Some(thread) }
    }

    fn document(&self) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        write!(stream, "GET /api/schema/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
    }
}
impl Drop for Live {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Ids of one tenant by the names that paths and fields have for them.
type Things = BTreeMap<String, String>;

/// One more of everything, in a workspace that the role's user belongs to.
fn things(world: &Open, names: &Names, role: &str, number: usize) -> Things {
    let (root, me) = (world.db.system(), caller(&world.db, names, role));
    let mut things = Things::new();
    for (key, id) in tenant(&root, &format!("Tenant {number}"), &format!("+155502{number:02}"), "") {
        let name = match key.as_str() {
            "W" => "workspace",
            "number" => "phone_number",
            "config" => "calendar_configuration",
            other => other,
        };
        things.insert(name.to_owned(), id);
    }
    let user = json!({"username": format!("extra{number}"), "phone": "+15550100", "password": PASSWORD});
    let user = make(&root, "users.create_privileged", user);
    call(&root, "workspaces.add_users", &json!({"id": things["workspace"], "user_ids": [names[role], user]})).expect("members");
    let entry = make(&root, "blacklist.create", json!({"user": user, "reason": "tried", "status": "temporary"}));
    let plan = make(&root, "plans.create", json!({"plan_name": format!("Plan {number}")}));
    let feature = make(&root, "features.create", json!({"feature_name": format!("feature {number}")}));
    let both = make(&root, "plan_features.create", json!({"plan": plan, "feature": feature, "limit": -1}));
    let token = call(&me, "auth.create_token", &json!({"name": format!("token {number}")})).expect("a token");
    let token = token["id"].as_str().expect("an id").to_owned();
    let more = [("user", user), ("blacklist", entry), ("plan", plan), ("feature", feature), ("plan_feature", both), ("token", token)];
    things.extend(more.map(|(name, id)| (name.to_owned(), id)));
    things
}

/// Furnishes the world of a role: a few tenants to be used, and of each kind one thing to be deleted, each in a tenant of its own, so
/// that nothing goes along with something else. The user of the run stays out: nothing may suspend or delete it.
fn furnish(world: &Open, names: &Names, role: &str) -> Value {
    let mut used = BTreeMap::<String, Vec<String>>::new();
    for number in 0..TENANTS {
        for (name, id) in things(world, names, role, number) {
            used.entry(name).or_default().push(id);
        }
    }
    let mut doomed: Things =
        used.keys().zip(TENANTS..).map(|(name, n)| (name.clone(), things(world, names, role, n)[name].clone())).collect();
    let empty = json!({"workspace_name": "Empty"});
    doomed.insert("workspace".to_owned(), make(&world.db.system(), "workspaces.create", empty));
    json!({"used": used, "doomed": doomed, "unlisted": names["regular"], "username": role, "password": PASSWORD})
}

/// A world of its own for a role: the open database, what is known of it, the key of the role's token.
fn world_of(place: &Place, role: &str) -> (Open, Value, String) {
    let names = build(place.path());
    let world = open(place.path(), 2);
    let known = furnish(&world, &names, role);
    let token = call(&caller(&world.db, &names, role), "auth.create_token", &json!({"name": "oracle"})).expect("a token");
    let key = token["key"].as_str().expect("a key").to_owned();
    (world, known, key)
}

/// Runs schemathesis as a role; the operations that were answered with success, as `METHOD path`.
fn schemathesis(judges: &Path, role: &str) -> BTreeSet<String> {
    let (folder, place) = (Folder::new(role), Place::new(role));
    let (world, known, key) = world_of(&place, role);
    let live = Live::new(&world);
    let (document, answers) = (folder.path().join("openapi.json"), folder.path().join("answers"));
    fs::write(&document, live.document()).expect("a file");
    let mut command = Command::new(judges.join("schemathesis"));
    command.arg("run").arg(&document).arg(format!("--url=http://{}", live.address)).args(ASKED);
    command.arg(format!("--header=Authorization: Token {key}")).current_dir(folder.path());
    command.env("SCHEMATHESIS_HOOKS", "oracles_hooks").env("PYTHONPATH", env!("CARGO_MANIFEST_DIR")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("HOTCALLS_KNOWN", known.to_string()).env("HOTCALLS_ANSWERS", &answers);
    run(&mut command);
    drop(live);
    world.db.close();
    let answers = fs::read_to_string(&answers).expect("the hooks wrote what was answered");
    answers.lines().filter_map(|line| line.rsplit_once(" 2")).map(|(operation, _)| operation.to_owned()).collect()
}

/// Every operation of the document, as `METHOD path`.
fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = |item: &Value| item.as_object().expect("methods").keys().cloned().collect::<Vec<_>>();
    paths.iter().flat_map(|(path, item)| methods(item).into_iter().map(move |m| format!("{} {path}", m.to_uppercase()))).collect()
}

#[test]
fn the_openapi_document_is_valid() {
    let folder = Folder::new("document");
    let world = open(&folder.path().join("empty.db"), 1);
    let path = folder.path().join("openapi.json");
    fs::write(&path, Live::new(&world).document()).expect("a file");
    run(Command::new(judges().join("openapi-spec-validator")).arg(&path));
    world.db.close();
}

#[test]
fn the_server_keeps_what_the_document_says() {
    let folder = Folder::new("operations");
    let world = open(&folder.path().join("empty.db"), 1);
    let document = serde_json::from_str(&Live::new(&world).document()).expect("JSON");
    world.db.close();
    let judges = judges();
    let reached: BTreeSet<_> = std::thread::scope(|scope| {
        let runs = ["superuser", "staff", "member"].map(|role| scope.spawn(|| schemathesis(&judges, role)));
        runs.into_iter().flat_map(|run| run.join().expect("no fault is found")).collect()
    });
    let missed: Vec<_> = operations(&document).difference(&reached).cloned().collect();
    assert!(missed.is_empty(), "never answered with success:\n{}", missed.join("\n"));
}

#[test]
fn the_judges_on_a_server_too() {
    // The document is the same.
    hotcalls_test_postgres::again(&["the_openapi_document"]);
}
