//! Renders `docs/operations.md` from the catalog: who may, input, answer, errors, and an example that was really run.

use std::{collections::BTreeSet, fmt::Write, fs};

use hotcalls_core::operation::{Effect, Operation};
use schemars::SchemaGenerator;
use serde_json::Value;

use crate::world::{Folder, build, call, caller, matrix, open, substitute};

/// The whole document.
pub fn operations() -> String {
    let mut text = String::from(
        "# Operations\n\nEvery operation of the library, under the same name through every door: `db.system().leads().create(...)` in Rust, `root.leads.create(...)` in\n\
         Python, `hotcalls_call(db, actor, \"leads.create\", ...)` in C, and the HTTP path in [http.md](http.md). Rendered from the catalog; the examples were run.\n\n\
         Beside the errors named, every operation may answer `not_authenticated`, `invalid_credentials`, `malformed`, `busy`, `cancelled`, `closed`, `forked`, `disk_full`\n\
         or `internal`; every write `read_only`, and with an idempotency key `idempotency_conflict`. Types: `?` may be null; `=` is the default.\n\n",
    );
    let mut room = "";
    for operation in hotcalls_core::catalog() {
        if operation.room != room {
            room = operation.room;
            let _ = writeln!(text, "- [{room}](#{room})");
        }
    }
    let folder = Folder::new("reference");
    let original = folder.path().join("world.db");
    let names = build(&original);
    room = "";
    for operation in hotcalls_core::catalog() {
        if operation.room != room {
            room = operation.room;
            let _ = writeln!(text, "\n## {room}");
        }
        let _ = writeln!(text, "\n### {}\n\n{}\n", operation.name, paragraphs(operation.doc));
        let _ = writeln!(text, "Who may: {}. Effect: {}.\n", operation.rule.words(), operation.effect.word());
        text.push_str(&input(operation));
        text.push_str(&output(operation));
        let _ = writeln!(text, "Errors: {}.\n", errors(operation).iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "));
        if let Some(line) = matrix().iter().find(|line| line.operation == operation.name && line.cells[5] == "200") {
            let path = folder.path().join(format!("{}.db", operation.name));
            fs::copy(&original, &path).expect("a copy");
            let world = open(&path, 3);
            world.clock.advance(60);
            let example = substitute(&line.input, &names, Some(&names["superuser"]));
            let answer = call(&caller(&world.db, &names, "superuser"), operation.name, &example).expect("the example runs");
            world.db.close();
            let _ = writeln!(text, "```json\n{example}\n```\n\n```json\n{}\n```", pretty(&answer));
        }
    }
    text
}

fn paragraphs(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Indented, long lists cut after their first element.
fn pretty(answer: &Value) -> String {
    let mut answer = answer.clone();
    shorten(&mut answer);
    serde_json::to_string_pretty(&answer).expect("JSON")
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(all) => {
            let more = all.len() > 2 && all[0].is_object();
            if more {
                all.truncate(1);
            }
            all.iter_mut().for_each(shorten);
            if more {
                all.push(Value::from("..."));
            }
        }
        Value::Object(all) => all.values_mut().for_each(shorten),
        _ => {}
    }
}

fn input(operation: &Operation) -> String {
    let fields = (operation.fields)();
    if fields.is_empty() {
        return "Input: none.\n\n".to_owned();
    }
    let mut text = String::from("| input | type | |\n|---|---|---|\n");
    for field in fields {
        let mut generator = SchemaGenerator::default();
        let schema = (field.schema)(&mut generator).to_value();
        let default = schema.get("default").map(|d| format!(" = `{d}`")).unwrap_or_default();
        let required = if field.required { ", required" } else { "" };
        let _ = writeln!(text, "| `{}` | {}{default}{required} | {} |", field.name, kind(&schema), one_line(field.doc));
    }
    text + "\n"
}

fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A JSON Schema as a short type.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(any) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        if any.iter().all(|s| s.get("const").is_some()) {
            return any.iter().map(|s| format!("`{}`", s["const"].as_str().unwrap_or_default())).collect::<Vec<_>>().join(" ");
        }
        let parts: Vec<_> = any.iter().filter(|s| s["type"] != "null").map(kind).collect();
        let null = if any.iter().any(|s| s["type"] == "null") { "?" } else { "" };
        return format!("{}{null}", parts.join(" or "));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<_> = values.iter().filter_map(Value::as_str).map(|v| format!("`{v}`")).collect();
        return format!("{}{}", words.join(" "), if values.iter().any(Value::is_null) { " ?" } else { "" });
    }
    let (name, null) = match &schema["type"] {
        Value::String(name) => (name.clone(), ""),
        Value::Array(all) => {
            let words: Vec<_> = all.iter().filter_map(Value::as_str).filter(|n| *n != "null").collect();
            (words.join(" or "), if all.iter().any(|n| n == "null") { "?" } else { "" })
        }
        _ => ("any JSON".to_owned(), ""),
    };
    let name = match (name.as_str(), schema.get("format").and_then(Value::as_str)) {
        ("string", Some("time-local")) => "time".to_owned(),
        ("string", Some(format)) => format.to_owned(),
        ("string", None) => "text".to_owned(),
        ("array", _) => format!("list of {}", schema.get("items").map_or_else(|| "anything".to_owned(), kind)),
        _ => name,
    };
    format!("{name}{null}")
}

fn output(operation: &Operation) -> String {
    let mut generator = SchemaGenerator::default();
    let schema = (operation.output)(&mut generator).to_value();
    if schema["type"] == "null" {
        return "Answer: nothing.\n\n".to_owned();
    }
    format!("Answer: {}.\n\n", kind(&schema))
}

/// The errors that belong to an operation, beside those that every one may answer.
pub fn errors(operation: &Operation) -> BTreeSet<&'static str> {
    let fields = (operation.fields)();
    let mut words = BTreeSet::new();
    if !fields.is_empty() {
        words.insert("invalid_input");
    }
    if operation.rule.words() != "everybody" {
        words.insert("permission_denied");
    }
    if fields.iter().any(|f| matches!(f.name, "id" | "agent_id" | "call" | "page")) || operation.name == "agents.route" {
        words.insert("not_found");
    }
    if operation.effect != Effect::Read
        && ["agents.create", "leads.create", "leads.bulk_create", "workspaces.add_users", "calls.create", "calls.begin"]
            .contains(&operation.name)
    {
        words.insert("quota_exceeded");
    }
    if ["calls.event", "calls.end", "calls.append_transcript"].contains(&operation.name) {
        words.insert("idempotency_conflict");
    }
    if operation.name == "workspaces.delete" {
        words.insert("not_empty");
    }
    if operation.name.starts_with("meetings.") && ["create", "update"].contains(&operation.verb) {
        words.insert("slot_taken");
    }
    if operation.name == "auth.login" || operation.name == "users.change_password" {
        words.extend(["invalid_credentials", "throttled"]);
    }
    if operation.name.starts_with("calendars.") && ["create", "update"].contains(&operation.verb) {
        words.insert("key_required");
    }
    words
}
