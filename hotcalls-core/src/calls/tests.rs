use serde_json::{Value, json};

use super::*;
use crate::{
    Caller, Code, Error, Id, Mode, Patch,
    agents::{Agent, PhoneNumber},
    leads::{Lead, LeadCreate},
    operation::OnError,
    params,
    testing::TestDb,
    time::Timestamp,
    workspaces::Workspace,
};

/// Two workspaces with a lead, an agent and a number each, and everybody who may call.
pub(super) struct World {
    pub t: TestDb,
    pub ours: Id<Workspace>,
    pub theirs: Id<Workspace>,
    pub lead: Id<Lead>,
    pub their_lead: Id<Lead>,
    pub stray_lead: Id<Lead>,
    pub agent: Id<Agent>,
    pub their_agent: Id<Agent>,
    pub number: Id<PhoneNumber>,
    pub their_number: Id<PhoneNumber>,
    pub any_number: Id<PhoneNumber>,
    pub member: Caller,
    pub admin: Caller,
    pub regular: Caller,
    pub staff: Caller,
    pub root: Caller,
}

impl World {
    pub fn new() -> Self {
        let t = TestDb::new();
        let (ours, theirs) = (t.workspace("Ours"), t.workspace("Theirs"));
        let system = t.db.system();
        let lead = |name: &str, surname: Option<&str>, workspace: Option<Id<Workspace>>| {
            let email = format!("{}@example.com", name.to_lowercase());
            let surname = surname.map(str::to_owned);
            system.leads().create(LeadCreate { surname, workspace, ..LeadCreate::new(name, email, "+49 170 1234567") }).unwrap().id
        };
        let (lead, their_lead, stray_lead) =
            (lead("Ada", Some("Lovelace"), Some(ours)), lead("Bob", None, Some(theirs)), lead("Cyd", None, None));
        let user = |name: &str, role: &str| t.user::<()>(name, role);
        let (member, admin, regular) = (user("member", "user"), user("admin", "user"), user("regular", "user"));
        t.member(ours, member, "member");
        t.member(ours, admin, "admin");
        let (staff, root) = (user("staff", "staff"), user("root", "superuser"));
        let caller = |id: Id<()>| t.db.as_user(id);
        Self {
            agent: agent(&t, ours, "Ann"),
            their_agent: agent(&t, theirs, "Tim"),
            number: number(&t, ours, "+1001"),
            their_number: number(&t, theirs, "+1002"),
            any_number: number(&t, Id::NONE, "+1003"),
            member: caller(member),
            admin: caller(admin),
            regular: caller(regular),
            staff: caller(staff),
            root: caller(root),
            t,
            ours,
            theirs,
            lead,
            their_lead,
            stray_lead,
        }
    }
    pub fn system(&self) -> Caller {
        self.t.db.system()
    }
    /// Gives our workspace a plan with so many call minutes a month.
    pub fn allow_minutes(&self, minutes: i64) {
        let [plan, feature, limit]: [Id<()>; 3] = [(); 3].map(|()| self.system().host().new_id(Timestamp::default()));
        self.t.sql(|tx| {
            tx.execute(
                "INSERT INTO plans (id, plan_name, plan_name_fold, created_at, updated_at) VALUES (?1, 'P', 'p', 0, 0)",
                params![plan],
            )?;
            tx.execute(
                "INSERT INTO features (id, feature_name, feature_name_fold, description, description_fold, created_at, updated_at)
                 VALUES (?1, 'call_minutes', 'call_minutes', '', '', 0, 0)",
                params![feature],
            )?;
            tx.execute(
                "INSERT INTO plan_features (id, plan_id, feature_id, limit_value, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 0, 0)",
                params![limit, plan, feature, minutes],
            )?;
            tx.execute("UPDATE workspaces SET plan_id = ?2 WHERE id = ?1", params![self.ours, plan])
        });
    }
    /// A call of our lead that lasted 90 seconds.
    pub fn call(&self) -> CallCreate {
        CallCreate { duration: Some(90), ..CallCreate::new(Some(self.lead), "+4930111", "+4930222", Direction::Outbound) }
    }
    pub fn create(&self, input: CallCreate) -> Call {
        self.system().calls().create(input).unwrap()
    }
}

