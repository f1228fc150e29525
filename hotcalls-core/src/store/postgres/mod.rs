//! PostgreSQL: a server that machines share.
//!
//! A write is one SERIALIZABLE transaction. The bodies of operations look before they write (is the name free, does the agent belong to this
//! workspace, is there a place left), and were right on an engine with one writer; at this level they are right here too, whatever runs
//! beside them, without a lock for every such look. The price is that a transaction may lose against another one, at any statement or at
//! its COMMIT: then it is run again, with jitter, until a deadline. What many write at once is built so that they do not meet
//! (counters), or waits on one row first (quotas, slots). A read is one REPEATABLE READ transaction, which waits for nobody.

mod address;
mod clock;
mod copy;
mod distribute;
mod error;
#[cfg(test)]
mod explain_tests;
#[cfg(test)]
mod fault_tests;
mod limits;
mod link;
mod migrate;
#[cfg(test)]
mod migrate_tests;
#[cfg(test)]
mod open_tests;
mod plan;
mod pool;
mod print;
mod replica;
#[cfg(test)]
mod replica_tests;
#[cfg(test)]
mod route_tests;
#[cfg(test)]
mod scale_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
mod value;
#[cfg(test)]
mod wait_tests;

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use tokio_postgres::{Client, Statement, types::ToSql};

pub(super) use self::migrate::Ddl;
pub(crate) use self::value::Row;
use self::{
    address::Address,
    clock::ServerClock,
    error::{Failure, cannot_begin, conflict, engine_error, failure, lost, stopped, takes_no_writes, unknown_outcome},
    limits::{Limits, Patience, millis},
    link::{Request, together},
    pool::{Connection, Pool, Prepared},
    replica::Replica,
};
use super::{CancelToken, Param, Question, StoreOptions, cancelled, closed};
use crate::{
    error::{Code, Error, Result},
    time::Clock,
};

/// How often a rule of the schema may stop a body that had looked before.
const RULES: u32 = 3;

/// Rows that one step of a cursor takes.
const FETCHED_AT_ONCE: usize = 1000;

/// Whether it may write is left to the default: an administrator may have set that for the database or the role.
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const DURABLE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL synchronous_commit = on";
/// On a cluster a write goes from machine to machine: one that looked at the rows of all at once may not write what stands on every machine.
const WRITE_SPREAD: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL citus.multi_shard_modify_mode = 'sequential'";
const DURABLE_SPREAD: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL synchronous_commit = on; \
     SET LOCAL citus.multi_shard_modify_mode = 'sequential'";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// An open database on a server.
pub(crate) struct Engine {
    pool: Pool,
    /// Answers what may lag a little.
    replica: Option<Replica>,
    clock: Arc<ServerClock>,
    /// Whether the database may be spread over machines.
    spread: bool,
}

/// A transaction in progress.
pub(crate) struct Transaction {
    conn: RefCell<Connection>,
    /// What opens it, until that was sent along with the first statement.
    begin: Cell<Option<&'static str>>,
    tried: Tried,
    /// How long it has waited for others, as far as one can tell, and whether that has yet to be said to the server.
    waited: Cell<Duration>,
    says: Cell<bool>,
    /// What is sent along with the next statement, or with the end.
    later: RefCell<Vec<(Statement, Vec<Param<'static>>)>>,
    /// What the first failed statement was: after it the server refuses all others.
    failed: Cell<Option<Failure>>,
    cancel: Option<CancelToken>,
}

/// What was before an attempt.
#[derive(Clone, Copy)]
struct Tried {
    patience: Patience,
    /// Whether the connection of an earlier one was lost.
    lost: bool,
}

impl Tried {
    fn first(pool: &Pool) -> Self {
        Self { patience: pool.patience(), lost: false }
    }
}

/// How an attempt ended.
enum Ended<T> {
    Done(Result<T>),
    /// Nothing was kept; the error is told if there is no further attempt.
    Again(Failure, Error),
    /// The connection had been lost before anything was done on it.
    Stale,
}

impl Engine {
    pub fn open(url: &str, options: &StoreOptions) -> Result<Self> {
        let (address, replica) = Address::parse(url)?;
        let limits = Limits::new(options, &address.limits)?;
        let mut engine = Self { pool: Pool::new(address, limits.clone()), replica: None, clock: Arc::default(), spread: false };
        engine.spread = engine.migrate()?;
        if let Some(address) = replica {
            if engine.spread {
                return Err(Error::new(
                    Code::Malformed,
                    "A cluster whose tables may be spread has no `replica`: nobody knows how far it is.",
                ));
            }
            let mut lease = engine.pool.lease(None)?;
            engine.replica = Some(Replica::new(Pool::hurried(address, limits), lease.conn.as_mut().ok_or_else(closed)?)?);
            lease.keep();
        }
        Ok(engine)
    }

