//! The Python door: the native module `hotcalls._core` under the typed face in `python/hotcalls`.
//!
//! Inputs are read into a tree of our own while the interpreter is held, the core works while it is released, and its answer is written as
//! Python objects when it is held again. Nothing here knows an operation by name.

mod args;
mod arrow;
mod cancel;
mod feed;
mod handle;
mod native;
mod read;
mod tree;
mod turns;
mod write;

use hotcalls_core::error::Code;
use pyo3::prelude::*;

/// All operations: name, doc, effect, rule, and the JSON Schemas of input and output.
#[pyfunction]
fn catalog(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    write::object(py, &hotcalls_core::catalog_json())
}

/// The words of all error codes.
#[pyfunction]
fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.word()).collect()
}

/// Rows as Arrow: records of a kind, or of a field of that kind of record.
#[pyfunction]
#[pyo3(signature = (rows, record, field=None))]
fn table(py: Python<'_>, rows: &Bound<'_, PyAny>, record: &str, field: Option<args::Arg<'_, '_>>) -> PyResult<arrow::ArrowTable> {
    let field = field.map(|field| args::text(field, "field")).transpose()?;
    let rows = read::rows(rows)?.map_err(|e| handle::raise(py, &e))?;
    arrow::table(py, rows, record, field)
}

/// A number from 1 on, as an argument of this name.
#[pyfunction]
fn count(value: args::Arg<'_, '_>, argument: &str) -> PyResult<usize> {
    args::count(value, argument)
}

#[pymodule(gil_used = false)]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<handle::Database>()?;
    module.add_class::<handle::Actor>()?;
    module.add_class::<cancel::CancelToken>()?;
    module.add_class::<arrow::ArrowTable>()?;
    module.add_class::<read::Unset>()?;
    module.add("UNSET", Py::new(module.py(), read::Unset)?)?;
    module.add_function(wrap_pyfunction!(catalog, module)?)?;
    module.add_function(wrap_pyfunction!(codes, module)?)?;
    module.add_function(wrap_pyfunction!(table, module)?)?;
    module.add_function(wrap_pyfunction!(count, module)?)?;
    module.add_function(wrap_pyfunction!(write::register, module)?)
}
