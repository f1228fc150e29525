//! What can be done with meetings.

use uuid::Uuid;

use super::{
    Meeting, MeetingList, MeetingStatus,
    fields::LISTING,
    store::{self, Booking},
};
use crate::{
    access::{Rule, Scope},
    agents::Agent,
    calendars::{CalendarConfiguration, availability::Span, calendar, configuration},
    calls::Call,
    error::{Error, Problems, Result},
    id::Id,
    leads::Lead,
    operation::{
        ById, Patch,
        rules::{int, text},
    },
    query::{Count, Page, Where},
    time::Timestamp,
    workspaces::Workspace,
};

/// The longest meeting in minutes: a month. What is longer is a mistake that would block a calendar.
const LONGEST: i64 = 31 * 24 * 60;

operations! {
    /// Meetings: times booked in a calendar. Those that are not canceled never overlap in a sub-calendar.
    meetings: Meetings {
        /// Books a meeting. `slot_taken` if its time, with the preparation before it, is occupied.
        write create(MeetingCreate) -> Meeting, may Rule::User;
        /// One meeting by its id.
        read get(ById<Meeting>) -> Meeting, may Rule::User;
        /// Meetings, latest start first, filtered, searched, ordered, in pages.
        browse list(MeetingList) -> Page<Meeting>, may Rule::User;
        /// Changes the given fields. Another time, place or status is a new booking: `slot_taken` if it is occupied.
        write update(MeetingUpdate) -> Meeting, may Rule::Manager, target locate;
        /// Cancels a meeting and frees its time; one that is canceled already stays as it is.
        write cancel(ById<Meeting>) -> Meeting, may Rule::Manager, target locate;
        /// Deletes a meeting.
        write delete(ById<Meeting>) -> (), may Rule::Manager, target locate;
    }
}

input! {
    /// What `meetings.create` takes.
    pub struct MeetingCreate {
        /// The configuration to book through.
        pub calendar_configuration: Id<CalendarConfiguration>,
        /// When it starts.
        pub start: Timestamp,
        /// With whom; of the configuration's workspace.
        pub lead: Option<Id<Lead>> = None,
        /// The agent that books it; of the configuration's workspace.
        pub agent: Option<Id<Agent>> = None,
        /// The call in which it is booked; of the configuration's workspace.
        pub call: Option<Id<Call>> = None,
        /// How long it lasts; without a value as long as the configuration says.
        pub duration_minutes: Option<i32> = None => int(1, LONGEST),
        /// `booked`, or `held` until somebody confirms it, or `canceled`.
        pub status: MeetingStatus = MeetingStatus::Booked,
        /// What it is about.
        pub title: String = String::new() => text(255).blank(),
        /// Anything else.
        pub notes: String = String::new() => text(65_536).blank(),
    }
}

input! {
    /// What `meetings.update` takes.
    pub struct MeetingUpdate {
        /// The meeting.
        pub id: Id<Meeting>,
        /// The configuration to book through; of the same workspace.
        pub calendar_configuration: Patch<Id<CalendarConfiguration>> = Patch::Keep,
        /// When it starts.
        pub start: Patch<Timestamp> = Patch::Keep,
        /// With whom; of the meeting's workspace.
        pub lead: Patch<Option<Id<Lead>>> = Patch::Keep,
        /// The agent that booked it; of the meeting's workspace.
        pub agent: Patch<Option<Id<Agent>>> = Patch::Keep,
        /// The call in which it was booked; of the meeting's workspace.
        pub call: Patch<Option<Id<Call>>> = Patch::Keep,
        /// How long it lasts.
        pub duration_minutes: Patch<i32> = Patch::Keep => int(1, LONGEST),
        /// `held`, `booked` or `canceled`.
        pub status: Patch<MeetingStatus> = Patch::Keep,
        /// What it is about.
        pub title: Patch<String> = Patch::Keep => text(255).blank(),
        /// Anything else.
        pub notes: Patch<String> = Patch::Keep => text(65_536).blank(),
    }
}

fn create(scope: &Scope<'_>, input: MeetingCreate) -> Result<Meeting> {
    let (workspace, configuration) = bookable(scope, input.calendar_configuration)?;
    check_references(scope, workspace, input.lead, input.agent, input.call)?;
    let duration_minutes = match input.duration_minutes {
        Some(minutes) => minutes,
        None if (1..=LONGEST).contains(&configuration.duration.into()) => configuration.duration,
        None => return Err(Error::field("duration_minutes", "This field is required.")),
    };
    let meeting = Meeting {
        id: scope.new_id(),
        workspace: workspace.known(),
        calendar_configuration: Some(configuration.id),
        lead: input.lead,
        agent: input.agent,
        call: input.call,
        start: input.start,
        duration_minutes,
        status: input.status,
        title: input.title,
        notes: input.notes,
        created_at: scope.now(),
        updated_at: scope.now(),
    };
    let booking = book(scope, &meeting, &configuration)?;
    store::insert(scope.tx(), &meeting, &booking)?;
    Ok(meeting)
}

fn get(scope: &Scope<'_>, input: ById<Meeting>) -> Result<Meeting> {
    found(scope, input.id)
}

fn list(scope: &Scope<'_>, input: MeetingList) -> Result<Page<Meeting>> {
    check_filters(scope, &input)?;
    let mut w = Where::new();
    w.reach("m.workspace_id", &scope.sees());
    LISTING.page(scope, w, &input, &input.page, Meeting::read, Count::Query)
}

