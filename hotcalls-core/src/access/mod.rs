//! Who may: the actor behind a call, the rule of an operation, and the scope that the gate hands to its body.
//!
//! Two questions, two answers: may you knock (denied: an error), and which rows are yours (filtered: not found). The default is no.

mod admit;
mod reach;
mod scope;

pub(crate) use self::{
    admit::{SETTINGS, admit, matches},
    scope::SESSION_SECONDS,
};
pub use self::{
    reach::Reach,
    scope::{Scope, Settings, Who},
};
use uuid::Uuid;

/// A keyed digest of a session's or token's key; the key itself is never stored.
pub(crate) type KeyDigest = [u8; 32];

/// On whose behalf a call is made. What the actor may is read anew in the transaction of every call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    /// The embedding program: trusted.
    System,
    /// Nobody.
    Anonymous,
    /// A user, vouched for by the embedding program or by a password.
    User(Uuid),
    /// Whoever holds an API token.
    Token(KeyDigest),
    /// Whoever holds a session.
    Session(KeyDigest),
}

/// Who may knock at an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody, logged in or not.
    Anyone,
    /// Every user who is logged in.
    User,
    /// Staff, and admins of a workspace for what belongs to it.
    Manager,
    /// Staff; everybody where the setting `open_registration` is on.
    Registration,
    /// Staff.
    Staff,
    /// Superusers.
    Superuser,
    /// The embedding program only.
    System,
}

impl Rule {
    /// The rule in words, for the reference.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Anyone => "everybody",
            Self::User => "every user who is logged in, for the rows it sees",
            Self::Manager => "staff; admins of the workspace",
            Self::Registration => "staff; everybody where `open_registration` is on",
            Self::Staff => "staff",
            Self::Superuser => "superusers",
            Self::System => "the embedding program",
        }
    }
}
