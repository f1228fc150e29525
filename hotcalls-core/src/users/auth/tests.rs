use super::*;
use crate::{
    Caller, Code, Cost, Error, Id, Timestamp,
    leads::LeadCreate,
    params,
    testing::TestDb,
    users::{BlacklistCreate, BlacklistStatus, ChangeStatus, PasswordChange, PrivilegedCreate, User, UserChanges, UserStatus},
    workspaces::Workspace,
};

const GOOD: &str = "kestrel-over-dunes";
const DAY: i64 = 24 * 3600;

fn code<T>(result: Result<T, Error>) -> Option<Code> {
    result.err().map(|e| e.code())
}

/// A database with a user `ada` who has a password.
fn with_ada() -> (TestDb, User) {
    let t = TestDb::new();
    let ada = t.db.system().users().create_privileged(PrivilegedCreate::new("ada", "1", GOOD)).unwrap();
    (t, ada)
}

fn login(caller: &Caller, name: &str, password: &str) -> crate::Result<Login> {
    caller.auth().login(LoginInput::new(name, password))
}

fn token(caller: &Caller, change: impl FnOnce(&mut TokenCreate)) -> crate::Result<NewToken> {
    let mut input = TokenCreate::new("test");
    change(&mut input);
    caller.auth().create_token(input)
}

#[test]
fn a_session_begins_with_a_login_and_ends_with_a_logout() {
    let (t, ada) = with_ada();
    t.clock.advance(60);
    let login = login(&t.db.anonymous(), " ada ", GOOD).unwrap();
    assert_eq!((login.user.id, login.user.last_login), (ada.id, Some(ada.date_joined.plus_seconds(60))));
    assert_eq!(login.expires_at, ada.date_joined.plus_seconds(60 + 14 * DAY));
    let (here, there) = (t.db.with_session(&login.session_key), t.db.with_session("something else"));
    assert_eq!(here.users().me(()).unwrap().id, ada.id);
    assert_eq!(code(there.users().me(())), Some(Code::NotAuthenticated), "an unknown session is nobody's");
    assert_eq!(code(t.db.with_token(&login.session_key).users().me(())), Some(Code::InvalidCredentials), "a session's key is no token");
    let bytes = t.bytes();
    assert!(!bytes.windows(43).any(|w| w == login.session_key.as_bytes()), "the key is not in the file");
    assert!(!bytes.windows(GOOD.len()).any(|w| w == GOOD.as_bytes()));
    here.auth().logout(()).unwrap();
    assert_eq!(code(here.users().me(())), Some(Code::NotAuthenticated));
    assert_eq!(code(t.db.anonymous().auth().logout(())), Some(Code::NotAuthenticated));
    assert!(t.db.as_user(ada.id).auth().logout(()).is_ok(), "without a session nothing happens");
}

#[test]
fn a_session_lives_14_days_after_its_last_use() {
    let (t, _) = with_ada();
    let key = login(&t.db.anonymous(), "ada", GOOD).unwrap().session_key;
    let session = t.db.with_session(&key);
    for _ in 0..3 {
        t.clock.advance(13 * DAY);
        assert!(session.users().me(()).is_ok(), "reading is use");
    }
    t.clock.advance(13 * DAY);
    session.users().update_me(UserChanges::new()).unwrap();
    t.clock.advance(14 * DAY - 1);
    assert!(session.users().me(()).is_ok(), "writing is use");
    t.clock.advance(14 * DAY);
    assert_eq!(code(session.users().me(())), Some(Code::NotAuthenticated));
    login(&t.db.anonymous(), "ada", GOOD).unwrap();
    assert_eq!(t.sql(|tx| tx.one("SELECT COUNT(*) FROM sessions", &[], |row| row.get::<i64>(0))), Some(1), "ended ones are swept");
}

