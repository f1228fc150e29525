//! The clock of the database: machines that share one agree on leases and sessions, whatever their own clocks say.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{
    store::lock,
    time::{Clock, Timestamp},
};

/// How long a reading is used. Between readings time runs as on this machine, whose quartz is off by less than a millisecond in that time; a
/// reading itself is off by no more than half of its round trip.
const FRESH: Duration = Duration::from_secs(10);

/// The server's time, read now and then.
#[derive(Default)]
pub(super) struct ServerClock(Mutex<Option<(Instant, i64)>>);

impl ServerClock {
    /// Whether the server should be asked again.
    pub fn is_stale(&self) -> bool {
        lock(&self.0).is_none_or(|(read, _)| read.elapsed() > FRESH)
    }
    /// Takes over a reading that was asked for at `asked`.
    pub fn set(&self, asked: Instant, micros: i64) {
        let trip = asked.elapsed();
        *lock(&self.0) = Some((asked + trip / 2, micros));
    }
}

impl Clock for ServerClock {
    fn now(&self) -> Timestamp {
        // It was read when the database was opened.
        let (read, micros) = lock(&self.0).unwrap_or_else(|| (Instant::now(), 0));
        let since = i64::try_from(read.elapsed().as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(micros.saturating_add(since))
    }
}
