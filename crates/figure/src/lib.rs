//! Figure-ready plots: one drawing of several panels as SVG, PDF and PNG.
//!
//! The crate knows nothing about experiments or tables: it receives what its panels show as plain
//! data ([`Figure`]) and returns bytes ([`Drawing`]). The way of the data: what the axes have to
//! show is collected from all panels (`panel`, `ranges`), the panels are measured and set in rows
//! (`layout`), drawn as layers of SVG by plotters (`canvas`), and that one source turned into the
//! three files (`render`), so that all three show the same drawing. The same figure gives the same
//! bytes, on every machine: the fonts are in the crate.
//!
//! ```
//! use crease_figure::{Axis, Curve, Curves, Figure, Panel, Point, Scale};
//!
//! let points = (0_u32..=10)
//!     .map(|i| Point { x: f64::from(i), y: f64::from(i * i), spread: Some(2.0) })
//!     .collect();
//! let curves = Curves {
//!     curves: vec![Curve { label: "250".into(), points, ..Curve::default() }],
//!     legend_title: Some("n".into()),
//!     ..Curves::new(
//!         Axis::new("Epoch", Scale::Linear),
//!         Axis::new("Number of regions", Scale::Linear),
//!     )
//! };
//! let figure = Figure::new(vec![Panel::titled("Two inputs", curves)]);
//! let drawing = figure.draw()?;
//! assert!(drawing.svg().starts_with("<svg"));
//! assert!(drawing.pdf()?.starts_with(b"%PDF"));
//! # Ok::<(), crease_figure::FigureError>(())
//! ```

mod animation;
mod axes;
mod band;
mod bitmap;
mod canvas;
mod colour_bar;
mod colours;
mod curve;
mod draw;
mod error;
mod extent;
mod figure;
mod fonts;
mod geometry;
mod layout;
mod legend;
mod marks;
mod numbers;
mod palette;
mod panel;
mod range;
mod ranges;
mod raster;
mod reference;
mod render;
mod scale;
mod side;
mod steps;
mod text;
mod ticks;

pub use animation::Animation;
pub use bitmap::Bitmap;
pub use error::FigureError;
pub use figure::{
    Axis, Boxes, Categories, Cell, Cells, Content, Curve, Curves, Distribution, Facet, Family,
    Figure, Heatmap, Histogram, Palette, Panel, Point, Reference, ReferenceLine, Sampled, Scale,
    Style, Surface, Wall,
};
pub use layout::letter;
pub use numbers::{number, superscript};
pub use palette::{CELL_COLOURS, WHEEL_COLOURS, wheel};
pub use render::Drawing;
