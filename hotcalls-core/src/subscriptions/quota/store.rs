//! SQL of quotas. It reads only; whoever adds writes its own tables.

use chrono_tz::Tz;

use super::Quota;
use crate::{
    error::Result,
    id::Id,
    params,
    store::{Tx, counters},
    time::{Timestamp, month_span, parse_zone},
    workspaces::Workspace,
};

/// The limit that the workspace's plan sets, if it sets one.
pub(super) fn limit_of(tx: &Tx<'_>, workspace: Id<Workspace>, quota: Quota) -> Result<Option<i64>> {
    let limit: Option<i64> = tx.one(
        "SELECT pf.limit_value FROM workspaces w
         JOIN plan_features pf ON pf.plan_id = w.plan_id
         JOIN features f ON f.id = pf.feature_id AND f.feature_name = ?2
         WHERE w.id = ?1",
        params![workspace, quota.feature_name()],
        |row| row.get(0),
    )?;
    Ok(limit.filter(|limit| *limit >= 0))
}

/// How much the workspace has of it now.
pub(super) fn used(tx: &Tx<'_>, workspace: Id<Workspace>, quota: Quota, now: Timestamp, default_zone: Tz) -> Result<i64> {
    let sql = match quota {
        Quota::Agents => "SELECT COUNT(*) FROM agents WHERE workspace_id = ?1",
        Quota::Users => "SELECT COUNT(*) FROM workspace_members WHERE workspace_id = ?1",
        Quota::Leads => return Ok(counters::get(tx, workspace, "leads")? as i64),
        Quota::CallMinutes => return minutes_used(tx, workspace, now, default_zone),
    };
    Ok(tx.one(sql, params![workspace], |row| row.get(0))?.unwrap_or(0))
}

fn minutes_used(tx: &Tx<'_>, workspace: Id<Workspace>, now: Timestamp, default_zone: Tz) -> Result<i64> {
    let name: Option<Option<String>> = tx.one("SELECT timezone FROM workspaces WHERE id = ?1", params![workspace], |row| row.get(0))?;
    let zone = name.flatten().and_then(|name| parse_zone(&name)).unwrap_or(default_zone);
    let (from, to) = month_span(now.date_in(zone), zone);
    let seconds: Option<i64> = tx.one(
        "SELECT CAST(COALESCE(SUM(duration), 0) AS BIGINT) FROM calls WHERE workspace_id = ?1 AND timestamp >= ?2 AND timestamp < ?3",
        params![workspace, from, to],
        |row| row.get(0),
    )?;
    Ok(seconds.unwrap_or(0) / 60)
}
