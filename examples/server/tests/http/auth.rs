//! Who may come in: sessions, CSRF, Basic, tokens.

use serde_json::json;

use crate::client::{Api, PASSWORD};

const ME: &str = "/api/users/users/me/";

#[test]
fn a_session_is_two_cookies_and_writes_need_the_csrf_token() {
    let api = Api::new();
    let reply = api.nobody("POST", "/api/auth/login/").json(&json!({"username": "clerk", "password": PASSWORD})).send();
    assert_eq!((reply.status, &reply.json()["username"]), (200, &json!("clerk")));
    assert!(!reply.text().contains("session"), "{}", reply.text());
    let cookies = reply.all("set-cookie");
    assert!(cookies[0].starts_with("sessionid=") && cookies[0].contains("HttpOnly") && cookies[0].contains("SameSite=Lax"));
    assert!(cookies[1].starts_with("csrftoken=") && !cookies[1].contains("HttpOnly"));

    let (cookies, token) = api.log_in("clerk");
    assert_eq!(api.nobody("GET", ME).header("Cookie", &cookies).send().json()["username"], "clerk");
    let write = || api.nobody("PATCH", ME).header("Cookie", &cookies).json(&json!({"first_name": "Jo"}));
    let refused = write().send();
    assert_eq!(refused.refusal(), (403, "csrf_failed".into()));
    assert!(refused.json()["detail"].as_str().unwrap().starts_with("CSRF Failed: "));
    assert_eq!(write().header("X-CSRFToken", &token).send().json()["first_name"], "Jo");
    // The token of another session fits this one's cookies no better.
    let (_, other) = api.log_in("clerk");
    assert_eq!(write().header("X-CSRFToken", &other).send().status, 403);
    let bare = cookies.split("; ").find(|c| c.starts_with("sessionid=")).unwrap();
    let bare = api.nobody("PATCH", ME).header("Cookie", bare).header("X-CSRFToken", &token).json(&json!({})).send();
    assert_eq!(bare.refusal(), (403, "csrf_failed".into()));

    let out = api.nobody("POST", "/api/auth/logout/").header("Cookie", &cookies).header("X-CSRFToken", &token).send();
    assert_eq!((out.status, out.all("set-cookie").len()), (204, 2));
    assert_eq!(api.nobody("GET", ME).header("Cookie", &cookies).send().refusal(), (403, "not_authenticated".into()));
}

#[test]
fn a_session_that_is_over_is_nobodys_and_in_nobodys_way() {
    let api = Api::new();
    let stale = |method: &str, path: &str| api.nobody(method, path).header("Cookie", "sessionid=stale; csrftoken=x");
    assert_eq!(stale("GET", ME).send().refusal(), (403, "not_authenticated".into()));
    assert_eq!(stale("PATCH", ME).json(&json!({})).send().refusal(), (403, "not_authenticated".into()));
    let login = json!({"username": "user", "password": PASSWORD});
    assert_eq!(stale("POST", "/api/auth/login/").json(&login).send().status, 200);
}

#[test]
fn wrong_credentials_are_401_with_a_challenge() {
    let api = Api::new();
    for request in [
        api.nobody("GET", ME).basic("user", "wrong"),
        api.nobody("GET", ME).basic("nobody", PASSWORD),
        api.nobody("GET", ME).header("Authorization", "Basic"),
        api.nobody("GET", ME).header("Authorization", "Token "),
        api.nobody("GET", ME).header("Authorization", "Basic ???"),
        api.nobody("GET", ME).header("Authorization", "Token nonsense"),
        api.nobody("GET", ME).header("Authorization", "Bearer nonsense"),
        api.nobody("POST", "/api/auth/login/").json(&json!({"username": "user", "password": "wrong"})),
    ] {
        let reply = request.send();
        assert_eq!(reply.refusal(), (401, "invalid_credentials".into()));
        assert!(reply.header("www-authenticate").unwrap().starts_with("Basic realm="));
    }
    assert_eq!(api.nobody("GET", ME).header("Authorization", "Digest x").send().refusal(), (403, "not_authenticated".into()));
    assert_eq!(api.nobody("POST", "/api/auth/login/").json(&json!({})).send().status, 400);
}

