//! The input: a figure as plain data.

use crate::error::FigureError;
use crate::layout;
use crate::render::Drawing;

/// A row of panels that make one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// A line above the panels; papers have captions instead, so usually `None`.
    pub title: Option<String>,
    /// The panels from left to right, lettered (a), (b), ... when there are two or more.
    pub panels: Vec<Panel>,
}

impl Figure {
    /// Lays out and draws the figure.
    ///
    /// # Errors
    ///
    /// No panels, limits that make no range, or a label with a character the
    /// bundled font does not have.
    pub fn draw(&self) -> Result<Drawing, FigureError> {
        let source = layout::draw(self)?;
        Drawing::from_source(&source)
    }
}

/// One pair of axes with its curves.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves, taken as an ordered family: the colours run from dark to light.
    pub curves: Vec<Curve>,
    /// Horizontal lines to compare the curves with.
    pub references: Vec<Reference>,
    /// What the curves' labels are values of.
    ///
    /// Neighbouring panels with the same labels and the same legend title share one legend.
    pub legend_title: Option<String>,
}

/// An axis: its label and the range it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The label, with its unit.
    pub label: String,
    /// How values are spread along the axis.
    pub scale: Scale,
    /// The lower end; by default a little below the data.
    pub min: Option<f64>,
    /// The upper end; by default a little above the data.
    pub max: Option<f64>,
}

impl Axis {
    /// An axis whose range follows the data.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self {
            label: label.into(),
            scale,
            min: None,
            max: None,
        }
    }
}

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths; values that are not positive are left out.
    Logarithmic,
}

/// A line through points, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its entry in the legend; an empty label gets none.
    pub label: String,
    /// The points; `x` need not increase. Points that are not finite, or whose size is
    /// beyond 1e150, are left out, and their neighbours joined.
    pub points: Vec<Point>,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Abscissa, in the x axis' unit.
    pub x: f64,
    /// Ordinate, in the y axis' unit.
    pub y: f64,
    /// Half the height of the band around the curve, usually one standard deviation.
    pub spread: Option<f64>,
}

/// A dashed horizontal line across the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where, in the y axis' unit.
    pub y: f64,
    /// What it is, written on the line.
    pub label: String,
}
