use serde_json::{Value, json};

use super::quota::{Quota, check};
use crate::{error::Code, workspaces::testing::World};

fn names(list: &Value, key: &str) -> Vec<String> {
    let rows = list.get("results").unwrap_or(list);
    rows.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
}

/// Plans `Basic` (agents 2, minutes 100), `Pro` (agents 10) and `Zero` (nothing); features of each, and `spare` in no plan.
fn catalog(w: &World) -> Value {
    let mut ids = json!({});
    for plan in ["Basic", "Pro", "Zero"] {
        ids[plan] = w.ok("staff", "plans.create", json!({"plan_name": plan}))["id"].clone();
    }
    for (feature, text) in [("max_agents", "How many agents"), ("call_minutes", "Talk time"), ("spare", "")] {
        ids[feature] = w.ok("staff", "features.create", json!({"feature_name": feature, "description": text}))["id"].clone();
    }
    for (plan, feature, limit) in [("Basic", "max_agents", 2), ("Basic", "call_minutes", 100), ("Pro", "max_agents", 10)] {
        let row = w.ok("staff", "plan_features.create", json!({"plan": ids[plan], "feature": ids[feature], "limit": limit}));
        ids[format!("{plan}.{feature}")] = row["id"].clone();
    }
    ids
}

#[test]
fn who_may_what() {
    let w = World::new();
    let ids = catalog(&w);
    let (plan, feature, grant) = (&ids["Pro"], &ids["spare"], &ids["Basic.max_agents"]);
    for (operation, input) in [
        ("plans.list", json!({})),
        ("plans.get", json!({"id": plan})),
        ("plans.features", json!({"id": plan})),
        ("features.list", json!({})),
        ("features.get", json!({"id": feature})),
        ("features.plans", json!({"id": feature})),
        ("plan_features.list", json!({})),
        ("plan_features.get", json!({"id": grant})),
    ] {
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.all_ok(operation, &input, &["outsider", "member", "admin", "staff", "superuser"]);
    }
    for (operation, input) in [
        ("plans.create", json!({"plan_name": "New"})),
        ("plans.update", json!({"id": plan, "plan_name": "Other"})),
        ("plans.add_feature", json!({"id": plan, "feature": feature, "limit": 1})),
        ("plans.remove_feature", json!({"id": plan, "feature_id": feature})),
        ("features.create", json!({"feature_name": "New"})),
        ("features.update", json!({"id": feature, "feature_name": "other"})),
        ("plan_features.create", json!({"plan": plan, "feature": feature, "limit": 1})),
        ("plan_features.update", json!({"id": grant, "limit": 3})),
        ("plan_features.delete", json!({"id": grant})),
    ] {
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &["outsider", "member", "admin"], Code::PermissionDenied);
        w.ok("staff", operation, input);
    }
    for (operation, id) in [("plans.delete", plan), ("features.delete", feature)] {
        w.expect(operation, &json!({"id": id}), &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &json!({"id": id}), &["outsider", "member", "admin", "staff"], Code::PermissionDenied);
        w.ok("superuser", operation, json!({"id": id}));
        w.expect(operation, &json!({"id": id}), &["superuser"], Code::NotFound);
    }
}

#[test]
fn records_have_the_contract_s_keys_in_order() {
    let w = World::new();
    let ids = catalog(&w);
    let plan = w.ok("member", "plans.get", json!({"id": ids["Basic"]}));
    let keys = w.keys_of("member", "plans.get", &json!({"id": ids["Basic"]}));
    assert_eq!(keys, ["id", "plan_name", "created_at", "updated_at", "plan_features", "feature_count"]);
    assert_eq!(plan["feature_count"], 2);
    let grant = &plan["plan_features"][0];
    assert_eq!(
        w.keys_of("member", "plan_features.get", &json!({"id": grant["id"]})),
        ["id", "plan", "plan_name", "feature", "feature_name", "feature_description", "limit", "created_at", "updated_at"]
    );
    assert_eq!((&grant["feature_name"], &grant["limit"], &grant["plan_name"]), (&json!("max_agents"), &json!(2), &json!("Basic")));
    assert_eq!(w.ok("member", "plans.features", json!({"id": ids["Basic"]})), plan["plan_features"]);
    let feature = w.ok("member", "features.get", json!({"id": ids["spare"]}));
    assert_eq!(feature["description"], "");
    assert_eq!(
        w.keys_of("member", "features.get", &json!({"id": ids["spare"]})),
        ["id", "feature_name", "description", "created_at", "updated_at"]
    );
    let plans = w.ok("member", "features.plans", json!({"id": ids["max_agents"]}));
    assert_eq!(names(&plans, "plan_name"), ["Basic", "Pro"]);
}

