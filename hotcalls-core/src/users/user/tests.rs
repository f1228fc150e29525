use super::*;
use crate::{Caller, Code, Error, Id, settings::SettingsUpdate, testing::TestDb, users::LoginInput};

/// Strong enough, and like none of the names below.
const GOOD: &str = "kestrel-over-dunes";

fn new(name: &str) -> UserCreate {
    UserCreate::new(name, "+1 555 0100", GOOD)
}

struct Cast {
    t: TestDb,
    jane: Id<User>,
    other: Id<User>,
    staff: Id<User>,
    root: Id<User>,
}

impl Cast {
    fn new() -> Self {
        let t = TestDb::new();
        let (jane, other) = (t.user("jane", "user"), t.user("other", "user"));
        let (staff, root) = (t.user("staff", "staff"), t.user("root", "superuser"));
        Self { t, jane, other, staff, root }
    }
    fn as_(&self, id: Id<User>) -> Caller {
        self.t.db.as_user(id)
    }
}

fn code<T>(result: Result<T, Error>) -> Option<Code> {
    result.err().map(|e| e.code())
}

fn said(error: &Error, field: &str) -> String {
    format!("{:?}", error.details().get(field))
}

#[test]
fn registration_is_for_staff_unless_it_is_open() {
    let c = Cast::new();
    let anonymous = c.t.db.anonymous();
    assert_eq!(code(anonymous.users().create(new("eve"))), Some(Code::NotAuthenticated));
    assert_eq!(code(c.as_(c.jane).users().create(new("eve"))), Some(Code::PermissionDenied));
    assert_eq!(code(c.as_(c.jane).users().create(new(""))), Some(Code::PermissionDenied), "refused before the input is judged");
    assert!(c.as_(c.staff).users().create(new("adam")).is_ok());
    c.as_(c.root).settings().update(SettingsUpdate { open_registration: true.into(), ..SettingsUpdate::new() }).unwrap();
    let eve = anonymous.users().create(new("eve")).unwrap();
    assert_eq!((eve.status, eve.is_active, eve.last_login, eve.stripe_customer_id), (UserStatus::Active, true, None, None));
    assert!(c.as_(eve.id).users().list(()).unwrap().iter().all(|u| u.id == eve.id), "a plain user");
}

#[test]
fn a_door_cannot_smuggle_roles_into_registration() {
    let c = Cast::new();
    let input = serde_json::json!({"username": "eve", "phone": "1", "password": GOOD, "is_staff": true, "is_superuser": true, "status": "suspended"});
    let mut output = Vec::new();
    let lenient = crate::Mode::Lenient(chrono_tz::Tz::UTC);
    c.as_(c.staff).call("users.create", lenient, &input, &mut serde_json::Serializer::new(&mut output)).unwrap();
    let eve: User = serde_json::from_slice(&output).unwrap();
    assert_eq!(eve.status, UserStatus::Active);
    assert_eq!(code(c.as_(eve.id).users().change_status(ChangeStatus::new(eve.id, UserStatus::Active))), Some(Code::PermissionDenied));
    assert!(
        c.as_(c.staff).call_json("users.create", &input.to_string()).unwrap_err().details().get("is_staff").is_some(),
        "strict doors say so"
    );
}

#[test]
fn the_answer_has_the_keys_of_the_contract_in_their_order_and_no_secret() {
    let c = Cast::new();
    let text = c
        .t
        .db
        .system()
        .call_json("users.create", r#"{"username": "Ａda", "phone": "1", "email": "Ada@Example.COM", "password": "  kestrel-over-dunes "}"#)
        .unwrap();
    let keys = [
        "id",
        "username",
        "first_name",
        "last_name",
        "email",
        "phone",
        "stripe_customer_id",
        "status",
        "social_id",
        "social_provider",
        "date_joined",
        "last_login",
        "is_active",
    ];
    let places: Vec<_> = keys.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.as_object().unwrap().len(), keys.len());
    assert_eq!((value["username"].as_str(), value["email"].as_str()), (Some("Ada"), Some("Ada@example.com")));
    assert!(!text.contains("kestrel") && !text.contains("argon2"));
    assert!(c.t.db.login("Ada", GOOD).is_ok(), "passwords are trimmed");
}