fn agent(t: &TestDb, workspace: Id<Workspace>, name: &str) -> Id<Agent> {
    let id = t.db.system().host().new_id(Timestamp::default());
    t.sql(|tx| {
        tx.execute(
            "INSERT INTO agents (agent_id, workspace_id, name, status, greeting, voice, language, retry_interval, max_retries,
                 max_call_duration_minutes, workdays, call_from, call_to, character, created_at, updated_at, greeting_fold, voice_fold,
                 language_fold, character_fold)
             VALUES (?1, ?2, ?3, 'active', '', '', '', 30, 3, 30, '[]', 0, 0, '', 0, 0, '', '', '', '')",
            params![id, workspace, name],
        )
    });
    id
}

fn number(t: &TestDb, workspace: Id<Workspace>, text: &str) -> Id<PhoneNumber> {
    let id = t.db.system().host().new_id(Timestamp::default());
    t.sql(|tx| {
        tx.execute(
            "INSERT INTO phone_numbers (id, workspace_id, phonenumber, phonenumber_fold, is_active, created_at) VALUES (?1, ?2, ?3, ?3, 1, 0)",
            params![id, workspace, text],
        )
    });
    id
}

/// A meeting that was agreed upon in a call.
fn meeting(t: &TestDb, workspace: Id<Workspace>, call: Id<Call>) -> Id<Call> {
    let id: [Id<Call>; 3] = [(); 3].map(|()| t.db.system().host().new_id(Timestamp::default()));
    t.sql(|tx| {
        tx.execute(
            "INSERT INTO calendars (id, workspace_id, calendar_type, account_id, account_id_fold, auth_token, created_at, updated_at)
             VALUES (?1, ?2, 'google', 'a', 'a', x'00', 0, 0)",
            params![id[0], workspace],
        )?;
        tx.execute(
            "INSERT INTO calendar_configurations (id, workspace_id, calendar_id, sub_calendar_id, sub_calendar_id_fold, duration, prep_time,
                 days_buffer, slot_step_minutes, from_time, to_time, workdays, created_at, updated_at)
             VALUES (?3, ?2, ?1, 's', 's', 30, 0, 0, 30, 0, 0, '[]', 0, 0)",
            params![id[0], workspace, id[1]],
        )?;
        tx.execute(
            "INSERT INTO meetings (id, workspace_id, calendar_configuration_id, calendar_id, sub_calendar_id, call_id, start,
                 duration_minutes, busy_from, busy_to, status, title, notes, title_fold, created_at, updated_at)
             VALUES (?4, ?2, ?3, ?1, 's', ?5, 0, 30, 0, 1, 'booked', '', '', '', 0, 0)",
            params![id[0], workspace, id[1], id[2], call],
        )
    });
    id[2]
}

/// Field and message of everything that is wrong.
fn told(error: Error) -> Value {
    assert_eq!(error.code(), Code::InvalidInput, "{error}");
    serde_json::to_value(error.details()).unwrap()
}

