use serde_json::{Value, json};

use super::testing::World;
use crate::error::Code;

fn names(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|row| row["workspace_name"].as_str().unwrap()).collect()
}

#[test]
fn who_may_what() {
    let w = World::new();
    let everybody_else = ["outsider", "stranger"];
    for operation in ["workspaces.get", "workspaces.users", "workspaces.stats"] {
        let input = json!({"id": w.a});
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &everybody_else, Code::NotFound);
        w.all_ok(operation, &input, &["member", "admin", "staff", "superuser"]);
        w.expect(operation, &json!({"id": w.no_id()}), &["member", "superuser"], Code::NotFound);
    }
    for (operation, input) in [
        ("workspaces.update", json!({"id": w.a, "workspace_name": "alpha", "timezone": "Europe/Berlin"})),
        ("workspaces.add_users", json!({"id": w.a, "user_ids": [w.user("outsider")]})),
        ("workspaces.remove_users", json!({"id": w.a, "user_ids": [w.user("outsider")]})),
        ("workspaces.set_role", json!({"id": w.a, "user_id": w.user("member"), "role": "member"})),
    ] {
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &["outsider", "stranger", "member"], Code::PermissionDenied);
        w.all_ok(operation, &input, &["admin", "staff", "superuser"]);
        // Another workspace does not exist for an admin; one where it is a plain member is seen, and not its to change.
        let mut elsewhere = input.clone();
        elsewhere["id"] = w.b.clone();
        w.expect(operation, &elsewhere, &["admin"], Code::NotFound);
        w.ok("staff", "workspaces.add_users", json!({"id": w.b, "user_ids": [w.user("admin")]}));
        w.expect(operation, &elsewhere, &["admin"], Code::PermissionDenied);
        w.ok("staff", "workspaces.remove_users", json!({"id": w.b, "user_ids": [w.user("admin")]}));
    }
    let create = json!({"workspace_name": "gamma"});
    w.expect("workspaces.create", &create, &["anonymous"], Code::NotAuthenticated);
    w.expect("workspaces.create", &create, &["outsider", "member", "admin"], Code::PermissionDenied);
    w.all_ok("workspaces.create", &create, &["staff", "superuser"]);
    let delete = json!({"id": w.a});
    w.expect("workspaces.delete", &delete, &["anonymous"], Code::NotAuthenticated);
    w.expect("workspaces.delete", &delete, &["outsider", "member", "admin", "staff"], Code::PermissionDenied);
    w.ok("superuser", "workspaces.delete", delete.clone());
    w.expect("workspaces.delete", &delete, &["superuser"], Code::NotFound);
}

#[test]
fn everybody_lists_its_own_and_staff_all_but_the_reserved_one() {
    let w = World::new();
    assert_eq!(w.err("anonymous", "workspaces.list", json!({})).code(), Code::NotAuthenticated);
    for (role, want) in [
        ("outsider", vec![]),
        ("member", vec!["alpha"]),
        ("admin", vec!["alpha"]),
        ("stranger", vec!["beta"]),
        ("staff", vec!["alpha", "beta"]),
        ("superuser", vec!["alpha", "beta"]),
    ] {
        let page = w.ok(role, "workspaces.list", json!({}));
        assert_eq!((names(&page), page["count"].as_u64().unwrap()), (want.clone(), want.len() as u64), "{role}");
    }
    let reserved = json!("00000000-0000-0000-0000-000000000000");
    assert!(w.call("superuser", "workspaces.get", &json!({"id": reserved})).is_err());
    let none: crate::Id<super::Workspace> = crate::Id::NONE;
    let system = w.test.db.system();
    assert_eq!(system.workspaces().get(none).unwrap_err().code(), Code::NotFound, "typed callers can spell it");
    let erase = super::WorkspaceDelete { cascade: true, ..super::WorkspaceDelete::new(none) };
    assert_eq!(system.workspaces().delete(erase).unwrap_err().code(), Code::NotFound);
}