#[test]
fn names_are_unique_and_bad_fields_are_told_at_once() {
    let c = Cast::new();
    let system = c.t.db.system();
    system.users().create(new("Zoë")).unwrap();
    let error = system.users().create(new("Zoe\u{308}")).unwrap_err();
    assert!(said(&error, "username").contains("A user with that username already exists."), "{error}");
    assert!(system.users().create(new("zoë")).is_ok(), "letter case makes another name");
    let error = system
        .call_json("users.create", r#"{"username": "a b", "email": "x", "password": "short", "social_provider": "yahoo"}"#)
        .unwrap_err();
    let fields: Vec<_> = error.details().iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["email", "password", "phone", "social_provider", "username"]);
    assert!(said(&error, "password").contains("Ensure this field has at least 8 characters."));
    assert!(said(&error, "phone").contains("This field is required."));
}

#[test]
fn weak_passwords_are_refused_wherever_one_is_set() {
    let c = Cast::new();
    let system = c.t.db.system();
    for (password, why) in [
        ("sunshine1", "too common"),
        ("4711081512345", "entirely numeric"),
        ("veronika.m", "similar to the username"),
        ("unseen-mail", "email"),
    ] {
        let input = UserCreate { email: "unseen.mail@example.com".into(), ..UserCreate::new("veronika.m", "1", password) };
        let error = system.users().create(input).unwrap_err();
        assert!(said(&error, "password").contains(why), "{password}: {error}");
    }
    assert_eq!(system.users().list(()).unwrap().count, 4, "nobody was made");
    system.users().create(new("ada")).unwrap();
    let ada = c.t.db.login("ada", GOOD).unwrap();
    let error = ada.users().change_password(PasswordChange::new(GOOD, "password123")).unwrap_err();
    assert!(said(&error, "new_password").contains("too common"), "{error}");
    assert!(c.t.db.login("ada", GOOD).is_ok(), "the old one stays");
}

#[test]
fn who_sees_and_changes_whom() {
    let c = Cast::new();
    let phone = |id| UserUpdate { changes: UserChanges { phone: "+2".to_owned().into(), ..UserChanges::new() }, ..UserUpdate::new(id) };
    let jane = c.as_(c.jane);
    assert_eq!(jane.users().get(c.jane).unwrap().username, "jane");
    assert_eq!(code(jane.users().get(c.other)), Some(Code::NotFound));
    assert_eq!(code(jane.users().update(phone(c.other))), Some(Code::NotFound));
    assert_eq!(jane.users().update(phone(c.jane)).unwrap().phone, "+2");
    assert_eq!((jane.users().list(()).unwrap().count, c.as_(c.staff).users().list(()).unwrap().count), (1, 4));
    let staff = c.as_(c.staff);
    assert_eq!(staff.users().update(phone(c.other)).unwrap().phone, "+2");
    for refused in
        [code(staff.users().update(phone(c.root))), code(staff.users().change_status(ChangeStatus::new(c.root, UserStatus::Suspended)))]
    {
        assert_eq!(refused, Some(Code::PermissionDenied), "only a superuser touches a superuser");
    }
    assert_eq!(c.as_(c.root).users().update(phone(c.staff)).unwrap().phone, "+2");
    assert_eq!(code(c.t.db.anonymous().users().me(())), Some(Code::NotAuthenticated));
    assert_eq!(staff.users().me(()).unwrap().id, c.staff);
    assert_eq!(code(c.t.db.system().users().me(())), Some(Code::NotAuthenticated), "the program is no user");
}