fn invalid_pk(id: impl std::fmt::Display) -> Value {
    json!([format!("Invalid pk \"{id}\" - object does not exist.")])
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_call_has_the_keys_of_the_contract_in_their_order() {
    let w = World::new();
    let call = w.create(CallCreate {
        disconnection_reason: Some("Caller Hangup".into()),
        agent: Some(w.agent),
        phone_number: Some(w.number),
        provider: Some("twilio".into()),
        external_id: Some("CA1".into()),
        duration: None,
        duration_ms: Some(90_999),
        started_at: Some(at("2026-11-20T10:00:00Z")),
        ..w.call()
    });
    let text = serde_json::to_string(&call).unwrap();
    let keys = "id lead lead_name lead_surname lead_email timestamp from_number to_number duration duration_formatted disconnection_reason \
                direction updated_at workspace agent phone_number parent_call provider external_id leg transferred_to hung_up_by status \
                started_at ringing_at answered_at ended_at duration_ms reason answered_by outcome appointment_datetime created_at";
    let places: Vec<_> = keys.split(' ').map(|key| text.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key}"))).collect();
    assert!(places.is_sorted());
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.as_object().unwrap().len(), keys.split(' ').count());
    assert_eq!(value["duration_formatted"], "1m 30s");
    assert_eq!((&value["lead_name"], &value["lead_surname"]), (&json!("Ada"), &json!("Lovelace")));
    assert_eq!((&value["timestamp"], &value["reason"]), (&json!("2026-11-20T10:00:00.000000Z"), &json!("completed_user_hangup")));
    assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), call, "answers are kept for repeated keys");
    assert_eq!(w.system().calls().get(call.id).unwrap(), call, "what is answered is what is stored");

    let bob = w.create(CallCreate { lead: Some(w.their_lead), ..w.call() });
    let value = serde_json::to_value(&bob).unwrap();
    assert_eq!(value["lead_surname"], Value::Null, "there, and null");
    assert!(value.as_object().unwrap().contains_key("lead_surname"));
    let nobody = w.create(CallCreate { lead: None, ..w.call() });
    let value = serde_json::to_value(&nobody).unwrap();
    for key in ["lead_name", "lead_surname", "lead_email"] {
        assert!(!value.as_object().unwrap().contains_key(key), "{key} reads through a null relation");
    }
    for call in [bob, nobody] {
        assert_eq!(serde_json::from_str::<Call>(&serde_json::to_string(&call).unwrap()).unwrap(), call);
        assert_eq!(w.system().calls().get(call.id).unwrap(), call);
    }
}

#[test]
fn what_must_be_given_and_what_may_be_left_out() {
    let w = World::new();
    let create = |input: Value| w.system().call_json("calls.create", &input.to_string());
    let required = json!(["This field is required."]);
    let all = told(create(json!({})).unwrap_err());
    assert_eq!(all, json!({"lead": required, "from_number": required, "to_number": required, "direction": required}));
    let least = json!({"lead": null, "from_number": "sip:a@b", "to_number": "+1", "direction": "inbound"});
    assert_eq!(told(create(least.clone()).unwrap_err()), json!({"duration": required}), "without a status it is completed");
    let with = |extra: Value| {
        let mut input = least.clone();
        input.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        create(input).map(|text| serde_json::from_str::<Value>(&text).unwrap())
    };
    for status in ["queued", "ringing", "in_progress"] {
        let call = with(json!({"status": status})).unwrap();
        assert_eq!((&call["duration"], &call["reason"]), (&json!(0), &Value::Null), "{status}");
    }
    assert_eq!(with(json!({"status": "busy", "duration": 0})).unwrap()["reason"], "busy");
    for (field, value, message) in [
        ("duration", json!(-1), "Ensure this value is greater than or equal to 0."),
        ("duration", json!(2_147_483_648_i64), "Ensure this value is less than or equal to 2147483647."),
        ("duration", json!("x"), "A valid integer is required."),
        ("direction", json!("sideways"), "\"sideways\" is not a valid choice."),
        ("status", json!("done"), "\"done\" is not a valid choice."),
        ("from_number", json!(" "), "This field may not be blank."),
        ("to_number", json!("1".repeat(256)), "Ensure this field has no more than 255 characters."),
        ("disconnection_reason", json!("x".repeat(256)), "Ensure this field has no more than 255 characters."),
        ("from_number", Value::Null, "This field may not be null."),
        ("outcome", json!("won"), "\"won\" is not a valid choice."),
    ] {
        let mut input = json!({"duration": 5});
        input[field] = value.clone();
        assert_eq!(told(with(input).unwrap_err()), json!({field: [message]}), "{field} = {value}");
    }
    assert_eq!(
        told(with(json!({"duration": 5, "outcome": "appointment_scheduled"})).unwrap_err()),
        json!({"appointment_datetime": required})
    );
    let odd = told(with(json!({"duration": 5, "outcome": "reached", "appointment_datetime": "2026-11-23T10:00:00Z"})).unwrap_err());
    assert!(odd["appointment_datetime"].is_array());
    let blank = with(json!({"duration": 5, "disconnection_reason": "", "external_id": " ", "provider": ""})).unwrap();
    assert_eq!((&blank["disconnection_reason"], &blank["external_id"], &blank["provider"]), (&json!(""), &Value::Null, &Value::Null));
}

