//! What C sees of our types, and how its pointers become references.

use std::{
    ffi::{CStr, c_char, c_void},
    sync::Arc,
};

use hotcalls_core::{
    Caller, CancelToken, Hotcalls,
    error::{Code, Error, Result},
};

/// An open database.
///
/// Threads: any number at once. Ownership: yours from `hotcalls_open` to `hotcalls_close`; it does not survive `fork()`. Errors: after the close
/// it must not be used any more; its actors then answer `closed`.
///
/// ```c
/// hotcalls_db *other = NULL;
/// if (hotcalls_open("other.db", 8, NULL, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
/// ```
pub struct hotcalls_db {
    pub(crate) db: Hotcalls,
    /// Marks the actors that belong to it.
    pub(crate) of: Arc<()>,
}

/// Somebody who calls operations: the program itself, a user, or nobody.
///
/// Threads: any number at once. Ownership: yours until `hotcalls_actor_free`, before or after the database is closed. Errors: with another
/// database than the one that made it `invalid_input`, once that one is closed `closed`.
///
/// ```c
/// hotcalls_actor *nobody = NULL;
/// int32_t status = hotcalls_actor_anonymous(db, &nobody, &err);
/// hotcalls_actor_free(nobody);
/// ```
pub struct hotcalls_actor {
    pub(crate) caller: Caller,
    pub(crate) of: Arc<()>,
}

/// Stops calls from another thread.
///
/// Threads: any number at once. Ownership: yours until `hotcalls_cancel_free`, even before the calls that have it end. Errors: a call that it
/// stopped answers `cancelled`, or `unknown_outcome` if it came too late to know.
///
/// ```c
/// hotcalls_call_options with = {.size = sizeof with, .cancel = cancel};
/// int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_CALLS_ANALYTICS, NULL, 0, &with, NULL, &err);
/// ```
pub struct hotcalls_cancel {
    pub(crate) token: CancelToken,
}

/// A text made by the library, such as the answer of an operation.
///
/// Threads: any number at once may look at it. Ownership: yours until `hotcalls_text_free`. Errors: none. Units: bytes of UTF-8.
///
/// ```c
/// hotcalls_text *out = NULL;
/// if (hotcalls_call(db, root, HOTCALLS_OP_LEADS_STATS, NULL, 0, &out, &err) == HOTCALLS_OK)
///     fwrite(hotcalls_text_view(out).ptr, 1, hotcalls_text_view(out).len, stdout);
/// hotcalls_text_free(out);
/// ```
pub struct hotcalls_text {
    pub(crate) text: String,
}

/// Why a function failed.
///
/// Threads: any number at once may look at it. Ownership: yours until `hotcalls_error_free`; views of it live as long. Errors: its accessors
/// have none, and take NULL for success.
///
/// ```c
/// if (hotcalls_call(db, root, "no.operation", NULL, 0, NULL, &err) != HOTCALLS_OK)
///     fprintf(stderr, "%s: %.*s\n", hotcalls_error_word(err), (int)hotcalls_error_message(err).len, hotcalls_error_message(err).ptr);
/// hotcalls_error_free(err);
/// ```
pub struct hotcalls_error {
    pub(crate) error: Error,
    /// The accessors lend these out for as long as the error lives.
    pub(crate) details: String,
    pub(crate) json: String,
}

/// Borrowed text: UTF-8 bytes and their number, not NUL-terminated. In what the library gives `ptr` is never NULL; in what it takes NULL
/// with 0 means that nothing is given.
///
/// Threads: as for what lent it. Ownership: lent, as long as the object or buffer lives that it points into. Errors: `invalid_input` for a length
/// without a pointer, and for bytes that are no UTF-8. Units: `len` counts bytes.
///
/// ```c
/// hotcalls_view name = {"Ada", 3};
/// printf("%.*s\n", (int)name.len, name.ptr);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_view {
    /// The first byte.
    pub ptr: *const c_char,
    /// How many bytes.
    pub len: usize,
}

impl From<&str> for hotcalls_view {
    fn from(text: &str) -> Self {
        // An empty `&str` may point anywhere; C gets a pointer that can be read.
        let ptr = if text.is_empty() { c"".as_ptr() } else { text.as_ptr().cast() };
        Self { ptr, len: text.len() }
    }
}

