//! How long things may take, and how many connections there are: what the program says, else what the address says, else what is usual.

use std::time::{Duration, Instant};

use crate::{
    error::{Code, Error, Result},
    store::StoreOptions,
};

/// How long one statement may take.
const STATEMENT: Duration = Duration::from_secs(60);
/// How long a transaction may stand still while the program does something else. It is no guard against machines that are gone: the server
/// finds them by itself, see [`Limits::settings`].
const IDLE: Duration = Duration::from_secs(600);
/// The server counts milliseconds in 32 bits.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);
/// When a peer that says nothing is asked whether it is still there, how often and how many times: a machine that lost its power or its network
/// does not say goodbye. Both sides do so, over all of their connections.
pub(super) const KEEPALIVE: (Duration, Duration, u32) = (Duration::from_secs(30), Duration::from_secs(10), 3);
/// How long a peer has to acknowledge what it was sent.
pub(super) const ACKNOWLEDGED: Duration = Duration::from_secs(60);
/// More connections than any server takes.
const MOST: usize = 10_000;

/// What an address says of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pool_size: Option<usize>,
    busy_timeout: Option<Duration>,
    statement_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Limits {
    /// How many connections there may be.
    pub connections: usize,
    /// How long to wait for others: writers, locks, a connection.
    pub patience: Duration,
    statement: Duration,
    idle: Duration,
}

impl Said {
    /// The options of an address that are told here.
    pub const NAMES: [&str; 4] = ["pool_size", "busy_timeout", "statement_timeout", "idle_timeout"];

    /// Takes one of them over; what is wrong with it.
    pub fn take(&mut self, name: &str, value: &str) -> std::result::Result<(), String> {
        let seconds = |least: Duration| {
            let given = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let given = given.filter(|given| *given >= least).ok_or_else(|| format!("{name} is a number of seconds"));
            given.map(Some)
        };
        let some = Duration::from_nanos(1);
        match name {
            "pool_size" => {
                let given = value.parse().ok().filter(|n| (1..=MOST).contains(n));
                given.ok_or_else(|| format!("{name} is a number from 1 to {MOST}")).map(|n| self.pool_size = Some(n))
            }
            "busy_timeout" => seconds(Duration::ZERO).map(|given| self.busy_timeout = given),
            "statement_timeout" => seconds(some).map(|given| self.statement_timeout = given),
            _ => seconds(some).map(|given| self.idle_timeout = given),
        }
    }
}

impl Limits {
    pub fn new(options: &StoreOptions, said: &Said) -> Result<Self> {
        // The server would take it for no limit at all.
        if options.statement_timeout.is_some_and(|limit| limit.is_zero()) {
            return Err(Error::field("statement_timeout", "A statement needs some time: give more than 0."));
        }
        Ok(Self {
            connections: options.readers.or(said.pool_size).unwrap_or_else(StoreOptions::usual_readers),
            patience: options.busy_timeout.or(said.busy_timeout).unwrap_or(StoreOptions::PATIENCE).min(LONGEST),
            statement: options.statement_timeout.or(said.statement_timeout).unwrap_or(STATEMENT),
            idle: said.idle_timeout.unwrap_or(IDLE),
        })
    }

    /// What a session is set to, whatever the server, the database or the role is set to.
    ///
    /// A machine that is gone is noticed by the server, which gives up its transaction then and with it its locks.
    pub fn settings(&self) -> String {
        let [statement, patience, idle, acknowledged] = [self.statement, self.patience, self.idle, ACKNOWLEDGED].map(millis);
        let (quiet, interval, times) = KEEPALIVE;
        format!(
            "SET statement_timeout = {statement}; SET lock_timeout = {patience}; SET idle_in_transaction_session_timeout = {idle}; \
             SET tcp_keepalives_idle = {}; SET tcp_keepalives_interval = {}; SET tcp_keepalives_count = {times}; \
             SET tcp_user_timeout = {acknowledged}",
            quiet.as_secs(),
            interval.as_secs()
        )
    }

    /// What a transaction says that stood still for too long.
    pub fn idled() -> Error {
        Error::new(Code::Busy, "The transaction stood still for longer than `idle_timeout` of the address allows; nothing was changed.")
    }

    /// What a transaction says that the server, from version 17 on, was told to end after some time.
    pub fn outlasted() -> Error {
        Error::new(Code::Busy, "The transaction took longer than `transaction_timeout` of the database server allows; nothing was changed.")
    }
}

/// Milliseconds as the server counts them: some, where there is some time; zero would be no limit.
pub(super) fn millis(limit: Duration) -> u128 {
    limit.min(LONGEST).as_micros().div_ceil(1000).max(1)
}

/// How long an operation has waited for others, over all of its attempts.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    start: Instant,
    limit: Duration,
}

impl Patience {
    pub fn new(limit: Duration) -> Self {
        Self { start: Instant::now(), limit }
    }
    pub fn left(&self) -> Duration {
        self.limit.saturating_sub(self.start.elapsed())
    }
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
    /// How long a statement that took so long was waiting, perhaps: what is shorter is work.
    pub fn suspects(&self, took: Duration) -> bool {
        took >= (self.limit / 4).max(Duration::from_millis(10))
    }
    /// How long the next lock is waited for, after `waited` for others: at the end of its patience a transaction still waits for those who are
    /// about to be done, since all of its work would be lost.
    pub fn for_a_lock(&self, waited: Duration) -> Duration {
        self.limit.saturating_sub(waited).max(self.limit / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_time_is_never_sent_as_no_limit_and_too_much_as_the_most() {
        let of = [Duration::ZERO, Duration::from_micros(500), Duration::from_millis(1), Duration::from_micros(1001), Duration::MAX];
        assert_eq!(of.map(millis), [1, 1, 1, 2, 2_147_483_647]);
    }

    #[test]
    fn what_the_program_says_goes_before_what_the_address_says() {
        let mut said = Said::default();
        for (name, value) in [("pool_size", "3"), ("busy_timeout", "0.25"), ("statement_timeout", "1e9"), ("idle_timeout", "7")] {
            assert_eq!(said.take(name, value), Ok(()), "{name}");
        }
        for (name, value) in
            [("pool_size", "0"), ("pool_size", "many"), ("busy_timeout", "-1"), ("statement_timeout", "0"), ("idle_timeout", "NaN")]
        {
            assert!(said.take(name, value).unwrap_err().starts_with(name), "{name}={value}");
        }
        let silent = StoreOptions::of("x");
        let limits = Limits::new(&silent, &said).unwrap();
        let secs = Duration::from_secs_f64;
        assert_eq!(limits, Limits { connections: 3, patience: secs(0.25), statement: secs(1e9), idle: secs(7.0) });
        assert!(limits.settings().contains("statement_timeout = 2147483647;"));
        let says =
            StoreOptions { readers: Some(5), busy_timeout: Some(Duration::MAX), statement_timeout: Some(secs(2.0)), ..silent.clone() };
        let limits = Limits::new(&says, &said).unwrap();
        assert_eq!((limits.connections, limits.patience, limits.statement), (5, LONGEST, secs(2.0)));
        let none = Limits::new(&StoreOptions { statement_timeout: Some(Duration::ZERO), ..silent }, &said).unwrap_err();
        assert!(none.code() == Code::InvalidInput && none.details().get("statement_timeout").is_some(), "{none:?}");
    }
}
