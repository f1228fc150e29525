//! Call logs: every call that was made, taken or goes on.
//!
//! Invariants: a call has the workspace of its lead; what it points at belongs to the same workspace (a number may belong to none); its
//! `reason` follows from the raw text once it has ended; it has an appointment exactly when that is its outcome; its `external_id` is
//! unique per workspace and provider. A call that took place is always recorded. A call that goes on is told of by events (`live`). Statistics are computed in the database, in sets.

mod bulk;
mod fields;
mod import;
pub mod live;
mod model;
mod operations;
pub mod reason;
mod references;
mod rules;
pub mod stats;
mod store;
#[cfg(test)]
mod tests;
pub mod transcript;

pub use self::{
    bulk::{CallBulkCreate, CallBulkReport},
    fields::CallFilters,
    import::{CdrFormat, CdrImport, CdrReport, CdrRow, CdrVerdict},
    live::{CallBegin, CallEnd, CallEvent, CallLeases, CallReap, CallRef, CallRenew, EventKind, ReapReport, Reporter},
    model::{AnsweredBy, Call, CallStatus, Direction, Outcome},
    operations::{CallCreate, CallList, CallUpdate, Calls},
    reason::{Attempt, Reason},
    transcript::{AppendedTurns, Speaker, Transcript, TranscriptAppend, TranscriptOf, Turn, TurnInput},
};
pub(crate) use self::{
    operations::OPERATIONS,
    stats::{Subject, counted},
    store::{delete_with_lead, delete_with_workspace, move_with_lead, of_lead, part_from_lead},
};
