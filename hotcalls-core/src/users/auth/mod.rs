//! Logins, sessions and API tokens.
//!
//! A key is shown once and stored as a digest; a password is stored as an argon2id hash. Whether a credential is worth anything is
//! decided anew at every call, by the gate.

mod attempts;
mod keys;
mod model;
mod operations;
mod password;
mod store;
#[cfg(test)]
mod tests;
mod throttle;

pub(crate) use self::{
    attempts::Subjects,
    keys::text as random_text,
    operations::{OPERATIONS, end_other_sessions},
    password::{new_password, objections, old_password},
};
pub use self::{
    model::{ApiToken, Login, NewToken},
    operations::{Auth, LoginInput, TokenCreate},
};
