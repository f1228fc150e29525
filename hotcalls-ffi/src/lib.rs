//! The C door. Every exported function is on this page, on `actors.rs`, `objects.rs` or `telephony/mod.rs`; `include/hotcalls.h` is
//! generated from them.
//!
//! The rules, which the header repeats: a function that can fail returns a status, `HOTCALLS_OK` or the stable number of an error code,
//! and on failure hands over an error if the caller gave a place for one. Out-parameters are written on success only. What a function
//! hands over is owned by the caller until it is freed; every free takes NULL. `const` means that many threads may use the object at once.
//! No panic leaves the library.
#![allow(non_camel_case_types)]

mod actors;
mod call;
mod guard;
mod objects;
mod streams;
pub mod telephony;
mod types;

use std::{
    borrow::Cow,
    ffi::{CStr, CString, c_char},
    sync::OnceLock,
};

pub use actors::*;
pub use objects::*;
use types::{borrow, bytes, database, give, name, out, read_options, take, text};
pub use types::{
    hotcalls_actor, hotcalls_call_options, hotcalls_cancel, hotcalls_db, hotcalls_error, hotcalls_options, hotcalls_progress,
    hotcalls_read, hotcalls_row, hotcalls_text, hotcalls_view,
};

/// The status of success.
pub const HOTCALLS_OK: i32 = 0;
/// The largest input of a call in bytes; more is refused with `too_large` before memory is taken for it.
pub const HOTCALLS_MAX_INPUT: usize = 64 * 1024 * 1024;
/// The largest path, name, password, key or zone in bytes; more is refused with `too_large`.
pub const HOTCALLS_MAX_TEXT: usize = 4096;

/// The version of the library, such as `0.1.0`. NUL-terminated.
///
/// Threads: any. Ownership: static, never freed. Errors: none.
///
/// ```c
/// printf("HotCalls %s\n", hotcalls_version());
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn hotcalls_version() -> *const c_char {
    const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };
    VERSION.as_ptr()
}

/// The version of the SQLite inside of the library, such as `3.54.1`. NUL-terminated. A host may have another copy beside it, of
/// whatever version: but the two must not open one file.
///
/// Threads: any. Ownership: static, never freed. Errors: none.
///
/// ```c
/// printf("SQLite %s\n", hotcalls_sqlite_version());
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn hotcalls_sqlite_version() -> *const c_char {
    static VERSION: OnceLock<CString> = OnceLock::new();
    VERSION.get_or_init(|| CString::new(hotcalls_core::sqlite_version()).unwrap_or_default()).as_ptr()
}

/// All operations as a JSON array: name, doc, effect, who may, and the JSON Schemas of input and output.
///
/// Threads: any. Ownership: free `*output` with `hotcalls_text_free`. Errors: those of every function.
///
/// ```c
/// hotcalls_text *catalog = NULL;
/// if (hotcalls_catalog(&catalog, &err) == HOTCALLS_OK) fwrite(hotcalls_text_view(catalog).ptr, 1, hotcalls_text_view(catalog).len, stdout);
/// hotcalls_text_free(catalog);
/// ```
///
/// # Safety
/// `output` and `error` are NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_catalog(output: *mut *mut hotcalls_text, error: *mut *mut hotcalls_error) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let output = out(output, "output")?;
            *output = give(hotcalls_text { text: call::catalog()? });
            Ok(())
        })
    }
}

/// Opens the database file `path` (UTF-8, `path_len` bytes), making it if it is not there, and brings its schema up to date.
/// In a library with the feature `postgres`, `postgres://USER:PASSWORD@HOST/DATABASE` is a database on a server; in others it is `io`.
/// `options` may be NULL. Not to be used in a child after `fork()`, where the file, if it
/// was open at the fork, cannot be opened either (`forked`).
///
/// Threads: any. Ownership: end `*db` with `hotcalls_close`; `path` and what `options` points at are read during the call.
/// Errors: `io`, `read_only`, `not_a_database`, `database_newer`, `corrupt`, `busy`, `disk_full`, `too_large`; of a server also
/// `malformed`, `unavailable`, `access_refused`, `server_too_old`.
///
/// ```c
/// hotcalls_db *other = NULL;
/// hotcalls_options how = {.size = sizeof how, .busy_timeout_ms = 2000};
/// if (hotcalls_open("other.db", 8, &how, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths; `options` has as many bytes as its first member says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_open(
    path: *const c_char,
    path_len: usize,
    options: *const hotcalls_options,
    db: *mut *mut hotcalls_db,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let db = out(db, "db")?;
            let path = text(path, path_len, HOTCALLS_MAX_TEXT, "path")?;
            let options = read_options(options, "options")?;
            let key = bytes(options.key, options.key_len, HOTCALLS_MAX_TEXT, "key")?;
            *db = give(call::open(path, &options, key)?);
            Ok(())
        })
    }
}

