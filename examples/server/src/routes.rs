//! THE table: which method and path is which operation, where its input comes from, and how its answer looks.
//!
//! Resources have the five usual verbs; actions stand below them. An operation of the catalog that neither names answers at its
//! resource under its own name. Nothing here decides anything about leads or calls: that is the library's.

use std::{collections::HashMap, sync::Arc};

use hotcalls_core::{Code, Error, operation::Effect};
use hyper::Method;

/// How large a body may be.
const BODY: usize = 2 << 20;
/// How large the body of a bulk operation may be.
const BULK_BODY: usize = 64 << 20;

/// Where the fields of an input come from, besides the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The query string.
    Query,
    /// A JSON object.
    Body,
    /// A JSON object, and for what it does not name the query string (`DELETE .../?cascade=true`).
    Both,
    /// Options in the query string, and the body as a stream of CSV.
    Csv,
}

/// How the output becomes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 200 with the output.
    Whole,
    /// 201 with the output and its `Location`.
    Created,
    /// 200 with the envelope of a page.
    Page,
    /// 204.
    Nothing,
    /// 200 with the user, and the cookies of its new session.
    Login,
    /// 204, and the session's cookies are taken back.
    Logout,
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    pub method: Method,
    /// Segments in braces are fields of the input.
    pub path: String,
    pub operation: String,
    pub source: Source,
    pub shape: Shape,
    /// PUT: what creating the thing requires must be there, as far as it can be changed.
    pub whole: Option<String>,
    /// Below which path a thing that was created stands.
    pub location: Option<&'static str>,
    /// The largest body in bytes.
    pub limit: usize,
    /// Hashes a password: only so many of these at once.
    pub hashes: bool,
    /// Errors that the contract puts under `error` instead of `detail`.
    pub says_error: fn(&Error) -> bool,
}

/// A resource: its path, its name in the catalog, its key in the path (none: it is no collection, and has actions only).
pub struct Resource {
    pub path: &'static str,
    pub name: &'static str,
    pub key: &'static str,
}

const fn at(path: &'static str, name: &'static str) -> Resource {
    Resource { path, name, key: "id" }
}

/// The resources, in the order of the documentation.
pub const RESOURCES: &[Resource] = &[
    Resource { path: "/api/auth/", name: "auth", key: "" },
    at("/api/users/users/", "users"),
    at("/api/users/blacklist/", "blacklist"),
    at("/api/subscriptions/plans/", "plans"),
    at("/api/subscriptions/features/", "features"),
    at("/api/subscriptions/plan-features/", "plan_features"),
    at("/api/workspaces/workspaces/", "workspaces"),
    Resource { path: "/api/agents/agents/", name: "agents", key: "agent_id" },
    at("/api/agents/phone-numbers/", "phone_numbers"),
    at("/api/leads/leads/", "leads"),
    at("/api/calls/call-logs/", "calls"),
    at("/api/calendars/calendars/", "calendars"),
    at("/api/calendars/calendar-configurations/", "calendar_configurations"),
    at("/api/calendars/meetings/", "meetings"),
    Resource { path: "/api/settings/", name: "settings", key: "" },
];

const GET: &Method = &Method::GET;
const POST: &Method = &Method::POST;
const PUT: &Method = &Method::PUT;
const PATCH: &Method = &Method::PATCH;
const DELETE: &Method = &Method::DELETE;

/// The five verbs of a resource: method, whether at one thing, operation, shape.
const VERBS: &[(&Method, bool, &str, Shape)] = &[
    (GET, false, "list", Shape::Page),
    (POST, false, "create", Shape::Created),
    (GET, true, "get", Shape::Whole),
    (PUT, true, "update", Shape::Whole),
    (PATCH, true, "update", Shape::Whole),
    (DELETE, true, "delete", Shape::Nothing),
];

