//! Shared vectors: stories told once, as JSON, and replayed through every door with the same answers.
//!
//! A file of `tests/vectors` is `{"about": "...", "steps": [...]}`. A step is
//! `{"as": "system", "op": "leads.create", "input": {...}, "expect": {...}, "keep": {"jane": "/id"}}`:
//! - `as`: `system`, `anonymous`, `user ID`, `token KEY`, or `login NAME PASSWORD` (the last word may have spaces);
//! - `expect`: what the answer must have; an object may have more keys, a list has exactly these elements;
//! - instead of `expect`, `error`: the word of the error, and `details`, which its details must have;
//! - `keep`: names for parts of the answer by JSON pointer; `$name` in a later text stands for it;
//! - `doors`: the doors that replay the step, if not all (`rust`, `python`, `c`, `http`).
//!
//! In an expected value the texts `$any`, `$uuid` and `$time` stand for any value, a UUID, a time with six digits in UTC.

use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use hotcalls_core::{Caller, Error, Hotcalls, Id, Mode, error::Result as CoreResult};
use serde_json::{Map, Value};

/// A way to call operations.
pub trait Door {
    /// `rust`, `python`, `c` or `http`.
    fn name(&self) -> &'static str;
    /// Calls an operation as somebody (see `as` above). The error is an object with `code` and, where there are any, `details`.
    fn call(&mut self, who: &str, operation: &str, input: &Value) -> Result<Value, Value>;
}

/// Every file of `tests/vectors`.
pub fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut files: Vec<_> = fs::read_dir(&folder).expect("tests/vectors").map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    assert!(!files.is_empty(), "no vectors in {}", folder.display());
    files
}

/// Tells every story, each through a new door on an empty folder, and panics at the end if one went wrong.
pub fn replay_all<D: Door>(open: impl Fn(&Path) -> D) {
    let mut failed = Vec::new();
    for file in files() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut door = open(folder.path());
        if catch_unwind(AssertUnwindSafe(|| replay(&file, &mut door))).is_err() {
            failed.push(file);
        }
    }
    assert!(failed.is_empty(), "these stories went another way (see above): {failed:?}");
}

/// Tells the story of a file through a door, which starts with an empty database. Panics where the answer is another one.
pub fn replay(file: &Path, door: &mut dyn Door) {
    let story = read(file);
    let mut kept = BTreeMap::new();
    for (index, step) in steps(&story).iter().enumerate() {
        if step["doors"].as_array().is_some_and(|doors| !doors.contains(&door.name().into())) {
            continue;
        }
        let place = format!("{} step {} {}", file.file_name().unwrap_or_default().display(), index + 1, step["op"]);
        let who = filled(&step["as"], &kept);
        let input = filled(step.get("input").unwrap_or(&Value::Object(Map::new())), &kept);
        let answer = door.call(who.as_str().unwrap_or("system"), step["op"].as_str().expect("an operation"), &input);
        match (&answer, step["error"].as_str()) {
            (Ok(answer), None) => {
                let expected = filled(step.get("expect").unwrap_or(&Value::from("$any")), &kept);
                expect(&expected, answer, &place, "");
                for (name, pointer) in step["keep"].as_object().into_iter().flatten() {
                    let pointer = pointer.as_str().expect("a pointer");
                    let value = answer.pointer(pointer).unwrap_or_else(|| panic!("{place}: no {pointer} in {answer}"));
                    kept.insert(name.clone(), value.clone());
                }
            }
            (Err(error), Some(code)) => {
                assert_eq!(error["code"], code, "{place}: {error}");
                if let Some(details) = step.get("details") {
                    expect(&filled(details, &kept), &error["details"], &place, "/details");
                }
            }
            (Ok(answer), Some(code)) => panic!("{place}: {code} was expected, not {answer}"),
            (Err(error), None) => panic!("{place}: {error}"),
        }
    }
}

/// The names of all operations that some step calls: with success, and with an error.
pub fn covered() -> (Vec<String>, Vec<String>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for file in files() {
        for step in steps(&read(&file)) {
            let name = step["op"].as_str().unwrap_or_default().to_owned();
            if step.get("error").is_some() { bad.push(name) } else { good.push(name) }
        }
    }
    (good, bad)
}

fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn steps(story: &Value) -> Vec<Value> {
    story["steps"].as_array().expect("steps").clone()
}

/// `$name` replaced by what was kept, whole or inside of a text.
fn filled(value: &Value, kept: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$').and_then(|name| kept.get(name)) {
            Some(whole) => whole.clone(),
            None => {
                let mut text = text.clone();
                // Longer names first: `$john2` is not `$john` and a 2.
                for (name, value) in kept.iter().rev() {
                    if let Some(part) = value.as_str() {
                        text = text.replace(&format!("${name}"), part);
                    }
                }
                text.into()
            }
        },
        Value::Array(all) => all.iter().map(|v| filled(v, kept)).collect(),
        Value::Object(all) => all.iter().map(|(k, v)| (k.clone(), filled(v, kept))).collect::<Map<_, _>>().into(),
        other => other.clone(),
    }
}

/// Panics unless the answer is as expected.
fn expect(expected: &Value, answer: &Value, place: &str, path: &str) {
    match (expected, answer) {
        (Value::String(word), _) if word == "$any" => {}
        (Value::String(word), Value::String(text)) if word == "$uuid" => {
            assert!(text.parse::<Id<()>>().is_ok(), "{place} {path}: {text} is no UUID");
        }
        (Value::String(word), Value::String(text)) if word == "$time" => {
            assert!(text.len() == 27 && text.ends_with('Z'), "{place} {path}: {text} is no time");
        }
        (Value::Object(all), Value::Object(_)) => {
            for (key, value) in all {
                let found = answer.get(key).unwrap_or_else(|| panic!("{place} {path}: no {key} in {answer}"));
                expect(value, found, place, &format!("{path}/{key}"));
            }
        }
        (Value::Array(all), Value::Array(found)) => {
            assert_eq!(all.len(), found.len(), "{place} {path}: {answer} has not as many elements as {expected}");
            for (index, (value, found)) in all.iter().zip(found).enumerate() {
                expect(value, found, place, &format!("{path}/{index}"));
            }
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ => assert_eq!(expected, answer, "{place} {path}: {answer} instead of {expected}"),
    }
}

/// The Rust door.
pub struct Rust(pub Hotcalls);

impl Rust {
    fn caller(&self, who: &str) -> CoreResult<Caller> {
        let mut words = who.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("system"), None, None) => Ok(self.0.system()),
            (Some("anonymous"), None, None) => Ok(self.0.anonymous()),
            (Some("user"), Some(id), None) => Ok(self.0.as_user(id.parse::<Id<()>>().expect("a user's id"))),
            (Some("token"), Some(key), None) => Ok(self.0.with_token(key)),
            (Some("login"), Some(name), Some(password)) => self.0.login(name, password),
            _ => panic!("{who:?} is nobody"),
        }
    }
}

impl Door for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }
    fn call(&mut self, who: &str, operation: &str, input: &Value) -> Result<Value, Value> {
        let as_json = |error: Error| serde_json::to_value(&error).expect("errors are JSON");
        let mut answer = Vec::new();
        let caller = self.caller(who).map_err(as_json)?;
        caller.call(operation, Mode::Strict, input, &mut serde_json::Serializer::new(&mut answer)).map_err(as_json)?;
        Ok(serde_json::from_slice(&answer).expect("answers are JSON"))
    }
}
