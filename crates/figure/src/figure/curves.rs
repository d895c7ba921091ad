//! Lines and points between two axes.

use super::Axis;

/// Lines and points between two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves.
    pub curves: Vec<Curve>,
    /// Whether the curves' order means something, which decides on their colours.
    pub family: Family,
    /// Dashed lines to compare the curves with.
    pub references: Vec<Reference>,
    /// What the curves' labels are values of.
    ///
    /// Panels one after the other with the same labels and the same legend title share one legend.
    pub legend_title: Option<String>,
}

impl Curves {
    /// Axes without curves.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            curves: Vec::new(),
            family: Family::default(),
            references: Vec::new(),
            legend_title: None,
        }
    }
}

/// Whether the members of a family are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Such as n = 250, 500, ...: colours from dark to light (viridis).
    #[default]
    Ordered,
    /// Such as architectures: colours as different as can be (Okabe and Ito's), and dashes.
    Unordered,
}

/// Points, and the line through them in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Its entry in the legend; an empty label gets none.
    pub label: String,
    /// The points; `x` need not increase. Points that are not finite, or whose size is
    /// beyond 1e150, are left out, and their neighbours joined.
    pub points: Vec<Point>,
    /// How it is drawn.
    pub style: Style,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// A line with a marker here and there; the spread as a band.
    #[default]
    Line,
    /// A marker at each point and no line; the spread as error bars.
    Scatter,
    /// A line with a dot at each point, such as a piecewise linear function with its breakpoints;
    /// the spread as a band.
    Dotted,
    /// A line without markers; the spread as a band.
    Plain,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Abscissa, in the x axis' unit.
    pub x: f64,
    /// Ordinate, in the y axis' unit.
    pub y: f64,
    /// Half the height of the band or the error bar, usually one standard deviation.
    pub spread: Option<f64>,
}

/// A dashed line to compare curves with.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where it is.
    pub line: ReferenceLine,
    /// What it is, written beside the line.
    pub label: String,
}

/// Where a reference line is.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferenceLine {
    /// Across the panel at this ordinate, which the y axis' range includes.
    Horizontal(f64),
    /// Across the panel at this abscissa, which the x axis' range includes.
    Vertical(f64),
    /// Through these points `[x, y]`, such as samples of a function, which change no range.
    Through(Vec<[f64; 2]>),
}

impl Reference {
    /// A line across the panel at the ordinate `y`.
    pub fn horizontal(y: f64, label: impl Into<String>) -> Self {
        Self {
            line: ReferenceLine::Horizontal(y),
            label: label.into(),
        }
    }

    /// A line across the panel at the abscissa `x`.
    pub fn vertical(x: f64, label: impl Into<String>) -> Self {
        Self {
            line: ReferenceLine::Vertical(x),
            label: label.into(),
        }
    }

    /// A line through points `[x, y]`.
    pub fn through(points: Vec<[f64; 2]>, label: impl Into<String>) -> Self {
        Self {
            line: ReferenceLine::Through(points),
            label: label.into(),
        }
    }
}
