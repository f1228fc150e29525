//! Connections that calls take turns with.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::Connection;

use super::{CancelToken, StoreOptions, cancelled, closed, lock, open};
use crate::{
    error::{Code, Error, Result},
    store::in_use::this_thread,
};

/// How often a waiting call that can be cancelled looks whether it was.
const LOOK: Duration = Duration::from_millis(10);

/// Up to `limit` connections, opened when they are first needed.
pub(super) struct Pool {
    limit: usize,
    state: Mutex<State>,
    free: Condvar,
}

struct State {
    idle: Vec<Connection>,
    opened: usize,
    /// Calls that wait for one: telling nobody would cost every call a system call.
    waiting: usize,
    closed: bool,
    /// Who has the only connection.
    holder: Option<usize>,
}

impl Pool {
    pub fn new(limit: usize, first: Option<Connection>) -> Self {
        let idle: Vec<_> = first.into_iter().collect();
        Self { limit, state: Mutex::new(State { opened: idle.len(), idle, waiting: 0, closed: false, holder: None }), free: Condvar::new() }
    }

    /// The only connection, unless this thread has it already: a function that a write calls (about its progress, for the next rows) would
    /// wait for itself.
    pub fn take_only(&self, options: &StoreOptions, cancel: Option<&CancelToken>) -> Result<Lease<'_>> {
        if lock(&self.state).holder == Some(this_thread()) {
            return Err(Error::new(Code::Busy, "A function that is called in the middle of a write cannot write itself."));
        }
        let lease = self.take(options, cancel)?;
        lock(&self.state).holder = Some(this_thread());
        Ok(lease)
    }

    /// A connection for one call, waited for if all are taken.
    pub fn take(&self, options: &StoreOptions, cancel: Option<&CancelToken>) -> Result<Lease<'_>> {
        let mut state = lock(&self.state);
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lease { pool: self, conn: Some(conn) });
            }
            if state.opened < self.limit {
                state.opened += 1;
                drop(state);
                let conn = open::connect(options).inspect_err(|_| lock(&self.state).opened -= 1)?;
                return Ok(Lease { pool: self, conn: Some(conn) });
            }
            state.waiting += 1;
            state = match cancel {
                None => self.free.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(_) => self.free.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0,
            };
            state.waiting -= 1;
            let Some(token) = cancel else { continue };
            if state.idle.is_empty() {
                drop(state);
                if token.is_cancelled() {
                    return Err(cancelled());
                }
                state = lock(&self.state);
            }
        }
    }

    /// Closes what is idle now, and what is in use when its call is done; nothing is handed out any more.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        state.opened -= state.idle.len();
        state.idle.clear();
        drop(state);
        self.free.notify_all();
    }

    /// Forgets the connections without closing them.
    pub fn leak(&self) {
        if let Ok(mut state) = self.state.try_lock() {
            state.closed = true;
            std::mem::forget(std::mem::take(&mut state.idle));
        }
    }
}

/// A connection taken from a pool; goes back when dropped.
pub(super) struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<Connection>,
}

impl Lease<'_> {
    pub fn conn(&mut self) -> Result<&mut Connection> {
        self.conn.as_mut().ok_or_else(closed)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.pool.state);
        state.holder = None;
        if state.closed {
            state.opened -= 1;
            drop(state);
            drop(self.conn.take());
        } else {
            state.idle.extend(self.conn.take());
            let awaited = state.waiting > 0;
            drop(state);
            if awaited {
                self.pool.free.notify_one();
            }
        }
    }
}
