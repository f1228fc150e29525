//! What imports share: bytes to text, text to records of CSV or JSON, and the chunks of transactions with a verdict for every row.
//!
//! Everything streams: memory is bounded by a chunk of rows, the write lock by a chunk's transaction. What is wrong with a row never
//! ends an import.
mod objects;
mod records;
mod run;
mod text;

pub(crate) use self::{
    objects::Objects,
    records::{Dialect, Records},
    run::{Report, Work, run, source},
    text::Text,
};
