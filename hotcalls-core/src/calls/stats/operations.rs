//! The statistics: which calls they are about, and how the answers are put together.
//!
//! All of them take the filters of the list, see what the caller sees, and count ended calls unless the status is filtered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{
    days::{self, MAX_DAYS},
    figures::{mean, mean1, percent1, percentile, rate},
    model::*,
    store::{self, Group, Moments},
};
use crate::{
    access::Scope,
    calls::{
        fields::{CallFilters, ENDED, SEARCH, sees},
        model::{CallStatus, Outcome},
        reason::Reason,
        references::agent_names,
        store::{BARE, WITH_LEAD},
    },
    error::{Error, Result},
    operation::{
        Input,
        rules::{int, text},
    },
    query::{Where, search},
    time::{Date, day_span},
};

input! {
    /// What the statistics of calls take.
    pub struct CallStatistics {
        flatten pub filters: CallFilters,
        /// Terms that must occur, as in the list.
        pub search: Option<String> = None => text(1000).blank(),
    }
}

input! {
    /// What `calls.daily_stats` takes.
    pub struct CallDays {
        flatten pub filters: CallFilters,
        /// Terms that must occur, as in the list.
        pub search: Option<String> = None => text(1000).blank(),
        /// How many days, 1 to 366; 30 if nothing else is said. Not looked at when both dates are given.
        pub days: Option<i32> = None => int(1, MAX_DAYS),
        /// The first day. The window ends today, or after `days`.
        pub start_date: Option<Date> = None,
        /// The last day, included; today if nothing else is said.
        pub end_date: Option<Date> = None,
    }
}

/// The calls that a statistic is about: tables and a condition on them.
pub(crate) struct Subject {
    /// `calls c`, and `leads l` if the condition looks at them.
    pub from: &'static str,
    /// The condition.
    pub w: Where,
}

/// The calls that the caller sees, that the filters and the search let through, and that have ended, unless the status is filtered.
pub(crate) fn counted(scope: &Scope<'_>, filters: &CallFilters, text: Option<&str>) -> Result<Subject> {
    let mut w = Where::new();
    w.reach("c.workspace_id", &sees(scope));
    filters.restrict(scope, &mut w)?;
    filters.filters(&mut w);
    if filters.status.is_none() {
        w.raw(ENDED);
    }
    let text = text.unwrap_or_default();
    search(&mut w, SEARCH, text);
    Ok(Subject { from: if text.trim().is_empty() { BARE } else { WITH_LEAD }, w })
}

/// Today, the last 7 x 24 and the last 30 x 24 hours.
fn moments(scope: &Scope<'_>, zone: Tz) -> Moments {
    let now = scope.now();
    let (day_from, day_to) = day_span(now.date_in(zone), zone);
    Moments { now, day_from, day_to, week_from: now.plus_seconds(-7 * 24 * 3600), month_from: now.plus_seconds(-30 * 24 * 3600) }
}

pub(in crate::calls) fn analytics(scope: &Scope<'_>, input: CallStatistics) -> Result<CallAnalytics> {
    let calls = counted(scope, &input.filters, input.search.as_deref())?;
    let sums = store::analytics(scope.tx(), calls, &moments(scope, input.filters.zone(scope)))?;
    Ok(CallAnalytics {
        total_calls: sums.total,
        calls_today: sums.today,
        calls_this_week: sums.week,
        calls_this_month: sums.month,
        avg_duration: mean(sums.seconds, sums.total),
        total_duration: sums.seconds,
        inbound_calls: sums.inbound,
        outbound_calls: sums.outbound,
    })
}

pub(in crate::calls) fn daily_stats(scope: &Scope<'_>, input: CallDays) -> Result<CallDailyStats> {
    let zone = input.filters.zone(scope);
    let (first, last) = window(&input, scope.now().date_in(zone))?;
    let calls = counted(scope, &input.filters, input.search.as_deref())?;
    let days = days::days(first, last, zone);
    // Days without calls are absent from the answer of the database.
    let found: BTreeMap<i64, (i64, i64)> = store::by_span(scope.tx(), calls, &days)?.into_iter().collect();
    let mut totals = (0, 0);
    let daily_stats = days.iter().zip(0_i64..).map(|(day, n)| {
        let (calls, total_duration) = found.get(&n).copied().unwrap_or_default();
        totals = (totals.0 + calls, totals.1 + total_duration);
        CallDay { date: Date(day.date), calls, avg_duration: mean1(total_duration, calls), total_duration }
    });
    let daily_stats: Vec<_> = daily_stats.collect();
    let (calls, total_duration) = totals;
    Ok(CallDailyStats {
        period_days: daily_stats.len() as i64,
        start_date: Date(first),
        end_date: Date(last),
        daily_stats,
        totals: CallTotals { calls, avg_duration: mean1(total_duration, calls), total_duration },
    })
}

fn window(input: &CallDays, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let date = |d: Option<Date>| d.map(|d| d.0);
    days::window(input.days.map(i64::from), date(input.start_date), date(input.end_date), today).map_err(Error::invalid)
}

pub(in crate::calls) fn duration_distribution(scope: &Scope<'_>, input: CallStatistics) -> Result<CallDurationDistribution> {
    let calls = counted(scope, &input.filters, input.search.as_deref())?;
    Ok(distribution(&store::by_duration(scope.tx(), calls)?))
}

