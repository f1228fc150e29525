//! A host that is itself Rust and links the C library statically: two Rust runtimes in one program, which never meet.
use std::ffi::{CStr, c_char};

unsafe extern "C" {
    fn hotcalls_version() -> *const c_char;
    fn hotcalls_open(path: *const c_char, len: usize, options: *const u8, db: *mut *mut u8, error: *mut *mut u8) -> i32;
    fn hotcalls_close(db: *mut u8, error: *mut *mut u8) -> i32;
}

fn main() {
    let caught = std::panic::catch_unwind(|| panic!("the host's own runtime unwinds"));
    let (mut db, path) = (std::ptr::null_mut(), "calls.db");
    // SAFETY: the rules of hotcalls.h.
    let opened = unsafe { hotcalls_open(path.as_ptr().cast(), path.len(), std::ptr::null(), &mut db, std::ptr::null_mut()) };
    let refused = unsafe { hotcalls_open(std::ptr::null(), 1, std::ptr::null(), &mut db, std::ptr::null_mut()) };
    let closed = unsafe { hotcalls_close(db, std::ptr::null_mut()) };
    assert!(caught.is_err() && opened == 0 && refused == 1 && closed == 0);
    println!("{:?}", unsafe { CStr::from_ptr(hotcalls_version()) });
}
