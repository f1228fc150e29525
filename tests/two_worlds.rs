//! Two worlds that differ only in another tenant's rows give byte-equal answers to every operation of a member: results, errors, counts, statistics.

use hotcalls_core::{Caller, catalog, operation::Effect};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

use hotcalls_tests::world::{Copies, Line, Names, Place, build, caller, matrix, open, substitute, tenant};

/// The answer to one line, or its error, as text. Clock and randomness are the same in both worlds.
fn answer(world: &mut Copies<'_>, names: &Names, line: &Line, role: &str) -> String {
    let input = substitute(&line.input, names, Some(&names[role]));
    match world.call(role, &line.operation, &input) {
        Ok(text) => text,
        Err(error) => serde_json::to_string(&error).expect("errors are JSON"),
    }
}

#[test]
fn another_tenants_rows_leave_no_trace_in_any_answer() {
    let one = Place::new("worlds");
    let names = build(one.path());
    let two = one.copy();
    // The second world has other tenants, one of them with the same names, numbers of its own, and rows of no workspace.
    let world = open(two.path(), 5);
    let root = world.db.system();
    world.clock.advance(30);
    let mut others = Names::new();
    others.extend(tenant(&root, "Marketing", "+15550177", "3"));
    others.extend(tenant(&root, "Rivals", "+15550178", "4"));
    world.db.close();
    let lines = matrix();
    let mut probes: Vec<(Line, String)> = lines.into_iter().map(|line| (line, "as it is".to_owned())).collect();
    // The same operations pointed at the other tenant: in the first world these ids do not exist.
    for line in matrix() {
        let mut input = line.input.clone();
        for name in ["W", "calendar", "config", "agent", "number", "lead", "call", "meeting"] {
            input = input.replace(&format!("\"${name}\""), &format!("\"{}\"", others[&format!("{name}3")]));
        }
        if input != line.input {
            probes.push((Line { input, ..line }, "at the other tenant".to_owned()));
        }
    }
    let mut differences = Vec::new();
    let mut worlds = [&one, &two].map(|original| Copies::new(original, &names, 6, 120));
    for (line, what) in &probes {
        for role in ["member", "admin"] {
            let answers = worlds.each_mut().map(|world| answer(world, &names, line, role));
            if answers[0] != answers[1] {
                differences.push(format!("{} {what} as {role} {}:\n  {}\n  {}", line.operation, line.input, answers[0], answers[1]));
            }
        }
    }
    assert!(differences.is_empty(), "{} answers differ:\n{}", differences.len(), differences.join("\n"));
    assert!(probes.len() > 150, "the matrix was read");
}

/// Values to try for a field, by its JSON Schema.
fn values(schema: &Value, ids: &[String]) -> Vec<Value> {
    let text = schema.to_string();
    let has = |word: &str| text.contains(word);
    if has("\"boolean\"") {
        vec![json!(true), json!(false)]
    } else if has("\"uuid\"") {
        ids.iter().map(|id| json!(id)).collect()
    } else if has("\"date-time\"") {
        ["2026-11-22T12:00:00Z", "2026-11-22T12:00:20Z", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"].map(Value::from).to_vec()
    } else if has("\"date\"") {
        vec![json!("2026-11-22"), json!("2026-11-21")]
    } else if has("\"time\"") {
        vec![json!("09:00:00"), json!("17:00:00")]
    } else if has("\"integer\"") || has("\"number\"") {
        [0, 1, 2, 30, 125].map(Value::from).to_vec()
    } else {
        let mut words: Vec<Value> = ["a", "mark", "jane", "Rivals", "+1555", "example", "source", "zzz", "e ne"].map(Value::from).to_vec();
        let choices = ["active", "google", "outbound", "inbound", "completed", "booked", "reached", "temporary", "human", "voicemail"];
        words.extend(choices.map(Value::from));
        words
    }
}

/// The names that a list can be ordered by, from the error that names them.
fn orders(caller: &Caller, operation: &str) -> Vec<String> {
    let error = caller.call_json(operation, r#"{"ordering": "?"}"#).expect_err("no such name");
    let text = error.to_string();
    let known = text.split("Known ones: ").nth(1).unwrap_or_else(|| panic!("{operation}: {text}"));
    let names = known.split(['.', '"']).next().unwrap_or_default().split(", ");
    names.flat_map(|name| [name.to_owned(), format!("-{name}")]).collect()
}

#[test]
fn no_filter_no_search_and_no_order_shows_another_tenants_rows() {
    let one = Place::new("filters");
    let names = build(one.path());
    let two = one.copy();
    let worlds = [&one, &two].map(|place| open(place.path(), 6));
    let mut ids: Vec<String> =
        ["W", "agent", "lead", "number", "calendar", "config", "member", "plan"].map(|name| names[name].clone()).to_vec();
    for (number, name, suffix) in [("+15550177", "Marketing", "3"), ("+15550178", "Rivals", "4")] {
        ids.extend(tenant(&worlds[1].db.system(), name, number, suffix).into_iter().map(|(_, id)| id));
    }
    let (mut tried, mut differences) = (0, Vec::new());
    for operation in catalog().filter(|o| o.effect == Effect::Read) {
        let fields = (operation.fields)();
        if fields.iter().any(|f| f.required) {
            continue;
        }
        let callers = [0, 1].map(|world: usize| caller(&worlds[world].db, &names, "member"));
        let mut inputs = vec![json!({})];
        for field in &fields {
            let schema = (field.schema)(&mut SchemaGenerator::default()).to_value();
            let candidates = match field.name {
                "ordering" => orders(&caller(&worlds[0].db, &names, "superuser"), operation.name).into_iter().map(Value::from).collect(),
                "page" => vec![json!("last"), json!("2")],
                "cursor" => vec![json!("")],
                _ => values(&schema, &ids),
            };
            inputs.extend(candidates.into_iter().map(|value| json!({ field.name: value })));
        }
        for input in inputs {
            let answers = [0, 1].map(|world: usize| match callers[world].call_json(operation.name, &input.to_string()) {
                Ok(text) => text,
                Err(error) => serde_json::to_string(&error).expect("errors are JSON"),
            });
            tried += 1;
            assert!(!answers[0].contains("\"internal\""), "{} {input}: {}", operation.name, answers[0]);
            if answers[0] != answers[1] {
                differences.push(format!("{} {input}:\n  {}\n  {}", operation.name, answers[0], answers[1]));
            }
        }
    }
    assert!(differences.is_empty(), "{} of {tried} answers differ:\n{}", differences.len(), differences.join("\n"));
    assert!(tried > 1000, "only {tried} inputs were tried");
    worlds.iter().for_each(|world| world.db.close());
}

#[test]
fn two_worlds_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
