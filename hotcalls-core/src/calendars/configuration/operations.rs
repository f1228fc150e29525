//! What can be done with calendar configurations.

use uuid::Uuid;

use super::{Availability, CalendarConfiguration, CalendarConfigurationList, Slot, fields::LISTING, model::Placed, store};
use crate::{
    access::{Rule, Scope},
    calendars::{Calendar, availability::wall_clock, calendar, meeting},
    error::{Error, Result},
    id::Id,
    operation::{
        ById, Patch,
        rules::{int, text, weekdays, zone},
    },
    query::{Count, Page, Where},
    time::{Date, TimeOfDay},
    workspaces::Workspace,
};

operations! {
    /// Calendar configurations: when meetings may take place in a sub-calendar.
    calendar_configurations: CalendarConfigurations {
        /// Creates a configuration of a calendar.
        write create(CalendarConfigurationCreate) -> CalendarConfiguration, may Rule::Manager;
        /// One configuration by its id.
        read get(ById<CalendarConfiguration>) -> CalendarConfiguration, may Rule::User;
        /// Configurations, newest first, filtered, searched, ordered, in pages.
        browse list(CalendarConfigurationList) -> Page<CalendarConfiguration>, may Rule::User;
        /// Changes the given fields. Its meetings follow it to another calendar or sub-calendar, unless they would collide there.
        write update(CalendarConfigurationUpdate) -> CalendarConfiguration, may Rule::Manager, target locate;
        /// Deletes a configuration with its meetings; agents lose it.
        write delete(ById<CalendarConfiguration>) -> (), may Rule::Manager, target locate;
        /// The times of a day at which a meeting can be booked: within the window, free with the preparation before it, not past.
        read check_availability(CheckAvailability) -> Availability, may Rule::Manager, target locate;
    }
}

input! {
    /// What `calendar_configurations.create` takes.
    pub struct CalendarConfigurationCreate {
        /// Its calendar.
        pub calendar: Id<Calendar>,
        /// The calendar inside of the account.
        pub sub_calendar_id: String => text(255),
        /// Minutes of a meeting, where a booking names none.
        pub duration: i32,
        /// Minutes kept free before a meeting; below 0 counts as 0.
        pub prep_time: i32,
        /// The earliest start of a meeting.
        pub from_time: TimeOfDay,
        /// When meetings end at the latest: on the next day if before `from_time`, after a whole day if equal.
        pub to_time: TimeOfDay,
        /// The first day that can be booked is so many days after today; below 0 counts as 0.
        pub days_buffer: i32 = 0,
        /// Days on which meetings may start, for example `["monday"]`; empty: every day.
        pub workdays: Vec<String> = Vec::new() => weekdays(),
        /// Minutes from one start to the next.
        pub slot_step_minutes: i32 = 30 => int(1, 1440),
        /// The IANA zone of its days and times; null: the database's.
        pub timezone: Option<String> = None => zone(),
    }
}

input! {
    /// What `calendar_configurations.update` takes.
    pub struct CalendarConfigurationUpdate {
        /// The configuration.
        pub id: Id<CalendarConfiguration>,
        /// Its calendar; of the same workspace if agents or meetings use the configuration.
        pub calendar: Patch<Id<Calendar>> = Patch::Keep,
        /// The calendar inside of the account.
        pub sub_calendar_id: Patch<String> = Patch::Keep => text(255),
        /// Minutes of a meeting, where a booking names none.
        pub duration: Patch<i32> = Patch::Keep,
        /// Minutes kept free before a meeting; below 0 counts as 0. Meetings that are booked keep theirs.
        pub prep_time: Patch<i32> = Patch::Keep,
        /// The earliest start of a meeting.
        pub from_time: Patch<TimeOfDay> = Patch::Keep,
        /// When meetings end at the latest.
        pub to_time: Patch<TimeOfDay> = Patch::Keep,
        /// The first day that can be booked is so many days after today; below 0 counts as 0.
        pub days_buffer: Patch<i32> = Patch::Keep,
        /// Days on which meetings may start; empty: every day.
        pub workdays: Patch<Vec<String>> = Patch::Keep => weekdays(),
        /// Minutes from one start to the next.
        pub slot_step_minutes: Patch<i32> = Patch::Keep => int(1, 1440),
        /// The IANA zone of its days and times; null: the database's.
        pub timezone: Patch<Option<String>> = Patch::Keep => zone(),
    }
}

input! {
    /// What `calendar_configurations.check_availability` takes.
    pub struct CheckAvailability {
        /// The configuration.
        pub id: Id<CalendarConfiguration>,
        /// The day, in the configuration's zone.
        pub date: Date,
        /// How long the meeting is to last.
        pub duration_minutes: i32 => int(1, i32::MAX.into()),
    }
}

fn create(scope: &Scope<'_>, input: CalendarConfigurationCreate) -> Result<CalendarConfiguration> {
    let calendar = writable_calendar(scope, input.calendar)?;
    let value = CalendarConfiguration {
        id: scope.new_id(),
        calendar: calendar.id,
        calendar_workspace_name: calendar.workspace_name,
        calendar_type: calendar.calendar_type,
        calendar_account_id: calendar.account_id,
        sub_calendar_id: input.sub_calendar_id,
        duration: input.duration,
        prep_time: input.prep_time,
        days_buffer: input.days_buffer,
        from_time: input.from_time,
        to_time: input.to_time,
        workdays: input.workdays,
        created_at: scope.now(),
        updated_at: scope.now(),
        slot_step_minutes: input.slot_step_minutes,
        timezone: input.timezone,
    };
    store::put(scope.tx(), &value, Id::or_none(calendar.workspace))?;
    Ok(value)
}

