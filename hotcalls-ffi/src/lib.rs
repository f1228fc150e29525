//! The C door. Every exported function is on this page, and those of the telephony face on `telephony/mod.rs`; `include/hotcalls.h` is
//! generated from both.
//!
//! The rules, which the header repeats: a function that can fail returns a status, `HOTCALLS_OK` or the stable number of an error code,
//! and on failure hands over an error if the caller gave a place for one. Out-parameters are written on success only. What a function
//! hands over is owned by the caller until it is freed; every free takes NULL. `const` means that many threads may use the object at once.
//! No panic leaves the library.
#![allow(non_camel_case_types)]

mod call;
mod guard;
mod streams;
pub mod telephony;
mod types;

use std::{
    borrow::Cow,
    ffi::{CStr, CString, c_char},
    sync::OnceLock,
};

use hotcalls_core::{CancelToken, error::Code};

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

/// The version of the library, such as `0.1.0`. Static, NUL-terminated.
///
/// Threads: any. Errors: none.
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

/// The version of the SQLite inside of the library, such as `3.54.1`. Static, NUL-terminated. A host may have another copy beside it, of
/// whatever version: but the two must not open one file.
///
/// Threads: any. Errors: none.
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
/// Threads: any. Ownership: free `*output` with `hotcalls_text_free`.
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

/// The embedding program itself, which may do everything.
///
/// Threads: any, as for the actor. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
///
/// ```c
/// hotcalls_actor *me = NULL;
/// if (hotcalls_actor_system(db, &me, &err) == HOTCALLS_OK) hotcalls_call(db, me, HOTCALLS_OP_LEADS_LIST, NULL, 0, NULL, NULL);
/// hotcalls_actor_free(me);
/// ```
///
/// # Safety
/// `db` is NULL or an open database; `actor` and `error` are NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_system(
    db: *const hotcalls_db,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            let db = database(db)?;
            *actor = give(call::actor(db, db.db.system()));
            Ok(())
        })
    }
}

/// Nobody: may do what is allowed without a login. Threads and ownership are those of `hotcalls_actor_system`.
///
/// ```c
/// hotcalls_actor *nobody = NULL;
/// int32_t status = hotcalls_actor_anonymous(db, &nobody, &err);
/// hotcalls_actor_free(nobody);
/// ```
///
/// # Safety
/// As for `hotcalls_actor_system`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_anonymous(
    db: *const hotcalls_db,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            let db = database(db)?;
            *actor = give(call::actor(db, db.db.anonymous()));
            Ok(())
        })
    }
}

/// A user by its id (a UUID as text, `id_len` bytes), without a password: the embedding program vouches for it. Whether the user may still
/// act is looked up at every call. Threads and ownership are those of `hotcalls_actor_system`. Errors: `invalid_input` if it is no UUID.
///
/// ```c
/// hotcalls_actor *me = NULL;
/// int32_t status = hotcalls_actor_user(db, "0192f0c1-2345-7abc-8def-0123456789ab", 36, &me, &err);
/// hotcalls_actor_free(me);
/// ```
///
/// # Safety
/// As for `hotcalls_actor_system`; `id` is NULL or has `id_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_user(
    db: *const hotcalls_db,
    id: *const c_char,
    id_len: usize,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            let db = database(db)?;
            let id = text(id, id_len, HOTCALLS_MAX_TEXT, "id")?;
            *actor = give(call::user(db, id)?);
            Ok(())
        })
    }
}

/// A user by name and password; takes tens of milliseconds on purpose. Threads and ownership are those of `hotcalls_actor_system`.
/// Errors: `invalid_credentials`, `throttled` after many failed attempts.
///
/// ```c
/// hotcalls_actor *me = NULL;
/// int32_t status = hotcalls_actor_login(db, "john_doe", 8, "securepassword123", 17, &me, &err);
/// hotcalls_actor_free(me);
/// ```
///
/// # Safety
/// As for `hotcalls_actor_system`; texts are NULL or have as many bytes as their lengths say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_login(
    db: *const hotcalls_db,
    username: *const c_char,
    username_len: usize,
    password: *const c_char,
    password_len: usize,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            let db = database(db)?;
            let username = text(username, username_len, HOTCALLS_MAX_TEXT, "username")?;
            let password = text(password, password_len, HOTCALLS_MAX_TEXT, "password")?;
            *actor = give(call::actor(db, db.db.login(username, password)?));
            Ok(())
        })
    }
}

