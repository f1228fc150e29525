//! One call: credentials to a caller, path, query and body to an input, the output to an answer. Runs in threads that may block.

use std::{borrow::Cow, io::Read};

use hotcalls_core::{Caller, Code, Error, Id, Outcome, Streams, operation::Operation};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    answer::Answer,
    auth::{self, Credentials},
    handle::{App, Asked},
    input::{Fields, Pair, is_object, pairs},
    pages,
    routes::{Route, Shape, Source},
};

/// Users, as the memory of Basic credentials names them.
pub type UserId = Id<()>;

/// Stands in for a path key that is no UUID: nothing has this id, so that the gate is asked first and the answer is 404.
const NOWHERE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/// Runs the operation of a route. `key` is what stands in the path; `csv` the body of an import.
pub fn answer(asked: &Asked, route: &Route, key: Option<&str>, body: &[u8], csv: Option<&mut dyn Read>) -> Answer {
    let Some(operation) = asked.app.operations.get(route.operation.as_str()) else { return Answer::crash(&asked.id) };
    let caller = match caller(asked, route) {
        Ok(caller) => caller,
        Err(refused) => return refused,
    };
    let query = pairs(asked.parts.uri.query().unwrap_or_default());
    let known = key.is_none_or(|key| key.parse::<UserId>().is_ok_and(|id| id.known().is_some()));
    let (mut named, mut ignored) = named(operation, route, key.map(|key| if known { key } else { NOWHERE }), &query);
    let options = if route.source == Source::Csv { objects(&mut named) } else { Vec::new() };
    let body = if route.source == Source::Csv { &options } else { body };
    let mut output = Vec::with_capacity(if route.shape == Shape::Page { 16 << 10 } else { 1 << 10 });
    let mut rows = Vec::new();
    let call = Call { caller: &caller, operation, named: &named, body, csv, whole: whole(&asked.app, route) };
    let result = call.run(&asked.app, &mut output, &mut rows);
    let user = match &result {
        Ok(outcome) => outcome.user,
        Err(_) => None,
    };
    let mut answer = match result {
        Ok(outcome) => {
            ignored.extend(outcome.ignored.iter().cloned().map(Cow::Owned));
            after(&asked.app, route);
            shaped(asked, route, &query, output, rows, &outcome)
        }
        Err(error) if error.code() == Code::NotFound && !known => Answer::error(404, "not_found", "Not found."),
        Err(error) => Answer::of_error(&error, Some(route), &asked.id),
    };
    answer.user = user.or(caller.user_id()).map(|id| id.to_string());
    if ignored.is_empty() { answer } else { answer.with("x-ignored-parameters", header_list(&ignored)) }
}

/// An answer for whoever is logged in, whoever that is.
pub fn for_users(asked: &Asked, answer: Answer) -> Answer {
    let me = credentials(asked).and_then(|caller| {
        let me = caller.call("users.me", asked.app.mode(), Fields { named: &[], body: b"" }, &mut serde_json::Serializer::new(Vec::new()));
        me.map_err(|error| Answer::of_error(&error, None, &asked.id))
    });
    match me {
        Ok(outcome) => Answer { user: outcome.user.map(|id| id.to_string()), ..answer },
        Err(refused) => refused,
    }
}

/// Whether a password will have to be checked for this request.
pub fn checks_password(asked: &Asked) -> bool {
    match Credentials::of(&asked.parts.headers) {
        Credentials::Basic(name, password) => asked.app.remembered.find(&name, &password).is_none(),
        _ => false,
    }
}

/// On whose behalf the request is made. A login is made by nobody, whatever cookies came along.
fn caller(asked: &Asked, route: &Route) -> Result<Caller, Answer> {
    let caller = match route.shape {
        Shape::Login => asked.app.db.anonymous().address(asked.peer.ip().to_string()),
        _ => credentials(asked)?,
    };
    // A login is never answered from memory: whether the user may come in is asked every time.
    let key = asked.parts.headers.get("idempotency-key").filter(|_| !route.reads() && route.shape != Shape::Login);
    match key.map(|key| key.to_str()) {
        None => Ok(caller),
        Some(Ok(key)) => Ok(caller.idempotency_key(key)),
        Some(Err(_)) => Err(Answer::error(400, "malformed", "The Idempotency-Key is not plain text.")),
    }
}

