//! Workspaces: the tenants.

mod model;

pub use self::model::Workspace;
