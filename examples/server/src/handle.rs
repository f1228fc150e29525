//! One request from its first line to its line in the log. What happens here never blocks; the work is done by `api`, in a thread that may.

use std::{
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Instant,
};

use bytes::Bytes;
use futures_util::FutureExt;
use hotcalls_core::{Error, Hotcalls, Mode, operation::Nothing, time::parse_zone};
use http_body_util::Full;
use hyper::{
    Method, Request, Response,
    body::Incoming,
    header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN},
    http::request::Parts,
};
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use crate::{
    admin,
    answer::Answer,
    api,
    body::{Body, Reader},
    cors, docs,
    input::pairs,
    log::{self, Line},
    openapi,
    routes::{Route, Routes, Source, index},
};

/// Longer request targets are refused.
const TARGET_LIMIT: usize = 8 << 10;
/// Threads that hash passwords at once, so that logins leave the other threads to everybody else.
const HASHING: usize = 2;
/// Bodies of bulk operations in memory at once.
const BULK: usize = 4;
/// A body above this size is a bulk one.
pub const SMALL: usize = 2 << 20;

/// Everything that requests share.
pub struct App {
    pub(crate) db: Hotcalls,
    routes: Routes,
    /// How inputs are read: the contract's coercions, naive times in the database's zone.
    mode: RwLock<Mode>,
    origins: Vec<String>,
    logs: bool,
    pub(crate) hashing: Semaphore,
    bulk: Semaphore,
    /// The OpenAPI document as JSON and YAML, made when first asked for.
    schema: OnceLock<[Bytes; 2]>,
}

/// A request without its body, as the threads get it.
pub struct Asked {
    pub app: Arc<App>,
    pub parts: Parts,
    pub peer: SocketAddr,
}

impl App {
    /// An app on an open database; `origins` may use it from a browser.
    pub fn new(db: Hotcalls, origins: Vec<String>) -> hotcalls_core::Result<Self> {
        Ok(Self {
            routes: Routes::of_catalog(),
            mode: RwLock::new(mode_of(&db)?),
            origins,
            logs: false,
            hashing: Semaphore::new(HASHING),
            bulk: Semaphore::new(BULK),
            schema: OnceLock::new(),
            db,
        })
    }

    /// Writes a line per request to standard error.
    #[must_use]
    pub fn with_log(self) -> Self {
        Self { logs: true, ..self }
    }

    /// How inputs are read.
    pub fn mode(&self) -> Mode {
        *self.mode.read().unwrap_or_else(PoisonError::into_inner)
    }
    /// The settings may have changed.
    pub fn read_mode(&self) {
        if let Ok(mode) = mode_of(&self.db) {
            *self.mode.write().unwrap_or_else(PoisonError::into_inner) = mode;
        }
    }

    /// Answers a request and logs it. A panic on the way is a 500 like any other fault.
    pub async fn answer(self: Arc<Self>, peer: SocketAddr, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let (method, path, origin) = (parts.method.clone(), parts.uri.path().to_owned(), parts.headers.get(ORIGIN).cloned());
        let id = log::request_id(parts.headers.get("x-request-id").and_then(|h| h.to_str().ok()));
        let asked = Asked { app: self.clone(), parts, peer };
        let answer = guarded(asked.answer(body)).await;
        let answer = cors::mark(answer, &self.origins, origin.as_ref());
        if self.logs {
            let line = Line {
                time: log::time(),
                request_id: &id,
                method: method.as_str(),
                path: &path,
                status: answer.status,
                ms: (started.elapsed().as_secs_f64() * 1e5).round() / 1e2,
                user: answer.user.as_deref(),
                fault: answer.fault.as_deref(),
            };
            line.write();
        }
        answer.into_response(&id, method == Method::HEAD)
    }
}

/// How inputs are read for a database.
pub fn mode_of(db: &Hotcalls) -> hotcalls_core::Result<Mode> {
    let zone = db.system().settings().get(Nothing::new())?.time_zone;
    parse_zone(&zone).map(Mode::Lenient).ok_or_else(|| Error::internal("the stored time zone is unknown"))
}

/// The answer of a future, or a fault where it panics.
async fn guarded(future: impl Future<Output = Answer>) -> Answer {
    AssertUnwindSafe(future).catch_unwind().await.unwrap_or_else(|_| Answer::fault("panic"))
}

