//! A copy of the server that follows it by streaming replication, and answers lists and statistics.
//!
//! It lags, by milliseconds as a rule. Whether it may answer is decided by places in the server's log of changes: it must have replayed
//! where the server was when this handle last wrote, and where it was a few seconds ago at most. Else the server itself answers.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    error::engine_error,
    pool::{Connection, Pool, Prepared},
};
use crate::{
    error::{Code, Error, Result},
    store::{closed, lock},
};

/// How old the state may be that a replica answers from.
const FRESH: Duration = Duration::from_secs(5);
/// How long a replica that could not be reached is left alone.
const REST: Duration = Duration::from_secs(5);

/// Where the server is.
const WRITTEN: &str = "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS bigint)";
/// Where a replica is; null if it follows nobody any more.
const REPLAYED: &str = "SELECT CASE WHEN pg_is_in_recovery() THEN CAST(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') AS bigint) END";
/// Which cluster this is, and whether it follows another server.
const IDENTITY: &str = "SELECT system_identifier, pg_is_in_recovery() FROM pg_control_system()";

pub(super) struct Replica {
    pub pool: Pool,
    /// How often this handle has written, or shown what the replica did not have.
    writes: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    wanted: Option<Wanted>,
    rests_until: Option<Instant>,
}

/// What the replica must have before it may answer.
#[derive(Clone, Copy)]
struct Wanted {
    place: i64,
    asked: Instant,
    writes: u64,
    reached: bool,
}

impl Replica {
    /// A replica that cannot be reached now may be later; one that is none is a mistake.
    pub fn new(pool: Pool, primary: &mut Connection) -> Result<Self> {
        let replica = Self { pool, writes: AtomicU64::new(0), state: Mutex::default() };
        let identity = |conn: &mut Connection| -> Result<(i64, bool)> {
            let row = conn.wait(None, |client| client.query_one(IDENTITY, &[])).map_err(|e| engine_error(&e))?;
            Ok((row.get(0), row.get(1)))
        };
        let there = on(&replica.pool, identity);
        match there {
            Ok((cluster, true)) if cluster == identity(primary)?.0 => {}
            Ok(_) => return Err(Error::new(Code::Malformed, "The `replica` of the database URL does not follow its server.")),
            Err(e) if e.code() == Code::Unavailable => replica.rest(),
            Err(e) => return Err(e),
        }
        Ok(replica)
    }

    /// Whether it may answer now: it has all that this handle has written or shown.
    pub fn is_ready(&self, primary: &Pool) -> bool {
        // Read first: what is written from here on is not owed to this reader.
        let writes = self.writes.load(Ordering::SeqCst);
        let asked = Instant::now();
        let known = {
            let state = lock(&self.state);
            if state.rests_until.is_some_and(|until| asked < until) {
                return false;
            }
            state.wanted.filter(|wanted| wanted.writes == writes && wanted.asked.elapsed() < FRESH)
        };
        let wanted = match known {
            Some(wanted) if wanted.reached => return true,
            Some(wanted) => wanted,
            None => {
                let Ok(place) = on(primary, |conn| place(conn, WRITTEN)) else { return false };
                Wanted { place: place.unwrap_or(i64::MAX), asked, writes, reached: false }
            }
        };
        let reached = match on(&self.pool, |conn| place(conn, REPLAYED)) {
            Ok(replayed) => replayed.is_some_and(|replayed| replayed >= wanted.place),
            Err(_) => {
                self.rest();
                false
            }
        };
        let mut state = lock(&self.state);
        if state.wanted.is_none_or(|newer| newer.writes <= writes) {
            state.wanted = Some(Wanted { reached, ..wanted });
        }
        reached
    }

    /// What is in the database by now is to be seen by this handle from here on.
    pub fn expects_more(&self) {
        self.writes.fetch_add(1, Ordering::SeqCst);
    }

    /// Leaves it alone for a while.
    pub fn rest(&self) {
        lock(&self.state).rests_until = Some(Instant::now() + REST);
        self.pool.purge();
    }
}

/// Asks, and once more if the connection had been lost unnoticed.
fn on<T>(pool: &Pool, mut ask: impl FnMut(&mut Connection) -> Result<T>) -> Result<T> {
    let mut again = true;
    loop {
        let mut lease = pool.lease(None)?;
        let conn = lease.conn.as_mut().ok_or_else(closed)?;
        let used = conn.used;
        match ask(conn) {
            Ok(answer) => {
                lease.keep();
                return Ok(answer);
            }
            Err(_) if used && again => pool.purge(),
            Err(e) => return Err(e),
        }
        again = false;
    }
}

fn place(conn: &mut Connection, sql: &str) -> Result<Option<i64>> {
    let Prepared { statement, .. } = conn.prepare(sql, None).map_err(|e| engine_error(&e))?;
    let row = conn.wait(None, |client| client.query_one(&statement, &[])).map_err(|e| engine_error(&e))?;
    row.try_get(0).map_err(|e| engine_error(&e))
}
