//! C and C++ programs of these tests: compiled with all warnings as errors against the library that cargo built, and run.

#[allow(dead_code, reason = "not every test installs the library")]
pub mod installed;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

#[allow(dead_code, reason = "not every test speaks C")]
pub const C: &[&str] = &["cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
#[allow(dead_code, reason = "not every test speaks C++")]
pub const CPP: &[&str] = &["c++", "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where cargo put the library that these tests were built with.
pub fn library_folder() -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    assert!(folder.join("libhotcalls.so").exists(), "no libhotcalls.so in {}", folder.display());
    folder
}

pub fn check(what: &str, output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{out}\n{err}", output.status);
    out.into_owned()
}

/// A database for a program, if the tests are to run on a server.
#[allow(dead_code, reason = "not every test runs on a server")]
pub fn on_the_server() -> Option<hotcalls_test_postgres::Database> {
    hotcalls_test_postgres::Database::new(|url| hotcalls_core::Hotcalls::open(url).unwrap().close())
}

/// The names of the functions that a header declares.
#[allow(dead_code, reason = "not every test asks")]
pub fn functions(header: &str) -> impl Iterator<Item = &str> {
    header.lines().filter(|line| !line.starts_with([' ', '#', '/', '}'])).filter_map(|line| {
        let name = line.split('(').next()?.rsplit([' ', '*']).next()?;
        (line.contains('(') && name.starts_with("hotcalls_")).then_some(name)
    })
}

/// What the sanitizers of the compiler look for; any finding ends the program.
pub const SANITIZERS: &[&str] = &["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];

/// A program of the given sources, linked with the shared library.
pub struct Program {
    folder: tempfile::TempDir,
}

#[allow(dead_code, reason = "not every test makes and runs programs this way")]
impl Program {
    /// Compiles it, and with `system-tests` once more with sanitizers; sources are named from the root of the repository.
    pub fn build(compiler: &[&str], sources: &[&str]) -> Self {
        let program = Self { folder: tempfile::tempdir().unwrap() };
        program.compile(compiler, sources, "program", &[]);
        if cfg!(feature = "system-tests") {
            program.compile(compiler, sources, "sanitized", SANITIZERS);
        }
        program
    }

    fn compile(&self, compiler: &[&str], sources: &[&str], name: &str, more: &[&str]) {
        let library = library_folder();
        let output = Command::new(compiler[0])
            .args(&compiler[1..])
            .args(["-g", "-O1"])
            .args(more)
            .arg(format!("-I{}", root().join("include").display()))
            .args(sources.iter().map(|s| root().join(s)))
            .arg("-o")
            .arg(self.folder.path().join(name))
            .arg(format!("-L{}", library.display()))
            .arg(format!("-Wl,-rpath,{}", library.display()))
            .args(["-lhotcalls", "-pthread"])
            .output()
            .unwrap_or_else(|e| panic!("{} is needed: {e}", compiler[0]));
        check(&format!("compiling {sources:?}"), &output);
    }

    /// How to run it.
    pub fn command(&self, way: Way) -> Command {
        match way {
            Way::Plain => clean(self.folder.path().join("program")),
            Way::Sanitized => clean(self.folder.path().join("sanitized")),
            Way::Valgrind => valgrind(&self.folder.path().join("program")),
        }
    }

    /// Runs it in a new folder, on a database there or on the server that these tests run on; each way on another one.
    pub fn run(&self) -> String {
        let mut outputs = Way::all().into_iter().map(|way| {
            let folder = tempfile::tempdir().unwrap();
            let server = on_the_server();
            let path = server.as_ref().map_or_else(|| folder.path().join("program.db"), |database| database.url().into());
            let output = self.command(way).current_dir(&folder).arg(path).output();
            check(&format!("{way:?}"), &output.unwrap_or_else(|e| panic!("{way:?}: {e}")))
        });
        let out = outputs.next().expect("a way");
        outputs.for_each(drop);
        out
    }
}

/// How a program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it is.
    Plain,
    /// Compiled with AddressSanitizer and UndefinedBehaviorSanitizer.
    Sanitized,
    /// Under valgrind.
    Valgrind,
}

#[allow(dead_code, reason = "not every test runs programs in all ways")]
impl Way {
    /// Every way that these tests are to try, the plain one first.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Plain];
        if cfg!(feature = "system-tests") {
            all.push(Self::Sanitized);
            // On a server the calling thread asks the standard library who it is, whose note of that valgrind holds for possibly lost.
            if std::env::var_os(hotcalls_test_postgres::VARIABLE).is_none() {
                all.push(Self::Valgrind);
            }
        }
        all
    }
}

/// Cargo sets `LD_LIBRARY_PATH`, where an older build of the library may lie; it would win over the program's own run path.
pub fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_remove("LD_LIBRARY_PATH");
    command
}

/// A program under valgrind, where an error or a leak fails.
#[allow(dead_code, reason = "not every test asks")]
pub fn valgrind(program: &Path) -> Command {
    let mut command = clean("valgrind");
    command.args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"]);
    command.arg("--errors-for-leak-kinds=definite,indirect,possible").arg(program);
    command
}