/// The caller that the request's credentials make. What that caller may is asked anew with every call.
pub fn credentials(asked: &Asked) -> Result<Caller, Answer> {
    let (db, address) = (&asked.app.db, asked.peer.ip().to_string());
    let refuse = |error: Error| Answer::of_error(&error, None, &asked.id);
    let caller = match Credentials::of(&asked.parts.headers) {
        Credentials::Nobody => db.anonymous(),
        Credentials::Token(key) => db.with_token(&key),
        Credentials::Session(key) => session(asked, &key)?,
        Credentials::Broken => return Err(refuse(Error::new(Code::InvalidCredentials, "Invalid basic header."))),
        Credentials::Basic(name, password) => match asked.app.remembered.find(&name, &password) {
            Some(id) => db.as_user(id),
            None => {
                let caller = db.anonymous().address(address.as_str()).login(&name, &password).map_err(refuse)?;
                if let Some(id) = caller.user_id() {
                    asked.app.remembered.keep(&name, &password, Id::new(id));
                }
                caller
            }
        },
    };
    Ok(caller.address(address))
}

/// The caller of a session. Unsafe methods need its CSRF token; a session that is over is nobody's and needs none.
fn session(asked: &Asked, key: &str) -> Result<Caller, Answer> {
    let caller = asked.app.db.with_session(key);
    let safe = matches!(asked.parts.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    if safe || auth::csrf_holds(&asked.parts.headers, key) {
        return Ok(caller);
    }
    let nothing = Fields { named: &[], body: b"" };
    match caller.call("users.me", asked.app.mode(), nothing, &mut serde_json::Serializer::new(Vec::new())) {
        Err(error) if error.code() == Code::NotAuthenticated => Ok(asked.app.db.anonymous()),
        Err(error) => Err(Answer::of_error(&error, None, &asked.id)),
        Ok(_) => Err(Answer::error(403, "csrf_failed", "CSRF Failed: CSRF token missing or incorrect.")),
    }
}

/// The fields that path and query name, and the query's names that mean nothing here.
fn named<'a>(operation: &Operation, route: &'a Route, key: Option<&'a str>, query: &'a [Pair<'a>]) -> (Vec<Pair<'a>>, Vec<Cow<'a, str>>) {
    let mut named: Vec<Pair<'a>> = Vec::new();
    if let (Some(name), Some(value)) = (route.key(), key) {
        named.push((name.into(), value.into()));
    }
    let mut ignored = Vec::new();
    let fields = if query.is_empty() { Vec::new() } else { (operation.fields)() };
    for (name, value) in query {
        let known =
            route.source != Source::Body && route.key() != Some(name) && fields.iter().any(|f| f.name == name && !route.streams(f.name));
        match known {
            false => ignored.push(Cow::Borrowed(&**name)),
            // As in a form, an empty value is none; but an empty cursor is where going by cursor begins.
            true if value.is_empty() && name != "cursor" => {}
            true => named.push((Cow::Borrowed(name), Cow::Borrowed(value))),
        }
    }
    (named, ignored)
}

/// PUT: what the body must name besides what the operation requires.
fn whole(app: &App, route: &Route) -> Vec<&'static str> {
    let create = route.whole.as_deref().and_then(|name| app.operations.get(name));
    create.map(|o| (o.fields)()).into_iter().flatten().filter(|f| f.required).map(|f| f.name).collect()
}

struct Call<'a, 'r> {
    caller: &'a Caller,
    operation: &'static Operation,
    named: &'a [Pair<'a>],
    body: &'a [u8],
    csv: Option<&'r mut (dyn Read + 'r)>,
    whole: Vec<&'static str>,
}

impl Call<'_, '_> {
    /// Runs it; `rows` takes the rows of a streamed result as they come, separated by commas.
    fn run(self, app: &App, output: &mut Vec<u8>, rows: &mut Vec<u8>) -> hotcalls_core::Result<Outcome> {
        let mut writer = serde_json::Serializer::new(output);
        let mut take = |row: &dyn erased_serde::Serialize| {
            if !rows.is_empty() {
                rows.push(b',');
            }
            serde_json::to_writer(&mut *rows, row).map_err(Error::internal)
        };
        let streams = match self.csv {
            None => Streams::default(),
            Some(source) => Streams { source: Some(source), rows: Some(&mut take), progress: None },
        };
        let caller = self.caller.requiring(&self.whole);
        let (name, mode) = (self.operation.name, app.mode());
        if self.body.is_empty() || is_object(self.body) {
            let fields = Fields { named: self.named, body: self.body };
            return caller.call_with(name, mode, fields, &mut writer, streams);
        }
        // Whatever this is, the library says what is wrong with it, after it has said who may call.
        caller.call_with(name, mode, &mut serde_json::Deserializer::from_slice(self.body), &mut writer, streams)
    }
}

