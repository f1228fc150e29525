//! The Python package as a wheel lays it out, in a virtual environment below `target/` whose other packages come from PyPI.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Cargo's target folder, from where it put this program.
pub fn target() -> PathBuf {
    env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

fn check(what: &str, output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{out}\n{err}", output.status);
    out.into_owned()
}

/// What a command prints that must succeed.
pub fn run(what: &str, command: &mut Command) -> String {
    check(what, &command.output().unwrap_or_else(|e| panic!("{what}: {e}")))
}

/// The interpreter of an environment with these packages, and with the package as it is now.
pub fn environment(home: &Path, packages: &[&str]) -> PathBuf {
    let python = home.join("venv/bin/python");
    let wanted = packages.join("\n");
    fs::create_dir_all(home).unwrap();
    let lock = fs::File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    if fs::read_to_string(home.join("packages")).unwrap_or_default() != wanted {
        run("python3 -m venv", Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run("pip install", Command::new(&python).args(pip).args(packages));
        fs::write(home.join("packages"), wanted).unwrap();
    }
    let site = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = run("where packages are", Command::new(&python).args(["-c", site]));
    stage(&Path::new(site.trim()).join("hotcalls"));
    python
}

/// Lays the package out as a wheel does: the Python files, and the native module among them. What is there already is left alone: another
/// process may be running it.
fn stage(package: &Path) {
    fs::create_dir_all(package).unwrap();
    let mut files: Vec<_> = fs::read_dir(root().join("hotcalls-py/python/hotcalls")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    let mut files: Vec<_> = files.into_iter().map(|path| (package.join(path.file_name().unwrap()), path)).collect();
    files.push((package.join("_core.abi3.so"), native_module()));
    for entry in fs::read_dir(package).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_file() && !files.iter().any(|(to, _)| *to == entry) {
            fs::remove_file(entry).unwrap();
        }
    }
    for (to, from) in files {
        let new = fs::read(from).unwrap();
        if fs::read(&to).ok().as_ref() != Some(&new) {
            let partial = to.with_extension("partial");
            fs::write(&partial, new).unwrap();
            fs::rename(partial, to).unwrap();
        }
    }
}

/// Builds the native module with the profile of this program.
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
