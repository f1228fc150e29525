//! The figures of the C library: the telephony face beside hand-written C on the sqlite3 API, in one run, turn by turn; `hotcalls_call`
//! beside the typed Rust call; threads beside processes. `cargo bench -p hotcalls-ffi`. Needs a C compiler.
//!
//! The C of the comparison is compiled with the SQLite amalgamation that this library has inside, with the same flags. Quote ratios,
//! not times.

use std::{
    ffi::CString,
    fs,
    path::{Path, PathBuf},
    process::Command,
    ptr::{null, null_mut},
    time::Instant,
};

use hotcalls::*;
use hotcalls_core::{
    Hotcalls, Id,
    leads::{Lead, LeadCreate},
};

fn main() {
    let folder = std::env::temp_dir().join(format!("hotcalls-bench-c-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    one_row(&folder);
    let program = compile(&folder);
    let status = Command::new(&program).env_remove("LD_LIBRARY_PATH").current_dir(&folder).status().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert!(status.success(), "the C program failed");
}

/// How much longer a one-row read takes by name and as JSON than as a typed Rust call.
fn one_row(folder: &Path) {
    let (path, copy) = (folder.join("typed.db"), folder.join("named.db"));
    let typed = Hotcalls::open(&path).unwrap();
    let root = typed.system();
    let lead = root.leads().create(LeadCreate::new("Jane", "jane@example.com", "+1 987 654 3210")).unwrap().id;
    typed.snapshot_to(&copy).unwrap();
    let named = Named::open(&copy);
    let input = format!("{{\"id\":\"{lead}\"}}");
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..40_000 {
        let start = Instant::now();
        let found = root.leads().get(lead).unwrap();
        let one = start.elapsed();
        let start = Instant::now();
        named.get(&input);
        let two = start.elapsed();
        assert_eq!(found.id, Id::<Lead>::new(lead.uuid()));
        if round >= 4_000 {
            a.push(one);
            b.push(two);
        }
    }
    a.sort_unstable();
    b.sort_unstable();
    let (a, b) = (a[a.len() / 2], b[b.len() / 2]);
    println!("{:<52} {b:>9.2?} {a:>9.2?}   +{:.2?}", "hotcalls_call, one row | typed Rust call", b.saturating_sub(a));
}

/// A database as C sees it.
struct Named(*mut hotcalls_db, *mut hotcalls_actor, CString);

impl Named {
    fn open(path: &Path) -> Self {
        let (mut db, mut actor, path) = (null_mut(), null_mut(), path.to_str().unwrap());
        // SAFETY: valid pointers and lengths; the handles are freed in `drop`.
        unsafe {
            assert_eq!(hotcalls_open(path.as_ptr().cast(), path.len(), null(), &raw mut db, null_mut()), HOTCALLS_OK);
            assert_eq!(hotcalls_actor_system(db, &raw mut actor, null_mut()), HOTCALLS_OK);
        }
        Self(db, actor, CString::new("leads.get").unwrap())
    }
    fn get(&self, input: &str) {
        let mut out = null_mut();
        // SAFETY: valid pointers and lengths; the text is freed.
        unsafe {
            let status = hotcalls_call(self.0, self.1, self.2.as_ptr(), input.as_ptr().cast(), input.len(), &raw mut out, null_mut());
            assert_eq!(status, HOTCALLS_OK);
            hotcalls_text_free(out);
        }
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        // SAFETY: made in `open`, used by nobody else.
        unsafe {
            hotcalls_actor_free(self.1);
            hotcalls_close(self.0, null_mut());
        }
    }
}

/// The C program, linked with the library that cargo built for this bench and with an SQLite of its own.
fn compile(folder: &Path) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let sqlite = amalgamation();
    let program = folder.join("telephony");
    let flags = [
        "-DSQLITE_CORE",
        "-DSQLITE_DEFAULT_FOREIGN_KEYS=1",
        "-DSQLITE_ENABLE_API_ARMOR",
        "-DSQLITE_ENABLE_COLUMN_METADATA",
        "-DSQLITE_ENABLE_DBSTAT_VTAB",
        "-DSQLITE_ENABLE_FTS5",
        "-DSQLITE_ENABLE_RTREE",
        "-DSQLITE_ENABLE_STAT4",
        "-DSQLITE_THREADSAFE=1",
        "-DHAVE_USLEEP=1",
        "-DHAVE_ISNAN",
    ];
    let output = Command::new("cc")
        .args(["-std=gnu11", "-O2", "-Wall", "-Wextra"])
        .args(flags)
        .arg(format!("-I{}", here.join("../include").display()))
        .arg(format!("-I{}", sqlite.display()))
        .arg(here.join("benches/telephony.c"))
        .arg(here.join("benches/by_hand.c"))
        .args(["-w", "-x", "c"])
        .arg(sqlite.join("sqlite3.c"))
        .arg("-o")
        .arg(&program)
        .arg(format!("-L{}", library.display()))
        .arg(format!("-Wl,-rpath,{}", library.display()))
        .args(["-lhotcalls", "-lpthread", "-lm", "-ldl"])
        .output()
        .expect("a C compiler");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

/// Where cargo keeps the SQLite that the library is built of.
fn amalgamation() -> PathBuf {
    let output = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--offline"]).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let sqlite = packages.find(|p| p["name"] == "libsqlite3-sys").expect("libsqlite3-sys");
    Path::new(sqlite["manifest_path"].as_str().unwrap()).parent().unwrap().join("sqlite3")
}
