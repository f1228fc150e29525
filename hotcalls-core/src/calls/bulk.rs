//! Many calls at once: the history of another system.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    live::operations::catch_up,
    model::Call,
    operations::{CallCreate, admit_new, new_call},
    references::References,
    store,
};
use crate::{
    access::Scope,
    error::Result,
    id::Id,
    operation::{OnError, RowError, Rows},
    workspaces::Workspace,
};

input! {
    /// What `calls.bulk_create` takes.
    pub struct CallBulkCreate {
        /// The calls, each as `calls.create` takes it.
        pub calls: Rows<CallCreate>,
        /// What a bad row does to the others.
        pub on_error: OnError = OnError::Reject,
    }
}

/// What `calls.bulk_create` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallBulkReport {
    /// How many rows were given.
    pub total_calls: i64,
    /// How many calls were recorded.
    pub successful_creates: i64,
    /// How many rows were bad.
    pub failed_creates: i64,
    /// The bad rows.
    pub errors: Vec<RowError>,
    /// The new calls, in the order of their rows.
    pub created_call_ids: Vec<Id<Call>>,
    /// The calls that their workspace and provider knew by the same `external_id`, in the order of their rows.
    pub existing_call_ids: Vec<Id<Call>>,
}

pub(super) fn bulk_create(scope: &Scope<'_>, input: CallBulkCreate) -> Result<CallBulkReport> {
    let tx = scope.tx();
    let total = input.calls.len() as i64;
    let found = References::find(scope, input.calls.good().map(CallCreate::pointers))?;
    let (mut calls, errors) = input.calls.make("calls", input.on_error, |row| new_call(scope, row, &found))?;
    for home in by_home(&calls).into_keys() {
        scope.require_manages(home)?;
    }
    let mut open = Vec::new();
    for call in calls.iter().filter(|c| !c.status.is_ended()) {
        // A repeated one is no new call.
        if store::twin(tx, call)?.is_none() {
            open.push(call);
        }
    }
    for home in by_home(open).into_keys() {
        admit_new(scope, home)?;
    }
    let twins = store::insert_all(tx, &calls)?;
    let (known, fresh): (Vec<_>, Vec<_>) = calls.iter().partition(|c| twins.contains_key(&c.id));
    for (home, n) in by_home(fresh.iter().copied()) {
        store::count(tx, home, n)?;
    }
    let report = CallBulkReport {
        total_calls: total,
        successful_creates: fresh.len() as i64,
        failed_creates: errors.len() as i64,
        errors,
        created_call_ids: fresh.iter().map(|c| c.id).collect(),
        existing_call_ids: known.iter().filter_map(|c| twins.get(&c.id)).copied().collect(),
    };
    catch_up(scope, calls.iter_mut().filter(|c| !twins.contains_key(&c.id)))?;
    Ok(report)
}

/// How many calls are of which workspace.
fn by_home<'c>(calls: impl IntoIterator<Item = &'c Call>) -> BTreeMap<Id<Workspace>, i64> {
    calls.into_iter().fold(BTreeMap::new(), |mut homes, call| {
        *homes.entry(Id::or_none(call.workspace)).or_default() += 1;
        homes
    })
}
