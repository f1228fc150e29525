//! The shared vectors over HTTP. Which request an operation is, the OpenAPI document says.

#[allow(dead_code, reason = "shared with the other tests over sockets")]
#[path = "http/client.rs"]
mod client;

use std::collections::BTreeMap;

use client::{Api, Reply, Request};
use hotcalls_core::Id;
use hotcalls_tests::vectors::{self, Door};
use serde_json::{Map, Value, json};

struct Http {
    api: Api,
    /// `PATCH`, `/api/leads/leads/{id}/` by `leads_update`.
    places: BTreeMap<String, (String, String)>,
    /// API tokens of users for whom the story vouches.
    keys: BTreeMap<String, String>,
}

impl Http {
    fn new() -> Self {
        let api = Api::new();
        let document = api.nobody("GET", "/api/schema/?format=json").send().json();
        let mut places = BTreeMap::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, entry) in methods.as_object().expect("methods") {
                if let Some(id) = entry["operationId"].as_str() {
                    places.insert(id.to_owned(), (method.to_uppercase(), path.clone()));
                }
            }
        }
        Self { api, places, keys: BTreeMap::new() }
    }

    /// A user's API token. The embedding program itself has no way in here: a superuser stands for it.
    fn key_of(&mut self, user: &str) -> Result<String, Value> {
        if let Some(key) = self.keys.get(user) {
            return Ok(key.clone());
        }
        let id: Id<()> = match user {
            "system" => self.api.boss("GET", "/api/users/users/me/").send().json()["id"].as_str().unwrap().parse().unwrap(),
            id => id.parse().expect("a user's id"),
        };
        let made = self.api.db.as_user(id).call_json("auth.create_token", &json!({"name": "vectors"}).to_string());
        let made = made.map_err(|error| serde_json::to_value(&error).unwrap())?;
        let key = serde_json::from_str::<Value>(&made).unwrap()["key"].as_str().unwrap().to_owned();
        self.keys.insert(user.to_owned(), key.clone());
        Ok(key)
    }

    fn with_credentials(&mut self, request: Request, who: &str) -> Result<Request, Value> {
        let mut words = who.splitn(3, ' ');
        let key = match (words.next(), words.next(), words.next()) {
            (Some("anonymous"), None, None) => return Ok(request),
            (Some("login"), Some(name), Some(password)) => return Ok(request.basic(name, password)),
            (Some("token"), Some(key), None) => key.to_owned(),
            (Some("user"), Some(id), None) => self.key_of(id)?,
            (Some("system"), None, None) => self.key_of("system")?,
            _ => panic!("{who:?} is nobody"),
        };
        Ok(request.header("Authorization", &format!("Token {key}")))
    }
}

impl Door for Http {
    fn name(&self) -> &'static str {
        "http"
    }

    fn call(&mut self, who: &str, operation: &str, input: &Value) -> Result<Value, Value> {
        let id = operation.replace('.', "_");
        let (method, path) = self.places.get(&id).unwrap_or_else(|| panic!("{operation} has no path")).clone();
        let mut fields = input.as_object().cloned().unwrap_or_default();
        let mut target = path.clone();
        if let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
            let value = fields.remove(&path[start + 1..end]).expect("the key of the path");
            target.replace_range(start..=end, value.as_str().expect("a key"));
        }
        // An import is a stream of its file with its options in the query.
        let field = [("leads.import_csv", "csv"), ("calls.import_cdr", "cdr")].into_iter().find(|(name, _)| *name == operation);
        let csv = field.and_then(|(_, field)| fields.remove(field));
        if method == "GET" || csv.is_some() {
            target += &query(&fields);
        }
        let request = self.api.nobody(&method, &target);
        let mut request = self.with_credentials(request, who)?;
        if let Some(csv) = csv {
            request = request.text("text/csv", csv.as_str().expect("text"));
        } else if method != "GET" && !(method == "DELETE" && fields.is_empty()) {
            request = request.json(&Value::Object(fields));
        }
        answer(&request.send())
    }
}

fn query(fields: &Map<String, Value>) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<_> = fields.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{k}={}", encoded(&text(v)))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The answer as the library's own doors give it.
fn answer(reply: &Reply) -> Result<Value, Value> {
    match reply.status {
        204 => Ok(Value::Null),
        200..=299 => Ok(reply.json()),
        400 if reply.json().get("error_code").is_none() => Err(json!({"code": "invalid_input", "details": reply.json()})),
        _ => Err(json!({"code": reply.json()["error_code"], "details": {}})),
    }
}

#[test]
fn vectors_on_a_server_too() {
    hotcalls_test_postgres::again(&[]);
}

#[test]
fn vectors_over_http() {
    vectors::replay_all(|_| Http::new());
}
