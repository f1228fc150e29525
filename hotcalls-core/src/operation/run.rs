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

/// Streams of a chunked operation. The default has none: the input's text is read, rows go into the answer.
#[derive(Default)]
pub struct Streams<'s> {
    /// Where the data comes from, instead of a text field of the input.
    pub source: Option<&'s mut dyn Read>,
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
    pub fn read<T>(&self, body: impl FnOnce(&Scope<'_>) -> Result<T>) -> Result<T> {
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
    /// One transaction, behind the gate again: rights that were taken away meanwhile end the work.
    pub fn write<T>(&self, body: impl FnOnce(&Scope<'_>) -> Result<T>) -> Result<T> {
        dispatch::gated_write(self.caller, self.operation, body)
    }
    /// One snapshot, behind the gate again.
    pub fn read<T>(&self, body: impl FnOnce(&Scope<'_>) -> Result<T>) -> Result<T> {
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
