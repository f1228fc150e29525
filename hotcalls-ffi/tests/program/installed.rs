//! The library as `make install` puts it below a prefix.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use super::{check, library_folder, root};

pub fn run(what: &str, command: &mut Command) -> String {
    check(what, &command.env_remove("LD_LIBRARY_PATH").output().unwrap_or_else(|e| panic!("{what}: {e}")))
}

/// `make` on the library that cargo built for these tests; `build` keeps what is made on the way.
pub fn make(goal: &str, build: &Path, settings: &[String]) {
    let mut command = Command::new("make");
    command.arg("-C").arg(root().join("hotcalls-ffi")).arg(goal).args(settings);
    command.arg(format!("ARCHIVE={}", library_folder().join("libhotcalls.a").display())).arg(format!("BUILD={}", build.display()));
    run(&format!("make {goal}"), command.env_remove("MAKEFLAGS"));
}

/// A prefix with the library, made once, and what was made on the way to it: below `target`, where `make` finds it again.
pub struct Installed;

impl Installed {
    pub fn get() -> &'static Self {
        static INSTALLED: OnceLock<Installed> = OnceLock::new();
        INSTALLED.get_or_init(|| {
            let installed = Self;
            make("install", &installed.build(), &[format!("PREFIX={}", installed.prefix().display())]);
            installed
        })
    }
    fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("installed")
    }
    pub fn build(&self) -> PathBuf {
        self.folder().join("build")
    }
    pub fn prefix(&self) -> PathBuf {
        self.folder().join("prefix")
    }
    pub fn lib(&self, name: &str) -> PathBuf {
        self.prefix().join("lib").join(name)
    }
    pub fn include(&self) -> String {
        format!("-I{}", self.prefix().join("include").display())
    }
}
