//! The statistics against a naive reference: plain loops over plain records, on random calls over the days on which clocks change.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use chrono_tz::{America::New_York, Europe::Berlin, Tz};
use serde_json::{Value, json};

use super::*;
use crate::{
    Caller, Code, Id,
    calls::{AnsweredBy, Call, CallBulkCreate, CallCreate, CallFilters, CallList, CallStatus, Direction, Outcome, Reason, tests::World},
    testing::Seeded,
    time::{Date, Timestamp, parse_date},
};

/// Around the days on which clocks change in Berlin (March 29, October 25) and New York (March 8, November 1), and before now.
const CENTRES: [&str; 5] =
    ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2026-11-22T00:00:00Z"];
const TEXTS: [Option<&str>; 9] = [
    None,
    Some(""),
    Some("Caller Hangup"),
    Some("line busy again"),
    Some("No-Answer"),
    Some("it failed"),
    Some("marked_as_spam"),
    Some("worker-died"),
    Some("100 % done_"),
];

struct Dice(Seeded);

impl Dice {
    fn below(&self, n: u64) -> u64 {
        self.0.next() % n
    }
    fn pick<T: Copy>(&self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A random call: often on the minute, so that times are equal and boundaries are hit.
fn random_call(w: &World, dice: &Dice) -> CallCreate {
    let centre: Timestamp = dice.pick(&CENTRES).parse().unwrap();
    let step = dice.pick(&[1, 60]);
    let minutes = dice.below(3 * 24 * 60 / step) as i64 * step as i64 - 36 * 60;
    let micros = if dice.below(3) == 0 { dice.below(60_000_000) as i64 } else { 0 };
    let lead = dice.pick(&[Some(w.lead), Some(w.lead), Some(w.their_lead), Some(w.stray_lead), None]);
    let agent = if lead == Some(w.lead) { dice.pick(&[Some(w.agent), None]) } else { None };
    let agent = if lead == Some(w.their_lead) { Some(w.their_agent) } else { agent };
    let outcome = dice.pick(&[
        None,
        Some(Outcome::AppointmentScheduled),
        Some(Outcome::Reached),
        Some(Outcome::NoInterest),
        Some(Outcome::NotReached),
    ]);
    let appointment =
        (outcome == Some(Outcome::AppointmentScheduled)).then(|| w.system_now().plus_seconds(dice.below(200_001) as i64 - 100_000));
    CallCreate {
        timestamp: Some(Timestamp::from_micros(centre.micros() + minutes * 60_000_000 + micros)),
        duration: Some(dice.pick(&[0, 0, 29, 30, 31, 60, 61, 120, 121, 300, 301, 1000]) + dice.below(3) as i32),
        disconnection_reason: dice.pick(&TEXTS).map(str::to_owned),
        status: dice.pick(&CallStatus::ALL),
        outcome,
        appointment_datetime: appointment,
        answered_by: dice.pick(&[None, Some(AnsweredBy::Human), Some(AnsweredBy::Machine)]),
        provider: dice.pick(&[None, Some("twilio"), Some("vonage")]).map(str::to_owned),
        external_id: (dice.below(2) == 0).then(|| format!("X{}", dice.0.next())),
        agent,
        phone_number: dice.pick(&[None, Some(w.any_number)]),
        ..CallCreate::new(
            lead,
            dice.pick(&["+49301", "+49302", "sip:Straße@example.com"]),
            dice.pick(&["+49303", "+49304"]),
            dice.pick(&[Direction::Inbound, Direction::Outbound]),
        )
    }
}

/// A caller, and which calls it sees.
type View<'w> = (Caller, Box<dyn Fn(&Call) -> bool + 'w>);

impl World {
    fn system_now(&self) -> Timestamp {
        crate::Clock::now(&self.t.clock)
    }
    /// A world with random calls, and all of them as they are stored.
    fn with_calls(n: usize) -> (Self, Vec<Call>) {
        let w = Self::new();
        let dice = Dice(Seeded::new(20_261_122));
        let rows: Vec<_> = (0..n).map(|_| random_call(&w, &dice)).collect();
        let report = w.system().calls().bulk_create(CallBulkCreate::new(rows)).unwrap();
        assert_eq!(report.successful_creates, n as i64);
        let all = listed(&w.system(), CallFilters::new());
        assert_eq!(all.len(), n);
        (w, all)
    }
    /// Callers, and which of all calls they see.
    fn views(&self) -> Vec<View<'_>> {
        vec![
            (self.system(), Box::new(|_| true)),
            (self.staff.clone(), Box::new(|_| true)),
            (self.member.clone(), Box::new(|c| c.workspace == Some(self.ours))),
            (self.admin.clone(), Box::new(|c| c.workspace == Some(self.ours))),
            (self.regular.clone(), Box::new(|_| false)),
        ]
    }
}

