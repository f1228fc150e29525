//! What is handed over: looking at it, and freeing it.

use std::{
    ffi::{CString, c_char},
    sync::OnceLock,
};

use hotcalls_core::{CancelToken, error::Code};

use crate::{
    HOTCALLS_OK, guard,
    types::{give, hotcalls_cancel, hotcalls_error, hotcalls_text, hotcalls_view, out, take},
};

/// A token with which calls can be stopped from another thread.
///
/// Threads: any. Ownership: free `*cancel` with `hotcalls_cancel_free`. Errors: those of every function.
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
///
/// Threads: any, and signal handlers: it sets a flag. Ownership: stays yours. Errors: none.
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

/// Frees a token; calls that were given it keep what they need of it. NULL is fine.
///
/// Threads: any, but none may use it meanwhile. Ownership: it is gone afterwards. Errors: none.
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

/// The bytes of a text; not NUL-terminated. NULL: empty.
///
/// Threads: any. Ownership: lent until the text is freed. Errors: none.
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

/// Frees a text. NULL is fine.
///
/// Threads: any, but none may use it or a view of it meanwhile. Ownership: it is gone afterwards. Errors: none.
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
///
/// Threads: any. Ownership: a number. Errors: none.
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

/// The stable word of an error, such as `not_found`. NUL-terminated. NULL: `ok`.
///
/// Threads: any. Ownership: static, never freed. Errors: none.
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

/// A sentence for people. NULL: empty.
///
/// Threads: any. Ownership: lent until the error is freed. Errors: none.
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
/// `{"email":["Enter a valid email address."]}`. `{}` when no field is concerned. NULL: empty.
///
/// Threads: any. Ownership: lent until the error is freed. Errors: none.
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

/// The operation that failed, such as `leads.create`; empty when none did. NULL: empty.
///
/// Threads: any. Ownership: lent until the error is freed. Errors: none.
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
/// figures of its code (`limit`, `used`, `retry_after` in seconds). NULL: empty.
///
/// Threads: any. Ownership: lent until the error is freed. Errors: none.
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

/// Frees an error. NULL is fine.
///
/// Threads: any, but none may use it or a view of it meanwhile. Ownership: it is gone afterwards. Errors: none.
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
