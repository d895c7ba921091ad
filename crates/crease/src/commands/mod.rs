//! One file per command.

#[cfg(feature = "train")]
pub mod backends;
#[cfg(feature = "cells")]
pub mod cells;
#[cfg(feature = "train")]
pub mod check;
#[cfg(feature = "train")]
pub mod cite;
pub mod completions;
pub mod count;
#[cfg(feature = "data")]
pub mod data;
#[cfg(feature = "draw")]
pub mod draw;
#[cfg(feature = "train")]
mod experiments;
#[cfg(feature = "explore")]
pub mod explore;
#[cfg(feature = "train")]
pub mod film;
#[cfg(feature = "train")]
pub mod plot;
#[cfg(feature = "train")]
pub mod run;
#[cfg(feature = "train")]
pub mod slurm;
#[cfg(feature = "train")]
pub mod status;
#[cfg(feature = "train")]
pub mod verify;

/// How many threads this machine runs at once.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
