//! The box around a surface, with its ticks, numbers and labels, fitted into a frame.

use super::view::View;
use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, Face, Fonts, LINE};
use crate::geometry::{Frame, Place, Size};
use crate::palette::{BACK, GRID, INK};
use crate::panel::Ranges;
use crate::side::{Show, Side};

const TICK: f64 = 3.0;
const MINOR_TICK: f64 = 1.8;
const AXIS_WIDTH: f64 = 0.6;
const GRID_WIDTH: f64 = 0.4;
/// Between a tick and its number.
const GAP: f64 = 2.5;
/// Between the numbers and the axis' label.
const TO_LABEL: f64 = 3.5;
/// The length of an axis for each of its numbers.
const A_NUMBER: f64 = 30.0;
/// Axes that look shorter have no numbers.
const SHORTEST: f64 = 25.0;
/// Labels wider than this are broken.
const LIMIT: f64 = 130.0;
/// How often the size is halved to find the largest that fits.
const HALVINGS: usize = 24;

/// The box as it stands in a frame.
pub struct Cuboid {
    view: View,
    edges: Vec<Edge>,
    /// The length of the box's sides on the page, in points.
    scale: f64,
    /// The box with all texts, seen from its middle.
    around: Frame,
}

/// The edge of the box that an axis runs along.
struct Edge {
    side: Side,
    /// Its ends, in shares of the box.
    ends: [[f64; 3]; 2],
    /// The direction of the page in which its numbers stand.
    out: Place,
    /// Whether it runs upwards and its numbers stand left of it.
    is_upright: bool,
    /// Each number's width, in the order of the ticks.
    widths: Vec<f64>,
}

/// A text and the rectangle it takes, seen from the middle of the box.
struct Text {
    text: String,
    frame: Frame,
    is_upright: bool,
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
        let mut edges = Vec::new();
        for (axis, ends) in ends(&view).into_iter().enumerate() {
            // With all texts the box is about this much smaller.
            let length = 0.75 * largest * view.place(ends[0]).distance(view.place(ends[1]));
            edges.push(Edge::new(
                axes[axis], ranges, axis, ends, length, &view, fonts,
            )?);
        }
        let mut cuboid = Self {
            view,
            edges,
            scale: 0.0,
            around: bare,
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
        cuboid.around = cuboid.measure();
        Ok(cuboid)
    }

    /// The size of the box with all texts.
    pub fn size(&self) -> Size {
        Size {
            width: self.around.width,
            height: self.around.height,
        }
    }

    /// Where a point in shares of the box appears, if the box with its texts is in the middle of
    /// `frame`.
    pub fn place(&self, frame: &Frame, point: [f64; 3]) -> Place {
        self.shifted(frame, self.from_middle(point))
    }

    /// Draws the sides behind the surface, with lines at the labelled ticks.
    pub fn draw_back(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
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
        let group = Group::default();
        canvas.lines(
            group,
            grid.iter().map(<[Place; 2]>::as_slice),
            GRID_WIDTH,
            GRID,
        );
        canvas.lines(
            group,
            edges.iter().map(<[Place; 2]>::as_slice),
            GRID_WIDTH,
            BACK,
        );
        Ok(())
    }

