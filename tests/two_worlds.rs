//! Two worlds that differ only in another tenant's rows give byte-equal answers to every operation of a member: results, errors, counts, statistics.

use std::fs;

use hotcalls_tests::world::{Folder, Line, Names, Open, build, caller, matrix, open, substitute, tenant};

/// The answer to one line, or its error, as text. Clock and randomness start alike in both worlds.
fn answer(world: &Open, names: &Names, line: &Line, role: &str) -> String {
    world.entropy.reseed(99);
    let input = substitute(&line.input, names, Some(&names[role])).to_string();
    match caller(&world.db, names, role).call_json(&line.operation, &input) {
        Ok(text) => text,
        Err(error) => serde_json::to_string(&error).expect("errors are JSON"),
    }
}

#[test]
fn another_tenants_rows_leave_no_trace_in_any_answer() {
    let folder = Folder::new("worlds");
    let (one, two) = (folder.path().join("one.db"), folder.path().join("two.db"));
    let names = build(&one);
    fs::copy(&one, &two).expect("a copy");
    // The second world has other tenants, one of them with the same names, numbers of its own, and rows of no workspace.
    let world = open(&two, 5);
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
    for (number, (line, what)) in probes.iter().enumerate() {
        for role in ["member", "admin"] {
            let answers = [&one, &two].map(|original| {
                let path = folder.path().join(format!("probe-{number}-{role}.db"));
                fs::copy(original, &path).expect("a copy");
                let world = open(&path, 6);
                world.clock.advance(120);
                let text = answer(&world, &names, line, role);
                world.db.close();
                let _ = fs::remove_file(&path);
                text
            });
            if answers[0] != answers[1] {
                differences.push(format!("{} {what} as {role} {}:\n  {}\n  {}", line.operation, line.input, answers[0], answers[1]));
            }
        }
    }
    assert!(differences.is_empty(), "{} answers differ:\n{}", differences.len(), differences.join("\n"));
    assert!(probes.len() > 150, "the matrix was read");
}
