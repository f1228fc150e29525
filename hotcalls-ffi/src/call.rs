//! What the exported functions do once their arguments are Rust values.

use std::{sync::Arc, time::Duration};

use hotcalls_core::{
    Caller, Id, Mode, OpenOptions,
    error::{Code, Error, Result},
    operation::JsonInput,
};

use crate::{
    streams::Lent,
    types::{bad, hotcalls_actor, hotcalls_call_options, hotcalls_db, hotcalls_options},
};

/// The length of a key.
const KEY: usize = 32;

/// A path that the system can be given.
pub(crate) fn path(path: &str) -> Result<&str> {
    if path.is_empty() || path.contains('\0') {
        return Err(bad("path", "A path is not empty and has no NUL characters."));
    }
    Ok(path)
}

pub(crate) fn open(name: &str, options: &hotcalls_options, key: &[u8]) -> Result<hotcalls_db> {
    let path = path(name)?;
    let mut how = OpenOptions::new();
    if !options.key.is_null() {
        let key: [u8; KEY] = key.try_into().map_err(|_| bad("key", "A key has 32 bytes."))?;
        how = how.key(key);
    }
    if options.readers > 0 {
        how = how.readers(options.readers as usize);
    }
    if options.busy_timeout_ms > 0 {
        how = how.busy_timeout(Duration::from_millis(options.busy_timeout_ms.into()));
    }
    if options.statement_timeout_ms > 0 {
        how = how.statement_timeout(Duration::from_millis(options.statement_timeout_ms.into()));
    }
    Ok(hotcalls_db { db: how.open(path)?, of: Arc::new(()) })
}

/// An actor of a database.
pub(crate) fn actor(db: &hotcalls_db, caller: Caller) -> hotcalls_actor {
    hotcalls_actor { caller, of: Arc::clone(&db.of) }
}

pub(crate) fn user(db: &hotcalls_db, id: &str) -> Result<hotcalls_actor> {
    let id: Id<()> = id.parse().map_err(|_| bad("id", "Must be a valid UUID."))?;
    Ok(actor(db, db.db.as_user(id)))
}

pub(crate) fn catalog() -> Result<String> {
    serde_json::to_string(&hotcalls_core::catalog_json()).map_err(Error::internal)
}

/// Runs an operation; the answer is JSON text.
pub(crate) fn call(
    db: &hotcalls_db,
    actor: &hotcalls_actor,
    caller: &Caller,
    name: &str,
    input: &[u8],
    options: &hotcalls_call_options,
) -> Result<String> {
    if !Arc::ptr_eq(&db.of, &actor.of) {
        return Err(bad("actor", "The actor belongs to another database."));
    }
    let input = if input.is_empty() { b"{}" } else { input };
    let text = std::str::from_utf8(input).map_err(|e| Error::new(Code::Malformed, format!("The input is not UTF-8 ({e}).")))?;
    let mut output = Vec::with_capacity(512);
    let mut lent = Lent::new(options);
    caller.call_with(name, Mode::Strict, JsonInput::new(text), &mut serde_json::Serializer::new(&mut output), lent.streams())?;
    String::from_utf8(output).map_err(Error::internal)
}
