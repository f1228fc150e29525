//! The functions that a caller lends to an import, as the streams of the core.

use std::{
    ffi::c_void,
    io::{self, Read},
};

use crate::types::hotcalls_call_options;
use hotcalls_core::{
    Streams,
    error::{Code, Error, Result},
};

/// A file that is read through a function of the caller.
struct Source {
    read: unsafe extern "C" fn(*mut c_void, *mut u8, usize) -> i64,
    context: *mut c_void,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // SAFETY: whoever gave the function vouches for it and its context; it gets a buffer of the length that it is told.
        let read = unsafe { (self.read)(self.context, buffer.as_mut_ptr(), buffer.len()) };
        let fault = |what: &str| Err(io::Error::other(what.to_owned()));
        match usize::try_from(read) {
            Ok(read) if read <= buffer.len() => Ok(read),
            Ok(_) => fault("The read function says that it wrote more bytes than it was asked for."),
            Err(_) => fault("The read function failed."),
        }
    }
}

type Row<'o> = Box<dyn FnMut(&dyn erased_serde::Serialize) -> Result<()> + 'o>;
type Progress<'o> = Box<dyn FnMut(u64) + 'o>;

/// The streams that the options of a call ask for.
pub(crate) struct Lent<'o> {
    source: Option<Source>,
    row: Option<Row<'o>>,
    progress: Option<Progress<'o>>,
}

impl<'o> Lent<'o> {
    pub(crate) fn new(options: &'o hotcalls_call_options) -> Self {
        let context = options.context;
        Self {
            source: options.read.map(|read| Source { read, context }),
            row: options.row.map(|row| -> Row<'o> {
                Box::new(move |value| {
                    let text = serde_json::to_string(value).map_err(Error::internal)?;
                    // SAFETY: as in `Source`; the text lives until it returns.
                    match unsafe { row(context, text.as_str().into()) } {
                        0 => Ok(()),
                        _ => Err(Error::new(Code::Cancelled, "The row function ended the call.")),
                    }
                })
            }),
            // SAFETY: as in `Source`.
            progress: options.progress.map(|progress| -> Progress<'o> { Box::new(move |rows| unsafe { progress(context, rows) }) }),
        }
    }

    pub(crate) fn streams(&mut self) -> Streams<'_> {
        let mut streams = Streams::default();
        if let Some(source) = self.source.as_mut() {
            streams.source = Some(source);
        }
        if let Some(row) = self.row.as_mut() {
            streams.rows = Some(row);
        }
        if let Some(progress) = self.progress.as_mut() {
            streams.progress = Some(progress);
        }
        streams
    }
}
