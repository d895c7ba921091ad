use crease_figure::{Drawing, FigureError};
use std::path::Path;

/// Resolution of a PNG, as journals require it.
const DOTS_PER_INCH: f64 = 300.0;

/// The file format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable, for the web.
    Svg,
    /// Scalable, for papers.
    Pdf,
    /// Pixels, at 300 dots per inch.
    Png,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Pdf, Self::Png];

    /// The extension of such files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Png => "png",
        }
    }

    /// The format of a file by its extension, in upper or lower case; `None` if it is unknown.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == extension)
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If the drawing cannot be turned into this format.
    pub fn encode(self, drawing: &Drawing) -> Result<Vec<u8>, FigureError> {
        match self {
            Self::Svg => Ok(drawing.svg().as_bytes().to_vec()),
            Self::Pdf => drawing.pdf(),
            Self::Png => drawing.png(DOTS_PER_INCH),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        for (name, format) in [
            ("a.svg", Format::Svg),
            ("b/a.PNG", Format::Png),
            ("a.b.pdf", Format::Pdf),
        ] {
            assert_eq!(Format::of(Path::new(name)), Some(format));
        }
        for name in ["a", "svg", ".svg", "a.jpg", ""] {
            assert_eq!(Format::of(Path::new(name)), None, "{name}");
        }
    }
}