    /// Brings the schema up to date; whether the database may be spread over machines.
    fn migrate(&self) -> Result<bool> {
        let mut lease = self.pool.lease(None)?;
        let conn = lease.conn.as_mut().ok_or_else(closed)?;
        // Waits for other processes as long as they take, and builds indexes: there is no limit for that.
        conn.batch("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").map_err(|e| engine_error(&e))?;
        let spread = migrate::run(conn)?;
        conn.batch("COMMIT").map_err(|e| engine_error(&e))?;
        self.read_clock(conn).map_err(|e| engine_error(&e))?;
        lease.keep();
        Ok(spread)
    }

    /// The database's clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::<ServerClock>::clone(&self.clock)
    }

    fn read_clock(&self, conn: &mut Connection) -> std::result::Result<(), tokio_postgres::Error> {
        if self.clock.is_stale() {
            let asked = Instant::now();
            self.clock.set(asked, conn.time()?);
        }
        Ok(())
    }

    /// `durable`: whatever the server is set to, it answers once the commit is on its disk.
    pub fn write<T>(
        &self,
        durable: bool,
        cancel: Option<&CancelToken>,
        mut body: impl FnMut(&Transaction) -> (Result<T>, bool),
    ) -> Result<T> {
        let begin = match (durable, self.spread) {
            (false, false) => WRITE,
            (true, false) => DURABLE,
            (false, true) => WRITE_SPREAD,
            (true, true) => DURABLE_SPREAD,
        };
        let done = self.repeat(cancel, |tried| self.attempt(&self.pool, begin, tried, cancel, &mut body));
        self.replica.iter().for_each(Replica::expects_more);
        done
    }

    pub fn read<T>(&self, cancel: Option<&CancelToken>, mut body: impl FnMut(&Transaction) -> Result<T>) -> Result<T> {
        self.repeat(cancel, |tried| self.attempt(&self.pool, READ, tried, cancel, &mut |tx| (body(tx), false)))
    }

    /// A read for which the state of a few seconds ago will do, if all is in it that this handle has written.
    pub fn browse<T>(&self, cancel: Option<&CancelToken>, mut body: impl FnMut(&Transaction) -> Result<T>) -> Result<T> {
        let Some(replica) = &self.replica else { return self.read(cancel, body) };
        if replica.is_ready(&self.pool) {
            match self.attempt(&replica.pool, READ, Tried::first(&replica.pool), cancel, &mut |tx| (body(tx), false)) {
                Ok(Ended::Done(Ok(answer))) => return Ok(answer),
                // What is missing there (a session, a workspace) may be here; only the server says no.
                Ok(Ended::Done(Err(_)) | Ended::Again(Failure::Conflict, _)) => {}
                Ok(Ended::Stale) => replica.pool.purge(),
                Ok(Ended::Again(..)) | Err(_) => replica.rest(),
            }
        }
        let answer = self.read(cancel, body);
        // It was shown, so it is not to vanish from the next answer.
        replica.expects_more();
        answer
    }

