//! How failed logins slow an account and an address down.
//!
//! The first failures are free (people mistype), then each further one doubles the wait, up to a limit: an attacker gets a handful of
//! guesses an hour, while a stranger cannot lock somebody out for a day. An hour without a failure forgets them.

use crate::time::Timestamp;

/// An hour without a failure forgets what was before.
const MEMORY_SECONDS: i64 = 3600;

/// What is slowed down, and from when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Failures that cost nothing.
    free: i64,
    /// The longest wait.
    most_seconds: i64,
}

/// One account, from wherever the attempts come.
pub(crate) const ACCOUNT: Limit = Limit { free: 5, most_seconds: 300 };
/// One address, whomever the attempts are for: many people may share it, so it has more free failures; it waits longer in the end.
pub(crate) const ADDRESS: Limit = Limit { free: 20, most_seconds: 900 };

/// What is stored of one account or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// Failures in a row, each within an hour of the one before.
    pub failures: i64,
    /// The last failure.
    pub last_at: Timestamp,
    /// Until then every attempt is refused unseen.
    pub blocked_until: Timestamp,
}

impl Attempts {
    /// Whole seconds to wait, rounded up; `None` if an attempt is allowed.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<i64> {
        let micros = self.blocked_until.micros().saturating_sub(now.micros());
        (micros > 0).then(|| (micros + 999_999) / 1_000_000)
    }

    /// What is stored after one more failure.
    pub(crate) fn failed(before: Option<Self>, limit: Limit, now: Timestamp) -> Self {
        let fresh = before.filter(|b| b.last_at.plus_seconds(MEMORY_SECONDS) > now);
        let failures = fresh.map_or(0, |b| b.failures).saturating_add(1);
        let over = failures.saturating_sub(limit.free);
        let wait = if over <= 0 { 0 } else { limit.most_seconds.min(1 << over.min(30)) };
        Self { failures, last_at: now, blocked_until: now.plus_seconds(wait) }
    }
}

/// Rows whose last failure was before this moment mean nothing any more.
pub(crate) fn forgotten_before(now: Timestamp) -> Timestamp {
    now.plus_seconds(-MEMORY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn after(failures: usize, limit: Limit) -> Attempts {
        (0..failures).fold(None, |before, _| Some(Attempts::failed(before, limit, NOW))).unwrap()
    }

    #[test]
    fn the_first_failures_are_free_and_then_the_wait_doubles_up_to_a_limit() {
        assert_eq!(after(5, ACCOUNT).wait(NOW), None);
        let waits: Vec<_> = (6..=10).map(|n| after(n, ACCOUNT).wait(NOW).unwrap()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32]);
        assert_eq!(after(60, ACCOUNT).wait(NOW), Some(300));
        assert_eq!((after(20, ADDRESS).wait(NOW), after(21, ADDRESS).wait(NOW), after(90, ADDRESS).wait(NOW)), (None, Some(2), Some(900)));
    }

    #[test]
    fn a_wait_is_rounded_up_and_ends() {
        let blocked = after(6, ACCOUNT);
        assert_eq!(blocked.wait(Timestamp::from_micros(NOW.micros() + 1_000_001)), Some(1));
        assert_eq!(blocked.wait(NOW.plus_seconds(2)), None);
    }

    #[test]
    fn an_hour_of_quiet_forgets() {
        let many = after(60, ACCOUNT);
        assert_eq!(Attempts::failed(Some(many), ACCOUNT, NOW.plus_seconds(3599)).failures, 61);
        assert_eq!(Attempts::failed(Some(many), ACCOUNT, NOW.plus_seconds(3600)).failures, 1);
        assert_eq!(forgotten_before(NOW.plus_seconds(3600)), NOW);
    }
}
