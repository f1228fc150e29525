//! The engines behind one face: transactions, values, migrations, counters. The only place that names an engine.
//!
//! A domain runs SQL through [`Tx`] and reads [`Row`]s, in the dialect that the engines share; it does not know which one it talks to.

mod cancel;
pub(crate) mod copy;
#[cfg(test)]
mod copy_tests;
pub mod counters;
mod in_use;
#[cfg(test)]
mod in_use_tests;
mod migrations;
#[cfg(feature = "postgres")]
mod postgres;
pub mod rehome;
pub mod secret;
mod sqlite;
mod value;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) use self::in_use::{Entered, InUse};
use self::value::RowOf;
pub use self::{
    cancel::CancelToken,
    copy::Copied,
    value::{Cell, Column, Param, Row, ToParam},
};
use crate::{
    error::{Code, Error, Result},
    time::Clock,
};

/// The version of the SQLite inside, such as `3.54.1`: not that of another copy in the process.
pub fn sqlite_version() -> &'static str {
    sqlite::version()
}

/// How the engine is set up. Never printed: the path may hold a password.
#[derive(Clone)]
pub(crate) struct StoreOptions {
    /// A file, or the URL of a server.
    pub path: PathBuf,
    /// Readers beside the writer, or all connections to a server; opened when they are first needed.
    pub readers: Option<usize>,
    /// How long to wait for other writers.
    pub busy_timeout: Option<Duration>,
    /// How long one statement may take on a server.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "servers only"))]
    pub statement_timeout: Option<Duration>,
}

impl StoreOptions {
    /// How long to wait for other writers unless something is said.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// What is usual.
    #[cfg(feature = "postgres")]
    fn of(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), readers: None, busy_timeout: None, statement_timeout: None }
    }

    fn usual_readers() -> usize {
        std::thread::available_parallelism().map_or(2, std::num::NonZero::get).clamp(2, 8)
    }
    fn readers(&self) -> usize {
        self.readers.unwrap_or_else(Self::usual_readers)
    }
    fn busy_timeout(&self) -> Duration {
        self.busy_timeout.unwrap_or(Self::PATIENCE)
    }
}

/// A table, or a function, that was put where the plan of a cluster wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The table or function.
    pub what: String,
    /// Where it is, in words.
    pub place: String,
    /// Whether it was there before.
    pub before: bool,
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}{}", self.what, self.place, if self.before { " already" } else { "" })
    }
}

/// The open database.
pub(crate) enum Store {
    Sqlite(sqlite::Engine),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Engine),
}

/// A transaction in progress: the only way to run SQL.
pub struct Tx<'c>(On<'c>);

/// Which engine a transaction runs on. An enum and not a trait object: rows are decoded without a virtual call.
enum On<'c> {
    Sqlite(&'c sqlite::Transaction<'c>),
    #[cfg(feature = "postgres")]
    Postgres(&'c postgres::Transaction),
}

impl Store {
    /// Opens the database, a file that is made if it does not exist or one on a server, checks it, migrates it.
    pub fn open(options: StoreOptions) -> Result<Self> {
        if let Some(url) = options.path.to_str().filter(|text| is_server(text)) {
            #[cfg(feature = "postgres")]
            return postgres::Engine::open(url, &options).map(Self::Postgres);
            #[cfg(not(feature = "postgres"))]
            return Err(Error::new(
                Code::Io,
                format!(
                    "{}: this build of the library has no PostgreSQL (cargo feature `postgres`).",
                    url.split(':').next().unwrap_or_default()
                ),
            ));
        }
        if is_no_path(&options.path) {
            let message = "This is neither a path nor an address that can be read. Expected postgres://USER:PASSWORD@HOST:PORT/DATABASE.";
            return Err(Error::new(Code::Malformed, message));
        }
        sqlite::Engine::open(options).map(Self::Sqlite)
    }

    /// The clock that all who share the database agree on, if it has one.
    pub fn clock(&self) -> Option<Arc<dyn Clock>> {
        match self {
            Self::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => Some(engine.clock()),
        }
    }

