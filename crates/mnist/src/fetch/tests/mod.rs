//! Fetching from servers on this machine, good and bad.

mod breaks;
mod folder;
mod liars;
mod server;
mod support;
