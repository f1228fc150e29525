use serde_json::{Value, json};

use crate::{error::Code, workspaces::testing::World};

fn texts(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|row| row["phonenumber"].as_str().unwrap()).collect()
}

#[test]
fn who_may_what() {
    let w = World::new();
    let (own, free) = (w.number("+1", &w.a)["id"].clone(), w.number("+2", &Value::Null)["id"].clone());
    for operation in ["phone_numbers.get", "phone_numbers.agents"] {
        for id in [&own, &free] {
            w.expect(operation, &json!({"id": id}), &["anonymous"], Code::NotAuthenticated);
            w.all_ok(operation, &json!({"id": id}), &["member", "admin", "staff", "superuser"]);
        }
        w.expect(operation, &json!({"id": own}), &["outsider", "stranger"], Code::NotFound);
        w.all_ok(operation, &json!({"id": free}), &["outsider", "stranger"]);
    }
    for (role, want) in [
        ("outsider", vec!["+2"]),
        ("stranger", vec!["+2"]),
        ("member", vec!["+1", "+2"]),
        ("admin", vec!["+1", "+2"]),
        ("staff", vec!["+1", "+2"]),
    ] {
        let page = w.ok(role, "phone_numbers.list", json!({}));
        assert_eq!((texts(&page), &page["count"]), (want.clone(), &json!(want.len())), "{role}");
    }
    for (n, role) in ["admin", "staff", "superuser"].iter().enumerate() {
        w.ok(role, "phone_numbers.create", json!({"phonenumber": format!("+1{n}"), "workspace": w.a}));
    }
    for (operation, input) in [
        ("phone_numbers.create", json!({"phonenumber": "+3", "workspace": w.a})),
        ("phone_numbers.update", json!({"id": own, "is_active": true})),
    ] {
        w.expect(operation, &input, &["anonymous"], Code::NotAuthenticated);
        w.expect(operation, &input, &["outsider", "stranger", "member"], Code::PermissionDenied);
    }
    w.all_ok("phone_numbers.update", &json!({"id": own, "is_active": true}), &["admin", "staff", "superuser"]);
    // Numbers of no workspace are staff's.
    w.expect("phone_numbers.create", &json!({"phonenumber": "+3"}), &["admin"], Code::PermissionDenied);
    w.expect("phone_numbers.update", &json!({"id": free, "is_active": false}), &["admin"], Code::PermissionDenied);
    w.all_ok("phone_numbers.update", &json!({"id": free, "is_active": false}), &["staff", "superuser"]);
    w.expect("phone_numbers.delete", &json!({"id": own}), &["anonymous"], Code::NotAuthenticated);
    w.expect("phone_numbers.delete", &json!({"id": own}), &["outsider", "member", "admin", "staff"], Code::PermissionDenied);
    w.ok("superuser", "phone_numbers.delete", json!({"id": own}));
    w.expect("phone_numbers.get", &json!({"id": own}), &["member", "superuser"], Code::NotFound);
    assert_eq!(w.ok("member", "phone_numbers.list", json!({}))["count"], 4);
}

#[test]
fn records_and_fields() {
    let w = World::new();
    let number = w.ok("staff", "phone_numbers.create", json!({"phonenumber": " +49 30 1 "}));
    let keys = w.keys_of("member", "phone_numbers.get", &json!({"id": number["id"]}));
    assert_eq!(keys, ["id", "phonenumber", "created_at", "is_active", "workspace", "inbound_agent"]);
    assert_eq!((&number["phonenumber"], &number["is_active"], &number["workspace"]), (&json!("+49 30 1"), &json!(true), &Value::Null));
    let taken = "phone number with this phonenumber already exists.";
    w.field_error("staff", "phone_numbers.create", json!({"phonenumber": "+49 30 1"}), "phonenumber", taken);
    let other = w.number("+2", &Value::Null)["id"].clone();
    w.field_error("staff", "phone_numbers.update", json!({"id": other, "phonenumber": "+49 30 1"}), "phonenumber", taken);
    w.ok("staff", "phone_numbers.update", json!({"id": other, "phonenumber": "+2"}));
    let long = json!({"phonenumber": "1".repeat(18)});
    w.field_error("staff", "phone_numbers.create", long, "phonenumber", "Ensure this field has no more than 17 characters.");
    let all_wrong = json!({"phonenumber": "+2", "workspace": w.no_id(), "inbound_agent": w.no_id()});
    let error = w.err("staff", "phone_numbers.create", all_wrong);
    assert_eq!(error.details().len(), 3, "{error}");
}

#[test]
fn calls_come_in_for_an_agent_of_the_same_workspace() {
    let w = World::new();
    let (here, there) = (w.agent(&w.a)["agent_id"].clone(), w.agent(&w.b)["agent_id"].clone());
    let (own, free) = (w.number("+1", &w.a)["id"].clone(), w.number("+2", &Value::Null)["id"].clone());
    let update = "phone_numbers.update";
    let across = "The agent belongs to another workspace than the number.";
    w.field_error("staff", update, json!({"id": own, "inbound_agent": there}), "inbound_agent", across);
    for agent in [&there, &w.no_id()] {
        let text = format!("Invalid pk {agent} - object does not exist.");
        w.field_error("admin", update, json!({"id": own, "inbound_agent": agent}), "inbound_agent", &text);
    }
    let free_text = "A number without a workspace has no inbound agent.";
    w.field_error("staff", update, json!({"id": free, "inbound_agent": here}), "inbound_agent", free_text);
    assert_eq!(w.ok("admin", update, json!({"id": own, "inbound_agent": here}))["inbound_agent"], here);
    w.field_error("staff", update, json!({"id": own, "workspace": null}), "inbound_agent", free_text);
    w.field_error("staff", update, json!({"id": own, "workspace": w.b}), "inbound_agent", across);
    let moved = w.ok("staff", update, json!({"id": own, "workspace": w.b, "inbound_agent": there}));
    assert_eq!((&moved["workspace"], &moved["inbound_agent"]), (&w.b, &there));
    w.ok("superuser", "agents.delete", json!({"agent_id": there}));
    assert_eq!(w.ok("staff", "phone_numbers.get", json!({"id": own}))["inbound_agent"], Value::Null);
}

