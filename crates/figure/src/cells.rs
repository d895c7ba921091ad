//! A plane of coloured polygons: the picture of a subdivision.

use crate::axes::Axes;
use crate::axis::Range;
use crate::canvas::{Canvas, Group, Source};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, Fonts};
use crate::geometry::{Frame, Place};
use crate::palette::{self, CELL_COLOURS, INK, PAPER};
use crate::render::Drawing;

/// The longer side of the area between the axes.
const SIDE: f64 = 320.0;
/// Free space around the drawing.
const EDGE: f64 = 3.0;
const WALL_WIDTH: f64 = 0.25;
const TICKS: usize = 7;

/// Polygons of a plane, one unit as long on the one axis as on the other.
///
/// ```
/// use crease_figure::{Axis, Cell, Cells, Scale};
///
/// let axis = |label| Axis { min: Some(0.0), max: Some(2.0), ..Axis::new(label, Scale::Linear) };
/// let square = |x: f64| vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 2.0], [x, 2.0]];
/// let cells = Cells {
///     x: axis("x"),
///     y: axis("y"),
///     cells: vec![
///         Cell { corners: square(0.0), colour: 0 },
///         Cell { corners: square(1.0), colour: 1 },
///     ],
///     walls: vec![[[1.0, 0.0], [1.0, 2.0]]],
/// };
/// assert!(cells.draw()?.svg().starts_with("<svg"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The horizontal axis, linear.
    pub x: Axis,
    /// The vertical axis, linear.
    pub y: Axis,
    /// The polygons, which must not overlap; what lies beyond the axes is cut off.
    pub cells: Vec<Cell>,
    /// Thin lines above the polygons, from end to end.
    pub walls: Vec<[[f64; 2]; 2]>,
}

/// A polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its corners in order, in the axes' units.
    pub corners: Vec<[f64; 2]>,
    /// Which of the [`CELL_COLOURS`] pale colours it has; they repeat.
    pub colour: usize,
}

impl Cells {
    /// Lays out and draws the picture.
    ///
    /// # Errors
    ///
    /// Limits that make no range, or a label with a character the bundled font does not have.
    pub fn draw(&self) -> Result<Drawing, FigureError> {
        Drawing::from_source(&self.source()?)
    }

    fn source(&self) -> Result<Source, FigureError> {
        let fonts = Fonts::load();
        let corners = || self.cells.iter().flat_map(|cell| &cell.corners);
        let x = Range::new(&self.x, corners().map(|corner| corner[0]), &[], 0.0)?;
        let y = Range::new(&self.y, corners().map(|corner| corner[1]), &[], 0.0)?;
        let (across, up) = (x.max - x.min, y.max - y.min);
        let unit = SIDE / across.max(up);
        let (width, height) = (across * unit, up * unit);
        // As many on both, so that a square has the same.
        let ticks = (TICKS, TICKS);
        let axes = Axes::new((&self.x, x), (&self.y, y), (width, height), ticks, &fonts)?;

        let frame = Frame {
            left: EDGE + axes.left,
            top: EDGE + CAPITAL / 2.0,
            width,
            height,
        };
        let (right, bottom) = (
            frame.right() + axes.right + EDGE,
            frame.bottom() + axes.below + EDGE,
        );
        let mut canvas = Canvas::new(right, bottom);
        canvas.layer(Group::default(), |layer| {
            let page = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)];
            layer.polygon(&page.map(|(x, y)| Place { x, y }), PAPER)
        })?;
        self.draw_cells(&mut canvas, &axes, &frame);
        axes.draw_lines(&mut canvas, &frame)?;
        axes.draw_texts(&mut canvas, &frame)?;
        Ok(canvas.finish())
    }

    fn draw_cells(&self, canvas: &mut Canvas, axes: &Axes, frame: &Frame) {
        let place = |&[x, y]: &[f64; 2]| Place {
            x: frame.left + axes.x.share(x) * frame.width,
            y: frame.bottom() - axes.y.share(y) * frame.height,
        };
        let group = Group {
            clip: Some(canvas.clip(frame)),
            ..Group::default()
        };
        let mut by_colour: [Vec<Vec<Place>>; CELL_COLOURS] = Default::default();
        for cell in &self.cells {
            let corners = cell.corners.iter().map(place).collect();
            by_colour[cell.colour % CELL_COLOURS].push(corners);
        }
        for (colour, polygons) in by_colour.iter().enumerate() {
            let colour = palette::pastel(colour);
            canvas.polygons(group, polygons.iter().map(Vec::as_slice), colour);
        }
        let walls: Vec<[Place; 2]> = self
            .walls
            .iter()
            .map(|ends| ends.each_ref().map(place))
            .collect();
        let walls = walls.iter().map(<[Place; 2]>::as_slice);
        canvas.lines(group, walls, WALL_WIDTH, INK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Scale;

    fn axis(label: &str, min: f64, max: f64) -> Axis {
        Axis {
            min: Some(min),
            max: Some(max),
            ..Axis::new(label, Scale::Linear)
        }
    }

    fn halves() -> Cells {
        let rectangle = |x: f64| vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 1.0], [x, 1.0]];
        let cell = |x, colour| Cell {
            corners: rectangle(x),
            colour,
        };
        Cells {
            x: axis("s₁", 0.0, 2.0),
            y: axis("s₂", 0.0, 1.0),
            cells: vec![cell(0.0, 0), cell(1.0, 7)],
            walls: vec![[[1.0, 0.0], [1.0, 1.0]]],
        }
    }

    #[test]
    fn one_path_a_colour_and_one_for_the_walls() {
        let source = halves().source().unwrap();
        assert_eq!(source.svg.matches("<path").count(), 3);
        let mut plain = halves();
        plain.walls.clear();
        plain.cells[1].colour = CELL_COLOURS;
        assert_eq!(plain.source().unwrap().svg.matches("<path").count(), 1);
    }

    #[test]
    fn one_unit_is_as_long_on_both_axes() {
        let source = halves().source().unwrap();
        // The clip path is the area between the axes.
        let clip = source.svg.split("<rect").nth(1).unwrap();
        assert!(clip.contains("width=\"3200\" height=\"1600\""), "{clip}");
    }

    #[test]
    fn neighbours_show_no_seam() {
        // A fan of triangles, as thin as the cells of a large network.
        let centre = [0.37, 0.43];
        let rim: Vec<[f64; 2]> = (0..=400)
            .map(|k| {
                let angle = f64::from(k) * std::f64::consts::TAU / 400.0;
                [2.0 * angle.cos(), 2.0 * angle.sin()]
            })
            .collect();
        let cells = rim.windows(2).map(|ends| Cell {
            corners: vec![centre, ends[0], ends[1]],
            colour: 0,
        });
        let fan = Cells {
            x: axis("", 0.0, 1.0),
            y: axis("", 0.0, 1.0),
            cells: cells.collect(),
            walls: Vec::new(),
        };
        let png = fan.draw().unwrap().png(100.0).unwrap();
        let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
        let palest = palette::pastel(0);
        let seam = pixels.pixels().iter().find(|pixel| {
            // Between the cells' colour and the paper's.
            pixel.red() > palest.0 + 8 && pixel.red() < 250 && pixel.blue() > pixel.red()
        });
        assert!(seam.is_none(), "{seam:?}");
    }
}
