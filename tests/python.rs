//! The Python package as Python sees it: built, put beside the interpreter of a virtual environment below `target/`, and tested there with
//! pytest, mypy and stubtest. The environment's packages come from PyPI.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// What the tests need from PyPI.
const PACKAGES: &[&str] = &["pytest>=9,<10", "mypy>=2,<3", "typing_extensions>=4"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Cargo's target folder, from where it put this test.
fn target() -> PathBuf {
    env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

fn check(what: &str, output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{out}\n{err}", output.status);
    out.into_owned()
}

fn run(what: &str, command: &mut Command) -> String {
    check(what, &command.output().unwrap_or_else(|e| panic!("{what}: {e}")))
}

/// The environment's interpreter, with the package as it is now.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let home = target().join("python");
        let python = home.join("venv/bin/python");
        let wanted = PACKAGES.join("\n");
        if fs::read_to_string(home.join("packages")).unwrap_or_default() != wanted {
            fs::create_dir_all(&home).unwrap();
            run("python3 -m venv", Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")));
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            run("pip install", Command::new(&python).args(pip).args(PACKAGES));
            fs::write(home.join("packages"), wanted).unwrap();
        }
        let package = home.join("package");
        stage(&package.join("hotcalls"));
        let site = "import sysconfig; print(sysconfig.get_path('purelib'))";
        let site = run("where packages are", Command::new(&python).args(["-c", site]));
        fs::write(Path::new(site.trim()).join("hotcalls-tests.pth"), format!("{}\n", package.display())).unwrap();
        python
    })
}

/// Lays the package out as a wheel does: the Python files, and the native module among them.
fn stage(package: &Path) {
    let _ = fs::remove_dir_all(package);
    fs::create_dir_all(package).unwrap();
    for entry in fs::read_dir(root().join("hotcalls-py/python/hotcalls")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, package.join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::copy(native_module(), package.join("_core.abi3.so")).unwrap();
}

/// Builds the native module with the profile of this test.
fn native_module() -> PathBuf {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(["build", "-p", "hotcalls-py", "--message-format=json", "--target-dir"]).arg(target());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let messages = run("cargo build -p hotcalls-py", &mut cargo);
    let artifact = |line: &str| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(|f| f.as_str()).find(|f| f.ends_with("lib_core.so")).map(PathBuf::from)
    };
    messages.lines().filter_map(artifact).next_back().expect("cargo names the native module")
}

fn tool(what: &str, arguments: &[&str]) -> String {
    // A test that hangs is to fail here, not at the end of somebody's patience.
    let mut limited = Command::new("timeout");
    limited.args(["--kill-after=5", "600"]).arg(python());
    run(what, limited.current_dir(root()).env("PYTHONDONTWRITEBYTECODE", "1").args(arguments))
}

#[test]
fn pytest_passes() {
    let cache = format!("cache_dir={}", target().join("python/pytest").display());
    let out = tool("pytest", &["-m", "pytest", "-q", "-o", &cache, "tests/python"]);
    assert!(out.contains(" passed") && !out.contains("skipped"), "{out}");
}

#[test]
fn the_package_and_its_examples_pass_mypy_strict() {
    let cache = target().join("python/mypy").display().to_string();
    tool("mypy", &["-m", "mypy", "--strict", "--cache-dir", &cache, "-p", "hotcalls"]);
    tool("mypy", &["-m", "mypy", "--strict", "--cache-dir", &cache, "examples/quickstart/quickstart.py", "tests/python/program.py"]);
}

#[test]
fn the_stubs_are_those_of_the_native_module() {
    let config = target().join("python/stubtest.ini");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(&config, "[mypy]\n").unwrap();
    tool("stubtest", &["-m", "mypy.stubtest", "--mypy-config-file", &config.display().to_string(), "hotcalls._core"]);
}

#[test]
fn the_quickstart_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quickstart.db").display().to_string();
    let out = tool("quickstart.py", &["examples/quickstart/quickstart.py", &path]);
    assert!(
        out.contains("john_doe finds 1: Jane Smith") && out.contains("permission_denied") && out.contains("1 call, 125 seconds"),
        "{out}"
    );
}

/// `pip install .` as a user types it, but for the profile, which is that of this test.
#[cfg(feature = "system-tests")]
#[test]
fn the_package_installs_with_pip() {
    let home = target().join("python/installed");
    let _ = fs::remove_dir_all(&home);
    run("python3 -m venv", Command::new("python3").args(["-m", "venv"]).arg(&home));
    let mut pip = Command::new(home.join("bin/python"));
    pip.current_dir(root()).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "."]);
    // With cargo's own target folder, so that the core is not compiled again.
    pip.env("CARGO_TARGET_DIR", target()).env("MATURIN_PEP517_ARGS", "--profile dev");
    run("pip install .", &mut pip);
    let program = "import hotcalls, importlib.resources as r; print(hotcalls.__version__, (r.files('hotcalls') / 'py.typed').is_file())";
    let out = run("import", Command::new(home.join("bin/python")).args(["-c", program]).current_dir(home));
    assert_eq!(out.trim(), concat!(env!("CARGO_PKG_VERSION"), " True"));
}
