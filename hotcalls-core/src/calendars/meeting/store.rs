//! SQL of meetings.

use uuid::Uuid;

use super::Meeting;
use crate::{
    access::{Reach, Scope},
    calendars::{Calendar, CalendarConfiguration, availability::Span},
    calls::Call,
    error::{Code, Error, Result},
    id::Id,
    leads::Lead,
    params,
    query::{Where, fold},
    store::{Tx, rehome::Rehome},
    time::Timestamp,
    workspaces::Workspace,
};

/// Where and when a meeting is kept.
pub(super) struct Booking {
    pub workspace: Id<Workspace>,
    pub calendar: Id<Calendar>,
    pub sub_calendar_id: String,
    pub span: Span,
}

/// The meeting, if the caller may see it.
pub(super) fn visible(scope: &Scope<'_>, id: Id<Meeting>) -> Result<Option<Meeting>> {
    let mut w = Where::new();
    w.push("m.id = {}", [id]);
    w.reach("m.workspace_id", &scope.sees());
    scope.tx().one(&format!("SELECT {} FROM meetings m {}", Meeting::COLUMNS, w.clause()), w.params(), Meeting::read)
}

pub(super) fn insert(tx: &Tx<'_>, m: &Meeting, at: &Booking) -> Result<()> {
    tx.execute(
        "INSERT INTO meetings (id, workspace_id, calendar_configuration_id, calendar_id, sub_calendar_id, lead_id, agent_id, call_id,
             start, duration_minutes, busy_from, busy_to, status, title, title_fold, notes, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            m.id,
            Id::or_none(m.workspace),
            m.calendar_configuration,
            at.calendar,
            at.sub_calendar_id,
            m.lead,
            m.agent,
            m.call,
            m.start,
            m.duration_minutes,
            at.span.from,
            at.span.to,
            m.status,
            m.title,
            fold(&m.title),
            m.notes,
            m.created_at,
            m.updated_at
        ],
    )
    .map(drop)
}

pub(super) fn update(tx: &Tx<'_>, m: &Meeting) -> Result<()> {
    tx.execute(
        "UPDATE meetings SET lead_id = ?2, agent_id = ?3, call_id = ?4, start = ?5, duration_minutes = ?6, status = ?7, title = ?8,
             title_fold = ?9, notes = ?10, updated_at = ?11, calendar_configuration_id = ?12 WHERE id = ?1 AND workspace_id = ?13",
        params![
            m.id,
            m.lead,
            m.agent,
            m.call,
            m.start,
            m.duration_minutes,
            m.status,
            m.title,
            fold(&m.title),
            m.notes,
            m.updated_at,
            m.calendar_configuration,
            Id::or_none(m.workspace)
        ],
    )
    .map(drop)
}

/// Keeps the meeting at another place or time.
pub(super) fn rebook(tx: &Tx<'_>, id: Id<Meeting>, at: &Booking) -> Result<()> {
    tx.execute(
        "UPDATE meetings SET calendar_id = ?3, sub_calendar_id = ?4, busy_from = ?5, busy_to = ?6 WHERE id = ?1 AND workspace_id = ?2",
        params![id, at.workspace, at.calendar, at.sub_calendar_id, at.span.from, at.span.to],
    )
    .map(drop)
}

pub(super) fn delete(tx: &Tx<'_>, id: Id<Meeting>, home: Id<Workspace>) -> Result<()> {
    tx.execute("DELETE FROM meetings WHERE id = ?1 AND workspace_id = ?2", params![id, home]).map(drop)
}

/// Moves the meetings of a lead with it into another workspace; its calls follow. They let go of what would belong to a stranger there: the
/// calendar that they were booked in, where their time is free again, their agents, and the calls of others.
pub(crate) fn move_with_lead(tx: &Tx<'_>, lead: Id<Lead>, from: Id<Workspace>, to: Id<Workspace>, now: Timestamp) -> Result<()> {
    let mut meetings = Rehome::new("meetings", from, to).which("lead_id = {}", [lead]);
    let (of, at) = (meetings.bind(&lead), meetings.bind(&from));
    let own = format!("(SELECT c.id FROM calls c WHERE c.id = meetings.call_id AND c.lead_id = {of} AND c.workspace_id = {at})");
    for let_go in ["agent_id", "calendar_configuration_id", "calendar_id", "sub_calendar_id"] {
        meetings = meetings.set(let_go, "NULL");
    }
    meetings.set("call_id", &own).set_value("updated_at", &now).run(tx)?;
    part_from_calls_of(tx, lead, from)
}

/// Lets go of a call that leaves the workspace of its meetings.
pub(crate) fn part_from_call(tx: &Tx<'_>, call: Id<Call>, home: Id<Workspace>) -> Result<()> {
    tx.execute("UPDATE meetings SET call_id = NULL WHERE call_id = ?1 AND +workspace_id = ?2", params![call, home]).map(drop)
}

/// The same for the calls of a lead.
pub(crate) fn part_from_calls_of(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    tx.execute(
        "UPDATE meetings SET call_id = NULL
         WHERE +workspace_id = ?2 AND call_id IN (SELECT c.id FROM calls c WHERE c.lead_id = ?1 AND +c.workspace_id = ?2)",
        params![lead, home],
    )
    .map(drop)
}

