//! Every function of the header with NULL in every position, every text with wrong lengths and bytes, every struct in every older size, and
//! everything in a forked child: a status, never a crash. The C program is written here from the header itself, so that a new function
//! is covered on the day it is declared, or this test says that it does not know one of its types.

mod program;

use std::fmt::Write;

use program::{C, Program, functions, root};

/// A parameter as it is declared: its type without spaces around stars, and its name.
#[derive(Clone)]
struct Parameter {
    of: String,
    name: String,
}

struct Function {
    name: String,
    answers: String,
    parameters: Vec<Parameter>,
}

/// The header without comments and preprocessor lines.
fn code() -> String {
    let text = std::fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let mut out = String::new();
    for (i, part) in text.split("/*").enumerate() {
        out.push_str(if i == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    out.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// `const struct hotcalls_db *db`: type and name.
fn parameter(text: &str) -> Parameter {
    let words = text.replace('*', " * ").replace("struct ", "");
    let words: Vec<_> = words.split_whitespace().collect();
    let (name, of) = words.split_last().expect("a parameter");
    Parameter { of: of.join(" ").replace(" *", "*"), name: (*name).to_owned() }
}

fn declared(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for name in functions(code) {
        let at = code.find(&format!("{name}(")).expect("a declaration");
        let start = code[..at].rfind([';', '}', '{']).map_or(0, |i| i + 1);
        let (inside, _) = code[at + name.len() + 1..].split_once(')').expect("a list of parameters");
        let parameters = inside.split(',').filter(|text| text.trim() != "void").map(parameter).collect();
        let answers = code[start..at].replace("struct ", "").replace(' ', "").trim().to_owned();
        found.push(Function { name: name.to_owned(), answers, parameters });
    }
    found
}

/// Structs that begin with their size.
fn sized(code: &str) -> Vec<String> {
    code.split("typedef struct ")
        .skip(1)
        .filter_map(|rest| rest.split_once('{'))
        .filter(|(_, body)| body.trim_start().starts_with("size_t size;"))
        .map(|(name, _)| name.trim().to_owned())
        .collect()
}

/// What may be NULL: what is left out then is not asked for.
fn optional(function: &str, parameter: &str) -> bool {
    match parameter {
        "options" | "error" | "renewed" | "count" | "appended" => true,
        "output" => function != "hotcalls_catalog",
        "call" => function != "hotcalls_transcript_append", // else a result
        "workspace" => function == "hotcalls_lead_by_phone",
        _ => function == "hotcalls_close",
    }
}

/// One call in a block of its own: what is declared before it, its arguments, and what is freed after it.
#[derive(Default)]
struct Trial {
    before: String,
    arguments: Vec<String>,
    after: String,
}

struct Writer<'c> {
    sized: &'c [String],
    program: String,
    trials: usize,
}

impl Writer<'_> {
    /// A good value for a parameter.
    fn good(&self, trial: &mut Trial, function: &Function, at: usize) {
        let Parameter { of, name } = &function.parameters[at];
        let texts = |len: &str| name == &format!("{len}_len");
        let kind = of.trim_start_matches("const ").trim_end_matches('*').to_owned();
        let value = match of.as_str() {
            "const hotcalls_db*" => "db".to_owned(),
            "const hotcalls_actor*" => "root".to_owned(),
            "const hotcalls_cancel*" => "token".to_owned(),
            "const hotcalls_text*" => "answer".to_owned(),
            "const hotcalls_error*" => "failure".to_owned(),
            // Given away: a new one each time.
            "hotcalls_db*" | "hotcalls_actor*" | "hotcalls_cancel*" | "hotcalls_text*" | "hotcalls_error*" => format!("new_{kind}()"),
            "const char*" if name == "name" => "HOTCALLS_OP_WORKSPACES_LIST".to_owned(),
            "const char*" if name == "path" => "fresh_path()".to_owned(),
            "const char*" => format!("\"{}\"", sample(name)),
            "size_t" if texts("path") => "strlen(path)".to_owned(),
            "size_t" if name == "turns_len" => "1".to_owned(),
            "size_t" if name.ends_with("_len") => sample(name.trim_end_matches("_len")).replace('\\', "").len().to_string(),
            _ if of.ends_with("**") => {
                writeln!(trial.before, "{kind} *{name} = NULL;").unwrap();
                let free = if kind == "hotcalls_db" { "hotcalls_close({}, NULL)" } else { &format!("{kind}_free({{}})") };
                writeln!(trial.after, "{};", free.replace("{}", name)).unwrap();
                format!("&{name}")
            }
            _ if of.ends_with('*') && self.sized.contains(&kind) => {
                writeln!(trial.before, "{kind} {name}; memset(&{name}, 0, sizeof {name}); {name}.size = sizeof {name};").unwrap();
                format!("&{name}")
            }
            "const hotcalls_id*" => {
                writeln!(trial.before, "hotcalls_id {name} = {{\"{}\"}}; (void){name};", sample("id")).unwrap();
                format!("&{name}")
            }
            "char*" | "uint8_t*" => {
                writeln!(trial.before, "{kind} {name}[64]; memset({name}, 0, sizeof {name});").unwrap();
                name.clone()
            }
            "size_t*" => {
                writeln!(trial.before, "size_t {name} = 0; (void){name};").unwrap();
                format!("&{name}")
            }
            "size_t" if name == "capacity" => "64".to_owned(),
            "int64_t" | "uint64_t" | "int32_t" | "uint32_t" => "0".to_owned(),
            _ => panic!("{}: no value for `{of} {name}`: teach this test", function.name),
        };
        trial.arguments.push(value);
    }

    fn trial(&self, function: &Function) -> Trial {
        let mut trial = Trial::default();
        (0..function.parameters.len()).for_each(|at| self.good(&mut trial, function, at));
        trial
    }

    /// Writes the call; `wanted` is a condition on `status`.
    fn call(&mut self, function: &Function, trial: &Trial, wanted: &str) {
        self.trials += 1;
        let call = format!("{}({})", function.name, trial.arguments.join(", "));
        let (before, after) = (&trial.before, &trial.after);
        if function.answers == "int32_t" {
            let what = call.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
            let check = format!("if (!({wanted})) {{ fprintf(stderr, \"%s: %d\\n\", \"{what}\", (int)status); exit(1); }}");
            writeln!(self.program, "{{ {before} int32_t status = {call}; {check} {after} }}").unwrap();
        } else {
            let taken = if function.answers == "void" { "" } else { "(void)" };
            writeln!(self.program, "{{ {before} {taken}{call}; {after} }}").unwrap();
        }
    }

    /// A function with one wrong thing at a time.
    fn function(&mut self, function: &Function) {
        for (at, Parameter { of, name }) in function.parameters.iter().enumerate() {
            if of.ends_with('*') {
                let mut trial = self.trial(function);
                trial.arguments[at] = "NULL".into();
                // What would have been given out is then not there to be freed.
                let wanted = match name.as_str() {
                    _ if optional(&function.name, name) => "1",
                    // Looked at last: there is no such agent.
                    "buffer" | "len" => "status == HOTCALLS_ERROR_INVALID_INPUT || status == HOTCALLS_ERROR_NOT_FOUND",
                    _ => "status == HOTCALLS_ERROR_INVALID_INPUT",
                };
                self.call(function, &trial, wanted);
            }
            if name.ends_with("_len") {
                for length in ["SIZE_MAX", "SIZE_MAX / 2", "(size_t)HOTCALLS_MAX_INPUT + 1"] {
                    let mut trial = self.trial(function);
                    trial.arguments[at] = length.into();
                    self.call(function, &trial, "status == HOTCALLS_ERROR_TOO_LARGE");
                }
            }
            if name.ends_with("_len") && function.parameters[at - 1].of == "const char*" {
                // Not UTF-8, half of a surrogate pair; and what is valid, but odd: NULs, nothing.
                for (text, length, wanted) in [
                    ("\"\\xff\\xfe\"", "2", "status == HOTCALLS_ERROR_INVALID_INPUT || status == HOTCALLS_ERROR_MALFORMED"),
                    ("\"\\xed\\xa0\\x80\"", "3", "status == HOTCALLS_ERROR_INVALID_INPUT || status == HOTCALLS_ERROR_MALFORMED"),
                    ("\"\\0\\0\"", "2", "status != HOTCALLS_ERROR_INTERNAL"),
                    ("\"x\"", "0", "status != HOTCALLS_ERROR_INTERNAL"),
                ] {
                    let mut trial = self.trial(function);
                    (trial.arguments[at - 1], trial.arguments[at]) = (text.into(), length.into());
                    self.call(function, &trial, wanted);
                }
            }
            let kind = of.trim_start_matches("const ").trim_end_matches('*').to_owned();
            if self.sized.contains(&kind) {
                self.sizes(function, at, &kind);
            }
        }
    }

    /// A struct in memory of exactly as many bytes as it says it has, for every size that a header may have had or will have.
    fn sizes(&mut self, function: &Function, at: usize, kind: &str) {
        // Of a result nothing is read but its size.
        let read = function.parameters[at].of.starts_with("const ");
        let unknown = if read { "status == HOTCALLS_ERROR_INVALID_INPUT" } else { "1" };
        for (size, said, byte, wanted) in [
            ("k", "k", 0, "k < sizeof(size_t) ? status == HOTCALLS_ERROR_INVALID_INPUT : status != HOTCALLS_ERROR_INTERNAL"),
            ("k", "SIZE_MAX", 0, "status == HOTCALLS_ERROR_INVALID_INPUT"),
            ("whole + 16", "whole + 16", 0, "status != HOTCALLS_ERROR_INTERNAL"),
            ("whole + 16", "whole + 16", 1, unknown),
        ] {
            let mut trial = self.trial(function);
            trial.arguments[at] = format!("({kind} *)(void *)memory");
            let fill = format!(
                "const size_t whole = sizeof({kind}); size_t said = {said}; char *memory = calloc(1, {size} < sizeof said ? sizeof said : {size});\
                 memcpy(memory, &said, sizeof said); if ({byte}) memory[whole + 7] = {byte};"
            );
            trial.before.push_str(&fill);
            trial.after.push_str("free(memory);");
            write!(self.program, "for (size_t k = 0; k <= sizeof({kind}); k++) ").unwrap();
            self.call(function, &trial, wanted);
        }
    }
}

/// A text for a parameter that need not be a right one.
fn sample(name: &str) -> &'static str {
    match name {
        "input" => "{}",
        "id" => "0192f0c1-2345-7abc-8def-0123456789ab",
        _ => "+15551230000",
    }
}

