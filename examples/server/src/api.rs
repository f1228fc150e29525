//! One call: credentials to a caller, path, query and body to an input, the output to an answer. Runs in threads that may block.

use std::{borrow::Cow, io::Read};

use hotcalls_core::{Caller, Code, Error, Id, Outcome, Streams};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    answer::Answer,
    auth::{self, Credentials},
    handle::Asked,
    input::{Fields, Pair, pairs},
    pages,
    routes::{Route, Shape, Source},
};

/// Stands in for a path key that is no UUID: nothing has this id, so that the gate is asked first and the answer is 404.
const NOWHERE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/// Runs the operation of a route. `key` is what stands in the path; `csv` the body of an import.
pub fn answer(asked: &Asked, route: &Route, key: Option<&str>, body: &[u8], csv: Option<&mut dyn Read>) -> Answer {
    let caller = match caller(asked, route) {
        Ok(caller) => caller.requiring(&route.whole),
        Err(refused) => return refused,
    };
    let query = pairs(asked.parts.uri.query().unwrap_or_default());
    let known = key.is_none_or(|key| key.parse::<Id<()>>().is_ok_and(|id| id.known().is_some()));
    let (mut named, mut ignored) = named(route, key.map(|key| if known { key } else { NOWHERE }), &query);
    let options = if route.source == Source::Csv { objects(&mut named) } else { Vec::new() };
    let fields = Fields { named: &named, body: if route.source == Source::Csv { &options } else { body } };
    // The report itself lists verdicts, up to a number: all of them would take more memory than the file.
    let streams = Streams { source: csv.map(|source| source as _), ..Streams::default() };
    let mut output = Vec::with_capacity(if route.shape == Shape::Page { 16 << 10 } else { 1 << 10 });
    let mut writer = serde_json::Serializer::new(&mut output);
    let result = caller.call_with(route.operation.name, asked.app.mode(), fields, &mut writer, streams);
    let user = result.as_ref().ok().and_then(|outcome| outcome.user).or(caller.user_id());
    let answer = match result {
        Ok(outcome) => {
            if route.operation.name == "settings.update" {
                asked.app.read_mode();
            }
            ignored.extend(outcome.ignored.iter().cloned().map(Cow::Owned));
            shaped(asked, route, &query, output, outcome.existed).unwrap_or_else(Answer::fault)
        }
        Err(error) if error.code() == Code::NotFound && !known => Answer::error(404, "not_found", "Not found."),
        Err(error) => Answer::of_error(&error, Some(route)),
    };
    let answer = Answer { user: user.map(|id| id.to_string()), ..answer };
    if ignored.is_empty() { answer } else { answer.with("x-ignored-parameters", header_list(&ignored)) }
}