#[test]
fn a_number_moves_only_when_nothing_would_point_across() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let (own, free) = (w.number("+1", &w.a)["id"].clone(), w.number("+2", &Value::Null)["id"].clone());
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [own, free]}));
    let update = "phone_numbers.update";
    let held = "Agents or calls of another workspace use the number.";
    for id in [&own, &free] {
        w.field_error("staff", update, json!({"id": id, "workspace": w.b}), "workspace", held);
    }
    w.ok("staff", update, json!({"id": free, "workspace": w.a}));
    assert_eq!(w.ok("stranger", "phone_numbers.list", json!({}))["count"], 0, "the counts move along");
    w.ok("staff", update, json!({"id": own, "workspace": null}));
    assert_eq!(w.ok("stranger", "phone_numbers.list", json!({}))["count"], 1);
    let unseen = format!("Invalid pk {} - object does not exist.", w.b);
    w.field_error("admin", update, json!({"id": free, "workspace": w.b}), "workspace", &unseen);
    w.expect(update, &json!({"id": free, "workspace": null}), &["admin"], Code::PermissionDenied);
    w.ok("staff", "agents.remove_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [own, free]}));
    w.talk(&w.a, 5, "2026-11-22T12:00:00Z", &Value::Null, &own);
    w.field_error("staff", update, json!({"id": own, "workspace": w.b}), "workspace", held);
    w.ok("staff", update, json!({"id": free, "workspace": w.b}));
}

#[test]
fn agents_of_other_workspaces_do_not_show() {
    let w = World::new();
    let (here, there) = (w.agent(&w.a)["agent_id"].clone(), w.agent(&w.b)["agent_id"].clone());
    let free = w.number("+1", &Value::Null)["id"].clone();
    for agent in [&here, &there] {
        w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [free]}));
    }
    let agents = |role: &str| {
        let all = w.ok(role, "phone_numbers.agents", json!({"id": free}));
        all.as_array().unwrap().iter().map(|agent| agent["agent_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(agents("staff"), [here.clone(), there.clone()]);
    assert_eq!(agents("member"), [here]);
    assert_eq!(agents("stranger"), [there]);
    assert_eq!(agents("outsider"), [] as [Value; 0]);
    let full = w.ok("member", "phone_numbers.agents", json!({"id": free}));
    assert_eq!(full[0]["phone_numbers"][0]["phonenumber"], "+1");
    // The same holds for filters that look through the relation.
    let count = |role: &str, filter: Value| w.ok(role, "phone_numbers.list", filter)["count"].as_u64().unwrap();
    assert_eq!((count("staff", json!({"unassigned": true})), count("outsider", json!({"unassigned": true}))), (0, 1));
    assert_eq!((count("stranger", json!({"assigned_to_agent": "beta"})), count("member", json!({"assigned_to_agent": "beta"}))), (1, 0));
}

#[test]
fn lists_are_filtered_searched_and_ordered() {
    let w = World::new();
    let agent = w.agent(&w.a)["agent_id"].clone();
    let own = w.number("+4930", &w.a);
    let free = w.number("+4940", &Value::Null);
    let idle = w.ok("staff", "phone_numbers.create", json!({"phonenumber": "+1555", "is_active": false, "workspace": w.b}));
    w.ok("staff", "agents.assign_phone_numbers", json!({"agent_id": agent, "phone_number_ids": [own["id"]]}));
    let made = &free["created_at"];
    for (filter, want) in [
        (json!({}), vec!["+1555", "+4930", "+4940"]),
        (json!({"search": "49 30"}), vec!["+4930"]),
        (json!({"phonenumber": "+49"}), vec!["+4930", "+4940"]),
        (json!({"is_active": true}), vec!["+4930", "+4940"]),
        (json!({"is_active": false}), vec!["+1555"]),
        (json!({"workspace": w.b}), vec!["+1555"]),
        (json!({"unassigned": true}), vec!["+1555", "+4940"]),
        (json!({"unassigned": false}), vec!["+1555", "+4930", "+4940"]),
        (json!({"assigned_to_agent": "ALPHA"}), vec!["+4930"]),
        (json!({"assigned_to_agent": "gamma"}), vec![]),
        (json!({"unassigned": true, "phonenumber": "40"}), vec!["+4940"]),
        (json!({"created_after": made}), vec!["+1555", "+4940"]),
        (json!({"created_before": made}), vec!["+4930", "+4940"]),
        (json!({"ordering": "-phonenumber"}), vec!["+4940", "+4930", "+1555"]),
        (json!({"ordering": "created_at"}), vec!["+4930", "+4940", "+1555"]),
        (json!({"ordering": "is_active,-phonenumber"}), vec!["+1555", "+4940", "+4930"]),
    ] {
        let page = w.ok("staff", "phone_numbers.list", filter.clone());
        assert_eq!(texts(&page), want, "{filter}");
        assert_eq!(page["count"], want.len(), "{filter}");
    }
    assert_eq!(idle["is_active"], false);
    let text = "Select a valid choice. That choice is not one of the available choices.";
    for hidden in [&w.b, &w.no_id()] {
        w.field_error("member", "phone_numbers.list", json!({"workspace": hidden}), "workspace", text);
    }
}
