//! A plane of coloured polygons.

use super::Axis;

/// Polygons of a plane, with equal units on both axes.
///
/// ```
/// use crease_figure::{Axis, Cell, Cells, Figure, Panel, Scale};
///
/// let axis = |label| Axis { min: Some(0.0), max: Some(2.0), ..Axis::new(label, Scale::Linear) };
/// let square = |x: f64| vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 2.0], [x, 2.0]];
/// let cells = Cells {
///     cells: vec![
///         Cell { corners: square(0.0), colour: 0 },
///         Cell { corners: square(1.0), colour: 1 },
///     ],
///     dots: vec![[0.5, 0.5]],
///     ..Cells::new(axis("x"), axis("y"))
/// };
/// let figure = Figure::new(vec![Panel::titled("Two cells", cells)]);
/// assert!(figure.draw()?.svg().starts_with("<svg"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The horizontal axis, linear.
    pub x: Axis,
    /// The vertical axis, linear.
    pub y: Axis,
    /// Whether the axes have ticks and numbers; otherwise there is only a frame, and the labels
    /// that are not empty.
    pub ticks: bool,
    /// The polygons, which must not overlap; what lies beyond the axes is cut off.
    pub cells: Vec<Cell>,
    /// The colours of the polygons.
    pub palette: Palette,
    /// Lines above the polygons.
    pub walls: Vec<Wall>,
    /// Wide dark lines above those, from corner to corner, such as where a decision changes.
    pub boundary: Vec<Vec<[f64; 2]>>,
    /// Black dots above all, such as the examples a plane goes through.
    pub dots: Vec<[f64; 2]>,
}

impl Cells {
    /// Axes with ticks, without cells.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            ticks: true,
            cells: Vec::new(),
            palette: Palette::default(),
            walls: Vec::new(),
            boundary: Vec::new(),
            dots: Vec::new(),
        }
    }
}

/// A polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its corners in order, in the axes' units.
    pub corners: Vec<[f64; 2]>,
    /// Which of the palette's pale colours it has; they repeat.
    pub colour: usize,
}

/// Pale colours for polygons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// [`CELL_COLOURS`](crate::CELL_COLOURS) of them, each a different grey in print: any two can
    /// be distinguished.
    #[default]
    Pastels,
    /// [`WHEEL_COLOURS`](crate::WHEEL_COLOURS) hues in a circle: those two to four places apart can
    /// be distinguished.
    Wheel,
}

/// A straight line from end to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wall {
    /// Its ends, in the axes' units.
    pub ends: [[f64; 2]; 2],
    /// 0 is a thin dark line; others are wider, each number in a colour of its own.
    pub class: usize,
}
