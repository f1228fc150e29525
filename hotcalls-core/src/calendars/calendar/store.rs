//! SQL of calendars.

use super::{Calendar, CalendarType};
use crate::{
    access::Scope,
    error::{Error, Result},
    id::Id,
    params,
    query::fold,
    store::{
        Tx, counters,
        secret::{self, Place},
    },
    time::Timestamp,
    workspaces::Workspace,
};

/// What an insert or update writes.
pub(super) struct Values<'a> {
    pub workspace: Id<Workspace>,
    pub calendar_type: CalendarType,
    pub account_id: &'a str,
}

/// The calendar, if the caller may see it.
pub(crate) fn visible(scope: &Scope<'_>, id: Id<Calendar>) -> Result<Option<Calendar>> {
    let found = find(scope.tx(), id)?;
    Ok(found.filter(|calendar| scope.sees().contains(Id::or_none(calendar.workspace))))
}

pub(super) fn find(tx: &Tx<'_>, id: Id<Calendar>) -> Result<Option<Calendar>> {
    let sql = format!("SELECT {} FROM calendars c JOIN workspaces w ON w.id = c.workspace_id WHERE c.id = ?1", Calendar::COLUMNS);
    tx.one(&sql, params![id], Calendar::read)
}

pub(super) fn insert(tx: &Tx<'_>, id: Id<Calendar>, values: &Values<'_>, sealed: &[u8], now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO calendars (id, workspace_id, calendar_type, account_id, account_id_fold, auth_token, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        params![id, values.workspace, values.calendar_type, values.account_id, fold(values.account_id), sealed, now],
    )
    .map_err(unique_triple)
    .map(drop)
}

pub(super) fn update(tx: &Tx<'_>, id: Id<Calendar>, values: &Values<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE calendars SET workspace_id = ?2, calendar_type = ?3, account_id = ?4, account_id_fold = ?5, updated_at = ?6 WHERE id = ?1",
        params![id, values.workspace, values.calendar_type, values.account_id, fold(values.account_id), now],
    )
    .map_err(unique_triple)
    .map(drop)
}

pub(super) fn set_token(tx: &Tx<'_>, id: Id<Calendar>, sealed: &[u8]) -> Result<()> {
    tx.execute("UPDATE calendars SET auth_token = ?2 WHERE id = ?1", params![id, sealed]).map(drop)
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Calendar>) -> Result<()> {
    tx.execute("DELETE FROM calendars WHERE id = ?1", params![id]).map(drop)
}

/// Where a calendar's token is stored.
pub(super) fn token_place(id: Id<Calendar>) -> Place {
    Place { table: "calendars", column: "auth_token", row: id.uuid() }
}

/// The token, decrypted.
pub(super) fn token(scope: &Scope<'_>, id: Id<Calendar>) -> Result<String> {
    let sealed = scope.tx().one("SELECT auth_token FROM calendars WHERE id = ?1", params![id], |row| row.get::<Vec<u8>>(0))?;
    let sealed = sealed.ok_or_else(|| Error::not_found("Calendar"))?;
    secret::open(scope.host().key(), token_place(id), &sealed)
}

/// Makes bookings in one calendar wait for each other, on engines with several writers too.
pub(crate) fn lock_slots(tx: &Tx<'_>, workspace: Id<Workspace>, calendar: Id<Calendar>) -> Result<()> {
    counters::hold(tx, workspace, &format!("slots of {calendar}"))
}

/// Whether agents or meetings use the calendar's configurations: then it stays in its workspace.
pub(super) fn is_used(tx: &Tx<'_>, id: Id<Calendar>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM meetings WHERE calendar_id = ?1
         UNION ALL
         SELECT 1 FROM agents a JOIN calendar_configurations k ON k.id = a.calendar_configuration_id WHERE k.calendar_id = ?1
         LIMIT 1",
        params![id],
    )
}

fn unique_triple(error: Error) -> Error {
    if error.is_unique_violation() {
        Error::field(crate::error::NON_FIELD, "The fields workspace, calendar_type, account_id must make a unique set.")
    } else {
        error
    }
}
