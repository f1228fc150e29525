//! Quotas: how much of something a workspace's plan lets it have.
//!
//! A plan limits by its plan-features whose feature carries one of four names. Without a plan, without such a feature, or with a negative
//! limit there is no limit, nor is there for what belongs to no workspace. A limit that was lowered takes nothing away: what is there
//! stays, and only more is refused.
//!
//! [`check`] is called inside of the transaction of the write that adds, before it adds.

mod store;

use crate::{
    access::Scope,
    error::{Code, Error, Result},
    id::Id,
    store::counters,
    workspaces::Workspace,
};

/// What a plan can limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quota {
    /// Agents of the workspace: feature `max_agents`.
    Agents,
    /// Members of the workspace: feature `max_users`.
    Users,
    /// Leads of the workspace: feature `max_leads`.
    Leads,
    /// Minutes of talk in the calendar month of the workspace's zone: feature `call_minutes`.
    CallMinutes,
}

impl Quota {
    /// The name of the feature that carries the limit.
    pub const fn feature_name(self) -> &'static str {
        match self {
            Self::Agents => "max_agents",
            Self::Users => "max_users",
            Self::Leads => "max_leads",
            Self::CallMinutes => "call_minutes",
        }
    }
}

/// Refuses with `quota_exceeded` (figures `limit` and `used`) if `adding` more would exceed what the workspace's plan allows.
///
/// Of call minutes, the whole minutes talked so far are counted; a call that is about to begin adds 1.
pub fn check(scope: &Scope<'_>, workspace: Id<Workspace>, quota: Quota, adding: u64) -> Result<()> {
    match left(scope, workspace, quota)? {
        Some(left) if left.places() < adding => Err(left.refusal()),
        _ => Ok(()),
    }
}

/// What a plan still allows.
#[derive(Debug, Clone)]
pub struct Left {
    quota: Quota,
    limit: i64,
    used: i64,
}

impl Left {
    /// How many more.
    pub fn places(&self) -> u64 {
        self.limit.saturating_sub(self.used).max(0).unsigned_abs()
    }
    /// The error of one too many.
    pub fn refusal(&self) -> Error {
        let Self { quota, limit, used } = self;
        let message = format!("The plan of this workspace allows {limit} ({}), {used} are used.", quota.feature_name());
        Error::new(Code::QuotaExceeded, message).with_figure("limit", *limit).with_figure("used", *used)
    }
}

/// How many more the workspace's plan allows; `None` without a limit. Held until the transaction ends.
pub fn left(scope: &Scope<'_>, workspace: Id<Workspace>, quota: Quota) -> Result<Option<Left>> {
    if workspace == Id::NONE {
        return Ok(None);
    }
    let tx = scope.tx();
    let Some(limit) = store::limit_of(tx, workspace, quota)? else { return Ok(None) };
    // Writers that add to the same workspace wait for each other here, so that two of them cannot both take the last place.
    counters::hold(tx, workspace, "quotas")?;
    let used = store::used(tx, workspace, quota, scope.now(), scope.settings().time_zone)?;
    Ok(Some(Left { quota, limit, used }))
}