#[test]
fn only_superusers_delete_and_a_user_takes_its_own_along() {
    let c = Cast::new();
    assert_eq!(code(c.as_(c.jane).users().delete(c.other)), Some(Code::NotFound));
    assert_eq!(code(c.as_(c.jane).users().delete(c.jane)), Some(Code::PermissionDenied));
    assert_eq!(code(c.as_(c.staff).users().delete(c.jane)), Some(Code::PermissionDenied));
    let workspace: Id<()> = c.t.workspace("W");
    c.t.member(workspace, c.jane, "member");
    c.as_(c.jane).auth().create_token(crate::users::TokenCreate::new("t")).unwrap();
    c.as_(c.root).users().delete(c.jane).unwrap();
    for table in ["users WHERE username = 'jane'", "workspace_members", "api_tokens"] {
        assert!(!c.t.sql(|tx| tx.exists(&format!("SELECT 1 FROM {table}"), &[])), "{table}");
    }
    assert_eq!(code(c.as_(c.jane).users().me(())), Some(Code::InvalidCredentials));
    assert_eq!(code(c.as_(c.root).users().delete(c.jane)), Some(Code::NotFound));
    c.as_(c.root).users().delete(c.root).unwrap();
}

#[test]
fn nobody_but_staff_sets_status_or_customer_through_any_route() {
    let c = Cast::new();
    let jane = c.as_(c.jane);
    let changes = || UserChanges {
        status: UserStatus::ForeverDisabled.into(),
        stripe_customer_id: Some("cus_1".to_owned()).into(),
        first_name: "Jo".to_owned().into(),
        ..UserChanges::new()
    };
    let me = jane.users().update_me(changes()).unwrap();
    assert_eq!((me.status, me.stripe_customer_id, me.first_name.as_str()), (UserStatus::Active, None, "Jo"), "dropped, not refused");
    let me = jane.users().update(UserUpdate { changes: changes(), ..UserUpdate::new(c.jane) }).unwrap();
    assert_eq!((me.status, me.stripe_customer_id), (UserStatus::Active, None));
    let error = jane.call_json("users.update_me", r#"{"status": "asleep"}"#).unwrap_err();
    assert!(said(&error, "status").contains(r#"\"asleep\" is not a valid choice."#), "{error}");
    let changed = c.as_(c.staff).users().update(UserUpdate { changes: changes(), ..UserUpdate::new(c.jane) }).unwrap();
    assert_eq!((changed.status, changed.stripe_customer_id.as_deref()), (UserStatus::ForeverDisabled, Some("cus_1")));
    assert_eq!(code(jane.users().me(())), Some(Code::InvalidCredentials), "and it takes effect at once");
    assert_eq!(code(jane.users().update_me(changes())), Some(Code::InvalidCredentials), "nobody lifts its own suspension");
    c.as_(c.staff).users().change_status(ChangeStatus::new(c.jane, UserStatus::Active)).unwrap();
    assert!(jane.users().me(()).is_ok());
}

#[test]
fn patches_keep_what_is_not_given_and_null_clears_what_may_be_null() {
    let c = Cast::new();
    let system = c.t.db.system();
    let input = |text: &str| format!(r#"{{"id": "{}", {text}}}"#, c.jane);
    system.call_json("users.update", &input(r#""social_provider": "google", "social_id": "g-1", "email": "J@X.de""#)).unwrap();
    let user = system.users().get(c.jane).unwrap();
    assert_eq!(
        (user.social_provider, user.social_id.as_deref(), user.email.as_str()),
        (Some(SocialProvider::Google), Some("g-1"), "J@x.de")
    );
    system.call_json("users.update", &input(r#""social_provider": "", "social_id": null"#)).unwrap();
    let user = system.users().get(c.jane).unwrap();
    assert_eq!((user.social_provider, user.social_id, user.email.as_str()), (Some(SocialProvider::Unspecified), None, "J@x.de"));
    let error = system.call_json("users.update", &input(r#""phone": " ", "first_name": null"#)).unwrap_err();
    assert!(said(&error, "phone").contains("may not be blank") && said(&error, "first_name").contains("may not be null"), "{error}");
}

#[test]
fn privileges_are_given_by_superusers_and_superusers_are_staff() {
    let c = Cast::new();
    let input = |name: &str| PrivilegedCreate { is_superuser: true, ..PrivilegedCreate::new(name, "1", GOOD) };
    for (caller, refusal) in
        [(c.t.db.anonymous(), Code::NotAuthenticated), (c.as_(c.jane), Code::PermissionDenied), (c.as_(c.staff), Code::PermissionDenied)]
    {
        assert_eq!(code(caller.users().create_privileged(input("chief"))), Some(refusal));
    }
    let chief = c.as_(c.root).users().create_privileged(input("chief")).unwrap();
    assert!(c.t.sql(|tx| tx.exists("SELECT 1 FROM users WHERE username = 'chief' AND is_staff = 1 AND is_superuser = 1", &[])));
    assert_eq!(c.as_(chief.id).users().list(()).unwrap().count, 5);
    let asleep = PrivilegedCreate { is_active: false, status: UserStatus::Suspended, ..PrivilegedCreate::new("asleep", "1", GOOD) };
    let asleep = c.t.db.system().users().create_privileged(asleep).unwrap();
    assert_eq!((asleep.is_active, asleep.status), (false, UserStatus::Suspended));
    assert_eq!(code(c.as_(asleep.id).users().me(())), Some(Code::InvalidCredentials));
}

#[test]
fn a_new_password_ends_the_other_sessions_only() {
    let c = Cast::new();
    c.t.db.system().users().create(new("ada")).unwrap();
    let session = || c.t.db.anonymous().auth().login(LoginInput::new("ada", GOOD)).unwrap().session_key;
    let (here, there) = (session(), session());
    let (here, there) = (c.t.db.with_session(&here), c.t.db.with_session(&there));
    let wrong = here.users().change_password(PasswordChange::new("not the password", "otter-by-lamplight")).unwrap_err();
    assert!(said(&wrong, "old_password").contains("entered incorrectly"), "{wrong}");
    assert!(there.users().me(()).is_ok());
    here.users().change_password(PasswordChange::new(GOOD, "otter-by-lamplight")).unwrap();
    assert!(here.users().me(()).is_ok());
    assert_eq!(code(there.users().me(())), Some(Code::NotAuthenticated));
    assert_eq!(c.t.db.login("ada", GOOD).err().map(|e| e.code()), Some(Code::InvalidCredentials));
    assert!(c.t.db.login("ada", "otter-by-lamplight").is_ok());
}

#[test]
fn guessing_the_old_password_is_slowed_like_a_login() {
    let c = Cast::new();
    c.t.db.system().users().create(new("ada")).unwrap();
    let ada = c.t.db.login("ada", GOOD).unwrap();
    for n in 0..6 {
        assert_eq!(
            code(ada.users().change_password(PasswordChange::new(format!("guess {n}"), "otter-by-lamplight"))),
            Some(Code::InvalidInput)
        );
    }
    assert_eq!(code(ada.users().change_password(PasswordChange::new(GOOD, "otter-by-lamplight"))), Some(Code::Throttled));
    c.t.clock.advance(2);
    assert_eq!(code(ada.users().change_password(PasswordChange::new(GOOD, "otter-by-lamplight"))), None);
}

#[test]
fn the_list_filters_searches_and_orders() {
    let c = Cast::new();
    let system = c.t.db.system();
    c.t.sql(|tx| tx.execute("DELETE FROM users", &[]));
    for (name, first, last, email, phone, provider) in [
        ("ada", "Ada", "Lovelace", "ada@engines.example", "+44 1", Some(SocialProvider::Google)),
        ("grace", "Grace", "Hopper", "grace@navy.example", "+1 2", None),
        ("émilie", "Émilie", "du Châtelet", "", "+33 3", Some(SocialProvider::Apple)),
    ] {
        let input = UserCreate {
            first_name: first.into(),
            last_name: last.into(),
            email: email.into(),
            social_provider: provider,
            ..UserCreate::new(name, phone, GOOD)
        };
        system.users().create(input).unwrap();
        c.t.clock.advance(60);
    }
    let ids: Vec<(String, Id<User>)> = system.users().list(()).unwrap().into_iter().map(|u| (u.username, u.id)).collect();
    assert_eq!(ids.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["émilie", "grace", "ada"], "newest first");
    system.users().change_status(ChangeStatus::new(ids[1].1, UserStatus::Suspended)).unwrap();
    c.t.sql(|tx| tx.execute("UPDATE users SET is_active = 0 WHERE username = 'ada'", &[]));
    c.t.db.anonymous().auth().login(LoginInput::new("émilie", GOOD)).unwrap();
    let list = |text: &str| {
        let answer = system.call_json("users.list", text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let page: crate::Page<User> = serde_json::from_str(&answer).unwrap();
        page.into_iter().map(|u| u.username.chars().next().unwrap()).collect::<String>()
    };
    for (input, expected) in [
        (r#"{"username": "A"}"#, "ga"),
        (r#"{"email": "NAVY"}"#, "g"),
        (r#"{"first_name": "émi"}"#, "é"),
        (r#"{"last_name": "CHÂT"}"#, "é"),
        (r#"{"phone": "+1"}"#, "g"),
        (r#"{"status": "suspended"}"#, "g"),
        (r#"{"social_provider": "apple"}"#, "é"),
        (r#"{"is_active": false}"#, "a"),
        (r#"{"is_active": true}"#, "ég"),
        (r#"{"date_joined_after": "2026-11-22T12:01:00Z"}"#, "ég"),
        (r#"{"date_joined_before": "2026-11-22T12:01:00Z"}"#, "ga"),
        (r#"{"last_login_after": "2026-11-22T12:03:00Z"}"#, "é"),
        (r#"{"last_login_before": "2026-11-22T12:02:59Z"}"#, ""),
        (r#"{"search": "example lovelace"}"#, "a"),
        (r#"{"search": "+33, ÉMILIE"}"#, "é"),
        (r#"{"search": "nobody"}"#, ""),
        (r#"{"search": "%"}"#, ""),
        (r#"{"ordering": "username"}"#, "agé"),
        (r#"{"ordering": "-username"}"#, "éga"),
        (r#"{"ordering": "email"}"#, "éag"),
        (r#"{"ordering": "date_joined"}"#, "agé"),
        (r#"{"ordering": "last_login,username"}"#, "éag"),
        (r#"{"ordering": "-last_login,username"}"#, "éag"),
    ] {
        assert_eq!(list(input), expected, "{input}");
    }
    for bad in [
        r#"{"status": "x"}"#,
        r#"{"is_active": "maybe"}"#,
        r#"{"date_joined_after": "soon"}"#,
        r#"{"is_staff": true}"#,
        r#"{"ordering": "password"}"#,
    ] {
        assert_eq!(system.call_json("users.list", bad).unwrap_err().code(), Code::InvalidInput, "{bad}");
    }
}

#[test]
fn the_first_superuser_is_made_once() {
    let t = TestDb::new();
    assert!(!t.db.has_superuser().unwrap());
    assert_eq!(t.db.ensure_superuser(Some("admin123")).unwrap_err().code(), Code::InvalidInput, "a weak password is refused for it too");
    let first = t.db.ensure_superuser(None).unwrap().unwrap();
    let admin = t.db.login("admin", &first.made_up_password.unwrap()).unwrap();
    assert_eq!(admin.users().me(()).unwrap(), first.user);
    assert!(t.db.has_superuser().unwrap() && t.db.ensure_superuser(None).unwrap().is_none());
    let t = TestDb::new();
    assert!(t.db.ensure_superuser(Some(GOOD)).unwrap().unwrap().made_up_password.is_none());
    assert!(t.db.login("admin", GOOD).is_ok());
}
