//! Who calls: making and freeing actors.

use std::ffi::c_char;

use hotcalls_core::error::Result;

use crate::{
    HOTCALLS_MAX_TEXT, call, guard,
    types::{database, give, hotcalls_actor, hotcalls_db, hotcalls_error, out, take, text},
};

/// The embedding program itself, which may do everything.
///
/// Threads: any, as for the actor. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed. Errors: those
/// of every function.
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
    unsafe { make(db, actor, error, |db| Ok(call::actor(db, db.db.system()))) }
}

/// Nobody: may do what is allowed without a login.
///
/// Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
/// Errors: those of every function.
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
    unsafe { make(db, actor, error, |db| Ok(call::actor(db, db.db.anonymous()))) }
}

/// A user by its id (a UUID as text, `id_len` bytes), without a password: the embedding program vouches for it. Whether the user may still
/// act is looked up at every call.
///
/// Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
/// Errors: `invalid_input` if it is no UUID.
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
    unsafe { make(db, actor, error, |db| call::user(db, text(id, id_len, HOTCALLS_MAX_TEXT, "id")?)) }
}

/// A user by name and password; takes tens of milliseconds on purpose.
///
/// Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
/// Errors: `invalid_credentials`; `throttled` after many failed attempts, with the seconds to wait.
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
        make(db, actor, error, |db| {
            let username = text(username, username_len, HOTCALLS_MAX_TEXT, "username")?;
            let password = text(password, password_len, HOTCALLS_MAX_TEXT, "password")?;
            Ok(call::actor(db, db.db.login(username, password)?))
        })
    }
}

/// The owner of an API token, within the token's limits; whether the token is good is looked up at every call, which then answers
/// `invalid_credentials`.
///
/// Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
/// Errors: those of every function.
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
        make(db, actor, error, |db| {
            let key = text(key, key_len, HOTCALLS_MAX_TEXT, "key")?;
            Ok(call::actor(db, db.db.with_token(key)))
        })
    }
}

/// Frees an actor. NULL is fine.
///
/// Threads: any, but no call may use it meanwhile. Ownership: it is gone afterwards. Errors: none.
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

/// Gives the caller the actor that `who` makes of the database.
///
/// # Safety
/// As for `hotcalls_actor_system`.
unsafe fn make(
    db: *const hotcalls_db,
    actor: *mut *mut hotcalls_actor,
    error: *mut *mut hotcalls_error,
    who: impl FnOnce(&hotcalls_db) -> Result<hotcalls_actor>,
) -> i32 {
    // SAFETY: the caller vouches for the pointers.
    unsafe {
        guard::status(error, || {
            let actor = out(actor, "actor")?;
            *actor = give(who(database(db)?)?);
            Ok(())
        })
    }
}
