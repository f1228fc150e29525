//! Another library that is Rust inside, linked into one C program with HotCalls.

/// Whether a panic of this library was caught inside of it.
#[unsafe(no_mangle)]
pub extern "C" fn other_library() -> i32 {
    i32::from(std::panic::catch_unwind(|| panic!("of the other library")).is_err())
}
