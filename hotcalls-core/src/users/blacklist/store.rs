//! The SQL of the blacklist.

use super::model::{BlacklistEntry, BlacklistStatus};
use crate::{
    error::{Error, Result},
    id::Id,
    params,
    query::fold,
    store::Tx,
    time::Timestamp,
    users::User,
};

/// What is stored of an entry.
pub(crate) struct Stored<'a> {
    pub id: Id<BlacklistEntry>,
    pub user: Id<User>,
    pub reason: &'a str,
    pub status: BlacklistStatus,
    pub expires_at: Option<Timestamp>,
}

fn second_entry(error: Error) -> Error {
    if error.is_unique_violation() { Error::field("user", "blacklist with this user already exists.") } else { error }
}

pub(crate) fn insert(tx: &Tx<'_>, entry: &Stored<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO blacklist (id, user_id, reason, reason_fold, status, expires_at, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        params![entry.id, entry.user, *entry.reason, fold(entry.reason), entry.status, entry.expires_at, now],
    )
    .map(drop)
    .map_err(second_entry)
}

/// Removes the user's entry if it has ended.
pub(crate) fn delete_ended(tx: &Tx<'_>, user: Id<User>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM blacklist WHERE user_id = ?1 AND expires_at <= ?2", params![user, now]).map(drop)
}

pub(crate) fn update(tx: &Tx<'_>, entry: &Stored<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE blacklist SET user_id = ?2, reason = ?3, reason_fold = ?4, status = ?5, expires_at = ?6, updated_at = ?7 WHERE id = ?1",
        params![entry.id, entry.user, *entry.reason, fold(entry.reason), entry.status, entry.expires_at, now],
    )
    .map(drop)
    .map_err(second_entry)
}

pub(crate) fn by_id(tx: &Tx<'_>, id: Id<BlacklistEntry>) -> Result<Option<BlacklistEntry>> {
    let sql = format!("SELECT {} FROM blacklist b JOIN users u ON u.id = b.user_id WHERE b.id = ?1", BlacklistEntry::COLUMNS);
    tx.one(&sql, params![id], BlacklistEntry::read)
}

pub(crate) fn delete(tx: &Tx<'_>, id: Id<BlacklistEntry>) -> Result<()> {
    tx.execute("DELETE FROM blacklist WHERE id = ?1", params![id]).map(drop)
}
