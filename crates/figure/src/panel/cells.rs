//! A plane of coloured polygons: the picture of a subdivision.

mod ground;

use std::collections::BTreeMap;

use crate::axes::Axes;
use crate::canvas::{Canvas, Group};
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Axis, Cell, Cells, Family};
use crate::fonts::Fonts;
use crate::geometry::{Frame, Place, Size};
use crate::palette::{self, INK, PAPER};
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, draw_no_data};
use crate::side::Show;

const WALL_WIDTH: f64 = 0.25;
/// The width of walls that are distinguished by colour.
const CLASS_WIDTH: f64 = 0.7;
/// The width of boundaries above all walls.
const BOUNDARY_WIDTH: f64 = 1.1;
/// The radius of a dot, and with its white rim.
const DOT: f64 = 2.1;
const RIM: f64 = 2.8;
/// The length of a side for each number on its axis, and the most numbers.
const A_NUMBER: f64 = 40.0;
const MOST: usize = 7;

/// What the axes have to show.
pub fn axes_data(panel: &Cells) -> AxesData {
    let axis_data = |axis: &Axis, coordinate: usize| {
        let mut extent = Extent::new(axis.scale);
        let corners = panel.cells.iter().flat_map(|cell| &cell.corners);
        let ends = panel.walls.iter().flat_map(|wall| &wall.ends);
        let boundary = panel.boundary.iter().flatten();
        let points = corners.chain(ends).chain(boundary).chain(&panel.dots);
        extent.include(points.map(|point| point[coordinate]));
        Some(AxisData::new(axis, extent))
    };
    [axis_data(&panel.x, 0), axis_data(&panel.y, 1), None]
}

/// Measures the panel: its frame is as large as fits into `most`.
pub fn measure<'a>(
    panel: &'a Cells,
    &[x, y, _]: &Ranges,
    most: Size,
    show: [Show; 2],
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let (across, up) = (x.max - x.min, y.max - y.min);
    let unit = (most.width / across).min(most.height / up);
    let size = Size {
        width: across * unit,
        height: up * unit,
    };
    // As many on both axes, so that both of a square have the same numbers.
    let count = ((size.width.max(size.height) / A_NUMBER) as usize).clamp(3, MOST);
    let show = show.map(|show| Show {
        ticks: panel.ticks,
        ..show
    });
    let axes = [&panel.x, &panel.y];
    let axes = Axes::of_numbers(axes, [x, y], size, [count; 2], show, fonts)?;
    let margins = axes.margins;
    Ok(Measured::new(size, margins, Drawn { panel, axes }))
}

/// Cells with their axes known.
struct Drawn<'a> {
    panel: &'a Cells,
    axes: Axes,
}

impl Drawn<'_> {
    fn draw_cells(&self, canvas: &mut Canvas, group: Group, frame: &Frame) {
        let finite = |cell: &&Cell| cell.corners.iter().all(is_finite);
        let cells: Vec<&Cell> = self.panel.cells.iter().filter(finite).collect();
        let places = |corners: &[[f64; 2]]| -> Vec<Place> {
            let corners = corners.iter();
            corners.map(|corner| self.place(frame, corner)).collect()
        };
        let palette = self.panel.palette;
        if let Some(ground) = ground::ground(&cells) {
            let colours = cells.iter().map(|cell| palette.colour(cell.colour));
            let colour = palette::mean(colours);
            canvas.polygons(group, [places(&ground)], colour);
        }
        let mut by_colour: Vec<Vec<Vec<Place>>> = vec![Vec::new(); palette.len()];
        for cell in cells {
            by_colour[cell.colour % palette.len()].push(places(&cell.corners));
        }
        for (colour, polygons) in by_colour.iter().enumerate() {
            let colour = palette.colour(colour);
            canvas.polygons(group, polygons, colour);
        }
    }

    fn draw_walls(&self, canvas: &mut Canvas, group: Group, frame: &Frame) {
        let walls = || self.panel.walls.iter();
        let Some(last) = walls().map(|wall| wall.class).max() else {
            return;
        };
        let mut by_class: BTreeMap<usize, Vec<[Place; 2]>> = BTreeMap::new();
        for wall in walls().filter(|wall| wall.ends.iter().all(is_finite)) {
            let ends = wall.ends.each_ref().map(|end| self.place(frame, end));
            by_class.entry(wall.class).or_default().push(ends);
        }
        for (class, walls) in by_class {
            let (width, colour) = match class {
                0 => (WALL_WIDTH, INK),
                class => {
                    let look = palette::look(Family::Unordered, class - 1, last);
                    (CLASS_WIDTH, look.colour)
                }
            };
            canvas.lines(group, walls, width, colour);
        }
    }

    fn draw_boundary(&self, canvas: &mut Canvas, group: Group, frame: &Frame) {
        let lines = self.panel.boundary.iter();
        let lines = lines.filter(|line| line.iter().all(is_finite));
        let places = |line: &Vec<[f64; 2]>| -> Vec<Place> {
            line.iter().map(|point| self.place(frame, point)).collect()
        };
        let lines: Vec<Vec<Place>> = lines.map(places).collect();
        if !lines.is_empty() {
            canvas.lines(group, lines, BOUNDARY_WIDTH, INK);
        }
    }

    fn draw_dots(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let places = self.panel.dots.iter().filter(|dot| is_finite(dot));
        let places: Vec<Place> = places
            .map(|dot| self.place(frame, dot))
            .filter(|&place| frame.grown(0.05).contains(place))
            .collect();
        canvas.layer(Group::default(), |layer| {
            for &place in &places {
                layer.disc(place, RIM, PAPER)?;
            }
            for &place in &places {
                layer.disc(place, DOT, INK)?;
            }
            Ok(())
        })
    }

    fn place(&self, frame: &Frame, &[x, y]: &[f64; 2]) -> Place {
        Place::new(
            frame.left + self.axes.x.range.share(x) * frame.width,
            frame.bottom() - self.axes.y.range.share(y) * frame.height,
        )
    }
}

