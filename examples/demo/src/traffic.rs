//! Ninety days of calls with the rhythm of offices: busy mornings, quiet weekends, a few at night, a little more every week.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use hotcalls_core::{
    calls::{AnsweredBy, CallStatus, Outcome},
    time::{Timestamp, resolve},
};

use super::random::Random;

/// How many days of calls there are; the last one is yesterday.
pub const DAYS: u64 = 90;

/// How a call can go.
pub struct Course {
    outbound: f64,
    inbound: f64,
    pub status: CallStatus,
    pub reason: &'static str,
    pub answered_by: Option<AnsweredBy>,
    /// Median seconds of talk, and how much it varies; none if the call is not answered.
    talk: Option<(f64, f64)>,
}

const fn course(
    outbound: f64,
    inbound: f64,
    status: CallStatus,
    reason: &'static str,
    by: Option<AnsweredBy>,
    talk: Option<(f64, f64)>,
) -> Course {
    Course { outbound, inbound, status, reason, answered_by: by, talk }
}

const HUMAN: Option<AnsweredBy> = Some(AnsweredBy::Human);
const MACHINE: Option<AnsweredBy> = Some(AnsweredBy::Machine);

/// Out of a hundred calls so many go like this, outbound and inbound.
static COURSES: [Course; 14] = [
    course(21.0, 52.0, CallStatus::Completed, "user_hangup", HUMAN, Some((85.0, 0.8))),
    course(15.0, 31.0, CallStatus::Completed, "agent_hangup", HUMAN, Some((140.0, 0.6))),
    course(2.0, 5.0, CallStatus::Completed, "call_transfer", HUMAN, Some((170.0, 0.5))),
    course(0.2, 0.5, CallStatus::Completed, "max_duration_reached", HUMAN, Some((1800.0, 0.0))),
    course(20.0, 0.0, CallStatus::Completed, "voicemail_reached", MACHINE, Some((21.0, 0.4))),
    course(2.0, 0.0, CallStatus::Completed, "ivr_reached", MACHINE, Some((35.0, 0.5))),
    course(1.3, 2.0, CallStatus::Completed, "inactivity", Some(AnsweredBy::Unknown), Some((19.0, 0.2))),
    course(23.0, 0.0, CallStatus::NoAnswer, "dial_no_answer", None, None),
    course(6.0, 0.0, CallStatus::Busy, "dial_busy", None, None),
    course(3.5, 0.0, CallStatus::NoAnswer, "user_declined", None, None),
    course(2.5, 0.0, CallStatus::Failed, "invalid_destination", None, None),
    course(1.5, 0.5, CallStatus::Failed, "telephony_provider_unavailable", None, None),
    course(1.5, 0.0, CallStatus::Canceled, "manual_stopped", None, None),
    course(0.5, 9.0, CallStatus::Canceled, "abandoned", None, None),
];

/// How many calls start in each hour of a working day, on the workspace's clock.
const HOURS: [f64; 24] =
    [0.1, 0.05, 0.05, 0.05, 0.1, 0.2, 0.6, 2.0, 6.0, 10.0, 11.0, 9.5, 5.5, 7.0, 9.0, 9.5, 9.0, 7.5, 5.0, 3.0, 1.5, 0.8, 0.4, 0.2];
/// How many calls a day has, Monday first.
const WEEK: [f64; 7] = [1.0, 1.1, 1.08, 1.02, 0.85, 0.22, 0.08];

/// One call, before it has a lead and an agent.
pub struct Dialed {
    pub inbound: bool,
    pub course: &'static Course,
    pub started_at: Timestamp,
    pub ring_ms: i64,
    pub talk_ms: i64,
    pub outcome: Option<Outcome>,
    /// The local day of the call.
    pub day: NaiveDate,
}

/// The calls of a workspace in the ninety days before `today`, earliest first.
pub fn calls(random: &mut Random, count: usize, today: NaiveDate, zone: Tz) -> Vec<Dialed> {
    let first = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
    let days: Vec<NaiveDate> = first.iter_days().take(DAYS as usize).collect();
    let mut grown = 0.75;
    let weights: Vec<f64> = days
        .iter()
        .map(|day| {
            grown += 0.5 / DAYS as f64;
            WEEK[day.weekday().num_days_from_monday() as usize] * grown * (0.85 + 0.3 * random.unit())
        })
        .collect();
    let mut calls: Vec<Dialed> = (0..count)
        .map(|_| {
            let day = days[random.weighted(&weights)];
            call(random, day, zone)
        })
        .collect();
    calls.sort_by_key(|call| call.started_at);
    calls
}

fn call(random: &mut Random, day: NaiveDate, zone: Tz) -> Dialed {
    let inbound = random.chance(0.22);
    let course = &COURSES[random.weighted(&COURSES.each_ref().map(|c| if inbound { c.inbound } else { c.outbound }))];
    let second = random.weighted(&HOURS) * 3600 + random.below(3600);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(second as u32, 0).unwrap_or_default();
    let started_at = resolve(day.and_time(time), zone);
    let started_at = Timestamp::from_micros(started_at.micros() + random.between(0, 999) * 1000);
    let talk_ms = course.talk.map_or(0, |(median, spread)| (random.lasting(median, spread) * 1000.0).clamp(1200.0, 1_800_000.0) as i64);
    let ring_ms = if course.reason == "dial_no_answer" { random.between(25_000, 45_000) } else { random.between(1500, 18_000) };
    let outcome = match course.answered_by {
        Some(AnsweredBy::Human) if talk_ms < 15_000 => Some(Outcome::NoInterest),
        Some(AnsweredBy::Human) => {
            Some([Outcome::AppointmentScheduled, Outcome::Reached, Outcome::NoInterest][random.weighted(&[10.0, 55.0, 35.0])])
        }
        _ if inbound => None,
        _ => Some(Outcome::NotReached),
    };
    Dialed { inbound, course, started_at, ring_ms, talk_ms, outcome, day }
}
