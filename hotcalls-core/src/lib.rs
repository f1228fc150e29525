//! HotCalls: the operations database of AI calling agents, embedded.
pub mod error;
pub mod id;
pub mod time;
