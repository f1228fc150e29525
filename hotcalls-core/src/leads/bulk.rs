//! Many leads at once, in one transaction.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{model::Lead, operations::LeadCreate, rules::Places, store};
use crate::{
    access::Scope,
    error::Result,
    id::Id,
    operation::{OnError, RowError, Rows},
};

input! {
    /// What `leads.bulk_create` takes.
    pub struct LeadBulkCreate {
        /// The leads, each as `leads.create` takes it.
        pub leads: Rows<LeadCreate>,
        /// What a bad row does to the others.
        pub on_error: OnError = OnError::Reject,
    }
}

/// What `leads.bulk_create` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadBulkReport {
    /// How many rows were given.
    pub total_leads: i64,
    /// How many leads were created.
    pub successful_creates: i64,
    /// How many rows were bad.
    pub failed_creates: i64,
    /// The bad rows.
    pub errors: Vec<RowError>,
    /// The new leads, in the order of their rows.
    pub created_lead_ids: Vec<Id<Lead>>,
}

pub(super) fn bulk_create(scope: &Scope<'_>, input: LeadBulkCreate) -> Result<LeadBulkReport> {
    let total = input.leads.len();
    let mut places = Places::new(scope, input.on_error);
    let (leads, errors) = input.leads.make("leads", input.on_error, |row| {
        let workspace = places.take(row.workspace)?;
        Ok(Lead::new(scope, row, workspace))
    })?;
    places.finish()?;
    store::insert_all(scope.tx(), &leads)?;
    Ok(LeadBulkReport {
        total_leads: total as i64,
        successful_creates: leads.len() as i64,
        failed_creates: errors.len() as i64,
        errors,
        created_lead_ids: leads.into_iter().map(|lead| lead.id).collect(),
    })
}
