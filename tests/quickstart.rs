//! The quickstart in Rust; those in C, C++ and Python are run by the tests of their doors.

use hotcalls_tests::world::Place;

#[allow(dead_code, unreachable_pub, reason = "an example of the core, whose `main` nobody calls here")]
#[path = "../hotcalls-core/examples/quickstart.rs"]
mod example;

#[test]
fn the_rust_quickstart_runs() {
    example::story(Place::new("quickstart").path()).unwrap();
}

#[test]
fn the_rust_quickstart_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