/// A call of the server's own: the operation's name and its fields.
pub fn call(asked: &Asked, caller: &Caller, name: &str, fields: &[Pair<'_>]) -> hotcalls_core::Result<(Vec<u8>, Outcome)> {
    let mut output = Vec::new();
    let fields = Fields { named: fields, body: b"" };
    let outcome = caller.call(name, asked.app.mode(), fields, &mut serde_json::Serializer::new(&mut output))?;
    Ok((output, outcome))
}

/// An answer for whoever is logged in, whoever that is.
pub fn for_users(asked: &Asked, answer: Answer) -> Answer {
    match credentials(asked).and_then(|caller| call(asked, &caller, "users.me", &[]).map_err(|e| Answer::of_error(&e, None))) {
        Ok((_, outcome)) => Answer { user: outcome.user.map(|id| id.to_string()), ..answer },
        Err(refused) => refused,
    }
}

/// Whether a password will have to be checked for this request.
pub fn checks_password(asked: &Asked) -> bool {
    match Credentials::of(&asked.parts.headers) {
        Credentials::Basic(name, password) => !asked.app.db.remembers(&name, &password),
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
    let key = asked.parts.headers.get("idempotency-key").filter(|_| !asked.parts.method.is_safe() && route.shape != Shape::Login);
    match key.map(|key| key.to_str()) {
        None => Ok(caller),
        Some(Ok(key)) => Ok(caller.idempotency_key(key)),
        Some(Err(_)) => Err(Answer::error(400, "malformed", "The Idempotency-Key is not plain text.")),
    }
}

/// The caller that the request's credentials make. What that caller may is asked anew with every call.
pub fn credentials(asked: &Asked) -> Result<Caller, Answer> {
    let (db, address) = (&asked.app.db, asked.peer.ip().to_string());
    let refuse = |error: Error| Answer::of_error(&error, None);
    let caller = match Credentials::of(&asked.parts.headers) {
        Credentials::Nobody => db.anonymous(),
        Credentials::Token(key) => db.with_token(&key),
        Credentials::Session(key) => session(asked, &key)?,
        Credentials::Broken => return Err(refuse(Error::new(Code::InvalidCredentials, "Invalid basic header."))),
        Credentials::Basic(name, password) => {
            db.anonymous().address(address.as_str()).login_remembered(&name, &password).map_err(refuse)?
        }
    };
    Ok(caller.address(address))
}

/// The caller of a session. Unsafe methods need its CSRF token; a session that is over is nobody's and needs none.
fn session(asked: &Asked, key: &str) -> Result<Caller, Answer> {
    let caller = asked.app.db.with_session(key);
    if asked.parts.method.is_safe() || auth::csrf_holds(&asked.parts.headers, key) {
        return Ok(caller);
    }
    match call(asked, &caller, "users.me", &[]) {
        Err(error) if error.code() == Code::NotAuthenticated => Ok(asked.app.db.anonymous()),
        Err(error) => Err(Answer::of_error(&error, None)),
        Ok(_) => Err(auth::csrf_failed()),
    }
}

/// The fields that path and query name, and the query's names that mean nothing here.
fn named<'a>(route: &'a Route, key: Option<&'a str>, query: &'a [Pair<'a>]) -> (Vec<Pair<'a>>, Vec<Cow<'a, str>>) {
    let mut named: Vec<Pair<'a>> = route.key().zip(key).map(|(name, value)| (name.into(), value.into())).into_iter().collect();
    let mut ignored = Vec::new();
    let fields = if query.is_empty() { Vec::new() } else { (route.operation.fields)() };
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

/// The answer that the route's shape makes of an output.
fn shaped(asked: &Asked, route: &Route, query: &[Pair<'_>], output: Vec<u8>, existed: bool) -> serde_json::Result<Answer> {
    Ok(match route.shape {
        Shape::Nothing => Answer::empty(204),
        Shape::Whole => Answer::json(200, output),
        Shape::Created if existed => Answer::json(200, output),
        Shape::Created => match route.location.and_then(|below| Some(format!("{}{below}{}/", asked.origin(), id_of(&output)?))) {
            Some(location) => Answer::json(201, output).with("location", location),
            None => Answer::json(201, output),
        },
        Shape::Page => Answer::json(200, pages::envelope(&output, &format!("{}{}", asked.origin(), asked.path()), query)?),
        Shape::Login => {
            let login: Login<'_> = serde_json::from_slice(&output)?;
            Answer::json(200, login.user.get().to_owned()).cookies(auth::set_cookies(&login.session_key))
        }
        Shape::Logout => Answer::empty(204).cookies(auth::drop_cookies()),
    })
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

/// Options of a stream that are JSON objects, as the body that they would be elsewhere.
fn objects(named: &mut Vec<Pair<'_>>) -> Vec<u8> {
    let mut body = serde_json::Map::new();
    named.retain(|(name, value)| match serde_json::from_str(value) {
        Ok(object @ serde_json::Value::Object(_)) => body.insert(name.to_string(), object).is_some(),
        _ => true,
    });
    serde_json::Value::Object(body).to_string().into()
}

/// Names for a header: at most twenty, with what a header or the list cannot hold as in a URL.
fn header_list(names: &[Cow<'_, str>]) -> String {
    let held = |c: char| match c {
        ',' => "%2C".into(),
        c if c.is_ascii_graphic() => c.to_string(),
        c => form_urlencoded::byte_serialize(c.to_string().as_bytes()).collect(),
    };
    let shown = |name: &Cow<'_, str>| name.chars().take(64).map(held).collect::<String>();
    names.iter().take(20).map(shown).collect::<Vec<_>>().join(", ")
}
