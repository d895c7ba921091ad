//! `crease slurm`: the script it writes, and that script on a real Slurm.

mod mistakes;
mod script;
mod support;
