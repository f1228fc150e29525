//! SQL of plan-features.

use std::collections::HashMap;

use super::{PlanFeature, fields::LISTING, operations::pair_taken};
use crate::{
    error::{Error, Result},
    id::Id,
    params,
    query::Where,
    store::Tx,
    subscriptions::{Feature, Plan},
    time::Timestamp,
};

/// A broken unique rule in the contract's words.
fn unique(error: Error) -> Error {
    if error.is_unique_violation() { pair_taken() } else { error }
}

pub(super) fn get(tx: &Tx<'_>, id: Id<PlanFeature>) -> Result<Option<PlanFeature>> {
    let sql = format!("SELECT {} FROM {} WHERE pf.id = ?1", LISTING.columns, LISTING.from);
    tx.one(&sql, params![id], PlanFeature::read)
}

/// What the given plans grant, each plan's oldest grant first.
pub(in crate::subscriptions) fn of_plans(tx: &Tx<'_>, plans: &[Id<Plan>]) -> Result<HashMap<Id<Plan>, Vec<PlanFeature>>> {
    let mut w = Where::new();
    w.among("pf.plan_id", plans);
    let sql = format!("SELECT {} FROM {} {} ORDER BY pf.created_at, pf.id", LISTING.columns, LISTING.from, w.clause());
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    tx.each(&sql, w.params(), |row| {
        let grant = PlanFeature::read(row)?;
        found.entry(grant.plan).or_default().push(grant);
        Ok(())
    })?;
    Ok(found)
}

/// Which plans grant a feature, oldest grant first.
pub(in crate::subscriptions) fn of_feature(tx: &Tx<'_>, feature: Id<Feature>) -> Result<Vec<PlanFeature>> {
    let sql = format!("SELECT {} FROM {} WHERE pf.feature_id = ?1 ORDER BY pf.created_at, pf.id", LISTING.columns, LISTING.from);
    tx.all(&sql, params![feature], PlanFeature::read)
}

pub(super) fn insert(tx: &Tx<'_>, id: Id<PlanFeature>, plan: Id<Plan>, feature: Id<Feature>, limit: i32, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO plan_features (id, plan_id, feature_id, limit_value, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        params![id, plan, feature, limit, now],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn update(tx: &Tx<'_>, row: &PlanFeature, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE plan_features SET plan_id = ?2, feature_id = ?3, limit_value = ?4, updated_at = ?5 WHERE id = ?1",
        params![row.id, row.plan, row.feature, row.limit, now],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<PlanFeature>) -> Result<()> {
    tx.execute("DELETE FROM plan_features WHERE id = ?1", params![id])?;
    Ok(())
}

/// Whether there was a grant to withdraw.
pub(in crate::subscriptions) fn withdraw(tx: &Tx<'_>, plan: Id<Plan>, feature: Id<Feature>) -> Result<bool> {
    Ok(tx.execute("DELETE FROM plan_features WHERE plan_id = ?1 AND feature_id = ?2", params![plan, feature])? > 0)
}
