//! `make install`: what it puts where, and that programs outside of the repository build and run on nothing but that.

mod program;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use program::{
    C,
    installed::{Installed, make, run},
    root,
};

/// What the system gives to the libraries inside of the static one.
const SYSTEM: &[&str] = &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lc"];

fn globals(library: &Path, dynamic: bool) -> Vec<String> {
    let mut nm = Command::new("nm");
    nm.args(dynamic.then_some("-D")).args(["--defined-only", "--extern-only"]).arg(library);
    run("nm", &mut nm).lines().filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned)).collect()
}

/// A C program is compiled and run in a folder of its own.
fn compile_and_run(sources: &[PathBuf], arguments: &[String]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut compiler = Command::new(C[0]);
    compiler.current_dir(&folder).args(&C[1..]).args(sources).arg(Installed::get().include()).args(arguments);
    run("compiling", &mut compiler);
    run("running", Command::new("./a.out").current_dir(&folder))
}

#[test]
fn the_program_of_the_documentation_compiles_with_one_line_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("tests/c/program.c"), folder.path().join("app.c")).unwrap();
    let line = "cc -std=c11 -Wall -Wextra -Wpedantic -Werror app.c $(pkg-config --cflags --libs hotcalls)";
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).env("PKG_CONFIG_PATH", Installed::get().lib("pkgconfig")).current_dir(&folder);
    run(line, &mut shell);
    let out = run("running", Command::new("./a.out").current_dir(&folder));
    assert!(out.contains("\"workspace_name\":\"Marketing Team\""), "{out}");
}

#[test]
fn the_shared_library_has_a_soname_and_shows_its_own_names_only() {
    let shared = Installed::get().lib("libhotcalls.so");
    let names = globals(&shared, true);
    assert!(names.iter().all(|name| name.starts_with("hotcalls_")), "{names:?}");
    let header = fs::read_to_string(root().join("include/hotcalls.h")).unwrap();
    let missing: Vec<_> = program::functions(&header).filter(|name| !names.contains(&(*name).to_owned())).collect();
    assert!(names.len() > 20 && missing.is_empty(), "declared, but not in the library: {missing:?}");
    let (version, major) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_VERSION_MAJOR"));
    let dynamic = run("readelf", Command::new("readelf").arg("-d").arg(&shared));
    assert!(dynamic.contains(&format!("[libhotcalls.so.{major}]")) && !dynamic.contains("TEXTREL"), "{dynamic}");
    assert_eq!(fs::canonicalize(&shared).unwrap().file_name().unwrap().to_str().unwrap(), format!("libhotcalls.so.{version}"));
}

#[test]
fn the_static_library_keeps_to_itself() {
    let library = Installed::get().lib("libhotcalls.a");
    let names = globals(&library, false);
    assert!(names.len() > 20 && names.iter().all(|name| name.starts_with("hotcalls_")), "{names:?}");
    let sections = run("readelf", Command::new("readelf").args(["-S", "-W"]).arg(&library));
    let strange = sections.lines().find(|line| line.contains(".llvmbc") || line.contains(".llvmcmd") || line.contains(" GROUP "));
    assert!(strange.is_none(), "{strange:?}");
}

#[test]
fn a_host_with_its_own_sqlite_links_either_and_each_uses_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let metadata = run("cargo metadata", Command::new(env!("CARGO")).args(["metadata", "--format-version", "1"]).current_dir(root()));
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "libsqlite3-sys").expect("SQLite's sources");
    let sources = Path::new(package["manifest_path"].as_str().unwrap()).with_file_name("sqlite3");
    // The same sources under another version: what differs is whose copy it is.
    let code = fs::read_to_string(sources.join("sqlite3.c")).unwrap();
    let inside = code.split("#define SQLITE_VERSION ").nth(1).and_then(|rest| rest.split('"').nth(1)).expect("a version").to_owned();
    let host = folder.path().join("sqlite3.c");
    fs::write(&host, code.replace(&format!("\"{inside}\""), "\"3.0.0-host\"")).unwrap();
    let object = folder.path().join("sqlite3.o").display().to_string();
    run("compiling SQLite", Command::new("cc").args(["-w", "-O0", "-c", "-o", &object]).arg(&host));

    let program = [root().join("tests/c/two_sqlites.c")];
    let (shared, archive) = (Installed::get().lib("libhotcalls.so"), Installed::get().lib("libhotcalls.a"));
    let run_path = format!("-Wl,-rpath,{}", shared.parent().unwrap().display());
    let include = format!("-I{}", sources.display());
    let system: Vec<_> = SYSTEM.iter().map(|s| (*s).to_owned()).collect();
    let ways = [
        vec![include.clone(), object.clone(), shared.display().to_string(), run_path],
        [vec![include.clone(), object.clone(), archive.display().to_string()], system.clone()].concat(),
        // HotCalls first: a linker that took names from it would take them now.
        [vec![include, archive.display().to_string(), object], system].concat(),
    ];
    for arguments in ways {
        let out = compile_and_run(&program, &arguments);
        assert_eq!(out, format!("host: SQLite 3.0.0-host\nHotCalls: SQLite {inside}\n"));
    }
}

