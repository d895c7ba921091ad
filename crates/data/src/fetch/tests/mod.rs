//! Fetching from servers on this machine, good and bad.

mod breaks;
mod folder;
mod liars;
pub mod server;
pub mod support;