/// The owner of an API token, within the token's limits; whether the token is good is looked up at every call, which then answers
/// `invalid_credentials`. Threads and ownership are those of `hotcalls_actor_system`.
///
/// ```c
/// hotcalls_actor *me = NULL;
/// int32_t status = hotcalls_actor_token(db, "hct_...", 7, &me, &err);
/// hotcalls_actor_free(me);
/// ```
///
/// # Safety
/// As for `hotcalls_actor_system`; `key` is NULL or has `key_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_token(
    db: *const hotcalls_db,
    key: *const c_char,
    key_len: usize,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            let db = database(db)?;
            let key = text(key, key_len, HOTCALLS_MAX_TEXT, "key")?;
            *actor = give(call::actor(db, db.db.with_token(key)));
            Ok(())
        })
    }
}

/// Frees an actor. NULL is fine. Threads: any, but no call may use it meanwhile.
///
/// ```c
/// hotcalls_actor_free(root);
/// ```
///
/// # Safety
/// `actor` is NULL or came from this library, was not freed yet, and no call uses it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_actor_free(actor: *mut hotcalls_actor) {
    // SAFETY: the caller vouches for the pointer.
    guard::value((), || drop(unsafe { take(actor) }));
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

/// `hotcalls_call` with options, which may be NULL. Threads, ownership and errors are the same; with options also `cancelled`,
/// `unknown_outcome`, `idempotency_conflict`, and `io` from a read function that fails.
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

/// A token with which calls can be stopped from another thread. Threads: any. Ownership: free `*cancel` with `hotcalls_cancel_free`.
///
/// ```c
/// hotcalls_cancel *stop = NULL;
/// if (hotcalls_cancel_new(&stop, &err) == HOTCALLS_OK) {
///     hotcalls_call_options with = {.size = sizeof with, .cancel = stop};
///     hotcalls_call_with(db, root, HOTCALLS_OP_CALLS_ANALYTICS, NULL, 0, &with, NULL, NULL);
/// }
/// hotcalls_cancel_free(stop);
/// ```
///
/// # Safety
/// `cancel` and `error` are NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_cancel_new(cancel: *mut *mut hotcalls_cancel, error: *mut *mut hotcalls_error) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let cancel = out(cancel, "cancel")?;
            *cancel = give(hotcalls_cancel { token: CancelToken::new() });
            Ok(())
        })
    }
}

/// Stops the calls that were given the token, now and later: they answer `cancelled`, and what they wrote is undone. NULL is fine.
/// Threads: any, and signal handlers: it sets a flag.
///
/// ```c
/// hotcalls_cancel_now(cancel); // the calls that have it answer HOTCALLS_ERROR_CANCELLED
/// ```
///
/// # Safety
/// `cancel` is NULL or came from this library and is not freed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_cancel_now(cancel: *const hotcalls_cancel) {
    // SAFETY: the caller vouches for the pointer.
    if let Some(cancel) = unsafe { cancel.as_ref() } {
        cancel.token.cancel();
    }
}

/// Frees a token; calls that were given it keep what they need of it. NULL is fine. Threads: any, but none may use it meanwhile.
///
/// ```c
/// hotcalls_cancel_free(cancel);
/// ```
///
/// # Safety
/// `cancel` is NULL or came from this library and was not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_cancel_free(cancel: *mut hotcalls_cancel) {
    // SAFETY: the caller vouches for the pointer.
    guard::value((), || drop(unsafe { take(cancel) }));
}

/// The bytes of a text, valid until it is freed; not NUL-terminated. NULL: empty. Threads: any.
///
/// ```c
/// hotcalls_view json = hotcalls_text_view(text);
/// printf("%.*s\n", (int)json.len, json.ptr);
/// ```
///
/// # Safety
/// `text` is NULL or came from this library and is not freed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_text_view(text: *const hotcalls_text) -> hotcalls_view {
    // SAFETY: the caller vouches for the pointer.
    unsafe { text.as_ref() }.map_or("", |t| &t.text).into()
}

/// Frees a text. NULL is fine. Threads: any, but none may use it or a view of it meanwhile.
///
/// ```c
/// hotcalls_text_free(text);
/// ```
///
/// # Safety
/// `text` is NULL or came from this library and was not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_text_free(text: *mut hotcalls_text) {
    // SAFETY: the caller vouches for the pointer.
    guard::value((), || drop(unsafe { take(text) }));
}