/// Actions: resource, method, path below the resource, operation, shape. Those that take a whole thing (PUT) name its `create`.
const ACTIONS: &[(&str, &Method, &str, &str, Shape)] = &[
    ("auth", POST, "login/", "login", Shape::Login),
    ("auth", POST, "logout/", "logout", Shape::Logout),
    ("auth", GET, "tokens/", "tokens", Shape::Whole),
    ("auth", POST, "tokens/", "create_token", Shape::Created),
    ("auth", DELETE, "tokens/{id}/", "delete_token", Shape::Nothing),
    ("users", GET, "me/", "me", Shape::Whole),
    ("users", PUT, "me/", "update_me", Shape::Whole),
    ("users", PATCH, "me/", "update_me", Shape::Whole),
    ("users", PATCH, "update_me/", "update_me", Shape::Whole),
    ("users", POST, "me/change_password/", "change_password", Shape::Nothing),
    ("users", PATCH, "{id}/change_status/", "change_status", Shape::Whole),
    ("users", POST, "create_privileged/", "create_privileged", Shape::Created),
    ("plans", GET, "{id}/features/", "features", Shape::Whole),
    ("plans", POST, "{id}/add_feature/", "add_feature", Shape::Created),
    ("plans", DELETE, "{id}/remove_feature/", "remove_feature", Shape::Nothing),
    ("plans", POST, "{id}/remove_feature/", "remove_feature", Shape::Nothing),
    ("features", GET, "{id}/plans/", "plans", Shape::Whole),
    ("workspaces", GET, "{id}/users/", "users", Shape::Whole),
    ("workspaces", POST, "{id}/add_users/", "add_users", Shape::Whole),
    ("workspaces", DELETE, "{id}/remove_users/", "remove_users", Shape::Whole),
    ("workspaces", POST, "{id}/remove_users/", "remove_users", Shape::Whole),
    ("workspaces", POST, "{id}/set_role/", "set_role", Shape::Whole),
    ("workspaces", GET, "{id}/stats/", "stats", Shape::Whole),
    ("agents", GET, "{agent_id}/phone_numbers/", "phone_numbers", Shape::Whole),
    ("agents", POST, "{agent_id}/assign_phone_numbers/", "assign_phone_numbers", Shape::Whole),
    ("agents", DELETE, "{agent_id}/remove_phone_numbers/", "remove_phone_numbers", Shape::Whole),
    ("agents", POST, "{agent_id}/remove_phone_numbers/", "remove_phone_numbers", Shape::Whole),
    ("agents", GET, "{agent_id}/config/", "config", Shape::Whole),
    ("phone_numbers", GET, "{id}/agents/", "agents", Shape::Whole),
    ("leads", POST, "bulk_create/", "bulk_create", Shape::Created),
    ("leads", POST, "import_csv/", "import_csv", Shape::Whole),
    ("leads", GET, "stats/", "stats", Shape::Whole),
    ("leads", PATCH, "{id}/update_metadata/", "update_metadata", Shape::Whole),
    ("leads", GET, "{id}/call_history/", "call_history", Shape::Whole),
    ("calls", POST, "bulk_create/", "bulk_create", Shape::Created),
    ("calls", GET, "analytics/", "analytics", Shape::Whole),
    ("calls", GET, "daily_stats/", "daily_stats", Shape::Whole),
    ("calls", GET, "duration_distribution/", "duration_distribution", Shape::Whole),
    ("calls", GET, "outcome_breakdown/", "outcome_breakdown", Shape::Whole),
    ("calls", GET, "agent_performance/", "agent_performance", Shape::Whole),
    ("calls", GET, "appointment_stats/", "appointment_stats", Shape::Whole),
    ("calendars", GET, "{id}/configurations/", "configurations", Shape::Whole),
    ("calendars", POST, "{id}/test_connection/", "test_connection", Shape::Whole),
    ("calendar_configurations", POST, "{id}/check_availability/", "check_availability", Shape::Whole),
    ("meetings", POST, "{id}/cancel/", "cancel", Shape::Whole),
    ("settings", GET, "", "get", Shape::Whole),
    ("settings", PATCH, "", "update", Shape::Whole),
];

/// The exceptions of single operations, said once.
fn refine(route: &mut Route) {
    match route.operation.as_str() {
        "leads.bulk_create" | "calls.bulk_create" => (route.location, route.limit) = (None, BULK_BODY),
        "leads.import_csv" => (route.source, route.limit) = (Source::Csv, BULK_BODY),
        "auth.login" | "users.create" | "users.change_password" => route.hashes = true,
        "users.create_privileged" => (route.hashes, route.says_error) = (true, |e: &Error| e.code() == Code::PermissionDenied),
        "auth.create_token" => route.location = Some("/api/auth/tokens/"),
        "plans.add_feature" => route.location = Some("/api/subscriptions/plan-features/"),
        "leads.update_metadata" => route.says_error = |e| e.code() == Code::PermissionDenied,
        "users.change_status" => route.says_error = |e| matches!(e.code(), Code::PermissionDenied | Code::InvalidInput),
        "plans.remove_feature" => {
            route.says_error = |e| e.code() == Code::InvalidInput || e.code() == Code::NotFound && e.resource() != Some("Plan");
        }
        _ => {}
    }
}

