//! The C door as C and C++ programs see it: compiled with all warnings as errors against the built library, and run; with the feature
//! `system-tests` with AddressSanitizer and UndefinedBehaviorSanitizer and under valgrind too, where a leak or an error fails.

mod program;

use std::process::Command;

use program::{C, CPP, Program, check, library_folder, root};

#[test]
fn the_c_quickstart_runs() {
    let out = Program::build(C, &["examples/quickstart/quickstart.c"]).run();
    assert!(out.contains("Jane Smith") && out.contains("permission_denied") && out.contains("\"total_calls\":1"), "{out}");
}

#[test]
fn the_cpp_quickstart_runs() {
    let out = Program::build(CPP, &["examples/quickstart/quickstart.cpp"]).run();
    assert!(out.contains("Jane Smith") && out.contains("permission_denied") && out.contains("calls: 1, 125 s on average"), "{out}");
}

#[test]
fn the_smallest_program_runs() {
    let out = Program::build(C, &["tests/c/program.c"]).run();
    assert!(out.contains("\"workspace_name\":\"Marketing Team\""), "{out}");
}

#[test]
fn the_program_of_the_readme_runs() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let program = readme.split("```c\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a program in C");
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("readme.c");
    std::fs::write(&source, program).unwrap();
    let out = Program::build(C, &[source.to_str().unwrap()]).run();
    assert!(out.contains("\"workspace_name\":\"Marketing Team\""), "{out}");
}

#[test]
fn bad_input_gets_a_status_and_never_a_crash() {
    let out = Program::build(C, &["tests/c/bad_input.c", "tests/c/other_unit.c"]).run();
    assert!(out.contains("checks"), "{out}");
}

#[test]
fn imports_read_through_functions_of_the_host() {
    let out = Program::build(C, &["tests/c/streams.c"]).run();
    assert_eq!(out, "imported\n");
}

#[test]
fn closing_waits_for_an_import_in_another_thread() {
    let out = Program::build(C, &["tests/c/close.c"]).run();
    assert_eq!(out, "closed\n");
}

#[test]
fn the_cpp_face_holds_what_it_promises() {
    for standard in ["-std=c++17", "-std=c++20"] {
        let compiler: Vec<_> = CPP.iter().map(|word| if word.starts_with("-std=") { standard } else { word }).collect();
        assert_eq!(Program::build(&compiler, &["tests/c/face.cpp"]).run(), "good\n", "{standard}");
    }
}

#[test]
fn the_telephony_face_takes_a_call_from_ringing_to_its_transcript() {
    let out = Program::build(C, &["tests/c/telephony.c"]).run();
    assert!(out.contains("checks"), "{out}");
}

#[test]
fn the_headers_may_be_included_twice_and_from_cpp() {
    // A C and two C++ translation units in one program.
    let folder = tempfile::tempdir().unwrap();
    let object = folder.path().join("other_unit.o");
    let mut compiler = Command::new(C[0]);
    compiler.args(&C[1..]).arg("-c").arg(root().join("tests/c/other_unit.c")).arg("-o").arg(&object);
    check("compiling", &compiler.arg(format!("-I{}", root().join("include").display())).output().unwrap());
    Program::build(CPP, &["tests/c/header.cpp", "tests/c/other_unit.cpp", object.to_str().unwrap()]).run();
}

#[test]
fn the_library_exports_its_own_names_only() {
    let output = Command::new("nm").args(["-D", "--defined-only"]).arg(library_folder().join("libhotcalls.so")).output().unwrap();
    let strange: Vec<_> = check("nm", &output)
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned))
        .filter(|name| !name.starts_with("hotcalls_") && !name.starts_with("rust_eh_personality"))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn the_programs_on_a_server_too() {
    // What opens files of its own has nothing to look at on a server.
    hotcalls_test_postgres::again(&["bad_input", "readme", "smallest", "may_be_included", "exports_its_own"]);
}