#[test]
fn the_time_of_a_call_is_said_once() {
    let w = World::new();
    let given =
        w.create(CallCreate { timestamp: Some(at("2020-01-01T00:00:00Z")), started_at: Some(at("2021-01-01T00:00:00Z")), ..w.call() });
    assert_eq!(given.timestamp, at("2020-01-01T00:00:00Z"));
    assert_eq!(w.create(CallCreate { started_at: Some(at("2021-01-01T00:00:00Z")), ..w.call() }).timestamp, at("2021-01-01T00:00:00Z"));
    assert_eq!(w.create(w.call()).timestamp, at("2026-11-22T12:00:00Z"));
    w.t.clock.advance(60);
    let later = CallUpdate { timestamp: Some(at("2022-01-01T00:00:00Z")).into(), ..CallUpdate::new(given.id) };
    let changed = w.system().calls().update(later).unwrap();
    assert_eq!((changed.timestamp, changed.created_at), (given.timestamp, given.created_at));
    assert_eq!(changed.updated_at, at("2026-11-22T12:01:00Z"));
}

#[test]
fn a_repeated_create_answers_the_existing_log() {
    let w = World::new();
    let create = |input: &CallCreate, caller: &Caller| {
        let mut text = Vec::new();
        let input = serde_json::to_value(input).unwrap();
        let outcome = caller.call("calls.create", Mode::Strict, input, &mut serde_json::Serializer::new(&mut text)).unwrap();
        (serde_json::from_slice::<Call>(&text).unwrap(), outcome.existed)
    };
    let input = CallCreate { provider: Some("twilio".into()), external_id: Some("CA1".into()), ..w.call() };
    let (first, existed) = create(&input, &w.staff);
    assert!(!existed);
    w.t.clock.advance(5);
    let again = CallCreate { duration: Some(1), status: CallStatus::Queued, ..input.clone() };
    for repeated in [input.clone(), again] {
        assert_eq!(create(&repeated, &w.staff), (first.clone(), true), "nothing is changed");
    }
    for other in [
        CallCreate { provider: Some("vonage".into()), ..input.clone() },
        CallCreate { provider: None, ..input.clone() },
        CallCreate { external_id: None, ..input.clone() },
        CallCreate { lead: Some(w.their_lead), ..input.clone() },
    ] {
        assert!(!create(&other, &w.staff).1, "unique per workspace and provider");
    }
    assert!(create(&CallCreate { provider: None, ..input.clone() }, &w.staff).1, "no provider is a value too");
    assert_eq!(w.system().calls().list(()).unwrap().count, 5, "the kept count knows of no repeats");

    let other = w.create(CallCreate { external_id: Some("CA2".into()), ..input });
    let change = CallUpdate { external_id: Some("CA1".to_owned()).into(), ..CallUpdate::new(other.id) };
    assert!(told(w.system().calls().update(change).unwrap_err())["non_field_errors"].is_array());
}

