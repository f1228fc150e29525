//! An example HTTP server on top of `hotcalls-core`: the whole contract under `/api/`, in one process, on one file.
//!
//! It stays thin. `routes` says which path is which operation; the rest is what HTTP needs: credentials, cookies, limits, links,
//! error bodies, the OpenAPI document. What may be done and what it means is decided by the library.
mod admin;
mod answer;
mod api;
mod auth;
mod body;
pub mod cli;
mod cors;
mod docs;
mod handle;
mod input;
mod log;
mod openapi;
mod pages;
mod routes;
mod server;

pub use self::{handle::App, server::Server};
