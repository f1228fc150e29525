//! A frame of somebody else's as typed rows: Arrow in, JSON values out.

use arrow_array::{
    RecordBatch, RecordBatchReader,
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use hotcalls_core::{
    Records,
    error::{Code, Error, NON_FIELD, Problems, Result},
};
use pyo3::{intern, prelude::*, types::PyCapsule};
use serde_json::Value;

use super::cell;

/// A stream of batches, row by row.
pub struct Frame {
    reader: RecordBatchStreamReader,
    columns: Vec<String>,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    at: usize,
}

impl Frame {
    /// Takes over what `__arrow_c_stream__` exports.
    pub fn of(frame: &Bound<'_, PyAny>) -> PyResult<Result<Self>> {
        let py = frame.py();
        let Some(export) = frame.getattr_opt(intern!(py, "__arrow_c_stream__"))? else {
            let kind = frame.get_type().name()?;
            let message =
                format!("Give a frame that exports Arrow (__arrow_c_stream__), such as one of Polars, pandas or pyarrow, not {kind}.");
            return Ok(Err(Error::field("frame", message)));
        };
        let capsule = export.call0()?;
        Ok(Self::read(stream(capsule.cast::<PyCapsule>()?)?))
    }

    fn read(stream: FFI_ArrowArrayStream) -> Result<Self> {
        let reader = RecordBatchStreamReader::try_new(stream).map_err(unreadable)?;
        let schema = reader.schema();
        let mut problems = Problems::new();
        for field in schema.fields() {
            if !cell::is_readable(field.data_type()) {
                problems.add(field.name(), format!("Columns of type {} cannot be imported.", field.data_type()));
            }
        }
        if !problems.is_empty() {
            let mut all = Problems::new();
            all.inside("frame", problems);
            return Err(Error::invalid(all));
        }
        let columns = schema.fields().iter().map(|field| field.name().clone()).collect();
        Ok(Self { reader, columns, batch: None, at: 0 })
    }
}

/// The stream in a capsule, moved out of it.
#[allow(unsafe_code)] // The interface is a C struct behind a pointer; there is no safe way to take it.
fn stream(capsule: &Bound<'_, PyCapsule>) -> PyResult<FFI_ArrowArrayStream> {
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name points to a stream that its consumer may move out; what is left in its place is marked as released,
    // so that the capsule's destructor does nothing.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) })
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    let mut problems = Problems::new();
    problems.add(NON_FIELD, error.to_string());
    let mut all = Problems::new();
    all.inside("frame", problems);
    Error::new(Code::InvalidInput, format!("The frame cannot be read: {error}."))
}

impl Records for Frame {
    fn columns(&self) -> &[String] {
        &self.columns
    }
    fn next(&mut self) -> Result<Option<Vec<Value>>> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) {
                let row = batch.columns().iter().map(|column| cell::value(&**column, self.at)).collect();
                self.at += 1;
                return Ok(Some(row));
            }
            let Some(batch) = self.reader.next() else { return Ok(None) };
            (self.batch, self.at) = (Some(batch.map_err(unreadable)?), 0);
        }
    }
}
