//! What can be done with calendars.

use uuid::Uuid;

use super::{
    super::configuration::{self, CalendarConfiguration},
    Calendar, CalendarList, CalendarType, ConnectionStatus, ConnectionTest,
    fields::LISTING,
    store::{self, Values},
};
use crate::{
    access::{Rule, Scope},
    error::{Error, Result},
    id::Id,
    operation::{ById, Patch, Secret, rules::text},
    query::{Count, Page, Where},
    store::secret,
    workspaces::{self, Workspace},
};

operations! {
    /// Calendars: accounts at Google or Outlook. Their tokens are write-only.
    calendars: Calendars {
        /// Creates a calendar. Needs the key of the secrets, since its token is stored encrypted.
        write create(CalendarCreate) -> Calendar, may Rule::Manager;
        /// One calendar by its id.
        read get(ById<Calendar>) -> Calendar, may Rule::User;
        /// Calendars, newest first, filtered, searched, ordered, in pages.
        browse list(CalendarList) -> Page<Calendar>, may Rule::User;
        /// Changes the given fields. A calendar whose configurations are used by agents or meetings stays in its workspace.
        write update(CalendarUpdate) -> Calendar, may Rule::Manager, target locate;
        /// Deletes a calendar with its configurations and meetings; agents lose the configuration.
        write delete(ById<Calendar>) -> (), may Rule::Superuser, target find;
        /// The configurations of a calendar, oldest first.
        read configurations(ById<Calendar>) -> Vec<CalendarConfiguration>, may Rule::User;
        /// Says whether the calendar's provider can be reached: `not_connected` as long as none is connected.
        read test_connection(ById<Calendar>) -> ConnectionTest, may Rule::Manager, target locate;
    }
}

input! {
    /// What `calendars.create` takes.
    pub struct CalendarCreate {
        /// The provider: `google` or `outlook`.
        pub calendar_type: CalendarType,
        /// The account's name there, mostly an e-mail address.
        pub account_id: String => text(255),
        /// The provider's token. Stored encrypted, never shown.
        pub auth_token: Secret => text(65_536),
        /// Its workspace; null: for staff only.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

input! {
    /// What `calendars.update` takes.
    pub struct CalendarUpdate {
        /// The calendar.
        pub id: Id<Calendar>,
        /// The provider: `google` or `outlook`.
        pub calendar_type: Patch<CalendarType> = Patch::Keep,
        /// The account's name there.
        pub account_id: Patch<String> = Patch::Keep => text(255),
        /// A new token. Stored encrypted, never shown.
        pub auth_token: Patch<Secret> = Patch::Keep => text(65_536),
        /// Its workspace; null: for staff only.
        pub workspace: Patch<Option<Id<Workspace>>> = Patch::Keep,
    }
}

fn create(scope: &Scope<'_>, input: CalendarCreate) -> Result<Calendar> {
    let workspace = writable_workspace(scope, input.workspace)?;
    let id = scope.new_id::<Calendar>();
    let sealed = seal(scope, id, &input.auth_token)?;
    let values = Values { workspace, calendar_type: input.calendar_type, account_id: &input.account_id };
    store::insert(scope.tx(), id, &values, &sealed, scope.now())?;
    found(scope, id)
}

fn get(scope: &Scope<'_>, input: ById<Calendar>) -> Result<Calendar> {
    found(scope, input.id)
}

fn list(scope: &Scope<'_>, input: CalendarList) -> Result<Page<Calendar>> {
    if let Some(workspace) = input.workspace
        && !workspaces::resolves(scope, workspace)?
    {
        return Err(Error::no_choice("workspace"));
    }
    let mut w = Where::new();
    w.reach("c.workspace_id", &scope.sees());
    LISTING.page(scope, w, &input, &input.page, Calendar::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: CalendarUpdate) -> Result<Calendar> {
    let stored = managed(scope, input.id)?;
    let workspace = match input.workspace {
        Patch::Set(workspace) if workspace != stored.workspace => move_to(scope, &stored, workspace)?,
        _ => Id::or_none(stored.workspace),
    };
    let account_id = input.account_id.or(stored.account_id);
    let values = Values { workspace, calendar_type: input.calendar_type.or(stored.calendar_type), account_id: &account_id };
    store::update(scope.tx(), input.id, &values, scope.now())?;
    if let Patch::Set(token) = &input.auth_token {
        store::set_token(scope.tx(), input.id, &seal(scope, input.id, token)?)?;
    }
    found(scope, input.id)
}

/// Agents and meetings hold leads and calls of the old workspace, so a calendar that they use cannot leave it.
fn move_to(scope: &Scope<'_>, calendar: &Calendar, workspace: Option<Id<Workspace>>) -> Result<Id<Workspace>> {
    let workspace = writable_workspace(scope, workspace)?;
    if store::is_used(scope.tx(), calendar.id)? {
        return Err(Error::field("workspace", "Agents or meetings of its workspace use this calendar."));
    }
    configuration::move_all(scope.tx(), calendar.id, workspace)?;
    Ok(workspace)
}

fn delete(scope: &Scope<'_>, input: ById<Calendar>) -> Result<()> {
    found(scope, input.id)?;
    store::delete(scope.tx(), input.id)
}

fn configurations(scope: &Scope<'_>, input: ById<Calendar>) -> Result<Vec<CalendarConfiguration>> {
    found(scope, input.id)?;
    configuration::of_calendar(scope.tx(), input.id)
}

fn test_connection(scope: &Scope<'_>, input: ById<Calendar>) -> Result<ConnectionTest> {
    let calendar = managed(scope, input.id)?;
    // A token that cannot be read is told here, before a provider is asked with it.
    let message = match store::token(scope, input.id) {
        Ok(_) => "No calendar provider is connected; meetings are kept in this database only.".to_owned(),
        Err(unreadable) => unreadable.message().to_owned(),
    };
    Ok(ConnectionTest {
        calendar_id: calendar.id,
        calendar_type: calendar.calendar_type,
        account_id: calendar.account_id,
        connection_status: ConnectionStatus::NotConnected,
        message,
        last_tested: scope.now(),
    })
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    managed(scope, Id::new(id)).map(drop)
}

/// The calendar, if it exists for the caller (404) and the caller may change it (403).
fn managed(scope: &Scope<'_>, id: Id<Calendar>) -> Result<Calendar> {
    let calendar = found(scope, id)?;
    scope.require_manages(Id::or_none(calendar.workspace))?;
    Ok(calendar)
}

fn find(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    found(scope, Id::new(id)).map(drop)
}

fn found(scope: &Scope<'_>, id: Id<Calendar>) -> Result<Calendar> {
    store::visible(scope, id)?.ok_or_else(|| Error::not_found("Calendar"))
}

/// The workspace to write into: one that the caller sees (400) and manages (403).
fn writable_workspace(scope: &Scope<'_>, workspace: Option<Id<Workspace>>) -> Result<Id<Workspace>> {
    if let Some(id) = workspace
        && !workspaces::resolves(scope, id)?
    {
        return Err(Error::invalid_pk("workspace", id));
    }
    let id = Id::or_none(workspace);
    scope.require_manages(id)?;
    Ok(id)
}

fn seal(scope: &Scope<'_>, id: Id<Calendar>, token: &Secret) -> Result<Vec<u8>> {
    secret::seal(scope.host().key(), store::token_place(id), scope.random(), &token.0)
}
