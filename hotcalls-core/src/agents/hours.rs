//! Calling hours: whether a window of weekdays and wall-clock times is open at a moment.
//!
//! Everything is judged by the local wall clock, which is what calling rules and people mean: on the days when clocks change an hour is
//! skipped or repeated, and both passes of a repeated hour count. A window that was turned into instants first would drift by an hour there.

use chrono::{Datelike, Weekday};
use chrono_tz::Tz;

use crate::{
    operation::rules::WEEKDAYS,
    time::{TimeOfDay, Timestamp},
};

/// Whether calls may be made at `at`, by the wall clock of `zone`.
///
/// `workdays` are lower-case English weekday names, empty means every day. The window is half-open, `from <= now < to`. `from` after `to` is
/// overnight, and such a window belongs to the day on which it starts; `from` equal to `to` is the whole day.
pub fn is_open(workdays: &[String], from: TimeOfDay, to: TimeOfDay, zone: Tz, at: Timestamp) -> bool {
    let local = at.utc().with_timezone(&zone);
    let (today, now) = (local.weekday(), TimeOfDay(local.time()));
    let works = |day: Weekday| workdays.is_empty() || workdays.iter().any(|name| name == WEEKDAYS[day.num_days_from_monday() as usize]);
    if from == to {
        works(today)
    } else if from < to {
        works(today) && from <= now && now < to
    } else {
        (works(today) && from <= now) || (works(today.pred()) && now < to)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Europe::Berlin};

    use super::*;

    fn open(days: &[&str], from: &str, to: &str, zone: Tz, at: &str) -> bool {
        let days: Vec<_> = days.iter().map(|d| (*d).to_owned()).collect();
        is_open(&days, from.parse().unwrap(), to.parse().unwrap(), zone, Timestamp::parse(at, None).unwrap())
    }

    #[test]
    fn a_day_window_is_half_open_in_its_own_zone() {
        // 2026-11-23 is a Monday; Berlin is an hour ahead of UTC.
        for (at, want) in [
            ("2026-11-23T07:59:59.999999Z", false),
            ("2026-11-23T08:00:00Z", true),
            ("2026-11-23T15:59:59.999999Z", true),
            ("2026-11-23T16:00:00Z", false),
            ("2026-11-22T10:00:00Z", false),
        ] {
            assert_eq!(open(&["monday"], "09:00", "17:00", Berlin, at), want, "{at}");
        }
        assert!(open(&[], "09:00", "17:00", Berlin, "2026-11-22T10:00:00Z"), "no workdays: every day");
        assert!(open(&["sunday"], "19:00", "23:00", New_York, "2026-11-23T01:00:00Z"), "still Sunday in New York");
    }

    #[test]
    fn an_overnight_window_belongs_to_the_day_it_starts_on() {
        for (at, want) in [
            ("2026-11-23T20:59:00Z", false), // Monday 21:59
            ("2026-11-23T21:00:00Z", true),  // Monday 22:00
            ("2026-11-24T04:59:00Z", true),  // Tuesday 05:59
            ("2026-11-24T05:00:00Z", false), // Tuesday 06:00
            ("2026-11-24T22:00:00Z", false), // Tuesday 23:00
            ("2026-11-23T02:00:00Z", false), // Monday 03:00, of Sunday's window
        ] {
            assert_eq!(open(&["monday"], "22:00", "06:00", Berlin, at), want, "{at}");
        }
    }

    #[test]
    fn equal_ends_are_the_whole_day() {
        assert!(open(&["monday"], "09:00", "09:00", Berlin, "2026-11-22T23:00:00Z"));
        assert!(open(&["monday"], "09:00", "09:00", Berlin, "2026-11-23T22:59:59Z"));
        assert!(!open(&["monday"], "09:00", "09:00", Berlin, "2026-11-23T23:00:00Z"));
    }

    #[test]
    fn clock_changes_follow_the_wall_clock() {
        // Berlin, 2026-03-29: 02:00 does not exist, 01:59 is followed by 03:00.
        assert!(open(&["sunday"], "01:00", "02:30", Berlin, "2026-03-29T00:59:59Z"));
        assert!(!open(&["sunday"], "01:00", "02:30", Berlin, "2026-03-29T01:00:00Z"));
        // 2026-10-25: 02:00 to 03:00 comes twice, and is open twice.
        for at in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            assert!(open(&["sunday"], "02:00", "03:00", Berlin, at), "{at}");
        }
        assert!(!open(&["sunday"], "02:00", "03:00", Berlin, "2026-10-25T02:00:00Z"));
        // The same window is an hour earlier in UTC once summer time has begun.
        assert!(!open(&[], "09:00", "17:00", Berlin, "2026-03-28T07:30:00Z"));
        assert!(open(&[], "09:00", "17:00", Berlin, "2026-03-30T07:30:00Z"));
        // New York, 2026-11-01: 01:30 comes twice.
        for at in ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"] {
            assert!(open(&["sunday"], "01:00", "02:00", New_York, at), "{at}");
        }
    }
}