/// How to open a database. Zero it, then set `size` to `sizeof(hotcalls_options)`; every other zero means the default.
///
/// A program compiled against an older header has a smaller struct: what it does not know has its default.
///
/// Threads: read in the one that opens. Ownership: yours; it and its key are read during `hotcalls_open`. Errors: `invalid_input` for a size that it
/// cannot have, for a key of another length, and for members that this library does not know. Units: milliseconds; `key_len` counts bytes.
///
/// ```c
/// hotcalls_db *other = NULL;
/// hotcalls_options how = {.size = sizeof how, .readers = 4, .busy_timeout_ms = 2000};
/// if (hotcalls_open("other.db", 8, &how, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_options {
    /// `sizeof(hotcalls_options)`, as the program was compiled.
    pub size: usize,
    /// The key that seals provider secrets in the file: 32 raw bytes. NULL: such secrets can be neither written nor used.
    pub key: *const u8,
    /// 32, or 0 without a key.
    pub key_len: usize,
    /// How many snapshots may be read at once, or how many connections to a server there are. 0: as many as cores, 2 to 8.
    pub readers: u32,
    /// How many milliseconds to wait for another process that holds the write lock, before `busy`. 0: 10,000.
    pub busy_timeout_ms: u32,
    /// How many milliseconds one statement may take on a server, before `busy`. 0: 60,000.
    pub statement_timeout_ms: u32,
}

/// Reads at most `size` bytes of a stream into `buffer`, and answers how many; 0 at its end; a negative number ends the call with `io`.
/// It must return (no `longjmp`, no exception) and not call anything with the same database.
///
/// Threads: called in the one of the call. Ownership: the buffer is lent until it returns, `context` is the caller's. Errors: a negative number, or
/// more bytes than asked for, is `io`. Units: bytes.
///
/// ```c
/// static int64_t read_file(void *context, uint8_t *buffer, size_t size) { return (int64_t)fread(buffer, 1, size, context); }
/// ```
pub type hotcalls_read = Option<unsafe extern "C" fn(context: *mut c_void, buffer: *mut u8, size: usize) -> i64>;

/// Takes one row of a result, a JSON object; anything but 0 ends the call. The rules of `hotcalls_read` apply.
///
/// Threads: called in the one of the call. Ownership: the row is lent until it returns. Errors: anything but 0 is `cancelled`.
///
/// ```c
/// static int32_t take_row(void *context, hotcalls_view row) { return fwrite(row.ptr, 1, row.len, context) != row.len; }
/// ```
pub type hotcalls_row = Option<unsafe extern "C" fn(context: *mut c_void, row: hotcalls_view) -> i32>;

/// Is told now and then how many rows are done. The rules of `hotcalls_read` apply.
///
/// Threads: called in the one of the call. Ownership: `context` is the caller's. Errors: it has none to give. Units: rows since the beginning.
///
/// ```c
/// static void tell(void *context, uint64_t rows) { fprintf(context, "%llu rows\n", (unsigned long long)rows); }
/// ```
pub type hotcalls_progress = Option<unsafe extern "C" fn(context: *mut c_void, rows: u64)>;

/// Options of one call. Zero it, then set `size` to `sizeof(hotcalls_call_options)`; what a program compiled against an older header does not
/// know has its default.
///
/// Threads: its functions are called in the one of the call. Ownership: yours; what it points at is read during the call. Errors: `invalid_input` for
/// a size that it cannot have, and for members that this library does not know; `too_large`. Units: the lengths count bytes.
///
/// ```c
/// hotcalls_call_options with = {.size = sizeof with, .idempotency_key = "order-17", .idempotency_key_len = 8};
/// const char *in = "{\"workspace_name\":\"Once\"}";
/// int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &with, NULL, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_call_options {
    /// `sizeof(hotcalls_call_options)`, as the program was compiled.
    pub size: usize,
    /// Makes a write safe to repeat: within 24 hours the same key with the same input gives the first answer again, with another
    /// input `idempotency_conflict`. NULL: none.
    pub idempotency_key: *const c_char,
    /// Bytes of `idempotency_key`, at most 255.
    pub idempotency_key_len: usize,
    /// With it another thread can stop the call. NULL: nobody can.
    pub cancel: *const hotcalls_cancel,
    /// The network address of the person on whose behalf the call is made, such as `192.0.2.7`: failed logins slow it down. NULL: none.
    pub address: *const c_char,
    /// Bytes of `address`.
    pub address_len: usize,
    /// Given to the three functions below as it is.
    pub context: *mut c_void,
    /// Where an import (`leads.import_csv`, ...) reads its file from, of whatever size. NULL: from the text in the input.
    pub read: hotcalls_read,
    /// Takes the verdict on each row of an import. NULL: they are listed in the answer, as far as that has room.
    pub row: hotcalls_row,
    /// Told how far an import is. NULL: nobody is.
    pub progress: hotcalls_progress,
}

/// A struct of options whose first member is its size, and for which all bytes zero is a value.
///
/// # Safety
/// The type must be `repr(C)`, begin with a `usize` that is its size, and be valid for every byte pattern.
pub(crate) unsafe trait Sized_: Copy {}
// SAFETY: `repr(C)`, the size first, then pointers and integers only.
unsafe impl Sized_ for hotcalls_options {}
// SAFETY: as above; a function pointer in an `Option` is NULL or what the caller vouches for.
unsafe impl Sized_ for hotcalls_call_options {}

