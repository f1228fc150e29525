//! THE table: which method and path is which operation, where its input comes from, and how its answer looks.
//!
//! Resources have the five usual verbs; actions stand below them. An operation of the catalog that neither names answers at its
//! resource under its own name: reads GET, writes POST. Nothing here decides anything about leads or calls: that is the library's.

use std::{collections::HashMap, sync::Arc};

use hotcalls_core::{
    Code, Error,
    operation::{Effect, Operation},
};
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
    /// Options in the query string, and the body as a stream of CSV, or of what else the import reads.
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
pub struct Route {
    pub method: Method,
    /// The segment in braces is a field of the input.
    pub path: String,
    pub operation: &'static Operation,
    pub source: Source,
    pub shape: Shape,
    /// PUT: the fields without which the thing could not be created must be there, as far as they can be changed.
    pub whole: Vec<&'static str>,
    /// Below which path a thing that was created stands.
    pub location: Option<&'static str>,
    /// The largest body in bytes.
    pub limit: usize,
    /// Hashes a password: only so many of these at once.
    pub hashes: bool,
    /// Errors that the contract puts under `error` instead of `detail`.
    pub says_error: fn(&Error) -> bool,
}

/// A resource.
pub struct Resource {
    pub path: &'static str,
    /// In the catalog.
    pub name: &'static str,
    /// The field of inputs that stands in the path; none: it is no collection, and has actions only.
    pub key: &'static str,
    /// The operations that stand below one thing under their own names, between spaces.
    at_one: &'static str,
}

const fn at(path: &'static str, name: &'static str, at_one: &'static str) -> Resource {
    Resource { path, name, key: "id", at_one }
}

/// The resources, in the order of the documentation.
pub const RESOURCES: &[Resource] = &[
    Resource { path: "/api/auth/", name: "auth", key: "", at_one: "" },
    at("/api/users/users/", "users", ""),
    at("/api/users/blacklist/", "blacklist", ""),
    at("/api/subscriptions/plans/", "plans", "features add_feature"),
    at("/api/subscriptions/features/", "features", "plans"),
    at("/api/subscriptions/plan-features/", "plan_features", ""),
    at("/api/workspaces/workspaces/", "workspaces", "users add_users set_role stats"),
    Resource { path: "/api/agents/agents/", name: "agents", key: "agent_id", at_one: "phone_numbers assign_phone_numbers config" },
    at("/api/agents/phone-numbers/", "phone_numbers", "agents"),
    at("/api/leads/leads/", "leads", "call_history"),
    at("/api/calls/call-logs/", "calls", ""),
    at("/api/calendars/calendars/", "calendars", "configurations"),
    at("/api/calendars/calendar-configurations/", "calendar_configurations", ""),
    at("/api/calendars/meetings/", "meetings", "cancel"),
    Resource { path: "/api/settings/", name: "settings", key: "", at_one: "" },
];

const GET: &Method = &Method::GET;
const POST: &Method = &Method::POST;
const PUT: &Method = &Method::PUT;
const PATCH: &Method = &Method::PATCH;
const DELETE: &Method = &Method::DELETE;

/// The five verbs of a resource: operation, whether at one thing, methods.
const VERBS: &[(&str, bool, &[&Method])] = &[
    ("list", false, &[GET]),
    ("create", false, &[POST]),
    ("get", true, &[GET]),
    ("update", true, &[PUT, PATCH]),
    ("delete", true, &[DELETE]),
];

/// Actions at other paths or by other methods: operation, methods, path below the resource.
const ACTIONS: &[(&str, &[&Method], &str)] = &[
    ("auth.create_token", &[POST], "tokens/"),
    ("auth.delete_token", &[DELETE], "tokens/{id}/"),
    ("users.update_me", &[PUT, PATCH], "me/"),
    ("users.update_me", &[PATCH], "update_me/"),
    ("users.change_password", &[POST], "me/change_password/"),
    ("users.change_status", &[PATCH], "{id}/change_status/"),
    ("plans.remove_feature", &[DELETE, POST], "{id}/remove_feature/"),
    ("workspaces.remove_users", &[DELETE, POST], "{id}/remove_users/"),
    ("agents.remove_phone_numbers", &[DELETE, POST], "{agent_id}/remove_phone_numbers/"),
    ("leads.update_metadata", &[PATCH], "{id}/update_metadata/"),
    ("calendars.test_connection", &[POST], "{id}/test_connection/"),
    ("calendar_configurations.check_availability", &[POST], "{id}/check_availability/"),
    ("settings.get", &[GET], ""),
    ("settings.update", &[PATCH], ""),
];

