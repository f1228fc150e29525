//! The one way out of every exported function: no panic passes it, and every failure becomes a status with an error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hotcalls_core::error::{Error, Result};

use crate::types::hotcalls_error;

/// Runs the body of a function that answers with a status.
///
/// # Safety
/// `error` is NULL or may be written.
pub(crate) unsafe fn status(error: *mut *mut hotcalls_error, body: impl FnOnce() -> Result<()>) -> i32 {
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return crate::HOTCALLS_OK,
        Ok(Err(failure)) => failure,
        Err(_) => Error::internal("The library panicked; what it was doing was rolled back."),
    };
    let number = failure.code().number();
    // SAFETY: the caller vouches for it.
    if let Some(error) = unsafe { error.as_mut() } {
        *error = Box::into_raw(Box::new(hotcalls_error::new(failure)));
    }
    number
}

/// Runs the body of a function that cannot fail; after a panic it answers the default.
pub(crate) fn value<T>(default: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(default)
}

impl hotcalls_error {
    fn new(error: Error) -> Self {
        let details = serde_json::to_string(error.details()).unwrap_or_else(|_| "{}".into());
        let json = serde_json::to_string(&error).unwrap_or_else(|_| "{}".into());
        Self { error, details, json }
    }
}
