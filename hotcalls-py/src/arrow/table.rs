//! What Python gets: an object that exports Arrow, from rows that are there or from a list that is walked as it is read.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{
    Array, ListArray, RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray, StructArray, ffi_stream::FFI_ArrowArrayStream,
};
use arrow_schema::{ArrowError, SchemaRef, ffi::FFI_ArrowSchema};
use hotcalls_core::{
    Caller, Mode, Streams,
    calls::Call,
    error::{Code, Error},
    leads::Lead,
    operation::Answered,
    query::Page,
};
use pyo3::{prelude::*, types::PyCapsule};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    column::Column,
    schema,
    sink::{Cell, Misplaced},
};
use crate::{cancel::Watch, handle::raise, tree::Tree};

/// Rows as Arrow: `polars.DataFrame(t)`, `pyarrow.table(t)`, `pandas.DataFrame.from_arrow(t)`, `duckdb.sql("FROM t")`.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct ArrowTable {
    schema: SchemaRef,
    rows: Source,
}

enum Source {
    /// Rows that are there.
    Batch(RecordBatch),
    /// A list of the database, walked anew by every reader; the first batch was read to see whether it can be.
    List { walk: Box<Walk>, first: Mutex<Option<Box<(RecordBatch, Walk)>>> },
}

#[pymethods]
impl ArrowTable {
    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }
    /// The schema, for libraries that ask for it first.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(|e| failed(py, e))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }
    /// The rows, in batches. A schema that the reader would like better is not asked for.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let reader: Box<dyn RecordBatchReader + Send> = match &self.rows {
            Source::Batch(batch) => Box::new(RecordBatchIterator::new([Ok(batch.clone())], self.schema.clone())),
            Source::List { walk, first } => {
                let begun = first.lock().unwrap_or_else(PoisonError::into_inner).take();
                let (batch, walk) = begun.map_or_else(|| (None, Walk::clone(walk)), |begun| (Some(begun.0), begun.1));
                Box::new(Walking { schema: self.schema.clone(), batch, walk })
            }
        };
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
    }
    fn __repr__(&self) -> String {
        let width = self.schema.fields().len();
        match &self.rows {
            Source::Batch(batch) => format!("<hotcalls.ArrowTable of {} rows and {width} columns>", batch.num_rows()),
            Source::List { walk, .. } => format!("<hotcalls.ArrowTable of {} with {width} columns>", walk.operation),
        }
    }
}

fn failed(py: Python<'_>, error: impl std::fmt::Display) -> PyErr {
    raise(py, &Error::internal(error))
}

/// Rows that Python has, as the record says: of it, or of one of its fields.
pub fn table(py: Python<'_>, rows: Tree, record: &str, field: Option<&str>) -> PyResult<ArrowTable> {
    let fields = match field {
        None => schema::record(record),
        Some(field) => schema::row_of_field(record, field).and_then(schema::record),
    };
    let Some(fields) = fields else {
        let what = field.map_or_else(|| format!("{record} is no record."), |field| format!("{record}.{field} is no list of records."));
        return Err(raise(py, &Error::field("field", what)));
    };
    let build = || {
        let mut column = Column::list(Column::record(fields), false);
        let rows = Value::deserialize(rows).map_err(Error::internal)?;
        rows.serialize(Cell(&mut column)).map_err(Error::internal)?;
        column.finish().and_then(|list| batch(list.as_any().downcast_ref())).map_err(Error::internal)
    };
    let batch = py.detach(build).map_err(|e| raise(py, &e))?;
    Ok(ArrowTable { schema: batch.schema(), rows: Source::Batch(batch) })
}

/// The records of a list's only row.
fn batch(list: Option<&ListArray>) -> Result<RecordBatch, ArrowError> {
    let records = list.and_then(|list| list.values().as_any().downcast_ref::<StructArray>());
    records.map(RecordBatch::from).ok_or_else(|| ArrowError::SchemaError("this is no list of records".into()))
}

impl ArrowTable {
    /// A list of the database from front to end. Its first batch is read here, so that what is wrong is told now; `watch` is for that one.
    pub fn walk(caller: &Caller, watch: &Watch, operation: &str, input: Tree, rows: u32) -> Result<Self, Error> {
        let record = schema::row_of(operation).ok_or_else(|| Error::new(Code::UnknownOperation, format!("{operation} is no list.")))?;
        let input = Value::deserialize(input).map_err(Error::internal)?;
        let walk = Walk { caller: caller.in_batches(rows), operation: operation.into(), record, input, cursor: Some(String::new()) };
        let mut begun = Walk { caller: walk.caller.cancel_token(watch.switch()), ..walk.clone() };
        let batch = begun.next()?.ok_or_else(|| Error::internal("a walk without a beginning"))?;
        begun.caller = walk.caller.clone();
        Ok(Self { schema: batch.schema(), rows: Source::List { walk: Box::new(walk), first: Mutex::new(Some(Box::new((batch, begun)))) } })
    }
}

/// Where a walk through a list stands.
#[derive(Clone)]
struct Walk {
    caller: Caller,
    operation: Arc<str>,
    record: &'static str,
    input: Value,
    /// Where it goes on; none at the end.
    cursor: Option<String>,
}

impl Walk {
    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let Some(cursor) = self.cursor.take() else { return Ok(None) };
        self.input["cursor"] = cursor.into();
        let mut page = schema::page(self.record).ok_or_else(|| Error::internal("a list without rows"))?;
        let (answer, _) = self.caller.answer(&self.operation, Mode::Strict, &self.input, Streams::default())?;
        written(&answer, Cell(&mut page)).map_err(Error::internal)?;
        let page = page.finish().map_err(Error::internal)?;
        let page = page.as_any().downcast_ref::<StructArray>().ok_or_else(|| Error::internal("this is no page"))?;
        let next = page.column(1).as_any().downcast_ref::<StringArray>().filter(|next| next.is_valid(0));
        self.cursor = next.map(|next| next.value(0).to_owned());
        batch(page.column(2).as_any().downcast_ref()).map(Some).map_err(Error::internal)
    }
}

/// Writes an answer. Those that are exported by the hundred thousand go by their type, in two thirds of the time of the others.
fn written(answer: &Answered, page: Cell<'_>) -> Result<(), Misplaced> {
    if let Some(calls) = answer.downcast_ref::<Page<Call>>() {
        return calls.serialize(page);
    }
    if let Some(leads) = answer.downcast_ref::<Page<Lead>>() {
        return leads.serialize(page);
    }
    answer.serialize(page)
}

/// The stream of a walk.
struct Walking {
    schema: SchemaRef,
    batch: Option<RecordBatch>,
    walk: Walk,
}

impl Iterator for Walking {
    type Item = Result<RecordBatch, ArrowError>;
    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batch.take().map_or_else(|| self.walk.next(), |batch| Ok(Some(batch)));
        batch.map_err(|e| ArrowError::ExternalError(Box::new(e))).transpose()
    }
}

impl RecordBatchReader for Walking {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
