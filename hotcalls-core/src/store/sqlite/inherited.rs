//! Files that a process has open, for the children that it forks: SQLite notes in memory which locks the process has on a file, a child
//! inherits the note and not the locks, and would do without them. Seen to happen: the parent closes, finds nobody else, removes the
//! write-ahead log, and what the child commits to it is lost.

use std::{
    os::unix::fs::MetadataExt,
    path::Path,
    sync::{Mutex, PoisonError},
};

use crate::error::{Code, Error, Result};

/// A file that is open, and in which process.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Opened {
    device: u64,
    inode: u64,
    process: u32,
}

static OPENED: Mutex<Vec<Opened>> = Mutex::new(Vec::new());

impl Opened {
    fn of(path: &Path) -> Option<Self> {
        let file = path.metadata().ok()?;
        Some(Self { device: file.dev(), inode: file.ino(), process: std::process::id() })
    }
}

/// Says that a file is open in this process until it is dropped.
pub(super) struct Open(Option<Opened>);

impl Open {
    pub fn new(path: &Path) -> Self {
        let opened = Opened::of(path);
        OPENED.lock().unwrap_or_else(PoisonError::into_inner).extend(opened);
        Self(opened)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // In a child the note of what the parent had open stays, as SQLite's does.
        let Some(opened) = self.0.filter(|opened| opened.process == std::process::id()) else { return };
        let mut all = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = all.iter().position(|one| *one == opened) {
            all.swap_remove(at);
        }
    }
}

/// Refuses a file that was open when this process was forked.
pub(super) fn refuse(path: &Path) -> Result<()> {
    let Some(wanted) = Opened::of(path) else { return Ok(()) };
    let all = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if all.iter().all(|one| (one.device, one.inode) != (wanted.device, wanted.inode) || one.process == wanted.process) {
        return Ok(());
    }
    let path = path.display();
    let message = format!(
        "{path}: it was open when this process was forked, and the locks of a file do not survive that. Close it before the fork, or \
         start the process anew (spawn, exec)."
    );
    Err(Error::new(Code::Forked, message))
}
