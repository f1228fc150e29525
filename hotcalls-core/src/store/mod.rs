//! The engine: connections, transactions, values, migrations, counters. The only place that names rusqlite.
//!
//! One writer and a few readers beside it, on a SQLite file in WAL mode. Every write is one immediate transaction; readers see
//! a snapshot and never wait for the writer.

mod cancel;
pub mod counters;
mod migrations;
mod open;
mod pool;
pub mod secret;
#[cfg(test)]
mod tests;
mod value;

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};

pub use self::cancel::CancelToken;
use self::pool::Pool;
pub use self::value::{Cell, Column, Param, Row, ToParam};
use crate::error::{Code, Error, Result};

/// The version of the SQLite inside, such as `3.54.1`: not that of another copy in the process.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
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
pub(crate) struct Store {
    options: StoreOptions,
    writer: Pool,
    readers: Pool,
}

/// A transaction in progress: the only way to run SQL.
pub struct Tx<'c> {
    conn: &'c Connection,
}

impl Store {
    /// Waits for the writer and runs `body` in one immediate transaction, committed when `body` says so beside its result.
    pub fn write<T>(&self, cancel: Option<&CancelToken>, body: impl FnOnce(&Tx<'_>) -> (Result<T>, bool)) -> Result<T> {
        self.write_with(false, cancel, body)
    }

    /// The same; a `durable` transaction is on the disk before this returns.
    pub fn write_with<T>(&self, durable: bool, cancel: Option<&CancelToken>, body: impl FnOnce(&Tx<'_>) -> (Result<T>, bool)) -> Result<T> {
        let mut lease = self.writer.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        let conn = &*watched.conn;
        let _synced = if durable { Some(Synced::new(conn)?) } else { None };
        begin(conn, "BEGIN IMMEDIATE", self.options.busy_timeout, cancel)?;
        let rollback = Rollback(conn);
        let (result, commit) = body(&Tx { conn });
        if !commit {
            return result;
        }
        if cancel.is_some_and(CancelToken::is_cancelled) {
            return Err(cancelled());
        }
        run(conn, "COMMIT").map_err(engine_error)?;
        std::mem::forget(rollback);
        result
    }

    /// Runs `body` on a snapshot.
    pub fn read<T>(&self, cancel: Option<&CancelToken>, body: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let mut lease = self.readers.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        let conn = &*watched.conn;
        begin(conn, "BEGIN", self.options.busy_timeout, cancel)?;
        let _rollback = Rollback(conn);
        body(&Tx { conn })
    }

    /// Copies the database as it is now into a new file (which must not exist yet), compact, without a log beside it.
    pub fn snapshot_to(&self, path: &std::path::Path) -> Result<()> {
        if path.exists() {
            return Err(Error::new(Code::Io, "The snapshot's file exists already; nothing was changed."));
        }
        let text = path.to_str().ok_or_else(|| Error::new(Code::Io, "The path is not valid UTF-8."))?;
        let mut lease = self.readers.take(&self.options, None)?;
        let conn = lease.conn()?;
        // Half a snapshot must not look like one: written beside, then renamed.
        let partial = format!("{text}.partial");
        let _ = std::fs::remove_file(&partial);
        let done = conn.execute("VACUUM INTO ?1", [&partial]).map_err(engine_error);
        let done = done.and_then(|_| std::fs::rename(&partial, path).map_err(|e| Error::new(Code::Io, e.to_string())));
        if done.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        done
    }

    /// Closes the connections once those who use them are done; later calls answer `closed`.
    pub fn close(&self) {
        self.readers.close();
        self.writer.close();
        self.writer.wait_until_unused();
    }

    /// Gives the connections up without closing them: after a fork they belong to the parent.
    pub fn leak(&self) {
        self.readers.leak();
        self.writer.leak();
    }
}

/// Has commits wait for the disk. The setting belongs to the connection and cannot change inside of a transaction.
struct Synced<'c>(&'c Connection);

impl<'c> Synced<'c> {
    fn new(conn: &'c Connection) -> Result<Self> {
        conn.pragma_update(None, "synchronous", "FULL").map_err(engine_error)?;
        Ok(Self(conn))
    }
}

impl Drop for Synced<'_> {
    fn drop(&mut self) {
        // Should it fail, later commits are safer and slower.
        let _ = self.0.pragma_update(None, "synchronous", "NORMAL");
    }
}

