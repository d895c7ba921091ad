//! A night's work, whatever happens to it.

mod kill;
mod power;
#[path = "../pipeline/support.rs"]
mod support;
