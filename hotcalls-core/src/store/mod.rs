//! The engines behind one face: transactions, values, migrations, counters. The only place that names an engine.
//!
//! A domain runs SQL through [`Tx`] and reads [`Row`]s, in the dialect that the engines share; it does not know which one it talks to.

mod cancel;
pub mod counters;
mod migrations;
pub mod secret;
mod sqlite;
mod value;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use self::value::RowOf;
pub use self::{
    cancel::CancelToken,
    value::{Cell, Column, Param, Row, ToParam},
};
use crate::error::{Code, Error, Result};

/// The version of the SQLite inside, such as `3.54.1`: not that of another copy in the process.
pub fn sqlite_version() -> &'static str {
    sqlite::version()
}

/// How the engine is set up.
#[derive(Debug, Clone)]
pub(crate) struct StoreOptions {
    pub path: PathBuf,
    /// Readers beside the writer; opened when they are first needed.
    pub readers: usize,
    /// How long to wait for another process that holds the write lock.
    pub busy_timeout: Duration,
}

/// The open database.
pub(crate) enum Store {
    Sqlite(sqlite::Engine),
}

/// A transaction in progress: the only way to run SQL.
pub struct Tx<'c>(On<'c>);

/// Which engine a transaction runs on. An enum and not a trait object: rows are decoded without a virtual call.
enum On<'c> {
    Sqlite(&'c sqlite::Transaction<'c>),
}

impl Store {
    /// Opens the database, made if it does not exist, checks it, migrates it.
    pub fn open(options: StoreOptions) -> Result<Self> {
        sqlite::Engine::open(options).map(Self::Sqlite)
    }

    /// Whether a body may be run again, since its transaction lost against another one.
    pub fn repeats(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
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
        }
    }

    /// Runs `body` on a snapshot; again on a new one where the engine [repeats](Self::repeats) and the connection was lost.
    pub fn read<T>(&self, cancel: Option<&CancelToken>, mut body: impl FnMut(&Tx<'_>) -> Result<T>) -> Result<T> {
        match self {
            Self::Sqlite(engine) => engine.read(cancel, |tx| body(&Tx(On::Sqlite(tx)))),
        }
    }

    /// Copies the database as it is now into a new SQLite file (which must not exist yet), compact, without a log beside it.
    pub fn snapshot_to(&self, path: &Path) -> Result<()> {
        if path.exists() {
            return Err(Error::new(Code::Io, "The snapshot's file exists already; nothing was changed."));
        }
        let text = path.to_str().ok_or_else(|| Error::new(Code::Io, "The path is not valid UTF-8."))?;
        // Half a snapshot must not look like one: written beside, then renamed.
        let partial = format!("{text}.partial");
        let _ = std::fs::remove_file(&partial);
        let done = match self {
            Self::Sqlite(engine) => engine.snapshot_to(&partial),
        };
        let done = done.and_then(|()| std::fs::rename(&partial, path).map_err(|e| Error::new(Code::Io, e.to_string())));
        if done.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        done
    }

    /// Closes the connections once those who use them are done; later calls answer `closed`.
    pub fn close(&self) {
        match self {
            Self::Sqlite(engine) => engine.close(),
        }
    }

    /// Gives the connections up without closing them: after a fork they belong to the parent.
    pub fn leak(&self) {
        match self {
            Self::Sqlite(engine) => engine.leak(),
        }
    }
}

impl Tx<'_> {
    /// The first row, if there is one.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        match self.0 {
            On::Sqlite(tx) => tx.one(sql, params, |row| read(&Row(RowOf::Sqlite(row)))),
        }
    }
    /// Calls `each` for every row.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        match self.0 {
            On::Sqlite(tx) => tx.each(sql, params, |row| each(&Row(RowOf::Sqlite(row)))),
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
        }
    }
    /// Whether there is a row.
    pub fn exists(&self, sql: &str, params: &[Param<'_>]) -> Result<bool> {
        Ok(self.one(sql, params, |_| Ok(()))?.is_some())
    }
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
