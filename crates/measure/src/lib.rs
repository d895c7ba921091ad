//! What is measured of a network.
//!
//! [`Measure`] is the list of all measures; each has a file that says what it is, where it is taken and
//! how. [`measure`] takes several of them at [`Places`]: slices, points and neighbourhoods, wherever
//! those come from.

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
