//! Lists: the envelope, its links, what is ignored.

use serde_json::{Value, json};

use crate::client::Api;

fn ids(page: &Value) -> Vec<String> {
    page["results"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_link_to_their_neighbours() {
    let api = Api::new();
    api.leads(45);
    let get = |query: &str| api.boss("GET", &format!("/api/leads/leads/{query}")).send();
    let url = |query: &str| json!(format!("http://{}/api/leads/leads/{query}", api.address));
    let first = get("?search=Lead&ordering=name").json();
    assert_eq!((&first["count"], first["results"].as_array().unwrap().len()), (&json!(45), 20));
    assert_eq!((&first["next"], &first["previous"]), (&url("?ordering=name&page=2&search=Lead"), &Value::Null));
    let second = get("?search=Lead&page=2&ordering=name").json();
    assert_eq!(second["next"], url("?ordering=name&page=3&search=Lead"));
    assert_eq!(second["previous"], url("?ordering=name&search=Lead"));
    assert_eq!(second["results"][0]["name"], "Lead 020");
    let last = get("?page=last").json();
    assert_eq!((last["results"].as_array().unwrap().len(), &last["next"], &last["previous"]), (5, &Value::Null, &url("?page=2")));
    assert_eq!(get("?page_size=45").json()["next"], Value::Null);
    assert!(text_of(&first).starts_with("{\"count\":"));
    fn text_of(page: &Value) -> String {
        page.to_string()
    }
}

#[test]
fn pages_that_are_none_are_404_and_sizes_that_are_none_400() {
    let api = Api::new();
    api.leads(21);
    for page in ["0", "3", "-1", "x", "1000000000000000000", "1.5"] {
        let reply = api.boss("GET", &format!("/api/leads/leads/?page={page}")).send();
        assert_eq!((reply.refusal(), &reply.json()["detail"]), ((404, "not_found".into()), &json!("Invalid page.")), "{page}");
    }
    for size in ["0", "1001", "x"] {
        let reply = api.boss("GET", &format!("/api/leads/leads/?page_size={size}")).send();
        assert_eq!((reply.status, reply.json()["page_size"].is_array()), (400, true), "{size}");
    }
    assert_eq!(api.boss("GET", "/api/leads/leads/?page=&page_size=&name=").send().json()["count"], 21);
}

#[test]
fn cursors_walk_the_whole_list_once() {
    let api = Api::new();
    let mut expected = api.leads(25);
    expected.reverse();
    let (mut found, mut next) = (Vec::new(), Some(format!("http://{}/api/leads/leads/?cursor=&page_size=10", api.address)));
    while let Some(url) = next {
        let path = url.split_once(&api.address.to_string()).unwrap().1.to_owned();
        let page = api.boss("GET", &path).send().json();
        assert_eq!((page["count"].as_u64(), &page["previous"]), (Some(25), &Value::Null));
        assert_eq!(page["next"].is_null(), page["next_cursor"].is_null());
        found.extend(ids(&page));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found, expected);
    let tampered = api.boss("GET", "/api/leads/leads/?cursor=abc").send();
    assert_eq!((tampered.status, tampered.json()["cursor"].is_array()), (400, true));
}

#[test]
fn unknown_parameters_are_ignored_and_named() {
    let api = Api::new();
    api.leads(2);
    let reply = api.boss("GET", "/api/leads/leads/?nonsense=1&ordering=-shoe_size,name&limit=1&naughty%0d%0aX-Evil:1=2").send();
    assert_eq!((reply.status, &reply.json()["results"][0]["name"]), (200, &json!("Lead 000")));
    assert_eq!(reply.header("x-ignored-parameters"), Some("nonsense, limit, naughty%0D%0AX-Evil:1, ordering=shoe_size"));
    assert_eq!(reply.header("x-evil"), None);
    // Ignored, but kept in the links.
    let page = api.boss("GET", "/api/leads/leads/?limit=1&page_size=1").send().json();
    assert!(page["next"].as_str().unwrap().ends_with("?limit=1&page=2&page_size=1"));
    assert_eq!(api.boss("GET", "/api/leads/leads/?name=lead").send().header("x-ignored-parameters"), None);
    // Only unknown names: the default order, newest first.
    assert_eq!(api.boss("GET", "/api/leads/leads/?ordering=shoe_size").send().json()["results"][0]["name"], "Lead 001");
}

#[test]
fn filters_are_text_that_is_coerced_and_narrow_lists_only() {
    let api = Api::new();
    let leads = api.leads(3);
    let count = |query: &str| api.boss("GET", &format!("/api/leads/leads/?{query}")).send().json()["count"].clone();
    assert_eq!(count("name=LEAD%20001"), 1);
    assert_eq!(count("has_metadata=False"), 3);
    assert_eq!(count("has_metadata=1"), 0);
    assert_eq!(count("created_after=2020-01-01"), 3);
    assert_eq!(count("search=%25"), 0);
    assert_eq!(count("name='%20OR%201=1--"), 0);
    let wrong = api.boss("GET", "/api/leads/leads/?has_metadata=perhaps&created_after=2026-02-30").send();
    assert_eq!((wrong.status, wrong.json().as_object().unwrap().len()), (400, 2));
    assert_eq!(api.boss("GET", &format!("/api/leads/leads/{}/?name=zzz", leads[0])).send().status, 200);
}

#[test]
fn times_without_an_offset_are_of_the_zone_of_the_database() {
    let api = Api::new();
    api.leads(1);
    let created = api.boss("GET", "/api/leads/leads/").send().json()["results"][0]["created_at"].as_str().unwrap().to_owned();
    assert!(created.ends_with('Z') && created.len() == "2026-11-22T21:02:03.221236Z".len(), "{created}");
    let naive = created.trim_end_matches('Z');
    let count = || api.boss("GET", &format!("/api/leads/leads/?created_before={naive}")).send().json()["count"].clone();
    assert_eq!(count(), 1);
    // The same wall time was earlier in a zone that is ahead of UTC.
    assert_eq!(api.boss("PATCH", "/api/settings/").json(&json!({"time_zone": "Asia/Tokyo"})).send().status, 200);
    assert_eq!(count(), 0);
}
