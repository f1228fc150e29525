use super::*;
use crate::{
    Caller, Code, Id, Patch, TimeOfDay,
    calendars::{Calendar, CalendarCreate, CalendarType},
    testing::TestDb,
    workspaces::Workspace,
};

fn at(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}
fn calendar(root: &Caller, account: &str, workspace: Option<Id<Workspace>>) -> Id<Calendar> {
    root.calendars().create(CalendarCreate { workspace, ..CalendarCreate::new(CalendarType::Google, account, "token") }).unwrap().id
}
fn office(calendar: Id<Calendar>) -> CalendarConfigurationCreate {
    CalendarConfigurationCreate::new(calendar, "primary", 30, 0, at("09:00"), at("11:00"))
}
fn starts(caller: &Caller, id: Id<CalendarConfiguration>, date: &str, minutes: i32) -> Vec<String> {
    let answer = caller
        .calendar_configurations()
        .check_availability(CheckAvailability::new(id, date.parse::<crate::Date>().unwrap(), minutes))
        .unwrap();
    answer.available_slots.iter().map(|slot| slot.start_time.to_string()).collect()
}

#[test]
fn the_record_has_the_keys_of_the_contract_and_the_defaults() {
    let t = TestDb::new();
    let root = t.db.system();
    let calendar = calendar(&root, "me@example.com", Some(t.workspace("Marketing")));
    let input = format!(
        r#"{{"calendar":"{calendar}","sub_calendar_id":"primary","duration":30,"prep_time":5,"from_time":"09:00:00","to_time":"17:00:00"}}"#
    );
    let answer = root.call_json("calendar_configurations.create", &input).unwrap();
    let id = serde_json::from_str::<CalendarConfiguration>(&answer).unwrap().id;
    let expected = format!(
        r#"{{"id":"{id}","calendar":"{calendar}","calendar_workspace_name":"Marketing","calendar_type":"google","calendar_account_id":"me@example.com","sub_calendar_id":"primary","duration":30,"prep_time":5,"days_buffer":0,"from_time":"09:00:00","to_time":"17:00:00","workdays":[],"created_at":"2026-11-22T12:00:00.000000Z","updated_at":"2026-11-22T12:00:00.000000Z","slot_step_minutes":30,"timezone":null}}"#
    );
    assert_eq!(answer, expected);
    assert_eq!(root.call_json("calendar_configurations.get", &format!(r#"{{"id":"{id}"}}"#)).unwrap(), expected);
    assert_eq!(root.calendars().configurations(calendar).unwrap().len(), 1);
    assert_eq!(root.calendars().get(calendar).unwrap().config_count, 1);
    root.calendar_configurations().delete(id).unwrap();
    assert_eq!(root.calendar_configurations().get(id).unwrap_err().code(), Code::NotFound);
}

#[test]
fn wrong_values_are_told_by_field_on_create_and_on_update() {
    let t = TestDb::new();
    let root = t.db.system();
    let calendar = calendar(&root, "me", None);
    let stored = root.calendar_configurations().create(office(calendar)).unwrap();
    let wrong = r#""workdays":["monday","someday"],"slot_step_minutes":0,"timezone":"Mars/Base","duration":2147483648,"from_time":"25:00""#;
    for (name, rest) in [("create", format!(r#""calendar":"{calendar}""#)), ("update", format!(r#""id":"{}""#, stored.id))] {
        let error = root.call_json(&format!("calendar_configurations.{name}"), &format!("{{{rest},{wrong}}}")).unwrap_err();
        for field in ["workdays", "slot_step_minutes", "timezone", "duration", "from_time"] {
            assert!(error.details().get(field).is_some(), "{name} {field}: {error}");
        }
    }
    let unknown = root.calendar_configurations().create(office(Id::new(uuid::Uuid::from_u128(3)))).unwrap_err();
    assert!(unknown.to_string().contains("object does not exist"), "{unknown}");
    let days = |days: &[&str]| CalendarConfigurationUpdate {
        workdays: Patch::Set(days.iter().map(|d| (*d).to_owned()).collect()),
        ..CalendarConfigurationUpdate::new(stored.id)
    };
    assert_eq!(root.calendar_configurations().update(days(&["Friday", "MONDAY", "friday"])).unwrap().workdays, ["friday", "monday"]);
    assert_eq!(root.calendar_configurations().get(stored.id).unwrap().workdays, ["friday", "monday"]);
}

#[test]
fn an_update_changes_what_is_given_and_keeps_the_rest() {
    let t = TestDb::new();
    let root = t.db.system();
    let stored = root.calendar_configurations().create(office(calendar(&root, "me", None))).unwrap();
    t.clock.advance(60);
    let change = CalendarConfigurationUpdate {
        prep_time: Patch::Set(10),
        timezone: Patch::Set(Some("Europe/Berlin".into())),
        ..CalendarConfigurationUpdate::new(stored.id)
    };
    let changed = root.calendar_configurations().update(change).unwrap();
    let expected = CalendarConfiguration {
        prep_time: 10,
        timezone: Some("Europe/Berlin".into()),
        updated_at: stored.updated_at.plus_seconds(60),
        ..stored.clone()
    };
    assert_eq!(changed, expected);
    assert_eq!(root.calendar_configurations().get(stored.id).unwrap(), expected);
}

#[test]
fn availability_has_the_shape_of_the_contract_in_the_zone_of_the_configuration() {
    let t = TestDb::new();
    let root = t.db.system();
    let create = CalendarConfigurationCreate { timezone: Some("Europe/Berlin".into()), ..office(calendar(&root, "me", None)) };
    let id = root.calendar_configurations().create(create).unwrap().id;
    let ask = |date: &str, minutes: i64| {
        root.call_json(
            "calendar_configurations.check_availability",
            &format!(r#"{{"id":"{id}","date":"{date}","duration_minutes":{minutes}}}"#),
        )
    };
    let slot = |from: &str, to: &str, start: &str, end: &str| {
        format!(
            r#"{{"start_time":"{from}:00","end_time":"{to}:00","available":true,"start":"2026-11-23T{start}:00.000000Z","end":"2026-11-23T{end}:00.000000Z"}}"#
        )
    };
    let slots =
        [slot("09:00", "09:45", "08:00", "08:45"), slot("09:30", "10:15", "08:30", "09:15"), slot("10:00", "10:45", "09:00", "09:45")];
    let expected = format!(r#"{{"date":"2026-11-23","available_slots":[{}],"calendar_config_id":"{id}"}}"#, slots.join(","));
    assert_eq!(ask("2026-11-23", 45).unwrap(), expected);
    assert_eq!(ask("2026-11-21", 45).unwrap(), format!(r#"{{"date":"2026-11-21","available_slots":[],"calendar_config_id":"{id}"}}"#));
    assert!(ask("9999-12-31", i64::from(i32::MAX)).unwrap().contains("[]"));
    for (date, minutes, field) in
        [("2026-02-30", 30, "date"), ("2026-11-23", 0, "duration_minutes"), ("2026-11-23", 1 << 31, "duration_minutes")]
    {
        assert!(ask(date, minutes).unwrap_err().details().get(field).is_some(), "{date} {minutes}");
    }
    assert!(root.call_json("calendar_configurations.check_availability", &format!(r#"{{"id":"{id}"}}"#)).unwrap_err().details().len() == 2);
}

#[test]
fn the_configuration_says_when_slots_are() {
    let t = TestDb::new();
    let root = t.db.system();
    let calendar = calendar(&root, "me", None);
    let create = |change: fn(&mut CalendarConfigurationCreate)| {
        let mut input = office(calendar);
        change(&mut input);
        root.calendar_configurations().create(input).unwrap().id
    };
    // It is Sunday, 2026-11-22, noon.
    assert_eq!(starts(&root, create(|_| {}), "2026-11-23", 90), ["09:00:00", "09:30:00"], "the request's duration wins");
    assert_eq!(starts(&root, create(|c| c.slot_step_minutes = 45), "2026-11-23", 30), ["09:00:00", "09:45:00", "10:30:00"]);
    let mondays = create(|c| c.workdays = vec!["monday".into()]);
    assert_eq!((starts(&root, mondays, "2026-11-23", 60).len(), starts(&root, mondays, "2026-11-24", 60).len()), (3, 0));
    let buffered = create(|c| c.days_buffer = 2);
    assert_eq!((starts(&root, buffered, "2026-11-23", 60).len(), starts(&root, buffered, "2026-11-24", 60).len()), (0, 3));
    let night = create(|c| (c.from_time, c.to_time) = (at("23:00"), at("01:00")));
    assert_eq!(starts(&root, night, "2026-11-22", 60), ["23:00:00", "23:30:00", "00:00:00"]);
    let day = create(|c| (c.from_time, c.to_time) = (at("11:00"), at("14:00")));
    assert_eq!(starts(&root, day, "2026-11-22", 60), ["12:00:00", "12:30:00", "13:00:00"], "not what is past today");
}

#[test]
fn roles_follow_the_matrix() {
    let t = TestDb::new();
    let (ours, theirs): (Id<Workspace>, Id<Workspace>) = (t.workspace("Ours"), t.workspace("Theirs"));
    let users: [Id<()>; 5] = ["regular", "member", "admin", "staff", "superuser"]
        .map(|name| t.user(name, if matches!(name, "staff" | "superuser") { name } else { "user" }));
    t.member(ours, users[1], "member");
    t.member(ours, users[2], "admin");
    let root = t.db.system();
    let (calendar, foreign) = (calendar(&root, "me", Some(ours)), calendar(&root, "me", Some(theirs)));
    let id = root.calendar_configurations().create(office(calendar)).unwrap().id;
    let hidden = root.calendar_configurations().create(office(foreign)).unwrap().id;
    let mut callers = vec![t.db.anonymous()];
    callers.extend(users.map(|id| t.db.as_user(id)));
    let run = |name: &str, input: String, expected: [u16; 6]| {
        let code =
            |c: &Caller| c.call_json(&format!("calendar_configurations.{name}"), &input).map_or_else(|e| e.code().http_status(), |_| 200);
        assert_eq!(callers.iter().map(code).collect::<Vec<_>>(), expected, "{name} {input}");
    };
    let new = |c| format!(r#"{{"calendar":"{c}","sub_calendar_id":"p","duration":1,"prep_time":0,"from_time":"09:00","to_time":"10:00"}}"#);
    let check = |id| format!(r#"{{"id":"{id}","date":"2026-11-23","duration_minutes":5}}"#);
    run("get", format!(r#"{{"id":"{id}"}}"#), [403, 404, 200, 200, 200, 200]);
    run("get", format!(r#"{{"id":"{hidden}"}}"#), [403, 404, 404, 404, 200, 200]);
    run("list", "{}".into(), [403, 200, 200, 200, 200, 200]);
    run("create", new(calendar), [403, 403, 403, 200, 200, 200]);
    run("create", new(foreign), [403, 403, 403, 400, 200, 200]);
    run("update", format!(r#"{{"id":"{id}","duration":5}}"#), [403, 403, 403, 200, 200, 200]);
    run("update", format!(r#"{{"id":"{hidden}","duration":"x"}}"#), [403, 403, 403, 404, 400, 400]);
    run("check_availability", check(id), [403, 403, 403, 200, 200, 200]);
    run("check_availability", check(hidden), [403, 403, 403, 404, 200, 200]);
    run("delete", format!(r#"{{"id":"{id}"}}"#), [403, 403, 403, 200, 404, 404]);
    run("delete", format!(r#"{{"id":"{hidden}"}}"#), [403, 403, 403, 404, 200, 404]);
    assert_eq!(callers[1].calendar_configurations().list(()).unwrap().count, 0);
}

#[test]
fn every_filter_and_order_of_the_list() {
    let t = TestDb::new();
    let root = t.db.system();
    let north = calendar(&root, "north@example.com", Some(t.workspace("north")));
    let south = root.calendars().create(CalendarCreate::new(CalendarType::Outlook, "south", "token")).unwrap().id;
    let mut ids = Vec::new();
    for (calendar, sub, duration, prep, buffer, from, to) in [
        (north, "Äpfel", 15, 30, 0, "08:00", "12:00"),
        (north, "birnen", 30, 10, 1, "09:00", "17:00"),
        (south, "äpfel 2", 60, 20, 2, "10:00", "18:30"),
    ] {
        let input = CalendarConfigurationCreate {
            days_buffer: buffer,
            ..CalendarConfigurationCreate::new(calendar, sub, duration, prep, at(from), at(to))
        };
        ids.push(root.calendar_configurations().create(input).unwrap().id);
        t.clock.advance(60);
    }
    root.calendar_configurations()
        .update(CalendarConfigurationUpdate { duration: Patch::Set(15), ..CalendarConfigurationUpdate::new(ids[0]) })
        .unwrap();
    let by_calendar = format!(r#"{{"calendar":"{north}"}}"#);
    for (filter, expected) in [
        ("{}", &[2, 1, 0][..]),
        (r#"{"sub_calendar_id":"ÄPF"}"#, &[2, 0]),
        (r#"{"calendar__workspace__workspace_name":"Nor"}"#, &[1, 0]),
        (r#"{"calendar__account_id":"@example"}"#, &[1, 0]),
        (r#"{"calendar__calendar_type":"outlook"}"#, &[2]),
        (&by_calendar, &[1, 0]),
        (r#"{"duration":15}"#, &[0]),
        (r#"{"duration_min":30}"#, &[2, 1]),
        (r#"{"duration_max":30.5}"#, &[1, 0]),
        (r#"{"prep_time":20}"#, &[2]),
        (r#"{"prep_time_min":20}"#, &[2, 0]),
        (r#"{"prep_time_max":20}"#, &[2, 1]),
        (r#"{"days_buffer":1}"#, &[1]),
        (r#"{"days_buffer_min":1}"#, &[2, 1]),
        (r#"{"days_buffer_max":1}"#, &[1, 0]),
        (r#"{"from_time":"09:00"}"#, &[1]),
        (r#"{"to_time":"18:30:00"}"#, &[2]),
        (r#"{"available_from":"09:00"}"#, &[2, 1]),
        (r#"{"available_to":"17:00"}"#, &[1, 0]),
        (r#"{"created_after":"2026-11-22T12:01:00Z"}"#, &[2, 1]),
        (r#"{"created_before":"2026-11-22T12:01:00Z"}"#, &[1, 0]),
        (r#"{"search":"north ÄPFEL"}"#, &[0]),
        (r#"{"search":"2"}"#, &[2]),
        (r#"{"ordering":"duration"}"#, &[0, 1, 2]),
        (r#"{"ordering":"-prep_time"}"#, &[0, 2, 1]),
        (r#"{"ordering":"created_at"}"#, &[0, 1, 2]),
        (r#"{"ordering":"updated_at"}"#, &[1, 2, 0]),
    ] {
        let page: crate::Page<CalendarConfiguration> =
            serde_json::from_str(&root.call_json("calendar_configurations.list", filter).unwrap()).unwrap();
        let found: Vec<usize> = page.iter().map(|c| ids.iter().position(|id| *id == c.id).unwrap()).collect();
        assert_eq!((found.as_slice(), page.count as usize), (expected, expected.len()), "{filter}");
    }
    for wrong in [r#"{"duration":"x"}"#, r#"{"from_time":"25:00"}"#, r#"{"updated_after":"2026-11-22T12:01:00Z"}"#] {
        assert_eq!(root.call_json("calendar_configurations.list", wrong).unwrap_err().code(), Code::InvalidInput, "{wrong}");
    }
    let jane: Id<()> = t.user("jane", "user");
    let error = t.db.as_user(jane).call_json("calendar_configurations.list", &by_calendar).unwrap_err();
    assert!(error.to_string().contains("Select a valid choice."), "another's calendar does not exist: {error}");
}
