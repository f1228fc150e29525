//! `include/hotcalls.h` is generated from the sources and committed; this test writes it again and compares. `UPDATE=1` rewrites.

use std::{fmt::Write, fs, path::Path};

use hotcalls_core::error::Code;

const HEAD: &str = "\
/* HotCalls for C: the operations database of AI calling agents, embedded.
 *
 * Generated from hotcalls-ffi/src: do not edit. `UPDATE=1 cargo test -p hotcalls-ffi --test header` rewrites it.
 *
 * The rules, for all functions:
 * - What can fail returns a status: HOTCALLS_OK, or the number of an error code (HOTCALLS_ERROR_...). On failure `*error` gets an error that
 *   you own, unless `error` is NULL; on success `*error` is left alone.
 * - Out-parameters are written on success only. What they get is yours: free it with the free function of its type. Frees take NULL.
 * - Text goes in and out as UTF-8 with a length; only names of operations, error words and the version are NUL-terminated.
 * - A parameter that is a pointer to const may be used from many threads at once.
 * - NULL, wrong lengths up to the stated limits, invalid UTF-8 and unknown names give a status. As in SQLite, using an object after it was
 *   freed is undefined.
 * - Errors: each function names its own. Besides, what takes arguments may answer HOTCALLS_ERROR_INVALID_INPUT for a wrong one, what takes a
 *   database HOTCALLS_ERROR_CLOSED and HOTCALLS_ERROR_FORKED, what reads or writes one what its file or server does (HOTCALLS_ERROR_IO, _BUSY,
 *   _CORRUPT, _UNAVAILABLE, ...), and each of them HOTCALLS_ERROR_INTERNAL.
 * - A database does not survive fork(): in the child its functions answer HOTCALLS_ERROR_FORKED, and so does
 *   hotcalls_open for a file that was open at the fork.
 */";

fn header() -> String {
    let mut constants = String::from("/* Error codes: the status of what fails, and hotcalls_error_number(). Numbers never change. */\n");
    for code in Code::ALL {
        writeln!(constants, "/* {} */", code.doc().trim()).unwrap();
        writeln!(constants, "#define HOTCALLS_ERROR_{} {}", code.word().to_uppercase(), code.number()).unwrap();
    }
    constants.push_str("\n/* Operations: names for hotcalls_call(). Inputs and answers are described in docs/operations.md. */\n");
    for operation in hotcalls_core::catalog() {
        let doc: Vec<_> = operation.doc.trim().lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        writeln!(constants, "/* {} */", doc.join("\n * ")).unwrap();
        let name = operation.name.replace('.', "_").to_uppercase();
        writeln!(constants, "#define HOTCALLS_OP_{name} \"{}\"", operation.name).unwrap();
    }
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        header: Some(HEAD.into()),
        include_guard: Some("HOTCALLS_H".into()),
        cpp_compat: true,
        no_includes: true,
        sys_includes: vec!["stddef.h".into(), "stdint.h".into()],
        trailer: None,
        after_includes: Some(format!("\n{constants}")),
        style: cbindgen::Style::Both,
        line_length: 140,
        usize_is_size_t: true,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        ..Default::default()
    };
    let mut text = Vec::new();
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(crate_folder.join("src/lib.rs"))
        .with_src(crate_folder.join("src/types.rs"))
        .generate()
        .expect("cbindgen reads the sources")
        .write(&mut text);
    without_safety_sections(&String::from_utf8(text).unwrap())
}

/// The `# Safety` sections speak to readers of the Rust code; the rules at the head of the header say the same to those of C.
fn without_safety_sections(text: &str) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in text.lines() {
        if line.trim() == "* # Safety" {
            skipping = true;
            // The empty line before it goes too.
            while out.ends_with(" *\n") {
                out.truncate(out.len() - 3);
            }
        }
        skipping &= line.trim() != "*/";
        if !skipping {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

#[test]
fn the_committed_header_is_that_of_the_sources() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../include/hotcalls.h");
    let text = header();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == text, "include/hotcalls.h is stale: run with UPDATE=1 and commit");
}