/// Every call of a list, by cursors, each page counted.
fn listed(caller: &Caller, filters: CallFilters) -> Vec<Call> {
    let (mut all, mut cursor, mut count) = (Vec::new(), Some(String::new()), None);
    while let Some(from) = cursor {
        let mut input = CallList { filters: filters.clone(), ..CallList::new() };
        (input.page.page_size, input.page.cursor) = (97, Some(from));
        let page = caller.calls().list(input).unwrap();
        assert_eq!(*count.get_or_insert(page.count), page.count);
        cursor = page.next_cursor.clone();
        all.extend(page);
    }
    assert_eq!(count, Some(all.len() as u64));
    all
}

type Filter = (&'static str, CallFilters, Box<dyn Fn(&Call) -> bool>);

fn day_of(at: Timestamp, zone: Tz) -> NaiveDate {
    DateTime::from_timestamp_micros(at.micros()).unwrap().with_timezone(&zone).date_naive()
}

/// Every filter, and what it means said again in plain words of Rust.
fn filters(w: &World, all: &[Call]) -> Vec<Filter> {
    let none = CallFilters::new;
    let text = |t: &str| Some(t.to_owned());
    let (lead, ours, agent, any_number) = (w.lead, w.ours, w.agent, w.any_number);
    let noon: Timestamp = all[all.len() / 2].timestamp;
    let change = parse_date("2026-03-29").unwrap();
    let contains = |field: &Option<String>, part: &str| field.as_ref().is_some_and(|t| t.to_lowercase().contains(part));
    let failed = move |c: &Call| {
        let spelled = ["busy", "failed", "no answer", "no-answer", "no_answer"].iter().any(|part| contains(&c.disconnection_reason, part));
        c.duration == 0 || spelled || c.reason.is_some_and(Reason::is_failure)
    };
    let known = all.iter().find(|c| c.external_id.is_some()).unwrap().external_id.clone();
    let same = known.clone();
    vec![
        ("nothing", none(), Box::new(|_| true)),
        ("from_number", CallFilters { from_number: text("STRASSE@"), ..none() }, Box::new(|c| c.from_number.starts_with("sip"))),
        ("to_number", CallFilters { to_number: text("9303"), ..none() }, Box::new(|c| c.to_number == "+49303")),
        (
            "disconnection_reason",
            CallFilters { disconnection_reason: text("100 % D"), ..none() },
            Box::new(move |c| contains(&c.disconnection_reason, "100 % d")),
        ),
        ("wildcards", CallFilters { disconnection_reason: text("_"), ..none() }, Box::new(move |c| contains(&c.disconnection_reason, "_"))),
        ("lead__name", CallFilters { lead__name: text("AD"), ..none() }, Box::new(|c| c.lead_name.as_deref() == Some("Ada"))),
        ("lead__email", CallFilters { lead__email: text("bob@"), ..none() }, Box::new(|c| c.lead_name.as_deref() == Some("Bob"))),
        ("lead__phone", CallFilters { lead__phone: text("170 12"), ..none() }, Box::new(|c| c.lead.is_some())),
        ("direction", CallFilters { direction: Some(Direction::Inbound), ..none() }, Box::new(|c| c.direction == Direction::Inbound)),
        ("lead", CallFilters { lead: Some(lead), ..none() }, Box::new(move |c| c.lead == Some(lead))),
        ("duration_min", CallFilters { duration_min: Some(30.5), ..none() }, Box::new(|c| c.duration >= 31)),
        ("duration_max", CallFilters { duration_max: Some(31.0), ..none() }, Box::new(|c| c.duration <= 31)),
        ("timestamp_after", CallFilters { timestamp_after: Some(noon), ..none() }, Box::new(move |c| c.timestamp >= noon)),
        ("timestamp_before", CallFilters { timestamp_before: Some(noon), ..none() }, Box::new(move |c| c.timestamp <= noon)),
        ("date", CallFilters { date: Some(Date(change)), ..none() }, Box::new(move |c| day_of(c.timestamp, Tz::UTC) == change)),
        (
            "date in a zone",
            CallFilters { date: Some(Date(change)), tz: text("Europe/Berlin"), ..none() },
            Box::new(move |c| day_of(c.timestamp, Berlin) == change),
        ),
        ("successful", CallFilters { successful: Some(true), ..none() }, Box::new(|c| c.duration > 0)),
        ("not successful", CallFilters { successful: Some(false), ..none() }, Box::new(failed)),
        ("workspace", CallFilters { workspace: Some(ours), ..none() }, Box::new(move |c| c.workspace == Some(ours))),
        ("agent", CallFilters { agent: Some(agent), ..none() }, Box::new(move |c| c.agent == Some(agent))),
        ("phone_number", CallFilters { phone_number: Some(any_number), ..none() }, Box::new(|c| c.phone_number.is_some())),
        ("status", CallFilters { status: Some(CallStatus::InProgress), ..none() }, Box::new(|c| c.status == CallStatus::InProgress)),
        ("outcome", CallFilters { outcome: Some(Outcome::Reached), ..none() }, Box::new(|c| c.outcome == Some(Outcome::Reached))),
        ("reason", CallFilters { reason: Some(Reason::Lost), ..none() }, Box::new(|c| c.reason == Some(Reason::Lost))),
        (
            "answered_by",
            CallFilters { answered_by: Some(AnsweredBy::Machine), ..none() },
            Box::new(|c| c.answered_by == Some(AnsweredBy::Machine)),
        ),
        ("provider", CallFilters { provider: text("twilio"), ..none() }, Box::new(|c| c.provider.as_deref() == Some("twilio"))),
        ("provider is exact", CallFilters { provider: text("twili"), ..none() }, Box::new(|_| false)),
        ("external_id", CallFilters { external_id: known, ..none() }, Box::new(move |c| c.external_id == same)),
        (
            "several",
            CallFilters { direction: Some(Direction::Outbound), successful: Some(false), duration_min: Some(1.0), ..none() },
            Box::new(move |c| c.direction == Direction::Outbound && failed(c) && c.duration >= 1),
        ),
    ]
}

fn points_at_ours(name: &str) -> bool {
    ["lead", "workspace", "agent"].contains(&name)
}

#[test]
fn every_filter_means_what_it_says_for_everybody() {
    let (w, all) = World::with_calls(700);
    for (name, input, means) in filters(&w, &all) {
        for (caller, sees) in w.views() {
            let want: Vec<_> = all.iter().filter(|c| sees(c) && means(c)).cloned().collect();
            if caller.user_id() == w.regular.user_id() && points_at_ours(name) {
                let input = CallList { filters: input.clone(), ..CallList::new() };
                let error = caller.calls().list(input).unwrap_err();
                assert_eq!(
                    serde_json::to_value(error.details()).unwrap()[name][0],
                    "Select a valid choice. That choice is not one of the available choices."
                );
                continue;
            }
            let got = listed(&caller, input.clone());
            // Not `assert_eq`: hundreds of records would be printed.
            assert!(got == want, "{name}: {} instead of {}", got.len(), want.len());
        }
        assert!(all.iter().any(&means) || name == "provider is exact", "{name} finds nothing, and proves nothing");
    }
}

#[test]
fn every_search_field_is_searched_and_every_order_is_kept() {
    let (w, all) = World::with_calls(300);
    let search = |caller: &Caller, text: &str| {
        let mut input = CallList::new();
        (input.page.search, input.page.page_size) = (Some(text.to_owned()), 1000);
        caller.calls().list(input).unwrap().results
    };
    type Means = fn(&Call) -> bool;
    let table: [(&str, Means); 8] = [
        ("lovelace", |c| c.lead_name.as_deref() == Some("Ada")),
        ("ADA@EXAMPLE", |c| c.lead_name.as_deref() == Some("Ada")),
        ("ada 49303", |c| c.lead_name.as_deref() == Some("Ada") && c.to_number == "+49303"),
        ("strasse", |c| c.from_number.starts_with("sip")),
        ("\"line busy\", 04", |c| c.disconnection_reason.as_deref() == Some("line busy again") && c.to_number == "+49304"),
        ("%", |c| c.disconnection_reason.as_deref() == Some("100 % done_")),
        ("bo", |c| c.lead_name.as_deref() == Some("Bob")),
        ("nothing like it", |_| false),
    ];
    for (text, means) in table {
        for (caller, sees) in w.views() {
            let want: Vec<_> = all.iter().filter(|c| sees(c) && means(c)).cloned().collect();
            assert!(search(&caller, text) == want, "{text}");
        }
    }
    for (ordering, key) in [
        ("timestamp", (|c| (c.timestamp.micros(), 0)) as fn(&Call) -> (i64, i64)),
        ("-timestamp", |c| (-c.timestamp.micros(), 0)),
        ("duration", |c| (c.duration.into(), 0)),
        ("-duration", |c| (-i64::from(c.duration), 0)),
        ("direction,-duration", |c| (c.direction as i64, -i64::from(c.duration))),
        ("-direction,duration", |c| (-(c.direction as i64), c.duration.into())),
    ] {
        for caller in [w.system(), w.member.clone()] {
            let mut input = CallList::new();
            (input.page.ordering, input.page.page_size) = (Some(ordering.to_owned()), 1000);
            let got = caller.calls().list(input).unwrap().results;
            let keys: Vec<_> = got.iter().map(key).collect();
            assert!(keys.is_sorted(), "{ordering}");
            let down = ordering.rsplit(',').next().unwrap().starts_with('-');
            let ties = got.windows(2).filter(|pair| key(&pair[0]) == key(&pair[1]));
            assert!(ordering.contains("timestamp") || ties.clone().count() > 0, "{ordering} proves nothing");
            assert!(ties.into_iter().all(|pair| (pair[0].id < pair[1].id) != down), "{ordering}: equal keys by id");
        }
    }
}

/// Round half to even on the decimal digits of the exact binary value, said in another way than the code does.
fn round1(x: f64) -> f64 {
    let exact = format!("{x:.60}");
    let (whole, fraction) = exact.split_once('.').unwrap();
    let (first, rest) = fraction.split_at(1);
    let half = format!("5{}", "0".repeat(58));
    let up = rest > half.as_str() || (rest == half && first.parse::<u8>().unwrap() % 2 == 1);
    let tenths: i64 = format!("{whole}{first}").parse().unwrap();
    format!("{}e-1", tenths + i64::from(up)).parse().unwrap()
}

fn mean_of(calls: &[&Call]) -> f64 {
    if calls.is_empty() { 0.0 } else { calls.iter().map(|c| f64::from(c.duration)).sum::<f64>() / calls.len() as f64 }
}

fn seconds_of(calls: &[&Call]) -> i64 {
    calls.iter().map(|c| i64::from(c.duration)).sum()
}

fn rate_of(calls: &[&Call]) -> Value {
    let ended: Vec<_> = calls.iter().filter(|c| c.status.is_ended()).collect();
    let good = ended.iter().filter(|c| matches!(c.outcome, Some(Outcome::AppointmentScheduled | Outcome::Reached))).count();
    if ended.is_empty() { Value::Null } else { json!(good as f64 / ended.len() as f64) }
}

/// Every statistic of some calls, by plain loops.
fn naive(calls: &[&Call], zone: Tz, now: Timestamp, first: NaiveDate, last: NaiveDate) -> BTreeMap<&'static str, Value> {
    let since =
        |days: i64| calls.iter().filter(|c| c.timestamp.micros() >= now.micros() - days * 86_400_000_000 && c.timestamp <= now).count();
    let today: Vec<_> = calls.iter().filter(|c| day_of(c.timestamp, zone) == day_of(now, zone)).collect();
    let mut answers = BTreeMap::new();
    answers.insert(
        "analytics",
        json!({
            "total_calls": calls.len(), "calls_today": today.len(), "calls_this_week": since(7), "calls_this_month": since(30),
            "avg_duration": number(mean_of(calls)), "total_duration": seconds_of(calls),
            "inbound_calls": calls.iter().filter(|c| c.direction == Direction::Inbound).count(),
            "outbound_calls": calls.iter().filter(|c| c.direction == Direction::Outbound).count(),
        }),
    );
    let days: Vec<_> = first.iter_days().take_while(|d| *d <= last).collect();
    let entry = |calls: &[&Call]| json!({"calls": calls.len(), "avg_duration": number(round1(mean_of(calls))), "total_duration": seconds_of(calls)});
    let of_day = |day: NaiveDate| -> Vec<&Call> { calls.iter().filter(|c| day_of(c.timestamp, zone) == day).copied().collect() };
    let daily: Vec<_> = days
        .iter()
        .map(|day| {
            let mut value = entry(&of_day(*day));
            value["date"] = json!(day.to_string());
            value
        })
        .collect();
    let within: Vec<_> = days.iter().flat_map(|day| of_day(*day)).collect();
    answers.insert(
        "daily_stats",
        json!({
            "period_days": days.len(), "start_date": first.to_string(), "end_date": last.to_string(),
            "daily_stats": daily, "totals": entry(&within),
        }),
    );
    answers.insert("duration_distribution", naive_distribution(calls));
    answers.insert("outcome_breakdown", naive_breakdown(calls));
    let booked: Vec<_> = calls.iter().filter(|c| c.outcome == Some(Outcome::AppointmentScheduled)).copied().collect();
    let booked_since =
        |days: i64| booked.iter().filter(|c| c.timestamp.micros() >= now.micros() - days * 86_400_000_000 && c.timestamp <= now).count();
    answers.insert(
        "appointment_stats",
        json!({
            "total": booked.len(), "today": booked.iter().filter(|c| day_of(c.timestamp, zone) == day_of(now, zone)).count(),
            "this_week": booked_since(7), "this_month": booked_since(30),
            "upcoming": booked.iter().filter(|c| c.appointment_datetime.unwrap() >= now).count(),
            "past": booked.iter().filter(|c| c.appointment_datetime.unwrap() < now).count(),
        }),
    );
    answers
}

