use crease_figure::FigureError;
use crease_regions::RegionsError;
use thiserror::Error;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The regions cannot be found.
    #[error(transparent)]
    Regions(#[from] RegionsError),
    /// They cannot be drawn.
    #[error(transparent)]
    Figure(#[from] FigureError),
}
