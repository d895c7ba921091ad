//! The binary, as a user runs it: a module for each task or problem of a user. `counting` is what
//! every build can do; the rest is tested with all default cargo features.

#[cfg(feature = "default")]
mod broken;
#[cfg(all(unix, feature = "default"))]
mod cells;
#[cfg(feature = "default")]
mod count;
mod counting;
#[cfg(feature = "default")]
mod data;
#[cfg(all(unix, feature = "default"))]
mod explore;
#[cfg(feature = "default")]
mod film;
#[cfg(feature = "wgpu")]
mod gpu;
#[cfg(all(unix, feature = "default"))]
mod guide;
#[cfg(feature = "default")]
mod mnist;
#[cfg(feature = "default")]
mod pipeline;
#[cfg(feature = "default")]
mod report;
#[cfg(all(unix, feature = "default"))]
mod slurm;
#[cfg(all(unix, feature = "default"))]
mod survival;
#[cfg(feature = "default")]
mod verify;