#[test]
fn records_have_the_contract_s_keys_in_order() {
    let w = World::new();
    let keys = w.keys_of("member", "workspaces.get", &json!({"id": w.a}));
    assert_eq!(keys, ["id", "workspace_name", "created_at", "updated_at", "users", "user_count", "plan", "timezone"]);
    let workspace = w.ok("member", "workspaces.get", json!({"id": w.a}));
    assert_eq!((&workspace["user_count"], &workspace["plan"], &workspace["timezone"]), (&json!(2), &Value::Null, &Value::Null));
    let want = json!([
        {"id": w.user("member"), "username": "member", "first_name": "", "last_name": "", "email": "", "status": "active", "role": "member"},
        {"id": w.user("admin"), "username": "admin", "first_name": "", "last_name": "", "email": "", "status": "active", "role": "admin"},
    ]);
    assert_eq!((&workspace["users"], &w.ok("member", "workspaces.users", json!({"id": w.a}))), (&want, &want));
    let keys = w.keys_of("member", "workspaces.stats", &json!({"id": w.a}));
    assert_eq!(keys, ["workspace_id", "workspace_name", "user_count", "agent_count", "calendar_count", "created_at", "updated_at"]);
    w.agent(&w.a);
    w.configuration(&w.a, "primary");
    w.configuration(&w.a, "second");
    let stats = w.ok("member", "workspaces.stats", json!({"id": w.a}));
    assert_eq!((&stats["user_count"], &stats["agent_count"], &stats["calendar_count"]), (&json!(2), &json!(1), &json!(2)));
}

#[test]
fn fields_are_checked_and_plans_are_for_staff() {
    let w = World::new();
    let plan = w.ok("staff", "plans.create", json!({"plan_name": "Basic"}))["id"].clone();
    let made = w.ok("staff", "workspaces.create", json!({"workspace_name": " gamma ", "plan": plan, "timezone": "America/New_York"}));
    assert_eq!((&made["workspace_name"], &made["plan"], &made["timezone"]), (&json!("gamma"), &plan, &json!("America/New_York")));
    assert_eq!((&made["users"], &made["user_count"]), (&json!([]), &json!(0)), "who makes it does not become a member");
    let text = format!("Invalid pk {} - object does not exist.", w.no_id());
    w.field_error("staff", "workspaces.create", json!({"workspace_name": "x", "plan": w.no_id()}), "plan", &text);
    w.field_error("staff", "workspaces.update", json!({"id": w.a, "plan": w.no_id()}), "plan", &text);
    let error = w.err("staff", "workspaces.create", json!({"workspace_name": "", "timezone": "Mars/Base"}));
    assert!(error.details().get("workspace_name").is_some() && error.details().get("timezone").is_some(), "{error}");
    let long = "x".repeat(256);
    let text = "Ensure this field has no more than 255 characters.";
    w.field_error("staff", "workspaces.create", json!({"workspace_name": long}), "workspace_name", text);

    assert_eq!(w.err("admin", "workspaces.update", json!({"id": w.a, "plan": plan})).code(), Code::PermissionDenied);
    let before = w.ok("staff", "workspaces.update", json!({"id": w.a, "plan": plan, "timezone": "Europe/Berlin"}));
    // Sending back what was read changes no plan.
    let after = w.ok("admin", "workspaces.update", json!({"id": w.a, "plan": plan, "workspace_name": "Alpha"}));
    assert_eq!((&after["plan"], &after["timezone"], &after["workspace_name"]), (&plan, &before["timezone"], &json!("Alpha")));
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str() && after["created_at"] == before["created_at"]);
    assert_eq!(w.err("admin", "workspaces.update", json!({"id": w.a, "plan": null})).code(), Code::PermissionDenied);
    assert_eq!(w.ok("staff", "workspaces.update", json!({"id": w.a, "plan": null}))["plan"], Value::Null);
}

