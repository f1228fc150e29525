//! What a workspace is, and its members.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    id::Id,
    operation::Choice,
    store::Row,
    subscriptions::Plan,
    time::Timestamp,
    users::{User, UserStatus},
};

/// A tenant with its members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Workspace {
    /// Its id.
    pub id: Id<Workspace>,
    /// Its name; several may have the same.
    pub workspace_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; joining and leaving members do not count.
    pub updated_at: Timestamp,
    /// Its members, by the time they joined.
    pub users: Vec<Member>,
    /// How many members it has.
    pub user_count: i64,
    /// Its plan, which sets its quotas.
    pub plan: Option<Id<Plan>>,
    /// Its IANA time zone; null: the database's.
    pub timezone: Option<String>,
}

impl Workspace {
    /// Reads [`super::fields::LISTING`]'s columns; the members are read for a whole page at once.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            workspace_name: row.get(1)?,
            created_at: row.get(2)?,
            updated_at: row.get(3)?,
            users: Vec::new(),
            user_count: 0,
            plan: row.get(4)?,
            timezone: row.get(5)?,
        })
    }
}

/// What a member may do in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything of the workspace, creates leads, books meetings.
    Member,
    /// May do inside of the workspace what staff may do anywhere, except deleting it and choosing its plan.
    Admin,
}
impl Choice for Role {}

/// A user as a member of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// The user.
    pub id: Id<User>,
    /// Its login name.
    pub username: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Whether the account is active.
    pub status: UserStatus,
    /// What it may do in the workspace.
    pub role: Role,
}

impl Member {
    /// Reads the seven columns of `MEMBER` in `store.rs`.
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            username: row.get(1)?,
            first_name: row.get(2)?,
            last_name: row.get(3)?,
            email: row.get(4)?,
            status: row.get(5)?,
            role: row.get(6)?,
        })
    }
}

/// Figures of one workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkspaceStats {
    /// The workspace.
    pub workspace_id: Id<Workspace>,
    /// Its name.
    pub workspace_name: String,
    /// How many members it has.
    pub user_count: i64,
    /// How many agents it has.
    pub agent_count: i64,
    /// How many calendars it has.
    pub calendar_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What adding members changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddedUsers {
    /// A sentence for people.
    pub message: String,
    /// Who became a member, in the order of the request.
    pub added_users: Vec<Id<User>>,
    /// How many became members.
    pub total_added: i64,
    /// Who was a member before, in the order of the request.
    pub already_members: Vec<Id<User>>,
}

/// What removing members changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovedUsers {
    /// A sentence for people.
    pub message: String,
    /// Who is a member no more, in the order of the request.
    pub removed_users: Vec<Id<User>>,
    /// How many were removed.
    pub total_removed: i64,
    /// Who was no member before, in the order of the request.
    pub not_members: Vec<Id<User>>,
}
