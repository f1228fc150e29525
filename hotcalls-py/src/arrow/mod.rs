//! Answers as Arrow: rows go from the core's records into columns without becoming Python objects, and out through the PyCapsule
//! interface. What the columns are is said by the catalog's schemas, so that an empty list has them too.
//!
//! Ids are text, as everywhere else in Python's data tools; times are microseconds in UTC; closed sets are dictionaries with all their
//! values; free JSON is its text.

mod cell;
mod column;
mod frame;
mod schema;
mod sink;
mod table;

pub use self::frame::Frame;
pub use self::table::{ArrowTable, table};
