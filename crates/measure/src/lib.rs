//! Measures of networks.
//!
//! [`Measure`] is the list of all measures; each has a file that states what it is, and where and
//! how it is computed. [`measure`] computes several of them at [`Places`]: slices, points and
//! neighbourhoods from any source.

mod around;
mod decisions;
mod error;
mod kinds;
mod learning;
mod network;
mod pieces;
mod places;

pub use error::MeasureError;
pub use kinds::{Measure, Parts, QUANTILES, Slices, Source};
pub use learning::Learning;
pub use network::measure;
pub use places::{DrawnSlice, Neighbourhoods, Places};
