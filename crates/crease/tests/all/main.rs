//! The binary, as a user runs it: a module for each thing that a user does or meets.

mod broken;
mod count;
mod data;
mod guide;
mod mnist;
mod pipeline;
mod report;
mod slurm;
mod survival;
mod verify;
