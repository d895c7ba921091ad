//! Experiment files: from TOML to the plan of runs, with every error at its line and key.
//!
//! In order: `reader` turns TOML into a `document` whose values know where they are written (file
//! and line, preset, `--set`); `preset` and `overlay` apply the user's choices; `decode` reads it
//! as [`settings`]; `rules` check what types do not express; `sweep` tries every point of the
//! sweep; [`plan`] turns points and repeats into runs, and `hashes` names them. [`streams`] gives
//! each run its random numbers. [`load`] does all of this.

mod axis;
pub mod check;
mod columns;
mod decode;
mod document;
mod error;
mod hashes;
mod node;
mod origin;
mod overlay;
mod part;
pub mod plan;
mod preset;
mod reader;
mod resolve;
pub mod rules;
mod run_id;
mod schedule;
mod sections;
pub mod settings;
pub mod streams;
mod sweep;
#[cfg(test)]
mod tests;

pub use axis::{SweepAxis, SweepValue};
pub use columns::Column;
pub use error::{ExperimentError, KeyError};
pub use origin::Origin;
pub use part::Part;
pub use resolve::{Loaded, Overrides, load, parse};
pub use sections::{Scene, Sections};
