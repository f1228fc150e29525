//! Who may do what to which leads, and what follows a lead.

use serde_json::json;

use super::*;
use crate::{
    calls::{CallCreate, CallFilters, Direction, stats::CallStatistics},
    operation::{ById, Json, OnError},
};

struct Company {
    t: TestDb,
    one: Id<Workspace>,
    two: Id<Workspace>,
    /// Of nothing, member of one, admin of one, member of one and two, staff, superuser.
    users: [Id<()>; 6],
    lead: Lead,
    hidden: Lead,
    nobodys: Lead,
}

const NOBODY: usize = 0;
const MEMBER: usize = 1;
const ADMIN: usize = 2;
const BOTH: usize = 3;
const STAFF: usize = 4;
const SUPERUSER: usize = 5;

fn draft(n: usize) -> LeadCreate {
    LeadCreate::new(format!("N{n}"), format!("n{n}@example.com"), format!("+49 30 {}", 900_000 + n))
}

impl Company {
    fn new() -> Self {
        let t = TestDb::new();
        let (one, two) = (t.workspace("One"), t.workspace("Two"));
        let roles = ["user", "user", "user", "user", "staff", "superuser"];
        let users = std::array::from_fn(|n| t.user(&format!("user{n}"), roles[n]));
        for (workspace, user, role) in [(one, MEMBER, "member"), (one, ADMIN, "admin"), (one, BOTH, "member"), (two, BOTH, "member")] {
            t.member(workspace, users[user], role);
        }
        let lead = |workspace: Option<Id<Workspace>>, n| t.db.system().leads().create(LeadCreate { workspace, ..draft(n) }).unwrap();
        let (lead, hidden, nobodys) = (lead(Some(one), 1), lead(Some(two), 2), lead(None, 3));
        Self { t, one, two, users, lead, hidden, nobodys }
    }
    fn as_(&self, user: usize) -> crate::Caller {
        self.t.db.as_user(self.users[user])
    }
    fn call(&self, lead: &Lead) -> crate::calls::Call {
        let call = CallCreate { duration: Some(30), ..CallCreate::new(Some(lead.id), "+491", "+492", Direction::Outbound) };
        self.t.db.system().calls().create(call).unwrap()
    }
    fn counter(&self, workspace: Id<Workspace>, kind: &str) -> u64 {
        self.t.sql(|tx| crate::store::counters::get(tx, workspace, kind))
    }
}

fn code<T: std::fmt::Debug>(result: crate::Result<T>) -> Option<Code> {
    result.err().map(|e| e.code())
}

#[test]
fn every_role_at_every_operation() {
    use Code::{InvalidInput, NotFound, PermissionDenied};
    let c = Company::new();
    let (denied, hidden, wrong, fine) = (Some(PermissionDenied), Some(NotFound), Some(InvalidInput), None);
    // For a lead of workspace one: not a member, member, admin, member of two workspaces, staff, superuser.
    let rows: [(&str, [Option<Code>; 6]); 7] = [
        ("get", [hidden, fine, fine, fine, fine, fine]),
        ("call_history", [hidden, fine, fine, fine, fine, fine]),
        ("update", [denied, denied, fine, denied, fine, fine]),
        ("update_metadata", [denied, denied, fine, denied, fine, fine]),
        ("create", [wrong, fine, fine, wrong, fine, fine]),
        ("bulk_create", [wrong, fine, fine, wrong, fine, fine]),
        ("delete", [denied, denied, fine, denied, fine, fine]),
    ];
    for (verb, expected) in rows {
        for (user, expected) in expected.into_iter().enumerate() {
            let lead = c.t.db.system().leads().create(LeadCreate { workspace: Some(c.one), ..draft(9) }).unwrap();
            let input = match verb {
                "create" => json!({"name": "A", "email": "a@example.com", "phone": "1"}),
                "bulk_create" => json!({"leads": [{"name": "A", "email": "a@example.com", "phone": "1"}]}),
                "update_metadata" => json!({"id": lead.id, "meta_data": {"a": 1}}),
                _ => json!({"id": lead.id}),
            };
            let found = c.as_(user).call_json(&format!("leads.{verb}"), &input.to_string());
            assert_eq!(code(found), expected, "leads.{verb} as user {user}");
            let anonymous = c.t.db.anonymous().call_json(&format!("leads.{verb}"), &input.to_string());
            assert_eq!(code(anonymous), Some(Code::NotAuthenticated), "leads.{verb}");
        }
    }
    for id in [c.hidden.id, c.nobodys.id] {
        assert_eq!(code(c.as_(ADMIN).leads().get(id)), hidden);
        assert_eq!(code(c.as_(ADMIN).leads().update(LeadUpdate::new(id))), hidden, "an admin elsewhere does not see it");
        assert_eq!(code(c.as_(ADMIN).leads().delete(id)), hidden);
        assert_eq!(code(c.as_(STAFF).leads().get(id)), fine);
    }
    assert_eq!(code(c.as_(SUPERUSER).leads().delete(c.nobodys.id)), fine);
}

