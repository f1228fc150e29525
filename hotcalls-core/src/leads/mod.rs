//! Leads: the people that agents call.
//!
//! A lead belongs to a workspace or to none. Its calls have its workspace.

mod fields;
mod model;
mod operations;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::OPERATIONS;
pub use self::{
    fields::LeadList,
    model::Lead,
    operations::{LeadCreate, LeadDelete, LeadUpdate, Leads},
};
