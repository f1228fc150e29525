//! What goes back: answers, error bodies, and the headers that every answer carries.

use bytes::Bytes;
use hotcalls_core::error::{Code, Error, NON_FIELD};
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    header::{HeaderName, HeaderValue},
};
use serde_json::{Map, Value, json};

use crate::routes::Route;

/// JSON is all that the API answers.
const JSON: &str = "application/json";
/// What every answer says unless it says otherwise itself: nothing of it is ever to be run or framed, and it depends on who asks.
const ALWAYS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cache-control", "no-store"),
];

/// An answer before it becomes bytes on the wire.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, HeaderValue)>,
    pub body: Bytes,
    /// What went wrong inside, for the log only: a status of 500 says nothing else.
    pub fault: Option<String>,
    /// Who asked, for the log.
    pub user: Option<String>,
}

impl Answer {
    /// An answer with a body of some type.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let answer = Self { status, headers: Vec::new(), body: body.into(), fault: None, user: None };
        answer.with("content-type", content_type)
    }
    /// JSON that is written already.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, JSON, body)
    }
    /// No body (204, redirects).
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), fault: None, user: None }
    }
    /// A redirect.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::empty(status).with("location", to)
    }
    /// An error that only HTTP knows: a sentence and its stable word.
    pub fn error(status: u16, word: &str, detail: &str) -> Self {
        Self::json(status, json!({"detail": detail, "error_code": word}).to_string())
    }
    /// Sets a header. A value that no header can hold is left out.
    pub fn with(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.headers.extend(HeaderValue::from_str(value.as_ref()).ok().map(|value| (name, value)));
        self
    }
    /// Sets cookies.
    pub fn cookies(self, all: [String; 2]) -> Self {
        all.iter().fold(self, |answer, cookie| answer.with("set-cookie", cookie))
    }

    /// A fault of ours: only the log says what it was.
    pub fn fault(what: impl ToString) -> Self {
        Self { fault: Some(what.to_string()), ..Self::empty(500) }
    }

    /// The answer to an error of the library, with the keys of the contract.
    pub fn of_error(error: &Error, route: Option<&Route>) -> Self {
        let (code, status) = (error.code(), error.code().http_status());
        if status == 500 {
            return Self::fault(error);
        }
        // Where the database is, and why it does not answer, is nobody's business outside.
        let fault = (code == Code::Unavailable).then(|| error.to_string());
        let answer = Self { fault, ..Self::json(status, error_body(error, route).to_string()) };
        match code {
            Code::InvalidCredentials => answer.with("www-authenticate", "Basic realm=\"hotcalls\", charset=\"UTF-8\""),
            Code::Throttled => answer.with("retry-after", error.figures().get("retry_after").unwrap_or(&1).to_string()),
            Code::Busy | Code::Unavailable => answer.with("retry-after", "1"),
            _ => answer,
        }
    }

    /// The response, with the headers that all of them carry. A fault says nothing but the id under which the log knows more.
    pub fn into_response(mut self, request_id: &str, head: bool) -> Response<Full<Bytes>> {
        if self.fault.is_some() && self.status == 500 {
            let body = json!({"detail": "Internal server error.", "error_code": "internal", "request_id": request_id});
            self.body = body.to_string().into();
            self = self.with("content-type", JSON);
        }
        let length = self.body.len();
        let mut response = Response::new(Full::new(if head { Bytes::new() } else { self.body }));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            headers.append(HeaderName::from_static(name), value);
        }
        if head && self.status != 204 {
            headers.insert("content-length", HeaderValue::from(length));
        }
        headers.insert("x-request-id", HeaderValue::from_str(request_id).unwrap_or(HeaderValue::from_static("-")));
        for (name, value) in ALWAYS {
            headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
        }
        response
    }
}

/// The body of an error: field errors as they are, everything else as a sentence with its stable word and figures.
fn error_body(error: &Error, route: Option<&Route>) -> Value {
    let says_error = route.is_some_and(|r| (r.says_error)(error));
    if error.code() == Code::InvalidInput && !says_error {
        return if error.details().is_empty() { json!({NON_FIELD: [error.message()]}) } else { json!(error.details()) };
    }
    let message = match error.code() {
        Code::Unavailable => error.code().doc().to_owned(),
        Code::InvalidInput => format!("Invalid {}", error.details().iter().map(|(field, _)| field).collect::<Vec<_>>().join(", ")),
        _ => error.message().to_owned(),
    };
    let mut body = Map::new();
    body.insert(if says_error { "error" } else { "detail" }.into(), Value::from(message));
    body.insert("error_code".into(), Value::from(error.code().word()));
    body.extend(error.figures().iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_database_is_only_the_log_says() {
        let error = Error::new(Code::Unavailable, "db.internal/calls: the database server cannot be reached (refused).");
        let answer = Answer::of_error(&error, None);
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status == 503 && body.contains("unavailable") && !body.contains("db.internal"), "{body}");
        assert!(answer.fault.as_ref().is_some_and(|fault| fault.contains("db.internal")), "{:?}", answer.fault);
        let response = answer.into_response("r-1", false);
        assert_eq!((response.status(), response.headers()["retry-after"].to_str().ok()), (StatusCode::SERVICE_UNAVAILABLE, Some("1")));
    }
}
