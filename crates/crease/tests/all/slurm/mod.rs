//! `crease slurm`: the script it writes, and that script on a real Slurm.

mod array;
mod cluster;
mod mistakes;
mod script;
mod support;
