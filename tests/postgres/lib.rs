//! A PostgreSQL server for tests: started in a temporary folder, on a socket of its own, gone when it is dropped or its process is killed; and
//! the tests of a binary run again on it.

mod binaries;
mod citus;
mod folder;
mod server;

use std::{
    path::PathBuf,
    process::Command,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
        mpsc::Sender,
    },
};

pub use citus::FAKE_CITUS;
pub use folder::Folder;
pub use server::Server;

/// Where tests find the server on which they are to run: the address of its socket, `%2Ffolder:port`.
pub const VARIABLE: &str = "HOTCALLS_TEST_POSTGRES";

/// Runs the tests of this binary once more, on a server: the same code, with [`Database::new`] answering. `skip` names what is about the other
/// engine. Call it from one test of each binary.
///
/// # Panics
/// If one of them fails.
pub fn again(skip: &[&str]) {
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let server = Server::start();
    let mut command = Command::new(std::env::current_exe().expect("the path of this test"));
    command.env(VARIABLE, server.address()).args(skip.iter().flat_map(|name| ["--skip", name]));
    let output = command.output().expect("the tests start");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "on {}:\n{out}\n{err}", server.version());
    let passed = out.lines().filter(|line| line.ends_with(" ... ok")).count();
    assert!(passed > 1, "no test was run on {}", server.version());
    println!("{passed} tests on {}", server.version());
}

/// The folder of the server on which the tests are to run, if they are; it goes with the server.
pub fn folder() -> Option<PathBuf> {
    std::env::var(VARIABLE).ok().map(|address| folder_and_port(&address).0)
}

fn folder_and_port(address: &str) -> (PathBuf, &str) {
    let (folder, port) = address.rsplit_once(':').expect("a folder and a port");
    (folder.replace("%2F", "/").into(), port)
}

/// A database of a test, copied from one that is set up; dropped with it.
pub struct Database {
    address: String,
    name: String,
}

impl Database {
    /// A fresh database, if the tests are to run on a server. `set_up` opens the one that all are copied from.
    pub fn new(set_up: impl FnOnce(&str)) -> Option<Self> {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let address = std::env::var(VARIABLE).ok()?;
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("template_{}", std::process::id());
            server::run(&address, "postgres", &format!("DROP DATABASE IF EXISTS {name}"));
            server::run(&address, "postgres", &format!("CREATE DATABASE {name}"));
            set_up(&server::url(&address, &name));
            // Each copy makes its own, as a new file does.
            server::run(&address, &name, "UPDATE settings SET secret = NULL");
            name
        });
        Some(Self::copied(address, template))
    }
    /// Another database that holds the same. Nobody may be connected to this one.
    pub fn copy(&self) -> Self {
        Self::copied(self.address.clone(), &self.name)
    }
    fn copied(address: String, template: &str) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        // A database is not copied while another copy is under way.
        static COPYING: Mutex<()> = Mutex::new(());
        let copying = COPYING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        server::run(&address, "postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        drop(copying);
        Self { address, name }
    }
    /// An empty database, if the tests are to run on a server.
    pub fn empty() -> Option<Self> {
        Self::of("")
    }
    /// The same, made with further clauses.
    pub fn of(clauses: &str) -> Option<Self> {
        Some(Self::made(std::env::var(VARIABLE).ok()?, clauses))
    }
    /// An empty database on a server of the test's own.
    pub fn on(server: &Server) -> Self {
        Self::made(server.address(), "")
    }
    fn made(address: String, clauses: &str) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("empty_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        server::run(&address, "postgres", &format!("CREATE DATABASE {name} {clauses}"));
        Self { address, name }
    }
    /// The URL of a database that stays as long as the server, which goes with the tests.
    pub fn kept(set_up: impl FnOnce(&str)) -> Option<String> {
        let database = Self::new(set_up)?;
        let url = database.url();
        std::mem::forget(database);
        Some(url)
    }
    /// Its URL for another role. Of `locked` the server wants a password, of others none.
    pub fn url_as(&self, role: &str) -> String {
        self.url().replacen("hotcalls@", &format!("{role}@"), 1)
    }
    /// The file of its socket.
    pub fn socket(&self) -> PathBuf {
        let (folder, port) = folder_and_port(&self.address);
        folder.join(format!(".s.PGSQL.{port}"))
    }
    /// Its URL.
    pub fn url(&self) -> String {
        server::url(&self.address, &self.name)
    }
    /// Lets nobody write what many operations write, as long as the answer is kept.
    pub fn lock(&self) -> Sender<()> {
        self.hold("LOCK TABLE leads, users, login_attempts, sessions IN EXCLUSIVE MODE")
    }
    /// Runs statements in a transaction that stays open, as long as the answer is kept.
    pub fn hold(&self, sql: &'static str) -> Sender<()> {
        server::hold(&self.address, &self.name, sql)
    }
    /// Lets nobody in, or everybody again.
    pub fn allow_connections(&self, all: bool) {
        server::run(&self.address, "postgres", &format!("ALTER DATABASE {} ALLOW_CONNECTIONS {all}", self.name));
    }
    /// Waits until nobody but this is connected.
    pub fn wait_until_left(&self) {
        self.run(
            "DO $$ BEGIN
                WHILE EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) LOOP
                    PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
                END LOOP;
            END $$",
        );
    }
    /// Runs statements in it, as the owner of everything.
    pub fn run(&self, sql: &str) {
        server::run(&self.address, &self.name, sql);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            server::run(&self.address, "postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}
