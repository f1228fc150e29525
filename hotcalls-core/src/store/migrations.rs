//! The numbered series of schema changes. A file is never edited once released.

macro_rules! steps {
    ($($file:literal),+ $(,)?) => { &[$(include_str!(concat!("../../migrations/", $file))),+] };
}

/// Step `n` (from 1) brings a database of version `n - 1` to version `n`.
pub(super) const STEPS: &[&str] = steps![
    "0001_core.sql",
    "0002_users.sql",
    "0003_subscriptions.sql",
    "0004_workspaces.sql",
    "0005_calendars.sql",
    "0006_agents.sql",
    "0007_leads.sql",
    "0008_calls.sql",
    "0009_meetings.sql",
    "0010_lead_search.sqlite.sql",
    "0011_live_calls.sql",
    "0012_number_forms.sql",
    "0013_transcripts.sql",
    "0014_meetings_without_calendar.sqlite.sql",
];

/// The schema version that this build writes.
pub(super) const VERSION: usize = STEPS.len();
