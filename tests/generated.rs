//! Files that are made from the code are committed; this fails when one is stale. `UPDATE=1 cargo test` rewrites them.

use std::{fs, path::Path};

fn fresh(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("the file is written");
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == text, "{path} is stale: run UPDATE=1 cargo test -p hotcalls-tests --test generated");
}

#[test]
fn the_reference_of_operations_is_fresh() {
    fresh("docs/operations.md", &hotcalls_tests::reference::operations());
}
