//! Phone numbers: what agents call from, and where calls come in.
//!
//! Invariants: a number exists once. A number without a workspace is visible to all users and serves agents of any workspace, but no calls
//! come in on it for one agent (`inbound_agent`). A number of a workspace serves agents of that workspace only, and goes when the
//! workspace is deleted: left behind without a workspace, all users would see it.

mod fields;
mod model;
mod operations;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::OPERATIONS;
pub(in crate::agents) use self::store::by_ids;
pub use self::{
    fields::PhoneNumberList,
    model::PhoneNumber,
    operations::{PhoneNumberCreate, PhoneNumberUpdate, PhoneNumbers},
};
