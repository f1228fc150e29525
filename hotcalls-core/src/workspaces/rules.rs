//! Who may do what to which workspace, and how other rooms resolve a workspace that an input names.

use uuid::Uuid;

use super::{Workspace, store};
use crate::{
    access::Scope,
    error::{Error, Result},
    id::Id,
};

/// A target for reading: seen or not found.
pub(super) fn visible(scope: &Scope<'_>, id: Id<Workspace>) -> Result<()> {
    if id != Id::NONE && scope.sees().contains(id) && store::exists(scope.tx(), id)? { Ok(()) } else { Err(Error::not_found("Workspace")) }
}

/// A target for changes: seen, and managed.
pub(super) fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let id = Id::new(id);
    visible(scope, id)?;
    scope.require_manages(id)
}

/// Whether an input may point at a workspace: it exists, and the caller sees it. The reserved one does not exist for anybody.
pub(crate) fn resolves(scope: &Scope<'_>, id: Id<Workspace>) -> Result<bool> {
    Ok(id != Id::NONE && scope.sees().contains(id) && store::exists(scope.tx(), id)?)
}
