use super::*;
use crate::{
    Code, Error, Id, Patch,
    testing::TestDb,
    users::{User, UserChanges, UserUpdate},
};

fn code<T>(result: Result<T, Error>) -> Option<Code> {
    result.err().map(|e| e.code())
}

fn entry(user: Id<User>) -> BlacklistCreate {
    BlacklistCreate::new(user, "spam", BlacklistStatus::Temporary)
}

#[test]
fn staff_makes_and_reads_entries_and_superusers_change_them() {
    let t = TestDb::new();
    let (jane, root): (Id<User>, Id<User>) = (t.user("jane", "user"), t.user("root", "superuser"));
    let staff: Id<User> = t.user("staff", "staff");
    let member: Id<User> = t.user("member", "user");
    let (staff, root_caller) = (t.db.as_user(staff), t.db.as_user(root));
    for (caller, refusal) in [(t.db.anonymous(), Code::NotAuthenticated), (t.db.as_user(member), Code::PermissionDenied)] {
        assert_eq!(code(caller.blacklist().create(entry(jane))), Some(refusal));
        assert_eq!(code(caller.blacklist().list(())), Some(refusal));
    }
    let made = staff.blacklist().create(entry(jane)).unwrap();
    assert_eq!((made.user, made.user_username.as_str(), made.reason.as_str(), made.expires_at), (jane, "jane", "spam", None));
    assert_eq!(staff.blacklist().get(made.id).unwrap(), made);
    let change = BlacklistUpdate { reason: "more spam".to_owned().into(), ..BlacklistUpdate::new(made.id) };
    assert_eq!(code(staff.blacklist().update(change.clone())), Some(Code::PermissionDenied));
    assert_eq!(code(staff.blacklist().delete(made.id)), Some(Code::PermissionDenied));
    t.clock.advance(60);
    let changed = root_caller.blacklist().update(change).unwrap();
    assert_eq!(
        (changed.reason.as_str(), changed.created_at, changed.updated_at),
        ("more spam", made.created_at, made.created_at.plus_seconds(60))
    );
    root_caller.blacklist().delete(made.id).unwrap();
    assert_eq!(code(staff.blacklist().get(made.id)), Some(Code::NotFound));
    assert_eq!(code(root_caller.blacklist().delete(made.id)), Some(Code::NotFound));
    assert!(t.db.as_user(jane).users().me(()).is_ok());
}

#[test]
fn only_a_superuser_locks_a_superuser_out() {
    let t = TestDb::new();
    let (staff, root, boss): (Id<User>, Id<User>, Id<User>) =
        (t.user("staff", "staff"), t.user("root", "superuser"), t.user("boss", "superuser"));
    assert_eq!(code(t.db.as_user(staff).blacklist().create(entry(boss))), Some(Code::PermissionDenied));
    t.db.as_user(root).blacklist().create(entry(boss)).unwrap();
    assert_eq!(code(t.db.as_user(boss).users().me(())), Some(Code::InvalidCredentials));
}