#[test]
fn a_new_lead_goes_where_its_creator_belongs() {
    let c = Company::new();
    let create = |user: usize, workspace| c.as_(user).leads().create(LeadCreate { workspace, ..draft(7) });
    let required = |found: crate::Result<Lead>| found.unwrap_err().details().get("workspace").cloned();
    assert_eq!(create(MEMBER, None).unwrap().workspace, Some(c.one));
    assert_eq!(create(BOTH, Some(c.two)).unwrap().workspace, Some(c.two));
    assert_eq!(create(STAFF, None).unwrap().workspace, None);
    assert_eq!(required(create(BOTH, None)), Some("This field is required.".into()));
    assert_eq!(required(create(NOBODY, None)), Some("This field is required.".into()));
    assert_eq!(required(create(MEMBER, Some(c.two))), Some(format!("Invalid pk \"{}\" - object does not exist.", c.two).into()));
    c.t.sql(|tx| tx.execute("UPDATE settings SET shared_rows = 1", &[]));
    assert_eq!(create(MEMBER, None).unwrap().workspace, Some(c.one));
    assert_eq!(create(NOBODY, None).unwrap().workspace, None);
    assert_eq!(create(BOTH, None).unwrap().workspace, None);
    assert_eq!(c.as_(NOBODY).leads().get(c.nobodys.id).unwrap(), c.nobodys, "shared with everybody");
    assert_eq!(code(c.as_(NOBODY).leads().get(c.lead.id)), Some(Code::NotFound));
    assert_eq!(code(c.as_(ADMIN).leads().update(LeadUpdate::new(c.nobodys.id))), Some(Code::PermissionDenied), "seen, not managed");
}

#[test]
fn lists_show_and_count_what_is_ones_own() {
    let c = Company::new();
    for (user, expected) in [(NOBODY, 0), (MEMBER, 1), (ADMIN, 1), (BOTH, 2), (STAFF, 3)] {
        let leads = |input: LeadList| c.as_(user).leads().list(input).unwrap();
        assert_eq!(leads(LeadList::new()).count, expected);
        assert_eq!(leads(LeadList::new()).len() as u64, expected);
        assert_eq!(leads(LeadList { email: Some("@EXAMPLE".into()), ..LeadList::new() }).count, expected);
        let mut search = LeadList::new();
        search.page.search = Some("example.com".into());
        assert_eq!(leads(search).count, expected);
    }
    let of = |workspace| LeadList { workspace: Some(workspace), ..LeadList::new() };
    assert_eq!(c.as_(BOTH).leads().list(of(c.two)).unwrap()[0].id, c.hidden.id);
    assert_eq!(c.as_(BOTH).leads().list(of(c.two)).unwrap().count, 1);
    for unseen in [c.two, "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap(), Id::NONE] {
        assert_eq!(code(c.as_(MEMBER).leads().list(of(unseen))), Some(Code::InvalidInput), "as if it did not exist");
    }
}

