//! Workspaces: the tenants. Users are members of them, and agents, numbers, calendars, leads and calls belong to them.
//!
//! Invariants: the reserved workspace that stands for "none" in storage is never shown, listed, counted or changed. A membership has a
//! role; an admin may do inside its workspace what staff may do anywhere, except deleting it and choosing its plan. A workspace with leads
//! or calls is deleted only together with them, on purpose (`cascade`).

mod fields;
mod model;
mod operations;
mod rules;
mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use self::{
    fields::WorkspaceList,
    model::{AddedUsers, Member, RemovedUsers, Role, Workspace, WorkspaceStats},
    operations::{MembersInput, SetRole, WorkspaceCreate, WorkspaceDelete, WorkspaceUpdate, Workspaces},
};
pub(crate) use self::{operations::OPERATIONS, rules::resolves};
