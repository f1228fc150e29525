//! The records of logins, sessions and API tokens.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    id::Id,
    store::Row,
    time::Timestamp,
    users::User,
    workspaces::Workspace,
};

/// A session that has just begun. The key is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Login {
    /// Who logged in.
    pub user: User,
    /// What the client presents from now on.
    pub session_key: String,
    /// When the session ends, unless it is used before.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// An API token, without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiToken {
    /// Its id.
    pub id: Id<Self>,
    /// What it is for.
    pub name: String,
    /// The workspaces that it sees and touches; null: all that its owner may.
    pub workspaces: Option<Vec<Id<Workspace>>>,
    /// The operations that it may call, as names or patterns (`leads.*`); null: all that its owner may.
    pub operations: Option<Vec<String>>,
    /// When it ends; null: when it is deleted.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ApiToken {
    /// Its columns, of `api_tokens`, in the order of [`read`](Self::read).
    pub(crate) const COLUMNS: &'static str = "id, name, workspaces, operations, expires_at, last_used_at, created_at";

    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            workspaces: read_list(row, 2)?,
            operations: read_list(row, 3)?,
            expires_at: row.get(4)?,
            last_used_at: row.get(5)?,
            created_at: row.get(6)?,
        })
    }
}

fn read_list<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<Option<Vec<T>>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// A token that was just made. The key is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewToken {
    /// Its id.
    pub id: Id<ApiToken>,
    /// What it is for.
    pub name: String,
    /// The workspaces that it sees and touches; null: all that its owner may.
    pub workspaces: Option<Vec<Id<Workspace>>>,
    /// The operations that it may call, as names or patterns (`leads.*`); null: all that its owner may.
    pub operations: Option<Vec<String>>,
    /// When it ends; null: when it is deleted.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the client presents (`Authorization: Token <key>`).
    pub key: String,
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl NewToken {
    // The fields are spelled out: flattened, the answer would be a map to doors that make an object of every record.
    pub(crate) fn new(token: ApiToken, key: String) -> Self {
        let ApiToken { id, name, workspaces, operations, expires_at, last_used_at, created_at } = token;
        Self { id, name, workspaces, operations, expires_at, last_used_at, created_at, key }
    }
}
