//! The request log: one JSON object a line on standard error. Never a query string, a header or a body, so never a secret.

use std::{
    io::Write,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;

/// One request, when it is over.
#[derive(Serialize)]
pub struct Line<'a> {
    /// Seconds since 1970.
    pub time: f64,
    pub request_id: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub status: u16,
    pub ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<&'a str>,
    /// What went wrong inside, for a status of 500, and where the database is not to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'a str>,
}

impl Line<'_> {
    /// Writes the line in one piece; a log that cannot be written is no reason to fail a request.
    pub fn write(&self) {
        if let Ok(mut text) = serde_json::to_vec(self) {
            text.push(b'\n');
            let _ = std::io::stderr().lock().write_all(&text);
        }
    }
}

/// Now, as the log writes it.
pub fn time() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64()
}

/// The id of a request: the caller's own where it is a plain word, else a random one.
pub fn request_id(given: Option<&str>) -> String {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-_.".contains(&c);
    match given {
        Some(id) if (1..=64).contains(&id.len()) && id.bytes().all(plain) => id.to_owned(),
        _ => format!("{:016x}", getrandom::u64().unwrap_or_default()),
    }
}