/// Ends the transaction however the body ends, a panic included.
struct Rollback<'c>(&'c Connection);

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        // Fails only when SQLite has rolled back already.
        let _ = run(self.0, "ROLLBACK");
    }
}

/// A connection whose statements stop when the call's token is cancelled.
struct Watched<'c> {
    conn: &'c mut Connection,
    set: bool,
}

impl<'c> Watched<'c> {
    fn new(conn: &'c mut Connection, cancel: Option<&CancelToken>) -> Result<Self> {
        let set = cancel.is_some();
        if let Some(token) = cancel.cloned() {
            // The handler is asked every thousand steps only; short statements would never notice.
            if token.is_cancelled() {
                return Err(cancelled());
            }
            conn.progress_handler(1000, Some(move || token.is_cancelled())).map_err(engine_error)?;
        }
        Ok(Self { conn, set })
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if self.set {
            let _ = self.conn.progress_handler(0, None::<fn() -> bool>);
        }
    }
}

/// SQLite's own busy handler starves under contention (waits of more than a second were seen); this one tries often, with jitter.
fn begin(conn: &Connection, sql: &str, timeout: Duration, cancel: Option<&CancelToken>) -> Result<()> {
    let start = Instant::now();
    let mut turn = 0u32;
    loop {
        match run(conn, sql) {
            Ok(()) => return Ok(()),
            Err(e) if matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => {
                if cancel.is_some_and(CancelToken::is_cancelled) {
                    return Err(cancelled());
                }
                if start.elapsed() >= timeout {
                    return Err(engine_error(e));
                }
                // Jitter from the clock's low bits: good enough to break lockstep, and no randomness is spent.
                let jitter = u64::from(start.elapsed().subsec_nanos() % 1000);
                std::thread::sleep(Duration::from_micros((200 << turn.min(5)) + jitter));
                turn += 1;
            }
            Err(e) => return Err(engine_error(e)),
        }
    }
}

/// A statement without parameters and rows, from the cache.
fn run(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

impl Tx<'_> {
    /// The first row, if there is one.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(engine_error)?;
        rows.next().map_err(engine_error)?.map(|row| read(&Row(row))).transpose()
    }
    /// Calls `each` for every row.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(engine_error)?;
        while let Some(row) = rows.next().map_err(engine_error)? {
            each(&Row(row))?;
        }
        Ok(())
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
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        statement.execute(rusqlite::params_from_iter(params)).map(|n| n as u64).map_err(engine_error)
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

/// An engine's error in our words. Database text is kept only in `internal`, which doors do not show.
pub(crate) fn engine_error(error: rusqlite::Error) -> Error {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    let extended = error.sqlite_error().map(|e| e.extended_code);
    let (code, message) = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => return cancelled(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (Code::Busy, "The database is locked by another process; nothing was changed.")
        }
        Some(ErrorCode::NotADatabase) => (Code::NotADatabase, "The file is not a database."),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (Code::ReadOnly, "The database file or its folder cannot be written."),
        Some(ErrorCode::DiskFull) => (Code::DiskFull, "The disk is full; nothing was changed."),
        Some(ErrorCode::DatabaseCorrupt) => (Code::Corrupt, "The database file is damaged."),
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => (Code::Io, "The database file cannot be opened or read."),
        Some(ErrorCode::ConstraintViolation) if matches!(extended, Some(SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY)) => {
            return Error::internal(error).into_unique_violation();
        }
        _ => return Error::internal(error),
    };
    Error::new(code, message)
}
