use serde_json::{Value, json};

use crate::{error::Code, workspaces::testing::World};

fn voices(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|row| row["voice"].as_str().unwrap()).collect()
}

#[test]
fn who_may_what() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    for operation in ["agents.get", "agents.phone_numbers", "agents.config"] {
        let input = json!({"agent_id": agent});
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &["outsider", "stranger"], Code::NotFound);
        w.all_ok(operation, &input, &["member", "admin", "staff", "superuser"]);
        w.expect(operation, &json!({"agent_id": w.no_id()}), &["member", "superuser"], Code::NotFound);
    }
    for (operation, input) in [
        ("agents.create", w.agent_input(&w.a)),
        ("agents.update", json!({"agent_id": agent, "voice": "Echo"})),
        ("agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": []})),
        ("agents.remove_phone_numbers", json!({"agent_id": agent, "phone_number_ids": []})),
    ] {
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &["outsider", "stranger", "member"], Code::PermissionDenied);
        w.all_ok(operation, &input, &["admin", "staff", "superuser"]);
    }
    w.expect("agents.delete", &json!({"agent_id": agent}), &["anonymous"], Code::NotAuthenticated);
    w.expect("agents.delete", &json!({"agent_id": agent}), &["outsider", "member", "admin", "staff"], Code::PermissionDenied);
    w.ok("superuser", "agents.delete", json!({"agent_id": agent}));
    w.expect("agents.delete", &json!({"agent_id": agent}), &["superuser"], Code::NotFound);
}

#[test]
fn an_admin_stays_inside_its_workspaces() {
    let w = World::new();
    let theirs = w.agent(&w.b)["agent_id"].clone();
    for operation in ["agents.update", "agents.assign_phone_numbers", "agents.remove_phone_numbers"] {
        let mut input = json!({"agent_id": theirs});
        if operation != "agents.update" {
            input["phone_number_ids"] = json!([]);
        }
        w.expect(operation, &input, &["admin"], Code::NotFound);
    }
    // What it cannot see does not exist; what it sees as a plain member is refused.
    let unseen = format!("Invalid pk {} - object does not exist.", w.b);
    w.field_error("admin", "agents.create", w.agent_input(&w.b), "workspace", &unseen);
    let own = w.ok("admin", "agents.create", w.agent_input(&w.a))["agent_id"].clone();
    w.field_error("admin", "agents.update", json!({"agent_id": own, "workspace": w.b}), "workspace", &unseen);
    w.ok("staff", "workspaces.add_users", json!({"id": w.b, "user_ids": [w.user("admin")]}));
    w.expect("agents.create", &w.agent_input(&w.b), &["admin"], Code::PermissionDenied);
    w.expect("agents.update", &json!({"agent_id": own, "workspace": w.b}), &["admin"], Code::PermissionDenied);
    w.expect("agents.update", &json!({"agent_id": theirs, "voice": "x"}), &["admin"], Code::PermissionDenied);
    w.ok("staff", "workspaces.set_role", json!({"id": w.b, "user_id": w.user("admin"), "role": "admin"}));
    assert_eq!(w.ok("admin", "agents.update", json!({"agent_id": own, "workspace": w.b}))["workspace"], w.b);
}

