//! Experiment files: from TOML to the plan of runs, with every error at its line and key.
//!
//! The way through this crate: [`document`] holds the TOML with the origin of every key (file and
//! line, preset, `--set`), [`settings`] are the sections of a resolved experiment, [`plan`] turns
//! sweep axes and repeats into runs, [`streams`] gives each run its random numbers.

pub mod document;
pub mod plan;
pub mod settings;
pub mod streams;
