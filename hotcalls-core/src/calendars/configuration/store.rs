//! SQL of calendar configurations.

use super::{CalendarConfiguration, model::Placed};
use crate::{
    access::Scope, calendars::Calendar, error::Result, id::Id, operation::Json, params, query::fold, store::Tx, workspaces::Workspace,
};

/// The configuration with its workspace, if the caller may see it.
pub(crate) fn visible(scope: &Scope<'_>, id: Id<CalendarConfiguration>) -> Result<Option<Placed>> {
    let sql = format!("SELECT {} FROM {} WHERE k.id = ?1", CalendarConfiguration::COLUMNS, CalendarConfiguration::FROM);
    let found = scope.tx().one(&sql, params![id], Placed::read)?;
    Ok(found.filter(|placed| scope.sees().contains(placed.workspace)))
}

/// The configurations of a calendar, oldest first.
pub(crate) fn of_calendar(tx: &Tx<'_>, calendar: Id<Calendar>) -> Result<Vec<CalendarConfiguration>> {
    let (columns, from) = (CalendarConfiguration::COLUMNS, CalendarConfiguration::FROM);
    let sql = format!("SELECT {columns} FROM {from} WHERE k.calendar_id = ?1 ORDER BY k.created_at, k.id");
    tx.all(&sql, params![calendar], CalendarConfiguration::read)
}

/// Writes the row as `value` and `workspace` say, whether it exists already or not.
pub(super) fn put(tx: &Tx<'_>, value: &CalendarConfiguration, workspace: Id<Workspace>) -> Result<()> {
    tx.execute(
        "INSERT INTO calendar_configurations (id, workspace_id, calendar_id, sub_calendar_id, sub_calendar_id_fold, duration, prep_time,
             days_buffer, slot_step_minutes, from_time, to_time, workdays, timezone, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (id) DO UPDATE SET workspace_id = excluded.workspace_id, calendar_id = excluded.calendar_id,
             sub_calendar_id = excluded.sub_calendar_id, sub_calendar_id_fold = excluded.sub_calendar_id_fold,
             duration = excluded.duration, prep_time = excluded.prep_time, days_buffer = excluded.days_buffer,
             slot_step_minutes = excluded.slot_step_minutes, from_time = excluded.from_time, to_time = excluded.to_time,
             workdays = excluded.workdays, timezone = excluded.timezone, updated_at = excluded.updated_at",
        params![
            value.id,
            workspace,
            value.calendar,
            value.sub_calendar_id,
            fold(&value.sub_calendar_id),
            value.duration,
            value.prep_time,
            value.days_buffer,
            value.slot_step_minutes,
            value.from_time,
            value.to_time,
            Json(value.workdays.clone().into()),
            value.timezone,
            value.created_at,
            value.updated_at
        ],
    )
    .map(drop)
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<CalendarConfiguration>) -> Result<()> {
    tx.execute("DELETE FROM calendar_configurations WHERE id = ?1", params![id]).map(drop)
}

/// Takes the configurations of a calendar along to its new workspace.
pub(crate) fn move_all(tx: &Tx<'_>, calendar: Id<Calendar>, workspace: Id<Workspace>) -> Result<()> {
    let sql = "UPDATE calendar_configurations SET workspace_id = ?2 WHERE calendar_id = ?1";
    tx.execute(sql, params![calendar, workspace]).map(drop)
}

/// Whether agents or meetings use it: then it stays in its workspace.
pub(super) fn is_used(tx: &Tx<'_>, id: Id<CalendarConfiguration>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM meetings WHERE calendar_configuration_id = ?1
         UNION ALL
         SELECT 1 FROM agents WHERE calendar_configuration_id = ?1
         LIMIT 1",
        params![id],
    )
}