#[test]
fn records_have_the_contract_s_keys_in_order() {
    let w = World::new();
    let agent = w.agent(&w.a);
    let id = json!({"agent_id": agent["agent_id"]});
    let mut keys = vec![
        "agent_id",
        "workspace",
        "workspace_name",
        "greeting",
        "voice",
        "language",
        "retry_interval",
        "workdays",
        "call_from",
        "call_to",
        "character",
        "config_id",
        "phone_numbers",
        "phone_number_count",
        "calendar_configuration",
        "created_at",
        "updated_at",
        "name",
        "status",
        "max_retries",
        "max_call_duration_minutes",
        "timezone",
    ];
    assert_eq!(w.keys_of("member", "agents.get", &id), keys, "without a configuration its name is absent");
    let defaults = json!({
        "workspace": w.a, "workspace_name": "alpha", "retry_interval": 30, "workdays": [], "call_from": "09:00:00", "call_to": "17:00:00",
        "config_id": null, "phone_numbers": [], "phone_number_count": 0, "calendar_configuration": null, "name": "", "status": "active",
        "max_retries": 3, "max_call_duration_minutes": 30, "timezone": null,
    });
    for (key, value) in defaults.as_object().unwrap() {
        assert_eq!(&agent[key], value, "{key}");
    }
    let configuration = w.configuration(&w.a, "primary");
    let numbers = [w.number("+49301", &w.a), w.number("+49302", &Value::Null)];
    let ids: Vec<_> = numbers.iter().map(|number| &number["id"]).collect();
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": id["agent_id"], "phone_number_ids": ids}));
    let set = w.ok("staff", "agents.update", json!({"agent_id": id["agent_id"], "calendar_configuration": configuration}));
    assert_eq!((&set["calendar_configuration"], &set["calendar_config_name"]), (&configuration, &json!("primary")));
    assert_eq!((&set["phone_numbers"], &set["phone_number_count"]), (&json!(numbers), &json!(2)));
    keys.insert(15, "calendar_config_name");
    assert_eq!(w.keys_of("member", "agents.get", &id), keys);
    keys.retain(|key| *key != "phone_number_count");
    keys.insert(14, "calendar_config_id");
    assert_eq!(w.keys_of("member", "agents.config", &id), keys);
    let config = w.ok("member", "agents.config", id.clone());
    assert_eq!((&config["phone_numbers"], &config["calendar_config_id"]), (&json!(["+49301", "+49302"]), &configuration));
    assert_eq!(w.ok("member", "agents.phone_numbers", id.clone()), json!(numbers));
    w.ok("staff", "agents.update", json!({"agent_id": id["agent_id"], "calendar_configuration": null}));
    let config = w.ok("member", "agents.config", id);
    assert!(config.get("calendar_config_id").is_none() && config.get("calendar_config_name").is_none());
}

#[test]
fn fields_are_checked_on_every_write() {
    let w = World::new();
    let error = w.err("staff", "agents.create", json!({}));
    let fields: Vec<_> = error.details().iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["call_from", "call_to", "character", "greeting", "language", "voice", "workspace"]);
    let mut input = w.agent_input(&w.a);
    input["workdays"] = json!(["Monday", "FRIDAY", "monday"]);
    input["config_id"] = json!("");
    input["name"] = json!("Ada");
    input["timezone"] = json!("Europe/Berlin");
    let agent = w.ok("staff", "agents.create", input);
    assert_eq!((&agent["workdays"], &agent["config_id"]), (&json!(["monday", "friday"]), &json!("")));
    let id = agent["agent_id"].clone();
    for (field, value, text) in [
        ("greeting", json!("  "), "This field may not be blank."),
        ("voice", json!("v".repeat(256)), "Ensure this field has no more than 255 characters."),
        ("language", json!("l".repeat(51)), "Ensure this field has no more than 50 characters."),
        ("character", Value::Null, "This field may not be null."),
        ("workspace", Value::Null, "This field may not be null."),
        ("workdays", json!("monday"), "Expected a list of items but got type \"str\"."),
        ("status", json!("asleep"), "\"asleep\" is not a valid choice."),
        ("max_retries", json!(-1), "Ensure this value is greater than or equal to 0."),
        ("max_call_duration_minutes", json!(0), "Ensure this value is greater than or equal to 1."),
        ("timezone", json!("Mars"), "\"Mars\" is not an IANA time zone."),
    ] {
        let mut create = w.agent_input(&w.a);
        create[field] = value.clone();
        let mut update = json!({"agent_id": id});
        update[field] = value;
        w.field_error("staff", "agents.create", create, field, text);
        w.field_error("staff", "agents.update", update, field, text);
    }
    let error = w.err("staff", "agents.update", json!({"agent_id": id, "workdays": ["monday", "someday"]}));
    assert_eq!(serde_json::to_value(error.details()).unwrap(), json!({"workdays": {"1": ["\"someday\" is not a valid choice."]}}));
    let changed = w.ok("staff", "agents.update", json!({"agent_id": id, "workdays": ["SUNDAY"], "retry_interval": -5, "status": "paused"}));
    assert_eq!((&changed["workdays"], &changed["retry_interval"]), (&json!(["sunday"]), &json!(-5)));
    assert_eq!((&changed["name"], &changed["status"], &changed["timezone"]), (&json!("Ada"), &json!("paused"), &json!("Europe/Berlin")));
}

