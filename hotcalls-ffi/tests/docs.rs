//! The programs of `docs/c.md`: whole ones as they are, pieces one after the other in a program that has what they speak of. And the
//! examples in the comments of the header, which have to compile.

mod program;

use program::{C, CPP, Program, Way, functions, root};

/// The blocks of a language, in order.
fn blocks(language: &str) -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/c.md")).unwrap();
    let opening = format!("```{language}\n");
    let blocks: Vec<_> = page.split(&opening).skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0.to_owned())).collect();
    assert!(!blocks.is_empty(), "docs/c.md has no {language}");
    blocks
}

fn run(compiler: &[&str], file: &str, program: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join(file);
    std::fs::write(&source, program).unwrap();
    Program::build(compiler, &[source.to_str().unwrap()]).run()
}

#[test]
fn whole_programs_in_c_run() {
    let programs: Vec<_> = blocks("c").into_iter().filter(|block| block.contains("int main")).collect();
    assert_eq!(programs.len(), 1);
    assert_eq!(run(C, "app.c", &programs[0]), "Ada took a call: busy\n");
}

#[test]
fn the_first_program_says_why_it_cannot_go_on() {
    let program = blocks("c").into_iter().find(|block| block.contains("int main")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("app.c");
    std::fs::write(&source, program).unwrap();
    let program = Program::build(C, &[source.to_str().unwrap()]);
    // Something else has the name of its file; and in a file that knows the number already it cannot be made once more.
    std::fs::create_dir(folder.path().join("calls.db")).unwrap();
    let again = tempfile::tempdir().unwrap();
    // It ends with what it has in its hands, so leaks are not looked for.
    let run = |place: &std::path::Path| program.command(Way::Plain).current_dir(place).output().unwrap();
    assert!(run(again.path()).status.success());
    for (place, word) in [(folder.path(), "io: "), (again.path(), "invalid_input: ")] {
        let output = run(place);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.starts_with(word) && output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn pieces_in_c_run() {
    let (mut outside, mut inside) = (String::new(), String::new());
    for block in blocks("c").into_iter().filter(|block| !block.contains("int main")) {
        if block.starts_with("static ") {
            outside += &block;
        } else {
            // A status that a piece asks for and leaves to the reader has to be good.
            let check =
                if block.contains("int32_t status") && !block.contains("CANCELLED") { "if (status != HOTCALLS_OK) return 9;" } else { "" };
            inside += &format!("    {{\n{block}\n{check}\n    }}\n");
        }
    }
    let out = run(
        C,
        "pieces.c",
        &format!(
            "#include <hotcalls.h>\n#include <stdio.h>\n#include <string.h>\n{outside}\n\
             int main(void) {{\n    hotcalls_db *db = NULL; hotcalls_actor *root = NULL; hotcalls_error *err = NULL;\n\
             if (hotcalls_open(\"calls.db\", 8, NULL, &db, &err) != HOTCALLS_OK || hotcalls_actor_system(db, &root, &err) != HOTCALLS_OK) return 8;\n\
             {inside}    hotcalls_actor_free(root);\n    return hotcalls_close(db, NULL);\n}}\n"
        ),
    );
    for expected in ["invalid_input: {\"workspace_name\":", "cancelled\n", "\"verdict\":\"created\""] {
        assert!(out.contains(expected), "{out}");
    }
}

#[test]
fn pieces_in_cpp_run() {
    let pieces: String = blocks("cpp").iter().map(|block| format!("    {{\n{block}\n    }}\n")).collect();
    let out = run(
        CPP,
        "pieces.cpp",
        &format!(
            "#include <hotcalls.hpp>\n#include <iostream>\nint main() {{\n    hotcalls::Database db(\"calls.db\");\n    auto root = db.system();\n\
             root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{{{\"workspace_name\", \"Front Desk\"}}}});\n{pieces}}}\n"
        ),
    );
    assert!(out.starts_with("Front Desk\ninvalid_input: {\"workspace_name\":"), "{out}");
}

/// The comment before each declaration of the header, and the declaration up to its first brace or semicolon.
fn declarations(header: &str) -> Vec<(String, String)> {
    let parts = header.split("/**").skip(1).map(|part| part.split_once("*/").expect("a closed comment"));
    parts.map(|(comment, rest)| (comment.to_owned(), rest.trim_start().to_owned())).collect()
}

#[test]
fn every_type_and_function_of_the_header_says_its_rules_and_has_an_example() {
    let header = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let (mut types, mut seen) = (0, 0);
    let declared = declarations(&header);
    for (comment, rest) in &declared {
        let is_type = rest.starts_with("typedef");
        // Members of structs stand indented, constants are one line.
        if rest.starts_with("#define") || (!is_type && !rest.lines().next().unwrap().contains('(')) {
            continue;
        }
        let name = rest.lines().next().unwrap();
        for part in ["Threads:", "Ownership:", "Errors:", "```c\n"] {
            assert!(comment.contains(part), "{name} says nothing of {part} {comment}");
        }
        *if is_type { &mut types } else { &mut seen } += 1;
    }
    assert_eq!(seen, functions(&header).count(), "a function without a comment");
    assert_eq!(types, header.lines().filter(|line| line.starts_with("typedef")).count(), "a type without a comment");
    assert!(seen > 30 && types > 15, "{seen} functions, {types} types");
    // Who has figures says what they count.
    for part in header.split("\ntypedef struct ").skip(1) {
        let (body, _) = part.split_once('}').unwrap_or((part, ""));
        let Some(name) = body.lines().next().and_then(|line| line.strip_suffix(" {")) else { continue };
        let figures = ["_ms;", "_at;", " at;", "_seconds;", "_minutes;", "_len;", " len;", "_until;"];
        let comment = &declared.iter().find(|(_, rest)| rest.starts_with(&format!("typedef struct {name} {{"))).expect("the type").0;
        assert!(!figures.iter().any(|figure| body.contains(figure)) || comment.contains("Units:"), "{name} says nothing of units");
    }
}

#[test]
fn no_comment_of_the_header_is_cut() {
    let header = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let mut seen = 0;
    for comment in header.split("/*").skip(1) {
        let text = comment.split_once("*/").expect("a closed comment").0.trim_end_matches(['*', ' ', '\n']);
        // Of a closing parenthesis the sentence ended inside, of an ellipsis it is a family of names.
        let whole = text.ends_with(['.', '!', '?', ')']) || text.ends_with("```") || text.trim() == "HOTCALLS_H";
        assert!(whole, "this comment is cut: {text}");
        seen += 1;
    }
    assert!(seen > 250, "{seen}");
}

#[test]
fn the_examples_of_the_header_compile() {
    let header = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let (mut examples, mut outside) = (String::new(), String::new());
    let texts = header.split("/**").skip(1).flat_map(|part| part.split("*/").next().unwrap().split("```c\n").skip(1));
    for text in texts.map(|text| text.split("```").next().unwrap()) {
        let lines: Vec<_> =
            text.lines().map(|line| line.trim_start().trim_start_matches("* ").trim_end()).filter(|line| *line != "*").collect();
        let code = lines.join("\n        ");
        if code.starts_with("static ") {
            // A function: it is used below.
            let name = code.split('(').next().and_then(|before| before.rsplit([' ', '*']).next()).unwrap();
            outside += &format!("{code}\n");
            examples += &format!("    {{\n        (void){name};\n    }}\n");
        } else {
            // An example may leave a status to the reader.
            examples += &format!("    {{\n        {code}\n    (void)status;\n    }}\n");
        }
    }
    assert!(examples.matches("    {\n").count() > 50, "{examples}");
    let program = format!(
        "#include <hotcalls.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
         static int64_t now_us(void) {{ return 1; }}\nstatic void speak(const char *text) {{ puts(text); }}\n{outside}\
         void examples(hotcalls_db *db, hotcalls_actor *root, hotcalls_error *err, const char *from, const char *to, int32_t status,\n\
         hotcalls_route route, hotcalls_call_info call, hotcalls_cancel *cancel, hotcalls_text *text);\n\
         void examples(hotcalls_db *db, hotcalls_actor *root, hotcalls_error *err, const char *from, const char *to, int32_t status,\n\
         hotcalls_route route, hotcalls_call_info call, hotcalls_cancel *cancel, hotcalls_text *text) {{\n{examples}(void)now_us; (void)speak; (void)from; (void)to; (void)route; (void)call; (void)cancel; (void)text;\n}}\n\
         int main(void) {{ return 0; }}\n"
    );
    run(C, "examples.c", &program);
}