#[test]
fn adding_and_removing_report_the_effective_change() {
    let w = World::new();
    let (outsider, member, stranger) = (w.user("outsider"), w.user("member"), w.user("stranger"));
    let before = w.ok("staff", "workspaces.get", json!({"id": w.a}))["updated_at"].clone();
    let added = w.ok("admin", "workspaces.add_users", json!({"id": w.a, "user_ids": [stranger, member, outsider]}));
    assert_eq!(added["added_users"], json!([stranger, outsider]), "in the order of the request");
    assert_eq!((&added["total_added"], &added["already_members"]), (&json!(2), &json!([member])));
    assert!(added["message"].as_str().unwrap().contains("success"));
    assert_eq!(names(&w.ok("outsider", "workspaces.list", json!({}))), ["alpha"], "who joins sees it at once");
    let again = w.ok("admin", "workspaces.add_users", json!({"id": w.a, "user_ids": [stranger]}));
    assert_eq!((&again["added_users"], &again["total_added"]), (&json!([]), &json!(0)));
    let removed = w.ok("admin", "workspaces.remove_users", json!({"id": w.a, "user_ids": [w.user("staff"), outsider, stranger]}));
    assert_eq!(removed["removed_users"], json!([outsider, stranger]));
    assert_eq!((&removed["total_removed"], &removed["not_members"]), (&json!(2), &json!([w.user("staff")])));
    assert!(removed["message"].as_str().unwrap().contains("success"));
    for operation in ["workspaces.add_users", "workspaces.remove_users"] {
        let nothing = w.ok("admin", operation, json!({"id": w.a, "user_ids": []}));
        assert_eq!(nothing.as_object().unwrap().len(), 4, "every key is always there: {nothing}");
    }
    let workspace = w.ok("staff", "workspaces.get", json!({"id": w.a}));
    assert_eq!((&workspace["user_count"], &workspace["updated_at"]), (&json!(2), &before));
}

#[test]
fn wrong_user_ids_change_nothing() {
    let w = World::new();
    let unknown = w.no_id();
    for operation in ["workspaces.add_users", "workspaces.remove_users"] {
        let ids = json!([w.user("outsider"), unknown, w.user("member")]);
        let text = format!("Invalid user IDs: {}", unknown.as_str().unwrap());
        w.field_error("admin", operation, json!({"id": w.a, "user_ids": ids}), "user_ids", &text);
        let twice = json!([w.user("outsider"), w.user("outsider")]);
        let text = format!("Repeated user IDs: {}", w.user("outsider").as_str().unwrap());
        w.field_error("admin", operation, json!({"id": w.a, "user_ids": twice}), "user_ids", &text);
        w.field_error("admin", operation, json!({"id": w.a}), "user_ids", "This field is required.");
        let error = w.err("admin", operation, json!({"id": w.a, "user_ids": ["x"]}));
        assert_eq!(error.code(), Code::InvalidInput);
        assert_eq!(w.ok("admin", "workspaces.get", json!({"id": w.a}))["user_count"], 2, "{operation}");
    }
}

#[test]
fn roles_are_given_and_taken() {
    let w = World::new();
    let promoted = w.ok("admin", "workspaces.set_role", json!({"id": w.a, "user_id": w.user("member"), "role": "admin"}));
    assert_eq!((&promoted["id"], &promoted["role"]), (&w.user("member"), &json!("admin")));
    w.ok("member", "workspaces.set_role", json!({"id": w.a, "user_id": w.user("admin"), "role": "member"}));
    assert_eq!(w.err("admin", "workspaces.update", json!({"id": w.a})).code(), Code::PermissionDenied);
    // Users of other workspaces and users that do not exist are refused in the same words.
    for user in [w.user("stranger"), w.no_id()] {
        let text = format!("Invalid pk {user} - object does not exist.");
        w.field_error("staff", "workspaces.set_role", json!({"id": w.a, "user_id": user, "role": "admin"}), "user_id", &text);
    }
    let bad = json!({"id": w.a, "user_id": w.user("admin"), "role": "owner"});
    w.field_error("staff", "workspaces.set_role", bad, "role", "\"owner\" is not a valid choice.");
    w.ok("staff", "workspaces.add_users", json!({"id": w.a, "user_ids": [w.user("member")]}));
    assert_eq!(w.ok("staff", "workspaces.users", json!({"id": w.a}))[0]["role"], "admin", "who is a member already keeps its role");
}

