use std::sync::{Arc, Barrier};

use super::*;
use crate::{
    Caller, Code, Hotcalls, Id, OpenOptions, Page, Patch, TimeOfDay, Timestamp,
    agents::Agent,
    calendars::{
        Calendar, CalendarConfiguration, CalendarConfigurationCreate, CalendarConfigurationUpdate, CalendarCreate, CalendarType,
        CheckAvailability,
    },
    calls::Call,
    leads::{Lead, LeadCreate},
    params,
    testing::TestDb,
    workspaces::Workspace,
};

/// A database with one calendar in one workspace. It is Sunday, 2026-11-22, noon.
struct Office {
    t: TestDb,
    root: Caller,
    workspace: Id<Workspace>,
    calendar: Id<Calendar>,
}

impl Office {
    fn new() -> Self {
        let t = TestDb::new();
        let (root, workspace) = (t.db.system(), t.workspace("Marketing"));
        let calendar = calendar(&root, Some(workspace));
        Self { t, root, workspace, calendar }
    }
    fn configuration(&self, sub_calendar: &str, prep_time: i32) -> Id<CalendarConfiguration> {
        configuration(&self.root, self.calendar, sub_calendar, prep_time)
    }
    fn lead(&self, workspace: Id<Workspace>) -> Id<Lead> {
        self.root.leads().create(LeadCreate { workspace: Some(workspace), ..LeadCreate::new("Ada", "ada@example.com", "1") }).unwrap().id
    }
    fn agent(&self, workspace: Id<Workspace>) -> Id<Agent> {
        let id = self.root.host().new_id(crate::Clock::now(&self.t.clock));
        self.t.sql(|tx| {
            tx.execute(
                "INSERT INTO agents (agent_id, workspace_id, name, status, greeting, voice, language, retry_interval, max_retries,
                     max_call_duration_minutes, workdays, call_from, call_to, character, created_at, updated_at,
                     greeting_fold, voice_fold, language_fold, character_fold)
                 VALUES (?1, ?2, '', 'active', '', '', '', 1, 1, 1, '[]', 0, 0, '', 0, 0, '', '', '', '')",
                params![id, workspace],
            )
        });
        id
    }
    fn call(&self, workspace: Id<Workspace>) -> Id<Call> {
        let id = self.root.host().new_id(crate::Clock::now(&self.t.clock));
        self.t.sql(|tx| {
            tx.execute(
                "INSERT INTO calls (id, workspace_id, provider, from_number, to_number, direction, status, timestamp, duration, duration_ms,
                     created_at, updated_at, from_number_fold, to_number_fold)
                 VALUES (?1, ?2, '', '1', '2', 'outbound', 'completed', 0, 0, 0, 0, 0, '1', '2')",
                params![id, workspace],
            )
        });
        id
    }
}

fn calendar(root: &Caller, workspace: Option<Id<Workspace>>) -> Id<Calendar> {
    root.calendars().create(CalendarCreate { workspace, ..CalendarCreate::new(CalendarType::Google, "me", "token") }).unwrap().id
}
fn configuration(root: &Caller, calendar: Id<Calendar>, sub_calendar: &str, prep_time: i32) -> Id<CalendarConfiguration> {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    let input = CalendarConfigurationCreate::new(calendar, sub_calendar, 30, prep_time, time("09:00"), time("17:00"));
    root.calendar_configurations().create(input).unwrap().id
}
/// A time of Monday, 2026-11-23.
fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}:00Z").parse().unwrap()
}
fn new(configuration: Id<CalendarConfiguration>, time: &str) -> MeetingCreate {
    MeetingCreate::new(configuration, at(time))
}
fn book(caller: &Caller, configuration: Id<CalendarConfiguration>, time: &str) -> Result<Meeting, Code> {
    caller.meetings().create(new(configuration, time)).map_err(|e| e.code())
}