/// Ends a database: waits for calls under way in other threads, for an import to its end, then closes the file and frees the handle,
/// whatever the answer. From a function that a call calls it does not wait for that call: a transaction that it is in is completed, the next
/// one of an import is refused (`closed`). In a child after `fork()` it leaves the file alone, which is the parent's. NULL is fine.
///
/// Threads: any, but none may start to use the handle meanwhile, or use it afterwards. Ownership: actors of it stay valid objects until they
/// are freed; to call with one is an error. Errors: none so far.
///
/// ```c
/// hotcalls_db *other = NULL;
/// if (hotcalls_open("other.db", 8, NULL, &other, &err) == HOTCALLS_OK && hotcalls_close(other, &err) != HOTCALLS_OK)
///     fprintf(stderr, "%s\n", hotcalls_error_word(err));
/// ```
///
/// # Safety
/// `db` is NULL or came from `hotcalls_open` and was not closed yet; no other thread starts to use the handle meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_close(db: *mut hotcalls_db, error: *mut *mut hotcalls_error) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            if let Some(db) = take(db) {
                db.db.close();
            }
            Ok(())
        })
    }
}

/// Copies the database as it is now into the new file `path` (UTF-8, `path_len` bytes), while others read and write it.
/// Read the copy with other tools, never the live file: two copies of SQLite in one process must not open one file.
///
/// Threads: any. Ownership: `path` is read during the call. Errors: `io` (the file is there already, ...), `disk_full`.
///
/// ```c
/// int32_t status = hotcalls_snapshot(db, "copy.db", 7, &err);
/// ```
///
/// # Safety
/// `db` is NULL or an open database; `path` is NULL or has `path_len` bytes; `error` is NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_snapshot(
    db: *const hotcalls_db,
    path: *const c_char,
    path_len: usize,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let db = database(db)?;
            let path = text(path, path_len, HOTCALLS_MAX_TEXT, "path")?;
            db.db.snapshot_to(call::path(path)?)
        })
    }
}

/// Calls the operation `name` (NUL-terminated; the `HOTCALLS_OP_...` constants) as `actor`, who must be of `db`.
/// `input` is a JSON object of `input_len` bytes (NULL with 0: no fields), at most `HOTCALLS_MAX_INPUT`.
/// `*output` gets the answer as JSON. `output` may be NULL if the answer does not matter.
///
/// Threads: any; reads run beside each other and beside a write, writes wait for each other. Ownership: free `*output` with
/// `hotcalls_text_free`; the input is read during the call. Errors: `unknown_operation`, `malformed`, `too_large`, and those of the operation, in
/// docs/operations.md.
///
/// ```c
/// const char *in = "{\"search\":\"jane\"}";
/// hotcalls_text *out = NULL;
/// if (hotcalls_call(db, root, HOTCALLS_OP_LEADS_LIST, in, strlen(in), &out, &err) == HOTCALLS_OK)
///     printf("%.*s\n", (int)hotcalls_text_view(out).len, hotcalls_text_view(out).ptr);
/// hotcalls_text_free(out);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths; handles are not freed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    name: *const c_char,
    input: *const c_char,
    input_len: usize,
    output: *mut *mut hotcalls_text,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe { hotcalls_call_with(db, actor, name, input, input_len, std::ptr::null(), output, error) }
}

/// `hotcalls_call` with options, which may be NULL.
///
/// Threads: any, as there; the functions in the options are called in this one. Ownership: as there; what the options point at is read during
/// the call. Errors: those of `hotcalls_call`, with options also `cancelled`, `unknown_outcome`, `idempotency_conflict`, and `io` from a read
/// function that fails.
///
/// ```c
/// const char *in = "{\"workspace_name\":\"Marketing Team\"}";
/// hotcalls_call_options with = {.size = sizeof with, .idempotency_key = "order-17", .idempotency_key_len = 8};
/// int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &with, NULL, &err);
/// ```
///
/// # Safety
/// As for `hotcalls_call`; `options` has as many bytes as its first member says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call_with(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    operation: *const c_char,
    input: *const c_char,
    input_len: usize,
    options: *const hotcalls_call_options,
    output: *mut *mut hotcalls_text,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let db = database(db)?;
            let actor = borrow(actor, "actor")?;
            let operation = name(operation, "name")?;
            let input = bytes(input.cast(), input_len, HOTCALLS_MAX_INPUT, "input")?;
            let options = read_options(options, "options")?;
            let key = text(options.idempotency_key, options.idempotency_key_len, HOTCALLS_MAX_TEXT, "idempotency_key")?;
            let mut caller = Cow::Borrowed(&actor.caller);
            if !options.idempotency_key.is_null() {
                caller = Cow::Owned(caller.idempotency_key(key));
            }
            if let Some(cancel) = options.cancel.as_ref() {
                caller = Cow::Owned(caller.cancel_token(&cancel.token));
            }
            let address = text(options.address, options.address_len, HOTCALLS_MAX_TEXT, "address")?;
            if !address.is_empty() {
                caller = Cow::Owned(caller.address(address));
            }
            let answer = call::call(db, actor, &caller, operation, input, &options)?;
            if let Some(output) = output.as_mut() {
                *output = give(hotcalls_text { text: answer });
            }
            Ok(())
        })
    }
}
