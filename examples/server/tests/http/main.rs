//! The server over real sockets: section 0 of the contract and the rulings on HTTP.
mod auth;
mod client;
mod conventions;
mod documents;
mod pages;
mod process;