#[test]
fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let (t, _) = with_ada();
    let anonymous = t.db.anonymous();
    let wrong = login(&anonymous, "ada", "not the password").unwrap_err();
    let unknown = login(&anonymous, "eve", "not the password").unwrap_err();
    assert_eq!((wrong.code(), wrong.message()), (Code::InvalidCredentials, unknown.message()));
    assert_eq!(code(login(&anonymous, "ADA", GOOD)), Some(Code::InvalidCredentials), "case matters");
    t.user::<User>("nopassword", "user");
    assert_eq!(code(login(&anonymous, "nopassword", "anything")), Some(Code::InvalidCredentials), "without a password there is no login");
    assert_eq!(code(login(&anonymous, "ada", &"x".repeat(1025))), Some(Code::InvalidInput));
    assert_eq!(anonymous.call_json("auth.login", "{}").unwrap_err().details().len(), 2);
    assert!(!format!("{:?}", LoginInput::new("ada", GOOD)).contains(GOOD), "passwords are not printed");
}

#[test]
fn failures_slow_an_account_down_and_a_success_forgets_them() {
    let (t, _) = with_ada();
    let anonymous = t.db.anonymous();
    for n in 0..6 {
        // Another letter case is the same account: it buys no further guesses.
        let name = if n % 2 == 0 { "ada" } else { "ADA" };
        assert_eq!(code(login(&anonymous, name, "guess")), Some(Code::InvalidCredentials), "{n}");
    }
    let blocked = login(&anonymous, "ada", GOOD).unwrap_err();
    assert_eq!((blocked.code(), blocked.figures().get("retry_after")), (Code::Throttled, Some(&2)), "even the right password waits");
    assert_eq!(t.db.login("ada", GOOD).err().map(|e| e.code()), Some(Code::Throttled), "by every way in");
    t.clock.advance(2);
    assert_eq!(code(login(&anonymous, "ada", "guess")), Some(Code::InvalidCredentials));
    assert_eq!(login(&anonymous, "ada", GOOD).unwrap_err().figures().get("retry_after"), Some(&4), "the wait doubles");
    t.clock.advance(4);
    login(&anonymous, "ada", GOOD).unwrap();
    assert_eq!(code(login(&anonymous, "ada", "guess")), Some(Code::InvalidCredentials));
    assert!(login(&anonymous, "ada", GOOD).is_ok(), "the count began anew");
}

#[test]
fn failures_slow_an_address_down_whomever_they_are_for() {
    let (t, _) = with_ada();
    let (bad, good) = (t.db.anonymous().address("203.0.113.7"), t.db.anonymous().address("198.51.100.1"));
    for n in 0..20 {
        assert_eq!(code(login(&bad, &format!("name{n}"), "guess")), Some(Code::InvalidCredentials), "{n}");
        if n == 10 {
            login(&bad, "ada", GOOD).unwrap();
        }
    }
    assert_eq!(code(login(&bad, "name20", "guess")), Some(Code::InvalidCredentials), "an own account does not wash an address");
    assert_eq!(login(&bad, "ada", GOOD).unwrap_err().figures().get("retry_after"), Some(&2));
    assert!(login(&good, "ada", GOOD).is_ok());
    t.clock.advance(3600);
    assert!(login(&bad, "ada", GOOD).is_ok());
    login(&bad, "ada", "guess").unwrap_err();
    assert_eq!(
        t.sql(|tx| tx.one("SELECT COUNT(*) FROM login_attempts", &[], |row| row.get::<i64>(0))),
        Some(2),
        "what is forgotten is swept"
    );
}

#[test]
fn guessing_in_parallel_buys_nothing() {
    let (t, _) = with_ada();
    let codes: Vec<_> = std::thread::scope(|s| {
        let guesses: Vec<_> = (0..24)
            .map(|n| {
                s.spawn({
                    let db = &t.db;
                    move || code(login(&db.anonymous(), "ada", &format!("guess {n}")))
                })
            })
            .collect();
        guesses.into_iter().map(|g| g.join().unwrap()).collect()
    });
    assert_eq!(codes.iter().filter(|c| **c == Some(Code::InvalidCredentials)).count(), 6);
    assert_eq!(codes.iter().filter(|c| **c == Some(Code::Throttled)).count(), 18);
}

