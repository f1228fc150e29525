//! Opening is one function: flags and pragmas in order, with their reasons.

use std::{sync::Mutex, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig, functions::FunctionFlags};

use super::{Engine, Patience, Rollback, StoreOptions, engine_error, inherited, migrate, patiently, pool::Pool};
use crate::error::{Code, Error, Result};

/// Statements kept per connection; every static statement of the library fits.
const STATEMENT_CACHE: usize = 256;
/// Page cache per connection in KiB (negative: a size, not pages). Small, since the operating system caches the file once for all.
const PAGE_CACHE: i64 = -4096;

impl Engine {
    /// Opens or creates the file, checks it, migrates it.
    pub fn open(options: StoreOptions) -> Result<Self> {
        if matches!(options.path.to_str(), Some("" | ":memory:")) {
            return Err(Error::field(
                "path",
                "A database is a file: give its path. One in memory would be another one for every connection.",
            ));
        }
        inherited::refuse(&options.path)?;
        let writer = connect(&options)?;
        let open = inherited::Open::new(&options.path);
        if !is_ready(&writer, &options)? {
            patiently(&writer, "BEGIN IMMEDIATE", options.busy_timeout(), None)?;
            let rollback = Rollback(&writer);
            migrate::run(&writer)?;
            // A file that has no write-ahead log yet is committed when nobody reads it: others may be looking whether it is ready.
            patiently(&writer, "COMMIT", options.busy_timeout(), None)?;
            std::mem::forget(rollback);
            // The journal mode is stored in the file, so it is set only once the file is known to be ours.
            set_wal(&writer, options.busy_timeout())?;
        }
        let readers = Pool::new(options.readers(), None);
        Ok(Self { options, writer: Pool::new(1, Some(writer)), readers, open: Mutex::new(Some(open)) })
    }
}

/// Whether a look tells that the file needs nothing: programs open files beside a busy writer, and should not wait for it.
fn is_ready(conn: &Connection, options: &StoreOptions) -> Result<bool> {
    patiently(conn, "BEGIN", options.busy_timeout(), None)?;
    let _rollback = Rollback(conn);
    let has_log = || conn.pragma_query_value(None, "journal_mode", |row| Ok(row.get_ref(0)?.as_str()? == "wal")).map_err(engine_error);
    match migrate::is_done(conn).and_then(|done| Ok(done && has_log()?)) {
        Ok(ready) => Ok(ready),
        // Somebody sets it up, or recovers it after a crash: that is waited for with the write lock.
        Err(e) if e.code() == Code::Busy => Ok(false),
        Err(e) => Err(e),
    }
}

/// Readers beside the writer need the write-ahead log. SQLite does not wait when it switches, so another process that opens the
/// same new file is waited for here.
fn set_wal(conn: &Connection, timeout: Duration) -> Result<()> {
    let mode = || conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0));
    match Patience::new(timeout, None).with(mode)?.as_str() {
        "wal" => Ok(()),
        _ => Err(Error::new(Code::Io, "The file system does not support the write-ahead log.")),
    }
}

/// One connection with everything set that is not stored in the file.
pub(super) fn connect(options: &StoreOptions) -> Result<Connection> {
    // One user of a connection at a time is our rule already, so SQLite's own mutex is left out. No URI names: a path is a path.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(&options.path, flags).map_err(|e| {
        let error = engine_error(e);
        Error::new(error.code(), format!("{}: {}", options.path.display(), error.message()))
    })?;
    // SQLite opens a file that may only be read without a word; every write would fail later.
    if conn.is_readonly("main").map_err(engine_error)? {
        return Err(Error::new(Code::ReadOnly, format!("{}: the file cannot be written.", options.path.display())));
    }
    // Waiting is ours (see `patiently`).
    conn.busy_timeout(Duration::ZERO).map_err(engine_error)?;
    conn.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    // NORMAL: after a power cut the last commits may be gone, never the consistency; a crash of the process loses nothing.
    // The first of these reads the schema: whoever sets up a new file, or recovers one, is waited for.
    Patience::new(options.busy_timeout(), None).with(|| conn.pragma_update(None, "synchronous", "NORMAL"))?;
    conn.pragma_update(None, "foreign_keys", true).map_err(engine_error)?;
    conn.pragma_update(None, "cache_size", PAGE_CACHE).map_err(engine_error)?;
    conn.pragma_update(None, "temp_store", "MEMORY").map_err(engine_error)?;
    // Plans must not depend on bound values: SQLite would prepare a statement anew for every value as soon as a variable and a literal
    // are compared in it. Reading one row took 5 times as long.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(engine_error)?;
    // Text in the schema must not be able to call functions with side effects in a file from a stranger.
    conn.pragma_update(None, "trusted_schema", false).map_err(engine_error)?;
    json_has_key(&conn)?;
    fold(&conn)?;
    Ok(conn)
}

/// `fold(text)`: the case folding of searches, for the few texts that are not stored folded.
fn fold(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("fold", 1, flags, |context| Ok(crate::query::fold(context.get_raw(0).as_str()?))).map_err(engine_error)
}

/// `json_has_key(text, key)`: SQLite's JSON paths cannot name every key (quotes); PostgreSQL has an operator.
fn json_has_key(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("json_has_key", 2, flags, |context| {
        let (text, key) = (context.get_raw(0).as_str()?, context.get_raw(1).as_str()?);
        let value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        Ok(value.get(key).is_some())
    })
    .map_err(engine_error)
}
