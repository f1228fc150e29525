//! The telephony face on whatever libFuzzer finds.
#![no_main]

#[path = "../body.rs"]
mod body;
#[path = "../telephony.rs"]
mod telephony;

use std::cell::RefCell;

thread_local! {
    static BENCH: RefCell<body::Bench> = RefCell::new(body::Bench::new());
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    BENCH.with_borrow_mut(|bench| telephony::run(bench, bytes));
});