#[test]
fn a_call_lives_with_its_lead_and_points_at_its_own_workspace_only() {
    let w = World::new();
    let system = w.system();
    let refused = |input: CallCreate| told(system.calls().create(input).unwrap_err());
    assert_eq!(w.create(w.call()).workspace, Some(w.ours));
    assert_eq!(w.create(CallCreate { lead: Some(w.stray_lead), ..w.call() }).workspace, None);
    let nobody = CallCreate { lead: None, ..w.call() };
    assert_eq!(
        w.create(CallCreate { agent: Some(w.their_agent), phone_number: Some(w.any_number), ..nobody.clone() }).workspace,
        Some(w.theirs)
    );
    assert_eq!(w.create(CallCreate { phone_number: Some(w.number), ..nobody.clone() }).workspace, Some(w.ours));
    assert_eq!(w.create(CallCreate { phone_number: Some(w.any_number), ..nobody.clone() }).workspace, None);
    assert_eq!(w.create(CallCreate { workspace: Some(w.theirs), ..nobody.clone() }).workspace, Some(w.theirs));
    assert!(refused(CallCreate { workspace: Some(w.theirs), ..w.call() })["workspace"].is_array());
    assert_eq!(refused(CallCreate { agent: Some(w.their_agent), ..w.call() }), json!({"agent": invalid_pk(w.their_agent)}));
    assert_eq!(refused(CallCreate { phone_number: Some(w.their_number), ..w.call() }), json!({"phone_number": invalid_pk(w.their_number)}));
    w.create(CallCreate { phone_number: Some(w.any_number), ..w.call() });
    let parent = w.create(CallCreate { lead: Some(w.their_lead), ..w.call() });
    assert_eq!(refused(CallCreate { parent_call: Some(parent.id), ..w.call() }), json!({"parent_call": invalid_pk(parent.id)}));
    let leg = w.create(CallCreate { parent_call: Some(parent.id), lead: Some(w.their_lead), ..w.call() });
    let gone: Id<Lead> = "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap();
    assert_eq!(refused(CallCreate { lead: Some(gone), ..w.call() }), json!({"lead": invalid_pk(gone)}));

    // What the admin of another workspace cannot see does not exist.
    let hidden = w.admin.calls().create(CallCreate { lead: Some(w.their_lead), ..w.call() }).unwrap_err();
    assert_eq!(told(hidden), json!({"lead": invalid_pk(w.their_lead)}));
    let hidden = w.admin.calls().create(CallCreate { workspace: Some(w.theirs), ..nobody.clone() }).unwrap_err();
    assert_eq!(told(hidden), json!({"workspace": invalid_pk(w.theirs)}));
    assert_eq!(w.admin.calls().create(nobody).unwrap_err().code(), Code::PermissionDenied, "calls of no workspace are for staff");

    let own = CallUpdate { parent_call: Some(leg.id).into(), ..CallUpdate::new(leg.id) };
    assert!(told(system.calls().update(own).unwrap_err())["parent_call"].is_array());
    system.calls().delete(parent.id).unwrap();
    assert_eq!(system.calls().get(leg.id).unwrap().parent_call, None, "legs outlive their parent");
}

