//! SQL of plans.

use super::{Plan, fields::LISTING, operations::name_taken};
use crate::{
    error::{Error, Result},
    id::Id,
    params,
    query::{Where, fold},
    store::Tx,
    subscriptions::plan_features::of_plans,
    time::Timestamp,
};

/// A broken unique rule in the contract's words.
fn unique(error: Error) -> Error {
    if error.is_unique_violation() { name_taken() } else { error }
}

pub(crate) fn exists(tx: &Tx<'_>, id: Id<Plan>) -> Result<bool> {
    tx.exists("SELECT 1 FROM plans WHERE id = ?1", params![id])
}

pub(super) fn insert(tx: &Tx<'_>, id: Id<Plan>, name: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO plans (id, plan_name, plan_name_fold, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![id, name, fold(name), now],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn rename(tx: &Tx<'_>, id: Id<Plan>, name: &str, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE plans SET plan_name = ?2, plan_name_fold = ?3, updated_at = ?4 WHERE id = ?1", params![id, name, fold(name), now])
        .map_err(unique)?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Plan>) -> Result<()> {
    tx.execute("DELETE FROM plans WHERE id = ?1", params![id])?;
    Ok(())
}

pub(super) fn get(tx: &Tx<'_>, id: Id<Plan>) -> Result<Option<Plan>> {
    let sql = format!("SELECT {} FROM {} WHERE p.id = ?1", LISTING.columns, LISTING.from);
    let mut found: Vec<_> = tx.one(&sql, params![id], Plan::read)?.into_iter().collect();
    fill(tx, &mut found)?;
    Ok(found.pop())
}

/// Reads what the given plans grant, in one query for all of them.
pub(super) fn fill(tx: &Tx<'_>, plans: &mut [Plan]) -> Result<()> {
    let ids: Vec<_> = plans.iter().map(|p| p.id).collect();
    let mut grants = of_plans(tx, &ids)?;
    for plan in plans {
        plan.plan_features = grants.remove(&plan.id).unwrap_or_default();
        plan.feature_count = plan.plan_features.len() as i64;
    }
    Ok(())
}

/// Plans that grant a feature whose name contains a text, and so many of them; all features count when there is no text.
pub(super) fn filter_features(w: &mut Where, name: Option<&str>, at_least: Option<f64>, at_most: Option<f64>) {
    let name = name.map(|text| fold(text.trim())).filter(|text| !text.is_empty());
    let mut grants = "FROM plan_features pf JOIN features f ON f.id = pf.feature_id WHERE pf.plan_id = p.id".to_owned();
    if let Some(name) = &name {
        let place = w.bind(name);
        grants = format!("{grants} AND instr(f.feature_name_fold, {place}) > 0");
        w.raw(&format!("EXISTS (SELECT 1 {grants})"));
    }
    for (operator, limit) in [(">=", at_least), ("<=", at_most)] {
        if let Some(limit) = limit {
            w.push(&format!("(SELECT COUNT(*) {grants}) {operator} {{}}"), [limit]);
        }
    }
}