#[test]
fn names_and_pairs_are_unique() {
    let w = World::new();
    let ids = catalog(&w);
    w.field_error("staff", "plans.create", json!({"plan_name": " Pro "}), "plan_name", "plan with this plan name already exists.");
    w.field_error(
        "staff",
        "plans.update",
        json!({"id": ids["Zero"], "plan_name": "Pro"}),
        "plan_name",
        "plan with this plan name already exists.",
    );
    w.ok("staff", "plans.update", json!({"id": ids["Pro"], "plan_name": "Pro"}));
    w.ok("staff", "plans.create", json!({"plan_name": "pro"}));
    let taken = "feature with this feature name already exists.";
    w.field_error("staff", "features.create", json!({"feature_name": "spare"}), "feature_name", taken);
    w.field_error("staff", "features.update", json!({"id": ids["spare"], "feature_name": "max_agents"}), "feature_name", taken);
    let pair = json!({"plan": ids["Pro"], "feature": ids["max_agents"], "limit": 1});
    let taken = "The fields plan, feature must make a unique set.";
    w.field_error("staff", "plan_features.create", pair, "non_field_errors", taken);
    w.field_error("staff", "plan_features.update", json!({"id": ids["Basic.max_agents"], "plan": ids["Pro"]}), "non_field_errors", taken);
    w.field_error(
        "staff",
        "plans.add_feature",
        json!({"id": ids["Pro"], "feature_id": ids["max_agents"], "limit": 1}),
        "non_field_errors",
        taken,
    );
}

#[test]
fn texts_and_limits_are_checked() {
    let w = World::new();
    let ids = catalog(&w);
    w.field_error("staff", "plans.create", json!({}), "plan_name", "This field is required.");
    w.field_error("staff", "plans.create", json!({"plan_name": "  "}), "plan_name", "This field may not be blank.");
    let long = "x".repeat(101);
    w.field_error("staff", "plans.create", json!({"plan_name": long}), "plan_name", "Ensure this field has no more than 100 characters.");
    let bad = json!({"plan": w.no_id(), "feature": w.no_id(), "limit": 1});
    let error = w.err("staff", "plan_features.create", bad);
    assert!(error.details().get("plan").is_some() && error.details().get("feature").is_some(), "{error}");
    w.ok("staff", "plan_features.update", json!({"id": ids["Basic.max_agents"], "limit": -1}));
    let error = w.err("staff", "plan_features.update", json!({"id": ids["Basic.max_agents"], "limit": 3_000_000_000_i64}));
    assert!(error.details().get("limit").is_some(), "{error}");
}

#[test]
fn features_are_granted_and_withdrawn() {
    let w = World::new();
    let ids = catalog(&w);
    let grant = w.ok("staff", "plans.add_feature", json!({"id": ids["Zero"], "feature_id": ids["spare"], "limit": 7}));
    assert_eq!((&grant["plan"], &grant["feature"], &grant["limit"]), (&ids["Zero"], &ids["spare"], &json!(7)));
    assert_eq!(w.err("staff", "plans.add_feature", json!({"id": w.no_id(), "feature": ids["spare"], "limit": 1})).code(), Code::NotFound);
    w.field_error("staff", "plans.add_feature", json!({"id": ids["Zero"], "limit": 1}), "feature", "This field is required.");
    let unknown = w.no_id();
    let text = format!("Invalid pk \"{}\" - object does not exist.", unknown.as_str().unwrap());
    w.field_error("staff", "plans.add_feature", json!({"id": ids["Zero"], "feature_id": unknown, "limit": 1}), "feature_id", &text);
    let differing = json!({"id": ids["Zero"], "feature": ids["spare"], "feature_id": ids["max_agents"], "limit": 1});
    assert_eq!(w.err("staff", "plans.add_feature", differing).code(), Code::InvalidInput);
    w.ok("staff", "plans.remove_feature", json!({"id": ids["Zero"], "feature_id": ids["spare"]}));
    let error = w.err("staff", "plans.remove_feature", json!({"id": ids["Zero"], "feature_id": ids["spare"]}));
    assert_eq!((error.code(), error.resource()), (Code::NotFound, Some("PlanFeature")));
    assert_eq!(w.ok("staff", "plans.get", json!({"id": ids["Zero"]}))["feature_count"], 0);
}