/// What stands at a path.
pub enum Place {
    /// Operations, by method.
    Routes(Vec<Arc<Route>>),
    /// The index of a prefix: segment and path of each of its resources.
    Index(Vec<(&'static str, &'static str)>),
}

/// The table, by path.
pub struct Routes(HashMap<String, Place>);

impl Routes {
    /// The table for the library's catalog.
    pub fn of_catalog() -> Self {
        Self::new(hotcalls_core::catalog().map(|o| (o.name, o.effect == Effect::Read)))
    }

    /// The table for the operations that a catalog has: `(name, whether it only reads)`.
    pub fn new<'a>(operations: impl Iterator<Item = (&'a str, bool)>) -> Self {
        let mut rest: HashMap<&str, bool> = operations.collect();
        let known: HashMap<&str, bool> = rest.clone();
        let mut all = Self(HashMap::new());
        for resource in RESOURCES {
            let verbs = VERBS.iter().filter(|_| !resource.key.is_empty()).map(|&(method, one, verb, shape)| {
                let below = if one { format!("{{{}}}/", resource.key) } else { String::new() };
                (method, below, verb, shape)
            });
            let actions = ACTIONS.iter().filter(|a| a.0 == resource.name).map(|a| (a.1, a.2.to_owned(), a.3, a.4));
            for (method, below, verb, shape) in actions.chain(verbs) {
                let operation = format!("{}.{verb}", resource.name);
                let Some((name, _)) = known.get_key_value(operation.as_str()) else { continue };
                rest.remove(name);
                all.add(method, resource, &below, operation, shape);
            }
        }
        let mut rest: Vec<_> = rest.into_iter().collect();
        rest.sort_unstable();
        for (operation, reads) in rest {
            let Some((room, verb)) = operation.split_once('.') else { continue };
            let Some(resource) = RESOURCES.iter().find(|r| r.name == room) else { continue };
            all.add(if reads { GET } else { POST }, resource, &format!("{verb}/"), operation.to_owned(), Shape::Whole);
        }
        all.add_indexes();
        all
    }

    fn add(&mut self, method: &Method, resource: &Resource, below: &str, operation: String, shape: Shape) {
        let source = match *method {
            Method::GET => Source::Query,
            Method::DELETE => Source::Both,
            _ => Source::Body,
        };
        let path = format!("{}{below}", resource.path);
        let place = pattern(&path);
        let mut route = Route {
            method: method.clone(),
            path,
            operation,
            source,
            shape,
            whole: (method == PUT).then(|| format!("{}.create", resource.name)),
            location: (shape == Shape::Created).then_some(resource.path),
            limit: BODY,
            hashes: false,
            says_error: |_| false,
        };
        refine(&mut route);
        if let Place::Routes(routes) = self.0.entry(place).or_insert_with(|| Place::Routes(Vec::new()))
            && !routes.iter().any(|r| r.method == route.method)
        {
            routes.push(Arc::new(route));
        }
    }

    fn add_indexes(&mut self) {
        for resource in RESOURCES {
            let mut parts = resource.path.splitn(4, '/').skip(2);
            let (Some(prefix), Some(segment)) = (parts.next(), parts.next()) else { continue };
            if segment.is_empty() {
                continue;
            }
            let place = self.0.entry(format!("/api/{prefix}/")).or_insert_with(|| Place::Index(Vec::new()));
            if let Place::Index(entries) = place {
                entries.push((segment.trim_end_matches('/'), resource.path));
            }
        }
    }

    /// What stands at a path that ends in a slash, and the value of its key. A fixed segment wins over a key.
    pub fn find<'p>(&self, path: &'p str) -> Option<(&Place, Option<&'p str>)> {
        if let Some(place) = self.0.get(path) {
            return Some((place, None));
        }
        let (start, end) = key_span(path)?;
        let place = self.0.get(&format!("{}{{}}{}", &path[..start], &path[end..]))?;
        Some((place, Some(&path[start..end])))
    }

    /// Every row, in the order of paths and methods.
    pub fn all(&self) -> Vec<&Arc<Route>> {
        let mut all: Vec<_> = self.0.values().filter_map(|p| if let Place::Routes(r) = p { Some(r) } else { None }).flatten().collect();
        all.sort_by_key(|r| {
            let resource = RESOURCES.iter().position(|at| r.path.starts_with(at.path) && at.name == r.room());
            (resource, &r.path, r.method.as_str())
        });
        all
    }
}

