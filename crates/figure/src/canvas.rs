//! The page, drawn by plotters as layers of SVG.
//!
//! Plotters draws on whole pixels only and has no groups, clipping or dashes. So the page has ten
//! units a point, which no eye can tell from a smooth line, and each layer is drawn by a backend of
//! its own and put into a group whose attributes (opacity, clip path, dashes) its elements inherit.

mod layer;
mod paths;
mod units;

pub use layer::{Anchor, Layer};
pub use units::UNITS;

use std::fmt::Write as _;

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::RGBColor;

use crate::error::FigureError;
use crate::geometry::Frame;
use units::unit;

/// The SVG with its text as text, from which all files are made.
pub struct Source {
    /// The document, its size in canvas units.
    pub svg: String,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Every text drawn, in drawing order.
    pub texts: Vec<String>,
}

/// What the elements of a layer have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group {
    /// The clip path made by [`Canvas::clip`].
    pub clip: Option<usize>,
    /// Opacity of the layer as a whole: its own overlaps do not add up.
    pub opacity: Option<f64>,
    /// Lengths of dashes and gaps in turn, in points; solid if empty.
    pub dashes: &'static [f64],
    /// A thin outline of polygons, which closes the seams between neighbours.
    pub seal: Option<RGBColor>,
}

/// The page being drawn.
pub struct Canvas {
    width: f64,
    height: f64,
    definitions: String,
    clips: usize,
    gradients: usize,
    body: String,
    texts: Vec<String>,
}

impl Canvas {
    /// An empty page of this size in points.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            definitions: String::new(),
            clips: 0,
            gradients: 0,
            body: String::new(),
            texts: Vec::new(),
        }
    }

    /// Makes a clip path for layers that must stay within `frame`.
    pub fn clip(&mut self, frame: &Frame) -> usize {
        let (left, top) = (unit(frame.left), unit(frame.top));
        let (width, height) = (unit(frame.right()) - left, unit(frame.bottom()) - top);
        let clip = self.clips;
        self.clips += 1;
        let _ = writeln!(
            self.definitions,
            r#"<clipPath id="clip{clip}"><rect x="{left}" y="{top}" width="{width}" height="{height}"/></clipPath>"#
        );
        clip
    }

    /// Fills a rectangle with colours from its lower edge, 0, to its upper edge, 1.
    ///
    /// The colours must be linear between multiples of 1/10.
    pub fn gradient(&mut self, frame: &Frame, colour: impl Fn(f64) -> RGBColor) {
        let gradient = self.gradients;
        self.gradients += 1;
        let _ = write!(
            self.definitions,
            r#"<linearGradient id="gradient{gradient}" x1="0" y1="1" x2="0" y2="0">"#
        );
        for tenth in 0..=10 {
            let at = f64::from(tenth) / 10.0;
            let _ = write!(
                self.definitions,
                r#"<stop offset="{at}" stop-color="{}"/>"#,
                css(colour(at))
            );
        }
        self.definitions.push_str("</linearGradient>\n");
        let (left, top) = (unit(frame.left), unit(frame.top));
        let (width, height) = (unit(frame.right()) - left, unit(frame.bottom()) - top);
        let _ = writeln!(
            self.body,
            r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="url(#gradient{gradient})"/>"#
        );
    }

    /// Draws one layer above those drawn before.
    pub fn layer(
        &mut self,
        group: Group,
        draw: impl FnOnce(&mut Layer<'_>) -> Result<(), FigureError>,
    ) -> Result<(), FigureError> {
        let mut svg = String::new();
        let size = (
            unit(self.width).unsigned_abs(),
            unit(self.height).unsigned_abs(),
        );
        let mut layer = Layer {
            backend: SVGBackend::with_string(&mut svg, size),
            texts: &mut self.texts,
        };
        draw(&mut layer)?;
        layer
            .backend
            .present()
            .map_err(|error| FigureError::Plot(error.to_string()))?;
        drop(layer);
        // Between the first line, which opens the document, and the tag that closes it.
        let start = svg.find('\n').map_or(0, |end| end + 1);
        let end = svg.rfind("</svg>").unwrap_or(svg.len());
        if start < end {
            let _ = write!(
                self.body,
                "<g{}>\n{}</g>\n",
                group.attributes(),
                &svg[start..end]
            );
        }
        Ok(())
    }

    /// The whole document.
    pub fn finish(self) -> Source {
        let (width, height) = (unit(self.width), unit(self.height));
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<defs>\n{}</defs>\n{}</svg>\n",
            self.definitions, self.body
        );
        Source {
            svg,
            width: self.width,
            height: self.height,
            texts: self.texts,
        }
    }
}

impl Group {
    fn attributes(&self) -> String {
        let mut attributes = String::from(r#" stroke-linejoin="round""#);
        if let Some(clip) = self.clip {
            let _ = write!(attributes, r#" clip-path="url(#clip{clip})""#);
        }
        if let Some(opacity) = self.opacity {
            let _ = write!(attributes, r#" opacity="{opacity}""#);
        }
        if !self.dashes.is_empty() {
            let lengths: Vec<String> = self.dashes.iter().map(|&l| unit(l).to_string()).collect();
            let _ = write!(attributes, r#" stroke-dasharray="{}""#, lengths.join(" "));
        }
        if let Some(colour) = self.seal {
            let _ = write!(attributes, r#" stroke="{}" stroke-width="2""#, css(colour));
        }
        attributes
    }
}

fn css(RGBColor(red, green, blue): RGBColor) -> String {
    format!("rgb({red},{green},{blue})")
}
