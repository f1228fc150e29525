//! Reading leads from CSV as people export it: bytes to text, text to columns, columns to fields, rows to leads. Rows that a program
//! gives typed (a data frame) join at the columns.
//!
//! Everything streams: memory is bounded by a chunk of rows, the write lock by a chunk's transaction. What is wrong with a row never
//! ends the import.
mod header;
mod operation;
mod rows;
mod sniff;
mod typed;

pub(super) use self::operation::import_csv;
pub use self::operation::{ImportReport, ImportRow, LeadImport, OnDuplicate, Verdict};
