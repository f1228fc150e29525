//! Which times of a day can be offered for a meeting: a pure function of the rules, the day, what is busy and now.
//!
//! Slots are counted in elapsed time from the first moment of the window, not on the dial of a clock: where clocks change, a
//! window of 01:00 to 05:00 has three or five hours, no slot is offered twice and none for a time that does not exist.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use crate::time::{TimeOfDay, Timestamp, resolve};

const MINUTE: i64 = 60_000_000;
/// 9999-12-31T23:59:59.999999Z: what lies beyond cannot be written as RFC 3339.
const LAST_MOMENT: i64 = 253_402_300_799_999_999;

/// A half-open span of time: the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Span {
    /// What a meeting keeps busy: its own time and the preparation before it. Minutes below zero count as none.
    pub fn of_meeting(start: Timestamp, duration_minutes: i32, prep_minutes: i32) -> Self {
        Self { from: plus_minutes(start, -i64::from(prep_minutes.max(0))), to: plus_minutes(start, duration_minutes.max(0).into()) }
    }
    /// Whether the two share a moment.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// What a calendar configuration says about when meetings may take place.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The earliest start of a day.
    pub from_time: TimeOfDay,
    /// Meetings end by this time: on the next day if it is before `from_time`, after a whole day if it is the same.
    pub to_time: TimeOfDay,
    /// Days on which a window may begin; empty: every day.
    pub workdays: Vec<Weekday>,
    /// Minutes from one start to the next, at least 1.
    pub slot_step_minutes: i32,
    /// Minutes that must be free before a meeting.
    pub prep_time: i32,
    /// The first bookable day is so many days after today.
    pub days_buffer: i32,
    /// Whose clocks and days these are.
    pub zone: Tz,
}

impl Rules {
    /// The window that begins on `day`, whatever the day and the time of now.
    fn window(&self, day: NaiveDate) -> Option<Span> {
        let last_day = if self.from_time < self.to_time { day } else { day.checked_add_days(Days::new(1))? };
        Some(Span { from: self.moment(day, self.from_time.0), to: self.moment(last_day, self.to_time.0) })
    }
    fn moment(&self, day: NaiveDate, time: NaiveTime) -> Timestamp {
        resolve(day.and_time(time), self.zone)
    }
    /// Whether `day` is one on which meetings can be booked now.
    fn is_bookable(&self, day: NaiveDate, now: Timestamp) -> bool {
        let buffer = Days::new(u64::from(self.days_buffer.max(0).unsigned_abs()));
        let first = now.date_in(self.zone).checked_add_days(buffer);
        first.is_some_and(|first| first <= day) && (self.workdays.is_empty() || self.workdays.contains(&day.weekday()))
    }
    /// The span in which anything busy can matter to a slot of `day`; `None` if the day has no window.
    pub fn span_of_interest(&self, day: NaiveDate) -> Option<Span> {
        let window = self.window(day)?;
        Some(Span { from: plus_minutes(window.from, -i64::from(self.prep_time.max(0))), to: window.to })
    }
    /// The meetings of `duration_minutes` that can be booked on `day`, earliest first. They may overlap each other: one is chosen.
    pub fn slots(&self, day: NaiveDate, duration_minutes: i32, busy: &[Span], now: Timestamp) -> Vec<Span> {
        let Some(window) = self.window(day).filter(|_| self.is_bookable(day, now)) else { return Vec::new() };
        let last_end = window.to.min(Timestamp::from_micros(LAST_MOMENT));
        let (step, duration) = (i64::from(self.slot_step_minutes.max(1)), i64::from(duration_minutes.max(1)));
        (0..)
            .map(|n| plus_minutes(window.from, n * step))
            .map(|from| Span { from, to: plus_minutes(from, duration) })
            .take_while(|slot| slot.to <= last_end)
            .filter(|slot| slot.from >= now)
            .filter(|slot| {
                let needed = Span::of_meeting(slot.from, duration_minutes, self.prep_time);
                !busy.iter().any(|taken| taken.overlaps(needed))
            })
            .collect()
    }
}

fn plus_minutes(at: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_micros(at.micros().saturating_add(minutes.saturating_mul(MINUTE)))
}