#[test]
fn an_update_changes_what_is_given_and_follows_the_lead() {
    let w = World::new();
    let calls = w.system();
    let calls = calls.calls();
    let call = w.create(CallCreate { agent: Some(w.agent), status: CallStatus::InProgress, duration: None, ..w.call() });
    let leg = w.create(CallCreate { parent_call: Some(call.id), ..w.call() });
    let ended = CallUpdate {
        status: CallStatus::Completed.into(),
        answered_at: Some(at("2026-11-22T11:00:00Z")).into(),
        ended_at: Some(at("2026-11-22T11:01:05.999Z")).into(),
        disconnection_reason: Some("agent_hangup".to_owned()).into(),
        ..CallUpdate::new(call.id)
    };
    let done = calls.update(ended).unwrap();
    assert_eq!((done.duration, done.duration_ms, done.reason), (65, 65_999, Some(Reason::CompletedAgentHangup)));
    assert_eq!((done.agent, &done.from_number), (call.agent, &call.from_number), "the rest stays");
    assert_eq!(
        calls.update(CallUpdate { outcome: Some(Outcome::Reached).into(), ..CallUpdate::new(call.id) }).unwrap().duration_ms,
        65_999
    );
    let early = CallUpdate { outcome: Some(Outcome::AppointmentScheduled).into(), ..CallUpdate::new(call.id) };
    assert_eq!(told(calls.update(early).unwrap_err()), json!({"appointment_datetime": ["This field is required."]}));

    let to = CallUpdate { lead: Some(w.their_lead).into(), ..CallUpdate::new(call.id) };
    assert_eq!(told(calls.update(to.clone()).unwrap_err()), json!({"agent": invalid_pk(w.agent)}), "its agent would belong to a stranger");
    let meeting = meeting(&w.t, w.ours, call.id);
    let moved = calls.update(CallUpdate { agent: Patch::Set(None), ..to }).unwrap();
    assert_eq!((moved.workspace, moved.lead_name.as_deref(), moved.lead_surname), (Some(w.theirs), Some("Bob"), Some(None)));
    assert_eq!(calls.get(leg.id).unwrap().parent_call, None, "the leg stayed behind");
    let left = w.t.sql(|tx| tx.one("SELECT call_id FROM meetings WHERE id = ?1", params![meeting], |row| row.get::<Option<Id<Call>>>(0)));
    assert_eq!(left, Some(None), "and so did the meeting");
    assert_eq!(w.member.calls().get(call.id).unwrap_err().code(), Code::NotFound);
    assert_eq!((calls.list(()).unwrap().count, w.member.calls().list(()).unwrap().count), (2, 1), "the kept counts moved along");
    let away = CallUpdate { workspace: Some(w.ours).into(), ..CallUpdate::new(call.id) };
    assert!(told(calls.update(away.clone()).unwrap_err())["workspace"].is_array(), "not against its lead");
    let free = calls.update(CallUpdate { lead: Patch::Set(None), ..away }).unwrap();
    assert_eq!((free.workspace, free.lead, free.lead_name), (Some(w.ours), None, None));
}