/// Zero is an integer.
fn number(x: f64) -> Value {
    if x == 0.0 { json!(0) } else { json!(x) }
}

fn naive_distribution(calls: &[&Call]) -> Value {
    if calls.is_empty() {
        return json!({"total_calls": 0, "duration_ranges": {}, "statistics": {}, "percentiles": {}});
    }
    let mut sorted: Vec<_> = calls.iter().map(|c| c.duration).collect();
    sorted.sort_unstable();
    let range = |from: i32, to: i32| {
        let count = sorted.iter().filter(|s| (from..=to).contains(s)).count();
        json!({"count": count, "percentage": round1(count as f64 / sorted.len() as f64 * 100.0)})
    };
    let rank = |p: usize| sorted[(p * sorted.len()).div_ceil(100) - 1];
    json!({
        "total_calls": sorted.len(),
        "duration_ranges": {
            "0-30s": range(0, 30), "31-60s": range(31, 60), "61-120s": range(61, 120), "121-300s": range(121, 300), "300s+": range(301, i32::MAX),
        },
        "statistics": {"avg_duration": round1(mean_of(calls)), "min_duration": sorted[0], "max_duration": sorted[sorted.len() - 1]},
        "percentiles": {"p50": rank(50), "p90": rank(90), "p95": rank(95), "p99": rank(99)},
    })
}

