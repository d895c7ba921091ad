//! The box around a surface, with its ticks, numbers and labels, fitted into a frame.

mod edge;
mod texts;

use super::view::View;
use crate::axes::{AXIS_WIDTH, GRID_WIDTH};
use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, Face, Fonts};
use crate::geometry::{Frame, Place, Size};
use crate::palette::{BACK, GRID, INK};
use crate::panel::common::Ranges;
use edge::Edge;
use texts::texts;

/// The length of an axis for each of its numbers.
const A_NUMBER: f64 = 22.0;
/// How often the size is halved to find the largest that fits.
const HALVINGS: usize = 24;

/// The box as it is placed in a frame.
pub struct Cuboid {
    view: View,
    edges: Vec<Edge>,
    /// The length of the box's sides on the page, in points.
    scale: f64,
    /// The box with all texts, seen from its middle.
    whole: Frame,
}

impl Cuboid {
    /// The largest box that fits into `most` with all its texts.
    pub fn new(
        axes: [&Axis; 3],
        ranges: &Ranges,
        view: View,
        most: Size,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let corners = corners().map(|corner| view.place(corner));
        let bare = around(corners.into_iter());
        let largest = (most.width / bare.width).min(most.height / bare.height);
        let ends = edge::ends(&view);
        // With all texts the box is about this much smaller.
        let lengths =
            ends.map(|[from, to]| 0.75 * largest * view.place(from).distance(view.place(to)));
        // The same number of numbers on both axes of the ground.
        let ground = f64::midpoint(lengths[0], lengths[1]);
        let mut edges = Vec::new();
        for (axis, ends) in ends.into_iter().enumerate() {
            let wanted = if axis == 2 { lengths[axis] } else { ground };
            let count = ((wanted / A_NUMBER) as usize).clamp(3, 6);
            let length = (lengths[axis], count);
            edges.push(Edge::new(
                axes[axis], ranges, axis, ends, length, &view, fonts,
            )?);
        }
        let mut cuboid = Self {
            view,
            edges,
            scale: 0.0,
            whole: bare,
        };
        let mut step = largest;
        for _ in 0..HALVINGS {
            step /= 2.0;
            cuboid.scale += step;
            let around = cuboid.measure();
            if around.width > most.width || around.height > most.height {
                cuboid.scale -= step;
            }
        }
        cuboid.whole = cuboid.measure();
        Ok(cuboid)
    }

    /// The size of the box with all texts.
    pub fn size(&self) -> Size {
        Size {
            width: self.whole.width,
            height: self.whole.height,
        }
    }

    /// Where a point in shares of the box appears, if the box with its texts is in the middle of
    /// `frame`.
    pub fn place(&self, frame: &Frame, point: [f64; 3]) -> Place {
        self.shifted(frame, self.seen(point))
    }

    /// Draws the sides behind the surface, with lines at the labelled ticks.
    pub fn draw_back(&self, canvas: &mut Canvas, frame: &Frame) {
        let [x, y] = self.view.nearest().map(|near| 1.0 - near);
        let z = if self.view.is_from_above() { 0.0 } else { 1.0 };
        let back = [x, y, z];
        let mut grid = Vec::new();
        let mut edges = Vec::new();
        for fixed in 0..3 {
            // The two directions along this side of the box.
            for (along, other) in [
                ((fixed + 1) % 3, (fixed + 2) % 3),
                ((fixed + 2) % 3, (fixed + 1) % 3),
            ] {
                let line = |at: f64| {
                    [0.0, 1.0].map(|end| {
                        let mut point = back;
                        point[along] = at;
                        point[other] = end;
                        self.place(frame, point)
                    })
                };
                edges.extend([line(0.0), line(1.0)]);
                let numbers = self.edges[along].side.ticks.labels();
                grid.extend(numbers.map(|(at, _)| line(at)));
            }
        }
        canvas.lines(Group::default(), &grid, GRID_WIDTH, GRID);
        canvas.lines(Group::default(), &edges, GRID_WIDTH, BACK);
    }

    /// Draws the axes with their ticks, numbers and labels.
    pub fn draw_axes(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            for edge in &self.edges {
                let ends = edge.ends.map(|end| self.place(frame, end));
                layer.line(&ends, AXIS_WIDTH, INK)?;
                for tick in &edge.side.ticks.ticks {
                    let from = self.place(frame, edge.point(tick.at));
                    let to = from.moved(edge.out, tick.length());
                    layer.line(&[from, to], AXIS_WIDTH, INK)?;
                }
            }
            for text in texts(&self.edges, |point| self.seen(point)) {
                let mut place = self.shifted(frame, text.frame.centre());
                let anchor = if text.is_upright {
                    place.x += CAPITAL / 2.0;
                    Anchor::Upwards
                } else {
                    place.y += CAPITAL / 2.0;
                    Anchor::Middle
                };
                layer.text(&text.line, place, anchor, Face::Regular, INK)?;
            }
            Ok(())
        })
    }

    /// Where a point in shares of the box appears, seen from its middle.
    fn seen(&self, point: [f64; 3]) -> Place {
        let Place { x, y } = self.view.place(point);
        Place::new(x * self.scale, y * self.scale)
    }

    fn shifted(&self, frame: &Frame, place: Place) -> Place {
        let (middle, own) = (frame.centre(), self.whole.centre());
        Place::new(place.x + middle.x - own.x, place.y + middle.y - own.y)
    }

    /// The rectangle around the box and its texts.
    fn measure(&self) -> Frame {
        let corners = corners().map(|corner| self.seen(corner));
        let texts = texts(&self.edges, |point| self.seen(point));
        let texts = texts.iter().flat_map(|text| text.frame.outline());
        around(corners.into_iter().chain(texts))
    }
}

fn corners() -> [[f64; 3]; 8] {
    std::array::from_fn(|index| [0, 1, 2].map(|bit| f64::from(u8::from(index >> bit & 1 == 1))))
}

/// The rectangle around places.
fn around(places: impl Iterator<Item = Place>) -> Frame {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for place in places {
        for (i, at) in [place.x, place.y].into_iter().enumerate() {
            low[i] = low[i].min(at);
            high[i] = high[i].max(at);
        }
    }
    Frame {
        left: low[0],
        top: low[1],
        width: high[0] - low[0],
        height: high[1] - low[1],
    }
}
