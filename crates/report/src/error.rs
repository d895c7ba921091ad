use crease_checkpoint::CheckpointError;
use crease_experiment::ExperimentError;
use crease_figure::FigureError;
use crease_network::NetworkError;
use crease_picture::PictureError;
use crease_places::PlacesError;
use crease_regions::RegionsError;
use crease_results::ResultsError;
use std::path::PathBuf;
use thiserror::Error;

/// Why results cannot be drawn or reported.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The experiment of the results cannot be read.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// A file of the results cannot be read or written.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The figure cannot be drawn.
    #[error("cannot draw the figure: {0}")]
    Figure(FigureError),
    /// A checkpoint that a panel is drawn from cannot be read.
    #[error("a panel needs {}, which cannot be read: {reason}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; in the message, and so no source of the error.
        reason: CheckpointError,
    },
    /// A checkpoint that a panel is drawn from belongs to another run.
    #[error("{}: belongs to the run {found}, expected {expected}", path.display())]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// The hash in it.
        found: String,
        /// The hash of the run.
        expected: String,
    },
    /// A panel shows a plane, and its slice is not one.
    #[error("slice.{slice} is not a plane")]
    NotAPlane {
        /// The slice's name in an experiment file.
        slice: &'static str,
    },
    /// A panel's slice or points cannot be drawn.
    #[error(transparent)]
    Measure(#[from] PlacesError),
    /// The regions of a panel cannot be found.
    #[error(transparent)]
    Regions(#[from] RegionsError),
    /// A panel's page cannot be made.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The part of a network that a panel shows is not a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The numbers of a panel cannot be written as CSV.
    #[error("cannot write the numbers of a panel: {0}")]
    Csv(#[from] csv::Error),
}