#[test]
fn a_host_that_is_rust_links_the_static_library() {
    let folder = tempfile::tempdir().unwrap();
    let lib = Installed::get().lib("");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "-o", "host"]).arg(root().join("tests/c/elsewhere/host.rs")).current_dir(&folder);
    rustc.arg("-L").arg(&lib).args(["-l", "static=hotcalls", "-l", "gcc_s", "-l", "m"]);
    run("rustc", &mut rustc);
    let out = run("running", Command::new("./host").current_dir(&folder));
    assert!(out.contains(env!("CARGO_PKG_VERSION")), "{out}");
}

#[test]
fn another_library_that_is_rust_inside_links_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--crate-type", "staticlib", "-o", "libother.a"]).arg(root().join("tests/c/elsewhere/library.rs"));
    run("rustc", rustc.current_dir(&folder));
    let (ours, theirs) =
        (Installed::get().lib("libhotcalls.a").display().to_string(), folder.path().join("libother.a").display().to_string());
    let system: Vec<_> = SYSTEM.iter().map(|s| (*s).to_owned()).collect();
    for libraries in [[ours.clone(), theirs.clone()], [theirs, ours]] {
        let arguments = [libraries.to_vec(), system.clone()].concat();
        compile_and_run(&[root().join("tests/c/elsewhere/two_runtimes.c")], &arguments);
    }
}

#[test]
fn destdir_and_libdir_are_honoured_and_uninstall_leaves_nothing() {
    let stage = tempfile::tempdir().unwrap();
    let settings = [format!("DESTDIR={}", stage.path().display()), "PREFIX=/usr".to_owned(), "LIBDIR=/usr/lib/here".to_owned()];
    make("install", &Installed::get().build(), &settings);
    let lib = stage.path().join("usr/lib/here");
    let pc = fs::read_to_string(lib.join("pkgconfig/hotcalls.pc")).unwrap();
    assert!(pc.contains("libdir=/usr/lib/here\n") && !pc.contains(stage.path().to_str().unwrap()), "{pc}");
    assert!(pc.contains("-Wl,-rpath,${libdir}"), "the loader does not look there by itself: {pc}");
    for file in ["libhotcalls.so", "libhotcalls.a", "cmake/Hotcalls/HotcallsConfig.cmake", "../../include/hotcalls.hpp"] {
        assert!(lib.join(file).exists(), "{file}");
    }
    make("uninstall", &Installed::get().build(), &settings);
    let left = run("find", Command::new("find").arg(stage.path()).args(["-type", "f", "-o", "-type", "l"]));
    assert_eq!(left, "");

    let settings = [format!("DESTDIR={}", stage.path().display()), "PREFIX=/usr".to_owned()];
    make("install", &Installed::get().build(), &settings);
    let pc = fs::read_to_string(stage.path().join("usr/lib/pkgconfig/hotcalls.pc")).unwrap();
    assert!(!pc.contains("rpath"), "{pc}");
}