#[test]
fn a_moved_lead_takes_its_calls_along() {
    let c = Company::new();
    let call = c.call(&c.lead);
    let move_to =
        |user: usize, workspace| c.as_(user).leads().update(LeadUpdate { workspace: Patch::Set(workspace), ..LeadUpdate::new(c.lead.id) });
    assert!(move_to(ADMIN, Some(c.two)).unwrap_err().details().get("workspace").is_some(), "not seen");
    assert_eq!(code(move_to(ADMIN, None)), Some(Code::PermissionDenied));
    let unchanged = move_to(ADMIN, Some(c.one)).unwrap();
    assert_eq!(unchanged.workspace, Some(c.one));
    assert_eq!(move_to(STAFF, Some(c.two)).unwrap().workspace, Some(c.two));
    assert_eq!(c.t.db.system().calls().get(call.id).unwrap().workspace, Some(c.two));
    assert_eq!((c.counter(c.one, "leads"), c.counter(c.two, "leads")), (0, 2));
    assert_eq!((c.counter(c.one, "calls"), c.counter(c.two, "calls")), (0, 1));
    assert_eq!(move_to(SUPERUSER, None).unwrap().workspace, None);
    assert_eq!((c.counter(c.two, "calls"), c.counter(Id::NONE, "calls")), (0, 1));
}

#[test]
fn deleting_a_lead_keeps_its_calls_unless_they_are_to_go_too() {
    let c = Company::new();
    let (kept, gone) = (c.call(&c.lead), c.call(&c.hidden));
    let root = c.t.db.system();
    root.leads().delete(c.lead.id).unwrap();
    let kept = root.calls().get(kept.id).unwrap();
    assert_eq!((kept.lead, kept.workspace), (None, Some(c.one)));
    root.leads().delete(LeadDelete { cascade: true, ..LeadDelete::new(c.hidden.id) }).unwrap();
    assert_eq!(code(root.calls().get(gone.id)), Some(Code::NotFound));
    assert_eq!((c.counter(c.one, "calls"), c.counter(c.two, "calls")), (1, 0));
    assert_eq!((c.counter(c.one, "leads"), c.counter(c.two, "leads")), (0, 0));
}

#[test]
fn history_and_statistics_are_of_what_one_sees() {
    let c = Company::new();
    let (first, _) = (c.call(&c.lead), c.t.clock.advance(60));
    let second = c.call(&c.lead);
    c.call(&c.hidden);
    let history = c.as_(MEMBER).leads().call_history(c.lead.id).unwrap();
    assert_eq!((history.lead_name.as_str(), history.total_calls), ("N1", 2), "no word about a missing surname");
    assert_eq!(history.call_logs.iter().map(|call| call.id).collect::<Vec<_>>(), [second.id, first.id], "newest first");
    assert_eq!(code(c.as_(MEMBER).leads().call_history(c.hidden.id)), Some(Code::NotFound));
    for (user, total, with, average) in [(NOBODY, 0, 0, None), (MEMBER, 1, 1, Some(2.0)), (BOTH, 2, 2, Some(1.5)), (STAFF, 3, 2, Some(1.0))]
    {
        let stats = c.as_(user).leads().stats(()).unwrap();
        assert_eq!((stats.total_leads, stats.leads_with_calls, stats.avg_calls_per_lead), (total, with, average), "user {user}");
        assert_eq!(stats.leads_without_calls, total - with);
    }
    let of =
        |workspace| CallStatistics { filters: CallFilters { workspace: Some(workspace), ..CallFilters::new() }, ..CallStatistics::new() };
    let stats = c.as_(STAFF).leads().stats(of(c.one)).unwrap();
    assert_eq!((stats.total_leads, stats.leads_with_calls, stats.avg_calls_per_lead), (1, 1, Some(2.0)));
    assert_eq!(code(c.as_(MEMBER).leads().stats(of(c.two))), Some(Code::InvalidInput));
}

