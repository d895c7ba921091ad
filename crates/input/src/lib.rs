//! What users hand in: files read whole and within bounds, the words they may have meant, and their
//! text in one line of an error.
//!
//! Experiments, networks and slices are three formats, but whoever names a directory, a pipe that
//! nobody writes into or 100 MB of something else makes the same mistake, and is told so in the same
//! words.

mod file;
mod shown;
mod suggest;
mod text;

pub use file::{InputError, InputFile, read};
pub use shown::{one_line, shown};
pub use suggest::{did_you_mean, expected};
pub use text::{NotText, text};
