//! From the one SVG source to the three files.

use std::sync::OnceLock;

use krilla::Document;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};

use crate::bitmap::Bitmap;
use crate::canvas::{Source, UNITS};
use crate::error::FigureError;
use crate::fonts::{self, Fonts};
use crate::raster;

/// The most pixels along a side of a bitmap.
const LARGEST: f64 = 20_000.0;

/// A drawn figure, ready to be turned into files.
pub struct Drawing {
    source: Source,
    tree: usvg::Tree,
    /// Written on first use.
    svg: OnceLock<String>,
}

impl Drawing {
    /// Reads the source with the bundled fonts and makes sure that its text is there.
    pub(crate) fn from_source(source: Source) -> Result<Self, FigureError> {
        let tree = Fonts::load().parse(&source.svg)?;
        check_texts(&tree, &source.texts)?;
        Ok(Self {
            source,
            tree,
            svg: OnceLock::new(),
        })
    }

    /// The drawing as an SVG file.
    ///
    /// Its text is drawn as outlines: it looks the same in every browser and editor, whether or not
    /// the font is installed, which a font embedded in the file would not give (Inkscape and
    /// Illustrator ignore it). The text itself is in `<desc>`.
    pub fn svg(&self) -> &str {
        self.svg.get_or_init(|| outlined(&self.tree, &self.source))
    }

    /// The drawing as a PNG file on white; 300 dots per inch are usual for print.
    ///
    /// # Errors
    ///
    /// A resolution that is not positive or makes a side longer than 20,000 pixels.
    pub fn png(&self, dots_per_inch: f64) -> Result<Vec<u8>, FigureError> {
        self.bitmap(dots_per_inch)?.png(dots_per_inch)
    }

    /// The pixels of [`png`](Self::png).
    ///
    /// # Errors
    ///
    /// As [`png`](Self::png).
    pub fn bitmap(&self, dots_per_inch: f64) -> Result<Bitmap, FigureError> {
        let pixels = |points: f64| (points / 72.0 * dots_per_inch).ceil();
        let (width, height) = (pixels(self.width()), pixels(self.height()));
        // Written so that NaN is refused as well.
        if !(width >= 1.0 && height >= 1.0 && width <= LARGEST && height <= LARGEST) {
            return Err(FigureError::Resolution(dots_per_inch));
        }
        let scale = (dots_per_inch / 72.0 / UNITS) as f32;
        let pixmap = raster::draw(&self.tree, width as u32, height as u32, scale)
            .ok_or(FigureError::Resolution(dots_per_inch))?;
        Ok(Bitmap::from(&pixmap))
    }

    /// The drawing as a PDF file of one page of its size, with its text as text in a
    /// font of its own, so that it can be searched and copied.
    ///
    /// # Errors
    ///
    /// When the PDF library refuses the drawing, which would be a bug in this crate.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        let no_page = || FigureError::Pdf("the page has no size".to_owned());
        let (width, height) = (self.width() as f32, self.height() as f32);
        let size = Size::from_wh(width, height).ok_or_else(no_page)?;
        let mut document = Document::new();
        let mut page =
            document.start_page_with(PageSettings::from_wh(width, height).ok_or_else(no_page)?);
        let mut surface = page.surface();
        surface
            .draw_svg(&self.tree, size, SvgSettings::default())
            .ok_or_else(|| FigureError::Pdf("the drawing was refused".to_owned()))?;
        surface.finish();
        page.finish();
        document
            .finish()
            .map_err(|error| FigureError::Pdf(format!("{error:?}")))
    }

    /// Width in points (1/72 inch).
    pub fn width(&self) -> f64 {
        self.source.width
    }

    /// Height in points (1/72 inch).
    pub fn height(&self) -> f64 {
        self.source.height
    }
}

/// Text without its font vanishes silently, so this checks that every text is in the tree, as
/// glyphs.
fn check_texts(tree: &usvg::Tree, drawn: &[String]) -> Result<(), FigureError> {
    let found = fonts::texts_of(tree);
    for (index, text) in drawn.iter().enumerate() {
        let lost = || FigureError::TextLost { text: text.clone() };
        let node = found.get(index).ok_or_else(lost)?;
        let read: String = node.chunks().iter().map(usvg::TextChunk::text).collect();
        if read.trim() != text.trim() || node.flattened().children().is_empty() {
            return Err(lost());
        }
        if let Some(character) = fonts::first_missing(node) {
            return Err(FigureError::MissingGlyph {
                character,
                text: text.clone(),
            });
        }
    }
    Ok(())
}

/// The SVG for users: text as outlines, and the size in points.
fn outlined(tree: &usvg::Tree, source: &Source) -> String {
    let options = usvg::WriteOptions {
        // A hundredth of a canvas unit is a thousandth of a point.
        coordinates_precision: 2,
        transforms_precision: 6,
        indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    };
    let written = tree.to_string(&options);
    let content = written.split_once('>').map_or("", |(_, content)| content);
    format!(
        "<svg width=\"{}pt\" height=\"{}pt\" viewBox=\"0 0 {} {}\" \
         xmlns=\"http://www.w3.org/2000/svg\"><desc>{}</desc>{content}\n",
        tree.size().width() / UNITS as f32,
        tree.size().height() / UNITS as f32,
        tree.size().width(),
        tree.size().height(),
        fonts::escape(&source.texts.join("; ")),
    )
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawing")
            .field("width", &self.width())
            .field("height", &self.height())
            .finish_non_exhaustive()
    }
}
