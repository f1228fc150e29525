//! Time as the product sees it: UTC microseconds, calendar days of one IANA zone, wall-clock times, and the injected clock.
//!
//! Nothing here reads the system clock but [`SystemClock`], which the host may replace. In serde formats for people they are text; in others,
//! of which a door makes its native types, microseconds (`Timestamp`, `TimeOfDay`) and days since the year 1 (`Date`), which is day 1.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Where "now" comes from. Tests inject their own; on PostgreSQL it is the database's unless another is given.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// A moment: microseconds since 1970-01-01T00:00:00Z. Text form: RFC 3339 in UTC with `Z` and six digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// Years outside of this range are refused on input: they cannot be printed as RFC 3339.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// Whether it can be printed as RFC 3339: years 1 to 9999.
    pub fn is_printable(&self) -> bool {
        DateTime::from_timestamp_micros(self.0).is_some_and(|at| YEARS.contains(&at.year()))
    }
    /// This moment in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
    /// The calendar day of this moment in `zone`.
    pub fn date_in(self, zone: Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }
    /// Moved by a number of seconds (negative: earlier); stops at the ends of time.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// Reads every spelling of contract section 0.7: RFC 3339, `YYYY-MM-DD[ T]HH:MM[:SS[.f]]`, `YYYY-MM-DD` (midnight).
    /// A naive one is of `zone`; without a zone it is refused (`None`).
    pub fn parse(text: &str, zone: Option<Tz>) -> Option<Self> {
        let text = text.trim();
        // chrono reads second 60 as a leap second and keeps it apart (a second of more than 10^9 ns); the product has no such moments.
        let checked =
            |at: DateTime<Utc>| (YEARS.contains(&at.year()) && at.nanosecond() < 1_000_000_000).then(|| Self(at.timestamp_micros()));
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return checked(at.to_utc());
        }
        for format in ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z", "%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M:%S%.f%z"] {
            if let Ok(at) = DateTime::parse_from_str(text, format) {
                return checked(at.to_utc());
            }
        }
        let zone = zone?;
        for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
            if let Ok(local) = NaiveDateTime::parse_from_str(text, format) {
                return (YEARS.contains(&local.year()) && local.nanosecond() < 1_000_000_000).then(|| resolve(local, zone));
            }
        }
        let day = parse_date(text)?;
        Some(day_start(day, zone))
    }
}

/// A local time as a moment: a time that does not exist counts as the instant after the gap, a repeated one is the first.
pub fn resolve(local: NaiveDateTime, zone: Tz) -> Timestamp {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Timestamp(at.timestamp_micros()),
        LocalResult::None => {
            // Gaps last at most a day (Samoa, 2011) and end at a whole minute.
            let minute = local.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(local);
            (1..=24 * 60 + 1)
                .find_map(|m| zone.from_local_datetime(&(minute + chrono::Duration::minutes(m))).earliest())
                .map_or(Timestamp(local.and_utc().timestamp_micros()), |at| Timestamp(at.timestamp_micros()))
        }
    }
}

/// The first moment of a calendar day in `zone`.
pub fn day_start(day: NaiveDate, zone: Tz) -> Timestamp {
    resolve(day.and_time(NaiveTime::MIN), zone)
}

/// The half-open span of a calendar day in `zone`: 23, 24 or 25 hours.
pub fn day_span(day: NaiveDate, zone: Tz) -> (Timestamp, Timestamp) {
    (day_start(day, zone), day_start(day.checked_add_days(Days::new(1)).unwrap_or(day), zone))
}

/// The half-open span of the calendar month of `day` in `zone`.
pub fn month_span(day: NaiveDate, zone: Tz) -> (Timestamp, Timestamp) {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(first);
    (day_start(first, zone), day_start(next, zone))
}

/// `YYYY-MM-DD`, years 1 to 9999, nothing else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().filter(|d| YEARS.contains(&d.year()))
}

