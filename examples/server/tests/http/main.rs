//! The server over real sockets: section 0 of the contract and the rulings on HTTP.
mod auth;
mod client;
mod conventions;
mod documents;
mod pages;
mod process;

#[test]
fn everything_again_on_a_server() {
    hotcalls_test_postgres::again(&[]);
}
