//! The handle: open, actors, calls by name, snapshot, close; and the list of rooms.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

use serde::Serialize;
use uuid::Uuid;

use crate::{
    access::{Actor, KeyDigest},
    error::{Code, Error, Result},
    hashing::Cost,
    host::{Entropy, Host, SystemEntropy},
    id::Id,
    operation::{Answered, JsonInput, Mode, Operation, Outcome, Streams, describe, dispatch::Call},
    params,
    store::{CancelToken, Copied, Entered, InUse, Spread, Store, StoreOptions, copy},
    time::Clock,
};

/// The rooms' tables, in the order of the reference.
#[rustfmt::skip] // one a line
static ROOMS: &[&[fn() -> &'static Operation]] = &[
    crate::users::auth::OPERATIONS,
    crate::users::user::OPERATIONS,
    crate::users::blacklist::OPERATIONS,
    crate::subscriptions::plans::OPERATIONS,
    crate::subscriptions::features::OPERATIONS,
    crate::subscriptions::plan_features::OPERATIONS,
    crate::workspaces::OPERATIONS,
    crate::agents::OPERATIONS,
    crate::agents::phone_numbers::OPERATIONS,
    crate::leads::OPERATIONS,
    crate::calls::OPERATIONS,
    crate::calendars::calendar::OPERATIONS,
    crate::calendars::configuration::OPERATIONS,
    crate::calendars::meeting::OPERATIONS,
    crate::settings::OPERATIONS,
];

/// Every operation of the library.
pub fn catalog() -> impl Iterator<Item = &'static Operation> {
    ROOMS.iter().flat_map(|room| room.iter()).map(|row| row())
}

/// The catalog as JSON, for doors and documents: of every operation `name`, `doc`, `effect`, `who` (may call it, in words), `secret`,
/// `fields` (names in order), and the JSON Schemas `input` and `output`, each with its own `$defs`.
pub fn catalog_json() -> serde_json::Value {
    catalog().map(describe).collect()
}

/// An operation by its name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    // Sorted rather than hashed: leak checkers hold a static hash map, which is kept by a pointer into its middle, for lost.
    static NAMES: LazyLock<Vec<&Operation>> = LazyLock::new(|| {
        let mut all: Vec<_> = catalog().collect();
        all.sort_unstable_by_key(|operation| operation.name);
        all
    });
    NAMES.binary_search_by_key(&name, |operation| operation.name).ok().map(|at| NAMES[at])
}

/// How to open a database.
///
/// ```
/// # fn main() -> hotcalls_core::Result<()> {
/// # let folder = tempfile(); fn tempfile() -> std::path::PathBuf { std::env::temp_dir().join(format!("hotcalls-doc-{}", std::process::id())) }
/// # std::fs::create_dir_all(&folder).unwrap();
/// let db = hotcalls_core::OpenOptions::new().key([7; 32]).readers(2).open(folder.join("calls.db"))?;
/// # db.close(); std::fs::remove_dir_all(&folder).unwrap();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct OpenOptions {
    key: Option<[u8; 32]>,
    clock: Option<Arc<dyn Clock>>,
    entropy: Option<Arc<dyn Entropy>>,
    readers: Option<usize>,
    busy_timeout: Option<Duration>,
    statement_timeout: Option<Duration>,
    password_cost: Cost,
}

