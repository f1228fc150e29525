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
    error::{connect_error, unreachable},
    link::{Link, Refused},
    print,
};
use crate::{
    error::{Code, Error, Result},
    store::{CancelToken, Param, ToParam, cancelled, closed, lock},
};

/// How often a waiting call that can be cancelled looks whether it was.
const LOOK: Duration = Duration::from_millis(10);
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
    pub fn open(address: &Arc<Address>, statement_timeout: Duration) -> Result<Self> {
        let place = address.place();
        let link = Link::open(address).map_err(|refused| match refused {
            Refused::ByServer(e) => connect_error(&e, &place),
            Refused::BySystem(e) => unreachable(&place, &e),
        })?;
        let mut conn = Self { link, address: Arc::clone(address), statements: HashMap::new(), uses: 0, lane: 0, used: false };
        // Everything that a server, a database or a role may have set otherwise and that results depend on. A transaction that is idle for
        // longer than a statement may take belongs to a machine that is gone: its locks must not stay.
        let settings = format!(
            "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET standard_conforming_strings = on; \
             SET statement_timeout = {0}; SET idle_in_transaction_session_timeout = {0}; SET client_min_messages = 'warning'",
            statement_timeout.as_millis()
        );
        conn.batch(&settings).map_err(|e| connect_error(&e, &place))?;
        // The server's own number of the session: those of all machines are spread by it.
        let session = conn.wait(None, |client| client.query_one("SELECT pg_backend_pid()", &[])).and_then(|row| row.try_get::<_, i32>(0));
        conn.lane = session.map_err(|e| connect_error(&e, &place))?.unsigned_abs() % LANES;
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
    statement_timeout: Duration,
    most: usize,
    /// How long to wait for a connection.
    patience: Duration,
    state: Mutex<State>,
    free: Condvar,
}

struct State {
    idle: Vec<Connection>,
    opened: usize,
    closed: bool,
}

impl Pool {
    pub fn new(address: Address, most: usize, patience: Duration, statement_timeout: Duration) -> Self {
        let state = Mutex::new(State { idle: Vec::new(), opened: 0, closed: false });
        Self { address: Arc::new(address), statement_timeout, most, patience, state, free: Condvar::new() }
    }

    /// A connection, waited for if all are in use.
    pub fn lease(&self, cancel: Option<&CancelToken>) -> Result<Lease<'_>> {
        let start = Instant::now();
        let mut state = lock(&self.state);
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lease { pool: self, conn: Some(conn) });
            }
            if state.opened < self.most {
                state.opened += 1;
                drop(state);
                // The place is given back if the server cannot be reached.
                let mut lease = Lease { pool: self, conn: None };
                lease.conn = Some(Connection::open(&self.address, self.statement_timeout)?);
                return Ok(lease);
            }
            let left = self.patience.checked_sub(start.elapsed()).filter(|left| !left.is_zero());
            let left = left.ok_or_else(|| Error::new(Code::Busy, "All connections to the database are in use; nothing was changed."))?;
            let look = if cancel.is_some() { left.min(LOOK) } else { left };
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
