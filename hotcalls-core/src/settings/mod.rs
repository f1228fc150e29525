//! Settings: what is decided once for a whole database.

mod model;
mod operations;
mod store;

pub(crate) use self::operations::OPERATIONS;
pub use self::{
    model::SettingsRecord,
    operations::{Settings, SettingsUpdate},
};
