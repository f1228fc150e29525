//! Operations that are fed with a file or a frame, and tell how far they are.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use hotcalls_core::{
    Caller, CancelToken, Mode, Records, Streams,
    error::{Code, Error},
    operation::Answered,
};
use pyo3::{intern, prelude::*, types::PyBytes};

use crate::{args, arrow::Frame, cancel::Watch, handle, tree::Tree};

/// What is asked of a Python file at once.
const BLOCK: usize = 256 * 1024;

/// Where the rows come from.
pub enum Feed {
    /// The bytes of a file.
    Bytes(Box<dyn Read + Send>),
    /// Typed rows.
    Rows(Box<Frame>),
}

/// An exception of Python code that was called while the core worked: it is raised instead of what the core made of it.
#[derive(Clone, Default)]
pub struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    fn keep(&self, error: PyErr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
    fn is_there(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
    /// The first exception.
    pub fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Feed {
    /// A path, a binary file, or anything that exports Arrow; the input may say which columns of it are left out.
    pub fn of(source: &Bound<'_, PyAny>, input: &Tree, raised: &Raised) -> PyResult<Result<Self, Error>> {
        let py = source.py();
        let frame = source.hasattr(intern!(py, "__arrow_c_stream__"))?;
        if !frame && source.hasattr(intern!(py, "read"))? {
            return Ok(Ok(Self::Bytes(Box::new(PythonFile { file: source.clone().unbind(), raised: raised.clone() }))));
        }
        if let Some(path) = source.extract::<PathBuf>().ok().filter(|_| !frame) {
            let opened = py.detach(|| File::open(&path));
            let failed = |e| Error::new(Code::Io, format!("The file {} cannot be read: {e}.", path.display()));
            return Ok(opened.map(|file| Self::Bytes(Box::new(file))).map_err(failed));
        }
        let left_out = input.get("mapping").map(Tree::nulls).unwrap_or_default();
        Ok(Frame::of(source, &left_out)?.map(|frame| Self::Rows(Box::new(frame))))
    }
}

/// A file object of Python's.
struct PythonFile {
    file: Py<PyAny>,
    raised: Raised,
}

impl Read for PythonFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(BLOCK);
        let read = |py: Python<'_>| -> PyResult<usize> {
            let block = self.file.bind(py).call_method1(intern!(py, "read"), (wanted,))?;
            let Ok(bytes) = block.cast::<PyBytes>() else {
                return Err(args::wrong_type(&block, "file", "bytes from a file that is open in binary mode"));
            };
            let bytes = bytes.as_bytes();
            let more = || handle::raise(py, &Error::field("file", "It gave more bytes than it was asked for."));
            let room = buffer.get_mut(..bytes.len()).ok_or_else(more)?;
            room.copy_from_slice(bytes);
            Ok(bytes.len())
        };
        Python::attach(read).map_err(|error| {
            self.raised.keep(error);
            io::Error::other("Python raised an exception")
        })
    }
}

/// Runs an operation on what it is fed with. Between chunks, `progress` is told how many rows are done.
pub fn call(
    caller: &Caller,
    watch: &Watch,
    name: &str,
    input: Tree,
    feed: Feed,
    progress: Option<&Py<PyAny>>,
    raised: &Raised,
) -> Result<Answered, Error> {
    let (watched, ended) = (watch.switch().clone(), raised.clone());
    let caller = caller.cancel_token(&CancelToken::watching(move || ended.is_there() || watched.is_cancelled()));
    let mut tell = |rows: u64| {
        let told = Python::attach(|py| progress.map_or(Ok(()), |progress| progress.call1(py, (rows,)).map(drop)));
        if let Err(error) = told {
            raised.keep(error);
        }
    };
    let stop = || watch.switch().is_cancelled();
    let (mut bytes, mut rows) = match feed {
        Feed::Bytes(bytes) => (Some(Stopping { bytes, stop }), None),
        Feed::Rows(rows) => (None, Some(rows)),
    };
    let streams = Streams {
        source: bytes.as_mut().map(|b| b as &mut dyn Read),
        records: rows.as_mut().map(|r| &mut **r as &mut dyn Records),
        progress: Some(&mut tell),
        ..Streams::default()
    };
    let answered = caller.answer(name, Mode::Strict, input, streams);
    answered
        .map(|(answer, _)| answer)
        .map_err(|error| if stop() { Error::new(Code::Cancelled, "The import was cancelled.") } else { error })
}

/// Bytes that come to an end when they are not wanted any more: the core asks between rows, and a row may be long in coming.
struct Stopping<F> {
    bytes: Box<dyn Read + Send>,
    stop: F,
}

impl<F: Fn() -> bool> Read for Stopping<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if (self.stop)() { Err(io::Error::other("The import was cancelled.")) } else { self.bytes.read(buffer) }
    }
}