impl Route {
    fn new(method: &Method, resource: &Resource, below: &str, operation: &'static Operation) -> Self {
        let mut route = Self {
            method: method.clone(),
            path: format!("{}{below}", resource.path),
            operation,
            source: match *method {
                Method::GET => Source::Query,
                Method::DELETE => Source::Both,
                _ => Source::Body,
            },
            shape: match operation.verb {
                "list" => Shape::Page,
                "delete" => Shape::Nothing,
                verb if verb.starts_with("create") => Shape::Created,
                _ => Shape::Whole,
            },
            whole: if method == PUT { required(&format!("{}.create", resource.name)) } else { Vec::new() },
            location: operation.verb.starts_with("create").then_some(resource.path),
            limit: BODY,
            hashes: false,
            says_error: |_| false,
        };
        route.refine();
        route
    }

    /// The exceptions of single operations, said once.
    fn refine(&mut self) {
        match self.operation.name {
            "auth.login" => (self.shape, self.hashes) = (Shape::Login, true),
            "auth.logout" => self.shape = Shape::Logout,
            "auth.create_token" => self.location = Some("/api/auth/tokens/"),
            "auth.delete_token" => self.shape = Shape::Nothing,
            "users.create" => self.hashes = true,
            "users.create_privileged" => (self.hashes, self.says_error) = (true, |e: &Error| e.code() == Code::PermissionDenied),
            "users.change_password" => (self.shape, self.hashes) = (Shape::Nothing, true),
            "users.change_status" => self.says_error = |e| matches!(e.code(), Code::PermissionDenied | Code::InvalidInput),
            "plans.add_feature" => (self.shape, self.location) = (Shape::Created, Some("/api/subscriptions/plan-features/")),
            "plans.remove_feature" => {
                self.shape = Shape::Nothing;
                self.says_error = |e| e.code() == Code::InvalidInput || e.code() == Code::NotFound && e.resource() != Some("Plan");
            }
            "leads.bulk_create" | "calls.bulk_create" => (self.shape, self.limit) = (Shape::Created, BULK_BODY),
            "leads.import_csv" | "calls.import_cdr" => (self.source, self.limit) = (Source::Csv, BULK_BODY),
            "leads.update_metadata" => self.says_error = |e| e.code() == Code::PermissionDenied,
            _ => {}
        }
    }

    /// The field of the input that stands in the path.
    pub fn key(&self) -> Option<&str> {
        let (start, end) = (self.path.find('{')?, self.path.find('}')?);
        Some(&self.path[start + 1..end])
    }
    /// Whether a field of the input comes as the body's stream.
    pub fn streams(&self, field: &str) -> bool {
        self.source == Source::Csv && matches!(field, "csv" | "cdr")
    }
    /// The types that its body may have.
    pub fn media(&self) -> &'static [&'static str] {
        match self.source {
            Source::Csv if self.operation.name == "calls.import_cdr" => &["text/csv", "application/json"],
            Source::Csv => &["text/csv"],
            _ => &["application/json"],
        }
    }
}

/// What an operation requires.
fn required(operation: &str) -> Vec<&'static str> {
    let fields = hotcalls_core::operation(operation).map(|o| (o.fields)());
    fields.into_iter().flatten().filter(|f| f.required).map(|f| f.name).collect()
}

/// The table, by path.
pub struct Routes(HashMap<String, Vec<Arc<Route>>>);

impl Routes {
    /// The table for the library's catalog.
    pub fn of_catalog() -> Self {
        let mut all = Self(HashMap::new());
        for operation in hotcalls_core::catalog() {
            let Some(resource) = RESOURCES.iter().find(|r| r.name == operation.room) else { continue };
            let one = format!("{{{}}}/", resource.key);
            let mut rows: Vec<_> = ACTIONS.iter().filter(|a| a.0 == operation.name).map(|a| (a.1, a.2.to_owned())).collect();
            if let Some((_, at_one, methods)) = VERBS.iter().find(|v| v.0 == operation.verb && !resource.key.is_empty()) {
                rows.push((methods, if *at_one { one.clone() } else { String::new() }));
            }
            if rows.is_empty() {
                let below = if resource.at_one.split(' ').any(|verb| verb == operation.verb) { one } else { String::new() };
                rows.push((if operation.effect == Effect::Read { &[GET] } else { &[POST] }, format!("{below}{}/", operation.verb)));
            }
            for (methods, below) in rows {
                for route in methods.iter().map(|method| Route::new(method, resource, &below, operation)) {
                    all.0.entry(pattern(&route.path)).or_default().push(Arc::new(route));
                }
            }
        }
        all
    }