/// The stable number of an error: one of the `HOTCALLS_ERROR_...` constants, the same as the status. NULL: `HOTCALLS_OK`.
/// Threads: any.
///
/// ```c
/// if (hotcalls_error_number(err) == HOTCALLS_ERROR_BUSY) puts("try again");
/// ```
///
/// # Safety
/// `error` is NULL or came from this library and is not freed meanwhile. So it is for the other accessors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_number(error: *const hotcalls_error) -> i32 {
    // SAFETY: the caller vouches for the pointer.
    unsafe { error.as_ref() }.map_or(HOTCALLS_OK, |e| e.error.code().number())
}

/// The stable word of an error, such as `not_found`. Static, NUL-terminated. NULL: `ok`. Threads: any.
///
/// ```c
/// fprintf(stderr, "%s\n", hotcalls_error_word(err));
/// ```
///
/// # Safety
/// As for `hotcalls_error_number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_word(error: *const hotcalls_error) -> *const c_char {
    static WORDS: OnceLock<Vec<(Code, CString)>> = OnceLock::new();
    // SAFETY: the caller vouches for the pointer.
    let Some(error) = (unsafe { error.as_ref() }) else { return c"ok".as_ptr() };
    let words = WORDS.get_or_init(|| Code::ALL.iter().map(|c| (*c, CString::new(c.word()).unwrap_or_default())).collect());
    words.iter().find(|(code, _)| *code == error.error.code()).map_or(c"internal".as_ptr(), |(_, word)| word.as_ptr())
}

/// A sentence for people, valid until the error is freed. NULL: empty. Threads: any.
///
/// ```c
/// fprintf(stderr, "%.*s\n", (int)hotcalls_error_message(err).len, hotcalls_error_message(err).ptr);
/// ```
///
/// # Safety
/// As for `hotcalls_error_number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_message(error: *const hotcalls_error) -> hotcalls_view {
    // SAFETY: the caller vouches for the pointer.
    unsafe { error.as_ref() }.map_or("", |e| e.error.message()).into()
}

/// What is wrong with which field: a JSON object from field to sentences, or to the fields or indexes inside of it, such as
/// `{"email":["Enter a valid email address."]}`. `{}` when no field is concerned. Valid until the error is freed. NULL: empty. Threads: any.
///
/// ```c
/// fprintf(stderr, "%.*s\n", (int)hotcalls_error_details(err).len, hotcalls_error_details(err).ptr);
/// ```
///
/// # Safety
/// As for `hotcalls_error_number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_details(error: *const hotcalls_error) -> hotcalls_view {
    // SAFETY: the caller vouches for the pointer.
    unsafe { error.as_ref() }.map_or("", |e| &e.details).into()
}

/// The operation that failed, such as `leads.create`; empty when none did. Valid until the error is freed. NULL: empty. Threads: any.
///
/// ```c
/// fprintf(stderr, "%.*s failed\n", (int)hotcalls_error_operation(err).len, hotcalls_error_operation(err).ptr);
/// ```
///
/// # Safety
/// As for `hotcalls_error_number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_operation(error: *const hotcalls_error) -> hotcalls_view {
    // SAFETY: the caller vouches for the pointer.
    unsafe { error.as_ref() }.and_then(|e| e.error.operation()).unwrap_or("").into()
}

/// The whole error as a JSON object: `code`, `number`, `message`, and where there are any `resource`, `operation`, `details`, and the
/// figures of its code (`limit`, `used`, `retry_after` in seconds). Valid until the error is freed. NULL: empty. Threads: any.
///
/// ```c
/// fprintf(stderr, "%.*s\n", (int)hotcalls_error_json(err).len, hotcalls_error_json(err).ptr);
/// ```
///
/// # Safety
/// As for `hotcalls_error_number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_json(error: *const hotcalls_error) -> hotcalls_view {
    // SAFETY: the caller vouches for the pointer.
    unsafe { error.as_ref() }.map_or("", |e| &e.json).into()
}

/// Frees an error. NULL is fine. Threads: any, but none may use it or a view of it meanwhile.
///
/// ```c
/// hotcalls_error_free(err), err = NULL;
/// ```
///
/// # Safety
/// `error` is NULL or came from this library and was not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_error_free(error: *mut hotcalls_error) {
    // SAFETY: the caller vouches for the pointer.
    guard::value((), || drop(unsafe { take(error) }));
}
