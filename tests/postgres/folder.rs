//! Temporary folders of tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Waits until the process is gone that holds the other end of its input, however it went, then stops servers and removes folders of it.
const KEEPER: &str = r#"
    trap '' INT TERM HUP
    read -r _
    for file in "$0"/*/data/postmaster.pid; do
        if read -r server < "$file"; then
            kill -QUIT "$server"
            while kill -0 "$server"; do sleep 0.1; done
        fi
    done
    rm -rf "$0""#;

/// A temporary folder: gone when it is dropped, and also when the process is killed.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one, with `name` in its name.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let path = home().join(format!("{name}-{}", NUMBER.fetch_add(1, Ordering::SeqCst)));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The folder of this process's folders, which its keeper removes.
fn home() -> &'static Path {
    static HOME: OnceLock<(PathBuf, Child)> = OnceLock::new();
    let make = || {
        let path = std::env::temp_dir().join(format!("hotcalls-{}", std::process::id()));
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER]).arg(&path).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Not in our process group: what is typed to end us is not meant for it.
        std::os::unix::process::CommandExt::process_group(&mut keeper, 0);
        (path, keeper.spawn().expect("a shell"))
    };
    &HOME.get_or_init(make).0
}