#[test]
fn nothing_points_across_workspaces() {
    let w = World::new();
    let (here, there) = (w.configuration(&w.a, "here"), w.configuration(&w.b, "there"));
    let foreign = "The calendar configuration belongs to another workspace than the agent.";
    let with = |configuration: &Value| {
        let mut input = w.agent_input(&w.a);
        input["calendar_configuration"] = configuration.clone();
        input
    };
    w.field_error("staff", "agents.create", with(&there), "calendar_configuration", foreign);
    // For an admin who does not see the other workspace, its configuration is as good as none.
    for configuration in [&there, &w.no_id()] {
        let text = format!("Invalid pk {configuration} - object does not exist.");
        w.field_error("admin", "agents.create", with(configuration), "calendar_configuration", &text);
    }
    let agent = w.ok("admin", "agents.create", with(&here))["agent_id"].clone();
    w.field_error("staff", "agents.update", json!({"agent_id": agent, "workspace": w.b}), "workspace", foreign);
    w.field_error("staff", "agents.update", json!({"agent_id": agent, "calendar_configuration": there}), "calendar_configuration", foreign);
    let both = json!({"agent_id": agent, "workspace": w.b, "calendar_configuration": there});
    let moved = w.ok("staff", "agents.update", both);
    assert_eq!((&moved["workspace"], &moved["workspace_name"], &moved["calendar_config_name"]), (&w.b, &json!("beta"), &json!("there")));
    assert_eq!(w.err("admin", "agents.get", json!({"agent_id": agent})).code(), Code::NotFound);
    assert_eq!(w.ok("stranger", "agents.list", json!({}))["count"], 1, "the counts move along");
    assert_eq!(w.ok("member", "agents.list", json!({}))["count"], 0);
}

#[test]
fn numbers_and_calls_hold_an_agent_back() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let (own, free) = (w.number("+1", &w.a)["id"].clone(), w.number("+2", &Value::Null)["id"].clone());
    let assign = |ids: Value| json!({"agent_id": agent, "phone_number_ids": ids});
    w.ok("staff", "agents.assign_phone_numbers", assign(json!([own, free])));
    let go = json!({"agent_id": agent, "workspace": w.b});
    let held = "Phone numbers of another workspace belong to the agent.";
    w.field_error("staff", "agents.update", go.clone(), "workspace", held);
    w.ok("staff", "agents.remove_phone_numbers", assign(json!([own])));
    w.ok("staff", "phone_numbers.update", json!({"id": own, "inbound_agent": agent}));
    w.field_error("staff", "agents.update", go.clone(), "workspace", held);
    w.ok("staff", "phone_numbers.update", json!({"id": own, "inbound_agent": null}));
    let moved = w.ok("staff", "agents.update", go);
    assert_eq!(moved["phone_number_count"], 1, "a number of no workspace comes along");
    w.talk(&w.b, 10, "2026-11-22T12:00:00Z", &agent, &Value::Null);
    let text = "Calls or meetings of another workspace belong to the agent.";
    w.field_error("staff", "agents.update", json!({"agent_id": agent, "workspace": w.a}), "workspace", text);
}