impl OpenOptions {
    /// No key, the machine's clock and randomness, as many readers as cores (2 to 8), 10 s of patience with other processes.
    pub fn new() -> Self {
        Self::default()
    }
    /// The key that seals provider secrets in the file. Without it they cannot be written or read.
    #[must_use]
    pub fn key(mut self, key: [u8; 32]) -> Self {
        self.key = Some(key);
        self
    }
    /// The key in a file of 32 bytes; made, for its owner's eyes only, if there is no such file.
    ///
    /// # Errors
    /// `io` if the file cannot be read or made, `invalid_input` if it holds another number of bytes.
    pub fn key_file(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let in_file = |error: std::io::Error| Error::new(Code::Io, format!("the key file {}: {error}", path.display()));
        let key = match std::fs::read(path) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes).map_err(|bytes| {
                let message = format!("the key file {} must hold exactly 32 bytes, it holds {}", path.display(), bytes.len());
                Error::new(Code::InvalidInput, message)
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut key = [0; 32];
                self.entropy.as_deref().unwrap_or(&SystemEntropy).fill(&mut key);
                let mut options = std::fs::OpenOptions::new();
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.write(true).create_new(true).open(path).map_err(in_file)?;
                file.write_all(&key).and_then(|()| file.sync_all()).map_err(in_file)?;
                key
            }
            Err(error) => return Err(in_file(error)),
        };
        Ok(self.key(key))
    }
    /// Another clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }
    /// Another source of randomness.
    #[must_use]
    pub fn entropy(mut self, entropy: impl Entropy) -> Self {
        self.entropy = Some(Arc::new(entropy));
        self
    }
    /// How many snapshots may be read at once; further readers wait. With a server: how many connections there are for reads and writes.
    #[must_use]
    pub fn readers(mut self, readers: usize) -> Self {
        self.readers = Some(readers.max(1));
        self
    }
    /// How long to wait for other writers and, on a server, for their locks and a free connection, before `busy`.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = Some(timeout);
        self
    }
    /// How long one statement may take on a server, before `busy`; 60 s unless this is said. More than nothing, in whole milliseconds.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }
    /// What one password hash costs. Weaker ones that are stored are replaced when their user logs in.
    #[must_use]
    pub fn password_cost(mut self, cost: Cost) -> Self {
        self.password_cost = cost;
        self
    }
    /// Opens the file, made if it does not exist, and brings its schema up to date. `postgres://user:password@host/database` names a database
    /// on a server instead (cargo feature `postgres`).
    pub fn open(self, path: impl AsRef<Path>) -> Result<Hotcalls> {
        let store = Store::open(StoreOptions {
            path: PathBuf::from(path.as_ref()),
            readers: self.readers,
            busy_timeout: self.busy_timeout,
            statement_timeout: self.statement_timeout,
        })?;
        let host = Host::new(self.clock.or_else(|| store.clock()), self.entropy, self.key, self.password_cost);
        let secret: [u8; 32] = host.random();
        // Looked at first, so that a role that may only read can open a database that is set up, and nobody waits for a writer.
        if store.read(None, |tx| tx.exists("SELECT 1 FROM settings WHERE secret IS NULL", &[]))? {
            store.write(None, |tx| {
                let made = tx.execute("UPDATE settings SET secret = ?1 WHERE secret IS NULL", params![secret]);
                let keep = made.is_ok();
                (made, keep)
            })?;
        }
        Ok(Hotcalls(Arc::new(Core { store, host, in_use: InUse::default(), pid: std::process::id() })))
    }
}

/// An open database. Clones share it; it is closed when the last one is gone, or by [`close`](Self::close).
#[derive(Clone)]
pub struct Hotcalls(Arc<Core>);

pub(crate) struct Core {
    pub store: Store,
    pub host: Host,
    in_use: InUse,
    pid: u32,
}

/// The database in use by a call, which closing it waits for.
pub(crate) struct Used<'c> {
    core: &'c Core,
    _entered: Entered<'c>,
}

impl std::ops::Deref for Used<'_> {
    type Target = Core;
    fn deref(&self) -> &Core {
        self.core
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        if self.pid != std::process::id() {
            self.store.leak();
        }
    }
}

