//! The database and its callers, as Python sees them.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use hotcalls_core::{
    Caller, CancelToken as Switch, Hotcalls, Id, Mode, OpenOptions, Streams,
    error::{Error, Result},
    operation::Answered,
};
use pyo3::{intern, prelude::*, types::PyDict};

use crate::{
    args::{self, Arg},
    arrow::ArrowTable,
    cancel::{self, CancelToken, Watch},
    feed::{self, Feed, Raised},
    read,
    tree::Tree,
    turns::{Turn, Turns},
    write,
};

/// An open database. Threads may share it; a child process after `fork()` may not use it.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct Database {
    db: Hotcalls,
    turns: Option<Arc<Turns>>,
}

impl Database {
    fn actor(&self, caller: Caller) -> Actor {
        Actor { caller, turns: self.turns.clone() }
    }
}

#[pymethods]
impl Database {
    /// Opens a database file, or a database on a server. Beside an event loop, threads make their answers `in_turns`.
    #[new]
    #[pyo3(signature = (path, *, key=None, readers=None, busy_timeout=None, statement_timeout=None, in_turns=false))]
    fn new(
        py: Python<'_>,
        path: Arg<'_, '_>,
        key: Option<Arg<'_, '_>>,
        readers: Option<Arg<'_, '_>>,
        busy_timeout: Option<Arg<'_, '_>>,
        statement_timeout: Option<Arg<'_, '_>>,
        in_turns: bool,
    ) -> PyResult<Self> {
        let path = args::path(path, "path")?;
        let mut how = OpenOptions::new();
        if let Some(key) = key {
            how = how.key(args::key(key, "key")?);
        }
        if let Some(readers) = readers {
            how = how.readers(args::count(readers, "readers")?);
        }
        if let Some(seconds) = busy_timeout {
            how = how.busy_timeout(args::seconds(seconds, "busy_timeout")?);
        }
        if let Some(seconds) = statement_timeout {
            how = how.statement_timeout(args::seconds(seconds, "statement_timeout")?);
        }
        Ok(Self { db: released(py, || how.open(path))?, turns: in_turns.then(Arc::default) })
    }
    /// Closes the file; later use of the handle and of its callers raises.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        released(py, || {
            self.db.close();
            Ok(())
        })
    }
    /// Copies the database as it is now into a new file.
    #[pyo3(signature = (path, *, cancel=None))]
    fn snapshot_to(&self, py: Python<'_>, path: Arg<'_, '_>, cancel: Option<&CancelToken>) -> PyResult<()> {
        let path = args::path(path, "path")?;
        stoppable(py, cancel, |switch| self.db.snapshot_unless(path, switch))
    }
    /// The embedding program itself.
    fn system(&self) -> Actor {
        self.actor(self.db.system())
    }
    /// Nobody.
    fn anonymous(&self) -> Actor {
        self.actor(self.db.anonymous())
    }
    /// A user by id.
    fn as_user(&self, id: Arg<'_, '_>) -> PyResult<Actor> {
        Ok(self.actor(self.db.as_user(args::id(id, "id")?)))
    }
    /// A user by name and password.
    #[pyo3(signature = (username, password, *, cancel=None))]
    fn login(&self, py: Python<'_>, username: Arg<'_, '_>, password: Arg<'_, '_>, cancel: Option<&CancelToken>) -> PyResult<Actor> {
        let (username, password) = (args::text(username, "username")?, args::text(password, "password")?);
        let user = stoppable(py, cancel, |switch| self.db.anonymous().cancel_token(switch).login(username, password))?.user_id();
        // Without the token, which was for the login alone.
        let user = user.ok_or_else(|| raise(py, &Error::internal("a login of nobody")))?;
        Ok(self.actor(self.db.as_user(Id::<()>::from(user))))
    }
    /// The owner of an API token.
    fn with_token(&self, key: Arg<'_, '_>) -> PyResult<Actor> {
        Ok(self.actor(self.db.with_token(args::text(key, "key")?)))
    }
}

/// The most rows that a stream reads at once: a batch is one transaction, and held in memory.
const MAX_BATCH: u32 = 65_536;

/// Somebody who calls operations.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct Actor {
    caller: Caller,
    turns: Option<Arc<Turns>>,
}