#[test]
fn a_meeting_is_shown_as_it_was_booked() {
    let o = Office::new();
    let (configuration, lead, agent, call) =
        (o.configuration("primary", 10), o.lead(o.workspace), o.agent(o.workspace), o.call(o.workspace));
    let input = format!(
        r#"{{"calendar_configuration":"{configuration}","start":"2026-11-23T11:00:00+01:00","lead":"{lead}","agent":"{agent}","call":"{call}","title":" Demo ","notes":"a\nb"}}"#
    );
    let answer = o.root.call_json("meetings.create", &input).unwrap();
    let id = serde_json::from_str::<Meeting>(&answer).unwrap().id;
    let expected = format!(
        r#"{{"id":"{id}","workspace":"{}","calendar_configuration":"{configuration}","lead":"{lead}","agent":"{agent}","call":"{call}","start":"2026-11-23T10:00:00.000000Z","duration_minutes":30,"status":"booked","title":"Demo","notes":"a\nb","created_at":"2026-11-22T12:00:00.000000Z","updated_at":"2026-11-22T12:00:00.000000Z"}}"#,
        o.workspace
    );
    assert_eq!(answer, expected);
    assert_eq!(o.root.call_json("meetings.get", &format!(r#"{{"id":"{id}"}}"#)).unwrap(), expected);
    assert_eq!(o.root.meetings().list(()).unwrap().count, 1);
    o.root.meetings().delete(id).unwrap();
    assert_eq!(o.root.meetings().get(id).unwrap_err().code(), Code::NotFound);
    assert_eq!(o.root.meetings().list(()).unwrap().count, 0);
}

#[test]
fn a_taken_time_is_refused_buffers_included_and_ends_are_open() {
    let o = Office::new();
    let primary = o.configuration("primary", 10);
    book(&o.root, primary, "10:00").unwrap();
    // Busy from 09:50 to 10:30; a new one needs from ten minutes before its start to half an hour after it.
    for (time, expected) in [("10:00", false), ("10:39", false), ("09:21", false), ("10:15", false), ("10:40", true), ("09:20", true)] {
        assert_eq!(book(&o.root, primary, time).map_err(|code| assert_eq!(code, Code::SlotTaken)).is_ok(), expected, "{time}");
    }
    let whole_day = MeetingCreate { duration_minutes: Some(1440), ..new(primary, "00:10") };
    assert_eq!(o.root.meetings().create(whole_day).unwrap_err().code(), Code::SlotTaken, "around the others");
    assert!(book(&o.root, o.configuration("team", 0), "10:00").is_ok(), "another sub-calendar");
    let same = o.configuration("primary", 0);
    assert_eq!(book(&o.root, same, "10:00"), Err(Code::SlotTaken), "the same sub-calendar through another configuration");
    assert!(book(&o.root, same, "09:50").is_err() && book(&o.root, same, "08:40").is_ok());
    let other = configuration(&o.root, calendar(&o.root, None), "primary", 0);
    assert!(book(&o.root, other, "10:00").is_ok(), "another calendar");
}

#[test]
fn availability_knows_what_is_booked() {
    let o = Office::new();
    let (primary, short) = (o.configuration("primary", 15), o.configuration("primary", 0));
    let starts = |id| -> Vec<String> {
        let input = CheckAvailability::new(id, "2026-11-23".parse::<crate::Date>().unwrap(), 30);
        let slots = o.root.calendar_configurations().check_availability(input).unwrap().available_slots;
        slots.iter().map(|s| s.start_time.to_string()[..5].to_owned()).filter(|s| s.as_str() < "12:00").collect()
    };
    assert_eq!(starts(primary), ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]);
    let meeting = book(&o.root, primary, "10:00").unwrap();
    assert_eq!(starts(primary), ["09:00", "11:00", "11:30"], "09:45 to 10:30 is busy, and 15 minutes before a meeting must be free");
    assert_eq!(starts(short), ["09:00", "10:30", "11:00", "11:30"]);
    for time in starts(short) {
        let booked = book(&o.root, short, &time).unwrap();
        o.root.meetings().delete(booked.id).unwrap();
    }
    let hold = MeetingCreate { status: MeetingStatus::Held, ..new(short, "11:00") };
    o.root.meetings().create(hold).unwrap();
    assert_eq!(starts(short), ["09:00", "10:30", "11:30"], "held time is busy");
    o.root.meetings().cancel(meeting.id).unwrap();
    assert_eq!(starts(short), ["09:00", "09:30", "10:00", "10:30", "11:30"]);
    let long = MeetingCreate {
        duration_minutes: Some(3 * 24 * 60),
        ..MeetingCreate::new(primary, "2026-11-22T00:00:00Z".parse::<Timestamp>().unwrap())
    };
    assert_eq!(o.root.meetings().create(long.clone()).unwrap_err().code(), Code::SlotTaken);
    o.root.meetings().create(MeetingCreate { start: "2026-11-20T11:00:00Z".parse().unwrap(), ..long }).unwrap();
    assert_eq!(starts(short), ["11:30"], "a meeting that began days ago");
}

#[test]
fn canceling_frees_the_time_and_taking_it_back_asks_again() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let first = book(&o.root, primary, "10:00").unwrap();
    o.t.clock.advance(60);
    let canceled = o.root.meetings().cancel(first.id).unwrap();
    assert_eq!((canceled.status, canceled.updated_at), (MeetingStatus::Canceled, first.updated_at.plus_seconds(60)));
    o.t.clock.advance(60);
    assert_eq!(o.root.meetings().cancel(first.id).unwrap(), canceled, "again changes nothing");
    let second = book(&o.root, primary, "10:00").unwrap();
    let revive = MeetingUpdate { status: Patch::Set(MeetingStatus::Booked), ..MeetingUpdate::new(first.id) };
    assert_eq!(o.root.meetings().update(revive.clone()).unwrap_err().code(), Code::SlotTaken);
    assert_eq!(o.root.meetings().get(first.id).unwrap().status, MeetingStatus::Canceled);
    o.root.meetings().delete(second.id).unwrap();
    assert_eq!(o.root.meetings().update(revive).unwrap().status, MeetingStatus::Booked);
    assert_eq!(book(&o.root, primary, "10:00"), Err(Code::SlotTaken));
    let canceled = MeetingCreate { status: MeetingStatus::Canceled, ..new(primary, "10:00") };
    assert!(o.root.meetings().create(canceled).is_ok(), "a canceled meeting needs no time");
}

#[test]
fn rescheduling_asks_again_but_not_for_its_own_time() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let (first, second) = (book(&o.root, primary, "10:00").unwrap(), book(&o.root, primary, "11:00").unwrap());
    let to = |time: &str| MeetingUpdate { start: Patch::Set(at(time)), ..MeetingUpdate::new(first.id) };
    assert_eq!(o.root.meetings().update(to("10:45")).unwrap_err().code(), Code::SlotTaken);
    assert_eq!(o.root.meetings().update(to("10:15")).unwrap().start, at("10:15"), "it overlaps only itself");
    assert!(book(&o.root, primary, "09:45").is_ok(), "the old time is free");
    let longer = MeetingUpdate { duration_minutes: Patch::Set(46), ..MeetingUpdate::new(first.id) };
    assert_eq!(o.root.meetings().update(longer.clone()).unwrap_err().code(), Code::SlotTaken);
    o.root.meetings().cancel(second.id).unwrap();
    assert_eq!(o.root.meetings().update(longer).unwrap().duration_minutes, 46);
    let title = MeetingUpdate { title: Patch::Set("New".into()), notes: Patch::Set("n".into()), ..MeetingUpdate::new(first.id) };
    let renamed = o.root.meetings().update(title).unwrap();
    assert_eq!((renamed.title.as_str(), renamed.start, renamed.duration_minutes), ("New", at("10:15"), 46));
    let elsewhere = MeetingUpdate { calendar_configuration: Patch::Set(o.configuration("team", 0)), ..MeetingUpdate::new(first.id) };
    o.root.meetings().update(elsewhere).unwrap();
    assert!(book(&o.root, primary, "10:15").is_ok(), "it has left the sub-calendar");
}