impl Hotcalls {
    /// Opens the file with the defaults of [`OpenOptions`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().open(path)
    }
    /// The embedding program itself: trusted with everything.
    pub fn system(&self) -> Caller {
        self.caller(Actor::System)
    }
    /// Nobody: what is open to everybody.
    pub fn anonymous(&self) -> Caller {
        self.caller(Actor::Anonymous)
    }
    /// A user for whom the embedding program vouches. An unknown or suspended one is refused at the first call.
    pub fn as_user<T>(&self, id: Id<T>) -> Caller {
        self.caller(Actor::User(id.uuid()))
    }
    pub(crate) fn caller(&self, actor: Actor) -> Caller {
        Caller { core: Arc::clone(&self.0), actor, options: CallOptions::default() }
    }
    pub(crate) fn with_token_digest(&self, digest: KeyDigest) -> Caller {
        self.caller(Actor::Token(digest))
    }
    pub(crate) fn with_session_digest(&self, digest: KeyDigest) -> Caller {
        self.caller(Actor::Session(digest))
    }
    /// Copies the database as it is now into a new file, while others read and write. The file must not exist yet.
    pub fn snapshot_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.0.enter()?.store.snapshot_to(path.as_ref(), None)
    }
    /// The same, unless the token is cancelled meanwhile: then there is no new file.
    pub fn snapshot_unless(&self, path: impl AsRef<Path>, cancel: &CancelToken) -> Result<()> {
        self.0.enter()?.store.snapshot_to(path.as_ref(), Some(cancel))
    }
    /// Whether the handle may be used in this process, as every call asks first: `forked` in a child of the one that opened it.
    pub fn check(&self) -> Result<()> {
        self.0.check()
    }
    /// Copies everything into another database that is fresh, or was written by an earlier copy and not used since: it goes on where that was
    /// cut off. Table by table, each compared afterwards by count and checksum; `done` is told of each. A target in use is refused and stays as it
    /// is. One of the two must be a file.
    pub fn copy_to(&self, target: &Self, done: impl FnMut(&Copied)) -> Result<()> {
        copy::all(&self.0.enter()?.store, &target.0.enter()?.store, None, done)
    }
    /// Spreads the tables over the machines of a cluster, by the extension Citus; `done` is told of each. What is in its place already stays, so it
    /// may be said again, and goes on where it was cut off. Other handles are opened anew afterwards.
    pub fn distribute(&self, mut done: impl FnMut(&Spread)) -> Result<()> {
        self.0.enter()?.store.distribute(&mut done)
    }
    /// Waits for the calls in progress, an import to its end, then closes the file; calls that begin meanwhile or later answer `closed`. From a
    /// function that a call calls (about its progress, for the next rows) it does not wait, since that call could not end: its transaction is
    /// still completed, the next one of an import is refused.
    pub fn close(&self) {
        if self.0.pid == std::process::id() {
            self.0.in_use.close();
            self.0.store.close();
        }
    }
}

impl Core {
    /// Begins to use it.
    fn enter(&self) -> Result<Used<'_>> {
        self.check()?;
        Ok(Used { core: self, _entered: self.in_use.enter()? })
    }
    /// A handle does not survive a fork: locks of a file belong to a process.
    fn check(&self) -> Result<()> {
        if self.pid == std::process::id() {
            return Ok(());
        }
        Err(Error::new(
            Code::Forked,
            "The database handle was opened before a fork; a child opens its own, of files that were closed then.",
        ))
    }
}

/// Options of a caller's calls.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub cancel: Option<CancelToken>,
    pub idempotency_key: Option<String>,
    pub address: Option<String>,
    pub required: Vec<&'static str>,
    pub uncounted: bool,
    pub batch: Option<u32>,
}

/// The database on behalf of an actor. Rooms are its methods: `caller.leads().list(())`.
#[derive(Clone)]
pub struct Caller {
    core: Arc<Core>,
    pub(crate) actor: Actor,
    pub(crate) options: CallOptions,
}