impl Actor {
    /// Works with the interpreter released, then waits for the turn to make Python objects of what came of it.
    fn work<T: Send>(&self, py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> (Result<T>, Option<Turn<'_>>) {
        py.detach(|| (guarded(work), self.turns.as_deref().map(Turns::take)))
    }
}

#[pymethods]
impl Actor {
    /// Calls an operation by name with a dict of its fields. A list that is walked by cursor need not be `counted`.
    #[pyo3(signature = (name, input=None, *, idempotency_key=None, cancel=None, counted=true))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        name: Arg<'_, 'py>,
        input: Option<Arg<'_, 'py>>,
        idempotency_key: Option<Arg<'_, 'py>>,
        cancel: Option<&CancelToken>,
        counted: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let name = args::text(name, "name")?;
        let idempotency_key = idempotency_key.map(|key| args::text(key, "idempotency_key")).transpose().map_err(|e| told(py, e, name))?;
        let input = read::input(input)?;
        let watch = Watch::new(cancel);
        let (answer, turn) = self.work(py, || call(&self.caller, &watch, name, input?, idempotency_key, counted));
        match watch.raised() {
            Some(raised) => Err(raised),
            None => {
                let made = write::answer(py, &answer.map_err(|e| raise(py, &named(e, name)))?, name);
                Turn::end(turn, py);
                made
            }
        }
    }
    /// Calls an operation that takes rows: from a path, a binary file, or a frame that exports Arrow.
    #[pyo3(signature = (name, input, source, progress=None, *, cancel=None))]
    fn feed<'py>(
        &self,
        py: Python<'py>,
        name: Arg<'_, 'py>,
        input: Arg<'_, 'py>,
        source: Arg<'_, 'py>,
        progress: Option<Py<PyAny>>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let name = args::text(name, "name")?;
        let refuse = |e| raise(py, &named(e, name));
        if let Some(problem) = progress.as_ref().map(|progress| no_progress(progress.bind(py))).transpose()?.flatten() {
            return Err(refuse(Error::field("progress", problem)));
        }
        let raised = Raised::default();
        let input = read::input(Some(input))?.map_err(refuse)?;
        let source = Feed::of(source, &input, &raised)?.map_err(refuse)?;
        let watch = Watch::new(cancel);
        let fed = || feed::call(&self.caller, &watch, name, input, source, progress.as_ref(), &raised);
        let (answer, _turn) = self.work(py, fed);
        match raised.take().or_else(|| watch.raised()) {
            Some(error) => Err(error),
            None => write::object(py, &answer.map_err(refuse)?),
        }
    }
    /// A list as Arrow, read in batches of rows while it is consumed.
    #[pyo3(signature = (name, input, batch_size, *, cancel=None))]
    fn stream<'py>(
        &self,
        py: Python<'py>,
        name: Arg<'_, 'py>,
        input: Arg<'_, 'py>,
        batch_size: Arg<'_, 'py>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<ArrowTable> {
        let name = args::text(name, "name")?;
        let refuse = |e| raise(py, &named(e, name));
        let batch_size =
            u32::try_from(args::count(batch_size, "batch_size").map_err(|e| told(py, e, name))?).ok().filter(|n| *n <= MAX_BATCH);
        let batch_size =
            batch_size.ok_or_else(|| refuse(Error::field("batch_size", format!("At most {MAX_BATCH} rows are read at once."))))?;
        let input = read::input(Some(input))?.map_err(refuse)?;
        let watch = Watch::new(cancel);
        let table = py.detach(|| guarded(|| ArrowTable::walk(&self.caller, &watch, name, input, batch_size)));
        match watch.raised() {
            Some(error) => Err(error),
            None => table.map_err(refuse),
        }
    }
}

/// Works with the interpreter released.
fn released<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    py.detach(|| guarded(work)).map_err(|e| raise(py, &e))
}

/// Why something cannot be told how far the work is: what a coroutine would do is done by nobody, since it is called and not awaited.
fn no_progress(progress: &Bound<'_, PyAny>) -> PyResult<Option<&'static str>> {
    if !progress.is_callable() {
        return Ok(Some("A function that takes the number of rows is required."));
    }
    let waits = progress.py().import("inspect")?.call_method1("iscoroutinefunction", (progress,))?.is_truthy()?;
    Ok(waits.then_some("A plain function is required: it is called on a thread of the import, and not awaited."))
}

/// Works with the interpreter released, until a token or a signal stops it.
fn stoppable<T: Send>(py: Python<'_>, cancel: Option<&CancelToken>, work: impl FnOnce(&Switch) -> Result<T> + Send) -> PyResult<T> {
    let watch = Watch::new(cancel);
    let done = py.detach(|| guarded(|| work(watch.switch())));
    watch.raised().map_or_else(|| done.map_err(|e| raise(py, &e)), Err)
}

/// Works, unless a signal handler asks for it; a fault of the library is an error of it too.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    cancel::refuse_handlers()?;
    let fault = |_| Err(Error::internal("the library panicked"));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(fault)
}

/// Runs an operation.
fn call(caller: &Caller, watch: &Watch, name: &str, input: Tree, idempotency_key: Option<&str>, counted: bool) -> Result<Answered> {
    let mut caller = caller.cancel_token(watch.switch());
    if !counted {
        caller = caller.uncounted();
    }
    if let Some(key) = idempotency_key {
        caller = caller.idempotency_key(key);
    }
    caller.answer(name, Mode::Strict, input, Streams::default()).map(|(answer, _)| answer)
}

/// Names the operation in an error that came before the core saw the call.
fn named(error: Error, name: &str) -> Error {
    match hotcalls_core::operation(name) {
        Some(operation) => error.in_operation(operation.name),
        None => error,
    }
}

/// The same for an exception of ours.
fn told(py: Python<'_>, error: PyErr, name: &str) -> PyErr {
    let named = hotcalls_core::operation(name).map(|operation| error.value(py).setattr(intern!(py, "operation"), operation.name));
    named.and_then(|set| set.err()).unwrap_or(error)
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
