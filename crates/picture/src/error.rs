use crease_figure::FigureError;
use crease_regions::RegionsError;
use thiserror::Error;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The regions cannot be found.
    #[error(transparent)]
    Regions(#[from] RegionsError),
    /// The networks of one page or film are not of one shape.
    #[error(
        "{name}: its layers have {found:?} units, or its activation is another; expected {expected:?}, as \
         the first network, to show them together"
    )]
    Shape {
        /// The name of the network.
        name: String,
        /// Its widths.
        found: Vec<usize>,
        /// Those of the first.
        expected: Vec<usize>,
    },
    /// They cannot be drawn.
    #[error(transparent)]
    Figure(#[from] FigureError),
}
