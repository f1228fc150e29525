//! Calls while they go on: begun by a host, told of by events, kept alive by a lease.
//!
//! Invariants: every event is stored once, and the call's row is a fold over all of them (`fold.rs`), the same one for every order and
//! every repetition; a call that has ended never goes on again; a lease belongs to its owner, and only a call whose lease has run out is
//! closed by anybody else. Nothing that is reported before a call begins is lost (`early.rs`).

mod early;
#[cfg(test)]
mod early_tests;
mod fold;
mod model;
pub(super) mod operations;
pub(super) mod store;
#[cfg(test)]
mod tests;

pub use self::{
    model::{CallLeases, EventKind, ReapReport, Reporter},
    operations::{CallBegin, CallEnd, CallEvent, CallReap, CallRef, CallRenew},
};