#[test]
fn who_may_do_what() {
    use Code::{NotAuthenticated, NotFound, PermissionDenied};
    let w = World::new();
    let ours = w.create(w.call()).id;
    let theirs = w.create(CallCreate { lead: Some(w.their_lead), ..w.call() }).id;
    let stray = w.create(CallCreate { lead: Some(w.stray_lead), ..w.call() }).id;
    let anonymous = w.t.db.anonymous();
    let code = |result: crate::Result<()>| result.err().map(|e| e.code());
    // anonymous, regular, member, admin of ours, staff, superuser
    let all = [&anonymous, &w.regular, &w.member, &w.admin, &w.staff, &w.root];
    let (no, denied, gone) = (Some(NotAuthenticated), Some(PermissionDenied), Some(NotFound));
    type Line<'w> = (&'w str, [Option<Code>; 6], Box<dyn Fn(&Caller) -> crate::Result<()> + 'w>);
    let table: Vec<Line<'_>> = vec![
        ("get ours", [no, gone, None, None, None, None], Box::new(|c| c.calls().get(ours).map(drop))),
        ("get theirs", [no, gone, gone, gone, None, None], Box::new(|c| c.calls().get(theirs).map(drop))),
        ("get stray", [no, gone, gone, gone, None, None], Box::new(|c| c.calls().get(stray).map(drop))),
        ("list", [no, None, None, None, None, None], Box::new(|c| c.calls().list(()).map(drop))),
        ("create", [no, denied, denied, None, None, None], Box::new(|c| c.calls().create(w.call()).map(drop))),
        (
            "bulk_create",
            [no, denied, denied, None, None, None],
            Box::new(|c| c.calls().bulk_create(CallBulkCreate::new(vec![w.call()])).map(drop)),
        ),
        ("update ours", [no, denied, denied, None, None, None], Box::new(|c| c.calls().update(CallUpdate::new(ours)).map(drop))),
        ("update theirs", [no, denied, denied, gone, None, None], Box::new(|c| c.calls().update(CallUpdate::new(theirs)).map(drop))),
        ("analytics", [no, None, None, None, None, None], Box::new(|c| c.calls().analytics(()).map(drop))),
        ("daily_stats", [no, None, None, None, None, None], Box::new(|c| c.calls().daily_stats(()).map(drop))),
        ("duration_distribution", [no, None, None, None, None, None], Box::new(|c| c.calls().duration_distribution(()).map(drop))),
        ("outcome_breakdown", [no, None, None, None, None, None], Box::new(|c| c.calls().outcome_breakdown(()).map(drop))),
        ("agent_performance", [no, None, None, None, None, None], Box::new(|c| c.calls().agent_performance(()).map(drop))),
        ("appointment_stats", [no, None, None, None, None, None], Box::new(|c| c.calls().appointment_stats(()).map(drop))),
        ("delete", [no, denied, denied, denied, denied, None], Box::new(|c| c.calls().delete(w.create(w.call()).id).map(drop))),
    ];
    for (name, want, run) in table {
        assert_eq!(all.map(|caller| code(run(caller))), want, "{name}");
    }
    // The row is looked up before its fields are judged.
    let bad = json!({"id": theirs, "duration": -1}).to_string();
    assert_eq!(w.admin.call_json("calls.update", &bad).unwrap_err().code(), NotFound);
    assert_eq!(w.staff.call_json("calls.update", &bad).unwrap_err().code(), Code::InvalidInput);
    // An admin may not move a call to where it does not rule.
    let away = CallUpdate { lead: Patch::Set(None), workspace: Patch::Set(None), ..CallUpdate::new(ours) };
    assert_eq!(w.admin.calls().update(away).unwrap_err().code(), PermissionDenied);
    assert_eq!(w.admin.calls().get(ours).unwrap().workspace, Some(w.ours), "nothing has changed");
}

#[test]
fn many_calls_at_once_are_all_or_the_good_ones() {
    let w = World::new();
    let calls = w.system();
    let calls = calls.calls();
    let known = CallCreate { external_id: Some("X0".into()), ..w.call() };
    let first = w.create(known.clone());
    let good = |n: usize| CallCreate { external_id: n.is_multiple_of(2).then(|| format!("X{n}")), duration: Some(n as i32), ..w.call() };
    let bad = CallCreate { duration: None, agent: Some(w.their_agent), ..w.call() };
    let mut rows: Vec<_> = (0..200).map(good).collect();
    rows.insert(7, bad);
    rows.push(good(2));
    let error = told(calls.bulk_create(CallBulkCreate::new(rows.clone())).unwrap_err());
    assert_eq!(error, json!({"calls": {"7": {"agent": invalid_pk(w.their_agent), "duration": ["This field is required."]}}}));
    assert_eq!(calls.list(()).unwrap().count, 1, "nothing was recorded");
    let report = calls.bulk_create(CallBulkCreate { on_error: OnError::Skip, ..CallBulkCreate::new(rows.clone()) }).unwrap();
    assert_eq!((report.total_calls, report.successful_creates, report.failed_creates), (202, 199, 1));
    assert_eq!(report.errors[0].index, 7);
    assert_eq!(report.existing_call_ids[0], first.id);
    assert_eq!(report.existing_call_ids.len(), 2, "a repeat inside of the batch is one too");
    assert_eq!(report.created_call_ids.len(), 199);
    assert_eq!(calls.list(()).unwrap().count, 200);
    for (n, id) in report.created_call_ids.iter().enumerate().step_by(50) {
        assert_eq!(calls.get(*id).unwrap().duration, n as i32 + 1, "ids are in the order of the rows");
    }
    let again = calls.bulk_create(CallBulkCreate { on_error: OnError::Skip, ..CallBulkCreate::new(rows) }).unwrap();
    assert_eq!((again.successful_creates, again.existing_call_ids.len()), (100, 101), "those without an external id are new calls");
    let nothing = calls.bulk_create(CallBulkCreate::new(Vec::new())).unwrap();
    assert_eq!((nothing.total_calls, nothing.successful_creates), (0, 0));
    let foreign = CallCreate { lead: Some(w.their_lead), ..w.call() };
    let hidden = w.admin.calls().bulk_create(CallBulkCreate::new(vec![w.call(), foreign])).unwrap_err();
    assert_eq!(told(hidden), json!({"calls": {"1": {"lead": invalid_pk(w.their_lead)}}}));
}