/// From `(seconds, calls)` in rising order of seconds.
fn distribution(counted: &[(i64, i64)]) -> CallDurationDistribution {
    let total_calls: i64 = counted.iter().map(|(_, calls)| calls).sum();
    let (Some((min, _)), Some((max, _))) = (counted.first(), counted.last()) else {
        return CallDurationDistribution {
            total_calls: 0,
            duration_ranges: DurationRanges::default(),
            statistics: DurationFigures::default(),
            percentiles: DurationPercentiles::default(),
        };
    };
    let range = |from: i64, to: i64| {
        let count = counted.iter().filter(|(seconds, _)| (from..=to).contains(seconds)).map(|(_, calls)| calls).sum();
        Some(DurationRange { count, percentage: percent1(count, total_calls) })
    };
    let seconds = counted.iter().map(|(seconds, calls)| seconds * calls).sum();
    CallDurationDistribution {
        total_calls,
        duration_ranges: DurationRanges {
            to_30: range(0, 30),
            to_60: range(31, 60),
            to_120: range(61, 120),
            to_300: range(121, 300),
            longer: range(301, i64::MAX),
        },
        statistics: DurationFigures { avg_duration: Some(mean1(seconds, total_calls)), min_duration: Some(*min), max_duration: Some(*max) },
        percentiles: DurationPercentiles {
            p50: percentile(counted, 50),
            p90: percentile(counted, 90),
            p95: percentile(counted, 95),
            p99: percentile(counted, 99),
        },
    }
}

/// Sums over groups of calls that are alike.
#[derive(Default)]
struct Outcomes {
    calls: i64,
    seconds: i64,
    by_outcome: BTreeMap<Outcome, i64>,
    without: i64,
    ended: i64,
    successes: i64,
}

impl Outcomes {
    fn new() -> Self {
        Self { by_outcome: zeros(&Outcome::ALL), ..Self::default() }
    }
    fn add(&mut self, group: &Group) {
        self.calls += group.calls;
        self.seconds += group.seconds;
        match group.outcome {
            Some(outcome) => *self.by_outcome.entry(outcome).or_default() += group.calls,
            None => self.without += group.calls,
        }
        if group.status.is_ended() {
            self.ended += group.calls;
            self.successes += if group.outcome.is_some_and(Outcome::is_success) { group.calls } else { 0 };
        }
    }
}

fn zeros<T: Copy + Ord>(all: &[T]) -> BTreeMap<T, i64> {
    all.iter().map(|value| (*value, 0)).collect()
}

pub(in crate::calls) fn outcome_breakdown(scope: &Scope<'_>, input: CallStatistics) -> Result<CallOutcomeBreakdown> {
    let calls = counted(scope, &input.filters, input.search.as_deref())?;
    let (mut outcomes, mut statuses, mut reasons) = (Outcomes::new(), zeros(&CallStatus::ALL), zeros(Reason::ALL));
    let mut without_reason = 0;
    for (group, reason) in store::by_outcome(scope.tx(), calls)? {
        outcomes.add(&group);
        *statuses.entry(group.status).or_default() += group.calls;
        match reason {
            Some(reason) => *reasons.entry(reason).or_default() += group.calls,
            None => without_reason += group.calls,
        }
    }
    Ok(CallOutcomeBreakdown {
        total_calls: outcomes.calls,
        outcomes: outcomes.by_outcome,
        without_outcome: outcomes.without,
        statuses,
        reasons,
        without_reason,
        success_rate: rate(outcomes.successes, outcomes.ended),
    })
}

pub(in crate::calls) fn agent_performance(scope: &Scope<'_>, input: CallStatistics) -> Result<Vec<AgentPerformance>> {
    let calls = counted(scope, &input.filters, input.search.as_deref())?;
    let mut agents = BTreeMap::new();
    for (agent, group) in store::by_agent(scope.tx(), calls)? {
        agents.entry(agent).or_insert_with(Outcomes::new).add(&group);
    }
    let mut names = agent_names(scope, agents.keys().copied())?;
    let mut all: Vec<_> = agents
        .into_iter()
        .map(|(agent, sums)| AgentPerformance {
            agent,
            agent_name: names.remove(&agent).unwrap_or_default(),
            calls: sums.calls,
            talk_seconds: sums.seconds,
            avg_duration: mean1(sums.seconds, sums.calls),
            appointments: sums.by_outcome.get(&Outcome::AppointmentScheduled).copied().unwrap_or_default(),
            outcomes: sums.by_outcome,
            without_outcome: sums.without,
            success_rate: rate(sums.successes, sums.ended),
        })
        .collect();
    // Stable: agents with as many calls stay in the order of their ids.
    all.sort_by_key(|a| std::cmp::Reverse(a.calls));
    Ok(all)
}

pub(in crate::calls) fn appointment_stats(scope: &Scope<'_>, input: CallStatistics) -> Result<AppointmentStats> {
    let mut calls = counted(scope, &input.filters, input.search.as_deref())?;
    calls.w.push("c.outcome = {}", [Outcome::AppointmentScheduled]);
    store::appointments(scope.tx(), calls, &moments(scope, input.filters.zone(scope)))
}
