//! Paths, methods, bodies, error shapes, headers.

use std::{
    io::Write,
    net::{Shutdown, TcpStream},
};

use serde_json::{Value, json};

use crate::client::{Api, PASSWORD, Reply};

fn lead() -> Value {
    json!({"name": "Eve", "email": "eve@example.com", "phone": "+49 30 1234567"})
}

#[test]
fn a_lead_lives_over_http() {
    let api = Api::new();
    let made = api.boss("POST", "/api/leads/leads/").json(&lead()).send();
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/leads/leads/{id}/");
    assert_eq!(made.header("location"), Some(format!("http://{}{path}", api.address).as_str()));
    assert_eq!(api.boss("GET", &path).send().json(), made.json());
    let changed = api.boss("PATCH", &path).json(&json!({"surname": "Moneypenny"})).send();
    assert_eq!((changed.status, &changed.json()["full_name"]), (200, &json!("Eve Moneypenny")));
    let gone = api.boss("DELETE", &path).send();
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(api.boss("GET", &path).send().refusal(), (404, "not_found".into()));
}

#[test]
fn put_wants_what_create_wants_and_keeps_the_rest() {
    let api = Api::new();
    let mut whole = lead();
    whole["meta_data"] = json!({"a": 1});
    let id = api.boss("POST", "/api/leads/leads/").json(&whole).send().json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/leads/leads/{id}/");
    let refused = api.boss("PUT", &path).json(&json!({"name": "Ann"})).send();
    let required = ["This field is required."];
    assert_eq!((refused.status, refused.json()), (400, json!({"email": required, "phone": required})));
    let put = api.boss("PUT", &path).json(&json!({"name": "Ann", "email": "ann@example.com", "phone": "1"})).send();
    assert_eq!((put.status, &put.json()["name"], &put.json()["meta_data"]), (200, &json!("Ann"), &json!({"a": 1})));
    // Who may not change it hears that first.
    assert_eq!(api.user("PUT", &path).json(&json!({})).send().status, 403);
}

#[test]
fn values_are_coerced_and_unknown_fields_ignored() {
    let api = Api::new();
    let body = json!({"name": 123, "email": " eve@example.com ", "phone": 49.5, "id": "x", "nonsense": {"deep": [1]}});
    let made = api.boss("POST", "/api/leads/leads/").json(&body).send();
    assert_eq!((made.status, &made.json()["name"], &made.json()["phone"]), (201, &json!("123"), &json!("49.5")));
    let refused = api.boss("POST", "/api/leads/leads/").json(&json!({"name": true, "email": "eve", "phone": ""})).send();
    let expected = json!({
        "name": ["Not a valid string."], "email": ["Enter a valid email address."], "phone": ["This field may not be blank."],
    });
    assert_eq!((refused.status, refused.json()), (400, expected));
}

#[test]
fn bodies_that_are_no_json_objects_are_refused_in_words() {
    let api = Api::new();
    let post = |text: &str| api.boss("POST", "/api/leads/leads/").text("application/json; charset=utf-8", text).send();
    for broken in ["{", "{\"name\": NaN}", "{\"name\": \"\\ud800\"}", "{} {}", "nonsense"] {
        let reply = post(broken);
        assert_eq!(reply.refusal(), (400, "malformed".into()), "{broken}");
        assert!(reply.json()["detail"].as_str().unwrap().starts_with("JSON parse error - "), "{}", reply.text());
    }
    for (other, kind) in [("[1]", "list"), ("\"x\"", "str"), ("7", "int")] {
        let message = format!("Invalid data. Expected a dictionary, but got {kind}.");
        assert_eq!((post(other).status, post(other).json()), (400, json!({"non_field_errors": [message]})));
    }
    assert_eq!(post("{\"a\": ".repeat(200).as_str()).status, 400);
    assert_eq!(post(" ").refusal().0, 400);
    let form = api.boss("POST", "/api/leads/leads/").text("application/x-www-form-urlencoded", "name=Eve").send();
    assert_eq!(form.refusal(), (415, "unsupported_media_type".into()));
    let untyped = api.boss("POST", "/api/leads/leads/").header("Content-Length", "2").send_body("{}");
    assert_eq!(untyped.status, 415);
}

#[test]
fn large_bodies_are_refused_and_bulk_ones_are_not() {
    let api = Api::new();
    let name = "x".repeat(3 << 20);
    let large = api.boss("POST", "/api/leads/leads/").json(&json!({"name": name})).send();
    assert_eq!(large.refusal(), (413, "too_large".into()));
    let mut row = lead();
    row["meta_data"] = json!({"blob": name});
    let bulk = api.boss("POST", "/api/leads/leads/bulk_create/").json(&json!({"leads": [row, lead()]})).send();
    assert_eq!((bulk.status, &bulk.json()["successful_creates"]), (201, &json!(2)), "{}", bulk.text());
}

