//! The demo company is whole and believable, and never added to what is there. In a file, and on a server.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike};
use hotcalls_core::{
    Caller, Code, Hotcalls, OpenOptions,
    calendars::MeetingList,
    calls::{AnsweredBy, Call, CallList, Outcome},
    leads::LeadList,
};
use hotcalls_demo::{Summary, fill_for};
use hotcalls_tests::world::Place;

fn today() -> NaiveDate {
    // Ninety days that hold the end of summer time in Europe and in America.
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn open(place: &Place) -> Hotcalls {
    OpenOptions::new().key([1; 32]).open(place.path()).unwrap()
}

fn every_call(root: &Caller) -> Vec<Call> {
    let mut input = CallList::new();
    (input.page.page_size, input.page.ordering, input.page.cursor) = (1000, Some("timestamp".into()), Some(String::new()));
    let mut all = Vec::new();
    loop {
        let page = root.calls().list(input.clone()).unwrap();
        all.extend(page.results);
        match page.next_cursor {
            Some(cursor) => input.page.cursor = Some(cursor),
            None => return all,
        }
    }
}

#[test]
fn the_company_is_whole_and_believable() {
    let place = Place::new("whole");
    let db = open(&place);
    let root = db.system();
    let summary = fill_for(&db, today()).unwrap();
    assert_eq!(summary, Summary { workspaces: 3, agents: 12, phone_numbers: 20, leads: 5_000, calls: 50_000, meetings: summary.meetings });
    assert_eq!(root.workspaces().list(()).unwrap().count, 3);
    assert_eq!(root.agents().list(()).unwrap().count, 12);
    assert_eq!(root.phone_numbers().list(()).unwrap().count, 20);
    assert_eq!(root.leads().list(()).unwrap().count, 5_000);
    assert_eq!(root.meetings().list(()).unwrap().count, summary.meetings as u64);
    assert!((800..3_000).contains(&summary.meetings), "{summary}");
    assert_eq!((root.plans().list(()).unwrap().count, root.plan_features().list(()).unwrap().count), (3, 12));

    let calls = every_call(&root);
    assert_eq!(calls.len(), 50_000);
    let (first, last) = (calls[0].timestamp.to_string(), calls[calls.len() - 1].timestamp.to_string());
    assert!(first.as_str() >= "2026-08-24T" && last.as_str() < "2026-11-23T06", "{first} {last}");
    let share = |what: &dyn Fn(&Call) -> bool| calls.iter().filter(|c| what(c)).count() as f64 / calls.len() as f64;
    let hour = |c: &Call| c.timestamp.utc().with_timezone(&chrono_tz::UTC).hour();
    assert!(share(&|c| c.timestamp.utc().weekday().number_from_monday() > 5) < 0.1, "quiet weekends");
    assert!(share(&|c| (1..5).contains(&hour(c))) < 0.03, "quiet nights");
    assert!((0.4..0.6).contains(&share(&|c| c.answered_by == Some(AnsweredBy::Human) && c.duration > 0)));
    assert!((0.02..0.08).contains(&share(&|c| c.outcome == Some(Outcome::AppointmentScheduled))));
    assert!(share(&|c| c.reason.is_none()) == 0.0, "every call has ended for a reason");
    let mut reasons = BTreeMap::new();
    calls.iter().for_each(|c| *reasons.entry(format!("{:?}", c.reason)).or_insert(0) += 1);
    assert!(reasons.len() >= 12 && !reasons.contains_key("Some(Unknown)"), "{reasons:?}");
    assert!(calls.iter().all(|c| c.ended_at >= c.answered_at && c.started_at <= c.ringing_at));

    let strange = LeadList { phone: Some("+".into()), ..LeadList::new() };
    assert_eq!(root.leads().list(strange).unwrap().count, 5_000, "numbers are E.164");
    assert!(root.leads().list(()).unwrap().iter().all(|lead| lead.phone_e164.as_deref() == Some(lead.phone.as_str())));
    assert!(root.meetings().list(MeetingList::new()).unwrap().iter().all(|m| m.lead.is_some() && m.agent.is_some() && m.call.is_some()));

    let again = fill_for(&db, today()).unwrap_err();
    assert_eq!(again.code(), Code::NotEmpty);
    assert_eq!(root.workspaces().list(()).unwrap().count, 3);
}

#[test]
fn a_database_with_anything_in_it_is_refused() {
    let place = Place::new("used");
    let db = open(&place);
    db.system().call_json("plans.create", r#"{"plan_name":"Mine"}"#).unwrap();
    assert_eq!(fill_for(&db, today()).unwrap_err().code(), Code::NotEmpty);
    assert_eq!(db.system().workspaces().list(()).unwrap().count, 0);
}

#[test]
fn the_company_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}