#[test]
fn assigning_and_removing_report_the_effective_change() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let ids: Vec<_> = ["+1", "+2", "+3"].iter().map(|text| w.number(text, &w.a)["id"].clone()).collect();
    let with = |ids: Value| json!({"agent_id": agent, "phone_number_ids": ids});
    w.ok("admin", "agents.assign_phone_numbers", with(json!([ids[1]])));
    let report = w.ok("admin", "agents.assign_phone_numbers", with(json!([ids[2], ids[1], ids[0]])));
    assert_eq!((&report["assigned_numbers"], &report["already_assigned"]), (&json!(["+3", "+1"]), &json!(["+2"])));
    assert_eq!(report["total_assigned"], 2);
    assert!(report["message"].as_str().unwrap().contains("success"));
    w.ok("admin", "phone_numbers.update", json!({"id": ids[0], "is_active": false}));
    let other = w.number("+4", &Value::Null)["id"].clone();
    let report = w.ok("admin", "agents.remove_phone_numbers", with(json!([ids[0], other, ids[2]])));
    assert_eq!(report["removed_numbers"], json!(["+1", "+3"]), "inactive numbers can be removed");
    assert_eq!((&report["total_removed"], &report["not_assigned"]), (&json!(2), &json!(["+4"])));
    assert_eq!(w.ok("member", "agents.config", json!({"agent_id": agent}))["phone_numbers"], json!(["+2"]));
    for operation in ["agents.assign_phone_numbers", "agents.remove_phone_numbers"] {
        let nothing = w.ok("admin", operation, with(json!([])));
        assert_eq!(nothing.as_object().unwrap().len(), 4, "every key is always there: {nothing}");
    }
}

#[test]
fn wrong_numbers_change_nothing() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let good = w.number("+1", &w.a)["id"].clone();
    let (idle, foreign) = (w.number("+2", &w.a)["id"].clone(), w.number("+3", &w.b)["id"].clone());
    w.ok("staff", "phone_numbers.update", json!({"id": idle, "is_active": false}));
    let with = |ids: Value| json!({"agent_id": agent, "phone_number_ids": ids});
    let text = |why: &str, id: &Value| format!("{why}: {}", id.as_str().unwrap());
    let assign = "agents.assign_phone_numbers";
    let field = "phone_number_ids";
    w.field_error("staff", assign, with(json!([good, idle])), field, &text("Inactive phone number IDs", &idle));
    w.field_error("staff", assign, with(json!([good, foreign])), field, &text("Phone numbers of another workspace", &foreign));
    for operation in [assign, "agents.remove_phone_numbers"] {
        w.field_error("staff", operation, with(json!([good, w.no_id()])), field, &text("Invalid phone number IDs", &w.no_id()));
        w.field_error("admin", operation, with(json!([good, foreign])), field, &text("Invalid phone number IDs", &foreign));
        w.field_error("staff", operation, with(json!([good, good])), field, &text("Repeated phone number IDs", &good));
        w.field_error("staff", operation, json!({"agent_id": agent}), field, "This field is required.");
    }
    assert_eq!(w.ok("staff", "agents.get", json!({"agent_id": agent}))["phone_number_count"], 0);
}