/// What the server itself must learn from a call.
fn after(app: &App, route: &Route) {
    if route.hashes && route.shape != Shape::Login {
        app.remembered.clear();
    }
    if route.room() == "settings" && !route.reads() {
        app.read_mode();
    }
}

/// The answer that the route's shape makes of an output.
fn shaped(asked: &Asked, route: &Route, query: &[Pair<'_>], output: Vec<u8>, rows: Vec<u8>, outcome: &Outcome) -> Answer {
    match route.shape {
        Shape::Nothing => Answer::empty(204),
        Shape::Whole if rows.is_empty() => Answer::json(200, output),
        Shape::Whole => Answer::json(200, with_rows(&output, &rows)),
        Shape::Created if outcome.existed => Answer::json(200, output),
        Shape::Created => match route.location.and_then(|below| Some(format!("{}{below}{}/", asked.origin(), id_of(&output)?))) {
            Some(location) => Answer::json(201, output).with("location", location),
            None => Answer::json(201, output),
        },
        Shape::Page => {
            let origin = asked.origin();
            let path = asked.path();
            match pages::envelope(&output, &pages::Place { origin: &origin, path, query }) {
                Ok(body) => Answer::json(200, body),
                Err(error) => Answer { fault: Some(error.to_string()), ..Answer::crash(&asked.id) },
            }
        }
        Shape::Login => match serde_json::from_slice::<Login<'_>>(&output) {
            Ok(login) => {
                let [session, csrf] = auth::set_cookies(&login.session_key);
                Answer::json(200, login.user.get().to_owned()).with("set-cookie", session).with("set-cookie", csrf)
            }
            Err(error) => Answer { fault: Some(error.to_string()), ..Answer::crash(&asked.id) },
        },
        Shape::Logout => {
            let [session, csrf] = auth::drop_cookies();
            Answer::empty(204).with("set-cookie", session).with("set-cookie", csrf)
        }
    }
}

/// What `auth.login` answers; the key goes into the cookie and nowhere else.
#[derive(Deserialize)]
pub struct Login<'a> {
    /// The user.
    #[serde(borrow)]
    pub user: &'a RawValue,
    /// The session's key.
    pub session_key: String,
}

/// The id of what was created.
fn id_of(output: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Created<'a> {
        #[serde(borrow, alias = "agent_id")]
        id: Cow<'a, str>,
    }
    serde_json::from_slice::<Created<'_>>(output).ok().map(|c| c.id)
}

/// A report whose empty list of `rows` takes the rows that were streamed. Nothing before that list is text of the caller.
fn with_rows(report: &[u8], rows: &[u8]) -> Vec<u8> {
    const EMPTY: &[u8] = b"\"rows\":[]";
    match report.windows(EMPTY.len()).position(|w| w == EMPTY) {
        Some(at) => [&report[..at + EMPTY.len() - 1], rows, &report[at + EMPTY.len() - 1..]].concat(),
        None => report.to_vec(),
    }
}

/// Options of a stream that are JSON objects, as the body that they would be elsewhere.
fn objects(named: &mut Vec<Pair<'_>>) -> Vec<u8> {
    let mut body = serde_json::Map::new();
    named.retain(|(name, value)| match serde_json::from_str(value) {
        Ok(object @ serde_json::Value::Object(_)) => body.insert(name.to_string(), object).is_some(),
        _ => true,
    });
    serde_json::Value::Object(body).to_string().into()
}

/// Names for a header: at most twenty, and nothing in them that a header cannot hold.
fn header_list(names: &[Cow<'_, str>]) -> String {
    let clean = |name: &Cow<'_, str>| name.chars().filter(|c| c.is_ascii_graphic() && *c != ',').take(64).collect::<String>();
    names.iter().take(20).map(clean).collect::<Vec<_>>().join(", ")
}