    /// What stands at a path that ends in a slash, and the value of its key. A fixed segment wins over a key.
    pub fn find<'p>(&self, path: &'p str) -> Option<(&[Arc<Route>], Option<&'p str>)> {
        if let Some(routes) = self.0.get(path) {
            return Some((routes, None));
        }
        let (start, end) = key_span(path)?;
        let routes = self.0.get(&format!("{}{{}}{}", &path[..start], &path[end..]))?;
        Some((routes, Some(&path[start..end])))
    }

    /// Every row, in the order of resources, paths and methods.
    pub fn all(&self) -> Vec<&Arc<Route>> {
        let mut all: Vec<_> = self.0.values().flatten().collect();
        all.sort_by_key(|r| (RESOURCES.iter().position(|at| at.name == r.operation.room), &r.path, r.method.as_str()));
        all
    }
}

/// The resources below a prefix of the API: segment and path of each.
pub fn index(prefix: &str) -> Vec<(&'static str, &'static str)> {
    let below = |r: &Resource| Some((r.path.strip_prefix(prefix)?.strip_suffix('/').filter(|rest| !rest.contains('/'))?, r.path));
    if prefix == "/api/" { Vec::new() } else { RESOURCES.iter().filter_map(below).collect() }
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

    fn operation(path: &str, method: &Method) -> Option<&'static str> {
        Routes::of_catalog().find(path)?.0.iter().find(|r| r.method == method).map(|r| r.operation.name)
    }

    #[test]
    fn paths_find_their_operation() {
        assert_eq!(operation("/api/leads/leads/", GET), Some("leads.list"));
        assert_eq!(operation("/api/leads/leads/", POST), Some("leads.create"));
        assert_eq!(operation("/api/leads/leads/stats/", GET), Some("leads.stats"));
        assert_eq!(operation("/api/leads/leads/stats/", PUT), None);
        assert_eq!(operation("/api/leads/leads/0192/", PUT), Some("leads.update"));
        assert_eq!(operation("/api/leads/leads/0192/", POST), None);
        assert_eq!(operation("/api/leads/leads//", GET), None);
        assert_eq!(Routes::of_catalog().find("/api/leads/leads/0192/").and_then(|f| f.1), Some("0192"));
    }

    #[test]
    fn an_operation_without_a_path_answers_at_its_resource() {
        assert_eq!(operation("/api/calls/call-logs/analytics/", GET), Some("calls.analytics"));
        assert_eq!(operation("/api/leads/leads/bulk_create/", POST), Some("leads.bulk_create"));
    }

    #[test]
    fn prefixes_have_an_index() {
        assert_eq!(index("/api/agents/"), [("agents", "/api/agents/agents/"), ("phone-numbers", "/api/agents/phone-numbers/")]);
        assert_eq!(index("/api/leads/"), [("leads", "/api/leads/leads/")]);
        for none in ["/api/", "/api/settings/", "/api/leads/leads/", "/api/nonsense/", "/"] {
            assert!(index(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn the_key_is_named_as_the_input_names_it() {
        let table = Routes::of_catalog();
        let keys: Vec<_> = table.all().iter().filter_map(|r| r.key().map(|k| (r.operation.name, k))).collect();
        assert!(keys.contains(&("agents.get", "agent_id")) && keys.contains(&("leads.update", "id")));
    }

    #[test]
    fn no_two_operations_meet_at_one_path_and_method() {
        let table = Routes::of_catalog();
        let places: std::collections::HashSet<_> = table.all().iter().map(|r| (r.path.clone(), r.method.clone())).collect();
        assert_eq!(places.len(), table.all().len());
        let at_one = RESOURCES.iter().flat_map(|r| r.at_one.split_whitespace().map(|verb| format!("{}.{verb}", r.name)));
        for name in ACTIONS.iter().map(|a| a.0.to_owned()).chain(at_one) {
            assert!(hotcalls_core::operation(&name).is_some(), "no operation is named {name}");
        }
    }
}