fn naive_breakdown(calls: &[&Call]) -> Value {
    let count = |test: &dyn Fn(&Call) -> bool| calls.iter().filter(|c| test(c)).count();
    let word = |value: Value| value.as_str().unwrap().to_owned();
    let outcomes: BTreeMap<_, _> = Outcome::ALL.iter().map(|o| (word(json!(o)), count(&|c| c.outcome == Some(*o)))).collect();
    let statuses: BTreeMap<_, _> = CallStatus::ALL.iter().map(|s| (word(json!(s)), count(&|c| c.status == *s))).collect();
    let reasons: BTreeMap<_, _> = Reason::ALL.iter().map(|r| (word(json!(r)), count(&|c| c.reason == Some(*r)))).collect();
    json!({
        "total_calls": calls.len(), "outcomes": outcomes, "without_outcome": count(&|c| c.outcome.is_none()), "statuses": statuses,
        "reasons": reasons, "without_reason": count(&|c| c.reason.is_none()), "success_rate": rate_of(calls),
    })
}

fn naive_agents(calls: &[&Call], names: &[(Id<crate::agents::Agent>, &str)]) -> Value {
    let mut rows = Vec::new();
    for (agent, name) in names {
        let own: Vec<_> = calls.iter().filter(|c| c.agent == Some(*agent)).copied().collect();
        if own.is_empty() {
            continue;
        }
        let breakdown = naive_breakdown(&own);
        let row = json!({
            "agent": agent, "agent_name": name, "calls": own.len(), "talk_seconds": seconds_of(&own), "avg_duration": round1(mean_of(&own)),
            "outcomes": breakdown["outcomes"], "without_outcome": breakdown["without_outcome"],
            "appointments": breakdown["outcomes"]["appointment_scheduled"], "success_rate": breakdown["success_rate"],
        });
        rows.push((std::cmp::Reverse(own.len()), *agent, row));
    }
    rows.sort_by_key(|(calls, agent, _)| (*calls, *agent));
    rows.into_iter().map(|(_, _, row)| row).collect()
}