#[test]
fn lists_are_filtered_searched_and_ordered() {
    let w = World::new();
    let gamma = w.ok("staff", "workspaces.create", json!({"workspace_name": "Gamma Straße"}));
    let made = gamma["created_at"].clone();
    let touched = w.ok("staff", "workspaces.update", json!({"id": w.a, "timezone": "UTC"}))["updated_at"].clone();
    for (filter, want) in [
        (json!({}), vec!["Gamma Straße", "alpha", "beta"]),
        (json!({"workspace_name": "A"}), vec!["Gamma Straße", "alpha", "beta"]),
        (json!({"workspace_name": "ALPH"}), vec!["alpha"]),
        (json!({"search": "STRASSE gamma"}), vec!["Gamma Straße"]),
        (json!({"has_user": "MEMB"}), vec!["alpha"]),
        (json!({"has_user": "strang"}), vec!["beta"]),
        (json!({"user_count_min": 1}), vec!["alpha", "beta"]),
        (json!({"user_count_min": 2}), vec!["alpha"]),
        (json!({"user_count_max": 1}), vec!["Gamma Straße", "beta"]),
        (json!({"user_count_min": 1, "user_count_max": 1}), vec!["beta"]),
        (json!({"empty_workspace": true}), vec!["Gamma Straße"]),
        (json!({"empty_workspace": false}), vec!["Gamma Straße", "alpha", "beta"]),
        (json!({"created_after": made}), vec!["Gamma Straße"]),
        (json!({"created_before": made, "empty_workspace": true}), vec!["Gamma Straße"]),
        (json!({"created_before": "2026-11-22T12:00:00Z"}), vec!["alpha", "beta"]),
        (json!({"updated_after": touched}), vec!["alpha"]),
        (json!({"updated_before": made}), vec!["Gamma Straße", "beta"]),
        (json!({"ordering": "-workspace_name"}), vec!["beta", "alpha", "Gamma Straße"]),
        (json!({"ordering": "created_at"}), vec!["alpha", "beta", "Gamma Straße"]),
        (json!({"ordering": "-updated_at"}), vec!["alpha", "Gamma Straße", "beta"]),
    ] {
        let page = w.ok("staff", "workspaces.list", filter.clone());
        assert_eq!(names(&page), want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
    let page = w.ok("member", "workspaces.list", json!({"has_user": "stranger"}));
    assert_eq!(page["count"], 0, "filters look into own workspaces only");
}

#[test]
fn deleting_takes_everything_along_and_asks_first() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let (own, free) = (w.number("+1", &w.a)["id"].clone(), w.number("+2", &Value::Null)["id"].clone());
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [own, free]}));
    w.configuration(&w.a, "primary");
    let lead = |workspace: &Value| json!({"name": "Ada", "email": "ada@example.com", "phone": "1", "workspace": workspace});
    w.ok("staff", "leads.create", lead(&w.a));
    let kept = w.ok("staff", "leads.create", lead(&w.b))["id"].clone();
    w.talk(&w.a, 60, "2026-11-22T12:00:00Z", &agent, &own);

    let error = w.err("superuser", "workspaces.delete", json!({"id": w.a}));
    assert_eq!((error.code(), error.code().http_status()), (Code::NotEmpty, 409));
    w.ok("superuser", "workspaces.delete", json!({"id": w.a, "cascade": true}));

    let count = |operation: &str| w.ok("superuser", operation, json!({}))["count"].as_u64().unwrap();
    assert_eq!((count("workspaces.list"), count("agents.list"), count("leads.list")), (1, 0, 1));
    assert_eq!(count("phone_numbers.list"), 1, "the workspace's number is gone, the free one stays");
    assert_eq!(w.ok("superuser", "phone_numbers.agents", json!({"id": free})), json!([]));
    w.ok("superuser", "leads.get", json!({"id": kept}));
    for table in ["calls", "calendars", "calendar_configurations", "agent_phone_numbers"] {
        assert!(!w.test.sql(|tx| tx.exists(&format!("SELECT 1 FROM {table}"), &[])), "{table}");
    }
    let id: crate::Id<()> = serde_json::from_value(w.a.clone()).unwrap();
    for table in ["counters", "workspace_members"] {
        let sql = format!("SELECT 1 FROM {table} WHERE workspace_id = ?1");
        assert!(!w.test.sql(|tx| tx.exists(&sql, crate::params![id])), "{table}");
    }
    assert_eq!(w.ok("member", "workspaces.list", json!({}))["count"], 0);
}

#[test]
fn calls_alone_keep_a_workspace_too() {
    let w = World::new();
    w.talk(&w.b, 1, "2026-11-22T12:00:00Z", &Value::Null, &Value::Null);
    assert_eq!(w.err("superuser", "workspaces.delete", json!({"id": w.b})).code(), Code::NotEmpty);
    w.ok("superuser", "workspaces.delete", json!({"id": w.b, "cascade": true}));
    assert!(!w.test.sql(|tx| tx.exists("SELECT 1 FROM calls", &[])));
}
