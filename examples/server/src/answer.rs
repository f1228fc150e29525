//! What goes back: answers, error bodies, and the headers that every answer carries.

use bytes::Bytes;
use hotcalls_core::error::{Code, Error, NON_FIELD};
use http_body_util::Full;
use hyper::{
    Response,
    header::{HeaderName, HeaderValue},
};
use serde_json::{Map, Value, json};

use crate::routes::Route;

/// JSON is all that the API answers.
const JSON: &str = "application/json";
/// Nothing of an API answer is ever to be run or framed.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// An answer before it becomes bytes on the wire.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, HeaderValue)>,
    pub body: Bytes,
    /// What went wrong inside, for the log only.
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
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.push((name, value));
        }
        self
    }

    /// The answer to an error of the library, with the keys of the contract.
    pub fn of_error(error: &Error, route: Option<&Route>, request_id: &str) -> Self {
        let code = error.code();
        let status = code.http_status();
        if status == 500 {
            return Self { fault: Some(error.to_string()), ..Self::crash(request_id) };
        }
        let answer = Self::json(status, error_body(error, route).to_string());
        match code {
            Code::InvalidCredentials => answer.with("www-authenticate", "Basic realm=\"hotcalls\", charset=\"UTF-8\""),
            Code::Throttled => answer.with("retry-after", error.figures().get("retry_after").unwrap_or(&1).to_string()),
            Code::Busy => answer.with("retry-after", "1"),
            _ => answer,
        }
    }

    /// A fault of ours: nothing is said but the id under which the log knows more.
    pub fn crash(request_id: &str) -> Self {
        let body = json!({"detail": "Internal server error.", "error_code": "internal", "request_id": request_id});
        Self::json(500, body.to_string())
    }

    /// The response, with the headers that all of them carry.
    pub fn into_response(self, request_id: &str, head: bool) -> Response<Full<Bytes>> {
        let length = self.body.len();
        let body = if head { Bytes::new() } else { self.body };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = hyper::StatusCode::from_u16(self.status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            headers.append(HeaderName::from_static(name), value);
        }
        let mut default = |name: &'static str, value: HeaderValue| {
            headers.entry(HeaderName::from_static(name)).or_insert(value);
        };
        if head && self.status != 204 {
            default("content-length", HeaderValue::from(length));
        }
        default("x-request-id", HeaderValue::from_str(request_id).unwrap_or(HeaderValue::from_static("-")));
        default("x-content-type-options", HeaderValue::from_static("nosniff"));
        default("x-frame-options", HeaderValue::from_static("DENY"));
        default("referrer-policy", HeaderValue::from_static("same-origin"));
        default("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
        default("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
        default("content-security-policy", HeaderValue::from_static(POLICY));
        // Answers depend on who asks; pages with fixed content say otherwise themselves.
        default("cache-control", HeaderValue::from_static("no-store"));
        response
    }
}

/// The body of an error: field errors as they are, everything else as a sentence with its stable word and figures.
fn error_body(error: &Error, route: Option<&Route>) -> Value {
    let says_error = route.is_some_and(|r| (r.says_error)(error));
    if error.code() == Code::InvalidInput && !error.details().is_empty() && !says_error {
        return serde_json::to_value(error.details()).unwrap_or_default();
    }
    if error.code() == Code::InvalidInput && !says_error {
        return json!({NON_FIELD: [error.message()]});
    }
    let message = match error.code() {
        Code::InvalidInput => format!("Invalid {}", error.details().iter().map(|(field, _)| field).collect::<Vec<_>>().join(", ")),
        _ => error.message().to_owned(),
    };
    let mut body = Map::new();
    body.insert(if says_error { "error" } else { "detail" }.into(), Value::from(message));
    body.insert("error_code".into(), Value::from(error.code().word()));
    body.extend(error.figures().iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    Value::Object(body)
}