    /// Draws the axes with their ticks, numbers and labels.
    pub fn draw_axes(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            for edge in &self.edges {
                let ends = edge.ends.map(|end| self.place(frame, end));
                layer.line(&ends, AXIS_WIDTH, INK)?;
                for tick in &edge.side.ticks.ticks {
                    let from = self.place(frame, edge.point(tick.at));
                    let length = if tick.label.is_some() {
                        TICK
                    } else {
                        MINOR_TICK
                    };
                    layer.line(&[from, from.moved(edge.out, length)], AXIS_WIDTH, INK)?;
                }
            }
            for text in self.texts() {
                let middle = self.shifted(frame, text.frame.centre());
                let (place, anchor) = if text.is_upright {
                    let baseline = middle.x + CAPITAL / 2.0;
                    (
                        Place {
                            x: baseline,
                            ..middle
                        },
                        Anchor::Upwards,
                    )
                } else {
                    let baseline = middle.y + CAPITAL / 2.0;
                    (
                        Place {
                            y: baseline,
                            ..middle
                        },
                        Anchor::Middle,
                    )
                };
                layer.text(&text.text, place, anchor, Face::Regular, INK)?;
            }
            Ok(())
        })
    }

    fn from_middle(&self, point: [f64; 3]) -> Place {
        let Place { x, y } = self.view.place(point);
        Place {
            x: x * self.scale,
            y: y * self.scale,
        }
    }

    fn shifted(&self, frame: &Frame, place: Place) -> Place {
        let (middle, own) = (frame.centre(), self.around.centre());
        Place {
            x: place.x + middle.x - own.x,
            y: place.y + middle.y - own.y,
        }
    }

    /// The rectangle around the box and its texts.
    fn measure(&self) -> Frame {
        let corners = corners().map(|corner| self.from_middle(corner));
        let texts = self.texts();
        let texts = texts.iter().flat_map(|text| text.frame.outline());
        around(corners.into_iter().chain(texts))
    }

    /// All texts, none on another.
    fn texts(&self) -> Vec<Text> {
        let mut texts: Vec<Text> = Vec::new();
        for edge in &self.edges {
            for ((at, number), &width) in edge.side.numbers().zip(&edge.widths) {
                let from = self.from_middle(edge.point(at)).moved(edge.out, TICK + GAP);
                let size = Size {
                    width,
                    height: CAPITAL,
                };
                let frame = size.beside(from, edge.out);
                // A number at the end of one axis may be near that of another.
                if texts
                    .iter()
                    .all(|other| !frame.grown(1.5).overlaps(&other.frame))
                {
                    texts.push(Text {
                        text: number.to_owned(),
                        frame,
                        is_upright: false,
                    });
                }
            }
        }
        for edge in &self.edges {
            self.label(edge, &mut texts);
        }
        texts
    }

    /// Puts the label of an axis beyond all numbers in its way.
    fn label(&self, edge: &Edge, texts: &mut Vec<Text>) {
        let lines = edge.side.lines();
        if lines.is_empty() {
            return;
        }
        let (long, high) = (
            edge.side.label.width,
            (lines.len() - 1) as f64 * LINE + CAPITAL,
        );
        let size = if edge.is_upright {
            Size {
                width: high,
                height: long,
            }
        } else {
            Size {
                width: long,
                height: high,
            }
        };
        let middle = self.from_middle(edge.point(0.5));
        let mut away = TICK + GAP;
        let whole = loop {
            let frame = size.beside(middle.moved(edge.out, away), edge.out);
            let is_free = texts
                .iter()
                .all(|other| !frame.grown(TO_LABEL).overlaps(&other.frame));
            if is_free || away > 200.0 {
                break frame;
            }
            away += 1.0;
        };
        for (row, line) in lines.iter().enumerate() {
            let step = row as f64 * LINE;
            let frame = if edge.is_upright {
                Frame {
                    left: whole.left + step,
                    width: CAPITAL,
                    ..whole
                }
            } else {
                Frame {
                    top: whole.top + step,
                    height: CAPITAL,
                    ..whole
                }
            };
            texts.push(Text {
                text: line.clone(),
                frame,
                is_upright: edge.is_upright,
            });
        }
    }
}

impl Edge {
    fn new(
        axis: &Axis,
        ranges: &Ranges,
        direction: usize,
        ends: [[f64; 3]; 2],
        length: f64,
        view: &View,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let is_upright = direction == 2;
        let show = Show {
            ticks: length >= SHORTEST,
            texts: true,
        };
        let count = ((length / A_NUMBER) as usize).clamp(2, 6);
        let mut side = Side::vertical(axis, ranges[direction], (LIMIT, count), show, fonts)?;
        // In the order of the texts, which make way for those before them.
        side.ticks.ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut widths = Vec::new();
        for (_, number) in side.numbers() {
            widths.push(fonts.width(number, Face::Regular)?);
        }
        let out = if is_upright {
            Place { x: -1.0, y: 0.0 }
        } else {
            // Away from the box, along the other axis of the ground.
            let mut inner = ends[0];
            inner[1 - direction] = 0.5;
            let (edge, inner) = (view.place(ends[0]), view.place(inner));
            let (x, y) = (edge.x - inner.x, edge.y - inner.y);
            let length = x.hypot(y);
            if length > 1e-3 {
                Place {
                    x: x / length,
                    y: y / length,
                }
            } else {
                Place { x: 0.0, y: 1.0 }
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
    fn point(&self, at: f64) -> [f64; 3] {
        [0, 1, 2].map(|i| self.ends[0][i] + at * (self.ends[1][i] - self.ends[0][i]))
    }
}

/// The edges that the axes x, y and z run along: the lowest on the page, and the leftmost.
fn ends(view: &View) -> [[[f64; 3]; 2]; 3] {
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
