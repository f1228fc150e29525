//! The record of a workspace.

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {}
