//! Answers of the statistics.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::zero_as_integer;
use crate::{
    agents::Agent,
    calls::{
        model::{CallStatus, Outcome},
        reason::Reason,
    },
    id::Id,
    time::Date,
};

/// What `calls.analytics` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallAnalytics {
    /// How many calls.
    pub total_calls: i64,
    /// Of the calendar day of now, in the zone.
    pub calls_today: i64,
    /// Of the last 7 x 24 hours.
    pub calls_this_week: i64,
    /// Of the last 30 x 24 hours.
    pub calls_this_month: i64,
    /// Mean talk time in seconds, not rounded; 0 without calls.
    #[serde(serialize_with = "zero_as_integer")]
    pub avg_duration: f64,
    /// Talk time in seconds.
    pub total_duration: i64,
    /// Calls that we took.
    pub inbound_calls: i64,
    /// Calls that we made.
    pub outbound_calls: i64,
}

/// What `calls.daily_stats` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallDailyStats {
    /// How many days the window has.
    pub period_days: i64,
    /// Its first day.
    pub start_date: Date,
    /// Its last day, included.
    pub end_date: Date,
    /// Every day of the window, oldest first, those without calls included.
    pub daily_stats: Vec<CallDay>,
    /// The whole window.
    pub totals: CallTotals,
}

/// One calendar day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallDay {
    /// The day in the zone.
    pub date: Date,
    /// How many calls.
    pub calls: i64,
    /// Mean talk time in seconds, one decimal; 0 without calls.
    #[serde(serialize_with = "zero_as_integer")]
    pub avg_duration: f64,
    /// Talk time in seconds.
    pub total_duration: i64,
}

/// All days together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallTotals {
    /// How many calls.
    pub calls: i64,
    /// Mean talk time of a call in seconds, one decimal; 0 without calls.
    #[serde(serialize_with = "zero_as_integer")]
    pub avg_duration: f64,
    /// Talk time in seconds.
    pub total_duration: i64,
}

/// What `calls.duration_distribution` answers. Without calls the three objects are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallDurationDistribution {
    /// How many calls.
    pub total_calls: i64,
    /// How many calls are how long.
    pub duration_ranges: DurationRanges,
    /// Figures of all durations.
    pub statistics: DurationFigures,
    /// Nearest-rank percentiles of all durations, exact.
    pub percentiles: DurationPercentiles,
}

/// Calls by talk time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DurationRanges {
    /// Up to 30 seconds.
    #[serde(rename = "0-30s", skip_serializing_if = "Option::is_none")]
    pub to_30: Option<DurationRange>,
    /// 31 to 60 seconds.
    #[serde(rename = "31-60s", skip_serializing_if = "Option::is_none")]
    pub to_60: Option<DurationRange>,
    /// 61 to 120 seconds.
    #[serde(rename = "61-120s", skip_serializing_if = "Option::is_none")]
    pub to_120: Option<DurationRange>,
    /// 121 to 300 seconds.
    #[serde(rename = "121-300s", skip_serializing_if = "Option::is_none")]
    pub to_300: Option<DurationRange>,
    /// Longer.
    #[serde(rename = "300s+", skip_serializing_if = "Option::is_none")]
    pub longer: Option<DurationRange>,
}

/// One range of talk times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DurationRange {
    /// How many calls.
    pub count: i64,
    /// Of all calls, in percent, one decimal.
    pub percentage: f64,
}

/// Mean and ends of the talk times, in seconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DurationFigures {
    /// The mean, one decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avg_duration: Option<f64>,
    /// The shortest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_duration: Option<i64>,
    /// The longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<i64>,
}

/// Talk times in seconds that so many percent of the calls do not exceed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DurationPercentiles {
    /// The median.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50: Option<i64>,
    /// 90 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90: Option<i64>,
    /// 95 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p95: Option<i64>,
    /// 99 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99: Option<i64>,
}

/// What `calls.outcome_breakdown` answers. Every value of the closed sets is there, also those without calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallOutcomeBreakdown {
    /// How many calls.
    pub total_calls: i64,
    /// Calls by outcome.
    pub outcomes: BTreeMap<Outcome, i64>,
    /// Calls that have no outcome.
    pub without_outcome: i64,
    /// Calls by status.
    pub statuses: BTreeMap<CallStatus, i64>,
    /// Calls by reason.
    pub reasons: BTreeMap<Reason, i64>,
    /// Calls that have no reason: those that have not ended.
    pub without_reason: i64,
    /// Ended calls with the outcome `appointment_scheduled` or `reached` / ended calls, 0..1; null without ended calls.
    pub success_rate: Option<f64>,
}

/// One agent in the answer of `calls.agent_performance`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentPerformance {
    /// The agent.
    pub agent: Id<Agent>,
    /// Its name.
    pub agent_name: String,
    /// How many calls.
    pub calls: i64,
    /// Talk time in seconds.
    pub talk_seconds: i64,
    /// Mean talk time in seconds, one decimal.
    pub avg_duration: f64,
    /// Calls by outcome.
    pub outcomes: BTreeMap<Outcome, i64>,
    /// Calls that have no outcome.
    pub without_outcome: i64,
    /// Calls in which an appointment was made.
    pub appointments: i64,
    /// Ended calls with the outcome `appointment_scheduled` or `reached` / ended calls, 0..1; null without ended calls.
    pub success_rate: Option<f64>,
}

/// What `calls.appointment_stats` answers: calls with the outcome `appointment_scheduled`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct AppointmentStats {
    /// All of them.
    pub total: i64,
    /// Made in calls of the calendar day of now, in the zone.
    pub today: i64,
    /// Made in calls of the last 7 x 24 hours.
    pub this_week: i64,
    /// Made in calls of the last 30 x 24 hours.
    pub this_month: i64,
    /// The appointment is now or later.
    pub upcoming: i64,
    /// The appointment was before now.
    pub past: i64,
}