/// The wall-clock time of a moment.
pub fn wall_clock(at: Timestamp, zone: Tz) -> TimeOfDay {
    TimeOfDay(at.utc().with_timezone(&zone).time())
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Asia::Kathmandu, Australia::Lord_Howe, Europe::Berlin, Pacific::Apia};
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        crate::time::parse_date(text).unwrap()
    }
    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    fn rules(from: &str, to: &str, zone: Tz) -> Rules {
        let (from_time, to_time) = (from.parse().unwrap(), to.parse().unwrap());
        Rules { from_time, to_time, workdays: Vec::new(), slot_step_minutes: 30, prep_time: 0, days_buffer: 0, zone }
    }
    fn starts(rules: &Rules, on: &str, minutes: i32, busy: &[Span], now: &str) -> Vec<String> {
        rules.slots(day(on), minutes, busy, at(now)).iter().map(|s| wall_clock(s.from, rules.zone).to_string()[..5].to_owned()).collect()
    }
    const EARLY: &str = "2020-01-01T00:00:00Z";

    #[test]
    fn slots_step_from_the_start_and_end_within_the_window() {
        assert_eq!(starts(&rules("09:00", "11:00", Tz::UTC), "2026-11-23", 45, &[], EARLY), ["09:00", "09:30", "10:00"]);
        assert_eq!(starts(&rules("09:00", "10:00", Tz::UTC), "2026-11-23", 60, &[], EARLY), ["09:00"], "ends exactly at to_time");
        assert!(starts(&rules("09:00", "10:00", Tz::UTC), "2026-11-23", 61, &[], EARLY).is_empty());
        let hourly = Rules { slot_step_minutes: 60, ..rules("09:15", "12:00", Tz::UTC) };
        assert_eq!(starts(&hourly, "2026-11-23", 30, &[], EARLY), ["09:15", "10:15", "11:15"]);
    }

    #[test]
    fn windows_over_midnight_and_of_a_whole_day() {
        let night = rules("22:30", "00:30", Berlin);
        assert_eq!(starts(&night, "2026-11-23", 30, &[], EARLY), ["22:30", "23:00", "23:30", "00:00"]);
        assert_eq!(night.slots(day("2026-11-23"), 30, &[], at(EARLY))[3].from, at("2026-11-23T23:00:00Z"));
        let to_midnight = rules("22:30", "00:00", Tz::UTC);
        assert_eq!(starts(&to_midnight, "2026-11-23", 60, &[], EARLY), ["22:30", "23:00"]);
        assert_eq!(starts(&rules("09:00", "09:00", Tz::UTC), "2026-11-23", 60, &[], EARLY).len(), 47, "equal times: a whole day");
    }

    #[test]
    fn busy_time_is_half_open_and_preparation_is_kept_free() {
        let taken = [Span { from: at("2026-11-23T10:00:00Z"), to: at("2026-11-23T10:30:00Z") }];
        let plain = rules("09:00", "12:00", Tz::UTC);
        assert_eq!(starts(&plain, "2026-11-23", 30, &taken, EARLY), ["09:00", "09:30", "10:30", "11:00", "11:30"]);
        let prepared = Rules { prep_time: 15, ..plain.clone() };
        assert_eq!(starts(&prepared, "2026-11-23", 30, &taken, EARLY), ["09:00", "09:30", "11:00", "11:30"]);
        let early = [Span { from: at("2026-11-23T08:00:00Z"), to: at("2026-11-23T08:46:00Z") }];
        assert_eq!(starts(&prepared, "2026-11-23", 30, &early, EARLY)[0], "09:30", "preparation may lie before the window");
    }

    #[test]
    fn days_off_days_too_near_and_what_is_past_are_not_offered() {
        let monday = Rules { workdays: vec![Weekday::Mon], ..rules("09:00", "10:00", Tz::UTC) };
        assert_eq!(starts(&monday, "2026-11-23", 30, &[], EARLY).len(), 2);
        assert!(starts(&monday, "2026-11-24", 30, &[], EARLY).is_empty());
        let plain = rules("09:00", "11:00", Tz::UTC);
        assert!(starts(&plain, "2026-11-22", 30, &[], "2026-11-23T00:00:00Z").is_empty(), "yesterday");
        assert_eq!(starts(&plain, "2026-11-23", 30, &[], "2026-11-23T09:30:00Z"), ["09:30", "10:00", "10:30"]);
        assert_eq!(starts(&plain, "2026-11-23", 30, &[], "2026-11-23T09:30:01Z"), ["10:00", "10:30"]);
        let buffered = Rules { days_buffer: 2, ..plain };
        assert!(starts(&buffered, "2026-11-24", 30, &[], "2026-11-23T05:00:00Z").is_empty());
        assert_eq!(starts(&buffered, "2026-11-25", 30, &[], "2026-11-23T23:00:00Z").len(), 4);
        // 23:30 on the 23rd in UTC is the 24th in Kathmandu: the day is the zone's.
        assert!(starts(&rules("09:00", "11:00", Kathmandu), "2026-11-23", 30, &[], "2026-11-23T23:30:00Z").is_empty());
    }

    #[test]
    fn the_days_on_which_clocks_change() {
        let window = rules("01:00", "04:00", Berlin);
        assert_eq!(starts(&window, "2026-03-29", 30, &[], EARLY), ["01:00", "01:30", "03:00", "03:30"]);
        let autumn = ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"];
        assert_eq!(starts(&window, "2026-10-25", 30, &[], EARLY), autumn);
        let slots = window.slots(day("2026-10-25"), 30, &[], at(EARLY));
        assert!(slots.windows(2).all(|w| w[0].to == w[1].from), "the repeated hour is another hour");
        assert_eq!(starts(&rules("02:15", "02:45", Berlin), "2026-03-29", 10, &[], EARLY), [""; 0], "that hour does not exist");
        assert_eq!(starts(&rules("01:00", "04:00", New_York), "2026-03-08", 60, &[], EARLY), ["01:00", "01:30", "03:00"]);
    }

    #[test]
    fn the_ends_of_time_and_absurd_figures_give_an_answer() {
        let whole = Rules { prep_time: i32::MAX, ..rules("22:00", "03:00", Tz::UTC) };
        let last = Rules { prep_time: 0, ..whole.clone() }.slots(day("9999-12-31"), 30, &[], at(EARLY));
        assert_eq!(last.last().unwrap().to, at("9999-12-31T23:30:00Z"));
        assert!(whole.slots(day("9999-12-31"), i32::MAX, &[], at(EARLY)).is_empty());
        assert!(!whole.slots(day("2026-11-23"), 30, &[], at(EARLY)).is_empty());
        assert!(Rules { days_buffer: i32::MAX, ..whole.clone() }.slots(day("9999-12-31"), 30, &[], at(EARLY)).is_empty());
        let negative = Rules { prep_time: i32::MIN, days_buffer: i32::MIN, slot_step_minutes: i32::MIN, ..whole };
        assert!(negative.slots(day("2026-11-23"), i32::MIN, &[], at(EARLY)).len() < 25 * 60);
        assert!(negative.slots(day("0001-01-01"), 30, &[], at("0001-01-01T00:00:00Z")).len() > 100);
    }

    /// The same answer, minute by minute: the window is found by looking at the clock every minute, and a slot by looking at all of its minutes.
    fn naive(rules: &Rules, on: NaiveDate, duration: i32, busy: &[Span], now: Timestamp) -> Vec<Timestamp> {
        let today = now.utc().with_timezone(&rules.zone).date_naive();
        let off = !rules.workdays.is_empty() && !rules.workdays.contains(&on.weekday());
        if off || (on - today).num_days() < i64::from(rules.days_buffer) {
            return Vec::new();
        }
        let begin = on.and_time(rules.from_time.0);
        let end = on.and_time(rules.to_time.0) + chrono::Duration::days(i64::from(rules.to_time <= rules.from_time));
        let first_minute = on.and_time(NaiveTime::MIN).and_utc().timestamp_micros() - 26 * 60 * MINUTE;
        let minutes: Vec<Timestamp> = (0..100 * 60).map(|n| Timestamp::from_micros(first_minute + n * MINUTE)).collect();
        let first_at_or_after =
            |wall: chrono::NaiveDateTime| minutes.iter().position(|m| m.utc().with_timezone(&rules.zone).naive_local() >= wall).unwrap();
        let (from, to) = (first_at_or_after(begin), first_at_or_after(end));
        let is_busy = |m: Timestamp| busy.iter().any(|b| b.from <= m && m < b.to);
        (from..to)
            .step_by(rules.slot_step_minutes as usize)
            .filter(|&i| minutes[i] >= now && (i..i + duration as usize).all(|m| m < to))
            .filter(|&i| (i - rules.prep_time as usize..i + duration as usize).all(|m| !is_busy(minutes[m])))
            .map(|i| minutes[i])
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn agrees_with_the_minute_by_minute_reference(
            zone in prop::sample::select(vec![Berlin, New_York, Kathmandu, Lord_Howe, Apia, Tz::UTC]),
            on in prop::sample::select(vec![
                "2026-03-29", "2026-03-28", "2026-10-25", "2026-10-24", "2026-03-08", "2026-11-01", "2026-10-04", "2026-04-05",
                "2026-06-17", "2011-12-29", "2011-12-31", "2026-12-31",
            ]),
            (from, to) in (0..1440i64, 0..1440i64),
            (step, prep, duration) in (1..200i32, 0..120i32, 1..300i32),
            (buffer, now_offset) in (0..3i32, -5000..3000i64),
            taken in prop::collection::vec((-1500..3000i64, 1..200i64), 0..8),
            workdays in prop::sample::select(vec![vec![], vec![Weekday::Sun, Weekday::Sat], vec![Weekday::Thu, Weekday::Wed]]),
        ) {
            let clock = |m: i64| TimeOfDay::from_micros(m * MINUTE);
            let rules = Rules {
                from_time: clock(from), to_time: clock(to), workdays, slot_step_minutes: step, prep_time: prep, days_buffer: buffer, zone,
            };
            let midnight = on.parse::<NaiveDate>().unwrap().and_time(NaiveTime::MIN).and_utc().timestamp_micros();
            let minute = |m: i64| Timestamp::from_micros(midnight + m * MINUTE);
            let busy: Vec<Span> = taken.iter().map(|(m, n)| Span { from: minute(*m), to: minute(m + n) }).collect();
            let found: Vec<Timestamp> = rules.slots(day(on), duration, &busy, minute(now_offset)).iter().map(|s| s.from).collect();
            prop_assert_eq!(found, naive(&rules, day(on), duration, &busy, minute(now_offset)));
            let interest = rules.span_of_interest(day(on)).unwrap();
            let near: Vec<Span> = busy.iter().copied().filter(|b| b.overlaps(interest)).collect();
            prop_assert_eq!(rules.slots(day(on), duration, &near, minute(now_offset)), rules.slots(day(on), duration, &busy, minute(now_offset)));
        }
    }
}
