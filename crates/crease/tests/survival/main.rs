//! A night's work, whatever happens to it.

mod damage;
mod disk;
mod failures;
mod kill;
mod power;
mod processes;
mod scene;
mod shards;
mod status;
#[path = "../pipeline/support.rs"]
mod support;
mod versions;
