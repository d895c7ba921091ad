//! Long runs, whatever happens to them, on machines that refuse whatever they can.

use crate::pipeline::support;

mod answers;
mod damage;
mod disk;
mod failures;
mod handles;
mod kill;
mod locks;
mod mounted;
mod power;
mod processes;
mod remeasure;
mod scene;
mod shards;
mod status;
mod threads;
mod user;
mod versions;
