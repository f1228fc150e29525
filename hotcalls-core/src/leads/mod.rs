//! Leads: the people that agents call.
//!
//! A lead belongs to a workspace or to none. Its calls have its workspace.

mod bulk;
mod calling_codes;
mod fields;
mod history;
mod import;
mod model;
mod operations;
pub mod phone;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use self::{
    bulk::{LeadBulkCreate, LeadBulkReport},
    fields::LeadList,
    history::{LeadCallHistory, LeadStats},
    import::{ImportReport, ImportRow, LeadImport, OnDuplicate, Verdict},
    model::Lead,
    operations::{LeadByPhone, LeadCreate, LeadDelete, LeadMetadata, LeadUpdate, Leads},
};
pub(crate) use self::{operations::OPERATIONS, store::delete_with_workspace};