#[test]
fn deleting_takes_the_grants_along() {
    let w = World::new();
    let ids = catalog(&w);
    w.ok("staff", "workspaces.update", json!({"id": w.a, "plan": ids["Basic"]}));
    w.ok("superuser", "plans.delete", json!({"id": ids["Basic"]}));
    assert_eq!(w.ok("staff", "plan_features.list", json!({}))["count"], 1);
    assert_eq!(w.ok("staff", "workspaces.get", json!({"id": w.a}))["plan"], Value::Null);
    w.ok("superuser", "features.delete", json!({"id": ids["max_agents"]}));
    assert_eq!(w.ok("staff", "plan_features.list", json!({}))["count"], 0);
    assert_eq!(w.ok("staff", "plans.get", json!({"id": ids["Pro"]}))["feature_count"], 0);
}

#[test]
fn plans_are_filtered_searched_and_ordered() {
    let w = World::new();
    let ids = catalog(&w);
    let made = w.ok("staff", "plans.get", json!({"id": ids["Pro"]}))["created_at"].clone();
    let touched = w.ok("staff", "plans.update", json!({"id": ids["Zero"], "plan_name": "Zero"}))["updated_at"].clone();
    for (filter, want) in [
        (json!({}), vec!["Basic", "Pro", "Zero"]),
        (json!({"plan_name": "R"}), vec!["Pro", "Zero"]),
        (json!({"search": "ZER"}), vec!["Zero"]),
        (json!({"has_feature": "AGENT"}), vec!["Basic", "Pro"]),
        (json!({"has_feature": "minutes"}), vec!["Basic"]),
        (json!({"feature_count_min": 1}), vec!["Basic", "Pro"]),
        (json!({"feature_count_min": 2}), vec!["Basic"]),
        (json!({"feature_count_max": 1}), vec!["Pro", "Zero"]),
        (json!({"feature_count_max": 1.5}), vec!["Pro", "Zero"]),
        (json!({"feature_count_max": 0}), vec!["Zero"]),
        // Together with `has_feature` only the matching features are counted.
        (json!({"has_feature": "agent", "feature_count_max": 1}), vec!["Basic", "Pro"]),
        (json!({"has_feature": "agent", "feature_count_min": 2}), vec![]),
        (json!({"created_after": made}), vec!["Pro", "Zero"]),
        (json!({"created_before": made}), vec!["Basic", "Pro"]),
        (json!({"updated_after": touched}), vec!["Zero"]),
        (json!({"updated_before": made}), vec!["Basic", "Pro"]),
        (json!({"ordering": "-plan_name"}), vec!["Zero", "Pro", "Basic"]),
        (json!({"ordering": "-created_at"}), vec!["Zero", "Pro", "Basic"]),
        (json!({"ordering": "updated_at"}), vec!["Basic", "Pro", "Zero"]),
    ] {
        let page = w.ok("member", "plans.list", filter.clone());
        assert_eq!(names(&page, "plan_name"), want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
}

#[test]
fn features_are_filtered_searched_and_ordered() {
    let w = World::new();
    let ids = catalog(&w);
    let made = w.ok("staff", "features.get", json!({"id": ids["call_minutes"]}))["created_at"].clone();
    let touched =
        w.ok("staff", "features.update", json!({"id": ids["max_agents"], "description": "How many agents"}))["updated_at"].clone();
    for (filter, want) in [
        (json!({}), vec!["call_minutes", "max_agents", "spare"]),
        (json!({"feature_name": "A"}), vec!["call_minutes", "max_agents", "spare"]),
        (json!({"feature_name": "MAX_"}), vec!["max_agents"]),
        (json!({"description": "talk"}), vec!["call_minutes"]),
        (json!({"search": "talk minutes"}), vec!["call_minutes"]),
        (json!({"assigned_to_plan": "pro"}), vec!["max_agents"]),
        (json!({"assigned_to_plan": "b"}), vec!["call_minutes", "max_agents"]),
        (json!({"unassigned": true}), vec!["spare"]),
        (json!({"unassigned": false}), vec!["call_minutes", "max_agents", "spare"]),
        (json!({"created_after": made}), vec!["call_minutes", "spare"]),
        (json!({"created_before": made}), vec!["call_minutes", "max_agents"]),
        (json!({"updated_after": touched}), vec!["max_agents"]),
        (json!({"updated_before": made}), vec!["call_minutes"]),
        (json!({"ordering": "-feature_name"}), vec!["spare", "max_agents", "call_minutes"]),
        (json!({"ordering": "created_at"}), vec!["max_agents", "call_minutes", "spare"]),
        (json!({"ordering": "-updated_at"}), vec!["max_agents", "spare", "call_minutes"]),
    ] {
        let page = w.ok("member", "features.list", filter.clone());
        assert_eq!(names(&page, "feature_name"), want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
}

#[test]
fn plan_features_are_filtered_searched_and_ordered() {
    let w = World::new();
    let ids = catalog(&w);
    let made = w.ok("staff", "plan_features.get", json!({"id": ids["Basic.call_minutes"]}))["created_at"].clone();
    let touched = w.ok("staff", "plan_features.update", json!({"id": ids["Basic.max_agents"], "limit": 2}))["updated_at"].clone();
    // The rows by their limits: 2 (Basic, max_agents), 100 (Basic, call_minutes), 10 (Pro, max_agents).
    for (filter, want) in [
        (json!({}), vec![10, 100, 2]),
        (json!({"plan": ids["Basic"]}), vec![100, 2]),
        (json!({"plan": ids["Zero"]}), vec![]),
        (json!({"feature": ids["max_agents"]}), vec![10, 2]),
        (json!({"limit": 10}), vec![10]),
        (json!({"limit_exact": 100}), vec![100]),
        (json!({"limit_min": 10}), vec![10, 100]),
        (json!({"limit_max": 10}), vec![10, 2]),
        (json!({"plan__plan_name": "ASI"}), vec![100, 2]),
        (json!({"feature__feature_name": "minutes"}), vec![100]),
        (json!({"feature__description": "HOW many"}), vec![10, 2]),
        (json!({"search": "basic"}), vec![100, 2]),
        (json!({"search": "basic agents"}), vec![2]),
        (json!({"created_after": made}), vec![10, 100]),
        (json!({"created_before": made}), vec![100, 2]),
        (json!({"updated_after": touched}), vec![2]),
        (json!({"updated_before": made}), vec![100]),
        (json!({"ordering": "limit"}), vec![2, 10, 100]),
        (json!({"ordering": "created_at"}), vec![2, 100, 10]),
        (json!({"ordering": "-updated_at"}), vec![2, 10, 100]),
    ] {
        let page = w.ok("member", "plan_features.list", filter.clone());
        let limits: Vec<_> = page["results"].as_array().unwrap().iter().map(|row| row["limit"].as_i64().unwrap()).collect();
        assert_eq!(limits, want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
    let text = "Select a valid choice. That choice is not one of the available choices.";
    w.field_error("member", "plan_features.list", json!({"plan": w.no_id()}), "plan", text);
    w.field_error("member", "plan_features.list", json!({"feature": w.no_id()}), "feature", text);
}

/// A plan with one limit, given to workspace A.
fn limit(w: &World, feature: &str, limit: i64) -> Value {
    let plan = w.ok("staff", "plans.create", json!({"plan_name": feature}))["id"].clone();
    let feature = w.ok("staff", "features.create", json!({"feature_name": feature}))["id"].clone();
    let grant = w.ok("staff", "plans.add_feature", json!({"id": plan, "feature": feature, "limit": limit}));
    w.ok("staff", "workspaces.update", json!({"id": w.a, "plan": plan}));
    grant["id"].clone()
}

#[test]
fn agents_are_limited_by_the_plan() {
    let w = World::new();
    let grant = limit(&w, "max_agents", 2);
    let mut made = Vec::new();
    for _ in 0..2 {
        made.push(w.agent(&w.a)["agent_id"].clone());
    }
    let error = w.err("superuser", "agents.create", w.agent_input(&w.a));
    assert_eq!(error.code(), Code::QuotaExceeded);
    assert_eq!((error.figures()["limit"], error.figures()["used"]), (2, 2));
    let other = w.agent(&w.b)["agent_id"].clone();
    assert_eq!(w.err("staff", "agents.update", json!({"agent_id": other, "workspace": w.a})).code(), Code::QuotaExceeded);
    assert_eq!(w.ok("staff", "agents.get", json!({"agent_id": other}))["workspace"], w.b, "nothing changed");
    w.ok("superuser", "agents.delete", json!({"agent_id": made[0]}));
    w.ok("staff", "agents.update", json!({"agent_id": other, "workspace": w.a}));
    w.ok("staff", "plan_features.update", json!({"id": grant, "limit": -1}));
    w.agent(&w.a);
    w.ok("staff", "plan_features.update", json!({"id": grant, "limit": 0}));
    let error = w.err("staff", "agents.create", w.agent_input(&w.a));
    assert_eq!((error.figures()["limit"], error.figures()["used"]), (0, 3), "a lowered limit takes nothing away");
    w.ok("staff", "workspaces.update", json!({"id": w.a, "plan": null}));
    w.agent(&w.a);
}

#[test]
fn members_are_limited_by_the_plan() {
    let w = World::new();
    let before = w.ok("staff", "workspaces.get", json!({"id": w.a}))["user_count"].as_i64().unwrap();
    limit(&w, "max_users", before + 1);
    let both = json!({"id": w.a, "user_ids": [w.user("outsider"), w.user("staff")]});
    let error = w.err("staff", "workspaces.add_users", both);
    assert_eq!((error.code(), error.figures()["used"]), (Code::QuotaExceeded, before));
    let again = json!({"id": w.a, "user_ids": [w.user("outsider"), w.user("member")]});
    let report = w.ok("staff", "workspaces.add_users", again.clone());
    assert_eq!(report["total_added"], 1, "who is a member already takes no further place");
    assert_eq!(w.ok("staff", "workspaces.add_users", again)["total_added"], 0);
}

#[test]
fn leads_are_limited_by_the_plan() {
    let w = World::new();
    limit(&w, "max_leads", 1);
    let check = |adding: u64| quota_of(&w, Quota::Leads, adding);
    assert_eq!(check(1), None);
    assert_eq!(check(2), Some((1, 0)));
    w.ok("staff", "leads.create", json!({"name": "Ada", "email": "ada@example.com", "phone": "1", "workspace": w.a}));
    assert_eq!(check(0), None, "who adds nothing is never refused");
    assert_eq!(check(1), Some((1, 1)));
}

#[test]
fn minutes_are_those_of_the_month_in_the_workspace_s_zone() {
    let w = World::new();
    limit(&w, "call_minutes", 10);
    w.ok("staff", "workspaces.update", json!({"id": w.a, "timezone": "America/New_York"}));
    // In New York, November begins at 04:00 UTC (summer time) and ends at 05:00 UTC (winter time).
    let talk = |seconds: i64, at: &str| w.talk(&w.a, seconds, at, &Value::Null, &Value::Null);
    talk(9000, "2026-11-01T03:59:59Z");
    talk(9000, "2026-12-01T05:00:00Z");
    w.talk(&w.b, 9000, "2026-11-20T00:00:00Z", &Value::Null, &Value::Null);
    assert_eq!(quota_of(&w, Quota::CallMinutes, 10), None);
    talk(300, "2026-11-01T04:00:00Z");
    talk(299, "2026-12-01T04:59:59Z");
    assert_eq!(quota_of(&w, Quota::CallMinutes, 1), None, "9 minutes and 59 seconds leave room for a call");
    talk(1, "2026-11-15T00:00:00Z");
    assert_eq!(quota_of(&w, Quota::CallMinutes, 1), Some((10, 10)));
    w.test.clock.set("2026-12-01T04:59:59Z");
    assert_eq!(quota_of(&w, Quota::CallMinutes, 1), Some((10, 10)));
    w.ok("staff", "workspaces.update", json!({"id": w.a, "timezone": "UTC"}));
    w.test.clock.set("2026-12-01T00:00:00Z");
    assert_eq!(quota_of(&w, Quota::CallMinutes, 1), Some((10, 154)), "another zone, other months");
}

/// Asks for a quota of workspace A as an operation would; `limit` and `used` when it is refused.
fn quota_of(w: &World, quota: Quota, adding: u64) -> Option<(i64, i64)> {
    let workspace = serde_json::from_value(w.a.clone()).unwrap();
    let operation = crate::operation("leads.create").unwrap();
    let checked = crate::operation::dispatch::gated_write(&w.caller("staff"), operation, |scope| check(scope, workspace, quota, adding));
    checked.err().map(|error| {
        assert_eq!((error.code(), error.code().http_status()), (Code::QuotaExceeded, 403));
        (error.figures()["limit"], error.figures()["used"])
    })
}

#[test]
fn the_last_place_is_taken_once() {
    let w = World::new();
    limit(&w, "max_agents", 5);
    let input = w.agent_input(&w.a).to_string();
    let caller = w.caller("staff");
    let made: usize = std::thread::scope(|threads| {
        let create = || (0..4).filter(|_| caller.call_json("agents.create", &input).is_ok()).count();
        let all: Vec<_> = (0..4).map(|_| threads.spawn(create)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((made, &w.ok("staff", "agents.list", json!({}))["count"]), (5, &json!(5)));
}
