//! Calling hours: whether a window of weekdays and wall-clock times is open at a moment.
//!
//! Everything is judged by the local wall clock, which is what calling rules and people mean: on the days when clocks change an hour is
//! skipped or repeated, and both passes of a repeated hour count. A window that was turned into instants first would drift by an hour there.

use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;

use crate::{
    operation::rules::WEEKDAYS,
    store::{Cell, Column},
    time::{TimeOfDay, Timestamp, day_span, resolve},
};

/// Whether calls may be made at `at`, by the wall clock of `zone`.
///
/// The window is half-open, `from <= now < to`. `from` after `to` is
/// overnight, and such a window belongs to the day on which it starts; `from` equal to `to` is the whole day.
pub fn is_open(window: &Window, zone: Tz, at: Timestamp) -> bool {
    let Window { workdays, from, to } = *window;
    let local = at.utc().with_timezone(&zone);
    let (today, now) = (local.weekday(), TimeOfDay(local.time()));
    let works = |day: Weekday| workdays.has(day);
    if from == to {
        works(today)
    } else if from < to {
        works(today) && from <= now && now < to
    } else {
        (works(today) && from <= now) || (works(today.pred()) && now < to)
    }
}

/// Days of the week, as bits from Monday on: they are looked at on every call that comes in, their names are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workdays(u8);

impl Workdays {
    /// By lower-case English names; none means every day.
    pub fn of(names: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        let mut names = names.into_iter().peekable();
        if names.peek().is_none() {
            return Self(0x7F);
        }
        let place = |name: &[u8]| WEEKDAYS.iter().position(|day| day.as_bytes() == name);
        Self(names.filter_map(|name| place(name.as_ref())).fold(0, |days, day| days | 1 << day))
    }
    fn has(self, day: Weekday) -> bool {
        self.0 >> day.num_days_from_monday() & 1 == 1
    }
}

impl Column for Workdays {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        // A JSON array of names, which have nothing to escape. Of so short texts the bytes are split faster than the characters.
        let Cell::Text(names) = cell else { return None };
        Some(Self::of(names.as_bytes().split(|byte| *byte == b'"').skip(1).step_by(2)))
    }
}

/// Calling hours: weekdays and a window of wall-clock times. See [`is_open`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The days on which it begins.
    pub workdays: Workdays,
    /// When it begins.
    pub from: TimeOfDay,
    /// When it ends.
    pub to: TimeOfDay,
}

/// How far ahead an opening is looked for: a week, and the days that clocks have been known to skip.
const DAYS_AHEAD: u64 = 15;

/// The first moment from `at` on at which the window is open; `None` if there is none within two weeks.
pub fn next_open(window: &Window, zone: Tz, at: Timestamp) -> Option<Timestamp> {
    let open = |at: &Timestamp| is_open(window, zone, *at);
    if open(&at) {
        return Some(at);
    }
    let today = at.date_in(zone);
    let starts = if window.from == window.to { NaiveTime::MIN } else { window.from.0 };
    (0..DAYS_AHEAD).find_map(|ahead| {
        let day = today.checked_add_days(Days::new(ahead))?;
        let local = day.and_time(starts);
        // Where clocks are set back a window opens twice, or in its middle.
        let second = if let LocalResult::Ambiguous(_, again) = zone.from_local_datetime(&local) {
            Some(Timestamp::from_micros(again.timestamp_micros()))
        } else {
            None
        };
        let all = [Some(resolve(local, zone)), second, clock_change(day, zone)];
        all.into_iter().flatten().filter(|moment| *moment > at && open(moment)).min()
    })
}

