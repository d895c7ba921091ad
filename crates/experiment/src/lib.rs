//! Experiment files: from TOML to the plan of runs, with every error at its line and key.
//!
//! The way through this crate: `document` holds the TOML with the origin of every key (file and
//! line, preset, `--set`), `preset` and `overlay` lay what the user chose over it, `decode` reads
//! it as [`settings`], `check` looks at what types do not say, `sweep` tries every point, and
//! [`plan`] turns points and repeats into runs, and `hashes` names them. [`streams`] gives each run its random numbers.
//! [`load`] goes all the way.

pub mod check;
mod columns;
mod decode;
mod document;
mod error;
mod hashes;
mod key_path;
mod overlay;
pub mod plan;
mod preset;
mod reader;
mod resolve;
mod run_id;
mod schedule;
mod sections;
pub mod settings;
pub mod streams;
mod sweep;
#[cfg(test)]
mod tests;

pub use columns::Column;
pub use document::Origin;
pub use error::{ExperimentError, KeyError};
pub use key_path::{KeyPath, Segment};
pub use resolve::{Loaded, Overrides, load, parse};
pub use sections::{Scene, Sections};
