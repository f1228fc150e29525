//! One request from its first line to its line in the log. What happens here never blocks; the work is done by `api`, in a thread that may.

use std::{
    collections::HashMap,
    future::Future,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    task::Poll,
    time::Instant,
};

use bytes::Bytes;
use hotcalls_core::{
    Error, Hotcalls, Mode,
    operation::{Nothing, Operation},
    time::parse_zone,
};
use http_body_util::Full;
use hyper::{
    Method, Request, Response,
    body::Incoming,
    header::{CONTENT_TYPE, HOST, HeaderMap},
    http::request::Parts,
};
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use crate::{
    admin,
    answer::Answer,
    api,
    auth::Remembered,
    body, cors, docs,
    log::{self, Line, RequestIds},
    openapi,
    routes::{Place, Route, Routes, Source},
};

/// Longer request targets are refused.
const TARGET_LIMIT: usize = 8 << 10;
/// Threads that hash passwords at once, so that logins leave the other threads to everybody else.
const HASHING: usize = 2;
/// Bodies of bulk operations in memory at once.
const BULK: usize = 4;
/// A body above this size is a bulk one.
const SMALL: usize = 2 << 20;

/// Everything that requests share.
pub struct App {
    pub(crate) db: Hotcalls,
    routes: Routes,
    pub(crate) operations: HashMap<&'static str, &'static Operation>,
    pub(crate) remembered: Remembered<api::UserId>,
    /// How inputs are read: the contract's coercions, naive times in the database's zone.
    mode: RwLock<Mode>,
    origins: Vec<String>,
    ids: RequestIds,
    logs: bool,
    hashing: Semaphore,
    bulk: Semaphore,
    /// The OpenAPI document as JSON and YAML, made when first asked for.
    schema: OnceLock<[Bytes; 2]>,
}

/// A request without its body, as the threads get it.
pub struct Asked {
    pub app: Arc<App>,
    pub parts: Parts,
    pub peer: SocketAddr,
    pub id: String,
}

impl App {
    /// An app on an open database; `origins` may use it from a browser.
    pub fn new(db: Hotcalls, origins: Vec<String>) -> hotcalls_core::Result<Self> {
        Ok(Self {
            routes: Routes::of_catalog(),
            operations: hotcalls_core::catalog().map(|o| (o.name, o)).collect(),
            remembered: Remembered::new().map_err(Error::internal)?,
            mode: RwLock::new(mode_of(&db)?),
            origins,
            ids: RequestIds::new(),
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
        let (method, path, headers) = (parts.method.clone(), parts.uri.path().to_owned(), parts.headers.clone());
        let id = self.ids.take(headers.get("x-request-id").and_then(|h| h.to_str().ok()));
        let asked = Asked { app: self.clone(), parts, peer, id: id.clone() };
        let answer = guarded(asked.answer(body)).await.unwrap_or_else(|| crashed(&id));
        let answer = cors::mark(answer, &self.origins, &headers);
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
        if self.logs {
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

/// Runs a future, and is `None` where it panics.
async fn guarded<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
        Err(_) => Poll::Ready(None),
    })
    .await
}

fn crashed(id: &str) -> Answer {
    Answer { fault: Some("panic".into()), ..Answer::crash(id) }
}

/// Runs blocking work; a panic in it is a fault.
async fn blocking(id: &str, work: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| crashed(id))
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
        if let Some(answer) = self.page(reads) {
            return answer;
        }
        if self.path() == "/admin/" || self.path().starts_with("/admin/") {
            return self.admin(body).await;
        }
        if !self.path().ends_with('/') {
            let slashed = format!("{}/", self.path());
            let page = matches!(&*slashed, "/health/" | "/api/schema/" | "/api/docs/" | "/api/redoc/");
            if self.app.routes.find(&slashed).is_none() && !page {
                return not_found();
            }
            let query = self.parts.uri.query().map(|q| format!("?{q}")).unwrap_or_default();
            if reads {
                return Answer::redirect(301, &format!("{slashed}{query}"));
            }
            match format!("{slashed}{query}").parse() {
                Ok(uri) => self.parts.uri = uri,
                Err(_) => return not_found(),
            }
        }
        self.place(body).await
    }

