//! Failed logins as they are stored: who has to wait, and for how long.

use std::net::IpAddr;

use super::{
    store,
    throttle::{ACCOUNT, ADDRESS, Attempts, Limit},
};
use crate::{
    access::Scope,
    error::{Code, Error, Result},
    query::fold,
};

/// An account and an address: what a login is counted against.
#[derive(Debug, Clone)]
pub(crate) struct Subjects(Vec<(String, Limit)>);

impl Subjects {
    /// `username` in its normal spelling. Letter case is folded: another spelling must not buy further guesses.
    pub(crate) fn new(username: &str, address: Option<&str>) -> Self {
        let account = (format!("account {}", fold(username)), ACCOUNT);
        let address = address.map(|address| (format!("address {}", network(address)), ADDRESS));
        Self(std::iter::once(account).chain(address).collect())
    }

    /// `throttled`, with the seconds to wait, if one of them has to.
    pub(crate) fn require_patience_over(&self, scope: &Scope<'_>) -> Result<()> {
        let mut longest = None;
        for (subject, _) in &self.0 {
            longest = longest.max(store::attempts(scope.tx(), subject)?.and_then(|a| a.wait(scope.now())));
        }
        let Some(wait) = longest else { return Ok(()) };
        let seconds = if wait == 1 { "second" } else { "seconds" };
        let message = format!("Too many failed attempts. Try again in {wait} {seconds}.");
        Err(Error::new(Code::Throttled, message).with_figure("retry_after", wait))
    }

    /// Counts a failure; it stays although the operation fails.
    pub(crate) fn failed(&self, scope: &Scope<'_>) -> Result<()> {
        store::sweep_attempts(scope.tx(), scope.now())?;
        for (subject, limit) in &self.0 {
            let before = store::attempts(scope.tx(), subject)?;
            store::set_attempts(scope.tx(), subject, Attempts::failed(before, *limit, scope.now()))?;
        }
        scope.keep_on_error();
        Ok(())
    }

    /// Forgets the account's failures. Not those of the address: one account of his own must not buy an attacker further guesses.
    pub(crate) fn succeeded(&self, scope: &Scope<'_>) -> Result<()> {
        self.0.iter().take(1).try_for_each(|(account, _)| store::clear_attempts(scope.tx(), account))
    }
}

/// What one attacker has of an address: an IPv6 customer is given 2^64 of them, so there the network counts.
fn network(address: &str) -> String {
    match address.trim().parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.chars().take(100).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_is_one_address() {
        for (given, counted) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("a socket", "a socket"),
        ] {
            assert_eq!(network(given), counted);
        }
    }
}
