//! A bounded number of connections, opened when they are first needed, each with its prepared statements.

use std::{
    borrow::Cow,
    collections::HashMap,
    future::Future,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio_postgres::{Client, Statement};

use super::{
    address::Address,
    error::{Attempt, connect_error, unreachable},
    limits::{Limits, Patience},
    link::{Link, Refused},
    print,
};
use crate::{
    error::{Code, Error, Result},
    store::{CancelToken, Param, ToParam, cancelled, closed, lock},
};

/// How often a waiting call that can be cancelled looks whether it was.
const LOOK: Duration = Duration::from_millis(10);
/// When a server that takes no more connections is asked again.
const AGAIN: Duration = Duration::from_millis(100);
/// How many rows a counter has.
const LANES: u32 = 16;
/// Statements kept per connection; every static statement of the library fits.
const STATEMENTS: usize = 256;

/// A connection and what was prepared on it.
pub(super) struct Connection {
    pub link: Link,
    pub address: Arc<Address>,
    statements: HashMap<Box<str>, (Prepared, u64)>,
    uses: u64,
    /// Which of the rows that writers share it takes.
    pub lane: u32,
    /// Whether it was used before: then the server may have hung up meanwhile.
    pub used: bool,
}

/// A statement that the server knows.
#[derive(Clone)]
pub(super) struct Prepared {
    pub statement: Statement,
    /// Which of its values are looked for in texts.
    patterns: Arc<[usize]>,
}

impl Prepared {
    /// The values as the statement takes them.
    pub fn bound<'v>(&self, params: &'v [Param<'_>]) -> Cow<'v, [Param<'v>]> {
        if self.patterns.is_empty() {
            return Cow::Borrowed(params);
        }
        let mut values: Vec<Param<'v>> = params.iter().map(ToParam::to_param).collect();
        for place in self.patterns.iter() {
            if let Some(Param::Text(text)) = params.get(*place) {
                values[*place] = Param::Text(print::pattern(text).into());
            }
        }
        Cow::Owned(values)
    }
}

impl Connection {
    pub fn open(address: &Arc<Address>, limits: &Limits) -> std::result::Result<Self, Attempt> {
        let place = address.place();
        let link = Link::open(address).map_err(|refused| match refused {
            Refused::ByServer(e) => connect_error(&e, address),
            Refused::BySystem(e) => Attempt::Failed(unreachable(&place, &e)),
        })?;
        let mut conn = Self { link, address: Arc::clone(address), statements: HashMap::new(), uses: 0, lane: 0, used: false };
        // Everything that a server, a database or a role may have set otherwise and that results depend on.
        let settings = format!(
            "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET standard_conforming_strings = on; \
             SET client_min_messages = 'warning'; {}",
            limits.settings()
        );
        conn.batch(&settings).map_err(|e| connect_error(&e, address))?;
        // The server's own number of the session: those of all machines are spread by it.
        let session = conn.wait(None, |client| client.query_one("SELECT pg_backend_pid()", &[])).and_then(|row| row.try_get::<_, i32>(0));
        conn.lane = session.map_err(|e| connect_error(&e, address))?.unsigned_abs() % LANES;
        Ok(conn)
    }

    /// Waits for an answer.
    pub fn wait<'l, T, F: Future<Output = std::result::Result<T, tokio_postgres::Error>> + 'l>(
        &'l mut self,
        cancel: Option<&CancelToken>,
        ask: impl FnOnce(&'l Client) -> F,
    ) -> std::result::Result<T, tokio_postgres::Error> {
        self.link.wait(cancel, &self.address, ask)
    }

    /// Runs statements without values and rows.
    pub fn batch(&mut self, sql: &str) -> std::result::Result<(), tokio_postgres::Error> {
        self.wait(None, |client| client.batch_execute(sql))
    }

    /// A statement of the shared dialect, prepared once.
    pub fn prepare(&mut self, sql: &str, cancel: Option<&CancelToken>) -> std::result::Result<Prepared, tokio_postgres::Error> {
        self.uses += 1;
        let uses = self.uses;
        if let Some((known, last_use)) = self.statements.get_mut(sql) {
            *last_use = uses;
            return Ok(known.clone());
        }
        let (text, patterns) = print::statement(sql);
        let prepared = Prepared { statement: self.wait(cancel, |client| client.prepare(&text))?, patterns: patterns.into() };
        if self.statements.len() >= STATEMENTS {
            let oldest = self.statements.iter().min_by_key(|(_, (_, last_use))| *last_use).map(|(sql, _)| sql.clone());
            oldest.and_then(|sql| self.statements.remove(&sql));
        }
        self.statements.insert(sql.into(), (prepared.clone(), uses));
        Ok(prepared)
    }

    /// The server's time in microseconds.
    pub fn time(&mut self) -> std::result::Result<i64, tokio_postgres::Error> {
        let Prepared { statement, .. } = self.prepare("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", None)?;
        self.wait(None, |client| client.query_one(&statement, &[]))?.try_get(0)
    }
}

/// The connections of one handle.
pub(super) struct Pool {
    address: Arc<Address>,
    limits: Limits,
    waits: bool,
    state: Mutex<State>,
    free: Condvar,
}

struct State {
    idle: Vec<Connection>,
    opened: usize,
    /// What the server said when it took no more connections, and when it is asked again.
    full: Option<(Error, Instant)>,
    closed: bool,
}

impl Pool {
    pub fn new(address: Address, limits: Limits) -> Self {
        let state = Mutex::new(State { idle: Vec::new(), opened: 0, full: None, closed: false });
        Self { address: Arc::new(address), limits, waits: true, state, free: Condvar::new() }
    }

    /// The same, for what is not waited for where the server takes no more: somebody else can be asked.
    pub fn hurried(address: Address, limits: Limits) -> Self {
        Self { waits: false, ..Self::new(address, limits) }
    }

    /// How long to wait for others.
    pub fn patience(&self) -> Patience {
        Patience::new(self.limits.patience)
    }

    /// A connection, waited for if all are in use or the server takes no more.
    pub fn lease(&self, cancel: Option<&CancelToken>) -> Result<Lease<'_>> {
        self.lease_within(self.patience(), cancel)
    }

    /// The same, of a call that has waited before.
    pub fn lease_within(&self, patience: Patience, cancel: Option<&CancelToken>) -> Result<Lease<'_>> {
        let mut state = lock(&self.state);
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lease { pool: self, conn: Some(conn) });
            }
            if state.opened < self.limits.connections && state.full.as_ref().is_none_or(|(_, again)| *again <= Instant::now()) {
                state.opened += 1;
                drop(state);
                if let Some(lease) = self.open()? {
                    return Ok(lease);
                }
                state = lock(&self.state);
                // One may have come back meanwhile.
                if state.closed || !state.idle.is_empty() {
                    continue;
                }
            }
            let left = patience.left();
            if left.is_zero() {
                let all = || Error::new(Code::Busy, "All connections to the database are in use; nothing was changed.");
                return Err(state.full.as_ref().map_or_else(all, |(error, _)| error.clone()));
            }
            let look = if cancel.is_some() { left.min(LOOK) } else { left };
            let look = if state.full.is_some() { look.min(AGAIN) } else { look };
            state = self.free.wait_timeout(state, look).unwrap_or_else(PoisonError::into_inner).0;
            if let Some(token) = cancel {
                // The token may ask its host; not under the lock.
                drop(state);
                if token.is_cancelled() {
                    return Err(cancelled());
                }
                state = lock(&self.state);
            }
        }
    }

    /// Opens a connection for which there is a place; `None` if the server takes no more for now. The place is given back then.
    fn open(&self) -> Result<Option<Lease<'_>>> {
        let mut lease = Lease { pool: self, conn: None };
        let (opened, full) = match Connection::open(&self.address, &self.limits) {
            Ok(conn) => (Some(conn), None),
            Err(Attempt::Later(error)) if self.waits => (None, Some((error, Instant::now() + AGAIN))),
            Err(Attempt::Later(error) | Attempt::Failed(error)) => return Err(error),
        };
        lock(&self.state).full = full;
        lease.conn = opened;
        Ok(lease.conn.is_some().then_some(lease))
    }

    /// Drops the idle connections: the server that they were opened to is gone.
    pub fn purge(&self) {
        let mut state = lock(&self.state);
        state.opened -= state.idle.len();
        let gone = std::mem::take(&mut state.idle);
        drop(state);
        drop(gone);
        self.free.notify_all();
    }

    /// Closes what is idle, and the rest when it comes back.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        drop(idle);
        self.free.notify_all();
    }

    /// Gives the connections up without closing them.
    pub fn leak(&self) {
        if let Ok(mut state) = self.state.try_lock() {
            state.closed = true;
            std::mem::forget(std::mem::take(&mut state.idle));
        }
    }
}

/// A connection taken from the pool. It goes back when it is [kept](Self::keep), and is closed otherwise, with its transaction.
pub(super) struct Lease<'p> {
    pool: &'p Pool,
    pub conn: Option<Connection>,
}

impl Lease<'_> {
    pub fn keep(mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        conn.used = true;
        let mut state = lock(&self.pool.state);
        if state.closed || conn.link.is_closed() {
            drop(state);
            self.conn = Some(conn);
            return;
        }
        state.idle.push(conn);
        drop(state);
        self.pool.free.notify_one();
        std::mem::forget(self);
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        drop(self.conn.take());
        lock(&self.pool.state).opened -= 1;
        self.pool.free.notify_one();
    }
}