/// An IANA zone by name.
pub fn parse_zone(text: &str) -> Option<Tz> {
    text.trim().parse().ok()
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for Timestamp {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::parse(text, None).ok_or("not an RFC 3339 time with an offset")
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if !s.is_human_readable() {
            return s.serialize_newtype_struct("Timestamp", &self.0);
        }
        // Written by hand: a page of calls has a dozen of them a row, and chrono's general formatter is slow.
        let at = self.utc();
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let mut put = |from: usize, to: usize, mut n: u32| {
            for place in (from..to).rev() {
                text[place] = b'0' + (n % 10) as u8;
                n /= 10;
            }
        };
        put(0, 4, at.year().clamp(0, 9999) as u32);
        put(5, 7, at.month());
        put(8, 10, at.day());
        put(11, 13, at.hour());
        put(14, 16, at.minute());
        put(17, 19, at.second());
        put(20, 26, at.timestamp_subsec_micros());
        // ASCII by construction; the fallback keeps this function free of panics.
        s.serialize_newtype_struct("Timestamp", std::str::from_utf8(&text).unwrap_or_default())
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

/// A calendar day. Text form: `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Date(pub NaiveDate);

impl Date {
    /// Whether it has a text form: years 1 to 9999.
    pub fn is_printable(&self) -> bool {
        YEARS.contains(&self.0.year())
    }
}
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}
impl FromStr for Date {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, &'static str> {
        parse_date(text).map(Self).ok_or("not a date of the form YYYY-MM-DD")
    }
}
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if !s.is_human_readable() {
            return s.serialize_newtype_struct("Date", &self.0.num_days_from_ce());
        }
        s.serialize_newtype_struct("Date", &self.to_string())
    }
}
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date"})
    }
}

/// A wall-clock time. Text form: `HH:MM:SS`, with a fraction only if it is not zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct TimeOfDay(pub NaiveTime);

impl TimeOfDay {
    /// Microseconds since midnight, as stored.
    pub fn micros(self) -> i64 {
        i64::from(self.0.num_seconds_from_midnight()) * 1_000_000 + i64::from(self.0.nanosecond() / 1000)
    }
    /// From microseconds since midnight; beyond the day it is the last moment of it.
    pub fn from_micros(micros: i64) -> Self {
        let seconds = u32::try_from(micros / 1_000_000).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1000;
        Self(NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos).unwrap_or(NaiveTime::MIN))
    }
    /// `HH:MM[:SS[.ffffff]]`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let time = ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|f| NaiveTime::parse_from_str(text, f).ok());
        time.filter(|t| t.nanosecond() < 1_000_000_000).map(Self)
    }
}
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.nanosecond() / 1000;
        write!(f, "{}", self.0.format("%H:%M:%S"))?;
        if micros != 0 { write!(f, ".{micros:06}") } else { Ok(()) }
    }
}
impl FromStr for TimeOfDay {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::parse(text).ok_or("not a time of the form HH:MM:SS")
    }
}
impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if !s.is_human_readable() {
            return s.serialize_newtype_struct("TimeOfDay", &self.micros());
        }
        s.serialize_newtype_struct("TimeOfDay", &self.to_string())
    }
}
impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for TimeOfDay {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeOfDay".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Not `time`, which has an offset in JSON Schema.
        json_schema!({"type": "string", "format": "time-local", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_contract_is_read() {
        let berlin = Some(chrono_tz::Europe::Berlin);
        let want = Timestamp::parse("2026-11-22T20:02:03.221236Z", None).unwrap();
        for text in ["2026-11-22T21:02:03.221236+01:00", "2026-11-22 21:02:03.221236", "2026-11-22T21:02:03.221236"] {
            assert_eq!(Timestamp::parse(text, berlin), Some(want), "{text}");
        }
        assert_eq!(want.to_string(), "2026-11-22T20:02:03.221236Z");
        assert_eq!(serde_json::to_string(&want).unwrap(), "\"2026-11-22T20:02:03.221236Z\"");
        assert_eq!(Timestamp::parse("2026-11-22", berlin), Timestamp::parse("2026-11-21T23:00:00Z", None));
        assert_eq!(Timestamp::parse("2026-11-22T21:02+01:00", None), Timestamp::parse("2026-11-22T20:02:00Z", None));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in ["2026-02-30", "2026-11-22T23:59:60Z", "now", "", "10000-01-01", "2026-11-22T25:00:00Z", "2026-13-01"] {
            assert_eq!(Timestamp::parse(bad, Some(Tz::UTC)), None, "{bad}");
        }
        assert_eq!(Timestamp::parse("2026-11-22T10:00:00", None), None, "naive without a zone");
        assert!(TimeOfDay::parse("24:00").is_none() && TimeOfDay::parse("9:00:60").is_none());
    }

    #[test]
    fn days_have_23_and_25_hours_where_clocks_change() {
        let hours = |day: &str| {
            let (from, to) = day_span(parse_date(day).unwrap(), chrono_tz::Europe::Berlin);
            (to.micros() - from.micros()) / 3_600_000_000
        };
        assert_eq!((hours("2026-03-29"), hours("2026-10-25"), hours("2026-11-22")), (23, 25, 24));
    }
}
