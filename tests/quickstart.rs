//! The quickstart in Rust; those in C, C++ and Python are run by the tests of their doors.

#[allow(dead_code, unreachable_pub, reason = "an example of the core, whose `main` nobody calls here")]
#[path = "../hotcalls-core/examples/quickstart.rs"]
mod example;

#[test]
fn the_rust_quickstart_runs() {
    let folder = tempfile::tempdir().unwrap();
    example::story(&folder.path().join("quickstart.db")).unwrap();
}
