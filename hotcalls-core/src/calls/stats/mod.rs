//! Statistics of calls: what is answered, and the arithmetic behind it.

pub(super) mod days;
pub(super) mod figures;
pub(super) mod model;
pub(super) mod operations;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::{Subject, counted};
pub use self::{
    model::{
        AgentPerformance, AppointmentStats, CallAnalytics, CallDailyStats, CallDay, CallDurationDistribution, CallOutcomeBreakdown,
        CallTotals, DurationFigures, DurationPercentiles, DurationRange, DurationRanges,
    },
    operations::{CallDays, CallStatistics},
};
