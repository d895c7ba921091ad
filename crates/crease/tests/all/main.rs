//! The binary, as a user runs it: a module for each thing that a user does or meets.

mod broken;
#[cfg(unix)]
mod cells;
mod count;
mod data;
#[cfg(unix)]
mod explore;
mod film;
#[cfg(unix)]
mod guide;
mod mnist;
mod pipeline;
mod report;
#[cfg(unix)]
mod slurm;
#[cfg(unix)]
mod survival;
mod verify;
