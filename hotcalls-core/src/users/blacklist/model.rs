//! The records of the blacklist.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Result, id::Id, operation::Choice, store::Row, time::Timestamp, users::User};

/// Why somebody is on the blacklist. What an entry does is the same for all three; when it ends is `expires_at`'s business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlacklistStatus {
    /// For a while.
    Temporary,
    /// For good.
    Forever,
    /// Until a matter is cleared.
    Suspended,
}
impl Choice for BlacklistStatus {}

/// An entry of the blacklist: as long as it is in force, every credential of its user is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlacklistEntry {
    /// Its id.
    pub id: Id<Self>,
    /// Who is locked out; at most one entry for each user.
    pub user: Id<User>,
    /// The user's name.
    pub user_username: String,
    /// The user's e-mail address.
    pub user_email: String,
    /// Why, in words.
    pub reason: String,
    /// Why, as a kind.
    pub status: BlacklistStatus,
    /// When it ends; null: when it is removed.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl BlacklistEntry {
    /// Its columns, of `blacklist b JOIN users u`, in the order of [`read`](Self::read).
    pub(crate) const COLUMNS: &'static str =
        "b.id, b.user_id, u.username, u.email, b.reason, b.status, b.expires_at, b.created_at, b.updated_at";

    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            user_username: row.get(2)?,
            user_email: row.get(3)?,
            reason: row.get(4)?,
            status: row.get(5)?,
            expires_at: row.get(6)?,
            created_at: row.get(7)?,
            updated_at: row.get(8)?,
        })
    }
}
