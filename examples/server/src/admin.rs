//! `/admin/`: a login form for staff and an index of the resources with their counts. Plain HTML, no scripts.

use std::fmt::Write;

use hotcalls_core::{Caller, Code, Error};
use hyper::{Method, body::Incoming};
use serde::Deserialize;

use crate::{
    answer::Answer,
    api::{self, Login},
    auth,
    body::Body,
    handle::{Asked, SMALL, blocking, not_allowed, not_found},
    input::{Pair, pairs},
    routes::RESOURCES,
};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#222}\
    table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd}\
    td.n{text-align:right;font-variant-numeric:tabular-nums}label{display:block;margin:.8rem 0}input{font:inherit;padding:.3rem;width:20rem;max-width:100%}\
    button{font:inherit;padding:.4rem 1rem}.wrong{color:#a00}form.inline{display:inline}nav{margin:1rem 0}";

/// Answers any request below `/admin/`.
pub async fn answer(asked: Asked, body: Incoming) -> Answer {
    let form = match Body::new(body, SMALL).whole().await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let app = asked.app.clone();
    let hashing = asked.parts.method == Method::POST && asked.path() == "/admin/login/";
    let _turn = if hashing { app.hashing.acquire().await.ok() } else { None };
    blocking(move || page_of(&asked, &form)).await
}

fn page_of(asked: &Asked, form: &[u8]) -> Answer {
    let method = &asked.parts.method;
    let reads = matches!(*method, Method::GET | Method::HEAD);
    match (asked.path(), reads, *method == Method::POST) {
        ("/admin/", true, _) => index(asked),
        ("/admin/login/", true, _) => login_page(asked, 200, ""),
        ("/admin/login/", _, true) => login(asked, &pairs(&String::from_utf8_lossy(form))),
        ("/admin/logout/", _, true) => logout(asked, &pairs(&String::from_utf8_lossy(form))),
        (path, ..) if has(path) => {
            let allow = if asked.path() == "/admin/logout/" { "POST" } else { "GET, HEAD, POST" };
            not_allowed(method, allow)
        }
        _ => not_found(),
    }
}

/// Whether a page stands at this path.
pub fn has(path: &str) -> bool {
    matches!(path, "/admin/" | "/admin/login/" | "/admin/logout/")
}

fn page(status: u16, title: &str, body: &str) -> Answer {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n{body}</body></html>\n"
    );
    Answer::new(status, "text/html; charset=utf-8", html).with("content-security-policy", POLICY)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn field<'f>(form: &'f [Pair<'_>], name: &str) -> &'f str {
    form.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

/// The form. Its token is also in a cookie, which another site can neither read nor set.
fn login_page(asked: &Asked, status: u16, problem: &str) -> Answer {
    let known = auth::cookie(&asked.parts.headers, auth::CSRF).map(str::to_owned);
    let Some(token) = known.clone().or_else(auth::random_word) else { return Answer::fault("no randomness") };
    let problem = if problem.is_empty() { String::new() } else { format!("<p class=\"wrong\">{}</p>", escape(problem)) };
    let body = format!(
        "{problem}<form method=\"post\" action=\"/admin/login/\"><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{}\">\
         <label>User name<br><input name=\"username\" autocomplete=\"username\" required autofocus></label>\
         <label>Password<br><input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label>\
         <button>Log in</button></form>\n",
        escape(&token)
    );
    let answer = page(status, "HotCalls administration", &body);
    if known.is_some() { answer } else { answer.with("set-cookie", format!("{}={token}; Path=/; SameSite=Lax", auth::CSRF)) }
}

fn login(asked: &Asked, form: &[Pair<'_>]) -> Answer {
    let token = field(form, "csrfmiddlewaretoken");
    if !auth::cookie(&asked.parts.headers, auth::CSRF).is_some_and(|cookie| auth::same(cookie, token)) {
        return login_page(asked, 403, "The form was too old. Please try again.");
    }
    let fields: Vec<Pair<'_>> = ["username", "password"].map(|name| (name.into(), field(form, name).into())).into();
    let caller = asked.app.db.anonymous().address(asked.peer.ip().to_string());
    let done = api::call(asked, &caller, "auth.login", &fields);
    let key = |output: &[u8]| serde_json::from_slice::<Login<'_>>(output).map(|login| login.session_key).map_err(Error::internal);
    match done.and_then(|(output, _)| key(&output)) {
        Ok(key) => {
            let caller = asked.app.db.with_session(&key);
            if count(asked, &caller, "blacklist.list").is_err() {
                end(asked, &caller);
                return login_page(asked, 403, "This page is for staff.");
            }
            Answer::redirect(302, "/admin/").cookies(auth::set_cookies(&key))
        }
        Err(error) if error.code() == Code::Throttled => {
            let wait = error.figures().get("retry_after").copied().unwrap_or(1);
            login_page(asked, 429, &format!("Too many failed attempts. Please wait {wait} s.")).with("retry-after", wait.to_string())
        }
        Err(error) if error.code().http_status() == 500 => Answer::fault(error),
        Err(_) => login_page(asked, 401, "The user name or the password is wrong."),
    }
}

fn logout(asked: &Asked, form: &[Pair<'_>]) -> Answer {
    if let Some(key) = auth::cookie(&asked.parts.headers, auth::SESSION) {
        if !auth::same(field(form, "csrfmiddlewaretoken"), &auth::csrf_token(key)) {
            return auth::csrf_failed();
        }
        end(asked, &asked.app.db.with_session(key));
    }
    Answer::redirect(302, "/admin/login/").cookies(auth::drop_cookies())
}

/// Ends a session; one that has ended already is no fault.
fn end(asked: &Asked, caller: &Caller) {
    let _ = api::call(asked, caller, "auth.logout", &[]);
}

/// How many rows a list has.
fn count(asked: &Asked, caller: &Caller, list: &str) -> hotcalls_core::Result<u64> {
    #[derive(Deserialize)]
    struct Counted {
        count: u64,
    }
    let (output, _) = api::call(asked, caller, list, &[("page_size".into(), "1".into())])?;
    serde_json::from_slice::<Counted>(&output).map(|c| c.count).map_err(Error::internal)
}

fn index(asked: &Asked) -> Answer {
    let caller = match api::credentials(asked) {
        Ok(caller) => caller,
        Err(refused) => return refused,
    };
    match count(asked, &caller, "blacklist.list") {
        Ok(_) => {}
        Err(error) if matches!(error.code(), Code::NotAuthenticated | Code::PermissionDenied | Code::InvalidCredentials) => {
            return Answer::redirect(302, "/admin/login/");
        }
        Err(error) => return Answer::of_error(&error, None),
    }
    let mut rows = String::new();
    for resource in RESOURCES {
        if let Ok(count) = count(asked, &caller, &format!("{}.list", resource.name)) {
            let name = resource.name.replace('_', " ");
            let _ = writeln!(rows, "<tr><td><a href=\"{}\">{name}</a></td><td class=\"n\">{count}</td></tr>", resource.path);
        }
    }
    let token = auth::cookie(&asked.parts.headers, auth::SESSION).map(auth::csrf_token).unwrap_or_default();
    let body = format!(
        "<nav><a href=\"/api/docs/\">API</a> · <a href=\"/api/redoc/\">Reference</a> · <form class=\"inline\" method=\"post\" \
         action=\"/admin/logout/\"><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{token}\"><button>Log out</button></form></nav>\n\
         <table><tr><th>Resource</th><th>Rows</th></tr>\n{rows}</table>\n"
    );
    page(200, "HotCalls administration", &body)
}