/// The moment of a day at which its clocks are set, if they are.
fn clock_change(day: NaiveDate, zone: Tz) -> Option<Timestamp> {
    let offset = |at: Timestamp| at.utc().with_timezone(&zone).offset().fix();
    let (mut before, mut after) = day_span(day, zone);
    let (old, new) = (offset(before), offset(after));
    if old == new {
        return None;
    }
    // Clocks are set at whole seconds.
    while after.micros() - before.micros() > 1_000_000 {
        let middle = before.plus_seconds((after.micros() - before.micros()) / 2_000_000);
        if offset(middle) == old { before = middle } else { after = middle }
    }
    Some(after)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Europe::Berlin};

    use super::*;

    fn open(days: &[&str], from: &str, to: &str, zone: Tz, at: &str) -> bool {
        let window = Window { workdays: Workdays::of(days.iter().copied()), from: from.parse().unwrap(), to: to.parse().unwrap() };
        is_open(&window, zone, Timestamp::parse(at, None).unwrap())
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

    /// Minute by minute, as slow as it is plain.
    fn by_the_minute(window: &Window, zone: Tz, at: Timestamp) -> Option<Timestamp> {
        let minutes = (0..8 * 24 * 60).map(|n| at.plus_seconds(n * 60));
        minutes.into_iter().find(|moment| is_open(window, zone, *moment))
    }

    #[test]
    fn the_next_opening_is_the_first_open_minute_over_every_change_of_clocks() {
        use chrono_tz::{America::Santiago, Australia::Lord_Howe, Pacific::Apia};
        let days = |all: &[&'static str]| Workdays::of(all.iter().copied());
        let windows = [
            ("09:00", "17:00", days(&["monday"])),
            ("22:00", "06:00", days(&["saturday"])),
            ("01:30", "02:30", days(&[])),
            ("02:15", "02:45", days(&["sunday"])),
            ("00:00", "00:00", days(&["sunday", "wednesday"])),
            ("23:30", "00:15", days(&[])),
        ];
        for (zone, around) in [
            (Berlin, "2026-03-27T12:00:00Z"),
            (Berlin, "2026-10-23T12:00:00Z"),
            (New_York, "2026-10-30T12:00:00Z"),
            (Santiago, "2026-09-04T12:00:00Z"),
            (Lord_Howe, "2026-04-03T12:00:00Z"),
            (Apia, "2011-12-28T12:00:00Z"),
        ] {
            for (from, to, workdays) in &windows {
                let window = Window { workdays: *workdays, from: from.parse().unwrap(), to: to.parse().unwrap() };
                for step in 0..60 {
                    let at = Timestamp::parse(around, None).unwrap().plus_seconds(step * 61 * 60);
                    let want = by_the_minute(&window, zone, at);
                    // Where eight days were not enough for the plain way (Samoa skipped a day), a later answer is not judged.
                    if want.is_some() {
                        assert_eq!(next_open(&window, zone, at), want, "{zone} {from}-{to} {workdays:?} at {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn workdays_are_read_as_they_are_stored() {
        for days in [vec![], vec!["monday"], vec!["wednesday", "sunday"], WEEKDAYS.to_vec()] {
            let stored = serde_json::json!(days).to_string();
            assert_eq!(Workdays::from_cell(Cell::Text(&stored)), Some(Workdays::of(days)), "{stored}");
        }
        assert_eq!(Workdays::from_cell(Cell::Text(r#"["tuesday", "friday"]"#)), Some(Workdays(0b001_0010)));
        assert_eq!(Workdays::from_cell(Cell::Null), None);
    }

    #[test]
    fn an_opening_is_given_to_the_second() {
        let window = Window { workdays: Workdays::of([""; 0]), from: "09:00:30".parse().unwrap(), to: "10:00".parse().unwrap() };
        let at = |text: &str| Timestamp::parse(text, None).unwrap();
        assert_eq!(next_open(&window, Tz::UTC, at("2026-11-23T08:59:59.999999Z")), Some(at("2026-11-23T09:00:30Z")));
        assert_eq!(next_open(&window, Tz::UTC, at("2026-11-23T09:30:00.000001Z")), Some(at("2026-11-23T09:30:00.000001Z")));
        let never = Window { workdays: Workdays::of(["someday"]), ..window };
        assert_eq!(next_open(&never, Tz::UTC, at("2026-11-23T09:30:00Z")), None);
    }
}
