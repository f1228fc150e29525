//! Brings a database up to date: the steps that it has not seen, in one transaction, under a lock that other processes wait for.

use tokio_postgres::error::SqlState;

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
    let sql = "SELECT current_setting('server_version_num')::bigint, EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus'),
            current_setting('server_encoding'), CAST(current_schema() AS text)";
    let row = conn.wait(None, |client| client.query_one(sql, &[])).map_err(|e| engine_error(&e))?;
    let (server, spread, encoding, schema) = (row.get(0), row.get(1), row.get(2), row.get(3));
    supported(server)?;
    let schema = fitting(encoding, schema)?;
    if current(conn, &schema)? == Some(VERSION) {
        return Ok(spread);
    }
    // Another process may be at it: waited for here, and looked at again.
    conn.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")).map_err(|e| engine_error(&e))?;
    let version = current(conn, &schema)?.unwrap_or(0);
    climb(conn, version, VERSION).map_err(|e| match e.code() {
        Code::AccessRefused => {
            let rights = format!("it must own the tables, or have CREATE on the schema {schema} of an empty database");
            Error::new(
                Code::AccessRefused,
                format!("The database role may not bring the schema up to date: {rights}. Nothing was changed."),
            )
        }
        _ => e,
    })?;
    Ok(spread)
}

/// Refuses a database that cannot hold every text, and a role that sees no schema; the schema that tables are made in.
fn fitting(encoding: &str, schema: Option<String>) -> Result<String> {
    if encoding != "UTF8" {
        let what = "CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0";
        let message = format!("The database's encoding is {encoding}; it must be UTF8 ({what}). Nothing was changed.");
        return Err(Error::new(Code::NotADatabase, message));
    }
    schema.ok_or_else(|| {
        let what = "CREATE SCHEMA, GRANT USAGE ON SCHEMA, or ALTER ROLE ... SET search_path";
        let message =
            format!("The search_path names no schema that exists and that the database role may use: {what}. Nothing was changed.");
        Error::new(Code::AccessRefused, message)
    })
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
fn current(conn: &mut Connection, schema: &str) -> Result<Option<usize>> {
    let foreign = || Error::new(Code::NotADatabase, "This database belongs to another program; nothing was changed.");
    // What extensions brought along belongs to nobody.
    let tables = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
        ORDER BY c.relname = 'hotcalls_schema' DESC LIMIT 1";
    let first = conn.wait(None, |client| client.query_opt(tables, &[])).map_err(|e| engine_error(&e))?;
    match first.map(|row| row.get::<_, String>(0)).as_deref() {
        None => return elsewhere(conn, schema).map(|()| None),
        Some("hotcalls_schema") => {}
        Some(_) => return Err(foreign()),
    }
    let row = conn.wait(None, |client| client.query_opt("SELECT CAST(version AS bigint) FROM hotcalls_schema", &[]));
    let row = row.map_err(|e| if e.code() == Some(&SqlState::UNDEFINED_COLUMN) { foreign() } else { engine_error(&e) })?;
    let version = row.and_then(|row| row.get::<_, Option<i64>>(0)).ok_or_else(foreign)?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > VERSION {
        return Err(Error::new(
            Code::DatabaseNewer,
            format!("The database has schema version {version}, this library knows versions up to {VERSION}; use a newer library."),
        ));
    }
    Ok(Some(version))
}

/// Refuses to set up a second database in front of one that the search_path finds too: its rows would seem to be gone.
fn elsewhere(conn: &mut Connection, schema: &str) -> Result<()> {
    let sql =
        "SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('hotcalls_schema')";
    let found = conn.wait(None, |client| client.query_opt(sql, &[])).map_err(|e| engine_error(&e))?;
    let Some(there) = found.map(|row| row.get::<_, String>(0)) else { return Ok(()) };
    let message =
        format!("The tables are in the schema {there}, but the search_path begins with {schema}, which is empty; nothing was changed.");
    Err(Error::new(Code::NotADatabase, message))
}