#[test]
fn paths_that_a_shell_takes_apart_are_refused_and_make_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["with a space", "it's", "a\"b", "a|b", "a&b", "a;b", "a(b", "a#b", "a\\b"] {
        for name in ["PREFIX", "LIBDIR", "INCLUDEDIR", "BUILD"] {
            let mut make = Command::new("make");
            make.arg("-C").arg(root().join("hotcalls-ffi")).args(["install", "ARCHIVE=/nowhere"]).env_remove("MAKEFLAGS");
            make.arg(format!("DESTDIR={}", folder.path().display())).arg(format!("{name}={}/{path}", folder.path().display()));
            let output = make.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                !output.status.success() && said.contains(&format!("{name} is \"")) && said.contains("choose another one"),
                "{path}: {said}"
            );
        }
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    // What is put in front while installing is in no file.
    let stage = folder.path().join("with a space");
    make("install", &Installed::get().build(), &[format!("DESTDIR={}", stage.display()), "PREFIX=/usr".to_owned()]);
    assert!(stage.join("usr/lib/libhotcalls.so").exists() && stage.join("usr/lib/cmake/Hotcalls/HotcallsConfig.cmake").exists());
}

#[cfg(feature = "system-tests")]
#[test]
fn cmake_finds_the_package() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["tests/c/elsewhere/CMakeLists.txt", "tests/c/program.c", "examples/quickstart/quickstart.cpp"] {
        let from = root().join(file);
        fs::copy(&from, folder.path().join(from.file_name().unwrap())).unwrap();
    }
    // The whole prefix may be moved.
    let prefix = folder.path().join("moved");
    run("cp", Command::new("cp").arg("-a").arg(Installed::get().prefix()).arg(&prefix));
    let found = format!("-DCMAKE_PREFIX_PATH={}", prefix.display());
    run("cmake", Command::new("cmake").args(["-S", ".", "-B", "build", &found]).current_dir(&folder));
    run("cmake --build", Command::new("cmake").args(["--build", "build"]).current_dir(&folder));
    for program in ["with_shared", "with_static", "with_cpp"] {
        let out = run(program, Command::new(folder.path().join("build").join(program)).arg("cpp.db").current_dir(&folder));
        assert!(out.contains("\"workspace_name\":\"Marketing Team\"") || out.contains("Jane Smith"), "{program}: {out}");
    }
    let list = folder.path().join("CMakeLists.txt");
    let text = fs::read_to_string(&list).unwrap().replace("Hotcalls 0.1", "Hotcalls 99");
    fs::write(&list, text).unwrap();
    let refused = Command::new("cmake").args(["-S", ".", "-B", "other", &found]).current_dir(&folder).output().unwrap();
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("0.1.0"));
}

/// As a user types it: with the release build that `make` asks cargo for.
#[cfg(feature = "system-tests")]
#[test]
fn make_install_alone_builds_and_installs() {
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("prefix");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new("make");
    command.arg("-C").arg(root().join("hotcalls-ffi")).arg("install").arg(format!("PREFIX={}", prefix.display()));
    run("make install", command.env_remove("MAKEFLAGS").env("CARGO_TARGET_DIR", target));
    let source = root().join("tests/c/program.c");
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("cc {} $(pkg-config --cflags --libs hotcalls)", source.display()));
    run("cc", shell.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")).current_dir(&folder));
    let out = run("running", Command::new("./a.out").current_dir(&folder));
    assert!(out.contains("\"workspace_name\":\"Marketing Team\""), "{out}");
}

/// The program and the CMake lines of docs/c.md.
#[cfg(feature = "system-tests")]
#[test]
fn the_cmake_project_of_the_documentation_builds_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let page = fs::read_to_string(root().join("docs/c.md")).unwrap();
    let block =
        |language: &str| page.split(&format!("```{language}\n")).nth(1).and_then(|rest| rest.split("\n```").next()).unwrap().to_owned();
    fs::write(folder.path().join("app.c"), block("c")).unwrap();
    fs::write(folder.path().join("CMakeLists.txt"), block("cmake")).unwrap();
    let found = format!("-DCMAKE_PREFIX_PATH={}", Installed::get().prefix().display());
    run("cmake", Command::new("cmake").args(["-S", ".", "-B", "build", &found]).current_dir(&folder));
    run("cmake --build", Command::new("cmake").args(["--build", "build"]).current_dir(&folder));
    let out = run("running", Command::new(folder.path().join("build/app")).current_dir(&folder));
    assert_eq!(out, "Ada took a call: busy\n");
}
