//! Brings a file up to date: the steps that it has not seen, in one immediate transaction.

use rusqlite::Connection;

use super::engine_error;
use crate::{
    error::{Code, Error, Result},
    store::migrations::{STEPS, VERSION},
};

/// "HotC": marks a file as ours, so that a database of another program is refused instead of filled with our tables.
const APPLICATION_ID: i32 = 0x486f_7443;

/// Checks whose file this is and how new: its schema version, which this library knows.
fn version(conn: &Connection) -> Result<usize> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(engine_error);
    let version = usize::try_from(pragma("user_version")?).unwrap_or(usize::MAX);
    let tables = conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(engine_error)?;
    if pragma("application_id")? != i64::from(APPLICATION_ID) && (tables > 0 || version > 0) {
        return Err(Error::new(Code::NotADatabase, "This SQLite file belongs to another program; nothing was changed."));
    }
    if version > VERSION {
        return Err(Error::new(
            Code::DatabaseNewer,
            format!("The database has schema version {version}, this library knows versions up to {VERSION}; use a newer library."),
        ));
    }
    Ok(version)
}

/// Whether there is nothing to bring up to date. The caller holds a snapshot.
pub(super) fn is_done(conn: &Connection) -> Result<bool> {
    Ok(version(conn)? == VERSION)
}

/// Brings the file up to date. The caller holds the write lock.
pub(super) fn run(conn: &Connection) -> Result<()> {
    let version = version(conn)?;
    for step in &STEPS[version..] {
        conn.execute_batch(step.sqlite).map_err(engine_error)?;
    }
    if version < VERSION {
        conn.pragma_update(None, "application_id", APPLICATION_ID).map_err(engine_error)?;
        conn.pragma_update(None, "user_version", VERSION as i64).map_err(engine_error)?;
    }
    Ok(())
}

/// A file as an older version left it.
#[cfg(test)]
pub(super) fn make_version(conn: &Connection, version: usize) {
    for step in &STEPS[..version] {
        conn.execute_batch(step.sqlite).unwrap();
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", version as i64).unwrap();
}