    /// Attempts until one is done: against other writers until patience ends, a lost connection once, a broken rule a few times.
    fn repeat<T>(&self, cancel: Option<&CancelToken>, mut attempt: impl FnMut(Tried) -> Result<Ended<T>>) -> Result<T> {
        let mut tried = Tried::first(&self.pool);
        let patience = tried.patience;
        let (mut turn, mut losses, mut rules) = (0_u32, 0, 0);
        loop {
            let (failure, error) = match attempt(tried)? {
                Ended::Done(result) => return result,
                Ended::Stale => {
                    self.pool.purge();
                    continue;
                }
                Ended::Again(failure, error) => (failure, error),
            };
            let over = match failure {
                Failure::Lost => {
                    self.pool.purge();
                    losses += 1;
                    tried.lost = true;
                    losses > 1
                }
                Failure::Rule => {
                    rules += 1;
                    rules > RULES
                }
                Failure::Conflict | Failure::Other => patience.is_over(),
            };
            if over {
                return Err(error);
            }
            if cancel.is_some_and(CancelToken::is_cancelled) {
                return Err(cancelled());
            }
            // Jitter from the clock's low bits, over the whole of a span that grows: those who lost together should not meet again.
            let span = 500_u64 << turn.min(7);
            std::thread::sleep(Duration::from_micros(u64::from(patience.elapsed().subsec_nanos()) % span));
            turn += 1;
        }
    }

    fn attempt<T>(
        &self,
        pool: &Pool,
        begin: &'static str,
        tried: Tried,
        cancel: Option<&CancelToken>,
        body: &mut impl FnMut(&Transaction) -> (Result<T>, bool),
    ) -> Result<Ended<T>> {
        let patience = tried.patience;
        let mut lease = pool.lease_within(patience, cancel)?;
        if cancel.is_some_and(CancelToken::is_cancelled) {
            lease.keep();
            return Err(cancelled());
        }
        let mut conn = lease.conn.take().ok_or_else(closed)?;
        let used = conn.used;
        // A replica is another machine, with a clock of its own.
        let clock = if std::ptr::eq(pool, &raw const self.pool) { self.read_clock(&mut conn) } else { Ok(()) };
        if let Err(e) = clock {
            return if used && failure(&e) == Failure::Lost { Ok(Ended::Stale) } else { Err(engine_error(&e)) };
        }
        // Until the transaction is over it holds the connection, which is closed with it if the body panics.
        let tx = Transaction {
            conn: RefCell::new(conn),
            begin: Cell::new(Some(begin)),
            tried,
            waited: Cell::new(patience.elapsed()),
            says: Cell::new(patience.suspects(patience.elapsed())),
            later: RefCell::default(),
            failed: Cell::new(None),
            cancel: cancel.cloned(),
        };
        let (result, commit) = body(&tx);
        let (failed, begun, first) = (tx.failed.get(), tx.begin.get().is_none(), tx.first());
        let (mut conn, later) = (tx.conn.into_inner(), tx.later.into_inner());
        let ended = match (failed, result) {
            (Some(Failure::Lost), _) if used && !begun => return Ok(Ended::Stale),
            (Some(Failure::Lost), _) => return Ok(Ended::Again(Failure::Lost, lost())),
            (Some(Failure::Conflict), _) => Ended::Again(Failure::Conflict, conflict()),
            (Some(Failure::Rule), Err(e)) if e.code() == Code::Internal => Ended::Again(Failure::Rule, e),
            (Some(_), Err(e)) => Ended::Done(Err(e)),
            (Some(_), Ok(_)) => Ended::Done(Err(Error::internal("an operation went on after a statement had failed"))),
            (None, result) if !commit => Ended::Done(result),
            (None, _) if cancel.is_some_and(CancelToken::is_cancelled) => Ended::Done(Err(cancelled())),
            (None, result) => match commit_with(&mut conn, first.as_deref(), &later) {
                Ok(()) => {
                    lease.conn = Some(conn);
                    give_back(lease, cancel);
                    return Ok(Ended::Done(result));
                }
                Err(e) => match failure(&e) {
                    // A server that was asked to stop says so instead of committing; only silence leaves it open.
                    Failure::Lost if e.code().is_none() => return Ok(Ended::Done(Err(unknown_outcome()))),
                    Failure::Lost => return Ok(Ended::Again(Failure::Lost, lost())),
                    Failure::Other => Ended::Done(Err(engine_error(&e))),
                    kind => Ended::Again(kind, engine_error(&e)),
                },
            },
        };
        if begun {
            conn.link.tell("ROLLBACK");
        }
        lease.conn = Some(conn);
        give_back(lease, cancel);
        Ok(ended)
    }

