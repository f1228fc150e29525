//! SQLite: one writer and a few readers beside it, on a file in WAL mode. Every write is one immediate transaction; readers see a
//! snapshot and never wait for the writer.

mod inherited;
mod migrate;
mod open;
mod pool;
#[cfg(test)]
mod tests;

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, fallible_streaming_iterator::FallibleStreamingIterator};

use self::pool::Pool;
use super::{CancelToken, Param, StoreOptions, cancelled, closed, lock, value::Cell};
use crate::error::{Code, Error, Result};

/// The version of the library that is linked in.
pub(super) fn version() -> &'static str {
    rusqlite::version()
}

/// A statement that has a row in every database of ours.
pub(super) const ANY_ROW: &str = "SELECT 1 FROM sqlite_schema LIMIT 1";

/// The open database.
pub(crate) struct Engine {
    options: StoreOptions,
    writer: Pool,
    readers: Pool,
    open: Mutex<Option<inherited::Open>>,
}

/// A transaction in progress.
pub(crate) struct Transaction<'c> {
    conn: &'c Connection,
}

/// A row of a result.
pub(crate) struct Row<'a>(&'a rusqlite::Row<'a>);

impl Engine {
    /// Waits for the writer and runs `body` in one immediate transaction, committed when `body` says so beside its result. A `durable`
    /// one is on the disk before this returns.
    pub fn write<T>(
        &self,
        durable: bool,
        cancel: Option<&CancelToken>,
        body: impl FnOnce(&Transaction<'_>) -> (Result<T>, bool),
    ) -> Result<T> {
        let mut lease = self.writer.take_only(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        let conn = &*watched.conn;
        let _synced = if durable { Some(Synced::new(conn)?) } else { None };
        patiently(conn, "BEGIN IMMEDIATE", self.options.busy_timeout(), cancel)?;
        let rollback = Rollback(conn);
        let (result, commit) = body(&Transaction { conn });
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

    /// Runs `body` on a snapshot, with the row of `first`, a statement without parameters that has one. Until that statement is done the
    /// connection reads from the snapshot on which it began: BEGIN and ROLLBACK around a few short ones would cost as much as they do.
    pub fn read<T>(
        &self,
        first: &str,
        cancel: Option<&CancelToken>,
        body: impl FnOnce(&Transaction<'_>, Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut lease = self.readers.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        let conn = &*watched.conn;
        let mut patience = Patience::new(self.options.busy_timeout(), cancel);
        let mut statement = patience.with(|| conn.prepare_cached(first))?;
        let rows = loop {
            let mut rows = statement.query([]).map_err(engine_error)?;
            match rows.advance() {
                Ok(()) => break rows,
                Err(e) => patience.wait(e)?,
            }
        };
        let row = rows.get().ok_or_else(|| Error::internal("what begins a read has no row"))?;
        body(&Transaction { conn }, Row(row))
    }

    /// Copies the database as it is now into a new file.
    pub fn snapshot_to(&self, path: &str, cancel: Option<&CancelToken>) -> Result<()> {
        let mut lease = self.readers.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        watched.conn.execute("VACUUM INTO ?1", [path]).map_err(engine_error).map(drop)
    }

    /// Closes the connections, those in use once their calls are done; later calls answer `closed`.
    pub fn close(&self) {
        self.readers.close();
        self.writer.close();
        *lock(&self.open) = None;
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
struct Patience<'t> {
    timeout: Duration,
    cancel: Option<&'t CancelToken>,
    /// When the first attempt failed, and how many did.
    since: Option<Instant>,
    turn: u32,
}

impl<'t> Patience<'t> {
    fn new(timeout: Duration, cancel: Option<&'t CancelToken>) -> Self {
        Self { timeout, cancel, since: None, turn: 0 }
    }

    /// Does something, again as long as others keep it from being done and there is still time.
    fn with<T>(&mut self, mut attempt: impl FnMut() -> rusqlite::Result<T>) -> Result<T> {
        loop {
            match attempt() {
                Ok(done) => return Ok(done),
                Err(e) => self.wait(e)?,
            }
        }
    }

    /// Waits before the next attempt, if it was others who made this one fail and there is still time.
    fn wait(&mut self, failed: rusqlite::Error) -> Result<()> {
        let waited = self.since.get_or_insert_with(Instant::now).elapsed();
        let busy = matches!(failed.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked));
        if busy && self.cancel.is_some_and(CancelToken::is_cancelled) {
            return Err(cancelled());
        }
        if !busy || waited >= self.timeout {
            return Err(engine_error(failed));
        }
        // Jitter from the clock's low bits: good enough to break lockstep, and no randomness is spent.
        let jitter = u64::from(waited.subsec_nanos() % 1000);
        std::thread::sleep(Duration::from_micros((200 << self.turn.min(5)) + jitter));
        self.turn += 1;
        Ok(())
    }
}

/// Runs a statement, again as long as others keep it from being run and there is still time.
fn patiently(conn: &Connection, sql: &str, timeout: Duration, cancel: Option<&CancelToken>) -> Result<()> {
    Patience::new(timeout, cancel).with(|| run(conn, sql))
}

/// A statement without parameters and rows, from the cache.
fn run(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

impl Transaction<'_> {
    /// What the first row gives that gives anything.
    pub fn find<T>(&self, sql: &str, params: &[Param<'_>], mut read: impl FnMut(Row<'_>) -> Result<Option<T>>) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(engine_error)?;
        while let Some(row) = rows.next().map_err(engine_error)? {
            if let Some(found) = read(Row(row))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
    /// Runs a statement; the number of rows it changed.
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        statement.execute(rusqlite::params_from_iter(params)).map(|n| n as u64).map_err(engine_error)
    }
}

impl Row<'_> {
    pub fn cell(&self, index: usize) -> Result<Cell<'_>> {
        use rusqlite::types::ValueRef;
        Ok(match self.0.get_ref(index).map_err(engine_error)? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(n) => Cell::Int(n),
            ValueRef::Real(x) => Cell::Real(x),
            ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).map_err(Error::internal)?),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }
    pub fn width(&self) -> usize {
        self.0.as_ref().column_count()
    }
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

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Real(x) => ValueRef::Real(*x),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}
