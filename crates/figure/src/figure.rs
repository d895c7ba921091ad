//! The input: a figure as plain data.

mod axis;
mod boxes;
mod cells;
mod curves;
mod heatmap;
mod histogram;
mod surface;

pub use axis::{Axis, Categories, Scale};
pub use boxes::{Boxes, Sampled};
pub use cells::{Cell, Cells, Palette, Wall};
pub use curves::{Curve, Curves, Family, Point, Reference, ReferenceLine, Style};
pub use heatmap::Heatmap;
pub use histogram::{Distribution, Histogram};
pub use surface::{Facet, Surface};

/// Panels that make one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// A line above the panels; papers have captions instead, so usually `None`.
    pub title: Option<String>,
    /// How many panels a row has; all of them if `None`.
    pub columns: Option<usize>,
    /// The panels row by row, lettered (a), (b), ... when there are two or more.
    pub panels: Vec<Panel>,
}

impl Figure {
    /// A figure without a title, all panels in one row.
    pub fn new(panels: Vec<Panel>) -> Self {
        Self {
            title: None,
            columns: None,
            panels,
        }
    }
}

/// One part of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// A line above it, such as "epoch 20: 4,613 regions".
    pub title: Option<String>,
    /// What it shows.
    pub content: Content,
}

impl Panel {
    /// A panel without a title.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            title: None,
            content: content.into(),
        }
    }

    /// A panel with a title.
    pub fn titled(title: impl Into<String>, content: impl Into<Content>) -> Self {
        Self {
            title: Some(title.into()),
            content: content.into(),
        }
    }
}

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Lines and points between two axes.
    Curves(Curves),
    /// Coloured polygons of a plane.
    Cells(Cells),
    /// How values are distributed.
    Histogram(Histogram),
    /// Samples side by side.
    Boxes(Boxes),
    /// A matrix of values as colours.
    Heatmap(Heatmap),
    /// Coloured polygons in space.
    Surface(Surface),
}

macro_rules! content_from {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Content {
            fn from(content: $kind) -> Self {
                Self::$kind(content)
            }
        }
    )*};
}
content_from!(Curves, Cells, Histogram, Boxes, Heatmap, Surface);
