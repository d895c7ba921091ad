//! What users hand in: files read whole and within bounds, plain values read as types, suggestions
//! for misspelt words, and users' text on one line of an error.
//!
//! Experiments, networks and slices have three formats, but naming a directory, an empty pipe or 100 MB
//! of something else is the same mistake in each, and gets the same message.

mod file;
mod key_path;
mod plain;
mod shown;
mod suggest;
mod text;
pub mod words;

pub use file::{FileProblem, InputError, InputFile, read};
pub use key_path::{KeyPath, Segment};
pub use plain::{Misfit, Plain, Problem, TableWord};
pub use shown::{one_line, path_line, shown};
pub use suggest::{did_you_mean, expected};
pub use text::{NotText, text};