const HEAD: &str = r#"
#define _POSIX_C_SOURCE 200809L
#include <hotcalls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static hotcalls_db *db; static hotcalls_actor *root; static hotcalls_cancel *token; static hotcalls_text *answer; static hotcalls_error *failure;
static char path[4096]; static const char *folder; static unsigned files;
static const char *fresh_path(void) { snprintf(path, sizeof path, "%s-%u", folder, files++); return path; }
static void need(int good) { if (!good) { fprintf(stderr, "preparing failed\n"); exit(2); } }
static hotcalls_db *new_hotcalls_db(void) { hotcalls_db *made = NULL; fresh_path(); need(hotcalls_open(path, strlen(path), NULL, &made, NULL) == HOTCALLS_OK); return made; }
static hotcalls_actor *new_hotcalls_actor(void) { hotcalls_actor *made = NULL; need(hotcalls_actor_system(db, &made, NULL) == HOTCALLS_OK); return made; }
static hotcalls_cancel *new_hotcalls_cancel(void) { hotcalls_cancel *made = NULL; need(hotcalls_cancel_new(&made, NULL) == HOTCALLS_OK); return made; }
static hotcalls_text *new_hotcalls_text(void) { hotcalls_text *made = NULL; need(hotcalls_call(db, root, HOTCALLS_OP_WORKSPACES_LIST, NULL, 0, &made, NULL) == HOTCALLS_OK); return made; }
static hotcalls_error *new_hotcalls_error(void) { hotcalls_error *made = NULL; need(hotcalls_call(db, root, "none", NULL, 0, NULL, &made) != HOTCALLS_OK); return made; }
"#;

