//! Which other origins may use the API from a browser: an allow-list, empty unless asked for.

use hyper::header::{HeaderMap, HeaderValue, ORIGIN};

use crate::answer::Answer;

const METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
const HEADERS: &str = "accept, authorization, content-type, idempotency-key, user-agent, x-csrftoken, x-request-id, x-requested-with";
const EXPOSED: &str = "location, retry-after, x-ignored-parameters, x-request-id";

/// The origin of a request, if it is on the list.
fn allowed<'h>(list: &[String], origin: Option<&'h HeaderValue>) -> Option<&'h str> {
    let origin = origin?.to_str().ok()?;
    list.iter().any(|known| known.trim_end_matches('/').eq_ignore_ascii_case(origin)).then_some(origin)
}

/// Adds what a browser wants to see before it shows the answer to a page of another origin.
pub fn mark(answer: Answer, list: &[String], origin: Option<&HeaderValue>) -> Answer {
    if list.is_empty() {
        return answer;
    }
    let answer = answer.with("vary", "Origin");
    match allowed(list, origin) {
        Some(origin) => answer
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-credentials", "true")
            .with("access-control-expose-headers", EXPOSED),
        None => answer,
    }
}

/// The answer to a preflight, if this is one from an origin on the list.
pub fn preflight(list: &[String], headers: &HeaderMap) -> Option<Answer> {
    headers.get("access-control-request-method")?;
    allowed(list, headers.get(ORIGIN))?;
    Some(
        Answer::empty(204)
            .with("access-control-allow-methods", METHODS)
            .with("access-control-allow-headers", HEADERS)
            .with("access-control-max-age", "86400"),
    )
}
