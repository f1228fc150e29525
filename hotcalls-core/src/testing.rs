//! What unit tests share: a database in a folder of its own, a clock that is set by hand, seeded randomness.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use hotcalls_test_postgres::Folder;

use crate::{Clock, Cost, Entropy, Hotcalls, Id, OpenOptions, Timestamp, error::Result, store::Tx};

/// A clock that stands still until it is moved. 2026-11-22T12:00:00Z at first.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_348_800_000_000)))
    }
}
impl TestClock {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
    pub fn set(&self, text: &str) {
        self.0.store(text.parse::<Timestamp>().unwrap().micros(), Ordering::SeqCst);
    }
}
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A small generator (splitmix64), the same numbers for the same seed.
pub struct Seeded(Mutex<u64>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// An open database; its folder goes when it is dropped.
pub struct TestDb {
    pub db: Hotcalls,
    pub clock: TestClock,
    pub folder: PathBuf,
    path: PathBuf,
    _folder: Folder,
    #[cfg(feature = "postgres")]
    _database: Option<hotcalls_test_postgres::Database>,
}

impl TestDb {
    pub fn new() -> Self {
        Self::with(|options| options)
    }
    pub fn with(change: impl FnOnce(OpenOptions) -> OpenOptions) -> Self {
        let home = Folder::new("test");
        let folder = home.path().to_owned();
        let clock = TestClock::default();
        let options = OpenOptions::new().clock(clock.clone()).entropy(Seeded::new(1)).readers(2).key([7; 32]).password_cost(Cost::CHEAP);
        #[cfg(feature = "postgres")]
        let database = hotcalls_test_postgres::Database::new(|url| Hotcalls::open(url).unwrap().close());
        #[cfg(feature = "postgres")]
        let path = database.as_ref().map_or_else(|| folder.join("test.db"), |database| database.url().into());
        #[cfg(not(feature = "postgres"))]
        let path = folder.join("test.db");
        let db = change(options).open(&path).unwrap();
        Self {
            db,
            clock,
            folder,
            path,
            _folder: home,
            #[cfg(feature = "postgres")]
            _database: database,
        }
    }
    /// Where the database is: a file, or one on the server that these tests run on.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }
    /// Whatever is stored.
    pub fn bytes(&self) -> Vec<u8> {
        let copy = self.folder.join("bytes.db");
        self.db.snapshot_to(&copy).unwrap();
        let log = self.folder.join("test.db-wal");
        [copy, log].iter().filter(|file| file.exists()).flat_map(|file| std::fs::read(file).unwrap()).collect()
    }
    /// Writes rows directly, for what a test presupposes.
    pub fn sql<T>(&self, body: impl FnOnce(&Tx<'_>) -> Result<T>) -> T {
        let core = self.db.system();
        let mut body = Some(body);
        core.core()
            .unwrap()
            .store
            .write(None, |tx| {
                let result = (body.take().expect("a test's own rows meet no other writer"))(tx);
                let keep = result.is_ok();
                (result, keep)
            })
            .unwrap()
    }
    /// A user without memberships. `role`: `user`, `staff` or `superuser`.
    pub fn user<T>(&self, name: &str, role: &str) -> Id<T> {
        let caller = self.db.system();
        let id = caller.host().new_id(self.clock.now());
        self.sql(|tx| {
            tx.execute(
                "INSERT INTO users (id, username, password, first_name, last_name, email, phone, status, is_active, is_staff, is_superuser, date_joined,
                    username_fold, first_name_fold, last_name_fold, email_fold, phone_fold)
                 VALUES (?1, ?2, '', '', '', '', '+1', 'active', 1, ?3, ?4, ?5, ?2, '', '', '', '+1')",
                crate::params![id, name, role != "user", role == "superuser", self.clock.now()],
            )
        });
        id
    }
    /// A workspace.
    pub fn workspace<T>(&self, name: &str) -> Id<T> {
        let id = self.db.system().host().new_id(self.clock.now());
        self.sql(|tx| {
            tx.execute(
                "INSERT INTO workspaces (id, workspace_name, workspace_name_fold, created_at, updated_at) VALUES (?1, ?2, ?2, ?3, ?3)",
                crate::params![id, name, self.clock.now()],
            )
        });
        id
    }
    /// Makes a user a member (`member`) or an admin (`admin`) of a workspace.
    pub fn member<T, U>(&self, workspace: Id<T>, user: Id<U>, role: &str) {
        self.sql(|tx| {
            tx.execute(
                "INSERT INTO workspace_members (workspace_id, user_id, role, joined_at) VALUES (?1, ?2, ?3, ?4)",
                crate::params![workspace, user, role, self.clock.now()],
            )
        });
    }
}

#[cfg(feature = "postgres")]
#[test]
fn everything_again_on_a_server() {
    // What looks into the file's own engine and search index has nothing to look at on a server.
    hotcalls_test_postgres::again(&["store::sqlite", "a_rare_part_beside_a_usual_word_is_looked_up"]);
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
    }
}