fn source() -> String {
    let code = code();
    let (functions, sized) = (declared(&code), sized(&code));
    let mut writer = Writer { sized: &sized, program: HEAD.into(), trials: 0 };
    writer.program.push_str("static void forked(void) {\n");
    for function in &functions {
        let trial = writer.trial(function);
        let uses_db = function.parameters.iter().any(|p| p.of == "const hotcalls_db*");
        if uses_db {
            writer.call(function, &trial, "status == HOTCALLS_ERROR_FORKED");
        }
    }
    writer.program.push_str("}\n");
    for (number, function) in functions.iter().enumerate() {
        writeln!(writer.program, "static void trial_{number}(void) {{").unwrap();
        writer.function(function);
        writer.program.push_str("}\n");
    }
    let all: String = (0..functions.len()).map(|number| format!("trial_{number}(); ")).collect();
    let trials = writer.trials;
    assert!(functions.len() > 25 && trials > 100, "the header was not understood: {} functions, {trials} trials", functions.len());
    writeln!(
        writer.program,
        "int main(int argc, char **argv) {{
            int state = 0;
            folder = argc > 1 ? argv[1] : \"every_position.db\";
            db = new_hotcalls_db(); root = new_hotcalls_actor(); token = new_hotcalls_cancel(); answer = new_hotcalls_text(); failure = new_hotcalls_error();
            {all}
            fflush(NULL);
            /* A child that is content kills itself: what it has of the parent is no leak that valgrind should count. */
            if (fork() == 0) {{ hotcalls_db *own; forked(); own = new_hotcalls_db(); if (hotcalls_close(own, NULL) == HOTCALLS_OK) raise(SIGKILL); _exit(1); }}
            need(wait(&state) > 0 && WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL);
            hotcalls_error_free(failure); hotcalls_text_free(answer); hotcalls_cancel_free(token); hotcalls_actor_free(root);
            need(hotcalls_close(db, NULL) == HOTCALLS_OK);
            printf(\"{trials} calls\\n\");
            return 0;
        }}"
    )
    .unwrap();
    writer.program
}

#[test]
fn every_function_refuses_what_is_wrong_in_every_position() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("every_position.c");
    std::fs::write(&file, source()).unwrap();
    let out = Program::build(C, &[file.to_str().unwrap()]).run();
    assert!(out.contains(" calls"), "{out}");
}
