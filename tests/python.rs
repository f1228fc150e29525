//! The Python package as Python sees it: built, put into a virtual environment below `target/`, and tested there with pytest, and by the
//! type checkers mypy, stubtest and basedpyright.

mod staged;

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use hotcalls_core::Hotcalls;
use hotcalls_test_postgres::Database;
use staged::{environment, root, run, target};

/// What the tests need from PyPI.
const PACKAGES: &[&str] = &[
    "pytest>=9,<10",
    "hypothesis>=6,<7",
    "mypy>=2,<3",
    "basedpyright>=1.40,<2",
    "typing_extensions>=4",
    // Who makes models of records.
    "pydantic>=2,<3",
    // Who reads and gives Arrow.
    "pyarrow>=26,<27",
    "polars>=2.1,<3",
    "pandas>=3.1,<4",
    "duckdb>=2,<3",
    // The example behind HTTP, and who asks it.
    "fastapi>=0.115,<1",
    "httpx2>=2,<3",
];

/// The environment's interpreter, with the package as it is now.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| environment(&target().join("python"), PACKAGES))
}

/// Where Python's tests get databases of their own, if they are to run on a server: a socket that gives one to each connection and takes it
/// back when that ends. Meanwhile it locks the database against writers when it is told `lock`, and frees it when it is told something else.
fn databases() -> Option<&'static Path> {
    static SOCKET: OnceLock<Option<PathBuf>> = OnceLock::new();
    let start = || {
        let path = hotcalls_test_postgres::folder()?.join("databases");
        let listener = UnixListener::bind(&path).expect("a socket");
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || give(connection));
            }
        });
        Some(path)
    };
    SOCKET.get_or_init(start).as_deref()
}

fn give(mut connection: UnixStream) {
    let database = Database::new(|url| Hotcalls::open(url).expect("the template").close()).expect("a server");
    let _ = writeln!(connection, "{}", database.url());
    let mut held = None;
    for said in BufReader::new(connection.try_clone().expect("a socket")).lines().map_while(Result::ok) {
        held = (said == "lock").then(|| database.lock());
        // In one piece: it is read as one.
        let _ = connection.write_all(if held.is_some() { b"held\n" } else { b"free\n" });
    }
    drop(held);
}

fn tool(what: &str, arguments: &[&str]) -> String {
    // A test that hangs is to fail here, not at the end of somebody's patience.
    let mut limited = Command::new("timeout");
    limited.args(["--kill-after=5", "600"]).arg(python());
    // Basedpyright looks for packages where the first interpreter on the path has them.
    let path = format!("{}:{}", python().parent().unwrap().display(), env::var("PATH").unwrap_or_default());
    if let Some(socket) = databases() {
        limited.env("HOTCALLS_TEST_DATABASES", socket);
    }
    run(what, limited.current_dir(root()).env("PYTHONDONTWRITEBYTECODE", "1").env("PATH", path).args(arguments))
}

#[test]
fn pytest_passes() {
    let cache = format!("cache_dir={}", target().join("python/pytest").display());
    let mut arguments = vec!["-m", "pytest", "-q", "-o", &cache, "tests/python"];
    if databases().is_some() {
        arguments.extend(["-m", "not files"]);
    }
    let out = tool("pytest", &arguments);
    assert!(out.contains(" passed") && !out.contains("skipped"), "{out}");
}

#[test]
fn the_package_and_its_examples_pass_mypy_strict() {
    let cache = target().join("python/mypy").display().to_string();
    tool("mypy", &["-m", "mypy", "--strict", "--cache-dir", &cache, "-p", "hotcalls"]);
    let examples = ["examples/quickstart/quickstart.py", "examples/python/fastapi_app.py", "examples/python/voice_agent.py"];
    tool("mypy", &[&["-m", "mypy", "--strict", "--cache-dir", &cache, "tests/python/program.py"], &examples[..]].concat());
}

#[test]
fn the_package_and_its_examples_pass_basedpyright_strict() {
    let config = target().join("python/strict/pyrightconfig.json");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let files = ["hotcalls-py/python/hotcalls", "examples", "tests/python/program.py"].map(|file| root().join(file));
    let sources = root().join("hotcalls-py/python");
    let settings = serde_json::json!({
        "include": files, "extraPaths": [sources], "typeCheckingMode": "strict", "pythonVersion": "3.10", "venvPath": target().join("python"), "venv": "venv",
    });
    fs::write(&config, settings.to_string()).unwrap();
    tool("basedpyright", &["-m", "basedpyright", "--level", "error", "-p", &config.display().to_string()]);
}

#[test]
fn every_public_name_has_a_known_type() {
    let out = tool("verifytypes", &["-m", "basedpyright", "--verifytypes", "hotcalls", "--ignoreexternal"]);
    assert!(out.contains("Type completeness score: 100%"), "{out}");
}

#[test]
fn what_the_types_say_is_what_the_modules_have() {
    let folder = target().join("python");
    fs::create_dir_all(&folder).unwrap();
    let (config, allowed) = (folder.join("stubtest.ini"), folder.join("stubtest.allowed"));
    fs::write(&config, "[mypy]\n").unwrap();
    // The enums that are texts too: `enum` puts a `__new__` of its own in the place of that of `str`.
    fs::write(&allowed, "hotcalls\\.(models|_base)\\.\\w+\\.__new__\n").unwrap();
    let options = [("--mypy-config-file", config), ("--allowlist", allowed)].map(|(option, file)| format!("{option}={}", file.display()));
    tool("stubtest", &["-m", "mypy.stubtest", &options[0], &options[1], "hotcalls"]);
}

#[test]
fn the_quickstart_runs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Database::new(|url| Hotcalls::open(url).expect("the template").close());
    let path = server.as_ref().map_or_else(|| folder.path().join("quickstart.db").display().to_string(), Database::url);
    let out = tool("quickstart.py", &["examples/quickstart/quickstart.py", &path]);
    assert!(
        out.contains("john_doe finds 1: Jane Smith") && out.contains("permission_denied") && out.contains("1 call, 125 seconds"),
        "{out}"
    );
}

#[test]
fn pytest_and_the_quickstart_on_a_server_too() {
    // What looks at the sources only has nothing to look at on a server.
    hotcalls_test_postgres::again(&["pass_mypy", "pass_basedpyright", "known_type", "what_the_types_say", "installs_with_pip"]);
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
