//! The rules of the house that can be read off the files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            found.push((path, text));
        }
    }
    found
}

const ROOMS: [&str; 7] = ["users", "subscriptions", "workspaces", "agents", "leads", "calls", "calendars"];

/// The part of a file before its tests, without comments.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    body.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.components().any(|c| c.as_os_str() == "tests") || path.file_name().is_some_and(|n| n.to_string_lossy().contains("test"))
}

#[test]
fn only_the_store_names_an_engine() {
    for (path, text) in sources(&root().join("hotcalls-core/src")) {
        let at_home = path.strip_prefix(root()).is_ok_and(|p| p.starts_with("hotcalls-core/src/store"));
        for word in ["rusqlite", "tokio_postgres", "Sqlite", "Postgres", "pg_"] {
            assert!(at_home || is_test(&path) || !code(&text).contains(word), "{} names an engine: {word}", path.display());
        }
    }
}

#[test]
fn machinery_never_names_a_room() {
    for part in ["operation", "access", "query", "store"] {
        for (path, text) in sources(&root().join("hotcalls-core/src").join(part)) {
            for room in ROOMS.iter().filter(|_| !is_test(&path)) {
                assert!(!code(&text).contains(&format!("crate::{room}")), "{} names the room {room}", path.display());
            }
        }
    }
}

#[test]
fn domains_write_their_own_sql_in_store_files_only() {
    for room in ROOMS {
        for (path, text) in sources(&root().join("hotcalls-core/src").join(room)) {
            if path.file_name().is_some_and(|n| n == "store.rs") || path.components().any(|c| c.as_os_str() == "store") || is_test(&path) {
                continue;
            }
            for word in ["INSERT INTO", "DELETE FROM", "\"UPDATE "] {
                assert!(!code(&text).contains(word), "{}: {word} belongs into store.rs", path.display());
            }
        }
    }
}

#[test]
fn the_core_is_a_guest() {
    for (path, text) in sources(&root().join("hotcalls-core/src")) {
        if is_test(&path) {
            continue;
        }
        let code = code(&text);
        for word in
            ["println!", "eprintln!", "std::env::var", "SystemTime::now", "Utc::now", "static mut", "thread::spawn", "process::exit"]
        {
            let allowed = word == "SystemTime::now" && path.ends_with("time.rs");
            assert!(allowed || !code.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn no_file_grows_past_its_subject() {
    for folder in ["hotcalls-core/src", "hotcalls-ffi/src", "hotcalls-py/src", "examples/server/src", "tests"] {
        for (path, text) in sources(&root().join(folder)) {
            assert!(text.lines().count() <= 620, "{} has {} lines", path.display(), text.lines().count());
        }
    }
}

/// An example is read whole by those who build their own: routes are rows of a table, and what is worth more belongs to the library.
#[test]
fn the_example_server_stays_thin() {
    let lines_without_tests = |text: &str| text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    let files = sources(&root().join("examples/server/src"));
    let counted = files.iter().filter(|(path, _)| path.file_name().is_some_and(|name| name != "admin.rs"));
    let lines: usize = counted.map(|(_, text)| lines_without_tests(text)).sum();
    assert!(lines > 1000 && lines < 2000, "examples/server/src has {lines} lines without the admin page");
}

#[test]
fn json_is_canonical_whatever_features_others_turn_on() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b": 1, "a": {"d": 2, "c": 3}}"#).expect("JSON");
    assert_eq!(value.to_string(), r#"{"a":{"c":3,"d":2},"b":1}"#);
}

/// The packages that cargo would link into a library.
fn linked(package: &str, features: &[&str]) -> BTreeSet<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.current_dir(root()).args(["tree", "--locked", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{p}"]);
    let output = tree.args(features).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
}

/// Who embeds a file does not pay for servers: their client, its runtime and TLS come with the feature, and by no other way.
#[test]
fn the_embedded_build_has_nothing_of_the_other_engine() {
    let engine = ["tokio", "tokio-postgres", "postgres-protocol", "rustls", "tokio-postgres-rustls", "rustls-native-certs", "ring"];
    for (package, without, with) in [
        ("hotcalls-core", &[][..], &["--features", "postgres"][..]),
        ("hotcalls-ffi", &[], &["--features", "postgres"]),
        ("hotcalls-py", &["--no-default-features"], &[]),
    ] {
        let (without, with) = (linked(package, without), linked(package, with));
        for name in engine {
            assert!(with.contains(name), "{name} is no part of {package} with servers");
            assert!(!without.contains(name), "{name} is linked into {package} without servers");
        }
        let more: Vec<_> = without.difference(&with).collect();
        assert!(more.is_empty(), "{package}: {more:?}");
    }
}
