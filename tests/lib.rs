//! Helpers shared by the tests of the whole house: a world with one of everything, a clock that is set by hand, seeded randomness.

pub mod reference;
pub mod vectors;
pub mod world;

/// The README's Rust program is compiled and run as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
