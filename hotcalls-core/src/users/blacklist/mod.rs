//! The blacklist: users who are locked out, why, and until when.
//!
//! At most one entry for each user; a new one takes the place of one that has ended. Only a superuser puts a superuser on it, and only superusers change entries.

mod fields;
mod model;
mod operations;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::OPERATIONS;
pub use self::{
    fields::BlacklistList,
    model::{BlacklistEntry, BlacklistStatus},
    operations::{Blacklist, BlacklistCreate, BlacklistUpdate},
};