fn naive_leads(calls: &[&Call], total: usize) -> Value {
    let theirs: Vec<_> = calls.iter().filter_map(|c| c.lead).collect();
    let with = theirs.iter().collect::<std::collections::BTreeSet<_>>().len();
    let average = if total == 0 { Value::Null } else { json!(theirs.len() as f64 / total as f64) };
    json!({"total_leads": total, "leads_with_calls": with, "leads_without_calls": total - with, "avg_calls_per_lead": average})
}

#[test]
fn statistics_are_those_of_plain_loops() {
    let (w, all) = World::with_calls(900);
    let windows = [("2026-03-01", "2026-04-05"), ("2026-10-20", "2026-11-05"), ("2026-10-25", "2026-10-25")];
    for (n, (name, filters, means)) in filters(&w, &all).into_iter().enumerate() {
        for (caller, sees) in w.views() {
            if caller.user_id() == w.regular.user_id() && points_at_ours(name) {
                continue;
            }
            let zone = filters.tz.as_ref().map_or([Tz::UTC, Berlin, New_York][n % 3], |_| Berlin);
            let (first, last) = windows[n % 3];
            let counted = |c: &&Call| filters.status.is_some() || c.status.is_ended();
            let calls: Vec<&Call> = all.iter().filter(|c| sees(c) && means(c)).filter(counted).collect();
            // A calendar day in the filter is one of the zone too.
            let by_day = filters.date.is_some_and(|_| filters.tz.is_none());
            let zone = if by_day { Tz::UTC } else { zone };
            let filters = CallFilters { tz: Some(zone.name().to_owned()), ..filters.clone() };
            let input = CallStatistics { filters: filters.clone(), ..CallStatistics::new() };
            let (first, last) = (parse_date(first).unwrap(), parse_date(last).unwrap());
            let days = CallDays { filters, start_date: Some(Date(first)), end_date: Some(Date(last)), ..CallDays::new() };
            let want = naive(&calls, zone, w.system_now(), first, last);
            let rooms = caller.calls();
            let got = [
                ("analytics", json!(rooms.analytics(input.clone()).unwrap())),
                ("daily_stats", json!(rooms.daily_stats(days).unwrap())),
                ("duration_distribution", json!(rooms.duration_distribution(input.clone()).unwrap())),
                ("outcome_breakdown", json!(rooms.outcome_breakdown(input.clone()).unwrap())),
                ("appointment_stats", json!(rooms.appointment_stats(input.clone()).unwrap())),
            ];
            for (statistic, value) in got {
                assert_eq!(value, want[statistic], "{statistic} of {name} in {zone}");
            }
            let theirs = [&w.member, &w.admin].iter().any(|c| c.user_id() == caller.user_id()) || name == "workspace";
            let leads = if caller.user_id() == w.regular.user_id() { 0 } else { [3, 1][usize::from(theirs)] };
            assert_eq!(json!(caller.leads().stats(input.clone()).unwrap()), naive_leads(&calls, leads), "leads of {name}");
            let names = [(w.agent, "Ann"), (w.their_agent, "Tim")];
            assert_eq!(json!(rooms.agent_performance(input).unwrap()), naive_agents(&calls, &names), "agents of {name}");
        }
    }
}

