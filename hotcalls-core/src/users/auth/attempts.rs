//! Failed logins as they are stored: who has to wait, and for how long.

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
        let address = address.map(|address| (format!("address {address}"), ADDRESS));
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
