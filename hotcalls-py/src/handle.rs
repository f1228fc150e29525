//! The database and its callers, as Python sees them.

use std::path::PathBuf;

use hotcalls_core::{
    Caller, Hotcalls, Id,
    error::{Error, Result},
};
use pyo3::{intern, prelude::*, types::PyDict};

use crate::{
    call,
    cancel::{self, CancelToken, Watch},
    read, write,
};

/// An open database. Threads may share it; a child process after `fork()` may not use it.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct Database {
    db: Hotcalls,
}

#[pymethods]
impl Database {
    /// Opens a database file.
    #[new]
    #[pyo3(signature = (path, *, key=None, readers=None, busy_timeout=None))]
    fn new(py: Python<'_>, path: PathBuf, key: Option<Vec<u8>>, readers: Option<usize>, busy_timeout: Option<f64>) -> PyResult<Self> {
        let db = released(py, || call::open(&path, key.as_deref(), readers, busy_timeout))?;
        Ok(Self { db })
    }
    /// Closes the file; later use of the handle and of its callers raises.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        released(py, || {
            self.db.close();
            Ok(())
        })
    }
    /// Copies the database as it is now into a new file.
    fn snapshot_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        released(py, || self.db.snapshot_to(&path))
    }
    /// The embedding program itself.
    fn system(&self) -> Actor {
        Actor { caller: self.db.system() }
    }
    /// Nobody.
    fn anonymous(&self) -> Actor {
        Actor { caller: self.db.anonymous() }
    }
    /// A user by id.
    fn as_user(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Actor> {
        let id: Id<()> = id.str()?.to_str()?.parse().map_err(|_| raise(py, &Error::field("id", "Must be a valid UUID.")))?;
        Ok(Actor { caller: self.db.as_user(id) })
    }
    /// A user by name and password.
    fn login(&self, py: Python<'_>, username: String, password: String) -> PyResult<Actor> {
        Ok(Actor { caller: released(py, || self.db.login(&username, &password))? })
    }
    /// The owner of an API token.
    fn with_token(&self, key: &str) -> Actor {
        Actor { caller: self.db.with_token(key) }
    }
}

/// Somebody who calls operations.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct Actor {
    caller: Caller,
}

#[pymethods]
impl Actor {
    /// Calls an operation by name with a dict of its fields.
    #[pyo3(signature = (name, input=None, *, idempotency_key=None, cancel=None))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        input: Option<&Bound<'py, PyAny>>,
        idempotency_key: Option<&str>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let input = read::input(input)?;
        let watch = Watch::new(cancel);
        let answer = py.detach(|| {
            cancel::refuse_handlers()?;
            call::call(&self.caller, &watch, name, input?, idempotency_key)
        });
        match watch.raised() {
            Some(raised) => Err(raised),
            None => write::object(py, &answer.map_err(|e| raise(py, &call::named(e, name)))?),
        }
    }
}

/// Works with the interpreter released.
fn released<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    py.detach(|| cancel::refuse_handlers().and_then(|()| work())).map_err(|e| raise(py, &e))
}

/// The exception of an error: a class of `hotcalls.errors`.
pub fn raise(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error).unwrap_or_else(|failed| failed)
}

fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let details = write::object(py, error.details())?;
    let figures = PyDict::new(py);
    for (name, value) in error.figures() {
        figures.set_item(name, value)?;
    }
    let arguments = (error.code().word(), error.message(), details, error.operation(), error.resource(), figures);
    let made = py.import(intern!(py, "hotcalls.errors"))?.call_method1(intern!(py, "make"), arguments)?;
    Ok(PyErr::from_value(made))
}