#[test]
fn a_search_narrows_statistics_as_it_narrows_the_list() {
    let (w, all) = World::with_calls(200);
    let input = CallStatistics { search: Some("lovelace +49304".into()), ..CallStatistics::new() };
    let want = all.iter().filter(|c| c.status.is_ended() && c.lead == Some(w.lead) && c.to_number == "+49304").count();
    assert!(want > 0);
    assert_eq!(w.member.calls().analytics(input.clone()).unwrap().total_calls, want as i64);
    let days = CallDays {
        search: input.search,
        start_date: Some(Date(parse_date("2026-03-01").unwrap())),
        end_date: Some(Date(parse_date("2026-12-01").unwrap())),
        ..CallDays::new()
    };
    assert_eq!(w.member.calls().daily_stats(days).unwrap().totals.calls, want as i64);
}

#[test]
fn answers_have_the_shapes_of_the_contract() {
    let w = World::new();
    let text = |operation: &str, input: &str| w.system().call_json(operation, input).unwrap();
    assert_eq!(
        text("calls.analytics", "{}"),
        r#"{"total_calls":0,"calls_today":0,"calls_this_week":0,"calls_this_month":0,"avg_duration":0,"total_duration":0,"inbound_calls":0,"outbound_calls":0}"#
    );
    assert_eq!(text("calls.duration_distribution", "{}"), r#"{"total_calls":0,"duration_ranges":{},"statistics":{},"percentiles":{}}"#);
    assert_eq!(text("calls.agent_performance", "{}"), "[]");
    assert_eq!(
        text("calls.daily_stats", r#"{"days": 1}"#),
        r#"{"period_days":1,"start_date":"2026-11-22","end_date":"2026-11-22","daily_stats":[{"date":"2026-11-22","calls":0,"avg_duration":0,"total_duration":0}],"totals":{"calls":0,"avg_duration":0,"total_duration":0}}"#
    );
    for seconds in [1, 1, 1, 2] {
        w.create(CallCreate { duration: Some(seconds), ..w.call() });
    }
    assert!(
        text("calls.daily_stats", r#"{"days": 1}"#).contains(r#""calls":4,"avg_duration":1.2,"total_duration":5"#),
        "1.25 is rounded to even"
    );
    let distribution = text("calls.duration_distribution", "{}");
    assert!(
        distribution.contains(r#""0-30s":{"count":4,"percentage":100.0},"31-60s":{"count":0,"percentage":0.0},"61-120s":"#),
        "{distribution}"
    );
    assert!(distribution.ends_with(
        r#""statistics":{"avg_duration":1.2,"min_duration":1,"max_duration":2},"percentiles":{"p50":1,"p90":2,"p95":2,"p99":2}}"#
    ));
    assert!(text("calls.analytics", "{}").contains(r#""avg_duration":1.25,"#), "not rounded");
    let thirty: Value = serde_json::from_str(&text("calls.daily_stats", "{}")).unwrap();
    assert_eq!((&thirty["period_days"], &thirty["start_date"]), (&json!(30), &json!("2026-10-24")));
}

#[test]
fn windows_are_bounded_and_zones_known() {
    let w = World::new();
    for (input, field) in [
        (r#"{"days": 0}"#, "days"),
        (r#"{"days": 367}"#, "days"),
        (r#"{"days": "x"}"#, "days"),
        (r#"{"start_date": "2026-02-30"}"#, "start_date"),
        (r#"{"start_date": "2026-12-01"}"#, "start_date"),
        (r#"{"start_date": "2020-01-01", "end_date": "2026-01-01"}"#, "start_date"),
        (r#"{"tz": "Mars/Olympus"}"#, "tz"),
        (r#"{"lead": "0192f0c1-2345-7abc-8def-0123456789ab"}"#, "lead"),
        (r#"{"weeks": 1}"#, "weeks"),
    ] {
        let error = w.system().call_json("calls.daily_stats", input).unwrap_err();
        assert_eq!(error.code(), Code::InvalidInput, "{input}");
        assert!(error.details().get(field).is_some(), "{input}: {error}");
    }
    assert_eq!(w.system().calls().daily_stats(CallDays { days: Some(366), ..CallDays::new() }).unwrap().daily_stats.len(), 366);
}

#[test]
fn today_is_the_day_of_the_zone() {
    let w = World::new();
    w.t.clock.set("2026-11-22T23:30:00Z");
    for time in
        ["2026-11-22T22:59:59.999999Z", "2026-11-22T23:00:00Z", "2026-11-22T00:00:00Z", "2026-11-23T04:59:59Z", "2026-11-23T05:00:00Z"]
    {
        w.create(CallCreate { timestamp: Some(time.parse().unwrap()), ..w.call() });
    }
    let today = |zone: &str| {
        let filters = CallFilters { tz: Some(zone.to_owned()), ..CallFilters::new() };
        w.member.calls().analytics(CallStatistics { filters, ..CallStatistics::new() }).unwrap().calls_today
    };
    assert_eq!((today("UTC"), today("Europe/Berlin"), today("America/New_York")), (3, 3, 3));
    w.t.sql(|tx| tx.execute("UPDATE settings SET time_zone = 'Europe/Berlin'", &[]));
    assert_eq!(w.member.calls().analytics(()).unwrap().calls_today, today("Europe/Berlin"), "the database's zone, if none is said");
}

#[test]
fn another_tenants_rows_change_no_answer() {
    let answers = |their_rows: bool| {
        let w = World::new();
        let dice = Dice(Seeded::new(7));
        for _ in 0..120 {
            let row = random_call(&w, &dice);
            let row = CallCreate { external_id: None, ..row };
            if row.lead == Some(w.lead) || their_rows {
                w.create(row);
            }
        }
        let mut all = String::new();
        for operation in
            ["list", "analytics", "daily_stats", "duration_distribution", "outcome_breakdown", "agent_performance", "appointment_stats"]
        {
            all += &w.member.call_json(&format!("calls.{operation}"), "{}").unwrap();
        }
        // Ids are made of the random numbers drawn so far, which differ.
        let ids = serde_json::from_str::<Value>(&w.member.call_json("calls.list", r#"{"page_size": 1000}"#).unwrap()).unwrap();
        let mut cleaned = all;
        for row in ids["results"].as_array().unwrap() {
            cleaned = cleaned.replace(row["id"].as_str().unwrap(), "ID");
        }
        let cursor = cleaned.find("next_cursor").map(|at| at + 14).unwrap();
        let end = cursor + cleaned[cursor..].find('"').unwrap();
        cleaned.replace_range(cursor..end, "");
        cleaned
    };
    assert_eq!(answers(true), answers(false));
}