#[test]
fn meetings_follow_their_configuration_unless_they_would_collide() {
    let o = Office::new();
    let (primary, team) = (o.configuration("primary", 0), o.configuration("team", 0));
    book(&o.root, primary, "10:00").unwrap();
    let clash = book(&o.root, team, "10:15").unwrap();
    let rename =
        |id, name: &str| CalendarConfigurationUpdate { sub_calendar_id: Patch::Set(name.into()), ..CalendarConfigurationUpdate::new(id) };
    assert_eq!(o.root.calendar_configurations().update(rename(team, "primary")).unwrap_err().code(), Code::SlotTaken);
    assert_eq!(o.root.calendar_configurations().get(team).unwrap().sub_calendar_id, "team", "nothing was changed");
    o.root.meetings().cancel(clash.id).unwrap();
    book(&o.root, team, "11:00").unwrap();
    o.root.calendar_configurations().update(rename(team, "primary")).unwrap();
    assert_eq!(book(&o.root, primary, "11:00"), Err(Code::SlotTaken), "they share a sub-calendar now");
    let another = calendar(&o.root, None);
    let to = CalendarConfigurationUpdate { calendar: Patch::Set(another), ..CalendarConfigurationUpdate::new(team) };
    let error = o.root.calendar_configurations().update(to).unwrap_err();
    assert!(error.details().get("calendar").is_some(), "its meetings are of another workspace: {error}");
    o.root.calendar_configurations().delete(team).unwrap();
    assert_eq!(o.root.meetings().list(()).unwrap().count, 1, "its meetings went with it");
    let calendar = o.calendar;
    o.root.calendars().delete(calendar).unwrap();
    assert_eq!(o.root.meetings().list(()).unwrap().count, 0);
}

