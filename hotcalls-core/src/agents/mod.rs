//! Agents: the AI callers of a workspace, and the phone numbers they use.
//!
//! Invariants: an agent belongs to one workspace; its calendar configuration belongs to the same one; the numbers assigned to it belong to
//! the same one or to none. A number serves any number of agents.

mod fields;
pub mod hours;
mod model;
mod operations;
pub mod phone_numbers;
mod route;
#[cfg(test)]
mod route_tests;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::operations::OPERATIONS;
pub use self::{
    fields::AgentList,
    model::{Agent, AgentConfig, AgentStatus, AssignedNumbers, RemovedNumbers},
    operations::{AgentCreate, AgentId, AgentUpdate, Agents, NumbersInput},
    phone_numbers::PhoneNumber,
    route::{Route, RouteAgent, RouteInput},
};
