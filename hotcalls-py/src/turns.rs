//! Whose turn it is to make Python objects.
//!
//! A thread that makes objects holds the interpreter until they are made. Several of them beside an event loop pass it among themselves, and
//! CPython knows no order in which threads get it: the loop was late by tens of milliseconds. One at a time makes as many, since only one can
//! have the interpreter anyway, and the loop waits for one of them at most.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use pyo3::prelude::*;

/// Long enough for a thread that waits for the interpreter to wake up and take it.
const PAUSE: Duration = Duration::from_micros(20);

/// Threads that take turns.
#[derive(Default)]
pub struct Turns {
    taken: Mutex<bool>,
    free: Condvar,
}

/// The turn of a thread; over when dropped.
pub struct Turn<'t>(&'t Turns);

impl Turns {
    /// Waits for the turn. The interpreter must not be held, or the one whose turn it is would never end it.
    pub fn take(&self) -> Turn<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *self.free.wait_while(taken, |taken| *taken).unwrap_or_else(PoisonError::into_inner) = true;
        Turn(self)
    }
}

impl Turn<'_> {
    /// Ends a turn after whoever waits for the interpreter got it: the next one's turn, and what this thread does next, would come first
    /// otherwise, and again and again.
    pub fn end(turn: Option<Self>, py: Python<'_>) {
        if let Some(turn) = turn {
            py.detach(|| {
                thread::sleep(PAUSE);
                drop(turn);
            });
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.free.notify_one();
    }
}
