//! What hotcalls.hpp refuses to compile, what it is without exceptions, and that for everything that throws there is a form that does not.

mod program;

use std::process::Command;

use program::{C, CPP, Program, Way, check, root};

/// Compiles pieces, each a line of its own, with a database, an actor and options at hand; what is wrong with which.
fn errors<'a>(pieces: impl Iterator<Item = &'a str>) -> Vec<(usize, String)> {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("pieces.cpp");
    let mut program = String::from(
        "#include <hotcalls.hpp>\n#include <string>\nusing namespace hotcalls;\nstd::string made();\n\
         void pieces(const Database &db, const Actor &root, CallOptions &options);\n\
         void pieces(const Database &db, const Actor &root, CallOptions &options) {\n",
    );
    let before = program.lines().count() + 1;
    pieces.for_each(|piece| program += &format!("{{ {piece} }}\n"));
    std::fs::write(&source, program + "(void)db; (void)root; (void)options; }\n").unwrap();
    let mut compiler = Command::new(CPP[0]);
    compiler.args(&CPP[1..]).args(["-Wno-unused", "-fsyntax-only", "-I"]).arg(root().join("include")).arg(&source);
    let output = compiler.output().unwrap_or_else(|e| panic!("{} is needed: {e}", CPP[0]));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors: Vec<_> = said
        .lines()
        .filter_map(|line| line.split_once(": error: "))
        .map(|(place, error)| {
            let line = place.rsplit(':').nth(1).and_then(|line| line.parse::<usize>().ok()).unwrap_or_else(|| panic!("{said}"));
            (line.checked_sub(before).unwrap_or_else(|| panic!("{said}")), error.to_owned())
        })
        .collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{said}");
    errors
}

/// What looks at an object that is gone when the statement ends, and what to write instead.
const TRAPS: &[(&str, &str)] = &[
    ("for (auto row : root.call(\"x\").json()[\"results\"]);", "for (auto row : root.call(\"x\")[\"results\"]);"),
    ("Json results = root.call(\"x\")[\"results\"];", "auto results = root.call(\"x\")[\"results\"]; Json look = results.json(); "),
    ("auto first = root.call(\"x\")[\"results\"].begin();", "auto answer = root.call(\"x\"); auto first = answer[\"results\"].begin();"),
    ("Json json = root.call(\"x\").json();", "auto answer = root.call(\"x\"); Json json = answer.json(); (void)json;"),
    ("std::string_view id = root.call(\"x\")[\"id\"].view();", "std::string id = root.call(\"x\")[\"id\"].text();"),
    ("std::string_view text = root.call(\"x\").view();", "std::string text = root.call(\"x\").str();"),
    (
        "Json json = root.try_call(\"x\").value().json();",
        "auto answer = root.try_call(\"x\").value(); Json json = answer.json(); (void)json;",
    ),
    ("Json json = (*root.try_call(\"x\")).json();", "const auto &answer = *root.try_call(\"x\"); Json json = answer.json(); (void)json;"),
    ("Json json = root.try_call(\"x\")->json();", "auto answer = root.try_call(\"x\"); Json json = answer->json(); (void)json;"),
    ("for (auto row : root.try_call(\"x\")->json()) (void)row;", "for (auto row : *root.try_call(\"x\")) (void)row;"),
    (
        "std::string_view why = root.try_call(\"x\").error().message();",
        "auto tried = root.try_call(\"x\"); std::string_view why = tried.error().message(); (void)why;",
    ),
    ("Json why = db.try_user(\"x\").error().details();", "auto error = db.try_user(\"x\").error(); Json why = error.details(); (void)why;"),
    (
        "Json why = db.try_user(\"x\").error().json();",
        "const auto &error = db.try_user(\"x\").error(); Json why = error.json(); (void)why;",
    ),
    (
        "auto operation = db.try_snapshot(\"x\").error().operation();",
        "auto tried = db.try_snapshot(\"x\"); auto operation = tried.error().operation(); (void)operation;",
    ),
    ("for (auto row : db.system().list(\"x\")) (void)row;", "for (auto row : root.list(\"x\")) (void)row;"),
    ("for (auto row : db.system().try_list(\"x\")) (void)row;", "for (auto row : root.try_list(\"x\")) (void)row;"),
    ("auto first = root.list(\"x\").begin();", "auto rows = root.list(\"x\"); auto first = rows.begin();"),
    ("Json json(made());", "std::string text = made(); Json json(text); (void)json;"),
    ("auto view = Input{{\"a\", 1}}.view();", "Input input{{\"a\", 1}}; auto view = input.view(); (void)view;"),
    (
        "auto begin = sized<hotcalls_begin>(); begin.owner = lend(made());",
        "auto begin = sized<hotcalls_begin>(); const std::string owner = made(); begin.owner = lend(owner);",
    ),
    ("const hotcalls_actor *actor = db.system().get();", "const hotcalls_actor *actor = root.get(); (void)actor;"),
    ("const hotcalls_db *raw = db.system().db();", "const hotcalls_db *raw = root.db(); (void)raw;"),
    ("const hotcalls_db *raw = Database(\"x\").get();", "const hotcalls_db *raw = db.get(); (void)raw;"),
    ("auto raw = Cancel().get();", "Cancel cancel; options.cancel = &cancel;"),
    // The options keep what they are given.
    ("options.cancel = &Cancel();", "options.idempotency_key = made(); options.address = made(); Options how; how.key = made();"),
];

