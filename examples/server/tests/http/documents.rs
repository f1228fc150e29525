//! What is there for people and their tools: OpenAPI, the documentation pages, the admin page, health.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::client::{Api, PASSWORD, Reply};

#[test]
fn the_openapi_document_names_every_operation_once() {
    let api = Api::new();
    let reply = api.nobody("GET", "/api/schema/").send();
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    let document = reply.json();
    assert_eq!(api.nobody("GET", "/api/schema/?format=json").send().body, reply.body);
    let (mut ids, mut operations) = (HashSet::new(), HashSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            operations.insert(id.to_owned());
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            let first = operation["description"].as_str().and_then(|doc| doc.lines().next()).unwrap_or(".");
            assert!(first.ends_with('.'), "the summary of {id} ends in the middle of a sentence: {first}");
            let in_path = path.contains('{');
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            assert_eq!(parameters.iter().filter(|p| p["in"] == "path").count(), usize::from(in_path), "{method} {path}");
            let body = operation.pointer("/requestBody/content").and_then(Value::as_object);
            assert!(body.into_iter().flatten().all(|(_, media)| media["schema"].is_object()), "{method} {path}");
        }
    }
    for operation in hotcalls_core::catalog() {
        let id = operation.name.replace('.', "_");
        assert!(operations.contains(&id), "{} has no path", operation.name);
    }
    check_references(&document, &document);
}

/// Every reference leads somewhere.
fn check_references(value: &Value, document: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(to) = map.get("$ref").and_then(Value::as_str) {
                assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to}");
            }
            map.values().for_each(|v| check_references(v, document));
        }
        Value::Array(all) => all.iter().for_each(|v| check_references(v, document)),
        _ => {}
    }
}