    /// Pages with fixed content, for everybody.
    fn page(&self, reads: bool) -> Option<Answer> {
        let path = self.path();
        if !is_page(path) {
            return None;
        }
        if self.parts.method == Method::OPTIONS {
            return Some(Answer::empty(204).with("allow", "GET, HEAD, OPTIONS"));
        }
        if !reads {
            return Some(not_allowed(&self.parts.method, "GET, HEAD, OPTIONS"));
        }
        match path {
            "/" => Some(Answer::redirect(302, "/api/docs/")),
            "/health/" => Some(Answer::json(200, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}).to_string())),
            "/api/schema/" => Some(self.schema()),
            _ => docs::page(path),
        }
    }

    fn schema(&self) -> Answer {
        let [json, yaml] = self.app.schema.get_or_init(|| {
            let document = openapi::document(&self.app.routes);
            [document.to_string().into(), openapi::yaml(&document).into()]
        });
        let wants_yaml = crate::input::pairs(self.parts.uri.query().unwrap_or_default()).iter().any(|(n, v)| n == "format" && v == "yaml");
        match wants_yaml {
            true => Answer::new(200, "application/yaml", yaml.clone()),
            false => Answer::json(200, json.clone()),
        }
    }

    async fn admin(self, body: Incoming) -> Answer {
        let form = match body::whole(body, SMALL).await {
            Ok(form) => form,
            Err(refused) => return refused,
        };
        let hashing = self.parts.method == Method::POST && self.path() == "/admin/login/";
        let app = self.app.clone();
        let _turn = if hashing { app.hashing.acquire().await.ok() } else { None };
        let id = self.id.clone();
        blocking(&id, move || admin::answer(&self, &form)).await
    }

    async fn place(self, body: Incoming) -> Answer {
        let app = self.app.clone();
        let Some((place, key)) = app.routes.find(self.path()) else { return not_found() };
        let key = key.map(str::to_owned);
        let (method, headers) = (&self.parts.method, &self.parts.headers);
        let allow = allowed(place);
        if *method == Method::OPTIONS {
            return cors::preflight(&app.origins, headers).unwrap_or_else(|| self.options(place, &allow));
        }
        match place {
            Place::Index(entries) if matches!(*method, Method::GET | Method::HEAD) => {
                let origin = self.origin();
                let index: Map<_, _> = entries.iter().map(|(name, path)| ((*name).into(), format!("{origin}{path}").into())).collect();
                let id = self.id.clone();
                blocking(&id, move || api::for_users(&self, Answer::json(200, Value::Object(index).to_string()))).await
            }
            Place::Index(_) => not_allowed(method, &allow),
            Place::Routes(routes) => {
                let wanted = if *method == Method::HEAD { &Method::GET } else { method };
                match routes.iter().find(|r| r.method == wanted) {
                    Some(route) => self.route(route.clone(), key, body).await,
                    None => not_allowed(method, &allow),
                }
            }
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
        let id = self.id.clone();
        if route.source == Source::Csv {
            let (pump, mut reader, over) = body::stream(body, route.limit);
            let limit = route.limit;
            let work = move || api::answer(&self, &route, key.as_deref(), &[], Some(&mut reader));
            let (answer, ()) = tokio::join!(blocking(&id, work), pump.run());
            return if over.load(std::sync::atomic::Ordering::Acquire) { body::too_large(limit) } else { answer };
        }
        match body::whole(body, route.limit).await {
            Ok(body) => blocking(&id, move || api::answer(&self, &route, key.as_deref(), &body, None)).await,
            Err(refused) => refused,
        }
    }

    /// What can be done at a place, as the reference tells it.
    fn options(&self, place: &Place, allow: &str) -> Answer {
        let doc = match place {
            Place::Routes(all) => all.first().and_then(|r| self.app.operations.get(r.operation.as_str())).map_or("", |o| o.doc.trim()),
            Place::Index(_) => "The resources below this prefix.",
        };
        let name = self.path().trim_matches('/').rsplit('/').next().unwrap_or_default();
        let body = json!({"name": name, "description": doc, "renders": ["application/json"], "parses": ["application/json"]});
        Answer::json(200, body.to_string()).with("allow", allow)
    }
}

fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/health/" | "/api/schema/") || path.starts_with("/api/docs/") || path.starts_with("/api/redoc/")
}

fn not_found() -> Answer {
    Answer::error(404, "not_found", "Not found.")
}

fn not_allowed(method: &Method, allow: &str) -> Answer {
    Answer::error(405, "method_not_allowed", &format!("Method \"{method}\" not allowed.")).with("allow", allow)
}

fn allowed(place: &Place) -> String {
    let mut methods: Vec<&str> = match place {
        Place::Index(_) => vec!["GET"],
        Place::Routes(all) => all.iter().map(|r| r.method.as_str()).collect(),
    };
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.join(", ")
}

/// Whether a body, if there is one, is of the type that the route reads.
fn acceptable(route: &Route, headers: &HeaderMap, body: &Incoming) -> Result<(), Answer> {
    use hyper::body::Body;
    let wanted = if route.source == Source::Csv { "text/csv" } else { "application/json" };
    if route.source == Source::Query || body.is_end_stream() {
        return Ok(());
    }
    let given = headers.get(CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let shown: String = essence.chars().take(100).collect();
    Err(Answer::error(415, "unsupported_media_type", &format!("Unsupported media type \"{shown}\" in request.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_with_an_id_and_nothing_else() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            assert_eq!(guarded(async { 7 }).await, Some(7));
            assert_eq!(guarded(async { assert!(std::env::args().count() == 0, "secret") }).await, None);
            let answer = blocking("r-1", || panic!("secret")).await;
            assert_eq!((answer.status, answer.fault.as_deref()), (500, Some("panic")));
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(body, json!({"detail": "Internal server error.", "error_code": "internal", "request_id": "r-1"}));
        });
    }
}