impl Route {
    /// The resource's name in the catalog.
    pub fn room(&self) -> &str {
        self.operation.split('.').next().unwrap_or_default()
    }
    /// The field of the input that stands in the path.
    pub fn key(&self) -> Option<&str> {
        let (start, end) = (self.path.find('{')?, self.path.find('}')?);
        Some(&self.path[start + 1..end])
    }
    /// Whether a field of the input comes as the body's stream.
    pub fn streams(&self, field: &str) -> bool {
        self.source == Source::Csv && field == "csv"
    }
    /// Whether it changes nothing.
    pub fn reads(&self) -> bool {
        self.method == Method::GET
    }
}

/// A path with its key left open: `/api/leads/leads/{}/`.
fn pattern(path: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(start), Some(end)) => format!("{}{{}}{}", &path[..start], &path[end + 1..]),
        _ => path.to_owned(),
    }
}

/// Keys are always the fourth segment.
fn key_span(path: &str) -> Option<(usize, usize)> {
    let mut slashes = path.match_indices('/').map(|(i, _)| i).skip(3);
    let (start, end) = (slashes.next()? + 1, slashes.next()?);
    (end > start).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Routes {
        let names = ["leads.list", "leads.create", "leads.get", "leads.update", "leads.stats", "agents.get", "calls.begin", "users.update"];
        Routes::new(names.iter().map(|n| (*n, n.ends_with("list") || n.ends_with("get") || n.ends_with("stats"))))
    }
    fn operation(path: &str, method: &Method) -> Option<String> {
        match table().find(path)?.0 {
            Place::Routes(all) => all.iter().find(|r| r.method == method).map(|r| r.operation.clone()),
            Place::Index(_) => None,
        }
    }

    #[test]
    fn paths_find_their_operation() {
        assert_eq!(operation("/api/leads/leads/", GET).as_deref(), Some("leads.list"));
        assert_eq!(operation("/api/leads/leads/", POST).as_deref(), Some("leads.create"));
        assert_eq!(operation("/api/leads/leads/stats/", GET).as_deref(), Some("leads.stats"));
        assert_eq!(operation("/api/leads/leads/stats/", PUT), None);
        assert_eq!(operation("/api/leads/leads/0192/", PUT).as_deref(), Some("leads.update"));
        assert_eq!(operation("/api/leads/leads/0192/", DELETE), None);
        assert_eq!(operation("/api/leads/leads//", GET), None);
        assert_eq!(table().find("/api/leads/leads/0192/").and_then(|f| f.1), Some("0192"));
    }

    #[test]
    fn an_operation_without_a_path_answers_at_its_resource() {
        assert_eq!(operation("/api/calls/call-logs/begin/", POST).as_deref(), Some("calls.begin"));
    }

    #[test]
    fn prefixes_have_an_index() {
        let table = table();
        let Some((Place::Index(entries), None)) = table.find("/api/agents/") else { panic!("no index") };
        assert_eq!(entries[..], [("agents", "/api/agents/agents/"), ("phone-numbers", "/api/agents/phone-numbers/")]);
        let Some((Place::Index(entries), None)) = table.find("/api/leads/") else { panic!("no index") };
        assert_eq!(entries[..], [("leads", "/api/leads/leads/")]);
    }

    #[test]
    fn the_key_is_named_as_the_input_names_it() {
        let table = table();
        let keys: Vec<_> = table.all().iter().filter_map(|r| r.key().map(|k| (r.operation.clone(), k.to_owned()))).collect();
        assert!(keys.contains(&("agents.get".into(), "agent_id".into())) && keys.contains(&("leads.update".into(), "id".into())));
    }
}
