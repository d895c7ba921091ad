use crease_regions::RegionsError;
use thiserror::Error;

/// Why something cannot be measured.
#[derive(Debug, Error)]
pub enum MeasureError {
    /// Regions or distances cannot be computed there.
    #[error(transparent)]
    Regions(#[from] RegionsError),
    /// A measure has no value there.
    #[error("{measure} has no value here")]
    NoValue {
        /// The measure's name.
        measure: &'static str,
    },
    /// No point has a boundary anywhere.
    #[error("boundary_distance is infinite: there is no boundary")]
    NoBoundary,
}
