//! The shared vectors through the Rust door, and whether they say something about every operation.

use hotcalls_tests::vectors::{self, Rust};

#[test]
fn vectors_through_rust() {
    vectors::replay_all(|folder| {
        let server = hotcalls_test_postgres::Database::kept(|url| hotcalls_core::Hotcalls::open(url).expect("the template").close());
        let path = server.map_or_else(|| folder.join("vectors.db"), Into::into);
        Rust(hotcalls_core::OpenOptions::new().key([7; 32]).open(path).expect("a new database"))
    });
}

#[test]
fn vectors_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}

#[test]
fn every_operation_has_a_vector_with_success_and_one_with_an_error() {
    let (good, bad) = vectors::covered();
    let missing: Vec<_> = hotcalls_core::catalog()
        .flat_map(|operation| [(operation.name, "success", &good), (operation.name, "error", &bad)])
        .filter(|(name, _, known)| !known.iter().any(|k| k == name))
        .map(|(name, kind, _)| format!("{name} ({kind})"))
        .collect();
    assert!(missing.is_empty(), "no vectors for: {}", missing.join(", "));
    let unknown: Vec<_> = good.iter().chain(&bad).filter(|name| hotcalls_core::operation(name).is_none()).collect();
    assert!(unknown.is_empty(), "vectors for operations that do not exist: {unknown:?}");
}
