//! The edges of the box that the axes run along.

use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{Face, Fonts};
use crate::geometry::Place;
use crate::panel::common::Ranges;
use crate::panel::surface::view::View;
use crate::side::{Show, Side};

/// Axes that look shorter have no numbers.
const SHORTEST: f64 = 25.0;
/// Labels wider than this are broken.
const LIMIT: f64 = 130.0;

/// The edge of the box that an axis runs along.
pub struct Edge {
    /// The axis, measured.
    pub side: Side,
    /// Its ends, in shares of the box.
    pub ends: [[f64; 3]; 2],
    /// The direction of the page in which its numbers stand.
    pub out: Place,
    /// Whether it runs upwards and its numbers stand left of it.
    pub is_upright: bool,
    /// Each number's width, in the order of the ticks.
    pub widths: Vec<f64>,
}

impl Edge {
    /// Measures an axis along an edge that appears this long, with about this many numbers.
    pub fn new(
        axis: &Axis,
        ranges: &Ranges,
        direction: usize,
        ends: [[f64; 3]; 2],
        (length, count): (f64, usize),
        view: &View,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let is_upright = direction == 2;
        let show = Show {
            ticks: length >= SHORTEST,
            // From straight above, the upright axis is a point.
            texts: length >= SHORTEST || !is_upright,
        };
        let mut side = Side::vertical(axis, ranges[direction], (LIMIT, count), show, fonts)?;
        // In the order of the texts, which yield to those before them.
        side.ticks.ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut widths = Vec::new();
        for (_, number) in side.numbers() {
            widths.push(fonts.width(number, Face::Regular)?);
        }
        let out = if is_upright {
            Place::new(-1.0, 0.0)
        } else {
            // Away from the box, along the other axis of the ground.
            let mut inner = ends[0];
            inner[1 - direction] = 0.5;
            let (edge, inner) = (view.place(ends[0]), view.place(inner));
            let (x, y) = (edge.x - inner.x, edge.y - inner.y);
            let length = x.hypot(y);
            if length > 1e-3 {
                Place::new(x / length, y / length)
            } else {
                Place::new(0.0, 1.0)
            }
        };
        Ok(Self {
            side,
            ends,
            out,
            is_upright,
            widths,
        })
    }

    /// A point of the edge, from its lower end, 0, to its upper end, 1.
    pub fn point(&self, at: f64) -> [f64; 3] {
        [0, 1, 2].map(|i| self.ends[0][i] + at * (self.ends[1][i] - self.ends[0][i]))
    }
}

/// The edges that the axes x, y and z run along: the lowest on the page, and the leftmost.
pub fn ends(view: &View) -> [[[f64; 3]; 2]; 3] {
    let near = view.nearest();
    let [x, y] = if view.is_from_above() {
        near
    } else {
        near.map(|near| 1.0 - near)
    };
    let upright = [[near[0], 1.0 - near[1]], [1.0 - near[0], near[1]]];
    let across = upright.map(|corner| view.on_ground(corner)[0]);
    let [a, b] = upright[usize::from(across[1] < across[0])];
    [
        [[0.0, y, 0.0], [1.0, y, 0.0]],
        [[x, 0.0, 0.0], [x, 1.0, 0.0]],
        [[a, b, 0.0], [a, b, 1.0]],
    ]
}
