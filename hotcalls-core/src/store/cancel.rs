//! Stopping a call before it is through.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Cancels one call from another thread. Clones share the same switch.
#[derive(Clone, Default)]
pub struct CancelToken(Arc<Switch>);

#[derive(Default)]
struct Switch {
    cancelled: AtomicBool,
    watch: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

impl CancelToken {
    /// A token that was not cancelled.
    pub fn new() -> Self {
        Self::default()
    }
    /// A token that is also cancelled when `watch` says so: for hosts that must ask (about a signal, a deadline, a peer that hung up).
    /// The thread of the call asks, every few thousand steps of a query and while it waits, inside of the call's transaction:
    /// `watch` must not use the database, and be quick.
    pub fn watching(watch: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(Switch { cancelled: AtomicBool::new(false), watch: Some(Box::new(watch)) }))
    }
    /// Asks the call to stop. A read stops within a few thousand steps of its query; a write that was not committed is undone.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }
    /// Whether [`cancel`](Self::cancel) was called, or the token's watch says so.
    pub fn is_cancelled(&self) -> bool {
        let Switch { cancelled, watch } = &*self.0;
        if cancelled.load(Ordering::Relaxed) {
            return true;
        }
        let stop = watch.as_ref().is_some_and(|watch| watch());
        if stop {
            self.cancel();
        }
        stop
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelToken").field(&self.0.cancelled).finish()
    }
}