/// Lets go of a lead that is deleted.
pub(crate) fn part_from_lead(tx: &Tx<'_>, lead: Id<Lead>, home: Id<Workspace>) -> Result<()> {
    tx.execute("UPDATE meetings SET lead_id = NULL WHERE lead_id = ?1 AND +workspace_id = ?2", params![lead, home]).map(drop)
}

/// What active meetings keep busy in a sub-calendar within a span.
pub(crate) fn busy(tx: &Tx<'_>, workspace: Id<Workspace>, calendar: Id<Calendar>, sub_calendar_id: &str, span: Span) -> Result<Vec<Span>> {
    occupied(tx, &Booking { workspace, calendar, sub_calendar_id: sub_calendar_id.to_owned(), span }, Id::NONE)
}

/// Active meetings do not overlap, so in the order of their starts their ends rise too: of those that start before the span only the
/// last can reach into it.
fn occupied(tx: &Tx<'_>, at: &Booking, except: Id<Meeting>) -> Result<Vec<Span>> {
    let Booking { workspace, calendar, sub_calendar_id, span: within } = at;
    let read = |row: &crate::store::Row<'_>| Ok(Span { from: row.get(0)?, to: row.get(1)? });
    let before = tx.one(
        "SELECT busy_from, busy_to FROM meetings
         WHERE calendar_id = ?1 AND sub_calendar_id = ?2 AND busy_from <= ?3 AND status <> 'canceled' AND id <> ?4 AND +workspace_id = ?5
         ORDER BY busy_from DESC LIMIT 1",
        params![calendar, sub_calendar_id, within.from, except, workspace],
        read,
    )?;
    let mut spans = tx.all(
        "SELECT busy_from, busy_to FROM meetings
         WHERE calendar_id = ?1 AND sub_calendar_id = ?2 AND busy_from > ?3 AND busy_from < ?4
             AND status <> 'canceled' AND id <> ?5 AND +workspace_id = ?6",
        params![calendar, sub_calendar_id, within.from, within.to, except, workspace],
        read,
    )?;
    spans.extend(before.filter(|span| span.overlaps(*within)));
    Ok(spans)
}

/// Takes the meetings of a configuration along to another calendar or sub-calendar. `slot_taken` if they would overlap others there.
pub(crate) fn follow(
    tx: &Tx<'_>,
    configuration: Id<CalendarConfiguration>,
    workspace: Id<Workspace>,
    calendar: Id<Calendar>,
    sub_calendar_id: &str,
) -> Result<()> {
    crate::calendars::calendar::lock_slots(tx, workspace, calendar)?;
    tx.execute(
        "UPDATE meetings SET calendar_id = ?2, sub_calendar_id = ?3 WHERE calendar_configuration_id = ?1 AND +workspace_id = ?4",
        params![configuration, calendar, sub_calendar_id, workspace],
    )?;
    let collides = tx.exists(
        "SELECT 1 FROM (
             SELECT busy_from, LAG(busy_to) OVER (ORDER BY busy_from, busy_to) AS previous_end FROM meetings
             WHERE calendar_id = ?1 AND sub_calendar_id = ?2 AND status <> 'canceled' AND +workspace_id = ?3
         ) AS neighbours WHERE previous_end > busy_from LIMIT 1",
        params![calendar, sub_calendar_id, workspace],
    )?;
    if collides { Err(slot_taken()) } else { Ok(()) }
}

/// Whether another active meeting overlaps the booking.
pub(super) fn is_taken(tx: &Tx<'_>, booking: &Booking, except: Id<Meeting>) -> Result<bool> {
    Ok(!occupied(tx, booking, except)?.is_empty())
}

/// Where the things that a meeting points at belong.
pub(super) const WORKSPACE: Referred = ("workspaces", "id", "id");
pub(super) const CALENDAR: Referred = ("calendars", "id", "workspace_id");
pub(super) const CONFIGURATION: Referred = ("calendar_configurations", "id", "workspace_id");
pub(super) const LEAD: Referred = ("leads", "id", "workspace_id");
pub(super) const AGENT: Referred = ("agents", "agent_id", "workspace_id");
pub(super) const CALL: Referred = ("calls", "id", "workspace_id");

/// A table, its key, and the column of the workspace.
pub(super) type Referred = (&'static str, &'static str, &'static str);

/// The workspace of a row of one of the tables above; `None` if there is no such row within reach.
pub(super) fn workspace_of(tx: &Tx<'_>, (table, key, home): Referred, id: Uuid, reach: &Reach) -> Result<Option<Id<Workspace>>> {
    let mut w = Where::new();
    w.push(&format!("{key} = {{}}"), [id]);
    w.reach(home, reach);
    tx.one(&format!("SELECT {home} FROM {table} {}", w.clause()), w.params(), |row| row.get(0))
}

pub(super) fn slot_taken() -> Error {
    Error::new(Code::SlotTaken, "This time is taken by another meeting.").with_resource("Meeting")
}
