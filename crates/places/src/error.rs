use crease_data::{DataError, Published};
use crease_regions::RegionsError;
use crease_train::TrainError;
use thiserror::Error;

/// Why places cannot be drawn.
#[derive(Debug, Error)]
pub enum PlacesError {
    /// The data set of the task cannot be read.
    #[error("this experiment needs {}: {error}", set.title)]
    Published {
        /// The data set.
        set: &'static Published,
        /// Why not.
        error: Box<DataError>,
    },
    /// The file of the task cannot be read.
    #[error("this experiment needs its examples: {0}")]
    Own(Box<DataError>),
    /// The task has no such examples.
    #[error(transparent)]
    Examples(#[from] TrainError),
    /// A slice goes through examples, and none were given.
    #[error("slice.{slice} needs examples")]
    NoExamples {
        /// The slice's name in an experiment file.
        slice: &'static str,
    },
    /// The examples that were drawn for a slice do not span one, in any of the attempts.
    #[error("slice.{slice}: {attempts} draws of examples gave none that span one")]
    NoSpan {
        /// The slice's name in an experiment file.
        slice: &'static str,
        /// How often they were drawn.
        attempts: usize,
    },
    /// A slice cannot be made.
    #[error(transparent)]
    Regions(#[from] RegionsError),
}
