//! A night's work, whatever happens to it.

mod disk;
mod failures;
mod kill;
mod power;
mod processes;
mod scene;
mod shards;
#[path = "../pipeline/support.rs"]
mod support;
