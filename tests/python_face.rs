//! The generated part of the Python package is committed; this test renders it from the catalog and compares. `UPDATE=1` rewrites.

mod face;

use std::{fs, path::Path};

#[test]
fn the_committed_python_face_is_that_of_the_catalog() {
    let catalog = hotcalls_core::catalog_json();
    let operations = face::Face::of(&catalog);
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hotcalls-py/python/hotcalls");
    let mut stale = Vec::new();
    for (name, text) in [
        ("models.py", operations.models()),
        ("_operations.py", operations.rooms()),
        ("_aio_operations.py", operations.rooms_of_coroutines()),
    ] {
        let path = package.join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != text {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "{stale:?} do not fit the catalog any more: run with UPDATE=1 and commit");
}