/// A copy of a struct of options as the caller knows it; members it does not know are zero. NULL: all zero.
///
/// # Safety
/// `options` is NULL or points to a struct of at least as many bytes as its first member says.
pub(crate) unsafe fn read_options<T: Sized_>(options: *const T, what: &str) -> Result<T> {
    let mut known = std::mem::MaybeUninit::<T>::zeroed();
    if !options.is_null() {
        // SAFETY: not NULL, and the first member is always there (`Sized_`).
        let size = unsafe { options.cast::<usize>().read_unaligned() };
        if size < size_of::<usize>() || size > 4096 {
            return Err(bad(what, "The first member must be the size of the struct."));
        }
        let ours = size.min(size_of::<T>());
        // SAFETY: the caller vouches for `size` bytes, of which we take no more than fit into ours.
        unsafe { std::ptr::copy_nonoverlapping(options.cast::<u8>(), known.as_mut_ptr().cast::<u8>(), ours) };
        // SAFETY: the caller vouches for `size` bytes; those beyond ours are looked at, not used.
        let beyond = unsafe { std::slice::from_raw_parts(options.cast::<u8>().add(ours), size - ours) };
        if beyond.iter().any(|b| *b != 0) {
            return Err(bad(what, "The struct has options that this version of the library does not know."));
        }
    }
    // SAFETY: zeroed, then possibly overwritten by a prefix; every byte pattern is valid (`Sized_`).
    Ok(unsafe { known.assume_init() })
}

/// Bytes that a caller lends. NULL is fine with length 0.
///
/// # Safety
/// `ptr` is NULL or points to `len` readable bytes that nobody changes while the result lives.
pub(crate) unsafe fn bytes<'a>(ptr: *const u8, len: usize, max: usize, what: &str) -> Result<&'a [u8]> {
    if len > max {
        return Err(Error::new(Code::TooLarge, format!("{what}: {len} bytes, at most {max} are taken.")));
    }
    match (ptr.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(bad(what, "The pointer is NULL, but the length is not 0.")),
        // SAFETY: not NULL, and the caller vouches for `len` bytes; `max` is far below `isize::MAX`.
        (false, _) => Ok(unsafe { std::slice::from_raw_parts(ptr, len) }),
    }
}

/// Text that a caller lends: UTF-8.
///
/// # Safety
/// As for [`bytes`].
pub(crate) unsafe fn text<'a>(ptr: *const c_char, len: usize, max: usize, what: &str) -> Result<&'a str> {
    // SAFETY: passed on.
    let bytes = unsafe { bytes(ptr.cast(), len, max, what) }?;
    std::str::from_utf8(bytes).map_err(|_| bad(what, "Not valid UTF-8."))
}

/// A NUL-terminated name.
///
/// # Safety
/// `ptr` is NULL or points to a NUL-terminated string that nobody changes while the result lives.
pub(crate) unsafe fn name<'a>(ptr: *const c_char, what: &str) -> Result<&'a str> {
    if ptr.is_null() {
        return Err(null(what));
    }
    // SAFETY: not NULL, and the caller vouches for the terminator.
    unsafe { CStr::from_ptr(ptr) }.to_str().map_err(|_| bad(what, "Not valid UTF-8."))
}

/// An object of ours that a caller lends.
///
/// # Safety
/// `ptr` is NULL or came from this library and is not freed while the result lives.
pub(crate) unsafe fn borrow<'a, T>(ptr: *const T, what: &str) -> Result<&'a T> {
    // SAFETY: the caller vouches for it.
    unsafe { ptr.as_ref() }.ok_or_else(|| null(what))
}

/// An open database that a caller lends, in the process that opened it.
///
/// # Safety
/// As for [`borrow`].
pub(crate) unsafe fn database<'a>(db: *const hotcalls_db) -> Result<&'a hotcalls_db> {
    // SAFETY: passed on.
    let db = unsafe { borrow(db, "db") }?;
    db.db.check()?;
    Ok(db)
}

/// Where to write a result.
///
/// # Safety
/// `out` is NULL or may be written.
pub(crate) unsafe fn out<'a, T>(out: *mut *mut T, what: &str) -> Result<&'a mut *mut T> {
    // SAFETY: the caller vouches for it; a `*mut T` has no invalid bit patterns, so the old content does not matter.
    unsafe { out.as_mut() }.ok_or_else(|| null(what))
}

/// Gives an object out; [`take`] takes it back.
pub(crate) fn give<T>(object: T) -> *mut T {
    Box::into_raw(Box::new(object))
}

/// Takes back an object that was given out with [`give`].
///
/// # Safety
/// `ptr` is NULL or came from this library, was not freed yet, and is used by nobody else.
pub(crate) unsafe fn take<T>(ptr: *mut T) -> Option<Box<T>> {
    // SAFETY: the caller vouches for it.
    (!ptr.is_null()).then(|| unsafe { Box::from_raw(ptr) })
}

/// `invalid_input` on an argument.
pub(crate) fn bad(what: &str, message: &str) -> Error {
    Error::field(what, message)
}

pub(crate) fn null(what: &str) -> Error {
    bad(what, "The pointer is NULL.")
}
