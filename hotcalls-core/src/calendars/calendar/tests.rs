use super::*;
use crate::{
    Code, Hotcalls, Id, OpenOptions, Patch, calendars::configuration::CalendarConfigurationCreate, testing::TestDb, workspaces::Workspace,
};

fn google(account: &str, workspace: Option<Id<Workspace>>) -> CalendarCreate {
    CalendarCreate { workspace, ..CalendarCreate::new(CalendarType::Google, account, "ya29.very-secret") }
}

#[test]
fn the_token_goes_in_and_never_comes_out() {
    let t = TestDb::new();
    let root = t.db.system();
    let workspace: Id<Workspace> = t.workspace("Marketing");
    let input = format!(
        r#"{{"calendar_type":"google","account_id":" me@example.com ","auth_token":"ya29.very-secret","workspace":"{workspace}"}}"#
    );
    let answer = root.call_json("calendars.create", &input).unwrap();
    let id: Id<Calendar> = serde_json::from_str::<Calendar>(&answer).unwrap().id;
    let keys = format!(
        r#"{{"id":"{id}","workspace":"{workspace}","workspace_name":"Marketing","calendar_type":"google","account_id":"me@example.com","config_count":0,"created_at":"2026-11-22T12:00:00.000000Z","updated_at":"2026-11-22T12:00:00.000000Z"}}"#
    );
    assert_eq!(answer, keys);
    let update = format!(r#"{{"id":"{id}","auth_token":"1//another-secret"}}"#);
    let answers = [
        root.call_json("calendars.get", &format!(r#"{{"id":"{id}"}}"#)).unwrap(),
        root.call_json("calendars.list", "{}").unwrap(),
        root.call_json("calendars.update", &update).unwrap(),
        root.call_json("calendars.test_connection", &format!(r#"{{"id":"{id}"}}"#)).unwrap(),
        format!("{:?}", google("a", None)),
    ];
    for answer in answers {
        assert!(!answer.contains("auth_token\":") && !answer.contains("secret"), "{answer}");
    }
    assert!(root.call_json("calendars.list", "{}").unwrap().contains(&keys));
    t.db.snapshot_to(t.folder.join("copy.db")).unwrap();
    let file = std::fs::read(t.folder.join("copy.db")).unwrap();
    assert!(!file.windows(7).any(|w| w == b"-secret"), "encrypted at rest");
}

#[test]
fn without_a_workspace_the_name_is_left_out_and_only_staff_see_the_row() {
    let t = TestDb::new();
    let root = t.db.system();
    let calendar = root.calendars().create(google("me@example.com", None)).unwrap();
    let answer = root.call_json("calendars.get", &format!(r#"{{"id":"{}"}}"#, calendar.id)).unwrap();
    assert!(answer.contains(r#""workspace":null,"calendar_type""#), "{answer}");
    let jane: Id<()> = t.user("jane", "user");
    t.member(t.workspace::<()>("Marketing"), jane, "admin");
    let jane = t.db.as_user(jane);
    assert_eq!(jane.calendars().get(calendar.id).unwrap_err().code(), Code::NotFound);
    assert_eq!(jane.calendars().list(()).unwrap().count, 0);
    assert_eq!(jane.calendars().create(google("x", None)).unwrap_err().code(), Code::PermissionDenied);
}

#[test]
fn without_the_key_that_sealed_it_no_token_is_written_or_read() {
    let t = TestDb::new();
    let calendar = t.db.system().calendars().create(google("me@example.com", None)).unwrap();
    let message = |db: &Hotcalls| db.system().calendars().test_connection(calendar.id).unwrap().message;
    assert!(message(&t.db).contains("No calendar provider is connected"));
    let path = t.path();
    let keyless = Hotcalls::open(&path).unwrap();
    assert_eq!(keyless.system().calendars().create(google("b", None)).unwrap_err().code(), Code::KeyRequired);
    let set = CalendarUpdate { auth_token: Patch::Set("new".into()), ..CalendarUpdate::new(calendar.id) };
    assert_eq!(keyless.system().calendars().update(set).unwrap_err().code(), Code::KeyRequired);
    let rename = CalendarUpdate { account_id: Patch::Set("c".into()), ..CalendarUpdate::new(calendar.id) };
    assert_eq!(keyless.system().calendars().update(rename).unwrap().account_id, "c", "all else needs no key");
    assert!(message(&keyless).contains("without the key"));
    let stranger = OpenOptions::new().key([8; 32]).open(&path).unwrap();
    assert!(message(&stranger).contains("another key"), "{}", message(&stranger));
    assert_eq!(stranger.system().calendars().test_connection(calendar.id).unwrap().connection_status, ConnectionStatus::NotConnected);
}

#[test]
fn the_triple_is_unique_and_no_workspace_counts_as_one() {
    let t = TestDb::new();
    let root = t.db.system();
    let workspace: Id<Workspace> = t.workspace("Marketing");
    for place in [None, Some(workspace)] {
        let first = root.calendars().create(google("me", place)).unwrap();
        let error = root.calendars().create(google("me", place)).unwrap_err();
        assert_eq!(
            serde_json::to_string(error.details()).unwrap(),
            r#"{"non_field_errors":["The fields workspace, calendar_type, account_id must make a unique set."]}"#
        );
        let other = root.calendars().create(CalendarCreate { calendar_type: CalendarType::Outlook, ..google("me", place) }).unwrap();
        let change = CalendarUpdate { calendar_type: Patch::Set(CalendarType::Google), ..CalendarUpdate::new(other.id) };
        assert_eq!(root.calendars().update(change).unwrap_err().code(), Code::InvalidInput);
        let same = CalendarUpdate { account_id: Patch::Set("me".into()), ..CalendarUpdate::new(first.id) };
        assert!(root.calendars().update(same).is_ok(), "its own triple");
    }
}

#[test]
fn roles_follow_the_matrix() {
    let t = TestDb::new();
    let (ours, theirs): (Id<Workspace>, Id<Workspace>) = (t.workspace("Ours"), t.workspace("Theirs"));
    let users: [Id<()>; 5] = ["regular", "member", "admin", "staff", "superuser"]
        .map(|name| t.user(name, if matches!(name, "staff" | "superuser") { name } else { "user" }));
    t.member(ours, users[1], "member");
    t.member(ours, users[2], "admin");
    t.member(theirs, users[2], "member");
    let root = t.db.system();
    let calendar = root.calendars().create(google("me", Some(ours))).unwrap();
    let hidden = root.calendars().create(google("me", Some(theirs))).unwrap();
    let mut callers = vec![t.db.anonymous()];
    callers.extend(users.map(|id| t.db.as_user(id)));
    let code = |result: crate::Result<()>| result.map_or_else(|e| e.code().http_status(), |()| 200);
    type Cell<'a> = (&'a str, [u16; 6], &'a dyn Fn(&crate::Caller) -> crate::Result<()>);
    let rename = || CalendarUpdate { account_id: Patch::Set("new".into()), ..CalendarUpdate::new(calendar.id) };
    let cells: &[Cell<'_>] = &[
        ("get", [403, 404, 200, 200, 200, 200], &|c| c.calendars().get(calendar.id).map(drop)),
        ("configurations", [403, 404, 200, 200, 200, 200], &|c| c.calendars().configurations(calendar.id).map(drop)),
        ("list", [403, 200, 200, 200, 200, 200], &|c| c.calendars().list(()).map(drop)),
        ("update", [403, 403, 403, 200, 200, 200], &|c| c.calendars().update(rename()).map(drop)),
        ("test_connection", [403, 403, 403, 200, 200, 200], &|c| c.calendars().test_connection(calendar.id).map(drop)),
        ("other's test_connection", [403, 403, 403, 403, 200, 200], &|c| c.calendars().test_connection(hidden.id).map(drop)),
        ("delete", [403, 403, 403, 403, 403, 200], &|c| c.calendars().delete(calendar.id)),
        ("create", [403, 403, 403, 200, 400, 400], &|c| c.calendars().create(google("new one", Some(ours))).map(drop)),
    ];
    for (name, expected, run) in cells {
        let found: Vec<u16> = callers.iter().map(|caller| code(run(caller))).collect();
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(t.db.as_user(users[1]).calendars().list(()).unwrap().count, 1);
    let admin = t.db.as_user(users[2]);
    assert_eq!(admin.calendars().create(google("x", Some(theirs))).unwrap_err().code(), Code::PermissionDenied);
    let nowhere: Id<Workspace> = Id::new(uuid::Uuid::from_u128(5));
    for caller in [&admin, &root] {
        let error = caller.calendars().create(google("x", Some(nowhere))).unwrap_err();
        assert!(error.details().get("workspace").is_some(), "{error}");
    }
}

#[test]
fn moving_a_calendar_takes_its_configurations_along_unless_they_are_used() {
    let t = TestDb::new();
    let root = t.db.system();
    let (here, there): (Id<Workspace>, Id<Workspace>) = (t.workspace("Here"), t.workspace("There"));
    let calendar = root.calendars().create(google("me", Some(here))).unwrap();
    let nine: crate::TimeOfDay = "09:00".parse().unwrap();
    let create = |duration: i32| CalendarConfigurationCreate::new(calendar.id, "primary", duration, 0, nine, crate::TimeOfDay::default());
    let configuration = root.calendar_configurations().create(create(30)).unwrap();
    let to = |place| CalendarUpdate { workspace: Patch::Set(place), ..CalendarUpdate::new(calendar.id) };
    let moved = root.calendars().update(to(Some(there))).unwrap();
    assert_eq!((moved.workspace, moved.workspace_name.as_deref(), moved.config_count), (Some(there), Some("There"), 1));
    assert_eq!(root.calendar_configurations().get(configuration.id).unwrap().calendar_workspace_name.as_deref(), Some("There"));
    assert_eq!(root.calendars().update(to(None)).unwrap().workspace, None);
    assert_eq!(root.calendar_configurations().get(configuration.id).unwrap().calendar_workspace_name, None);
    root.calendars().update(to(Some(here))).unwrap();
    t.sql(|tx| {
        tx.execute(
            "INSERT INTO agents (agent_id, workspace_id, name, status, greeting, voice, language, retry_interval, max_retries,
                 max_call_duration_minutes, workdays, call_from, call_to, character, calendar_configuration_id, created_at, updated_at,
                 greeting_fold, voice_fold, language_fold, character_fold)
             VALUES (?1, ?2, '', 'active', '', '', '', 1, 1, 1, '[]', 0, 0, '', ?3, 0, 0, '', '', '', '')",
            crate::params![calendar.id, here, configuration.id],
        )
    });
    let refused = root.calendars().update(to(Some(there))).unwrap_err();
    assert!(refused.details().get("workspace").is_some(), "{refused}");
    assert_eq!(root.calendars().get(calendar.id).unwrap().workspace, Some(here), "nothing was changed");
}

#[test]
fn every_filter_and_order_of_the_list() {
    let t = TestDb::new();
    let root = t.db.system();
    let (north, south): (Id<Workspace>, Id<Workspace>) = (t.workspace("north"), t.workspace("south"));
    let mut ids = Vec::new();
    for (account, kind, workspace) in [
        ("Änna@example.com", CalendarType::Google, Some(north)),
        ("bob", CalendarType::Outlook, Some(south)),
        ("carl", CalendarType::Google, None),
    ] {
        ids.push(root.calendars().create(CalendarCreate { calendar_type: kind, ..google(account, workspace) }).unwrap().id);
        t.clock.advance(60);
    }
    let nine: crate::TimeOfDay = "09:00".parse().unwrap();
    root.calendar_configurations().create(CalendarConfigurationCreate::new(ids[1], "p", 30, 0, nine, crate::TimeOfDay::default())).unwrap();
    root.calendars().update(CalendarUpdate { account_id: Patch::Set("bob2".into()), ..CalendarUpdate::new(ids[1]) }).unwrap();
    let found = |filter: &str| -> Vec<usize> {
        let answer = root.call_json("calendars.list", filter).unwrap();
        let page: crate::Page<Calendar> = serde_json::from_str(&answer).unwrap();
        assert_eq!(page.count as usize, page.len());
        page.iter().map(|c| ids.iter().position(|id| *id == c.id).unwrap()).collect()
    };
    let by_workspace = format!(r#"{{"workspace":"{north}"}}"#);
    for (filter, expected) in [
        ("{}", &[2, 1, 0][..]),
        (r#"{"account_id":"äNN"}"#, &[0]),
        (r#"{"workspace__workspace_name":"OUT"}"#, &[1]),
        (r#"{"calendar_type":"google"}"#, &[2, 0]),
        (&by_workspace, &[0]),
        (r#"{"created_after":"2026-11-22T12:01:00Z"}"#, &[2, 1]),
        (r#"{"created_before":"2026-11-22T12:01:00Z"}"#, &[1, 0]),
        (r#"{"updated_after":"2026-11-22T12:03:00Z"}"#, &[1]),
        (r#"{"updated_before":"2026-11-22T12:02:00Z"}"#, &[2, 0]),
        (r#"{"has_configurations":true}"#, &[1]),
        (r#"{"has_configurations":false}"#, &[2, 0]),
        (r#"{"search":"north ÄNNA"}"#, &[0]),
        (r#"{"search":"north bob"}"#, &[]),
        (r#"{"search":"_"}"#, &[]),
        (r#"{"ordering":"created_at"}"#, &[0, 1, 2]),
        (r#"{"ordering":"-updated_at"}"#, &[1, 2, 0]),
        (r#"{"ordering":"calendar_type,-created_at"}"#, &[2, 0, 1]),
    ] {
        assert_eq!(found(filter), expected, "{filter}");
    }
    for wrong in [
        r#"{"calendar_type":"apple"}"#,
        r#"{"workspace":"x"}"#,
        r#"{"created_after":"soon"}"#,
        r#"{"colour":"red"}"#,
        r#"{"ordering":"id"}"#,
    ] {
        assert_eq!(root.call_json("calendars.list", wrong).unwrap_err().code(), Code::InvalidInput, "{wrong}");
    }
    let jane: Id<()> = t.user("jane", "user");
    t.member(south, jane, "member");
    let error = t.db.as_user(jane).call_json("calendars.list", &by_workspace).unwrap_err();
    assert!(error.to_string().contains("Select a valid choice."), "another's workspace does not exist: {error}");
}
