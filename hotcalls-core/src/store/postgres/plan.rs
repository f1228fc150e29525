//! Where the tables are when they are spread over machines by Citus: the plan that [`distribute`](super::distribute) applies, as data. Tests hold
//! it against the schema, and the statements of hot paths against it.
//!
//! What grows with the calls is spread by workspace: leads, calls with their events and transcripts, meetings, counters. All of one workspace is
//! on one machine, so that a call is routed, recorded and looked up on one machine. What is small and read by every call stands on every machine:
//! who may what, plans, workspaces, agents, numbers, calendars. It could not be spread: it is looked up before the workspace is known (tokens,
//! sessions, numbers), is unique for all (usernames, phone numbers), or serves several workspaces (a number of no workspace). A number is unique
//! for all because its table stands on every machine. An external id of a call is unique in its workspace only.

/// Where a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The same on every machine.
    Everywhere,
    /// Each row where the value of its column is, by itself or with the rows of a table that have the same.
    By(&'static str, Option<&'static str>),
}

/// Rows go where the leads of their workspace are.
const WITH_LEADS: Place = Place::By("workspace_id", Some("leads"));

/// Every table, those first that others refer to.
pub(super) const TABLES: &[(&str, Place)] = &[
    ("hotcalls_schema", Place::Everywhere),
    ("settings", Place::Everywhere),
    ("users", Place::Everywhere),
    ("blacklist", Place::Everywhere),
    ("sessions", Place::Everywhere),
    ("api_tokens", Place::Everywhere),
    ("login_attempts", Place::Everywhere),
    ("plans", Place::Everywhere),
    ("features", Place::Everywhere),
    ("plan_features", Place::Everywhere),
    ("workspaces", Place::Everywhere),
    ("workspace_members", Place::Everywhere),
    ("calendars", Place::Everywhere),
    ("calendar_configurations", Place::Everywhere),
    ("agents", Place::Everywhere),
    ("phone_numbers", Place::Everywhere),
    ("agent_phone_numbers", Place::Everywhere),
    ("leads", Place::By("workspace_id", None)),
    ("calls", WITH_LEADS),
    ("call_events", WITH_LEADS),
    ("call_turns", WITH_LEADS),
    ("call_legs", WITH_LEADS),
    // Few, and looked for before the workspace of their call is known.
    ("early_events", Place::Everywhere),
    ("unplaced_calls", Place::Everywhere),
    ("meetings", WITH_LEADS),
    ("counters", WITH_LEADS),
    // A key is known before the workspace is, and may be of an operation without one. So a write with a key may take two machines.
    ("idempotency_keys", Place::By("key_digest", None)),
];

/// What statements on spread tables call, so that every machine must have it.
pub(super) const FUNCTIONS: &[&str] = &["fold_short(text)", "fold(text)", "json_has_key(text, text)"];

/// The statements of hot paths that take several machines, by the beginning of their text, each with its reason: for callers who see one workspace.
#[cfg(test)]
pub(super) const EXCEPTIONS: &[(&str, &str)] =
    &[("DELETE FROM idempotency_keys WHERE created_at <= ", "one in 32 new keys removes what is older than a day, wherever it is")];
