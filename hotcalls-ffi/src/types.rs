//! What C sees of our types, and how its pointers become references.

use std::{
    ffi::{CStr, c_char, c_void},
    sync::Arc,
};

use hotcalls_core::{
    Caller, CancelToken, Hotcalls,
    error::{Code, Error, Result},
};

/// An open database. Make it with `hotcalls_open`, end it with `hotcalls_close`. May be used from many threads at once.
pub struct hotcalls_db {
    pub(crate) db: Hotcalls,
    /// Marks the actors that belong to it.
    pub(crate) of: Arc<()>,
}

/// Somebody who calls operations: the program itself, a user, or nobody. Belongs to the database that made it; free it with
/// `hotcalls_actor_free`, before or after the database is closed. May be used from many threads at once.
pub struct hotcalls_actor {
    pub(crate) caller: Caller,
    pub(crate) of: Arc<()>,
}

/// Stops calls from another thread. Owned by the caller: free it with `hotcalls_cancel_free`. May be used from many threads at once.
pub struct hotcalls_cancel {
    pub(crate) token: CancelToken,
}

/// A text made by the library, such as the answer of an operation. Owned by the caller: free it with `hotcalls_text_free`.
pub struct hotcalls_text {
    pub(crate) text: String,
}

/// Why a function failed. Owned by the caller: free it with `hotcalls_error_free`.
pub struct hotcalls_error {
    pub(crate) error: Error,
    /// The accessors lend these out for as long as the error lives.
    pub(crate) details: String,
    pub(crate) json: String,
}

/// Borrowed text: UTF-8 bytes and their number, not NUL-terminated. Valid as long as the object that lent it. `ptr` is never NULL.
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
/// Called in the thread of the call. It must return (no `longjmp`, no exception) and not call anything with the same database.
pub type hotcalls_read = Option<unsafe extern "C" fn(context: *mut c_void, buffer: *mut u8, size: usize) -> i64>;

/// Takes one row of a result, a JSON object that is lent until it returns; anything but 0 ends the call with `cancelled`.
/// The rules of `hotcalls_read` apply.
pub type hotcalls_row = Option<unsafe extern "C" fn(context: *mut c_void, row: hotcalls_view) -> i32>;

/// Is told now and then how many rows are done. The rules of `hotcalls_read` apply.
pub type hotcalls_progress = Option<unsafe extern "C" fn(context: *mut c_void, rows: u64)>;

/// Options of one call. Zero it, then set `size` to `sizeof(hotcalls_call_options)`.
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
