//! SQL of features.

use super::{Feature, fields::LISTING};
use crate::{
    error::{Error, Result},
    id::Id,
    params,
    query::fold,
    store::Tx,
};

/// A broken unique rule in the contract's words.
fn unique(error: Error) -> Error {
    if error.is_unique_violation() { Error::field("feature_name", "feature with this feature name already exists.") } else { error }
}

pub(crate) fn exists(tx: &Tx<'_>, id: Id<Feature>) -> Result<bool> {
    tx.exists("SELECT 1 FROM features WHERE id = ?1", params![id])
}

pub(super) fn get(tx: &Tx<'_>, id: Id<Feature>) -> Result<Option<Feature>> {
    let sql = format!("SELECT {} FROM {} WHERE f.id = ?1", LISTING.columns, LISTING.from);
    tx.one(&sql, params![id], Feature::read)
}

pub(super) fn insert(tx: &Tx<'_>, f: &Feature) -> Result<()> {
    tx.execute(
        "INSERT INTO features (id, feature_name, feature_name_fold, description, description_fold, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![f.id, f.feature_name, fold(&f.feature_name), f.description, fold(&f.description), f.created_at, f.updated_at],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn update(tx: &Tx<'_>, f: &Feature) -> Result<()> {
    tx.execute(
        "UPDATE features SET feature_name = ?2, feature_name_fold = ?3, description = ?4, description_fold = ?5, updated_at = ?6
         WHERE id = ?1",
        params![f.id, f.feature_name, fold(&f.feature_name), f.description, fold(&f.description), f.updated_at],
    )
    .map_err(unique)?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Feature>) -> Result<()> {
    tx.execute("DELETE FROM features WHERE id = ?1", params![id])?;
    Ok(())
}
