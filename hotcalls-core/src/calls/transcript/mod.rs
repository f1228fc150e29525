//! What was said in a call: its turns, appended while it goes on or after it.
//!
//! A turn has its place in the call, which makes it safe to send twice: what is there already is not written again, and never changed.

mod model;
pub(super) mod operations;
pub(super) mod store;
#[cfg(test)]
mod tests;

pub use self::{
    model::{AppendedTurns, Speaker, Transcript, Turn},
    operations::{TranscriptAppend, TranscriptOf, TurnInput},
};
