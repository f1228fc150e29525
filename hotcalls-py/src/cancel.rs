//! Stopping a call that runs: by a token from another thread, or by a signal.
//!
//! A call runs on the thread that made it, with the interpreter released. CPython runs signal handlers on the main thread and only where
//! it is asked to, so a long call there asks now and then; one that is over before that pays for a look at the clock. (A thread of its own
//! for every call would cost more than most calls.)

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use hotcalls_core::{
    CancelToken as Switch,
    error::{Code, Error, Result},
};
use pyo3::prelude::*;

/// How long a call runs before signals are looked for, and between two looks: each may wait for the interpreter.
const LOOK: Duration = Duration::from_millis(50);

/// Cancels the calls that it was given to, from another thread.
#[pyclass(frozen, module = "hotcalls._core")]
#[derive(Default)]
pub struct CancelToken(Switch);

#[pymethods]
impl CancelToken {
    #[new]
    fn new() -> Self {
        Self::default()
    }
    /// Asks the calls to stop: they raise `Cancelled`, and what they had not committed is undone.
    fn cancel(&self) {
        self.0.cancel();
    }
    /// Whether `cancel` was called.
    #[getter]
    fn cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
    fn __repr__(&self) -> &'static str {
        if self.cancelled() { "<CancelToken, cancelled>" } else { "<CancelToken>" }
    }
}

thread_local! {
    /// This thread runs a signal handler in the middle of a call.
    static HANDLING: Cell<bool> = const { Cell::new(false) };
    /// This thread is the one on which CPython runs signal handlers.
    static MAIN: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Refuses a handler that interrupted a call: it may hold what the handler's own call would wait for.
pub fn refuse_handlers() -> Result<()> {
    if !HANDLING.get() {
        return Ok(());
    }
    let message =
        "A signal handler that interrupted a call cannot call the database itself: keep a note of the signal and act on it later.";
    Err(Error::new(Code::Busy, message))
}

/// What may stop one call.
pub struct Watch {
    signals: Arc<Signals>,
    switch: Switch,
}

struct Signals {
    started: Instant,
    /// When to look next, in milliseconds after the start.
    next: AtomicU64,
    /// What a handler raised.
    raised: Mutex<Option<PyErr>>,
}

impl Watch {
    pub fn new(token: Option<&CancelToken>) -> Self {
        let next = AtomicU64::new(millis(LOOK));
        let signals = Arc::new(Signals { started: Instant::now(), next, raised: Mutex::new(None) });
        let (watched, given) = (Arc::clone(&signals), token.map(|token| token.0.clone()));
        let switch = Switch::watching(move || given.as_ref().is_some_and(Switch::is_cancelled) || watched.stop());
        Self { signals, switch }
    }
    pub fn switch(&self) -> &Switch {
        &self.switch
    }
    /// What a handler raised while the call ran.
    pub fn raised(&self) -> Option<PyErr> {
        self.signals.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Signals {
    fn stop(&self) -> bool {
        let now = millis(self.started.elapsed());
        if now < self.next.load(Ordering::Relaxed) {
            return false;
        }
        let raised = handled().err();
        self.next.store(millis(self.started.elapsed() + LOOK), Ordering::Relaxed);
        let stop = raised.is_some();
        if stop {
            *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = raised;
        }
        stop
    }
}

/// Runs the handlers of signals that came meanwhile; what one of them raised.
fn handled() -> PyResult<()> {
    if MAIN.get() == Some(false) {
        return Ok(());
    }
    // The question which thread is the main one is Python code too, in which handlers run.
    HANDLING.set(true);
    let handled = Python::attach(|py| if is_main(py)? { py.check_signals() } else { Ok(()) });
    HANDLING.set(false);
    handled
}

fn is_main(py: Python<'_>) -> PyResult<bool> {
    if let Some(known) = MAIN.get() {
        return Ok(known);
    }
    let threading = py.import("threading")?;
    let main = threading.call_method0("main_thread")?.getattr("ident")?;
    let is_main = threading.call_method0("get_ident")?.eq(main)?;
    MAIN.set(Some(is_main));
    Ok(is_main)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
