//! The whole pipeline, through the binary, as a user runs it.

mod built_in;
mod check;
mod determinism;
mod files;
#[cfg(unix)]
mod interruption;
mod mistakes;
mod own;
mod stacks;
pub mod support;