#[test]
fn a_bulk_is_all_or_the_good_ones() {
    let c = Company::new();
    let bad = LeadCreate::new("B", "no address", "1");
    let elsewhere = LeadCreate { workspace: Some(c.two), ..draft(21) };
    let rows = || vec![draft(20), bad.clone(), elsewhere.clone(), LeadCreate { workspace: Some(c.one), ..draft(22) }];
    let bulk = |on_error| c.as_(MEMBER).leads().bulk_create(LeadBulkCreate { on_error, ..LeadBulkCreate::new(rows()) });
    let rejected = bulk(OnError::Reject).unwrap_err();
    let invisible = format!("Invalid pk \"{}\" - object does not exist.", c.two);
    let expected = json!({"leads": {"1": {"email": ["Enter a valid email address."]}, "2": {"workspace": [invisible]}}});
    assert_eq!(serde_json::to_value(rejected.details()).unwrap(), expected);
    assert_eq!(c.counter(c.one, "leads"), 1, "nothing was created");
    let report = bulk(OnError::Skip).unwrap();
    assert_eq!((report.total_leads, report.successful_creates, report.failed_creates), (4, 2, 2));
    assert_eq!(report.errors.iter().map(|e| e.index).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(report.errors[0].errors, Json(json!({"email": ["Enter a valid email address."]})));
    let second = c.as_(MEMBER).leads().get(report.created_lead_ids[1]).unwrap();
    assert_eq!((second.name.as_str(), second.phone_e164.as_deref()), ("N22", Some("+4930900022")));
    assert_eq!(c.counter(c.one, "leads"), 3);
    let empty = c.as_(MEMBER).leads().bulk_create(LeadBulkCreate::new(Vec::<LeadCreate>::new())).unwrap();
    assert_eq!((empty.total_leads, empty.errors.len()), (0, 0));
    assert!(c.as_(MEMBER).call_json("leads.bulk_create", r#"{"leads": {}}"#).unwrap_err().details().get("leads").is_some());
    let nested = c.as_(MEMBER).call_json("leads.bulk_create", r#"{"leads": [5, {"name": "A", "email": "a@b.de", "phone": "1", "x": 1}]}"#);
    let nested = serde_json::to_value(nested.unwrap_err().details()).unwrap();
    assert!(nested["leads"]["0"]["non_field_errors"].is_array() && nested["leads"]["1"]["x"].is_array(), "{nested}");
}

#[test]
fn a_plan_limits_leads_through_every_way_in() {
    let c = Company::new();
    let root = c.t.db.system();
    let call = |name: &str, input: serde_json::Value| -> serde_json::Value {
        serde_json::from_str(&root.call_json(name, &input.to_string()).unwrap()).unwrap()
    };
    let plan = call("plans.create", json!({"plan_name": "Small"}));
    let feature = call("features.create", json!({"feature_name": "max_leads"}));
    call("plan_features.create", json!({"plan": plan["id"], "feature": feature["id"], "limit": 3}));
    call("workspaces.update", json!({"id": c.one, "plan": plan["id"]}));
    let member = c.as_(MEMBER);
    let rows = |n: usize| -> Vec<LeadCreate> { (0..n).map(|n| draft(30 + n)).collect() };
    let refused = member.leads().bulk_create(LeadBulkCreate::new(rows(3))).unwrap_err();
    assert_eq!((refused.code(), refused.figures()["limit"], refused.figures()["used"]), (Code::QuotaExceeded, 3, 1));
    let report = member.leads().bulk_create(LeadBulkCreate { on_error: OnError::Skip, ..LeadBulkCreate::new(rows(3)) }).unwrap();
    assert_eq!((report.successful_creates, report.failed_creates, report.errors[0].index), (2, 1, 2));
    assert_eq!(code(member.leads().create(draft(40))), Some(Code::QuotaExceeded));
    let moved = c.as_(STAFF).leads().update(LeadUpdate { workspace: Patch::Set(Some(c.one)), ..LeadUpdate::new(c.hidden.id) });
    assert_eq!(code(moved), Some(Code::QuotaExceeded));
    member.leads().delete(c.lead.id).unwrap_err();
    root.leads().delete(c.lead.id).unwrap();
    let file = "name,email,phone\nA,a@x.de,1\nB,b@x.de,2\nN30,n30@example.com,3\n";
    let import = LeadImport { csv: Some(file.into()), ..LeadImport::new() };
    let report = member.leads().import_csv(import, crate::Streams::default()).unwrap();
    assert_eq!((report.created, report.invalid, report.duplicates), (1, 1, 1), "the rows beyond are invalid, one that is known is not");
    assert!(report.rows[1].errors.as_ref().unwrap().0["non_field_errors"][0].as_str().unwrap().contains("allows 3"));
}

#[test]
fn metadata_merges_at_the_top_and_null_removes() {
    let c = Company::new();
    let merge = |meta: serde_json::Value| c.as_(ADMIN).leads().update_metadata(LeadMetadata::new(c.lead.id, meta));
    assert_eq!(merge(json!({"b": {"x": 1, "y": 2}, "a": 1})).unwrap().meta_data, Json(json!({"a": 1, "b": {"x": 1, "y": 2}})));
    let merged = merge(json!({"b": {"z": null}, "a": null, "c": []})).unwrap();
    assert_eq!(merged.meta_data.canonical(), r#"{"b":{"z":null},"c":[]}"#, "only the top level is merged; keys are sorted");
    for bad in [json!([1]), json!("x"), json!(null)] {
        assert!(merge(bad).unwrap_err().details().get("meta_data").is_some());
    }
    let deep = (0..65).fold(json!(1), |inner, _| json!([inner]));
    assert!(merge(json!({"deep": deep})).unwrap_err().details().get("meta_data").is_some());
    let list = |input: LeadList| c.as_(ADMIN).leads().list(input).unwrap().count;
    assert_eq!(list(LeadList { metadata_key: Some("b".into()), ..LeadList::new() }), 1);
    assert_eq!(list(LeadList { metadata_key: Some("B".into()), ..LeadList::new() }), 0, "keys are exact");
    assert_eq!(list(LeadList { metadata_value: Some("\"Z\":NULL".into()), ..LeadList::new() }), 1);
    assert_eq!(list(LeadList { has_metadata: Some(false), ..LeadList::new() }), 0);
    let scalar = LeadUpdate { meta_data: Patch::Set(Json(json!(5))), ..LeadUpdate::new(c.lead.id) };
    assert_eq!(c.as_(ADMIN).leads().update(scalar).unwrap().meta_data, Json(json!(5)));
    assert!(merge(json!({"a": 1})).unwrap_err().details().get("meta_data").is_some());
}

#[test]
fn numbers_are_read_where_they_are_international() {
    let c = Company::new();
    let root = c.t.db.system();
    let with = |phone: &str| root.leads().create(LeadCreate { phone: phone.into(), ..draft(1) }).unwrap();
    let lead = with("+49 (0)30 / 90 18 20");
    assert_eq!((lead.phone.as_str(), lead.phone_e164.as_deref()), ("+49 (0)30 / 90 18 20", Some("+4930901820")));
    assert_eq!(root.leads().get(ById::from(lead.id)).unwrap(), lead, "the answer of a create is what is stored");
    assert_eq!(with("030 901820").phone_e164, None, "a national number has no country here");
    let changed = root.leads().update(LeadUpdate { phone: Patch::Set("n/a".into()), ..LeadUpdate::new(lead.id) }).unwrap();
    assert_eq!(changed.phone_e164, None);
    assert_eq!(root.leads().get(lead.id).unwrap(), changed);
}
