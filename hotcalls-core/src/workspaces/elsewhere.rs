//! Records of rooms that are still being built, by name only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::Choice;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {}

/// Whether a user may use the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// It may.
    Active,
    /// Not for now: every credential is refused.
    Suspended,
    /// Never again: every credential is refused.
    ForeverDisabled,
}
impl Choice for UserStatus {}
