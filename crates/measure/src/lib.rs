//! What is measured of a network, and where.
//!
//! [`Places`] are where a run's networks are measured: its slices, the points whose distance to the
//! nearest boundary is measured, and small neighbourhoods of points. [`measure`] takes the measures
//! of one network there; [`LazyDatasets`] reads the data that the examples of a task come from,
//! once a process.

mod around;
mod datasets;
mod decisions;
mod error;
mod kinds;
mod learning;
mod network;
mod pieces;
mod places;

pub use datasets::LazyDatasets;
pub use error::MeasureError;
pub use learning::Learning;
pub use network::measure;
pub use places::{DrawnSlice, Neighbourhoods, Places, examples, points, slices};