#[test]
fn every_credential_is_refused_at_once_and_again_taken_when_the_matter_is_over() {
    let (t, ada) = with_ada();
    let system = t.db.system();
    let session = t.db.with_session(&login(&t.db.anonymous(), "ada", GOOD).unwrap().session_key);
    let token = t.db.with_token(&token(&t.db.as_user(ada.id), |_| ()).unwrap().key);
    let ways = || {
        let fresh = t.db.login("ada", GOOD).map(|c| code(c.users().me(())));
        [
            code(session.users().me(())),
            code(token.users().me(())),
            code(t.db.as_user(ada.id).users().me(())),
            fresh.unwrap_or_else(|e| Some(e.code())),
        ]
    };
    let (open, shut) = ([None; 4], [Some(Code::InvalidCredentials); 4]);
    assert_eq!(ways(), open);
    for status in [UserStatus::Suspended, UserStatus::ForeverDisabled] {
        system.users().change_status(ChangeStatus::new(ada.id, status)).unwrap();
        assert_eq!(ways(), shut, "{status:?}");
        system.users().change_status(ChangeStatus::new(ada.id, UserStatus::Active)).unwrap();
        assert_eq!(ways(), open);
    }
    t.sql(|tx| tx.execute("UPDATE users SET is_active = 0", &[]));
    assert_eq!(ways(), shut);
    t.sql(|tx| tx.execute("UPDATE users SET is_active = 1", &[]));
    let expires_at = Some(ada.date_joined.plus_seconds(600));
    system.blacklist().create(BlacklistCreate { expires_at, ..BlacklistCreate::new(ada.id, "spam", BlacklistStatus::Temporary) }).unwrap();
    assert_eq!(ways(), shut);
    t.clock.advance(599);
    assert_eq!(code(session.users().me(())), Some(Code::InvalidCredentials));
    t.clock.advance(1);
    assert_eq!(ways(), open, "an entry ends by itself");
}

#[test]
fn a_login_of_the_program_makes_no_session_and_acts_as_the_user() {
    let (t, ada) = with_ada();
    let caller = t.db.login("ada", GOOD).unwrap();
    let me = caller.users().me(()).unwrap();
    assert_eq!((me.id, me.last_login), (ada.id, None));
    assert_eq!(code(caller.blacklist().list(())), Some(Code::PermissionDenied));
    assert!(!t.sql(|tx| tx.exists("SELECT 1 FROM sessions", &[])));
    let wrong = t.db.login("ada", "guess").err().unwrap();
    assert_eq!((wrong.code(), wrong.operation()), (Code::InvalidCredentials, Some("auth.login")));
}

#[test]
fn a_hash_is_renewed_at_the_login_after_the_cost_rose() {
    let (t, ada) = with_ada();
    let hash = || t.sql(|tx| tx.one("SELECT password FROM users WHERE id = ?1", params![ada.id], |row| row.get::<String>(0))).unwrap();
    let before = hash();
    t.db.login("ada", GOOD).unwrap();
    assert_eq!(hash(), before);
    let stronger = Cost { passes: 2, ..Cost::CHEAP };
    let db = crate::OpenOptions::new().clock(t.clock.clone()).password_cost(stronger).open(t.path()).unwrap();
    assert_eq!(db.login("ada", "guess").err().map(|e| e.code()), Some(Code::InvalidCredentials));
    assert_eq!(hash(), before, "only the right password shows what to hash");
    db.login("ada", GOOD).unwrap();
    assert!(hash().contains("t=2"), "{}", hash());
    assert!(t.db.login("ada", GOOD).is_ok());
    db.close();
}

#[test]
fn a_repeated_login_with_an_idempotency_key_is_the_same_session() {
    let (t, _) = with_ada();
    let caller = t.db.anonymous().idempotency_key("k-1");
    let first = login(&caller, "ada", GOOD).unwrap();
    assert_eq!(login(&caller, "ada", GOOD).unwrap(), first);
    assert_eq!(code(login(&caller, "ada", "another")), Some(Code::IdempotencyConflict));
    let kept = t.sql(|tx| tx.one("SELECT answer FROM idempotency_keys", &[], |row| row.get::<Vec<u8>>(0))).unwrap();
    assert!(!kept.windows(43).any(|w| w == first.session_key.as_bytes()), "the kept answer is sealed");
}

