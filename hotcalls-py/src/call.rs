//! What the classes do once the interpreter is released.

use std::{path::Path, time::Duration};

use hotcalls_core::{
    Caller, Hotcalls, Mode, OpenOptions, Streams,
    error::{Error, Result},
    operation::Answered,
};

use crate::{cancel::Watch, tree::Tree};

/// Opens a database file.
pub fn open(path: &Path, key: Option<&[u8]>, readers: Option<usize>, busy_timeout: Option<f64>) -> Result<Hotcalls> {
    let mut how = OpenOptions::new();
    if let Some(key) = key {
        how = how.key(key.try_into().map_err(|_| Error::field("key", "A key has 32 bytes."))?);
    }
    if let Some(readers) = readers {
        how = how.readers(readers);
    }
    if let Some(seconds) = busy_timeout {
        let timeout = Duration::try_from_secs_f64(seconds);
        how = how.busy_timeout(timeout.map_err(|_| Error::field("busy_timeout", "A number of seconds from 0 on is required."))?);
    }
    how.open(path)
}

/// Runs an operation.
pub fn call(caller: &Caller, watch: &Watch, name: &str, input: Tree, idempotency_key: Option<&str>) -> Result<Answered> {
    let mut caller = caller.cancel_token(watch.switch());
    if let Some(key) = idempotency_key {
        caller = caller.idempotency_key(key);
    }
    let (answer, _) = caller.answer(name, Mode::Strict, input, Streams::default())?;
    Ok(answer)
}

/// Names the operation in an error that came before the core saw the call.
pub fn named(error: Error, name: &str) -> Error {
    match hotcalls_core::operation(name) {
        Some(operation) => error.in_operation(operation.name),
        None => error,
    }
}
