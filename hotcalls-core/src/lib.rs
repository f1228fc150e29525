//! HotCalls: the operations database of AI calling agents, embedded.
//!
//! Users, plans, workspaces, agents, phone numbers, leads, calls and calendars in one SQLite file, or on a PostgreSQL server that machines share
//! (feature `postgres`); permissions, filters and statistics decided in one core.

#[macro_use]
pub mod operation;
pub mod access;
pub mod agents;
pub mod calendars;
pub mod calls;
pub mod error;
mod hashing;
mod host;
mod hotcalls;
pub mod id;
pub mod leads;
pub mod query;
mod remembered;
pub mod settings;
pub mod store;
pub mod subscriptions;
#[cfg(test)]
mod testing;
pub mod time;
pub mod users;
pub mod workspaces;

pub use self::{
    error::{Code, Error, Problems, Result},
    hashing::Cost,
    host::{Entropy, Host, SystemEntropy},
    hotcalls::{Caller, Hotcalls, OpenOptions, catalog, catalog_json, operation},
    id::Id,
    operation::{Mode, Outcome, Patch, Records, Streams},
    query::{Page, Paging},
    store::{CancelToken, Copied, Spread, is_no_path, is_server, sqlite_version},
    time::{Clock, Date, SystemClock, TimeOfDay, Timestamp},
};