#[test]
fn what_looks_at_something_that_is_gone_does_not_compile() {
    assert_eq!(errors(TRAPS.iter().map(|(_, right)| *right)), []);
    let errors = errors(TRAPS.iter().map(|(wrong, _)| *wrong));
    for (at, (wrong, _)) in TRAPS.iter().enumerate() {
        let why = errors.iter().find(|(line, _)| *line == at).unwrap_or_else(|| panic!("this compiles: {wrong}"));
        let reasons = ["use of deleted function", "conversion from", "taking address of rvalue"];
        assert!(reasons.iter().any(|reason| why.1.starts_with(reason)), "{wrong}: {why:?}");
    }
}

#[test]
fn it_works_without_exceptions() {
    let compiler: Vec<_> = CPP.iter().copied().chain(["-fno-exceptions"]).collect();
    let program = Program::build(&compiler, &["tests/c/without_exceptions.cpp"]);
    assert_eq!(program.run(), "good\n");
    // What would throw says why and aborts.
    let folder = tempfile::tempdir().unwrap();
    let output = program.command(Way::Plain).arg("abort").current_dir(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_none() && said.starts_with("HotCalls: io: "), "{output:?}");
    // Everything is there without them too, and one program may have parts of both kinds.
    let objects: Vec<_> = ["tests/c/other_unit.cpp", "tests/c/other_unit.c"]
        .map(|unit| {
            let words = if unit.ends_with("cpp") { compiler.as_slice() } else { C };
            let object = folder.path().join(unit.replace('/', "-")).with_extension(if unit.ends_with("cpp") { "cpp.o" } else { "c.o" });
            let mut part = Command::new(words[0]);
            part.args(&words[1..]).arg("-c").arg("-I").arg(root().join("include")).arg(root().join(unit)).arg("-o").arg(&object);
            check("compiling", &part.output().unwrap());
            object.to_str().unwrap().to_owned()
        })
        .into();
    Program::build(CPP, &["tests/c/header.cpp", &objects[0], &objects[1]]).run();
}

/// The functions of a header of C++, each with its body: what is declared in one line, and runs to a line that closes as deep.
fn functions(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let lines: Vec<_> = header.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.starts_with(['/', '#', '}']) || !(code.ends_with('{') || code.ends_with('}')) || !code.contains('(') || indent > 4 {
            continue;
        }
        if code.contains("operator") {
            continue; // the ways to look into a Result, and of an iterator's steps `next` is seen
        }
        let Some(name) = code.split('(').next().and_then(|before| before.rsplit([' ', '*', '&', ':']).next()) else { continue };
        let mut body = code.to_owned();
        if code.ends_with('{') {
            let close = format!("{:indent$}}}", "");
            body.extend(lines[at + 1..].iter().take_while(|line| **line != close).map(|line| format!("\n{line}")));
        }
        found.push((name.to_owned(), body));
    }
    found
}

#[test]
fn everything_that_throws_has_a_form_that_does_not() {
    let mut throwing = Vec::new();
    for header in ["include/hotcalls.hpp", "include/hotcalls_json.hpp"] {
        let text = std::fs::read_to_string(root().join(header)).unwrap();
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
        // One place throws, and a check of what a Result and a Json are lead to it.
        assert_eq!(code.matches("throw ").count(), usize::from(header.ends_with("json.hpp")), "{header}");
        let functions = functions(&code);
        assert!(functions.len() > 40, "{functions:?}");
        for (name, body) in &functions {
            let calls_c = body.contains("&error) != HOTCALLS_OK") || body.contains("const std::int32_t status");
            let throws = [".value()", "raise(", "sure(", "check()"].iter().any(|way| body.contains(way));
            assert!(!(calls_c && throws), "{name} is to be made of a form that does not throw: {body}");
            // What a Result and a Json are made of.
            if !throws || ["raise", "sure", "check", "value", "error"].contains(&name.as_str()) {
                continue;
            }
            throwing.push(name.clone());
            let sibling = match name.as_str() {
                "Database" => "try_open".to_owned(),
                "Cancel" => "try_make".to_owned(),
                // Of a list: its rows are results then.
                "begin" | "next" => "try_fetch".to_owned(),
                name => format!("try_{name}"),
            };
            let (_, without) = functions.iter().find(|(name, _)| *name == sibling).unwrap_or_else(|| panic!("{header}: no {sibling}"));
            assert!(!without.contains(".value()") && !without.contains("raise("), "{sibling} throws: {without}");
        }
    }
    for name in
        ["call", "system", "user", "snapshot", "agent_greeting", "call_end", "count", "catalog", "Database", "Cancel", "text", "boolean"]
    {
        assert!(throwing.iter().any(|throws| throws == name), "{name} is not seen: {throwing:?}");
    }
}
