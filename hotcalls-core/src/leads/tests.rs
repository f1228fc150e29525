mod by_phone;
mod import;
mod rights;
mod search;

use super::*;
use crate::{
    Code, Id, Patch, Timestamp,
    calls::{CallCreate, CallFilters, CallList, Direction, stats::CallDays},
    testing::TestDb,
    users::TokenCreate,
    workspaces::Workspace,
};

#[test]
fn the_story_of_one_lead() {
    let t = TestDb::new();
    let workspace: Id<Workspace> = t.workspace("Marketing");
    let jane: Id<()> = t.user("jane", "user");
    t.member(workspace, jane, "member");
    let (root, jane) = (t.db.system(), t.db.as_user(jane));
    let lead = jane.leads().create(LeadCreate::new("Ada", "ada@example.com", "+1 987 654 3210")).unwrap();
    assert_eq!(lead.workspace, Some(workspace), "the caller's only workspace");
    assert_eq!(jane.leads().get(lead.id).unwrap(), lead);
    let page = jane.leads().list(LeadList { name: Some("AD".into()), ..LeadList::new() }).unwrap();
    assert_eq!((page.count, page[0].id), (1, lead.id));
    let change = LeadUpdate { surname: Some("Lovelace".to_owned()).into(), ..LeadUpdate::new(lead.id) };
    assert_eq!(jane.leads().update(change.clone()).unwrap_err().code(), Code::PermissionDenied, "members do not edit");
    assert_eq!(root.leads().update(change).unwrap().full_name, "Ada Lovelace");
    assert_eq!(jane.leads().list(()).unwrap().count, 1);
    root.leads().delete(lead.id).unwrap();
    assert_eq!(jane.leads().get(lead.id).unwrap_err().code(), Code::NotFound);
    assert_eq!(jane.leads().list(()).unwrap().count, 0);
}

#[test]
fn every_wrong_field_is_told_at_once_but_only_to_those_who_may() {
    let t = TestDb::new();
    let root = t.db.system();
    let bad = r#"{"name": 5, "email": "x", "colour": "red", "meta_data": null}"#;
    let error = root.call_json("leads.create", bad).unwrap_err();
    let fields: Vec<_> = error.details().iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["colour", "email", "meta_data", "name", "phone"]);
    assert_eq!(t.db.anonymous().call_json("leads.create", bad).unwrap_err().code(), Code::NotAuthenticated);
    assert_eq!(root.call_json("leads.create", "{").unwrap_err().code(), Code::Malformed);
    assert_eq!(root.call_json("leads.crate", "{}").unwrap_err().code(), Code::UnknownOperation);
    let typed = root.leads().create(LeadCreate::new("", "x", "1")).unwrap_err();
    assert_eq!(typed.details().len(), 2);
    let hidden = r#"{"id": "0192f0c1-2345-7abc-8def-0123456789ab", "name": 5}"#;
    assert_eq!(root.call_json("leads.update", hidden).unwrap_err().code(), Code::NotFound, "the row is looked up before its fields");
}

#[test]
fn pages_by_cursor_walk_everything_once_in_every_order() {
    let t = TestDb::new();
    let root = t.db.system();
    for n in 0..25 {
        let surname = (n % 3 != 0).then(|| format!("S{}", n % 4));
        root.leads().create(LeadCreate { surname, ..LeadCreate::new(format!("N{}", n % 5), "a@example.com", "1") }).unwrap();
    }
    for ordering in ["", "name", "-name", "surname", "-surname", "surname,-name", "-surname,name", "email,-created_at", "-updated_at"] {
        let list = |cursor: &str, size| {
            let mut input = LeadList::new();
            (input.page.cursor, input.page.page_size, input.page.ordering) = (Some(cursor.into()), size, Some(ordering.into()));
            root.leads().list(input).unwrap()
        };
        let whole: Vec<_> = list("", 1000).into_iter().map(|l| l.id).collect();
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(&cursor, 4);
            assert_eq!(page.count, 25);
            walked.extend(page.results.iter().map(|l| l.id));
            let Some(next) = page.next_cursor else { break };
            cursor = next;
        }
        assert_eq!(walked, whole, "{ordering}");
        let mut input = LeadList::new();
        (input.page.cursor, input.page.ordering) = (Some(String::new()), Some(ordering.into()));
        let uncounted = root.uncounted().leads().list(input.clone()).unwrap();
        assert_eq!((uncounted.count, uncounted.len()), (0, 20), "a page of its own size");
        let batch = root.in_batches(24).leads().list(input.clone()).unwrap();
        input.page.cursor = batch.next_cursor.clone();
        let rest = root.in_batches(5000).leads().list(input).unwrap();
        assert_eq!((batch.count, batch.len(), rest.next_cursor.is_none()), (0, 24, true), "batches are not counted");
        assert_eq!(batch.iter().chain(&*rest).map(|l| l.id).collect::<Vec<_>>(), whole, "{ordering}");
    }
    let mut input = LeadList::new();
    input.page.cursor = Some("AAAA".into());
    assert!(root.leads().list(input.clone()).unwrap_err().details().get("cursor").is_some());
    (input.page.cursor, input.page.ordering) = (None, Some("colour".into()));
    assert!(root.leads().list(input.clone()).unwrap_err().details().get("ordering").is_some());
    (input.page.ordering, input.page.page) = (None, Some("3".into()));
    assert_eq!(root.leads().list(input).unwrap_err().code(), Code::NotFound);
}