#[test]
fn a_token_is_shown_once_and_can_be_deleted_by_its_owner_only() {
    let (t, ada) = with_ada();
    let ada = t.db.as_user(ada.id);
    let first = token(&ada, |_| ()).unwrap();
    t.clock.advance(1);
    let second = token(&ada, |input| input.name = "second".into()).unwrap();
    assert!(t.db.with_token(&first.key).users().me(()).is_ok());
    assert!(!format!("{first:?}").contains(&first.key), "nor in a log");
    let listed = ada.auth().tokens(()).unwrap();
    assert_eq!(listed.iter().map(|token| token.id).collect::<Vec<_>>(), [second.id, first.id], "newest first");
    let text = ada.call_json("auth.tokens", "{}").unwrap();
    assert!(!text.contains(&first.key) && !text.contains("digest") && !text.contains("\"key\""), "{text}");
    let eve = t.db.as_user(t.user::<User>("eve", "superuser"));
    assert_eq!(code(eve.auth().delete_token(first.id)), Some(Code::NotFound));
    assert!(eve.auth().tokens(()).unwrap().is_empty());
    ada.auth().delete_token(first.id).unwrap();
    assert_eq!(code(t.db.with_token(&first.key).users().me(())), Some(Code::InvalidCredentials));
    assert_eq!(code(t.db.with_session(&second.key).users().me(())), Some(Code::NotAuthenticated), "a token's key is no session");
    assert_eq!(code(t.db.system().auth().tokens(())), Some(Code::NotAuthenticated), "the program has none");
}

#[test]
fn a_token_ends_and_its_use_is_noted_to_the_minute() {
    let (t, ada) = with_ada();
    let owner = t.db.as_user(ada.id);
    let start: Timestamp = ada.date_joined;
    let made = token(&owner, |input| input.expires_at = Some(start.plus_seconds(3600))).unwrap();
    let caller = t.db.with_token(&made.key);
    let used = || owner.auth().tokens(()).unwrap()[0].last_used_at;
    assert_eq!(used(), None);
    caller.users().me(()).unwrap();
    assert_eq!(used(), Some(start));
    t.clock.advance(59);
    caller.users().me(()).unwrap();
    assert_eq!(used(), Some(start), "within the minute it stays");
    t.clock.advance(1);
    caller.users().update_me(UserChanges::new()).unwrap();
    assert_eq!(used(), Some(start.plus_seconds(60)));
    t.clock.advance(3539);
    assert!(caller.users().me(()).is_ok());
    t.clock.advance(1);
    assert_eq!(code(caller.users().me(())), Some(Code::InvalidCredentials));
    let late = token(&owner, |input| input.expires_at = Some(start)).unwrap_err();
    assert!(late.details().get("expires_at").is_some());
}

#[test]
fn a_token_for_operations_calls_nothing_else_and_makes_no_other_token() {
    let (t, ada) = with_ada();
    let owner = t.db.as_user(ada.id);
    let made = token(&owner, |input| input.operations = Some(vec!["leads.*".into(), "users.me".into(), "auth.*".into()])).unwrap();
    let caller = t.db.with_token(&made.key);
    assert!(caller.users().me(()).is_ok() && caller.leads().list(()).is_ok() && caller.auth().tokens(()).is_ok());
    assert_eq!(code(caller.users().list(())), Some(Code::PermissionDenied));
    assert_eq!(code(token(&caller, |_| ())), Some(Code::PermissionDenied), "it would be less limited");
    for bad in [vec![], vec!["leadz.*".to_owned()], vec!["*leads".to_owned()], vec!["leads.list".to_owned(), String::new()]] {
        let error = token(&owner, |input| input.operations = Some(bad)).unwrap_err();
        assert!(error.details().get("operations").is_some(), "{error}");
    }
}

