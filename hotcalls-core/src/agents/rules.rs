//! Who may do what to which agent, and what an agent may point at.

use uuid::Uuid;

use super::{Agent, store};
use crate::{
    access::Scope,
    calendars::CalendarConfiguration,
    error::{Error, Problems, Result},
    id::Id,
    workspaces::Workspace,
};

/// The workspace of an agent that the caller sees; `not_found` otherwise.
pub(super) fn visible(scope: &Scope<'_>, id: Id<Agent>) -> Result<Id<Workspace>> {
    match store::workspace_of(scope.tx(), id)? {
        Some(workspace) if scope.sees().contains(workspace) => Ok(workspace),
        _ => Err(Error::not_found("Agent")),
    }
}

/// A target for changes: seen, and its workspace managed.
pub(super) fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let workspace = visible(scope, Id::new(id))?;
    scope.require_manages(workspace)
}

/// A calendar configuration that an agent of `workspace` uses is one of that workspace; otherwise `field` is told so.
pub(super) fn check_configuration(
    scope: &Scope<'_>,
    configuration: Id<CalendarConfiguration>,
    workspace: Id<Workspace>,
    field: &str,
    problems: &mut Problems,
) -> Result<()> {
    match store::workspace_of_configuration(scope.tx(), configuration)? {
        Some(its) if its == workspace => {}
        Some(its) if scope.sees().contains(its) => {
            problems.add(field, "The calendar configuration belongs to another workspace than the agent.");
        }
        _ => problems.add_invalid_pk(field, configuration),
    }
    Ok(())
}