#[test]
fn what_a_meeting_points_at_is_visible_and_of_its_workspace() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let foreign: Id<Workspace> = o.t.workspace("Foreign");
    let jane: Id<()> = o.t.user("jane", "user");
    o.t.member(o.workspace, jane, "admin");
    let jane = o.t.db.as_user(jane);
    let (lead, agent, call) = (o.lead(foreign), o.agent(foreign), o.call(foreign));
    let input = MeetingCreate { lead: Some(lead), agent: Some(agent), call: Some(call), ..new(primary, "10:00") };
    let error = jane.meetings().create(input.clone()).unwrap_err();
    let details = serde_json::to_string(error.details()).unwrap();
    let hidden = |field: &str, id: &dyn std::fmt::Display| format!(r#""{field}":["Invalid pk \"{id}\" - object does not exist."]"#);
    assert_eq!(details, format!("{{{},{},{}}}", hidden("agent", &agent), hidden("call", &call), hidden("lead", &lead)));
    assert_eq!(o.root.meetings().create(input).unwrap_err().details().len(), 3, "not even for those who see both");
    let meeting = book(&jane, primary, "10:00").unwrap();
    let update = MeetingUpdate { lead: Patch::Set(Some(lead)), ..MeetingUpdate::new(meeting.id) };
    assert!(jane.meetings().update(update).unwrap_err().details().get("lead").is_some());
    let theirs = configuration(&o.root, calendar(&o.root, Some(foreign)), "p", 0);
    let moved = |c| MeetingUpdate { calendar_configuration: Patch::Set(c), ..MeetingUpdate::new(meeting.id) };
    assert!(jane.meetings().update(moved(theirs)).unwrap_err().to_string().contains("object does not exist"));
    assert!(o.root.meetings().update(moved(theirs)).unwrap_err().to_string().contains("another workspace"));
    assert!(jane.meetings().create(new(theirs, "10:00")).unwrap_err().to_string().contains("object does not exist"));
    let own = o.lead(o.workspace);
    let set = |lead| MeetingUpdate { lead: Patch::Set(lead), ..MeetingUpdate::new(meeting.id) };
    assert_eq!(jane.meetings().update(set(Some(own))).unwrap().lead, Some(own));
    assert_eq!(jane.meetings().update(MeetingUpdate::new(meeting.id)).unwrap().lead, Some(own));
    assert_eq!(jane.meetings().update(set(None)).unwrap().lead, None);
}

#[test]
fn a_lead_that_moves_takes_its_meetings_along_and_they_let_go_of_its_old_workspace() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let there: Id<Workspace> = o.t.workspace("There");
    let lead = o.lead(o.workspace);
    let [of_lead, of_other] = [o.call(o.workspace), o.call(o.workspace)];
    o.t.sql(|tx| tx.execute("UPDATE calls SET lead_id = ?1 WHERE id = ?2", params![lead, of_lead]));
    let with = |lead, call, time: &str| {
        let input = MeetingCreate { lead, call: Some(call), agent: Some(o.agent(o.workspace)), ..new(primary, time) };
        o.root.meetings().create(input).unwrap().id
    };
    let (moved, let_go, stays) = (with(Some(lead), of_lead, "10:00"), with(Some(lead), of_other, "11:00"), with(None, of_lead, "12:00"));
    let change = crate::leads::LeadUpdate { workspace: Patch::Set(Some(there)), ..crate::leads::LeadUpdate::new(lead) };
    o.root.leads().update(change).unwrap();
    let now = |id| {
        let m = o.root.meetings().get(id).unwrap();
        (m.workspace, m.lead, m.call, m.agent.is_some(), m.calendar_configuration.is_some())
    };
    assert_eq!(now(moved), (Some(there), Some(lead), Some(of_lead), false, false));
    assert_eq!(now(let_go), (Some(there), Some(lead), None, false, false));
    assert_eq!(now(stays), (Some(o.workspace), None, None, true, true));
    assert!(book(&o.root, primary, "10:00").is_ok(), "a stranger's meeting keeps no time busy");
    assert_eq!(book(&o.root, primary, "12:00").unwrap_err(), Code::SlotTaken);
    // It can be put off, and booked anew in its new workspace.
    let put_off = MeetingUpdate { start: Patch::Set(at("15:00")), ..MeetingUpdate::new(moved) };
    assert_eq!(o.root.meetings().update(put_off).unwrap().start, at("15:00"));
    let theirs = configuration(&o.root, calendar(&o.root, Some(there)), "primary", 0);
    let through = |c| MeetingUpdate { calendar_configuration: Patch::Set(c), ..MeetingUpdate::new(moved) };
    assert!(o.root.meetings().update(through(primary)).unwrap_err().to_string().contains("another workspace"));
    assert_eq!(o.root.meetings().update(through(theirs)).unwrap().calendar_configuration, Some(theirs));
    assert_eq!(book(&o.root, theirs, "15:00").unwrap_err(), Code::SlotTaken);
    // What the old workspace deletes is its own.
    o.root.calendar_configurations().delete(primary).unwrap();
    assert!(o.root.meetings().get(moved).is_ok() && o.root.meetings().get(let_go).is_ok() && o.root.meetings().get(stays).is_err());
}

