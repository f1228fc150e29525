//! The numbered series of schema changes, one for both engines. A file is never edited once released.
//!
//! A step is one file, from which PostgreSQL's text is printed (see `postgres::print`), or a file for each where they differ in more than
//! the names of types.

/// One step, as each engine runs it.
pub(super) struct Step {
    pub sqlite: &'static str,
    #[cfg(feature = "postgres")]
    pub postgres: super::postgres::Ddl,
}

macro_rules! steps {
    ($($file:literal $(/ $postgres:literal)?),+ $(,)?) => { &[$(Step {
        sqlite: include_str!(concat!("../../migrations/", $file)),
        #[cfg(feature = "postgres")]
        postgres: steps!(@ $file $($postgres)?),
    }),+] };
    (@ $file:literal) => { super::postgres::Ddl::Shared(include_str!(concat!("../../migrations/", $file))) };
    (@ $file:literal $postgres:literal) => { super::postgres::Ddl::Own(include_str!(concat!("../../migrations/", $postgres))) };
}

/// Step `n` (from 1) brings a database of version `n - 1` to version `n`.
pub(super) const STEPS: &[Step] = steps![
    "0001_core.sql",
    "0002_users.sql",
    "0003_subscriptions.sql",
    "0004_workspaces.sql",
    "0005_calendars.sql",
    "0006_agents.sql",
    "0007_leads.sql" / "0007_leads.postgres.sql",
    "0008_calls.sql" / "0008_calls.postgres.sql",
    "0009_meetings.sql" / "0009_meetings.postgres.sql",
    "0010_lead_search.sqlite.sql" / "0010_lead_search.postgres.sql",
    "0011_live_calls.sql" / "0011_live_calls.postgres.sql",
    "0012_number_forms.sql",
    "0013_transcripts.sql" / "0013_transcripts.postgres.sql",
    "0014_meetings_without_calendar.sqlite.sql" / "0014_meetings_without_calendar.postgres.sql",
    "0015_let_go.sqlite.sql" / "0015_let_go.postgres.sql",
    "0016_fold.sqlite.sql" / "0016_fold.postgres.sql",
    "0017_early_events.sql",
    "0018_call_legs.sql" / "0018_call_legs.postgres.sql",
    "0019_tellers.sql",
];

/// The schema version that this build writes.
pub(super) const VERSION: usize = STEPS.len();
