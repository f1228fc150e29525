//! What needs a machine of one's own: a disk that is full, a file system that cannot be written. Linux, as root.

use std::{path::Path, process::Command};

use hotcalls_core::{
    Code, Hotcalls,
    leads::{LeadBulkCreate, LeadCreate, LeadList},
};
use hotcalls_tests::world::Folder;

/// A file system in memory, unmounted when dropped.
struct Tmpfs(Folder);

impl Tmpfs {
    fn new(options: &str) -> Self {
        let folder = Folder::new("tmpfs");
        mount(&["-t", "tmpfs", "-o", options, "tmpfs"], folder.path());
        Self(folder)
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
}
impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

fn mount(arguments: &[&str], at: &Path) {
    let status = Command::new("mount").args(arguments).arg(at).status().expect("mount runs");
    assert!(status.success(), "system tests mount file systems: run them as root");
}

fn batch(from: usize) -> LeadBulkCreate {
    let lead = |n| LeadCreate::new(format!("Name {n}"), format!("lead{n}@example.com"), format!("+1555{n:07}"));
    LeadBulkCreate::new((from..from + 500).map(lead).collect::<Vec<_>>())
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let disk = Tmpfs::new("size=4m");
    let path = disk.path().join("test.db");
    let db = Hotcalls::open(&path).expect("the file opens");
    let mut written = 0;
    let error = loop {
        match db.system().leads().bulk_create(batch(written)) {
            Ok(_) => written += 500,
            Err(error) => break error,
        }
        assert!(written < 100_000, "4 MiB are never full");
    };
    assert_eq!(error.code(), Code::DiskFull, "{error}");
    assert!(written > 0);
    assert_eq!(db.system().leads().list(()).expect("reading goes on").count, written as u64);
    mount(&["-o", "remount,size=64m", "tmpfs"], disk.path());
    db.system().leads().bulk_create(batch(written)).expect("there is room again");
    db.close();
    let db = Hotcalls::open(&path).expect("the file opens");
    let counted = LeadList { has_metadata: Some(false), ..LeadList::new() };
    assert_eq!(db.system().leads().list(counted).expect("a list").count, written as u64 + 500);
    db.close();
}

#[test]
fn a_file_that_cannot_be_written_is_refused_at_open() {
    let disk = Tmpfs::new("size=8m");
    let path = disk.path().join("test.db");
    Hotcalls::open(&path).expect("the file opens").close();
    mount(&["-o", "remount,ro", "tmpfs"], disk.path());
    let error = Hotcalls::open(&path).map(drop).expect_err("read-only");
    assert_eq!(error.code(), Code::ReadOnly, "{error}");
    mount(&["-o", "remount,rw", "tmpfs"], disk.path());
}