    pub fn close(&self) {
        self.pool.close();
        self.replica.iter().for_each(|replica| replica.pool.close());
    }

    pub fn leak(&self) {
        self.pool.leak();
        self.replica.iter().for_each(|replica| replica.pool.leak());
    }
}

/// A connection on which a cancel request may still be under way would stop the statement of somebody else.
fn give_back(lease: pool::Lease<'_>, cancel: Option<&CancelToken>) {
    if !cancel.is_some_and(CancelToken::is_cancelled) {
        lease.keep();
    }
}

/// Commits, and with it runs what was put off.
fn commit_with(
    conn: &mut Connection,
    first: Option<&str>,
    later: &[(Statement, Vec<Param<'static>>)],
) -> std::result::Result<(), tokio_postgres::Error> {
    #[cfg(test)]
    explain_tests::trip();
    conn.wait(None, async |client| ahead(client, first, later, client.batch_execute("COMMIT")).await)
}

type Values<'v> = [&'v (dyn ToSql + Sync)];

/// Sends what goes `first`, the beginning of the transaction for one, and what was put off, and with it what `then` asks.
async fn ahead<T>(
    client: &Client,
    first: Option<&str>,
    later: &[(Statement, Vec<Param<'static>>)],
    then: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
) -> std::result::Result<T, tokio_postgres::Error> {
    let mut requests: Vec<Request<'_>> = Vec::new();
    if let Some(first) = first {
        requests.push(Box::pin(client.batch_execute(first)));
    }
    for (statement, values) in later {
        requests.push(Box::pin(async move { client.execute_raw(statement, values).await.map(drop) }));
    }
    together(requests, then).await
}

impl Transaction {
    /// Runs a statement; `ask` says whether its rows or their number are wanted.
    fn run<T>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        ask: impl AsyncFnOnce(&Client, &Statement, &Values<'_>) -> std::result::Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let prepared = self.known(sql, params)?;
        let bound = prepared.bound(params);
        let values: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        self.ask(async |client| ask(client, &prepared.statement, &values).await)
    }

    /// Asks something: one round trip, whatever goes ahead of it.
    fn ask<T>(&self, ask: impl AsyncFnOnce(&Client) -> std::result::Result<T, tokio_postgres::Error>) -> Result<T> {
        #[cfg(test)]
        explain_tests::trip();
        let (begin, later) = (self.begin.get(), self.later.take());
        let first = self.first();
        let mut conn = self.conn.borrow_mut();
        let asked = Instant::now();
        let done = conn.wait(self.cancel.as_ref(), async |client| ahead(client, first.as_deref(), &later, ask(client)).await);
        self.note_wait(asked);
        if begin.is_some() && matches!(&done, Err(e) if cannot_begin(e)) {
            self.failed.set(Some(Failure::Other));
            return Err(takes_no_writes());
        }
        if !matches!(&done, Err(e) if failure(e) == Failure::Lost) {
            self.begin.set(None);
        }
        self.noted(done)
    }

    /// What goes before everything else: the beginning, and for how long the next lock is waited if that is no longer what the session says.
    fn first(&self) -> Option<Cow<'static, str>> {
        let begin = self.begin.get();
        if !self.says.take() {
            return begin.map(Cow::Borrowed);
        }
        let limit = format!("SET LOCAL lock_timeout = {}", millis(self.tried.patience.for_a_lock(self.waited.get())));
        Some(begin.map_or_else(|| limit.clone(), |begin| format!("{begin}; {limit}")).into())
    }

    /// Keeps in mind that an answer took so long that it may have been others who were waited for.
    fn note_wait(&self, asked: Instant) {
        let took = asked.elapsed();
        if self.tried.patience.suspects(took) {
            self.waited.set(self.waited.get() + took);
            self.says.set(true);
        }
    }

    /// A statement that is about to be run.
    fn known(&self, sql: &str, params: &[Param<'_>]) -> Result<Prepared> {
        #[cfg(test)]
        route_tests::note(sql, params);
        let _ = params;
        self.prepare(sql)
    }

    fn prepare(&self, sql: &str) -> Result<Prepared> {
        let asked = Instant::now();
        let prepared = self.conn.borrow_mut().prepare(sql, self.cancel.as_ref());
        self.note_wait(asked);
        self.noted(prepared)
    }

    /// Runs a statement whose result nobody looks at, together with the next one.
    pub fn execute_later(&self, sql: &str, params: &[Param<'_>]) -> Result<()> {
        let prepared = self.known(sql, params)?;
        let values = prepared.bound(params).iter().map(|value| value.clone().into_owned()).collect();
        self.later.borrow_mut().push((prepared.statement, values));
        Ok(())
    }

    /// Keeps in mind that a statement failed.
    fn noted<T>(&self, done: std::result::Result<T, tokio_postgres::Error>) -> Result<T> {
        done.map_err(|e| {
            self.failed.set(self.failed.get().or(Some(failure(&e))));
            if stopped(&e) && self.cancel.as_ref().is_some_and(CancelToken::is_cancelled) { cancelled() } else { engine_error(&e) }
        })
    }

    /// Why the same was begun before and came to nothing.
    pub fn came_to_nothing(&self) -> Error {
        if self.tried.lost { lost() } else { conflict() }
    }

    /// A number from 0 that few other connections have.
    pub fn lane(&self) -> u32 {
        self.conn.borrow().lane
    }

    fn rows(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<tokio_postgres::Row>> {
        self.run(sql, params, async |client, statement, values| client.query(statement, values).await)
    }

    #[cfg(test)]
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], read: impl Fn(Row<'_>) -> Result<T>) -> Result<Option<T>> {
        self.find(sql, params, |row| read(row).map(Some))
    }

    /// What the first row gives that gives anything. The rows are read as one: a body may run further statements while it looks at them.
    pub fn find<T>(&self, sql: &str, params: &[Param<'_>], mut read: impl FnMut(Row<'_>) -> Result<Option<T>>) -> Result<Option<T>> {
        self.rows(sql, params)?.iter().find_map(|row| read(Row(row)).transpose()).transpose()
    }

    /// One round trip for all of them.
    pub fn each_of(&self, questions: &[Question], mut each: impl FnMut(usize, Row<'_>) -> Result<()>) -> Result<()> {
        if questions.is_empty() {
            return Ok(());
        }
        let prepared: Vec<_> = questions.iter().map(|(sql, params)| self.known(sql, params)).collect::<Result<_>>()?;
        let bound: Vec<_> = prepared.iter().zip(questions).map(|(prepared, (_, params))| prepared.bound(params)).collect();
        let values: Vec<Vec<_>> = bound.iter().map(|params| params.iter().map(|p| p as &(dyn ToSql + Sync)).collect()).collect();
        let answers = self.ask(async |client| {
            try_join_all(prepared.iter().zip(&values).map(|(prepared, values)| client.query(&prepared.statement, values))).await
        })?;
        answers.iter().enumerate().try_for_each(|(n, rows)| rows.iter().try_for_each(|row| each(n, Row(row))))
    }

    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.run(sql, params, async |client, statement, values| client.execute(statement, values).await)
    }

    /// Reads a result of any size through a cursor.
    pub fn stream(&self, sql: &str, name: &str, mut each: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        self.execute(&format!("DECLARE all_{name} NO SCROLL CURSOR FOR {sql}"), &[])?;
        let fetch = format!("FETCH {FETCHED_AT_ONCE} FROM all_{name}");
        loop {
            let rows = self.rows(&fetch, &[])?;
            rows.iter().try_for_each(|row| each(Row(row)))?;
            if rows.len() < FETCHED_AT_ONCE {
                return self.execute(&format!("CLOSE all_{name}"), &[]).map(drop);
            }
        }
    }
}