#[test]
fn a_token_for_workspaces_sees_and_touches_nothing_else_whatever_its_owner_may() {
    let t = TestDb::new();
    let (mine, other): (Id<Workspace>, Id<Workspace>) = (t.workspace("Mine"), t.workspace("Other"));
    let root =
        t.db.system()
            .users()
            .create_privileged(PrivilegedCreate { is_superuser: true, ..PrivilegedCreate::new("root", "1", GOOD) })
            .unwrap();
    let owner = t.db.as_user(root.id);
    let lead = |workspace| LeadCreate { workspace: Some(workspace), ..LeadCreate::new("Ada", "ada@example.com", "1") };
    let (in_mine, in_other) = (owner.leads().create(lead(mine)).unwrap(), owner.leads().create(lead(other)).unwrap());
    let caller = t.db.with_token(&token(&owner, |input| input.workspaces = Some(vec![mine])).unwrap().key);
    assert_eq!(caller.leads().list(()).unwrap().iter().map(|l| l.id).collect::<Vec<_>>(), [in_mine.id]);
    assert_eq!(code(caller.leads().get(in_other.id)), Some(Code::NotFound));
    assert_eq!(code(caller.leads().delete(in_other.id)), Some(Code::NotFound));
    assert_eq!(code(caller.leads().create(lead(other))), Some(Code::InvalidInput));
    caller.leads().create(lead(mine)).unwrap();
    caller.leads().delete(in_mine.id).unwrap();
    assert_eq!(caller.users().me(()).unwrap().id, root.id, "it may ask who it is");
    assert_eq!(caller.users().list(()).unwrap().count, 1, "but not who else there is");
    let refusals = [
        code(caller.users().update_me(UserChanges::new())),
        code(caller.users().change_password(PasswordChange::new(GOOD, "otter-by-lamplight"))),
        code(caller.users().create_privileged(PrivilegedCreate::new("eve", "1", "otter-by-lamplight"))),
        code(caller.users().delete(root.id)),
        code(caller.users().change_status(ChangeStatus::new(root.id, UserStatus::Suspended))),
        code(caller.blacklist().list(())),
        code(caller.settings().get(())),
        code(token(&caller, |_| ())),
        code(caller.auth().delete_token(owner.auth().tokens(()).unwrap()[0].id)),
    ];
    assert_eq!(refusals, [Some(Code::PermissionDenied); 9]);
}

#[test]
fn a_token_is_for_workspaces_that_its_maker_sees() {
    let (t, ada) = with_ada();
    let (mine, other): (Id<Workspace>, Id<Workspace>) = (t.workspace("Mine"), t.workspace("Other"));
    t.member(mine, ada.id, "member");
    let ada = t.db.as_user(ada.id);
    assert!(token(&ada, |input| input.workspaces = Some(vec![mine])).is_ok());
    let unknown: Id<Workspace> = "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap();
    for bad in [vec![], vec![mine, other], vec![unknown], vec![Id::NONE]] {
        let error = token(&ada, |input| input.workspaces = Some(bad.clone())).unwrap_err();
        assert!(error.details().get("workspaces").is_some(), "{bad:?}: {error}");
    }
    let root = t.db.as_user(t.user::<User>("root", "superuser"));
    assert!(token(&root, |input| input.workspaces = Some(vec![mine, other])).is_ok());
    assert!(token(&root, |input| input.workspaces = Some(vec![unknown])).is_err());
}

#[test]
fn a_remembered_password_is_worth_what_a_fresh_one_is() {
    let (t, ada) = with_ada();
    let ask = |password: &str| t.db.anonymous().login_remembered("ada", password);
    assert_eq!(code(ask("wrong")), Some(Code::InvalidCredentials));
    assert!(!t.db.remembers("ada", GOOD));
    assert_eq!(ask(GOOD).unwrap().users().me(()).unwrap().id, ada.id);
    assert!(t.db.remembers(" ada ", GOOD) && !t.db.remembers("ada", "wrong") && !t.db.remembers("eve", GOOD));
    assert_eq!(ask(GOOD).unwrap().users().me(()).unwrap().id, ada.id);
    t.db.system().users().change_status(ChangeStatus::new(ada.id, UserStatus::Suspended)).unwrap();
    assert_eq!(code(ask(GOOD)), Some(Code::InvalidCredentials), "the user's state is read every time");
    t.db.system().users().change_status(ChangeStatus::new(ada.id, UserStatus::Active)).unwrap();
    let another = "merlin-under-hedges";
    t.db.as_user(ada.id).users().change_password(PasswordChange::new(GOOD, another)).unwrap();
    assert_eq!(code(ask(GOOD)), Some(Code::InvalidCredentials), "and so is the password");
    assert!(ask(another).is_ok() && t.db.remembers("ada", another));
    t.clock.advance(60);
    assert!(!t.db.remembers("ada", another), "for a minute");
}