#[test]
fn lists_are_filtered_searched_and_ordered() {
    let w = World::new();
    let configuration = w.configuration(&w.a, "primary");
    let make = |change: Value| {
        let mut input = w.agent_input(&w.a);
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        w.ok("staff", "agents.create", input)
    };
    let echo = make(json!({"voice": "Echo", "language": "de", "retry_interval": 10, "call_from": "08:00", "config_id": "Cfg-7"}));
    let nova = make(json!({"voice": "Nova", "greeting": "Guten Tag", "call_to": "18:30", "calendar_configuration": configuration}));
    let zed = make(json!({"workspace": w.b, "voice": "Zed", "character": "Strict and Brief", "status": "paused", "language": "fr"}));
    let numbers = json!([w.number("+4930111", &w.a)["id"], w.number("+4930222", &Value::Null)["id"]]);
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": nova["agent_id"], "phone_number_ids": numbers}));
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": zed["agent_id"], "phone_number_ids": [numbers[1]]}));
    let touched = w.ok("staff", "agents.update", json!({"agent_id": echo["agent_id"], "name": "E"}))["updated_at"].clone();
    let made = &nova["created_at"];
    for (filter, want) in [
        (json!({}), vec!["Zed", "Nova", "Echo"]),
        (json!({"search": "GUTEN nova"}), vec!["Nova"]),
        (json!({"search": "brief"}), vec!["Zed"]),
        (json!({"search": "beta"}), vec!["Zed"]),
        (json!({"search": "de"}), vec!["Echo"]),
        (json!({"voice": "O"}), vec!["Nova", "Echo"]),
        (json!({"language": "D"}), vec!["Echo"]),
        (json!({"character": "strict"}), vec!["Zed"]),
        (json!({"greeting": "TAG"}), vec!["Nova"]),
        (json!({"config_id": "cfg"}), vec!["Echo"]),
        (json!({"workspace__workspace_name": "LPH"}), vec!["Nova", "Echo"]),
        (json!({"workspace": w.b}), vec!["Zed"]),
        (json!({"status": "paused"}), vec!["Zed"]),
        (json!({"retry_interval": 10}), vec!["Echo"]),
        (json!({"retry_interval_min": 11}), vec!["Zed", "Nova"]),
        (json!({"retry_interval_max": 10}), vec!["Echo"]),
        (json!({"call_from_after": "08:30"}), vec!["Zed", "Nova"]),
        (json!({"call_from_before": "08:00"}), vec!["Echo"]),
        (json!({"call_to_after": "18:00"}), vec!["Nova"]),
        (json!({"call_to_before": "17:00"}), vec!["Zed", "Echo"]),
        (json!({"has_calendar_config": true}), vec!["Nova"]),
        (json!({"has_calendar_config": false}), vec!["Zed", "Echo"]),
        (json!({"has_phone_number": "30111"}), vec!["Nova"]),
        (json!({"has_phone_number": "+4930"}), vec!["Zed", "Nova"]),
        (json!({"phone_count_min": 1}), vec!["Zed", "Nova"]),
        (json!({"phone_count_min": 2}), vec!["Nova"]),
        (json!({"phone_count_min": 1.5}), vec!["Nova"]),
        (json!({"phone_count_max": 1}), vec!["Zed", "Echo"]),
        (json!({"created_after": made}), vec!["Zed", "Nova"]),
        (json!({"created_before": made}), vec!["Nova", "Echo"]),
        (json!({"updated_after": touched}), vec!["Echo"]),
        (json!({"updated_before": made}), vec!["Nova"]),
        (json!({"ordering": "created_at"}), vec!["Echo", "Nova", "Zed"]),
        (json!({"ordering": "-updated_at"}), vec!["Echo", "Zed", "Nova"]),
        (json!({"ordering": "voice"}), vec!["Echo", "Nova", "Zed"]),
        (json!({"ordering": "-language"}), vec!["Zed", "Nova", "Echo"]),
    ] {
        let page = w.ok("staff", "agents.list", filter.clone());
        assert_eq!(voices(&page), want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
    let page = w.ok("staff", "agents.list", json!({}));
    assert_eq!(page["results"][1]["phone_numbers"].as_array().unwrap().len(), 2, "lists carry the numbers too");
    for (role, want) in [("outsider", 0), ("member", 2), ("stranger", 1), ("superuser", 3)] {
        assert_eq!(w.ok(role, "agents.list", json!({}))["count"], want, "{role}");
    }
    let text = "Select a valid choice. That choice is not one of the available choices.";
    for hidden in [&w.b, &w.no_id()] {
        w.field_error("member", "agents.list", json!({"workspace": hidden}), "workspace", text);
    }
}