    /// Whether a body may be run again, since its transaction lost against another one.
    pub fn repeats(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => true,
        }
    }

    /// Runs `body` in one transaction, committed when it says so beside its result. Where the engine [repeats](Self::repeats), it is run
    /// again in a new transaction when the first one could not be brought in line with others.
    pub fn write<T>(&self, cancel: Option<&CancelToken>, body: impl FnMut(&Tx<'_>) -> (Result<T>, bool)) -> Result<T> {
        self.write_with(false, cancel, body)
    }

    /// The same; a `durable` transaction is on the disk before this returns.
    pub fn write_with<T>(
        &self,
        durable: bool,
        cancel: Option<&CancelToken>,
        mut body: impl FnMut(&Tx<'_>) -> (Result<T>, bool),
    ) -> Result<T> {
        match self {
            Self::Sqlite(engine) => engine.write(durable, cancel, |tx| body(&Tx(On::Sqlite(tx)))),
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => engine.write(durable, cancel, |tx| body(&Tx(On::Postgres(tx)))),
        }
    }

    /// Runs `body` on a snapshot; again on a new one where the engine [repeats](Self::repeats) and the connection was lost.
    pub fn read<T>(&self, cancel: Option<&CancelToken>, mut body: impl FnMut(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.read_with(false, sqlite::ANY_ROW, cancel, |tx, _| body(tx))
    }

    /// The same; one that `lags` may be of a few seconds ago, but has all that this handle has written. `first` is a statement without
    /// parameters that has a row; `body` is given it by engines that begin with a statement anyway. A server is asked for everything at once.
    pub fn read_with<T>(
        &self,
        lags: bool,
        first: &str,
        cancel: Option<&CancelToken>,
        mut body: impl FnMut(&Tx<'_>, Option<&Row<'_>>) -> Result<T>,
    ) -> Result<T> {
        let _ = lags;
        match self {
            Self::Sqlite(engine) => engine.read(first, cancel, |tx, row| body(&Tx(On::Sqlite(tx)), Some(&Row(RowOf::Sqlite(row))))),
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) if lags => engine.browse(cancel, |tx| body(&Tx(On::Postgres(tx)), None)),
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => engine.read(cancel, |tx| body(&Tx(On::Postgres(tx)), None)),
        }
    }

    /// Copies the database as it is now into a new SQLite file (which must not exist yet), compact, without a log beside it.
    pub fn snapshot_to(&self, path: &Path, cancel: Option<&CancelToken>) -> Result<()> {
        if is_server(path) {
            return Err(Error::new(Code::Io, "A snapshot is a file, not a database on a server; nothing was changed."));
        }
        if path.exists() {
            return Err(Error::new(Code::Io, "The snapshot's file exists already; nothing was changed."));
        }
        let text = path.to_str().ok_or_else(|| Error::new(Code::Io, "The path is not valid UTF-8."))?;
        // Half a snapshot must not look like one: written beside, then renamed.
        let partial = format!("{text}.partial");
        let _ = std::fs::remove_file(&partial);
        let done = match self {
            Self::Sqlite(engine) => engine.snapshot_to(&partial, cancel),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => self.snapshot_of_server(&partial, cancel),
        };
        let done = done.and_then(|()| std::fs::rename(&partial, path).map_err(|e| Error::new(Code::Io, e.to_string())));
        if done.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        done
    }

    /// The same rows in a file of their own, then compact.
    #[cfg(feature = "postgres")]
    fn snapshot_of_server(&self, path: &str, cancel: Option<&CancelToken>) -> Result<()> {
        let work = format!("{path}.work");
        let remove = || ["", "-wal", "-shm"].iter().for_each(|end| drop(std::fs::remove_file(format!("{work}{end}"))));
        remove();
        let options = StoreOptions { readers: Some(1), ..StoreOptions::of(&work) };
        let done = Self::open(options).and_then(|file| {
            let done = copy::all(self, &file, cancel, |_| {}).and_then(|()| copy::forget(&file)).and_then(|()| match &file {
                Self::Sqlite(engine) => engine.snapshot_to(path, cancel),
                Self::Postgres(_) => Err(Error::internal("a file is no server")),
            });
            file.close();
            done
        });
        remove();
        done
    }

    /// Spreads the tables over the machines of a cluster, as its plan says.
    pub fn distribute(&self, done: &mut dyn FnMut(&Spread)) -> Result<()> {
        match self {
            Self::Sqlite(_) => {
                let _ = done;
                Err(Error::new(Code::Io, "A file is in one place: only tables on a server can be spread over machines."))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => engine.distribute(done),
        }
    }

    /// Closes the connections, those in use once their calls are done; later calls answer `closed`.
    pub fn close(&self) {
        match self {
            Self::Sqlite(engine) => engine.close(),
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => engine.close(),
        }
    }

    /// Gives the connections up without closing them: after a fork they belong to the parent.
    pub fn leak(&self) {
        match self {
            Self::Sqlite(engine) => engine.leak(),
            #[cfg(feature = "postgres")]
            Self::Postgres(engine) => engine.leak(),
        }
    }
}

impl Tx<'_> {
    /// What the first row gives that gives anything.
    pub fn find<T>(&self, sql: &str, params: &[Param<'_>], mut read: impl FnMut(&Row<'_>) -> Result<Option<T>>) -> Result<Option<T>> {
        match self.0 {
            On::Sqlite(tx) => tx.find(sql, params, |row| read(&Row(RowOf::Sqlite(row)))),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.find(sql, params, |row| read(&Row(RowOf::Postgres(row)))),
        }
    }
    /// The first row, if there is one.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], read: impl Fn(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        self.find(sql, params, |row| read(row).map(Some))
    }
    /// Calls `each` for every row.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.find(sql, params, |row| each(row).map(|()| None::<()>)).map(drop)
    }
    /// Calls `each` for every row of several statements, with the number of its statement. A server is asked them all at once.
    pub fn each_of(&self, questions: &[Question], mut each: impl FnMut(usize, &Row<'_>) -> Result<()>) -> Result<()> {
        match self.0 {
            On::Sqlite(_) => questions.iter().enumerate().try_for_each(|(n, (sql, params))| self.each(sql, params, |row| each(n, row))),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.each_of(questions, |n, row| each(n, &Row(RowOf::Postgres(row)))),
        }
    }
    /// Every row.
    pub fn all<T>(&self, sql: &str, params: &[Param<'_>], read: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.each(sql, params, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }
    /// Runs a statement; the number of rows it changed.
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        match self.0 {
            On::Sqlite(tx) => tx.execute(sql, params),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.execute(sql, params),
        }
    }
    /// Runs a statement whose result nobody looks at. A server is not waited for: it gets it with the next statement, or with the commit.
    pub(crate) fn execute_later(&self, sql: &str, params: &[Param<'_>]) -> Result<()> {
        match self.0 {
            On::Sqlite(tx) => tx.execute(sql, params).map(drop),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.execute_later(sql, params),
        }
    }
    /// Adds many rows of a table at once: `rows` hands each to the function that it is given. Faster than one by one, above all on a server.
    pub(crate) fn insert_rows(&self, table: &str, columns: &str, width: usize, rows: &mut RowSource<'_>) -> Result<u64> {
        match self.0 {
            On::Sqlite(tx) => {
                let marks: Vec<_> = (1..=width).map(|n| format!("?{n}")).collect();
                let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", marks.join(", "));
                let mut n = 0;
                rows(&mut |row| {
                    n += tx.execute(&sql, row)?;
                    Ok(())
                })?;
                Ok(n)
            }
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.copy_in(table, columns, rows),
        }
    }
    /// Calls `each` for every row of a table of any size, a few in memory at a time. `name` tells the statement from others.
    fn stream(&self, sql: &str, name: &str, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let _ = name;
        match self.0 {
            On::Sqlite(_) => self.each(sql, &[], each),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.stream(sql, name, |row| each(&Row(RowOf::Postgres(row)))),
        }
    }
    /// Lets this transaction take as long as it takes: it moves all that there is, and waits for the other side meanwhile.
    fn takes_its_time(&self) -> Result<()> {
        match self.0 {
            On::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            On::Postgres(_) => ["statement_timeout", "idle_in_transaction_session_timeout"]
                .iter()
                .try_for_each(|limit| self.execute(&format!("SET LOCAL {limit} = 0"), &[]).map(drop)),
        }
    }
    /// Lets references stand that only the whole copy makes good.
    fn before_copy(&self) -> Result<()> {
        match self.0 {
            On::Sqlite(_) => self.one("PRAGMA defer_foreign_keys = ON", &[], |_| Ok(())).map(drop),
            #[cfg(feature = "postgres")]
            On::Postgres(_) => self.execute("SET CONSTRAINTS ALL DEFERRED", &[]).map(drop),
        }
    }
    /// Goes on counting where the copied rows end.
    fn after_copy(&self) -> Result<()> {
        match self.0 {
            On::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            On::Postgres(_) => ["leads", "calls"].iter().try_for_each(|table| {
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'seq'), GREATEST((SELECT MAX(seq) FROM {table}), 1),
                         EXISTS (SELECT 1 FROM {table}))"
                );
                self.one(&sql, &[], |_| Ok(())).map(drop)
            }),
        }
    }
    /// What a body answers that cannot be run again, but is asked to: why it is.
    pub(crate) fn came_to_nothing(&self) -> Error {
        match self.0 {
            On::Sqlite(_) => Error::internal("a body was run again on an engine that never does"),
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => tx.came_to_nothing(),
        }
    }
    /// Which of the rows that writers share this one takes; `None` where there is one writer anyway.
    fn lane(&self) -> Option<u32> {
        match self.0 {
            On::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            On::Postgres(tx) => Some(tx.lane()),
        }
    }
    /// The columns of a table whose rows change their workspace by being copied; `None` where they may stay in their place.
    fn columns_to_copy(&self, table: &str) -> Result<Option<Vec<String>>> {
        let _ = table;
        match self.0 {
            On::Sqlite(_) => Ok(None),
            #[cfg(feature = "postgres")]
            On::Postgres(_) => {
                let sql = "SELECT attname FROM pg_attribute WHERE attrelid = CAST(CAST(?1 AS text) AS regclass) AND attnum > 0
                     AND NOT attisdropped ORDER BY attnum";
                self.all(sql, &[Param::Text(table.into())], |row| row.get(0)).map(Some)
            }
        }
    }
    /// Whether many rows are added fastest by [`insert_rows`](Self::insert_rows), whatever statements could do.
    pub(crate) fn copies_rows(&self) -> bool {
        match self.0 {
            On::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            On::Postgres(_) => true,
        }
    }
    /// Whether there is such a table.
    fn has_table(&self, name: &str) -> Result<bool> {
        let sql = match self.0 {
            On::Sqlite(_) => "SELECT 1 FROM sqlite_schema WHERE name = ?1",
            #[cfg(feature = "postgres")]
            On::Postgres(_) => "SELECT 1 WHERE to_regclass(?1) IS NOT NULL",
        };
        self.exists(sql, &[Param::Text(name.into())])
    }
    /// Whether the engine leaves the index of trigrams to the library; else it has its own, or scans.
    pub(crate) fn keeps_trigrams(&self) -> bool {
        match self.0 {
            On::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            On::Postgres(_) => false,
        }
    }
    /// Whether there is a row.
    pub fn exists(&self, sql: &str, params: &[Param<'_>]) -> Result<bool> {
        Ok(self.one(sql, params, |_| Ok(()))?.is_some())
    }
}

/// A statement and its values.
pub type Question = (String, Vec<Param<'static>>);

/// Hands rows to the function that it is given, one by one.
pub(crate) type RowSource<'r> = dyn FnMut(&mut dyn FnMut(&[Param<'_>]) -> Result<()>) -> Result<()> + 'r;

/// Whether this names a database on a server and not a file.
pub fn is_server(path: impl AsRef<Path>) -> bool {
    let text = path.as_ref().to_str().unwrap_or_default();
    ["postgres://", "postgresql://"].iter().any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Whether this is a mistyped address rather than a path: `malformed` when it is opened. It may hold a password, so it is not to be shown.
pub fn is_no_path(path: impl AsRef<Path>) -> bool {
    let text = path.as_ref().to_string_lossy().to_ascii_lowercase();
    text.contains("://") || text.contains("password=") || ["postgres:", "postgresql:"].iter().any(|scheme| text.starts_with(scheme))
}

/// A lock that a panicking holder left is taken over: what it guards is consistent between statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn closed() -> Error {
    Error::new(Code::Closed, "The database handle is closed.")
}

fn cancelled() -> Error {
    Error::new(Code::Cancelled, "The call was cancelled; nothing was changed.")
}