#[test]
fn an_idempotency_key_makes_a_write_once() {
    let t = TestDb::new();
    let root = t.db.system().idempotency_key("k1");
    let input = LeadCreate::new("Ada", "ada@example.com", "1");
    let first = root.leads().create(input.clone()).unwrap();
    assert_eq!(root.leads().create(input).unwrap(), first);
    let other = LeadCreate::new("Eve", "ada@example.com", "1");
    assert_eq!(root.leads().create(other.clone()).unwrap_err().code(), Code::IdempotencyConflict);
    assert_eq!(t.db.system().leads().list(()).unwrap().count, 1);
    t.clock.advance(24 * 3600);
    assert_ne!(root.leads().create(other).unwrap().id, first.id, "keys are kept for a day");
}

#[test]
fn a_key_replays_nothing_that_a_limited_token_may_not_see() {
    let t = TestDb::new();
    let (own, other): (Id<Workspace>, Id<Workspace>) = (t.workspace("Own"), t.workspace("Other"));
    let staff: Id<()> = t.user("sue", "staff");
    let sue = t.db.as_user(staff);
    let limited = TokenCreate { workspaces: Some(vec![own]), ..TokenCreate::new("limited") };
    let token = t.db.with_token(&sue.auth().create_token(limited).unwrap().key);
    let create = |caller: &crate::Caller, home| {
        let lead = LeadCreate { workspace: Some(home), ..LeadCreate::new("Ada", "ada@example.com", "1") };
        caller.idempotency_key("k").leads().create(lead)
    };
    let first = create(&sue, other).unwrap();
    assert_eq!(create(&sue, other).unwrap(), first);
    assert!(create(&token, other).unwrap_err().details().get("workspace").is_some());
    assert_eq!(create(&token, own).unwrap(), create(&token, own).unwrap());
}

#[test]
fn what_no_text_could_say_is_refused_of_typed_callers_too() {
    let t = TestDb::new();
    let root = t.db.system();
    let call = |change: fn(&mut CallCreate)| {
        let mut input = CallCreate::new(None, "+1", "+2", Direction::Inbound);
        change(&mut input);
        root.calls().create(input).map(drop).map_err(|e| e.details().iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(call(|c| c.timestamp = Some(Timestamp::from_micros(i64::MIN))), Err(vec!["timestamp".to_owned()]));
    let ends =
        |c: &mut CallCreate| (c.answered_at, c.ended_at) = (Some(Timestamp::from_micros(i64::MIN)), Some(Timestamp::from_micros(i64::MAX)));
    assert_eq!(call(ends).unwrap_err().len(), 2);
    let days = CallDays { start_date: Some(crate::Date(chrono::NaiveDate::MAX)), ..CallDays::new() };
    assert!(root.calls().daily_stats(days).unwrap_err().details().get("start_date").is_some());
    let filters = CallFilters { duration_min: Some(f64::NAN), ..CallFilters::new() };
    assert!(root.calls().list(CallList { filters, ..CallList::new() }).unwrap_err().details().get("duration_min").is_some());
    let deep = |n: usize| format!(r#"{{"name":"A","email":"a@b.de","phone":"1","meta_data":{}{}}}"#, "[".repeat(n), "]".repeat(n));
    assert!(root.call_json("leads.create", &deep(64)).is_ok() && root.call_json("leads.create", &deep(65)).is_err());
}

#[test]
fn a_patch_keeps_what_is_not_given() {
    let t = TestDb::new();
    let root = t.db.system();
    let lead = root.leads().create(LeadCreate { surname: Some("L".into()), ..LeadCreate::new("Ada", "ada@example.com", "1") }).unwrap();
    let answer = root.call_json("leads.update", &format!(r#"{{"id": "{}", "surname": null}}"#, lead.id)).unwrap();
    assert!(answer.contains(r#""surname":null"#) && answer.contains(r#""name":"Ada""#), "{answer}");
    let unchanged = root.leads().update(LeadUpdate { name: Patch::Keep, ..LeadUpdate::new(lead.id) }).unwrap();
    assert_eq!(unchanged.name, "Ada");
}