#[test]
fn a_used_up_quota_stops_new_calls_and_loses_none_that_took_place() {
    let w = World::new();
    w.allow_minutes(2);
    let open = CallCreate { status: CallStatus::Queued, duration: None, external_id: Some("Q".into()), ..w.call() };
    let first = w.create(open.clone());
    w.create(w.call());
    w.create(CallCreate { duration: Some(60), ..w.call() });
    let another = CallCreate { external_id: Some("R".into()), ..open.clone() };
    for refused in [
        w.system().calls().create(another.clone()).unwrap_err(),
        w.system().calls().bulk_create(CallBulkCreate::new(vec![w.call(), another.clone()])).unwrap_err(),
    ] {
        assert_eq!((refused.code(), refused.figures()["limit"], refused.figures()["used"]), (Code::QuotaExceeded, 2, 2));
    }
    assert_eq!(w.create(open.clone()), first, "a repeated create is no new call");
    assert_eq!(w.system().calls().bulk_create(CallBulkCreate::new(vec![open])).unwrap().existing_call_ids, [first.id]);
    w.create(w.call());
    let done = CallUpdate { status: CallStatus::Completed.into(), duration: 600.into(), ..CallUpdate::new(first.id) };
    assert_eq!(w.system().calls().update(done).unwrap().duration, 600);
    w.create(CallCreate { lead: Some(w.their_lead), ..another });
}

#[test]
fn what_becomes_of_the_calls_of_a_lead() {
    let w = World::new();
    let parent = w.create(CallCreate { agent: Some(w.agent), phone_number: Some(w.any_number), ..w.call() });
    let other = w.create(CallCreate { lead: None, workspace: Some(w.ours), parent_call: Some(parent.id), ..w.call() });
    let own = w.create(CallCreate { phone_number: Some(w.number), ..w.call() });
    let now = w.t.clock.clone();
    w.t.sql(|tx| {
        tx.execute("UPDATE leads SET workspace_id = ?2 WHERE id = ?1", params![w.lead, w.theirs])?;
        store::move_with_lead(tx, w.lead, w.ours, w.theirs, crate::Clock::now(&now))
    });
    let get = |id| w.system().calls().get(id).unwrap();
    let moved = get(parent.id);
    assert_eq!((moved.workspace, moved.agent, moved.phone_number), (Some(w.theirs), None, Some(w.any_number)));
    assert_eq!(get(own.id).phone_number, None);
    assert_eq!((get(other.id).workspace, get(other.id).parent_call), (Some(w.ours), None));
    assert_eq!(w.member.calls().list(()).unwrap().count, 1);
    assert_eq!(w.t.sql(|tx| store::of_lead(tx, w.lead, w.theirs)).len(), 2);
    w.t.sql(|tx| store::delete_with_lead(tx, w.lead, w.theirs));
    assert_eq!(w.system().calls().list(()).unwrap().count, 1);
    w.t.sql(|tx| store::delete_with_workspace(tx, w.ours));
    assert_eq!(w.system().calls().list(()).unwrap().count, 0);
}
