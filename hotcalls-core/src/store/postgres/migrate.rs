//! Brings a database up to date: the steps that it has not seen, in one transaction, under a lock that other processes wait for.

use super::{error::engine_error, pool::Connection, print};
use crate::{
    error::{Code, Error, Result},
    store::migrations::{STEPS, VERSION},
};

/// The text of a step on this engine.
pub(in crate::store) enum Ddl {
    /// Printed from the text that both engines share.
    Shared(&'static str),
    /// Its own.
    Own(&'static str),
}

/// The oldest server: foreign keys that set one column null came with it.
const OLDEST: i64 = 150_000;
/// "HotC", as in the header of a file: the lock's number.
const LOCK: i64 = 0x486f_7443;

/// Checks which server this is, whose database and how new, then brings it up to date. Whether it has the extension that spreads tables over
/// machines. The caller opens and commits the transaction.
pub(super) fn run(conn: &mut Connection) -> Result<bool> {
    let sql = "SELECT current_setting('server_version_num')::bigint, EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";
    let row = conn.wait(None, |client| client.query_one(sql, &[])).map_err(|e| engine_error(&e))?;
    let (server, spread) = (row.get(0), row.get(1));
    supported(server)?;
    if current(conn)? == Some(VERSION) {
        return Ok(spread);
    }
    // Another process may be at it: waited for here, and looked at again.
    conn.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")).map_err(|e| engine_error(&e))?;
    let version = current(conn)?.unwrap_or(0);
    climb(conn, version, VERSION)?;
    Ok(spread)
}

/// Runs the steps from one version to another, and notes where that is.
pub(super) fn climb(conn: &mut Connection, from: usize, to: usize) -> Result<()> {
    for step in STEPS.get(from..to).unwrap_or_default() {
        let text = match step.postgres {
            Ddl::Shared(text) => print::definition(text),
            Ddl::Own(text) => text.to_owned(),
        };
        conn.batch(&text).map_err(|e| engine_error(&e))?;
    }
    if from < to {
        let note = format!(
            "CREATE TABLE IF NOT EXISTS hotcalls_schema (id bigint NOT NULL PRIMARY KEY CHECK (id = 1), version bigint NOT NULL);
             INSERT INTO hotcalls_schema VALUES (1, {to}) ON CONFLICT (id) DO UPDATE SET version = excluded.version"
        );
        conn.batch(&note).map_err(|e| engine_error(&e))?;
    }
    Ok(())
}

/// Refuses a server that is too old.
pub(super) fn supported(server: i64) -> Result<()> {
    if server >= OLDEST {
        return Ok(());
    }
    let (major, oldest) = (server / 10_000, OLDEST / 10_000);
    let message = format!("The database server is PostgreSQL {major}; version {oldest} or newer is needed. Nothing was changed.");
    Err(Error::new(Code::ServerTooOld, message))
}

/// The schema's version; `None` if there is nothing yet. A database of another program and a newer schema are refused.
fn current(conn: &mut Connection) -> Result<Option<usize>> {
    // What extensions brought along belongs to nobody.
    let tables = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
        ORDER BY c.relname = 'hotcalls_schema' DESC LIMIT 1";
    let first = conn.wait(None, |client| client.query_opt(tables, &[])).map_err(|e| engine_error(&e))?;
    match first.map(|row| row.get::<_, String>(0)).as_deref() {
        None => return Ok(None),
        Some("hotcalls_schema") => {}
        Some(_) => return Err(Error::new(Code::NotADatabase, "This database belongs to another program; nothing was changed.")),
    }
    let row = conn.wait(None, |client| client.query_opt("SELECT version FROM hotcalls_schema", &[])).map_err(|e| engine_error(&e))?;
    let version = row.map_or(0, |row| usize::try_from(row.get::<_, i64>(0)).unwrap_or(usize::MAX));
    if version > VERSION {
        return Err(Error::new(
            Code::DatabaseNewer,
            format!("The database has schema version {version}, this library knows versions up to {VERSION}; use a newer library."),
        ));
    }
    Ok(Some(version))
}
