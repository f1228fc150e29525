//! Records of calendar configurations.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calendars::{Calendar, CalendarType, availability::Rules},
    error::{Error, Result},
    id::Id,
    store::Row,
    time::{Date, TimeOfDay, Timestamp, parse_zone},
    workspaces::Workspace,
};

/// When meetings may take place in a sub-calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarConfiguration {
    /// Its id.
    pub id: Id<CalendarConfiguration>,
    /// Its calendar.
    pub calendar: Id<Calendar>,
    /// The name of the calendar's workspace; left out without a workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_workspace_name: Option<String>,
    /// The calendar's provider.
    pub calendar_type: CalendarType,
    /// The calendar's account.
    pub calendar_account_id: String,
    /// The calendar inside of the account.
    pub sub_calendar_id: String,
    /// Minutes of a meeting, where a booking names none.
    pub duration: i32,
    /// Minutes kept free before a meeting; below 0 counts as 0.
    pub prep_time: i32,
    /// The first day that can be booked is so many days after today; below 0 counts as 0.
    pub days_buffer: i32,
    /// The earliest start of a meeting.
    pub from_time: TimeOfDay,
    /// When meetings end at the latest: on the next day if before `from_time`, after a whole day if equal.
    pub to_time: TimeOfDay,
    /// Days on which meetings may start; empty: every day.
    pub workdays: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Minutes from one start to the next.
    pub slot_step_minutes: i32,
    /// The IANA zone of its days and times; null: the database's.
    pub timezone: Option<String>,
}

/// A configuration and the workspace that it is in, which its record shows by name only.
pub(crate) struct Placed {
    pub workspace: Id<Workspace>,
    pub configuration: CalendarConfiguration,
}

impl CalendarConfiguration {
    /// Columns in the order that [`read`](Self::read) takes them; `k` is the configuration, `c` its calendar, `w` its workspace.
    pub(super) const COLUMNS: &str = "k.id, k.calendar_id, w.workspace_name, c.calendar_type, c.account_id, k.sub_calendar_id, k.duration,
        k.prep_time, k.days_buffer, k.from_time, k.to_time, k.workdays, k.created_at, k.updated_at, k.slot_step_minutes, k.timezone,
        k.workspace_id";
    pub(super) const FROM: &str =
        "calendar_configurations k JOIN calendars c ON c.id = k.calendar_id JOIN workspaces w ON w.id = k.workspace_id";

    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Placed::read(row).map(|placed| placed.configuration)
    }

    /// When meetings may take place; `database_zone` where the configuration names none.
    pub fn rules(&self, database_zone: Tz) -> Rules {
        Rules {
            from_time: self.from_time,
            to_time: self.to_time,
            workdays: self.workdays.iter().filter_map(|day| day.parse().ok()).collect(),
            slot_step_minutes: self.slot_step_minutes,
            prep_time: self.prep_time,
            days_buffer: self.days_buffer,
            zone: self.timezone.as_deref().and_then(parse_zone).unwrap_or(database_zone),
        }
    }
}

impl Placed {
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        let workspace = row.get::<Id<Workspace>>(16)?;
        let configuration = CalendarConfiguration {
            id: row.get(0)?,
            calendar: row.get(1)?,
            calendar_workspace_name: if workspace.known().is_some() { row.get(2)? } else { None },
            calendar_type: row.get(3)?,
            calendar_account_id: row.get(4)?,
            sub_calendar_id: row.get(5)?,
            duration: row.get(6)?,
            prep_time: row.get(7)?,
            days_buffer: row.get(8)?,
            from_time: row.get(9)?,
            to_time: row.get(10)?,
            workdays: weekdays(row.get(11)?)?,
            created_at: row.get(12)?,
            updated_at: row.get(13)?,
            slot_step_minutes: row.get(14)?,
            timezone: row.get(15)?,
        };
        Ok(Self { workspace, configuration })
    }
}

/// The stored list.
fn weekdays(text: String) -> Result<Vec<String>> {
    serde_json::from_str(&text).map_err(Error::internal)
}

/// A time that can be booked. Slots may overlap each other: one is chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// When it starts, on the configuration's clock.
    pub start_time: TimeOfDay,
    /// When it ends, on the configuration's clock.
    pub end_time: TimeOfDay,
    /// Always true: what is not free is not listed.
    pub available: bool,
    /// The same start as a moment: what `meetings.create` takes.
    pub start: Timestamp,
    /// The same end as a moment.
    pub end: Timestamp,
}

/// What `calendar_configurations.check_availability` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Availability {
    /// The day that was asked for.
    pub date: Date,
    /// What can be booked, earliest first.
    pub available_slots: Vec<Slot>,
    /// The configuration that was asked.
    pub calendar_config_id: Id<CalendarConfiguration>,
}
