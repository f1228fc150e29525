//! What is known of leads through their calls.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    model::Lead,
    operations::sees,
    store::{self, COUNTER},
};
use crate::{
    access::{Reach, Scope},
    calls::{self, Call, stats::CallStatistics},
    error::Result,
    id::Id,
    operation::ById,
    store::counters,
};

/// The calls of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadCallHistory {
    /// The lead.
    pub lead_id: Id<Lead>,
    /// Its full name.
    pub lead_name: String,
    /// How many calls.
    pub total_calls: i64,
    /// The calls, newest first.
    pub call_logs: Vec<Call>,
}

/// How many leads there are, and how many of them were called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadStats {
    /// Leads that the caller sees.
    pub total_leads: i64,
    /// Those with at least one of the calls that count.
    pub leads_with_calls: i64,
    /// The others.
    pub leads_without_calls: i64,
    /// Calls per lead; null without leads.
    pub avg_calls_per_lead: Option<f64>,
}

pub(super) fn call_history(scope: &Scope<'_>, input: ById<Lead>) -> Result<LeadCallHistory> {
    let lead = store::get(scope.tx(), input.id, &sees(scope))?;
    // A call has its lead's workspace, so who sees the lead sees its calls.
    let call_logs = calls::of_lead(scope.tx(), lead.id, Id::or_none(lead.workspace))?;
    Ok(LeadCallHistory { lead_id: lead.id, lead_name: lead.full_name, total_calls: call_logs.len() as i64, call_logs })
}

pub(super) fn stats(scope: &Scope<'_>, input: CallStatistics) -> Result<LeadStats> {
    let counted = calls::counted(scope, &input.filters, input.search.as_deref())?;
    let (with, calls) = store::with_calls(scope.tx(), &counted)?;
    // Filters choose among the calls; only that of the workspace chooses among the leads too.
    let reach = input.filters.workspace.map_or_else(|| sees(scope), Reach::one);
    let total = counters::total(scope.tx(), &reach, COUNTER)? as i64;
    Ok(LeadStats {
        total_leads: total,
        leads_with_calls: with,
        leads_without_calls: total - with,
        avg_calls_per_lead: (total > 0).then(|| calls as f64 / total as f64),
    })
}