#[test]
fn a_user_has_one_entry_and_must_exist() {
    let t = TestDb::new();
    let system = t.db.system();
    let (jane, joe): (Id<User>, Id<User>) = (t.user("jane", "user"), t.user("joe", "user"));
    let first = system.blacklist().create(entry(jane)).unwrap();
    let second = system.blacklist().create(entry(jane)).unwrap_err();
    assert!(second.details().get("user").is_some(), "{second}");
    let joes = system.blacklist().create(entry(joe)).unwrap();
    let moved = BlacklistUpdate { user: jane.into(), ..BlacklistUpdate::new(joes.id) };
    assert!(system.blacklist().update(moved).unwrap_err().details().get("user").is_some());
    let unknown: Id<User> = "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap();
    let error = system.blacklist().create(entry(unknown)).unwrap_err();
    assert!(format!("{:?}", error.details().get("user")).contains("object does not exist"), "{error}");
    system.blacklist().delete(first.id).unwrap();
    let moved = BlacklistUpdate { user: jane.into(), ..BlacklistUpdate::new(joes.id) };
    assert_eq!(system.blacklist().update(moved).unwrap().user_username, "jane");
    let error = system.call_json("blacklist.create", r#"{"user": "x", "status": "rude", "reason": " "}"#).unwrap_err();
    assert_eq!(error.details().iter().map(|(field, _)| field).collect::<Vec<_>>(), ["reason", "status", "user"]);
    let error = system.call_json("blacklist.create", "{}").unwrap_err();
    assert_eq!(error.details().len(), 3, "expires_at may be left out");
}

#[test]
fn an_entry_that_has_ended_makes_way_for_a_new_one() {
    let t = TestDb::new();
    let (jane, staff): (Id<User>, Id<User>) = (t.user("jane", "user"), t.user("staff", "staff"));
    let staff = t.db.as_user(staff);
    let system = t.db.system();
    let first = staff.blacklist().create(entry(jane)).unwrap();
    let end = BlacklistUpdate { expires_at: Some(first.created_at.plus_seconds(60)).into(), ..BlacklistUpdate::new(first.id) };
    system.blacklist().update(end).unwrap();
    t.clock.advance(59);
    assert_eq!(code(staff.blacklist().create(entry(jane))), Some(Code::InvalidInput));
    t.clock.advance(1);
    let second = staff.blacklist().create(entry(jane)).unwrap();
    assert_eq!(system.blacklist().list(()).unwrap().iter().map(|e| e.id).collect::<Vec<_>>(), [second.id]);
}

#[test]
fn an_end_can_be_set_moved_and_taken_away() {
    let t = TestDb::new();
    let system = t.db.system();
    let jane: Id<User> = t.user("jane", "user");
    let made = system.blacklist().create(entry(jane)).unwrap();
    let end = |at: Option<i64>| BlacklistUpdate {
        expires_at: Patch::Set(at.map(|s| made.created_at.plus_seconds(s))),
        ..BlacklistUpdate::new(made.id)
    };
    let in_force = || code(t.db.as_user(jane).users().me(())).is_some();
    assert!(in_force());
    system.blacklist().update(end(Some(60))).unwrap();
    t.clock.advance(60);
    assert!(!in_force());
    assert_eq!(system.blacklist().update(end(None)).unwrap().expires_at, None);
    assert!(in_force(), "in force until removed");
    t.clock.advance(400 * 24 * 3600);
    assert!(in_force());
}

#[test]
fn the_list_filters_searches_and_orders() {
    let t = TestDb::new();
    let system = t.db.system();
    for (name, email, reason, status) in [
        ("ada", "ada@engines.example", "Calls at night", BlacklistStatus::Temporary),
        ("grace", "grace@navy.example", "Straße gesperrt", BlacklistStatus::Forever),
        ("joan", "", "calls twice", BlacklistStatus::Suspended),
    ] {
        let user: Id<User> = t.user(name, "user");
        let changes = UserChanges { email: email.to_owned().into(), ..UserChanges::new() };
        system.users().update(UserUpdate { changes, ..UserUpdate::new(user) }).unwrap();
        system.blacklist().create(BlacklistCreate::new(user, reason, status)).unwrap();
        t.clock.advance(60);
    }
    let list = |text: &str| {
        let answer = system.call_json("blacklist.list", text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let page: crate::Page<BlacklistEntry> = serde_json::from_str(&answer).unwrap();
        assert_eq!(page.count as usize, page.len(), "{text}");
        page.into_iter().map(|e| e.user_username.chars().next().unwrap()).collect::<String>()
    };
    let ada = system.blacklist().list(()).unwrap().into_iter().find(|e| e.user_username == "ada").unwrap();
    system.blacklist().update(BlacklistUpdate::new(ada.id)).unwrap();
    for (input, expected) in [
        ("{}", "jga"),
        (r#"{"reason": "CALLS"}"#, "ja"),
        (r#"{"reason": "strasse"}"#, "g"),
        (r#"{"user__username": "A"}"#, "jga"),
        (r#"{"user__username": "ad"}"#, "a"),
        (r#"{"user__email": "NAVY"}"#, "g"),
        (r#"{"status": "suspended"}"#, "j"),
        (r#"{"created_after": "2026-11-22T12:01:00Z"}"#, "jg"),
        (r#"{"created_before": "2026-11-22T12:01:00Z"}"#, "ga"),
        (r#"{"updated_after": "2026-11-22T12:03:00Z"}"#, "a"),
        (r#"{"updated_before": "2026-11-22T12:02:59Z"}"#, "jg"),
        (r#"{"search": "calls ada"}"#, "a"),
        (r#"{"search": "example"}"#, "ga"),
        (r#"{"ordering": "created_at"}"#, "agj"),
        (r#"{"ordering": "-updated_at"}"#, "ajg"),
        (r#"{"ordering": "updated_at"}"#, "gja"),
        (r#"{"ordering": "status"}"#, "gja"),
        (r#"{"ordering": "-status"}"#, "ajg"),
    ] {
        assert_eq!(list(input), expected, "{input}");
    }
    assert_eq!(code(system.call_json("blacklist.list", r#"{"status": "rude"}"#)), Some(Code::InvalidInput));
}
