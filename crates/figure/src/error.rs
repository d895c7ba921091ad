//! What can go wrong between a figure and its files.

/// Why a figure could not be drawn or turned into a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// The figure has no panel, so there is nothing to draw.
    #[error("the figure has no panels")]
    NoPanels,

    /// The limits given for an axis leave no room for data.
    #[error("the limits of the axis \"{axis}\" make no range: {reason}")]
    Limits {
        /// The axis' label.
        axis: String,
        /// What is wrong with its `min` or `max`.
        reason: &'static str,
    },

    /// The bundled font cannot show a character; it would be an empty box.
    #[error("the font has no glyph for {character:?} in the text {text:?}: spell it another way")]
    MissingGlyph {
        /// The character.
        character: String,
        /// The label, title or tick it occurs in.
        text: String,
    },

    /// A text is missing from the drawing: a bug in this crate.
    #[error("the text {text:?} did not make it into the drawing")]
    TextLost {
        /// The text.
        text: String,
    },

    /// Plotters could not draw: a bug in this crate.
    #[error("drawing failed: {0}")]
    Plot(String),

    /// The drawing could not be read back as SVG: a bug in this crate.
    #[error("the drawing is not valid SVG: {0}")]
    Svg(#[from] usvg::Error),

    /// The requested resolution of a bitmap is not a positive number or makes it too large.
    #[error("cannot make a PNG with {0} dots per inch")]
    Resolution(f64),

    /// The PNG could not be encoded.
    #[error("writing the PNG failed: {0}")]
    Png(#[from] png::EncodingError),

    /// A PNG could not be read.
    #[error("reading the PNG failed: {0}")]
    Read(#[from] png::DecodingError),

    /// A PNG that was read has other pixels than those written here.
    #[error("the PNG has other pixels than 8 bits each of red, green and blue")]
    NotRgb,

    /// A picture of a film has another size than the first.
    #[error(
        "the pictures of a film differ in size: found {} x {} pixels, expected {} x {}",
        found[0], found[1], expected[0], expected[1]
    )]
    Sizes {
        /// Its width and height.
        found: [u32; 2],
        /// Those of the first.
        expected: [u32; 2],
    },

    /// The PDF could not be made.
    #[error("writing the PDF failed: {0}")]
    Pdf(String),
}