/// The answer of work that may block.
pub async fn blocking(work: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Answer::fault("panic"))
}

impl Asked {
    /// The request's path.
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }
    /// Scheme and host as the client knows them. Behind a proxy that speaks https, `X-Forwarded-Proto` says so.
    pub fn origin(&self) -> String {
        let header = |name: &str| self.parts.headers.get(name).and_then(|h| h.to_str().ok());
        let https = header("x-forwarded-proto").is_some_and(|p| p.eq_ignore_ascii_case("https"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        let host = header(HOST.as_str()).filter(|h| !h.is_empty() && h.chars().all(plain)).unwrap_or("localhost");
        format!("{}://{host}", if https { "https" } else { "http" })
    }

    async fn answer(mut self, body: Incoming) -> Answer {
        if self.parts.uri.path_and_query().is_some_and(|t| t.as_str().len() > TARGET_LIMIT) {
            return Answer::error(414, "too_large", "The request target is too long.");
        }
        let reads = matches!(self.parts.method, Method::GET | Method::HEAD);
        if !self.path().ends_with('/') && !is_page(self.path()) {
            let slashed = format!("{}/", self.path());
            if !is_page(&slashed) && !admin::has(&slashed) && self.app.routes.find(&slashed).is_none() && index(&slashed).is_empty() {
                return not_found();
            }
            let target = self.parts.uri.query().map_or(slashed.clone(), |query| format!("{slashed}?{query}"));
            match target.parse() {
                Ok(uri) if !reads => self.parts.uri = uri,
                _ => return Answer::redirect(301, &target),
            }
        }
        if is_page(self.path()) {
            return self.page(reads).await;
        }
        if self.path().starts_with("/admin/") {
            return admin::answer(self, body).await;
        }
        self.place(body).await
    }

    /// Pages with fixed content, for everybody.
    async fn page(self, reads: bool) -> Answer {
        match self.path() {
            _ if self.parts.method == Method::OPTIONS => Answer::empty(204).with("allow", "GET, HEAD, OPTIONS"),
            _ if !reads => not_allowed(&self.parts.method, "GET, HEAD, OPTIONS"),
            "/" => Answer::redirect(302, "/api/docs/"),
            "/health/" => blocking(move || self.health()).await,
            "/api/schema/" => self.schema(),
            path => docs::page(path).unwrap_or_else(not_found),
        }
    }

    /// The settings are read to see that the database works.
    fn health(&self) -> Answer {
        match mode_of(&self.app.db) {
            Ok(_) => Answer::json(200, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}).to_string()),
            Err(error) => Answer::of_error(&error, None),
        }
    }

    fn schema(&self) -> Answer {
        let [json, yaml] = self.app.schema.get_or_init(|| {
            let document = openapi::document(&self.app.routes);
            [document.to_string().into(), openapi::yaml(&document).into()]
        });
        match pairs(self.parts.uri.query().unwrap_or_default()).contains(&("format".into(), "yaml".into())) {
            true => Answer::new(200, "application/yaml", yaml.clone()),
            false => Answer::json(200, json.clone()),
        }
    }

    async fn place(self, body: Incoming) -> Answer {
        let app = self.app.clone();
        let Some((routes, key)) = app.routes.find(self.path()) else { return self.index().await };
        let key = key.map(str::to_owned);
        let method = &self.parts.method;
        let allow = || allowed(routes.iter().map(|r| &r.method));
        let wanted = if *method == Method::HEAD { &Method::GET } else { method };
        match routes.iter().find(|r| r.method == wanted) {
            Some(route) => self.route(route.clone(), key, body).await,
            None if *method == Method::OPTIONS => self.options(routes.first().map_or("", |r| r.operation.doc), &allow()),
            None => not_allowed(method, &allow()),
        }
    }

    /// The resources below a prefix.
    async fn index(self) -> Answer {
        let (origin, entries, allow) = (self.origin(), index(self.path()), allowed([&Method::GET].into_iter()));
        match self.parts.method {
            _ if entries.is_empty() => not_found(),
            Method::GET | Method::HEAD => {
                let index: Map<_, _> = entries.iter().map(|(name, path)| ((*name).into(), format!("{origin}{path}").into())).collect();
                blocking(move || api::for_users(&self, Answer::json(200, Value::Object(index).to_string()))).await
            }
            Method::OPTIONS => self.options("The resources below this prefix.", &allow),
            _ => not_allowed(&self.parts.method, &allow),
        }
    }

    async fn route(self, route: Arc<Route>, key: Option<String>, body: Incoming) -> Answer {
        if let Err(refused) = acceptable(&route, &self.parts.headers, &body) {
            return refused;
        }
        let app = self.app.clone();
        let basic = api::checks_password(&self);
        let _turn = if route.hashes || basic { app.hashing.acquire().await.ok() } else { None };
        let _room = if route.limit > SMALL { app.bulk.acquire().await.ok() } else { None };
        let mut body = Body::new(body, route.limit);
        if route.source == Source::Csv {
            if let Some(refused) = body.announced_too_large() {
                body.drain().await;
                return refused;
            }
            let mut reader = Reader::new(body);
            let work = move || {
                let answer = api::answer(&self, &route, key.as_deref(), &[], Some(&mut reader));
                (reader.refused.take().unwrap_or(answer), reader.body)
            };
            let Ok((answer, mut body)) = tokio::task::spawn_blocking(work).await else { return Answer::fault("panic") };
            // What nobody has read: the import was refused, or ended with an error.
            body.drain().await;
            return answer;
        }
        match body.whole().await {
            Ok(body) => blocking(move || api::answer(&self, &route, key.as_deref(), &body, None)).await,
            Err(refused) => refused,
        }
    }

    /// What can be done at a place: a preflight's answer, else what the reference tells.
    fn options(&self, doc: &str, allow: &str) -> Answer {
        let name = self.path().trim_matches('/').rsplit('/').next().unwrap_or_default();
        let body = json!({"name": name, "description": doc.trim(), "renders": ["application/json"], "parses": ["application/json"]});
        let answer = || Answer::json(200, body.to_string()).with("allow", allow);
        cors::preflight(&self.app.origins, &self.parts.headers).unwrap_or_else(answer)
    }
}

fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/health/" | "/api/schema/") || path.starts_with("/api/docs/") || path.starts_with("/api/redoc/")
}

/// There is nothing at this path.
pub fn not_found() -> Answer {
    Answer::error(404, "not_found", "Not found.")
}

/// There is something at this path, but not by this method.
pub fn not_allowed(method: &Method, allow: &str) -> Answer {
    Answer::error(405, "method_not_allowed", &format!("Method \"{method}\" not allowed.")).with("allow", allow)
}

/// What `Allow` says where these methods have a meaning.
fn allowed<'m>(methods: impl Iterator<Item = &'m Method>) -> String {
    let mut all: Vec<&str> = methods.map(Method::as_str).chain(["OPTIONS"]).collect();
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.sort_unstable();
    all.join(", ")
}

/// Whether a body, if there is one, is of the type that the route reads.
fn acceptable(route: &Route, headers: &HeaderMap, body: &Incoming) -> Result<(), Answer> {
    if route.source == Source::Query || hyper::body::Body::is_end_stream(body) {
        return Ok(());
    }
    let given = headers.get(CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if route.media().iter().any(|wanted| essence.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    let shown: String = essence.chars().take(100).collect();
    Err(Answer::error(415, "unsupported_media_type", &format!("Unsupported media type \"{shown}\" in request.")))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[test]
    fn a_panic_is_a_fault_with_an_id_and_nothing_else() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            assert_eq!(guarded(async { Answer::empty(204) }).await.status, 204);
            let panics = guarded(async {
                assert!(std::env::args().count() == 0, "secret");
                Answer::empty(204)
            });
            for answer in [panics.await, blocking(|| panic!("secret")).await] {
                assert_eq!((answer.status, answer.fault.as_deref()), (500, Some("panic")));
                let body = answer.into_response("r-1", false).into_body().collect().await.unwrap().to_bytes();
                let body: Value = serde_json::from_slice(&body).unwrap();
                assert_eq!(body, json!({"detail": "Internal server error.", "error_code": "internal", "request_id": "r-1"}));
            }
        });
    }
}
