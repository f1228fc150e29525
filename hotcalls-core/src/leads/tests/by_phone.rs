//! Who calls: leads by their number.

use serde_json::{Value, json};

use crate::workspaces::testing::World;

#[test]
fn leads_are_found_by_the_number_of_a_caller() {
    let w = World::new();
    let lead = |name: &str, phone: &str, workspace: &Value| {
        let input = json!({"name": name, "email": "a@example.com", "phone": phone, "workspace": workspace});
        w.ok("staff", "leads.create", input)["id"].clone()
    };
    let (old, new) = (lead("Old", "+49 30 901820", &w.a), lead("New", "+49 (0)30/901820", &w.a));
    let (theirs, stray) = (lead("Theirs", "+4930901820", &w.b), lead("Stray", "+4930901820", &Value::Null));
    lead("Other", "+49 30 901821", &w.a);
    let found = |role: &str, input: Value| {
        let answer = w.ok(role, "leads.by_phone", input);
        answer.as_array().unwrap().iter().map(|l| l["id"].clone()).collect::<Vec<_>>()
    };
    for phone in ["+4930901820", "004930901820", "sip:+4930901820@host", "\"Jane\" <sip:%2B4930901820@host>"] {
        assert_eq!(found("member", json!({"phone": phone})), [new.clone(), old.clone()], "{phone}");
    }
    assert_eq!(found("staff", json!({"phone": "+4930901820"})), [stray, theirs.clone(), new.clone(), old.clone()]);
    assert_eq!(found("staff", json!({"phone": "+4930901820", "workspace": w.b})), [theirs]);
    for nobody in ["anonymous", "", "+4930901822", "030 901820"] {
        assert_eq!(found("staff", json!({"phone": nobody})), Vec::<Value>::new(), "{nobody}");
    }
    assert_eq!(found("outsider", json!({"phone": "+4930901820"})), Vec::<Value>::new());
    let error = w.err("member", "leads.by_phone", json!({"phone": "+4930901820", "workspace": w.b}));
    assert_eq!(serde_json::to_value(error.details()).unwrap()["workspace"].as_array().unwrap().len(), 1);
}
