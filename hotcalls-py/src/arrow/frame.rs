//! A frame of somebody else's as typed rows: Arrow in, JSON values out.

use arrow_array::{
    RecordBatch, RecordBatchReader,
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::DataType;
use hotcalls_core::{
    Records,
    error::{Error, Problems, Result},
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyCapsule, PyDict},
};
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
    /// Takes over what `__arrow_c_stream__` exports. Columns that are to be left out may be of any type.
    pub fn of(frame: &Bound<'_, PyAny>, left_out: &[&str]) -> PyResult<Result<Self>> {
        let py = frame.py();
        let Some(export) = frame.getattr_opt(intern!(py, "__arrow_c_stream__"))? else {
            let kind = frame.get_type().name()?;
            let message = format!(
                "Give a path, a file that is open for reading bytes, or a frame that exports Arrow (__arrow_c_stream__), not {kind}."
            );
            return Ok(Err(Error::field("frame", message)));
        };
        let Some(exported) = stream(&export.call0()?) else {
            return Ok(Err(Error::field("frame", "Its __arrow_c_stream__ gave no capsule of an Arrow stream.")));
        };
        let read = Self::read(exported, left_out);
        if read.as_ref().is_ok_and(|read| read.reader.schema().fields().iter().any(|field| has_nulls(field.data_type())))
            && let Some(plain) = without_null_columns(frame)?
        {
            return Self::of(&plain, left_out);
        }
        Ok(read)
    }

    fn read(stream: FFI_ArrowArrayStream, left_out: &[&str]) -> Result<Self> {
        let reader = RecordBatchStreamReader::try_new(stream).map_err(unreadable)?;
        let schema = reader.schema();
        let mut problems = Problems::new();
        for field in schema.fields() {
            if !cell::is_readable(field.data_type()) && !left_out.contains(&field.name().as_str()) {
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

/// Whether a type is that of nothing but nulls, or has one inside.
fn has_nulls(kind: &DataType) -> bool {
    match kind {
        DataType::Null => true,
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => has_nulls(item.data_type()),
        DataType::Struct(fields) => fields.iter().any(|field| has_nulls(field.data_type())),
        _ => false,
    }
}

/// A frame of Polars with texts in the place of nothing but nulls, in lists and structs too: it exports those with a buffer that the format
/// does not have, and the reader refuses them.
fn without_null_columns<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = frame.py();
    let Some(polars) = py.import(intern!(py, "sys"))?.getattr("modules")?.cast::<PyDict>()?.get_item("polars")? else { return Ok(None) };
    if !frame.is_instance(&polars.getattr("DataFrame")?)? {
        return Ok(None);
    }
    py.import("hotcalls._base")?.call_method1("without_nulls", (&polars, frame)).map(Some)
}

/// The stream in a capsule, moved out of it.
#[allow(unsafe_code)] // The interface is a C struct behind a pointer; there is no safe way to take it.
fn stream(capsule: &Bound<'_, PyAny>) -> Option<FFI_ArrowArrayStream> {
    let capsule = capsule.cast::<PyCapsule>().ok()?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream")).ok()?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name points to a stream that its consumer may move out; what is left in its place is marked as released,
    // so that the capsule's destructor does nothing.
    Some(unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) })
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::field("frame", format!("It cannot be read: {error}."))
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