#[test]
fn remembered_credentials_do_not_outlive_the_users_rights() {
    let api = Api::new();
    assert_eq!(api.user("GET", ME).send().status, 200);
    assert_eq!(api.user("GET", ME).send().status, 200);
    let (cookies, _) = api.log_in("user");
    let id = api.user("GET", ME).send().json()["id"].as_str().unwrap().to_owned();
    let suspend = format!("/api/users/users/{id}/change_status/");
    assert_eq!(api.boss("PATCH", &suspend).json(&json!({"status": "suspended"})).send().status, 200);
    assert_eq!(api.user("GET", ME).send().status, 401);
    assert_eq!(api.nobody("GET", ME).header("Cookie", &cookies).send().status, 401);
    assert_eq!(api.nobody("PATCH", ME).header("Cookie", &cookies).json(&json!({})).send().status, 401);
    assert_eq!(api.boss("PATCH", &suspend).json(&json!({"status": "active"})).send().status, 200);
    assert_eq!(api.user("GET", ME).send().status, 200);
}

#[test]
fn a_changed_password_is_forgotten_at_once() {
    let api = Api::new();
    let (cookies, _) = api.log_in("user");
    let change = json!({"old_password": PASSWORD, "new_password": "battery-staple-9"});
    let path = "/api/users/users/me/change_password/";
    assert_eq!(api.user("POST", path).json(&json!({"old_password": "wrong", "new_password": "battery-staple-9"})).send().status, 400);
    assert_eq!(api.user("POST", path).json(&change).send().status, 204);
    assert_eq!(api.user("GET", ME).send().status, 401);
    assert_eq!(api.nobody("GET", ME).basic("user", "battery-staple-9").send().status, 200);
    assert_eq!(api.nobody("GET", ME).header("Cookie", &cookies).send().status, 403);
}

#[test]
fn tokens_open_what_they_were_made_for() {
    let api = Api::new();
    let made = api.boss("POST", "/api/auth/tokens/").json(&json!({"name": "reader", "operations": ["leads.*", "users.me"]})).send();
    assert_eq!(made.status, 201, "{}", made.text());
    let (key, id) = (made.json()["key"].as_str().unwrap().to_owned(), made.json()["id"].as_str().unwrap().to_owned());
    assert_eq!(made.header("location"), Some(format!("http://{}/api/auth/tokens/{id}/", api.address).as_str()));
    let with = |scheme: &str, path: &str| api.nobody("GET", path).header("Authorization", &format!("{scheme} {key}")).send();
    for scheme in ["Token", "Bearer", "token"] {
        assert_eq!(with(scheme, ME).json()["username"], "boss");
    }
    assert_eq!(with("Token", "/api/leads/leads/").status, 200);
    assert_eq!(with("Token", "/api/users/users/").refusal(), (403, "permission_denied".into()));
    let listed = api.boss("GET", "/api/auth/tokens/").send();
    assert_eq!(listed.json()[0]["name"], "reader");
    assert!(!listed.text().contains(&key) && listed.json()[0].get("key").is_none());
    assert_eq!(api.user("DELETE", &format!("/api/auth/tokens/{id}/")).send().status, 404);
    assert_eq!(api.boss("DELETE", &format!("/api/auth/tokens/{id}/")).send().status, 204);
    assert_eq!(with("Token", ME).status, 401);
}

#[test]
fn failures_slow_an_account_down() {
    let api = Api::new();
    let attempt = || api.nobody("POST", "/api/auth/login/").json(&json!({"username": "user", "password": "wrong"})).send();
    let throttled = (0..30).map(|_| attempt()).find(|reply| reply.status == 429).expect("a limit");
    assert_eq!(throttled.refusal().1, "throttled");
    assert!(throttled.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
}

#[test]
fn me_can_be_read_and_changed_under_both_names() {
    let api = Api::new();
    assert_eq!(api.user("PUT", ME).json(&json!({"first_name": "Jo"})).send().json(), json!({"phone": ["This field is required."]}));
    assert_eq!(api.user("PUT", ME).json(&json!({"first_name": "Jo", "phone": "7"})).send().json()["phone"], "7");
    assert_eq!(api.user("PATCH", ME).json(&json!({"first_name": "Al"})).send().json()["first_name"], "Al");
    let alias = api.user("PATCH", "/api/users/users/update_me/").json(&json!({"first_name": "Bo", "status": "suspended"})).send();
    assert_eq!((alias.status, &alias.json()["first_name"], &alias.json()["status"]), (200, &json!("Bo"), &json!("active")));
}
