//! Who uses a handle: closing it waits for them.

use std::sync::{Condvar, Mutex, PoisonError};

use super::{closed, lock};
use crate::error::Result;

/// The calls under way. An operation that opens several transactions, an import say, is one from its beginning to its end.
#[derive(Default)]
pub(crate) struct InUse {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    /// The threads that are in a call, once for every call that they are in.
    threads: Vec<usize>,
    closing: bool,
}

/// Tells threads that live at the same time apart. Of a thread that the host made, `std::thread::current` would allocate a handle that leak
/// checkers take for lost.
pub(super) fn this_thread() -> usize {
    thread_local!(static MARK: u8 = const { 0 });
    MARK.with(|mark| std::ptr::from_ref(mark).addr())
}

impl InUse {
    /// Begins a call, until the result is dropped. While the handle is being closed only calls under way may begin another, from a function that
    /// they call.
    pub fn enter(&self) -> Result<Entered<'_>> {
        let (thread, mut state) = (this_thread(), lock(&self.state));
        if state.closing && !state.threads.contains(&thread) {
            return Err(closed());
        }
        state.threads.push(thread);
        Ok(Entered { in_use: self, thread })
    }

    /// Lets no more calls begin, and waits for those under way: unless this thread is in one, which cannot end meanwhile.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        if state.threads.contains(&this_thread()) {
            return;
        }
        while !state.threads.is_empty() {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A call under way.
pub(crate) struct Entered<'u> {
    in_use: &'u InUse,
    thread: usize,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.in_use.state);
        if let Some(at) = state.threads.iter().rposition(|thread| *thread == self.thread) {
            state.threads.swap_remove(at);
        }
        if state.closing {
            self.in_use.left.notify_all();
        }
    }
}
