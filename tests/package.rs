//! A crate outside of the workspace builds on the packaged `hotcalls-core` and runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use hotcalls_tests::world::Folder;

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "cargo {arguments:?}: {out}\n{err}");
    out.into_owned()
}

#[test]
fn a_crate_elsewhere_builds_on_the_package() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = std::env::current_exe().expect("this program").ancestors().nth(3).expect("the target folder").join("package-test");
    cargo(&root, &target, &["package", "-q", "-p", "hotcalls-core", "--no-verify", "--allow-dirty"]);
    let packed = target.join("package");
    let version = env!("CARGO_PKG_VERSION");
    let unpacked = Folder::new("package");
    let archive = packed.join(format!("hotcalls-core-{version}.crate"));
    let done = Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(unpacked.path()).status().expect("tar runs");
    assert!(done.success());
    let elsewhere = unpacked.path().join("elsewhere");
    fs::create_dir_all(elsewhere.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"elsewhere\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nhotcalls-core = {{ path = \"../hotcalls-core-{version}\" }}\n\n[workspace]\n"
    );
    fs::write(elsewhere.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(root.join("Cargo.lock"), elsewhere.join("Cargo.lock")).expect("the same versions");
    let program =
        fs::read_to_string(unpacked.path().join(format!("hotcalls-core-{version}/examples/quickstart.rs"))).expect("the packaged example");
    fs::write(elsewhere.join("src/main.rs"), program).expect("a program");
    let out = cargo(&elsewhere, &target, &["run", "-q", "--", elsewhere.join("calls.db").to_str().expect("UTF-8")]);
    assert!(out.contains("Jane Smith"), "{out}");
}
