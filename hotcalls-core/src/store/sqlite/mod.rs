//! SQLite: one writer and a few readers beside it, on a file in WAL mode. Every write is one immediate transaction; readers see a
//! snapshot and never wait for the writer.

mod migrate;
mod open;
mod pool;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use self::pool::Pool;
use super::{CancelToken, Param, StoreOptions, cancelled, closed, lock, value::Cell};
use crate::error::{Code, Error, Result};

/// The version of the library that is linked in.
pub(super) fn version() -> &'static str {
    rusqlite::version()
}

/// The open database.
pub(crate) struct Engine {
    options: StoreOptions,
    writer: Pool,
    readers: Pool,
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
        begin(conn, "BEGIN IMMEDIATE", self.options.busy_timeout, cancel)?;
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

    /// Runs `body` on a snapshot.
    pub fn read<T>(&self, cancel: Option<&CancelToken>, body: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut lease = self.readers.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        let conn = &*watched.conn;
        begin(conn, "BEGIN", self.options.busy_timeout, cancel)?;
        let _rollback = Rollback(conn);
        body(&Transaction { conn })
    }

    /// Copies the database as it is now into a new file.
    pub fn snapshot_to(&self, path: &str, cancel: Option<&CancelToken>) -> Result<()> {
        let mut lease = self.readers.take(&self.options, cancel)?;
        let watched = Watched::new(lease.conn()?, cancel)?;
        watched.conn.execute("VACUUM INTO ?1", [path]).map_err(engine_error).map(drop)
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

impl Transaction<'_> {
    /// The first row, if there is one.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], read: impl FnOnce(Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(engine_error)?;
        rows.next().map_err(engine_error)?.map(|row| read(Row(row))).transpose()
    }
    /// Calls `each` for every row.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut each: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql).map_err(engine_error)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(engine_error)?;
        while let Some(row) = rows.next().map_err(engine_error)? {
            each(Row(row))?;
        }
        Ok(())
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
