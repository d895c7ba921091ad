//! The whole pipeline, through the binary, as a user runs it.

mod determinism;
mod files;
mod interruption;
mod mistakes;
mod support;