fn is_finite(point: &[f64; 2]) -> bool {
    point.iter().all(|coordinate| coordinate.is_finite())
}

impl Draw for Drawn<'_> {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let group = Group {
            clip: Some(canvas.clip(frame)),
            ..Group::default()
        };
        self.draw_cells(canvas, group, frame);
        self.draw_walls(canvas, group, frame);
        self.draw_boundary(canvas, group, frame);
        self.axes.draw_lines(canvas, frame)?;
        self.draw_dots(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
        let Cells {
            cells, walls, dots, ..
        } = self.panel;
        if cells.is_empty() && walls.is_empty() && dots.is_empty() {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::Source;
    use crate::figure::{Figure, Palette, Panel, Scale, Wall};
    use crate::layout;
    use crate::palette::CELL_COLOURS;

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
            ticks: true,
            cells: vec![cell(0.0, 0), cell(1.0, 7)],
            palette: Palette::default(),
            walls: vec![Wall {
                ends: [[1.0, 0.0], [1.0, 1.0]],
                class: 0,
            }],
            dots: Vec::new(),
            boundary: Vec::new(),
        }
    }

    fn drawn(cells: Cells) -> Source {
        layout::draw(&Figure::new(vec![Panel::new(cells)])).unwrap()
    }

    #[test]
    fn one_path_a_colour_and_one_each_for_walls_and_ground() {
        let source = drawn(halves());
        assert_eq!(source.svg.matches("<path").count(), 4);
        let mut plain = halves();
        plain.walls.clear();
        plain.cells[1].colour = CELL_COLOURS;
        assert_eq!(drawn(plain).svg.matches("<path").count(), 2);
    }

    #[test]
    fn a_boundary_is_one_more_path() {
        let mut cells = halves();
        cells.boundary = vec![vec![[0.0, 0.5], [1.0, 0.2], [2.0, 0.5]]];
        let source = drawn(cells);
        assert_eq!(source.svg.matches("<path").count(), 5);
    }

    #[test]
    fn one_unit_is_as_long_on_both_axes() {
        let source = drawn(halves());
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
        // In turns in two colours with nearly the same green.
        let colours = [0, 4];
        let cells = rim.windows(2).zip(colours.iter().cycle());
        let cells = cells.map(|(ends, &colour)| Cell {
            corners: vec![centre, ends[0], ends[1]],
            colour,
        });
        let fan = Cells {
            x: axis("", 0.0, 1.0),
            y: axis("", 0.0, 1.0),
            ticks: false,
            cells: cells.collect(),
            palette: Palette::default(),
            walls: Vec::new(),
            dots: Vec::new(),
            boundary: Vec::new(),
        };
        let fan = Figure::new(vec![Panel::new(fan)]);
        let png = fan.draw().unwrap().png(100.0).unwrap();
        let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
        let green = colours.map(|colour| palette::pastel(colour).1);
        let green = green[0].max(green[1]);
        let (width, height) = (pixels.width(), pixels.height());
        // Off the frame's own line.
        let places = (20..height - 20).flat_map(|y| (20..width - 20).map(move |x| (x, y)));
        let seam = places
            .filter_map(|(x, y)| pixels.pixel(x, y))
            .find(|pixel| {
                // A tenth of the way to the paper's.
                pixel.green() > green + (255 - green) / 10
            });
        assert!(seam.is_none(), "{seam:?}");
    }
}
