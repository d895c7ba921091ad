//! Figure-ready plots: one drawing of several panels as SVG, PDF and PNG.
//!
//! The crate knows nothing of experiments or tables: it is given curves with
//! their bands ([`Figure`]), or polygons of a plane ([`Cells`]), and returns bytes
//! ([`Drawing`]). The way of the data: a figure's ranges and texts are measured
//! (`layout`), its panels drawn as layers of SVG by plotters (`canvas`), and that
//! one source turned into the three files (`render`), so that all three show the same
//! drawing. The same figure
//! gives the same bytes, on every machine: the fonts are in the crate.
//!
//! ```
//! use crease_figure::{Axis, Curve, Figure, Panel, Point, Scale};
//!
//! let points = (0_u32..=10)
//!     .map(|i| Point { x: f64::from(i), y: f64::from(i * i), spread: Some(2.0) })
//!     .collect();
//! let figure = Figure {
//!     title: None,
//!     panels: vec![Panel {
//!         x: Axis::new("Epoch", Scale::Linear),
//!         y: Axis::new("Number of regions", Scale::Linear),
//!         curves: vec![Curve { label: "250".into(), points }],
//!         references: vec![],
//!         legend_title: Some("n".into()),
//!     }],
//! };
//! let drawing = figure.draw()?;
//! assert!(drawing.svg().starts_with("<svg"));
//! assert!(drawing.pdf()?.starts_with(b"%PDF"));
//! # Ok::<(), crease_figure::FigureError>(())
//! ```

mod axes;
mod axis;
mod band;
mod canvas;
mod cells;
mod curve;
mod error;
mod figure;
mod fonts;
mod geometry;
mod layout;
mod legend;
mod palette;
mod panel;
mod png;
mod reference;
mod render;
mod text;
mod ticks;

pub use cells::{Cell, Cells};
pub use error::FigureError;
pub use figure::{Axis, Curve, Figure, Panel, Point, Reference, Scale};
pub use palette::CELL_COLOURS;
pub use render::Drawing;
pub use ticks::number;
