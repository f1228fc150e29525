//! The SQL of the settings: one row.

use super::model::{COLUMNS, SettingsRecord};
use crate::{
    error::{Error, Result},
    params,
    store::Tx,
};

pub(super) fn get(tx: &Tx<'_>) -> Result<SettingsRecord> {
    let found = tx.one(&format!("SELECT {COLUMNS} FROM settings WHERE id = 1"), params![], SettingsRecord::read)?;
    found.ok_or_else(|| Error::internal("the settings are missing"))
}

pub(super) fn set(tx: &Tx<'_>, new: &SettingsRecord) -> Result<SettingsRecord> {
    let sql = format!("UPDATE settings SET time_zone = ?1, shared_rows = ?2, open_registration = ?3 WHERE id = 1 RETURNING {COLUMNS}");
    let changed = tx.one(&sql, params![new.time_zone, new.shared_rows, new.open_registration], SettingsRecord::read)?;
    changed.ok_or_else(|| Error::internal("the settings are missing"))
}