#[test]
fn members_book_and_managers_change_and_cancel() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let users: [Id<()>; 5] = ["regular", "member", "admin", "staff", "superuser"]
        .map(|name| o.t.user(name, if matches!(name, "staff" | "superuser") { name } else { "user" }));
    o.t.member(o.workspace, users[1], "member");
    o.t.member(o.workspace, users[2], "admin");
    let id = book(&o.root, primary, "09:00").unwrap().id;
    let mut callers = vec![o.t.db.anonymous()];
    callers.extend(users.map(|id| o.t.db.as_user(id)));
    let run = |name: &str, input: &dyn Fn(usize) -> String, expected: [u16; 6]| {
        let code =
            |(i, c): (usize, &Caller)| c.call_json(&format!("meetings.{name}"), &input(i)).map_or_else(|e| e.code().http_status(), |_| 200);
        assert_eq!(callers.iter().enumerate().map(code).collect::<Vec<_>>(), expected, "{name}");
    };
    let by_id = format!(r#"{{"id":"{id}"}}"#);
    run(
        "create",
        &|i| format!(r#"{{"calendar_configuration":"{primary}","start":"2026-12-0{}T10:00:00Z"}}"#, i + 1),
        [403, 400, 200, 200, 200, 200],
    );
    run("get", &|_| by_id.clone(), [403, 404, 200, 200, 200, 200]);
    run("list", &|_| "{}".into(), [403, 200, 200, 200, 200, 200]);
    run("update", &|_| format!(r#"{{"id":"{id}","title":"x"}}"#), [403, 403, 403, 200, 200, 200]);
    run("cancel", &|_| by_id.clone(), [403, 403, 403, 200, 200, 200]);
    run("delete", &|_| by_id.clone(), [403, 403, 403, 200, 404, 404]);
    assert_eq!(callers[1].meetings().list(()).unwrap().count, 0);
    assert_eq!(callers[2].meetings().list(()).unwrap().count, 4);
}

#[test]
fn wrong_values_are_told_by_field() {
    let o = Office::new();
    let primary = o.configuration("primary", 0);
    let input = format!(
        r#"{{"calendar_configuration":"{primary}","start":"2026-02-30T10:00:00Z","duration_minutes":0,"status":"done","title":5}}"#
    );
    let error = o.root.call_json("meetings.create", &input).unwrap_err();
    let fields: Vec<_> = error.details().iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["duration_minutes", "start", "status", "title"]);
    let too_long = MeetingCreate { duration_minutes: Some(50_000), ..new(primary, "10:00") };
    assert!(o.root.meetings().create(too_long).unwrap_err().details().get("duration_minutes").is_some());
    let absurd =
        CalendarConfigurationUpdate { duration: Patch::Set(-5), prep_time: Patch::Set(-60), ..CalendarConfigurationUpdate::new(primary) };
    o.root.calendar_configurations().update(absurd).unwrap();
    assert!(o.root.meetings().create(new(primary, "10:00")).unwrap_err().details().get("duration_minutes").is_some());
    o.root.meetings().create(MeetingCreate { duration_minutes: Some(30), ..new(primary, "10:00") }).unwrap();
    let inside = MeetingCreate { duration_minutes: Some(5), ..new(primary, "10:00") };
    assert_eq!(o.root.meetings().create(inside).unwrap_err().code(), Code::SlotTaken, "a negative preparation is none");
}

#[test]
fn every_filter_and_order_of_the_list() {
    let o = Office::new();
    let (primary, team) = (o.configuration("primary", 0), o.configuration("team", 0));
    let elsewhere = configuration(&o.root, calendar(&o.root, None), "p", 0);
    let (lead, agent, call) = (o.lead(o.workspace), o.agent(o.workspace), o.call(Id::NONE));
    let inputs = [
        MeetingCreate { lead: Some(lead), title: "Größe".into(), ..new(primary, "12:00") },
        MeetingCreate { agent: Some(agent), title: "Demo call".into(), ..new(team, "10:00") },
        MeetingCreate { call: Some(call), status: MeetingStatus::Held, ..new(elsewhere, "11:00") },
    ];
    let ids: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let id = o.root.meetings().create(input).unwrap().id;
            o.t.clock.advance(60);
            id
        })
        .collect();
    o.root.meetings().update(MeetingUpdate { notes: Patch::Set("x".into()), ..MeetingUpdate::new(ids[0]) }).unwrap();
    let id = |name: &str, id: String| format!(r#"{{"{name}":"{id}"}}"#);
    for (filter, expected) in [
        ("{}".to_owned(), &[0, 2, 1][..]),
        (id("workspace", o.workspace.to_string()), &[0, 1]),
        (id("calendar", o.calendar.to_string()), &[0, 1]),
        (id("calendar_configuration", team.to_string()), &[1]),
        (id("lead", lead.to_string()), &[0]),
        (id("agent", agent.to_string()), &[1]),
        (id("call", call.to_string()), &[2]),
        (id("status", "held".into()), &[2]),
        (id("title", "GRÖSSE".into()), &[0]),
        (id("start_after", "2026-11-23T11:00:00Z".into()), &[0, 2]),
        (id("start_before", "2026-11-23T11:00:00Z".into()), &[2, 1]),
        (id("created_after", "2026-11-22T12:01:00Z".into()), &[2, 1]),
        (id("created_before", "2026-11-22T12:01:00Z".into()), &[0, 1]),
        (id("search", "call DEMO".into()), &[1]),
        (id("ordering", "start".into()), &[1, 2, 0]),
        (id("ordering", "-created_at".into()), &[2, 1, 0]),
        (id("ordering", "-updated_at".into()), &[0, 2, 1]),
    ] {
        let page: Page<Meeting> = serde_json::from_str(&o.root.call_json("meetings.list", &filter).unwrap()).unwrap();
        let found: Vec<usize> = page.iter().map(|m| ids.iter().position(|id| *id == m.id).unwrap()).collect();
        assert_eq!((found.as_slice(), page.count as usize), (expected, expected.len()), "{filter}");
    }
    let jane: Id<()> = o.t.user("jane", "user");
    let mut filter =
        MeetingList { workspace: Some(o.workspace), calendar: Some(o.calendar), calendar_configuration: Some(team), ..MeetingList::new() };
    (filter.lead, filter.agent, filter.call) = (Some(lead), Some(agent), Some(call));
    assert_eq!(o.root.meetings().list(filter.clone()).unwrap().count, 0);
    let error = o.t.db.as_user(jane).meetings().list(filter).unwrap_err();
    assert_eq!(error.details().len(), 6, "what is another's does not exist: {error}");
}

#[test]
fn many_threads_on_two_handles_never_double_book() {
    let o = Office::new();
    let primary = o.configuration("primary", 10);
    let second: Hotcalls = OpenOptions::new().open(o.t.path()).unwrap();
    for round in 0..4 {
        let barrier = Arc::new(Barrier::new(16));
        let threads: Vec<_> = (0..16)
            .map(|n: i64| {
                let (db, barrier) = (if n % 2 == 0 { o.t.db.clone() } else { second.clone() }, Arc::clone(&barrier));
                std::thread::spawn(move || {
                    let start = at("10:00").plus_seconds(round * 24 * 3600 + n * 60);
                    barrier.wait();
                    db.system().meetings().create(MeetingCreate::new(primary, start)).map(drop).map_err(|e| e.code())
                })
            })
            .collect();
        let results: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
        assert_eq!(results.iter().filter(|r| **r == Err(Code::SlotTaken)).count(), 15, "{results:?}");
    }
    assert_eq!(o.root.meetings().list(()).unwrap().count, 4);
}
