//! A night's work, whatever happens to it.

mod kill;
#[path = "../pipeline/support.rs"]
mod support;
