//! Users: who may log in.
//!
//! A superuser is always staff, and only a superuser edits, suspends or deletes one. Nobody else sets `status` or `stripe_customer_id`.

mod fields;
mod first;
mod model;
pub(crate) mod name;
mod operations;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::{OPERATIONS, require_outranks};
pub use self::{
    fields::UserList,
    first::NewSuperuser,
    model::{SocialProvider, User, UserStatus},
    operations::{ChangeStatus, PasswordChange, PrivilegedCreate, UserChanges, UserCreate, UserUpdate, Users},
};
