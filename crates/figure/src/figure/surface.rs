//! Coloured polygons in space.

use super::Axis;

/// The graph of a piecewise linear function of two variables, facet by facet, in parallel
/// projection.
///
/// ```
/// use crease_figure::{Axis, Facet, Figure, Panel, Scale, Surface};
///
/// let axis = |label| Axis::new(label, Scale::Linear);
/// let roof = Surface {
///     facets: vec![
///         Facet { corners: vec![[0., 0., 0.], [1., 0., 1.], [1., 1., 1.], [0., 1., 0.]], colour: 0 },
///         Facet { corners: vec![[1., 0., 1.], [2., 0., 0.], [2., 1., 0.], [1., 1., 1.]], colour: 1 },
///     ],
///     ..Surface::new(axis("x₁"), axis("x₂"), axis("f"))
/// };
/// let drawing = Figure::new(vec![Panel::new(roof)]).draw()?;
/// assert!(drawing.svg().contains("x₂"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// The first axis on the ground.
    pub x: Axis,
    /// The second axis on the ground.
    pub y: Axis,
    /// The axis that points up.
    pub z: Axis,
    /// The polygons. What lies beyond the axes is cut off. Seen from above they must not overlap,
    /// or a wrong one may hide the other.
    pub facets: Vec<Facet>,
    /// From where it is seen, in degrees: 0 is from the far end of the x axis, 90 from that of
    /// the y axis.
    pub azimuth: f64,
    /// How high the eye stands, in degrees: 0 is on the ground, 90 straight above.
    pub elevation: f64,
}

impl Surface {
    /// A surface without facets, seen as graphs usually are.
    pub fn new(x: Axis, y: Axis, z: Axis) -> Self {
        Self {
            x,
            y,
            z,
            facets: Vec::new(),
            azimuth: -60.0,
            elevation: 30.0,
        }
    }
}

/// A flat convex polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// Its corners `[x, y, z]` in order, in the axes' units.
    pub corners: Vec<[f64; 3]>,
    /// Which of the [`CELL_COLOURS`](crate::CELL_COLOURS) pale colours it has, the same as that
    /// of a [`Cell`](super::Cell).
    pub colour: usize,
}