fn get(scope: &Scope<'_>, input: ById<CalendarConfiguration>) -> Result<CalendarConfiguration> {
    found(scope, input.id).map(|placed| placed.configuration)
}

fn list(scope: &Scope<'_>, input: CalendarConfigurationList) -> Result<Page<CalendarConfiguration>> {
    if let Some(id) = input.calendar
        && calendar::visible(scope, id)?.is_none()
    {
        return Err(Error::no_choice("calendar"));
    }
    let mut w = Where::new();
    w.reach("k.workspace_id", &scope.sees());
    LISTING.page(scope, w, &input, &input.page, CalendarConfiguration::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: CalendarConfigurationUpdate) -> Result<CalendarConfiguration> {
    let Placed { mut workspace, configuration: stored } = managed(scope, input.id)?;
    let mut value = CalendarConfiguration {
        sub_calendar_id: input.sub_calendar_id.or(stored.sub_calendar_id.clone()),
        duration: input.duration.or(stored.duration),
        prep_time: input.prep_time.or(stored.prep_time),
        days_buffer: input.days_buffer.or(stored.days_buffer),
        from_time: input.from_time.or(stored.from_time),
        to_time: input.to_time.or(stored.to_time),
        workdays: input.workdays.or(stored.workdays.clone()),
        slot_step_minutes: input.slot_step_minutes.or(stored.slot_step_minutes),
        timezone: input.timezone.or(stored.timezone.clone()),
        updated_at: scope.now(),
        ..stored.clone()
    };
    if let Some(&id) = input.calendar.given().filter(|id| **id != stored.calendar) {
        let calendar = writable_calendar(scope, id)?;
        workspace = stay_or_move(scope, &stored, workspace, &calendar)?;
        value.calendar = id;
        value.calendar_workspace_name = calendar.workspace_name;
        value.calendar_type = calendar.calendar_type;
        value.calendar_account_id = calendar.account_id;
    }
    store::put(scope.tx(), &value, workspace)?;
    if (value.calendar, &value.sub_calendar_id) != (stored.calendar, &stored.sub_calendar_id) {
        meeting::follow(scope.tx(), value.id, workspace, value.calendar, &value.sub_calendar_id)?;
    }
    Ok(value)
}

/// Agents and meetings hold leads and calls of the old workspace, so a configuration that they use cannot leave it.
fn stay_or_move(scope: &Scope<'_>, stored: &CalendarConfiguration, old: Id<Workspace>, calendar: &Calendar) -> Result<Id<Workspace>> {
    let new = Id::or_none(calendar.workspace);
    if new != old && store::is_used(scope.tx(), stored.id)? {
        return Err(Error::field("calendar", "Agents or meetings of its workspace use this configuration."));
    }
    Ok(new)
}

fn delete(scope: &Scope<'_>, input: ById<CalendarConfiguration>) -> Result<()> {
    managed(scope, input.id)?;
    store::delete(scope.tx(), input.id)
}

fn check_availability(scope: &Scope<'_>, input: CheckAvailability) -> Result<Availability> {
    let Placed { workspace, configuration } = managed(scope, input.id)?;
    let rules = configuration.rules(scope.settings().time_zone);
    let busy = match rules.span_of_interest(input.date.0) {
        Some(span) => meeting::busy(scope.tx(), workspace, configuration.calendar, &configuration.sub_calendar_id, span)?,
        None => Vec::new(),
    };
    let slots = rules.slots(input.date.0, input.duration_minutes, &busy, scope.now());
    let available_slots = slots.into_iter().map(|slot| Slot {
        start_time: wall_clock(slot.from, rules.zone),
        end_time: wall_clock(slot.to, rules.zone),
        available: true,
        start: slot.from,
        end: slot.to,
    });
    Ok(Availability { date: input.date, available_slots: available_slots.collect(), calendar_config_id: configuration.id })
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    managed(scope, Id::new(id)).map(drop)
}

/// The configuration, if it exists for the caller (404) and the caller may change it (403).
fn managed(scope: &Scope<'_>, id: Id<CalendarConfiguration>) -> Result<Placed> {
    let placed = found(scope, id)?;
    scope.require_manages(placed.workspace)?;
    Ok(placed)
}

fn found(scope: &Scope<'_>, id: Id<CalendarConfiguration>) -> Result<Placed> {
    store::visible(scope, id)?.ok_or_else(|| Error::not_found("CalendarConfiguration"))
}

/// The calendar to point at: one that the caller sees (400) and manages (403).
fn writable_calendar(scope: &Scope<'_>, id: Id<Calendar>) -> Result<Calendar> {
    let calendar = calendar::visible(scope, id)?.ok_or_else(|| Error::invalid_pk("calendar", id))?;
    scope.require_manages(Id::or_none(calendar.workspace))?;
    Ok(calendar)
}