#[test]
fn a_body_of_unknown_length_is_limited_too() {
    let api = Api::new();
    let mut stream = TcpStream::connect(api.address).unwrap();
    let head = "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let piece = format!("{:x}\r\n{}\r\n", 1 << 20, " ".repeat(1 << 20));
    for _ in 0..4 {
        stream.write_all(piece.as_bytes()).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(Reply::read(&mut stream).refusal(), (413, "too_large".into()));
}

#[test]
fn a_body_that_ends_early_is_an_error() {
    let api = Api::new();
    let mut stream = TcpStream::connect(api.address).unwrap();
    let head = "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"username\"";
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(Reply::read(&mut stream).refusal(), (400, "malformed".into()));
}

#[test]
fn a_missing_slash_is_forgiven() {
    let api = Api::new();
    let get = api.boss("GET", "/api/leads/leads?page=1&x=%20").send();
    assert_eq!((get.status, get.header("location")), (301, Some("/api/leads/leads/?page=1&x=%20")));
    assert_eq!(api.boss("HEAD", "/api/leads/leads").send().status, 301);
    assert_eq!(api.boss("POST", "/api/leads/leads").json(&lead()).send().status, 201);
    assert_eq!(api.nobody("GET", "/api/docs").send().header("location"), Some("/api/docs/"));
    assert_eq!(api.nobody("GET", "/nonsense").send().status, 404);
    assert_eq!(api.nobody("GET", "//example.com").send().status, 404);
}

#[test]
fn unknown_paths_and_methods_are_told_in_json() {
    let api = Api::new();
    for path in ["/nonsense/", "/api/", "/api/leads/", "/api/leads/leads/x/y/z/", "/api/leads/leads//"] {
        let reply = api.nobody("GET", path).send();
        let expected = if path == "/api/leads/" { (403, "not_authenticated".into()) } else { (404, "not_found".into()) };
        assert_eq!(reply.refusal(), expected, "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    let reply = api.boss("DELETE", "/api/leads/leads/").send();
    assert_eq!(reply.refusal(), (405, "method_not_allowed".into()));
    assert_eq!(reply.json()["detail"], "Method \"DELETE\" not allowed.");
    assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    assert_eq!(api.boss("TRACE", "/api/leads/leads/").send().status, 405);
}

#[test]
fn an_id_that_is_none_is_404_after_the_gate() {
    let api = Api::new();
    for id in ["x", "123", "00000000-0000-0000-0000-000000000000", "%00"] {
        let path = format!("/api/leads/leads/{id}/");
        assert_eq!(api.boss("GET", &path).send().json(), json!({"detail": "Not found.", "error_code": "not_found"}), "{id}");
        assert_eq!(api.nobody("GET", &path).send().status, 403);
        assert_eq!(api.user("PATCH", &path).json(&json!({})).send().status, 403);
    }
    let unknown = api.boss("GET", "/api/leads/leads/0192f0c1-2345-7abc-8def-0123456789ab/").send();
    assert_eq!(unknown.json()["detail"], "No Lead matches the given query.");
}

#[test]
fn head_is_get_without_a_body_and_options_tells_what_there_is() {
    let api = Api::new();
    let (get, head) = (api.boss("GET", "/api/leads/leads/").send(), api.boss("HEAD", "/api/leads/leads/").send());
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()));
    let options = api.boss("OPTIONS", "/api/leads/leads/").send();
    assert_eq!((options.status, options.header("allow")), (200, Some("GET, HEAD, OPTIONS, POST")));
    assert_eq!(options.json()["parses"], json!(["application/json"]));
}

#[test]
fn every_prefix_has_an_index_for_users() {
    let api = Api::new();
    let index = api.user("GET", "/api/agents/").send();
    let url = |path: &str| format!("http://{}{path}", api.address);
    let expected = json!({"agents": url("/api/agents/agents/"), "phone-numbers": url("/api/agents/phone-numbers/")});
    assert_eq!((index.status, index.json()), (200, expected));
    assert_eq!(api.nobody("GET", "/api/agents/").send().refusal(), (403, "not_authenticated".into()));
}

#[test]
fn refusals_inside_actions_say_error() {
    let api = Api::new();
    let id = &api.leads(1)[0];
    let refused = api.user("PATCH", &format!("/api/leads/leads/{id}/update_metadata/")).json(&json!({"meta_data": {}})).send();
    assert_eq!(
        (refused.status, refused.json()["error"].is_string(), &refused.json()["error_code"]),
        (403, true, &json!("permission_denied"))
    );
    let boss = api.boss("GET", "/api/users/users/me/").send().json()["id"].as_str().unwrap().to_owned();
    let status = format!("/api/users/users/{boss}/change_status/");
    assert!(api.user("PATCH", &status).json(&json!({"status": "active"})).send().json()["error"].is_string());
    let wrong = api.boss("PATCH", &status).json(&json!({"status": "gone"})).send();
    assert_eq!((wrong.status, &wrong.json()["error"]), (400, &json!("Invalid status")));
    assert!(api.nobody("PATCH", &status).json(&json!({"status": "active"})).send().json()["detail"].is_string());
    let plain = api.user("POST", "/api/users/users/create_privileged/").json(&json!({})).send();
    assert_eq!((plain.status, plain.json()["error"].is_string()), (403, true));
}

#[test]
fn options_of_a_delete_come_from_the_query() {
    let api = Api::new();
    let leads = api.leads(1);
    let reply = api.boss("DELETE", &format!("/api/leads/leads/{}/?cascade=perhaps", leads[0])).send();
    assert_eq!(reply.status, 400);
    assert!(reply.json()["cascade"].is_array(), "{}", reply.text());
    assert_eq!(api.boss("DELETE", &format!("/api/leads/leads/{}/?cascade=true", leads[0])).send().status, 204);
}

#[test]
fn headers_keep_answers_private_and_inert() {
    let api = Api::new();
    let reply = api.boss("GET", "/api/leads/leads/").header("X-Request-Id", "my-id.7").send();
    assert_eq!(reply.header("x-request-id"), Some("my-id.7"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert!(reply.header("content-security-policy").unwrap().contains("default-src 'none'"));
    let odd = api.boss("GET", "/api/leads/leads/").header("X-Request-Id", "a b<script>").send();
    assert!(odd.header("x-request-id").unwrap().bytes().all(|c| c.is_ascii_hexdigit() || c == b'-'));
}

#[test]
fn origins_on_the_list_may_come_in_and_no_others() {
    let api = Api::with(&["https://app.example.com"]);
    let from = |origin: &str| api.boss("GET", "/api/leads/leads/").header("Origin", origin).send();
    assert_eq!(from("https://app.example.com").header("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(from("https://evil.example.com").header("access-control-allow-origin"), None);
    let preflight = |origin: &str| {
        let request = api.nobody("OPTIONS", "/api/leads/leads/").header("Origin", origin);
        request.header("Access-Control-Request-Method", "POST").send()
    };
    let allowed = preflight("https://app.example.com");
    assert_eq!((allowed.status, allowed.header("access-control-max-age")), (204, Some("86400")));
    assert!(allowed.header("access-control-allow-headers").unwrap().contains("x-csrftoken"));
    assert_eq!(preflight("https://evil.example.com").header("access-control-allow-methods"), None);
}

#[test]
fn a_repeated_write_with_an_idempotency_key_answers_the_same() {
    let api = Api::new();
    let send = |body: &Value| api.boss("POST", "/api/leads/leads/").header("Idempotency-Key", "k1").json(body).send();
    let (first, again) = (send(&lead()), send(&lead()));
    assert_eq!((first.status, again.status, first.json()), (201, 201, again.json()));
    let mut other = lead();
    other["name"] = json!("Ann");
    assert_eq!(send(&other).refusal(), (409, "idempotency_conflict".into()));
    assert_eq!(api.boss("GET", "/api/leads/leads/").send().json()["count"], 1);
}

#[test]
fn one_connection_carries_many_requests() {
    let api = Api::new();
    let mut stream = TcpStream::connect(api.address).unwrap();
    let one = |last: bool| format!("GET /health/ HTTP/1.1\r\nHost: x\r\n{}\r\n", if last { "Connection: close\r\n" } else { "" });
    stream.write_all(format!("{}{}", one(false), one(true)).as_bytes()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut stream, &mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2);
}

#[test]
fn imports_stream_their_file_and_answer_a_verdict_per_row() {
    let api = Api::new();
    let csv = "First Name;E-Mail;Mobile;Town\nEve;eve@example.com;+49 30 1234567;Berlin\nBad;nonsense;1;Rome\n";
    let post = |path: &str| api.boss("POST", path).text("text/csv; charset=utf-8", csv).send();
    let reply = post("/api/leads/leads/import_csv/?default_country=DE&nonsense=1");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let rows = reply.json()["rows"].as_array().unwrap().clone();
    let verdicts: Vec<_> = rows.iter().map(|r| r["verdict"].clone()).collect();
    assert_eq!((verdicts, &reply.json()["created"]), (vec![json!("created"), json!("invalid")], &json!(1)));
    let mapped = post("/api/leads/leads/import_csv/?on_duplicate=update&mapping=%7B%22Town%22:%22surname%22%7D");
    assert_eq!((mapped.status, &mapped.json()["updated"]), (200, &json!(1)), "{}", mapped.text());
    assert_eq!(api.boss("GET", "/api/leads/leads/?surname=berlin").send().json()["count"], 1);
    assert_eq!(reply.header("x-ignored-parameters"), Some("nonsense"));
    assert_eq!(post("/api/leads/leads/import_csv/?on_duplicate=maybe").status, 400);
    let json = api.boss("POST", "/api/leads/leads/import_csv/").json(&json!({"csv": csv})).send();
    assert_eq!(json.refusal(), (415, "unsupported_media_type".into()));
    assert_eq!(api.nobody("POST", "/api/leads/leads/import_csv/").text("text/csv", csv).send().status, 403);
}

#[test]
fn an_import_that_is_announced_too_large_imports_nothing_and_a_key_makes_one_import() {
    let api = Api::new();
    let path = "/api/leads/leads/import_csv/";
    let head = "name,email,phone\nEve,eve@example.com,1\n";
    let mut announced = api.boss("POST", path).text("text/csv", head);
    announced = announced.header("Content-Length", &((64 << 20) + 1).to_string());
    assert_eq!(announced.send_body(head).refusal(), (413, "too_large".into()));
    assert_eq!(api.boss("GET", "/api/leads/leads/").send().json()["count"], 0);
    let keyed = |csv: &str| api.boss("POST", path).header("Idempotency-Key", "import-1").text("text/csv", csv).send();
    let first = keyed(head);
    assert_eq!((first.status, &first.json()["created"]), (200, &json!(1)));
    assert_eq!(keyed(head).json(), first.json(), "the first answer again, verdicts and all");
    assert_eq!(keyed(&head.replace("Eve", "Ada")).refusal(), (409, "idempotency_conflict".into()));
    let wrong = format!("name,email,phone\n{}", ",,1\n".repeat(10_050));
    let report = api.boss("POST", path).text("text/csv", &wrong).send().json();
    assert_eq!((report["invalid"].clone(), report["rows_left_out"].clone()), (json!(10_050), json!(50)));
    assert_eq!(report["rows"].as_array().unwrap().len(), 10_000);
}

#[test]
fn call_records_come_as_csv_and_as_json() {
    let api = Api::new();
    let path = "/api/calls/call-logs/import_cdr/";
    let csv = "src,dst,start,end,billsec,disposition,uniqueid\n+491,+492,2026-05-20 10:00:00,2026-05-20 10:00:30,0,BUSY,1779271200.1\n";
    let reply = api.boss("POST", &format!("{path}?time_zone=Europe%2FBerlin&nonsense=1")).text("text/csv", csv).send();
    assert_eq!((reply.status, &reply.json()["created"], reply.header("x-ignored-parameters")), (200, &json!(1), Some("nonsense")));
    let id = reply.json()["rows"][0]["id"].as_str().unwrap().to_owned();
    let call = api.boss("GET", &format!("/api/calls/call-logs/{id}/")).send().json();
    assert_eq!((&call["status"], &call["reason"]), (&json!("busy"), &json!("busy")));
    assert_eq!(call["started_at"], "2026-05-20T08:00:00.000000Z");
    let times = json!({"start_epoch": "1779271200", "answer_epoch": "1779271205", "end_epoch": "1779271265", "billsec": "60"});
    let mut leg = json!({"variables": times, "callflow": [{"caller_profile": {"caller_id_number": "+491", "destination_number": "+492"}}]});
    (leg["variables"]["uuid"], leg["variables"]["hangup_cause"]) = (json!("leg-1"), json!("NORMAL_CLEARING"));
    let reply = api.boss("POST", path).json(&json!([leg, {"variables": {}}])).send();
    assert_eq!((reply.status, &reply.json()["created"], &reply.json()["invalid"]), (200, &json!(1), &json!(1)), "{}", reply.text());
    assert_eq!(api.boss("POST", path).text("application/pdf", csv).send().refusal(), (415, "unsupported_media_type".into()));
    assert_eq!(api.nobody("POST", path).text("text/csv", csv).send().status, 403);
}

#[test]
fn registration_is_for_staff_unless_it_is_open() {
    let api = Api::new();
    let new = |name: &str| json!({"username": name, "phone": "+1", "password": PASSWORD});
    assert_eq!(api.nobody("POST", "/api/users/users/").json(&new("a")).send().refusal().0, 403);
    let opened = api.boss("PATCH", "/api/settings/").json(&json!({"open_registration": "true"})).send();
    assert_eq!((opened.status, &opened.json()["open_registration"]), (200, &json!(true)));
    let made = api.nobody("POST", "/api/users/users/").json(&new("a")).send();
    assert_eq!((made.status, made.json().get("password")), (201, None));
    assert_eq!(api.nobody("POST", "/api/users/users/").basic("a", "wrong").json(&new("b")).send().status, 401);
}