/// What a filter names must exist for the caller.
fn check_filters(scope: &Scope<'_>, input: &MeetingList) -> Result<()> {
    let (sees, shared) = (scope.sees(), scope.sees_or_none(scope.settings().shared_rows));
    let named = [
        ("workspace", store::WORKSPACE, input.workspace.map(Id::uuid), &sees),
        ("calendar", store::CALENDAR, input.calendar.map(Id::uuid), &sees),
        ("calendar_configuration", store::CONFIGURATION, input.calendar_configuration.map(Id::uuid), &sees),
        ("lead", store::LEAD, input.lead.map(Id::uuid), &shared),
        ("agent", store::AGENT, input.agent.map(Id::uuid), &sees),
        ("call", store::CALL, input.call.map(Id::uuid), &shared),
    ];
    let mut problems = Problems::new();
    for (field, referred, id, reach) in named {
        let Some(id) = id else { continue };
        if store::workspace_of(scope.tx(), referred, id, reach)?.is_none() {
            problems.add_no_choice(field);
        }
    }
    problems.into_result()
}

fn update(scope: &Scope<'_>, input: MeetingUpdate) -> Result<Meeting> {
    let stored = managed(scope, input.id)?;
    let workspace = Id::or_none(stored.workspace);
    check_references(scope, workspace, input.lead.or(None), input.agent.or(None), input.call.or(None))?;
    let meeting = Meeting {
        calendar_configuration: input.calendar_configuration.given().copied().or(stored.calendar_configuration),
        lead: input.lead.or(stored.lead),
        agent: input.agent.or(stored.agent),
        call: input.call.or(stored.call),
        start: input.start.or(stored.start),
        duration_minutes: input.duration_minutes.or(stored.duration_minutes),
        status: input.status.or(stored.status),
        title: input.title.or(stored.title.clone()),
        notes: input.notes.or(stored.notes.clone()),
        updated_at: scope.now(),
        ..stored
    };
    let is_rebooked = |m: &Meeting| (m.calendar_configuration, m.start, m.duration_minutes, m.status.is_active());
    // One that has let go of its calendar keeps no time busy until it is booked through another configuration.
    if let (Some(through), true) = (meeting.calendar_configuration, is_rebooked(&meeting) != is_rebooked(&stored)) {
        let (of, configuration) = bookable(scope, through)?;
        if of != workspace {
            return Err(Error::field("calendar_configuration", OTHER_WORKSPACE));
        }
        store::rebook(scope.tx(), meeting.id, &book(scope, &meeting, &configuration)?)?;
    }
    store::update(scope.tx(), &meeting)?;
    Ok(meeting)
}

fn cancel(scope: &Scope<'_>, input: ById<Meeting>) -> Result<Meeting> {
    let mut meeting = managed(scope, input.id)?;
    if meeting.status.is_active() {
        meeting.status = MeetingStatus::Canceled;
        meeting.updated_at = scope.now();
        store::update(scope.tx(), &meeting)?;
    }
    Ok(meeting)
}

fn delete(scope: &Scope<'_>, input: ById<Meeting>) -> Result<()> {
    let meeting = managed(scope, input.id)?;
    store::delete(scope.tx(), meeting.id, Id::or_none(meeting.workspace))
}

/// The place and time that a meeting takes, if it is free. Waits for others who book in the same calendar.
fn book(scope: &Scope<'_>, meeting: &Meeting, through: &CalendarConfiguration) -> Result<Booking> {
    let span = Span::of_meeting(meeting.start, meeting.duration_minutes, through.prep_time);
    let workspace = Id::or_none(meeting.workspace);
    let booking = Booking { workspace, calendar: through.calendar, sub_calendar_id: through.sub_calendar_id.clone(), span };
    if meeting.status.is_active() {
        calendar::lock_slots(scope.tx(), workspace, booking.calendar)?;
        if store::is_taken(scope.tx(), &booking, meeting.id)? {
            return Err(store::slot_taken());
        }
    }
    Ok(booking)
}

/// The configuration to book through, with its workspace.
fn bookable(scope: &Scope<'_>, id: Id<CalendarConfiguration>) -> Result<(Id<Workspace>, CalendarConfiguration)> {
    let placed = configuration::visible(scope, id)?.ok_or_else(|| Error::invalid_pk("calendar_configuration", id))?;
    Ok((placed.workspace, placed.configuration))
}

const OTHER_WORKSPACE: &str = "It belongs to another workspace.";

/// What a meeting points at must be visible to the caller and of the meeting's workspace.
fn check_references(
    scope: &Scope<'_>,
    workspace: Id<Workspace>,
    lead: Option<Id<Lead>>,
    agent: Option<Id<Agent>>,
    call: Option<Id<Call>>,
) -> Result<()> {
    let mut problems = Problems::new();
    let given = [
        ("lead", store::LEAD, lead.map(Id::uuid)),
        ("agent", store::AGENT, agent.map(Id::uuid)),
        ("call", store::CALL, call.map(Id::uuid)),
    ];
    for (field, referred, id) in given {
        let Some(id) = id else { continue };
        match store::workspace_of(scope.tx(), referred, id, &scope.sees())? {
            Some(of) if of == workspace => {}
            Some(_) => problems.add(field, OTHER_WORKSPACE),
            None => problems.add(field, format!("Invalid pk \"{id}\" - object does not exist.")),
        }
    }
    problems.into_result()
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    managed(scope, Id::new(id)).map(drop)
}

/// The meeting, if it exists for the caller (404) and the caller may change it (403).
fn managed(scope: &Scope<'_>, id: Id<Meeting>) -> Result<Meeting> {
    let meeting = found(scope, id)?;
    scope.require_manages(Id::or_none(meeting.workspace))?;
    Ok(meeting)
}

fn found(scope: &Scope<'_>, id: Id<Meeting>) -> Result<Meeting> {
    store::visible(scope, id)?.ok_or_else(|| Error::not_found("Meeting"))
}
