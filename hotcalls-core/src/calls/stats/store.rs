//! SQL of the statistics: one pass in the database each, never a row per call.

use super::{days::Day, model::AppointmentStats, operations::Subject};
use crate::{
    agents::Agent,
    calls::{
        model::{CallStatus, Outcome},
        reason::Reason,
    },
    error::Result,
    id::Id,
    query::Where,
    store::{Row, Tx},
    time::Timestamp,
};

impl Subject {
    /// `FROM ... WHERE ...`
    pub(crate) fn source(&self) -> String {
        format!("FROM {} {}", self.from, self.w.clause())
    }
}

/// The windows that end now.
pub struct Moments {
    pub now: Timestamp,
    pub day_from: Timestamp,
    pub day_to: Timestamp,
    pub week_from: Timestamp,
    pub month_from: Timestamp,
}

/// Counts and sums over all calls of a condition.
#[derive(Default)]
pub struct Sums {
    pub total: i64,
    pub today: i64,
    pub week: i64,
    pub month: i64,
    pub seconds: i64,
    pub inbound: i64,
    pub outbound: i64,
}

/// The counts of a statement over the windows: today, this week, this month. Binds after what the condition has bound.
fn windows(w: &mut Where, at: &Moments) -> String {
    let (now, day_from, day_to) = (w.bind(&at.now), w.bind(&at.day_from), w.bind(&at.day_to));
    let (week, month) = (w.bind(&at.week_from), w.bind(&at.month_from));
    format!(
        "COUNT(CASE WHEN c.timestamp >= {day_from} AND c.timestamp < {day_to} THEN 1 END),
         COUNT(CASE WHEN c.timestamp >= {week} AND c.timestamp <= {now} THEN 1 END),
         COUNT(CASE WHEN c.timestamp >= {month} AND c.timestamp <= {now} THEN 1 END)"
    )
}

pub fn analytics(tx: &Tx<'_>, mut calls: Subject, at: &Moments) -> Result<Sums> {
    let windows = windows(&mut calls.w, at);
    let sql = format!(
        "SELECT COUNT(*), {windows}, CAST(COALESCE(SUM(c.duration), 0) AS BIGINT),
             COUNT(CASE WHEN c.direction = 'inbound' THEN 1 END), COUNT(CASE WHEN c.direction = 'outbound' THEN 1 END)
         {}",
        calls.source()
    );
    let sums = tx.one(&sql, calls.w.params(), |row| {
        Ok(Sums {
            total: row.get(0)?,
            today: row.get(1)?,
            week: row.get(2)?,
            month: row.get(3)?,
            seconds: row.get(4)?,
            inbound: row.get(5)?,
            outbound: row.get(6)?,
        })
    })?;
    Ok(sums.unwrap_or_default())
}

pub fn appointments(tx: &Tx<'_>, mut calls: Subject, at: &Moments) -> Result<AppointmentStats> {
    let windows = windows(&mut calls.w, at);
    let now = calls.w.bind(&at.now);
    let sql = format!(
        "SELECT COUNT(*), {windows}, COUNT(CASE WHEN c.appointment_datetime >= {now} THEN 1 END),
             COUNT(CASE WHEN c.appointment_datetime < {now} THEN 1 END)
         {}",
        calls.source()
    );
    let stats = tx.one(&sql, calls.w.params(), |row| {
        Ok(AppointmentStats {
            total: row.get(0)?,
            today: row.get(1)?,
            this_week: row.get(2)?,
            this_month: row.get(3)?,
            upcoming: row.get(4)?,
            past: row.get(5)?,
        })
    })?;
    Ok(stats.unwrap_or_default())
}

/// Calls and seconds of the days that have calls, by the place of the day in `days`. A day is a range of an index.
pub fn by_span(tx: &Tx<'_>, mut calls: Subject, days: &[Day]) -> Result<Vec<(i64, (i64, i64))>> {
    let w = &mut calls.w;
    let rows: Vec<_> = days
        .iter()
        .zip(0_i64..)
        .map(|(day, n)| {
            let (n, from, to) = (w.bind(&n), w.bind(&day.from), w.bind(&day.to));
            format!("(CAST({n} AS BIGINT), CAST({from} AS BIGINT), CAST({to} AS BIGINT))")
        })
        .collect();
    w.raw("c.timestamp >= d.first AND c.timestamp < d.past");
    let sql = format!(
        "WITH days (n, first, past) AS (VALUES {})
         SELECT d.n, COUNT(*), CAST(SUM(c.duration) AS BIGINT) FROM days d, {} {} GROUP BY d.n",
        rows.join(", "),
        calls.from,
        calls.w.clause()
    );
    tx.all(&sql, calls.w.params(), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
}

/// Seconds and how many calls have so many, shortest first.
pub fn by_duration(tx: &Tx<'_>, calls: Subject) -> Result<Vec<(i64, i64)>> {
    let sql = format!("SELECT c.duration, COUNT(*) {} GROUP BY c.duration ORDER BY c.duration", calls.source());
    tx.all(&sql, calls.w.params(), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Calls that are alike in status and outcome.
pub struct Group {
    pub status: CallStatus,
    pub outcome: Option<Outcome>,
    pub calls: i64,
    pub seconds: i64,
}

impl Group {
    const COLUMNS: &str = "c.status, c.outcome, COUNT(*), CAST(SUM(c.duration) AS BIGINT)";

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self { status: row.get(0)?, outcome: row.get(1)?, calls: row.get(2)?, seconds: row.get(3)? })
    }
}

pub fn by_outcome(tx: &Tx<'_>, calls: Subject) -> Result<Vec<(Group, Option<Reason>)>> {
    let sql = format!("SELECT {}, c.reason {} GROUP BY c.status, c.outcome, c.reason", Group::COLUMNS, calls.source());
    tx.all(&sql, calls.w.params(), |row| Ok((Group::read(row)?, row.get(4)?)))
}

/// Calls of every agent that had any.
pub fn by_agent(tx: &Tx<'_>, mut calls: Subject) -> Result<Vec<(Id<Agent>, Group)>> {
    calls.w.raw("c.agent_id IS NOT NULL");
    let sql = format!("SELECT {}, c.agent_id {} GROUP BY c.agent_id, c.status, c.outcome", Group::COLUMNS, calls.source());
    tx.all(&sql, calls.w.params(), |row| Ok((row.get(4)?, Group::read(row)?)))
}
