//! Which workspaces a caller reaches.

use uuid::Uuid;

use crate::id::Id;

/// The workspaces whose rows a caller sees or manages. `Id::NONE` among them stands for rows of no workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All rows.
    All,
    /// Rows of these workspaces only.
    Only(Vec<Uuid>),
}

impl Reach {
    /// The rows of one workspace.
    pub fn one<T>(workspace: Id<T>) -> Self {
        Self::Only(vec![workspace.uuid()])
    }
    /// Whether rows of a workspace are reached.
    pub fn contains<T>(&self, workspace: Id<T>) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&workspace.uuid()),
        }
    }
    /// Whether nothing is reached.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Only(ids) if ids.is_empty())
    }
}
