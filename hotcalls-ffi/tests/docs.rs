//! The programs of `docs/c.md`: whole ones as they are, pieces one after the other in a program that has what they speak of. And the
//! examples in the comments of the header, which have to compile.

mod program;

use program::{C, CPP, Program, functions, root};

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

#[test]
fn every_function_of_the_header_says_its_rules_and_has_an_example() {
    let header = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let mut seen = 0;
    for name in functions(&header) {
        let declaration = header.lines().find(|line| !line.starts_with([' ', '#', '/']) && line.contains(&format!("{name}("))).unwrap();
        let comment = header.split(&format!("\n{declaration}")).next().and_then(|before| before.rsplit("/**").next()).unwrap();
        assert!(comment.contains("Threads") && comment.contains("```c\n"), "{name}: {comment}");
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn the_examples_of_the_header_compile() {
    let header = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let mut examples = String::new();
    let mut inside = false;
    for line in header.lines().map(|line| line.trim_start().trim_start_matches("* ").trim_end()) {
        match line {
            "```c" => examples += "    {\n",
            // An example may leave a status to the reader.
            "```" => examples += "    (void)status;\n    }\n",
            _ if inside => examples += &format!("        {line}\n"),
            _ => {}
        }
        inside = line == "```c" || (inside && line != "```");
    }
    assert!(examples.matches("    {\n").count() > 25, "{examples}");
    let program = format!(
        "#include <hotcalls.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
         static int64_t now_us(void) {{ return 1; }}\nstatic void speak(const char *text) {{ puts(text); }}\n\
         void examples(hotcalls_db *db, hotcalls_actor *root, hotcalls_error *err, const char *from, const char *to, int32_t status,\n\
         hotcalls_route route, hotcalls_call_info call, hotcalls_cancel *cancel, hotcalls_text *text);\n\
         void examples(hotcalls_db *db, hotcalls_actor *root, hotcalls_error *err, const char *from, const char *to, int32_t status,\n\
         hotcalls_route route, hotcalls_call_info call, hotcalls_cancel *cancel, hotcalls_text *text) {{\n{examples}(void)now_us; (void)speak; (void)from; (void)to; (void)route; (void)call; (void)cancel; (void)text;\n}}\n\
         int main(void) {{ return 0; }}\n"
    );
    run(C, "examples.c", &program);
}
