//! Rows that a program gives typed, such as those of a data frame: no text to be found out about, but the same columns and fields.

use serde_json::Value;

use super::{
    header::Header,
    rows::{Options, Row, Source, fill},
};
use crate::{
    error::{Error, Result},
    operation::Records,
};

/// Typed rows under a header that was understood.
pub(super) struct Typed<'a> {
    records: &'a mut dyn Records,
    header: Header,
    /// How many rows were read.
    read: u64,
}

impl<'a> Typed<'a> {
    /// Understands the names of the columns. `invalid_input` on `frame` or `mapping` if they cannot be leads.
    pub(super) fn open(records: &'a mut dyn Records, options: &Options) -> Result<Self> {
        let header = Header::read(records.columns(), &options.mapping, "frame").map_err(Error::invalid)?;
        Ok(Self { records, header, read: 0 })
    }
}

impl Source for Typed<'_> {
    fn next(&mut self) -> Result<Option<Row>> {
        while let Some(values) = self.records.next()? {
            let line = self.read;
            self.read += 1;
            if values.iter().any(|value| !is_blank(value)) {
                let bytes = values.iter().map(size).sum();
                return Ok(Some(Row { line, bytes, draft: Ok(fill(&self.header, values)) }));
            }
        }
        Ok(None)
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// About how much room a value takes.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(_) | Value::Object(_) => value.to_string().len(),
        _ => 8,
    }
}
