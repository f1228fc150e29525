//! Reading calls from what PBXs write already: FreeSWITCH's CDRs as CSV and JSON, Asterisk's `Master.csv`.
//!
//! Bytes to records and records to legs ([`format`], [`columns`], [`leg`], [`times`]), legs to calls ([`window`], [`merge`]), calls to rows
//! ([`operation`], [`write`]). Everything streams: memory is bounded by a window of records, the write lock by a chunk's transaction.
//! Nothing that a record says is believed to be an order: it makes a call or completes one, and takes nothing away.
mod columns;
mod format;
mod leg;
mod merge;
mod operation;
pub(super) mod store;
mod times;
mod window;
mod write;

pub(super) use self::operation::import_cdr;
pub use self::operation::{CdrFormat, CdrImport, CdrReport, CdrRow, CdrVerdict};
