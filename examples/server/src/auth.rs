//! Who asks: credentials of a request, cookies, CSRF tokens.

use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};
use hyper::header::{AUTHORIZATION, COOKIE, HeaderMap};
use subtle::ConstantTimeEq;

use crate::answer::Answer;

/// The cookies of a session.
pub const SESSION: &str = "sessionid";
pub const CSRF: &str = "csrftoken";

/// The server decides when a session ends (14 days after its last use), so its cookies live as long as browsers let them.
const COOKIE_AGE: u32 = 400 * 86_400;

/// What a request says about who sends it. A header counts before a cookie: it was set on purpose.
pub enum Credentials {
    Nobody,
    Session(String),
    Token(String),
    Basic(String, String),
    /// A header of a known scheme that cannot be read.
    Broken,
}

impl Credentials {
    /// Reads the headers. Unknown schemes are as good as no header.
    pub fn of(headers: &HeaderMap) -> Self {
        let header = headers.get(AUTHORIZATION).map(|h| h.to_str().unwrap_or("Basic "));
        let header = header.unwrap_or_default().trim();
        let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("basic") {
            return basic(rest).map_or(Self::Broken, |(name, password)| Self::Basic(name, password));
        }
        if scheme.eq_ignore_ascii_case("token") || scheme.eq_ignore_ascii_case("bearer") {
            return Self::Token(rest.to_owned());
        }
        cookie(headers, SESSION).map_or(Self::Nobody, |key| Self::Session(key.to_owned()))
    }
}

fn basic(text: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|h| h.to_str().ok());
    all.flat_map(|h| h.split(';')).filter_map(|c| c.trim().split_once('=')).find(|(n, v)| *n == name && !v.is_empty()).map(|(_, v)| v)
}

/// A digest of a text under a key of at most 64 bytes (all of ours are).
fn digest(key: &[u8], text: &[u8]) -> [u8; 32] {
    Blake2bMac::<U32>::new_from_slice(key).map(|mac| mac.chain_update(text).finalize().into_bytes().into()).unwrap_or_default()
}

/// The CSRF token of a session: only who knows the session's key can make it, and it survives a restart.
pub fn csrf_token(session: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&digest(b"hotcalls csrf", session.as_bytes()), b"token"))
}

/// Whether a request carries the token of its session, in the header (scripts) and in the cookie.
pub fn csrf_holds(headers: &HeaderMap, session: &str) -> bool {
    let header = headers.get("x-csrftoken").and_then(|h| h.to_str().ok());
    [header, cookie(headers, CSRF)].iter().all(|given| given.is_some_and(|given| same(given, &csrf_token(session))))
}

/// The answer where it does not.
pub fn csrf_failed() -> Answer {
    Answer::error(403, "csrf_failed", "CSRF Failed: CSRF token missing or incorrect.")
}

/// Whether two secrets are equal, in constant time.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// A random word for a cookie.
pub fn random_word() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// The two `Set-Cookie` values of a new session. Scripts read the CSRF token, never the session. They are not marked `Secure`,
/// because this server speaks plain HTTP: behind a proxy that speaks https, let the proxy add it.
pub fn set_cookies(session: &str) -> [String; 2] {
    [
        format!("{SESSION}={session}; Path=/; Max-Age={COOKIE_AGE}; HttpOnly; SameSite=Lax"),
        format!("{CSRF}={}; Path=/; Max-Age={COOKIE_AGE}; SameSite=Lax", csrf_token(session)),
    ]
}

/// The two `Set-Cookie` values that take a session's cookies back.
pub fn drop_cookies() -> [String; 2] {
    [SESSION, CSRF].map(|name| format!("{name}=; Path=/; Max-Age=0; SameSite=Lax"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn credentials_are_read_from_headers_and_cookies() {
        let of = |all: &[(&'static str, &str)]| match Credentials::of(&headers(all)) {
            Credentials::Nobody => "nobody".to_owned(),
            Credentials::Session(key) => format!("session {key}"),
            Credentials::Token(key) => format!("token {key}"),
            Credentials::Basic(name, password) => format!("basic {name} {password}"),
            Credentials::Broken => "broken".to_owned(),
        };
        assert_eq!(of(&[]), "nobody");
        assert_eq!(of(&[("authorization", "Digest x")]), "nobody");
        assert_eq!(of(&[("authorization", "Token k")]), "token k");
        assert_eq!(of(&[("authorization", "bearer k")]), "token k");
        assert_eq!(of(&[("authorization", "Basic YTpiOmM=")]), "basic a b:c");
        assert_eq!(of(&[("authorization", "Basic ???")]), "broken");
        assert_eq!(of(&[("cookie", "a=b; sessionid=k; csrftoken=t")]), "session k");
        assert_eq!(of(&[("cookie", "sessionid=k"), ("authorization", "Token t")]), "token t");
    }

    #[test]
    fn a_csrf_token_belongs_to_one_session() {
        let token = csrf_token("one");
        let with = |header: &str, cookie: &str| headers(&[("x-csrftoken", header), ("cookie", &format!("csrftoken={cookie}"))]);
        assert!(csrf_holds(&with(&token, &token), "one"));
        assert!(!csrf_holds(&with(&token, &token), "two"));
        assert!(!csrf_holds(&with(&token, "x"), "one") && !csrf_holds(&with("x", &token), "one"));
        assert!(!csrf_holds(&headers(&[("x-csrftoken", &token)]), "one"));
    }
}