#[test]
fn the_document_tells_what_clients_need() {
    let api = Api::new();
    let document = api.nobody("GET", "/api/schema/").send().json();
    let list = &document["paths"]["/api/leads/leads/"]["get"];
    let names: Vec<_> = list["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert!(["page", "page_size", "cursor", "search", "ordering", "name"].iter().all(|n| names.contains(n)), "{names:?}");
    let page = &list["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    assert_eq!(page["results"]["items"], json!({"$ref": "#/components/schemas/Lead"}));
    let put = &document["paths"]["/api/leads/leads/{id}/"]["put"]["requestBody"]["content"]["application/json"]["schema"];
    let required: HashSet<_> = put["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(required, HashSet::from(["name", "email", "phone"]));
    assert_eq!(document["components"]["schemas"]["Lead"]["properties"]["id"]["format"], "uuid");
}

#[test]
fn yaml_is_the_same_document() {
    let api = Api::new();
    let reply = api.nobody("GET", "/api/schema/?format=yaml").send();
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/yaml")));
    assert!(reply.text().contains("\n  \"/api/leads/leads/\":\n    \"get\":\n"));
}

#[test]
fn documentation_pages_ask_nothing_of_other_hosts() {
    let api = Api::new();
    for (path, asset) in [("/api/docs/", "/api/docs/swagger-ui.js"), ("/api/redoc/", "/api/redoc/redoc.js")] {
        let page = api.nobody("GET", path).send();
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(page.text().contains(asset) && !page.text().contains("//"), "{}", page.text());
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'") && !policy.contains("http"));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'") && !page.text().contains("<script>"));
        let asset = api.nobody("GET", asset).send();
        assert_eq!((asset.status, asset.header("content-encoding")), (200, Some("gzip")));
        assert_eq!(asset.body[..2], [0x1f, 0x8b]);
    }
    assert_eq!(api.nobody("GET", "/api/docs/nonsense.js").send().status, 404);
    assert_eq!(api.nobody("POST", "/api/docs/").send().status, 405);
    assert_eq!(api.nobody("GET", "/").send().header("location"), Some("/api/docs/"));
}

#[test]
fn health_is_for_everybody() {
    let reply = Api::new().nobody("GET", "/health/").send();
    assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("ok")));
}

#[test]
fn health_is_that_of_the_database_too() {
    let api = Api::new();
    api.db.close();
    let reply = api.nobody("GET", "/health/").send();
    assert_eq!((reply.status, &reply.json()["error_code"]), (500, &json!("internal")));
}

#[test]
fn types_have_one_schema_each_and_objects_say_so() {
    let document = Api::new().nobody("GET", "/api/schema/").send().json();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let twins: Vec<_> = schemas.keys().filter(|name| name.ends_with(|c: char| c.is_ascii_digit())).collect();
    assert!(twins.is_empty(), "{twins:?}");
    let body =
        &document["paths"]["/api/leads/leads/{id}/update_metadata/"]["patch"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"]["meta_data"]["type"], "object");
    // JSON Schema's `time` has an offset, and a time of day has none.
    let time = &schemas["Agent"]["properties"]["call_from"];
    assert!(time["format"] != "time" && time["pattern"].is_string(), "{time}");
}

fn form(api: &Api, name: &str, password: &str, cookie: &str, token: &str) -> Reply {
    let body = format!("username={name}&password={password}&csrfmiddlewaretoken={token}");
    api.nobody("POST", "/admin/login/")
        .header("Cookie", &format!("csrftoken={cookie}"))
        .text("application/x-www-form-urlencoded", &body)
        .send()
}

#[test]
fn staff_logs_in_at_the_admin_page() {
    let api = Api::new();
    api.leads(3);
    let (away, page) = (api.nobody("GET", "/admin/").send(), api.nobody("GET", "/admin/login/").send());
    assert_eq!((away.status, away.header("location")), (302, Some("/admin/login/")));
    let token = page.header("set-cookie").unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    assert!(page.text().contains(&token));
    assert_eq!(form(&api, "clerk", PASSWORD, &token, "other").status, 403);
    assert_eq!(form(&api, "clerk", "wrong", &token, &token).status, 401);
    assert_eq!(form(&api, "user", PASSWORD, &token, &token).status, 403);
    let done = form(&api, "clerk", PASSWORD, &token, &token);
    assert_eq!((done.status, done.header("location")), (302, Some("/admin/")));
    let cookies = done.all("set-cookie").iter().map(|c| c.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
    let index = api.nobody("GET", "/admin/").header("Cookie", &cookies).send();
    assert!(index.text().contains("<a href=\"/api/leads/leads/\">leads</a></td><td class=\"n\">3</td>"), "{}", index.text());
    let csrf = cookies.split("csrftoken=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let out = |token: &str| {
        let body = format!("csrfmiddlewaretoken={token}");
        api.nobody("POST", "/admin/logout/").header("Cookie", &cookies).text("application/x-www-form-urlencoded", &body).send()
    };
    assert_eq!(out("wrong").status, 403);
    assert_eq!(out(&csrf).status, 302);
    assert_eq!(api.nobody("GET", "/admin/").header("Cookie", &cookies).send().status, 302);
}

/// `docs/http.md` ends with the table of paths; `UPDATE=1 cargo test -p hotcalls-server` rewrites it.
#[test]
fn the_table_of_paths_in_the_documentation_is_fresh() {
    let document = Api::new().nobody("GET", "/api/schema/").send().json();
    let mut table = String::from("| method | path | what |\n|---|---|---|\n");
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let summary = operation["summary"].as_str().unwrap_or_default().trim();
            table.push_str(&format!("| {} | `{path}` | {summary} |\n", method.to_uppercase()));
        }
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/http.md");
    let committed = std::fs::read_to_string(&file).unwrap();
    let (before, listed) = committed.split_once("## Paths\n\n").expect("the section of paths");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, format!("{before}## Paths\n\n{table}")).unwrap();
    } else {
        assert!(listed == table, "docs/http.md is stale: run UPDATE=1 cargo test -p hotcalls-server");
    }
}
