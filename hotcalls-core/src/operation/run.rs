//! Operations that open their own transactions: streams in and out, progress, the gate before every chunk.

use std::io::Read;

use crate::{
    Caller, Host,
    access::Scope,
    error::Result,
    operation::{Operation, dispatch},
};

/// Takes one row of a result.
pub type RowSink<'s> = dyn FnMut(&dyn erased_serde::Serialize) -> Result<()> + 's;

/// Rows that come typed from a program, instead of as text: names of columns, and for every row a value each.
pub trait Records {
    /// The names of the columns.
    fn columns(&self) -> &[String];
    /// The next row: as many values as columns, null for what it does not say.
    fn next(&mut self) -> Result<Option<Vec<serde_json::Value>>>;
}

/// Streams of a chunked operation. The default has none: the input's text is read, rows go into the answer.
#[derive(Default)]
pub struct Streams<'s> {
    /// Where the data comes from, instead of a text field of the input.
    pub source: Option<&'s mut dyn Read>,
    /// Where typed rows come from, instead of text, for operations that know what to do with columns.
    pub records: Option<&'s mut dyn Records>,
    /// Takes each row of the result as it is known, instead of a list in the answer.
    pub rows: Option<&'s mut RowSink<'s>>,
    /// Told now and then how many rows are done.
    pub progress: Option<&'s mut dyn FnMut(u64)>,
}

/// What a prepare step works with, after the gate and outside of the transaction: the services of the host, and snapshots of its own.
pub struct Preparing<'c> {
    caller: &'c Caller,
    operation: &'static Operation,
}

impl<'c> Preparing<'c> {
    pub(crate) fn new(caller: &'c Caller, operation: &'static Operation) -> Self {
        Self { caller, operation }
    }
    /// One snapshot, behind the gate again. What it tells may be out of date in the body.
    pub fn read<T>(&self, body: impl FnMut(&Scope<'_>) -> Result<T>) -> Result<T> {
        dispatch::gated_read(self.caller, self.operation, body)
    }
    /// The network address from which the call comes, if the door named it.
    pub fn address(&self) -> Option<&'c str> {
        self.caller.options.address.as_deref()
    }
}

impl std::ops::Deref for Preparing<'_> {
    type Target = Host;
    fn deref(&self) -> &Host {
        self.caller.host()
    }
}

/// What the body of a chunked operation works with.
pub struct Chunks<'c> {
    caller: &'c Caller,
    operation: &'static Operation,
    /// The caller's streams.
    pub streams: Streams<'c>,
}

impl<'c> Chunks<'c> {
    pub(super) fn new(caller: &'c Caller, operation: &'static Operation, streams: Streams<'c>) -> Self {
        Self { caller, operation, streams }
    }
    /// One transaction, behind the gate again: rights that were taken away meanwhile end the work. The body may be run again, with a copy of
    /// `rows`.
    pub fn write<I: Clone, T>(&self, rows: I, mut body: impl FnMut(&Scope<'_>, I) -> Result<T>) -> Result<T> {
        let mut rows = dispatch::Supply::new(rows, self.caller.repeats());
        dispatch::gated_write(self.caller, self.operation, |scope| body(scope, rows.take()?))
    }
    /// The same for a body that cannot be run again, since it reads a stream: `busy` if the transaction lost against others,
    /// `unavailable` if its connection was lost.
    pub fn write_once<T>(&self, body: impl FnOnce(&Scope<'_>) -> Result<T>) -> Result<T> {
        let mut body = Some(body);
        dispatch::gated_write(self.caller, self.operation, |scope| match body.take() {
            Some(body) => body(scope),
            None => Err(scope.tx().came_to_nothing()),
        })
    }
    /// One snapshot, behind the gate again.
    pub fn read<T>(&self, body: impl FnMut(&Scope<'_>) -> Result<T>) -> Result<T> {
        dispatch::gated_read(self.caller, self.operation, body)
    }
    /// Services outside of a transaction.
    pub fn host(&self) -> &Host {
        self.caller.host()
    }
    /// Tells the caller how many rows are done.
    pub fn progress(&mut self, rows: u64) {
        if let Some(progress) = self.streams.progress.as_mut() {
            progress(rows);
        }
    }
}
