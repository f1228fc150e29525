//! When a leg began, rang, was answered and ended, from what switches write: moments, or local times without their zone.
//!
//! A local time that does not exist (clocks were put forward) is the instant after the gap. One that exists twice (clocks were put back) is
//! the reading that fits: to a known moment of the beginning, else to the leg's duration, else the first.

use chrono::{LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, resolve};

/// A time as a file says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum When {
    /// A moment.
    At(Timestamp),
    /// A time of the switch's clock.
    Local(NaiveDateTime),
}

/// What is known of a leg's course.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Course {
    pub(super) started: Option<When>,
    pub(super) ringing: Option<When>,
    pub(super) answered: Option<When>,
    pub(super) ended: Option<When>,
    /// From beginning to end, in microseconds.
    pub(super) duration: Option<i64>,
    /// About when it began.
    pub(super) hint: Option<Timestamp>,
}

/// The moments of a leg.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Moments {
    pub(super) started: Option<Timestamp>,
    pub(super) ringing: Option<Timestamp>,
    pub(super) answered: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
}

/// Reads a time: seconds, milliseconds or microseconds since 1970 (by their size), RFC 3339, or local date and time. Switches write no
/// time as nothing, as 0 or as a date of zeros: `Ok(None)`.
pub(super) fn read(text: &str) -> Result<Option<When>, String> {
    let text = text.trim();
    if text.bytes().all(|b| matches!(b, b'0' | b'-' | b':' | b' ' | b'.' | b'T' | b'Z')) {
        return Ok(None);
    }
    if let Some(micros) = epoch(text) {
        return Ok(Some(When::At(micros)));
    }
    if let Some(at) = Timestamp::parse(text, None) {
        return Ok(Some(When::At(at)));
    }
    // Read as if it were of UTC: its wall clock is what was written.
    let local = Timestamp::parse(text, Some(Tz::UTC)).map(|at| When::Local(at.utc().naive_utc()));
    local.map(Some).ok_or_else(|| format!("\"{}\" is no time.", text.chars().take(40).collect::<String>()))
}

/// Moments as numbers: since 1973 they have 9 digits as seconds, 12 as milliseconds, 15 as microseconds. Until 2286, and one digit more.
fn epoch(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(9..=16).contains(&whole.len()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let parts: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    Some(Timestamp::from_micros(match whole.len() {
        ..=10 => number * 1_000_000 + parts,
        11..=13 => number * 1000,
        _ => number,
    }))
}

/// The first and, where clocks were put back, the second moment of a local time.
fn readings(when: When, zone: Tz) -> (Timestamp, Option<Timestamp>) {
    match when {
        When::At(at) => (at, None),
        When::Local(local) => match zone.from_local_datetime(&local) {
            LocalResult::Ambiguous(first, second) => {
                (Timestamp::from_micros(first.timestamp_micros()), Some(Timestamp::from_micros(second.timestamp_micros())))
            }
            _ => (resolve(local, zone), None),
        },
    }
}

fn each(readings: Option<(Timestamp, Option<Timestamp>)>) -> Vec<Option<Timestamp>> {
    match readings {
        None => vec![None],
        Some((first, second)) => [Some(first), second].into_iter().filter(Option::is_some).collect(),
    }
}

/// The moments of a leg whose local times are of `zone`.
pub(super) fn moments(course: &Course, zone: Tz) -> Moments {
    let of = |when: Option<When>| when.map(|when| readings(when, zone));
    let distance = |a: Timestamp, b: Timestamp| (a.micros() - b.micros()).abs();
    let (mut best, mut least) = ((None, None), None);
    for started in each(of(course.started)) {
        for ended in each(of(course.ended)) {
            let from_hint = started.zip(course.hint).map_or(0, |(started, hint)| distance(started, hint));
            let from_duration = match (started, ended) {
                (Some(started), Some(ended)) => (ended.micros() - started.micros() - course.duration.unwrap_or(0)).abs(),
                _ => 0,
            };
            if least.is_none_or(|least| (from_hint, from_duration) < least) {
                (best, least) = ((started, ended), Some((from_hint, from_duration)));
            }
        }
    }
    let (started, ended) = best;
    let inner = |when: Option<When>| {
        let (first, second) = of(when)?;
        if started.is_some_and(|started| first < started) { second.or(Some(first)) } else { Some(first) }
    };
    Moments { started, ringing: inner(course.ringing), answered: inner(course.answered), ended }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = Tz::Europe__Berlin;

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn numbers_are_told_apart_by_their_size() {
        let want = Ok(Some(When::At("2013-08-04T09:50:54Z".parse().unwrap())));
        for text in ["1375609854", "1375609854.0", "1375609854000", "1375609854000000", "2013-08-04T11:50:54+02:00"] {
            assert_eq!(read(text), want, "{text}");
        }
        assert_eq!(read("1375609854.385581"), read("1375609854385581"));
        for none in ["", "0", " ", "0000-00-00 00:00:00", "0.000000"] {
            assert_eq!(read(none), Ok(None), "{none:?}");
        }
        for bad in ["yesterday", "12", "2026-13-01 00:00:00", "99999999999999999999", "١٢٣٤٥٦٧٨٩"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    fn local(started: &str, answered: &str, ended: &str, duration: Option<i64>, hint: Option<Timestamp>) -> Moments {
        let course = Course {
            started: read(started).unwrap(),
            ringing: None,
            answered: read(answered).unwrap(),
            ended: read(ended).unwrap(),
            duration: duration.map(|s| s * 1_000_000),
            hint,
        };
        moments(&course, BERLIN)
    }

    #[test]
    fn local_times_are_of_the_zone_and_gaps_end_at_once() {
        let moments = local("2026-07-01 12:00:00", "", "2026-07-01 12:00:30", Some(30), None);
        assert_eq!((moments.started, moments.answered, moments.ended), (at("2026-07-01T10:00:00Z"), None, at("2026-07-01T10:00:30Z")));
        assert_eq!(local("2026-03-29 02:30:00", "", "", None, None).started, at("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn a_repeated_hour_is_read_as_it_fits() {
        // 02:00 to 03:00 of this day is there twice, from 00:00Z and from 01:00Z.
        let first = local("2026-10-25 02:10:00", "2026-10-25 02:10:05", "2026-10-25 02:20:00", Some(600), None);
        assert_eq!((first.started, first.ended), (at("2026-10-25T00:10:00Z"), at("2026-10-25T00:20:00Z")), "the first, if nothing tells");
        let second = local("2026-10-25 02:10:00", "2026-10-25 02:10:05", "2026-10-25 02:20:00", Some(600), at("2026-10-25T01:09:59Z"));
        assert_eq!((second.started, second.answered), (at("2026-10-25T01:10:00Z"), at("2026-10-25T01:10:05Z")), "the hint tells");
        let over = local("2026-10-25 02:50:00", "2026-10-25 02:50:10", "2026-10-25 02:10:00", Some(1200), None);
        assert_eq!((over.started, over.ended), (at("2026-10-25T00:50:00Z"), at("2026-10-25T01:10:00Z")), "the duration tells");
        let out = local("2026-10-25 02:50:00", "2026-10-25 02:50:10", "2026-10-25 03:10:00", Some(1200), None);
        assert_eq!((out.started, out.answered), (at("2026-10-25T01:50:00Z"), at("2026-10-25T01:50:10Z")), "out of the second one");
    }
}
