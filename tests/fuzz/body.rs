//! What is done with the bytes of a fuzzer, through the C door: they name a role, an operation and perhaps an idempotency key on their first
//! line, and are the input from there on, in which `$lead`, `$W` and the other names of the test world stand for ids.
//!
//! Whatever they are, the answer is one JSON value, or a known error that is not the library's own fault; never both, never neither.
#![allow(unreachable_pub, reason = "included by the fuzz targets and by a test")]

use std::{ffi::CString, fs, path::PathBuf, ptr, slice};

use hotcalls::*;
use hotcalls_tests::world::{self, Names};

/// Inputs on one copy of the world, before it is replaced by a new one.
const INPUTS: usize = 500;

/// A database with one of everything, and somebody of each role.
pub struct Bench {
    folder: world::Folder,
    pub names: Names,
    pub db: *mut hotcalls_db,
    pub actors: Vec<(String, *mut hotcalls_actor)>,
    done: usize,
}

impl Bench {
    pub fn new() -> Self {
        let folder = world::Folder::new("fuzz");
        let names = world::build(&folder.path().join("world.db"));
        let mut bench = Self { folder, names, db: ptr::null_mut(), actors: Vec::new(), done: 0 };
        bench.open();
        bench
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    fn open(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", self.path().display()));
        }
        fs::copy(self.folder.path().join("world.db"), self.path()).expect("a copy");
        let (path, key) = (self.path().display().to_string(), [7_u8; 32]);
        // SAFETY: plain integers and pointers, for which zero is a value.
        let mut options: hotcalls_options = unsafe { std::mem::zeroed() };
        (options.size, options.key, options.key_len) = (size_of::<hotcalls_options>(), key.as_ptr(), key.len());
        // SAFETY: the rules of hotcalls.h: pointers to what lives during the calls, with its lengths.
        unsafe {
            assert_eq!(hotcalls_open(path.as_ptr().cast(), path.len(), &options, &mut self.db, ptr::null_mut()), HOTCALLS_OK);
            let mut actor = ptr::null_mut();
            assert_eq!(hotcalls_actor_system(self.db, &mut actor, ptr::null_mut()), HOTCALLS_OK);
            self.actors.push(("system".into(), actor));
            assert_eq!(hotcalls_actor_anonymous(self.db, &mut actor, ptr::null_mut()), HOTCALLS_OK);
            self.actors.push(("anonymous".into(), actor));
            for role in &world::ROLES[1..] {
                let id = &self.names[*role];
                assert_eq!(hotcalls_actor_user(self.db, id.as_ptr().cast(), id.len(), &mut actor, ptr::null_mut()), HOTCALLS_OK);
                self.actors.push(((*role).into(), actor));
            }
        }
    }

    fn close(&mut self) {
        // SAFETY: made by `open`, freed once.
        unsafe {
            self.actors.drain(..).for_each(|(_, actor)| hotcalls_actor_free(actor));
            assert_eq!(hotcalls_close(std::mem::replace(&mut self.db, ptr::null_mut()), ptr::null_mut()), HOTCALLS_OK);
        }
    }

    /// The bytes with ids for `$names`; the longest name that fits.
    fn filled(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 64);
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            let named = self.names.iter().filter(|(name, _)| *first == b'$' && tail.starts_with(name.as_bytes()));
            if let Some((name, id)) = named.max_by_key(|(name, _)| name.len()) {
                out.extend_from_slice(id.as_bytes());
                rest = &tail[name.len()..];
            } else {
                out.push(*first);
                rest = tail;
            }
        }
        out
    }

    /// Before each input.
    pub fn count(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(INPUTS) {
            self.close();
            self.open();
        }
    }

    /// One input of the fuzzer; whether it was answered, and not refused.
    pub fn run(&mut self, bytes: &[u8]) -> bool {
        self.count();
        let line = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
        let (line, rest) = (&bytes[..line], bytes.get(line + 1..).unwrap_or_default());
        let mut words = line.split(|b| *b == b' ');
        let mut word = || words.next().unwrap_or_default();
        let (role, operation, key) = (word(), word(), word());
        let actor = self.actors.iter().find(|(name, _)| name.as_bytes() == role).unwrap_or(&self.actors[0]).1;
        let (Ok(operation), input) = (CString::new(operation), self.filled(rest)) else { return false };
        // SAFETY: plain integers and pointers, for which zero is a value.
        let mut options: hotcalls_call_options = unsafe { std::mem::zeroed() };
        options.size = size_of::<hotcalls_call_options>();
        if !key.is_empty() {
            (options.idempotency_key, options.idempotency_key_len) = (key.as_ptr().cast(), key.len());
        }
        let (mut output, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the rules of hotcalls.h: pointers to what lives during the calls, with its lengths.
        unsafe {
            let input = (input.as_ptr().cast(), input.len());
            let status = hotcalls_call_with(self.db, actor, operation.as_ptr(), input.0, input.1, &options, &mut output, &mut error);
            judge(status, output, error);
            status == HOTCALLS_OK
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.close();
    }
}

/// The text of a view.
///
/// # Safety
/// The object that lent it is not freed meanwhile.
unsafe fn text<'a>(view: hotcalls_view) -> &'a str {
    // SAFETY: the library says that the pointer is good for as many bytes.
    std::str::from_utf8(unsafe { slice::from_raw_parts(view.ptr.cast(), view.len) }).expect("UTF-8")
}

/// Either an answer or an error, as the status says.
///
/// # Safety
/// What a call gave out; it is freed here.
unsafe fn judge(status: i32, output: *mut hotcalls_text, error: *mut hotcalls_error) {
    // SAFETY: the caller vouches for it; accessors and frees take NULL.
    unsafe {
        assert_eq!(output.is_null(), status != HOTCALLS_OK);
        if status == HOTCALLS_OK {
            is_json(text(hotcalls_text_view(output)));
        }
        hotcalls_text_free(output);
        judge_error(status, error);
    }
}

/// An error exactly where the status says so, and never one of the library itself.
///
/// # Safety
/// What a call gave out; it is freed here.
pub unsafe fn judge_error(status: i32, error: *mut hotcalls_error) {
    // SAFETY: the caller vouches for it; accessors and frees take NULL.
    unsafe {
        let failure = text(hotcalls_error_json(error));
        assert_eq!(hotcalls_error_number(error), status, "{failure}");
        assert_ne!(status, hotcalls_core::Code::Internal.number(), "{failure}");
        if status != HOTCALLS_OK {
            is_json(failure);
        }
        hotcalls_error_free(error);
    }
}

fn is_json(text: &str) {
    assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "no JSON: {text}");
}