impl Caller {
    /// The database, in use until the result is dropped.
    pub(crate) fn core(&self) -> Result<Used<'_>> {
        self.core.enter()
    }
    pub(crate) fn host(&self) -> &Host {
        &self.core.host
    }
    /// Whether the body of a transaction may be run again.
    pub(crate) fn repeats(&self) -> bool {
        self.core.store.repeats()
    }
    /// The same caller on behalf of a user who proved its password.
    pub(crate) fn acting_as<T>(&self, id: Id<T>) -> Self {
        Self { actor: Actor::User(id.uuid()), ..self.clone() }
    }
    /// The user on whose behalf the embedding program calls, if it named one.
    pub fn user_id(&self) -> Option<Uuid> {
        if let Actor::User(id) = self.actor { Some(id) } else { None }
    }
    /// The same caller, whose next write is made once however often it is repeated with this key within 24 hours.
    #[must_use]
    pub fn idempotency_key(&self, key: impl Into<String>) -> Self {
        let mut caller = self.clone();
        caller.options.idempotency_key = Some(key.into());
        caller
    }
    /// The same caller, whose calls can be cancelled from another thread.
    #[must_use]
    pub fn cancel_token(&self, token: &CancelToken) -> Self {
        let mut caller = self.clone();
        caller.options.cancel = Some(token.clone());
        caller
    }
    /// The same caller, whose inputs must give these fields, as far as the operation has them, even where it would do without:
    /// what makes a whole replacement (PUT) of a partial update.
    #[must_use]
    pub fn requiring(&self, fields: &[&'static str]) -> Self {
        let mut caller = self.clone();
        caller.options.required = fields.to_vec();
        caller
    }
    /// The same caller, whose lists are not counted (`count` is 0): for those who walk a list by cursor, where counting all of it for every
    /// page would cost more than reading it.
    #[must_use]
    pub fn uncounted(&self) -> Self {
        let mut caller = self.clone();
        caller.options.uncounted = true;
        caller
    }
    /// The same caller, whose lists come in batches of so many rows, beyond the largest page and [uncounted](Self::uncounted): for exports.
    #[must_use]
    pub fn in_batches(&self, rows: u32) -> Self {
        let mut caller = self.uncounted();
        caller.options.batch = Some(rows.max(1));
        caller
    }
    /// The same caller, from a network address: failed logins slow it down.
    #[must_use]
    pub fn address(&self, address: impl Into<String>) -> Self {
        let mut caller = self.clone();
        caller.options.address = Some(address.into());
        caller
    }

    /// Runs an operation by name: input from any serde stream, answer into any serde stream.
    pub fn call<'i, D, S>(&self, name: &str, mode: Mode, input: D, output: S) -> Result<Outcome>
    where
        D: serde::Deserializer<'i>,
        S: serde::Serializer,
    {
        self.call_with(name, mode, input, output, Streams::default())
    }

    /// The same with streams, for operations that take or give many rows.
    pub fn call_with<'c, 'i, D, S>(&'c self, name: &str, mode: Mode, input: D, output: S, streams: Streams<'c>) -> Result<Outcome>
    where
        D: serde::Deserializer<'i>,
        S: serde::Serializer,
    {
        let (answer, outcome) = self.answer(name, mode, input, streams)?;
        answer.serialize(output).map_err(Error::internal)?;
        Ok(outcome)
    }

    /// The same, but the answer is handed over instead of written.
    pub fn answer<'c, 'i, D>(&'c self, name: &str, mode: Mode, input: D, streams: Streams<'c>) -> Result<(Answered, Outcome)>
    where
        D: serde::Deserializer<'i>,
    {
        let operation = operation(name).ok_or_else(|| Error::new(Code::UnknownOperation, format!("No operation is named {name:?}.")))?;
        let mut input = <dyn erased_serde::Deserializer<'_>>::erase(input);
        (operation.call)(self, Call { mode, input: &mut input, streams })
    }

    /// Runs an operation by name: JSON in, JSON out.
    pub fn call_json(&self, name: &str, input: &str) -> Result<String> {
        let mut output = Vec::with_capacity(256);
        self.call(name, Mode::Strict, JsonInput::new(input), &mut serde_json::Serializer::new(&mut output))?;
        String::from_utf8(output).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestDb;

    #[test]
    fn a_key_file_is_made_once_and_must_be_whole() {
        let t = TestDb::new();
        let path = t.folder.join("a.key");
        let key = |path: &Path| OpenOptions::new().key_file(path).map(|options| options.key);
        let made = key(&path).unwrap();
        assert_eq!(key(&path).unwrap(), made);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
        std::fs::write(&path, [0; 31]).unwrap();
        assert!(key(&path).unwrap_err().to_string().contains("exactly 32 bytes, it holds 31"));
        assert_eq!(key(&t.folder).unwrap_err().code(), Code::Io);
    }
}
