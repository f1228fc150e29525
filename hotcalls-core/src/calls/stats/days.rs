//! Windows of the statistics: calendar days of a zone (23, 24 or 25 hours), and which of them a request asks for.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use crate::{
    error::Problems,
    time::{Timestamp, day_span},
};

/// The longest window that is answered day by day.
pub const MAX_DAYS: i64 = 366;
/// Without any wish, so many days.
pub const DEFAULT_DAYS: i64 = 30;

/// The first and last day that dates of the contract can name: a window that would go beyond has its end there.
const ENDS: (NaiveDate, NaiveDate) = (NaiveDate::from_ymd_opt(1, 1, 1).unwrap(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap());

/// A calendar day and its half-open span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day in the zone.
    pub date: NaiveDate,
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment of the next day.
    pub to: Timestamp,
}

/// The days from `first` to `last`, both included, oldest first.
pub fn days(first: NaiveDate, last: NaiveDate, zone: Tz) -> Vec<Day> {
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|date| {
            let (from, to) = day_span(date, zone);
            Day { date, from, to }
        })
        .collect()
}

/// The first and last day that a request means, `today` being the last one if it does not say.
///
/// With both ends given `days` is not looked at; with one end it says how far the window reaches, and without it a window that has a
/// start ends today.
pub fn window(
    days: Option<i64>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), Problems> {
    let mut problems = Problems::new();
    if days.is_some_and(|n| n < 1) {
        problems.add("days", "Ensure this value is greater than or equal to 1.");
    }
    if days.is_some_and(|n| n > MAX_DAYS) {
        problems.add("days", format!("Ensure this value is less than or equal to {MAX_DAYS}."));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let reach = Days::new(days.unwrap_or(DEFAULT_DAYS).unsigned_abs() - 1);
    let (first, last) = match (start, end) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) if days.is_some() => (start, start.checked_add_days(reach).map_or(ENDS.1, |last| last.min(ENDS.1))),
        (Some(start), None) => (start, today),
        (None, end) => {
            let end = end.unwrap_or(today);
            (end.checked_sub_days(reach).map_or(ENDS.0, |first| first.max(ENDS.0)), end)
        }
    };
    if first > last {
        problems.add("start_date", "Ensure this value is not after the end of the window.");
    } else if (last - first).num_days() >= MAX_DAYS {
        problems.add("start_date", format!("Ensure that the window has no more than {MAX_DAYS} days."));
    }
    if problems.is_empty() { Ok((first, last)) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Europe::Berlin};

    use super::*;
    use crate::time::parse_date;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn days_join_without_gaps_over_both_changes() {
        for zone in [Berlin, New_York, chrono_tz::America::Santiago, Tz::UTC] {
            let all = days(day("2026-01-01"), day("2026-12-31"), zone);
            assert_eq!(all.len(), 365);
            assert!(all.windows(2).all(|w| w[0].to == w[1].from && w[0].from < w[0].to), "{zone}");
            for d in &all {
                assert_eq!((d.from.date_in(zone), d.to.date_in(zone)), (d.date, d.date.succ_opt().unwrap()));
            }
        }
        let hours = |text: &str, zone| {
            let d = days(day(text), day(text), zone)[0];
            (d.to.micros() - d.from.micros()) / 3_600_000_000
        };
        assert_eq!((hours("2026-03-29", Berlin), hours("2026-10-25", Berlin)), (23, 25));
        assert_eq!((hours("2026-03-08", New_York), hours("2026-11-01", New_York)), (23, 25));
        assert_eq!(hours("2026-03-29", New_York), 24);
    }

    #[test]
    fn windows_end_today_and_include_both_ends() {
        let today = day("2026-11-22");
        let at = |days, start: Option<&str>, end: Option<&str>| window(days, start.map(day), end.map(day), today);
        assert_eq!(at(None, None, None), Ok((day("2026-10-24"), today)));
        assert_eq!(at(Some(1), None, None), Ok((today, today)));
        assert_eq!(at(Some(366), None, None), Ok((day("2025-11-22"), today)));
        assert_eq!(at(None, Some("2026-11-20"), None), Ok((day("2026-11-20"), today)));
        assert_eq!(at(Some(2), Some("2026-11-01"), None), Ok((day("2026-11-01"), day("2026-11-02"))));
        assert_eq!(at(Some(2), None, Some("2026-03-01")), Ok((day("2026-02-28"), day("2026-03-01"))));
        assert_eq!(at(Some(2), Some("2026-01-01"), Some("2026-01-31")), Ok((day("2026-01-01"), day("2026-01-31"))));
    }

    #[test]
    fn windows_that_cannot_be_are_refused_by_field() {
        let today = day("2026-11-22");
        for (days, start, end, field) in [
            (Some(0), None, None, "days"),
            (Some(367), None, None, "days"),
            (Some(-1), None, None, "days"),
            (None, Some("2026-11-23"), None, "start_date"),
            (None, Some("2026-02-02"), Some("2026-02-01"), "start_date"),
            (None, Some("2024-01-01"), Some("2026-01-01"), "start_date"),
        ] {
            let problems = window(days, start.map(day), end.map(day), today).unwrap_err();
            assert!(problems.get(field).is_some() && problems.len() == 1, "{problems:?}");
        }
        // Nothing is beyond the ends of the calendar.
        assert_eq!(window(Some(366), Some(day("9999-12-01")), None, today), Ok((day("9999-12-01"), day("9999-12-31"))));
        assert_eq!(window(None, None, Some(day("0001-01-29")), today), Ok((day("0001-01-01"), day("0001-01-29"))));
    }
}
