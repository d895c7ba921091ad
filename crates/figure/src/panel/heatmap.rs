//! A matrix of values as colours, with a bar that explains them.

use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas, Group};
use crate::colour_bar::{ColourBar, Sample};
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::Heatmap;
use crate::fonts::{CAPITAL, Face, Fonts};
use crate::geometry::{Frame, Place, Size};
use crate::marks::{cut_corners, fill_missing};
use crate::numbers;
use crate::palette::{INK, PAPER, lightness};
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, Visible, draw_no_data};
use crate::scale::can_show;
use crate::side::Side;

/// Between the frame and the bar.
const TO_BAR: f64 = 9.0;
/// The least space between two numbers in neighbouring cells.
const BETWEEN: f64 = 5.0;
/// A frame is not made wider than this for the numbers in its cells.
const WIDEST: f64 = 420.0;
/// How far cells reach below their neighbours, so that no seam shows between them.
const OVERLAP: f64 = 0.2;
/// The width of the lines between the cells, which may look like one cell without them.
const GRID_WIDTH: f64 = 0.6;
/// Cells that are smaller have no lines between them.
const SMALLEST_WITH_GRID: f64 = 5.0;

/// What the axes have to show.
pub fn axes_data(panel: &Heatmap) -> AxesData {
    let mut z = Extent::new(panel.colours.scale);
    z.padding = 0.0;
    z.include(values(panel).flatten());
    [None, None, Some(AxisData::new(&panel.colours, z))]
}

/// The row and column of each cell, row by row, as many as there are names.
fn places(panel: &Heatmap) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (rows, columns) = (panel.y.names.len(), panel.x.names.len());
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
}

/// The values that can be shown, row by row, as many as there are names.
fn values(panel: &Heatmap) -> impl Iterator<Item = Option<f64>> {
    places(panel).map(|(row, column)| {
        let value = panel.values.get(row)?.get(column)?;
        can_show(panel.colours.scale, *value).then_some(*value)
    })
}

/// Which cells that have a value are marked, row by row, as many as there are names.
fn marks(panel: &Heatmap) -> impl Iterator<Item = bool> {
    let is_marked = |(row, column): (usize, usize)| panel.marked.get(row)?.get(column).copied();
    let marks = places(panel).map(move |place| is_marked(place) == Some(true));
    marks
        .zip(values(panel))
        .map(|(mark, value)| mark && value.is_some())
}

/// Whether one bar can explain both: the same colours for the same quantity, in the same words.
pub fn have_one_bar(one: &Heatmap, other: &Heatmap) -> bool {
    let words = |panel: &Heatmap| {
        let texts = [&panel.colours.label, &panel.missing, &panel.mark];
        texts.map(String::clone)
    };
    words(one) == words(other)
}

/// What has to be explained below the bar of these heatmaps.
fn samples<'a>(panels: &[&'a Heatmap]) -> Vec<(Sample, &'a str)> {
    let is_missing = |panel: &&&Heatmap| values(panel).any(|value| value.is_none());
    let is_marked = |panel: &&&Heatmap| marks(panel).any(|mark| mark);
    let missing = panels.iter().find(is_missing);
    let marked = panels.iter().find(is_marked);
    let missing = missing.map(|panel| (Sample::Missing, panel.missing.as_str()));
    let marked = marked.map(|panel| (Sample::Marked, panel.mark.as_str()));
    missing.into_iter().chain(marked).collect()
}

/// Measures the panel: its frame has the height of `usual`, and is widened if that makes room
/// for the numbers.
pub fn measure<'a>(
    panel: &'a Heatmap,
    &[x, y, z]: &Ranges,
    usual: Size,
    visible: &Visible,
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let mut cells = Vec::new();
    let mut widest: f64 = 0.0;
    let are_whole = values(panel).flatten().all(|value| value.fract() == 0.0);
    for value in values(panel) {
        let written = |value| {
            if are_whole && f64::abs(value) < 1e6 {
                numbers::number(value, 0)
            } else {
                numbers::short(value, &z)
            }
        };
        let cell = value.map(|value| (value, written(value)));
        if let Some((_, number)) = &cell {
            widest = widest.max(fonts.width(number, Face::Regular)?);
        }
        cells.push(cell);
    }
    let (columns, rows) = (panel.x.names.len().max(1), panel.y.names.len().max(1));
    let needed = (widest + BETWEEN) * columns as f64;
    let is_high_enough = usual.height / rows as f64 >= CAPITAL + BETWEEN;
    let are_numbers_written = is_high_enough && needed <= WIDEST.max(usual.width);
    let width = if are_numbers_written {
        usual.width.max(needed)
    } else {
        usual.width
    };
    let size = Size {
        width,
        height: usual.height,
    };
    let [show_x, show_y] = visible.show;
    let x = Side::names_beside(&panel.x, x, width, show_x, fonts)?;
    let y = Side::names_above(&panel.y, y, size.height, show_y, fonts)?;
    let samples = samples(&visible.explained);
    let axes = Axes::new(x, y, size, fonts)?;
    let bar = ColourBar::new(&panel.colours, z, &samples, size.height, fonts)?;
    let has_bar = !visible.explained.is_empty();
    let mut margins = axes.margins;
    if has_bar {
        margins.right = margins.right.max(TO_BAR + bar.width());
    }
    Ok(Measured::new(
        size,
        margins,
        Drawn {
            panel,
            axes,
            bar,
            has_bar,
            cells,
            are_numbers_written,
        },
    ))
}

/// A heatmap with its cells and numbers known.
struct Drawn<'a> {
    panel: &'a Heatmap,
    axes: Axes,
    bar: ColourBar,
    /// Whether the bar is drawn; a neighbour's bar may explain this one too.
    has_bar: bool,
    /// The value of each cell and how it is written, row by row.
    cells: Vec<Option<(f64, String)>>,
    are_numbers_written: bool,
}

impl Drawn<'_> {
    /// The rectangle of each cell, row by row.
    fn frames(&self, frame: &Frame) -> Vec<Frame> {
        let (columns, rows) = (self.panel.x.names.len(), self.panel.y.names.len());
        let (width, height) = (frame.width / columns as f64, frame.height / rows as f64);
        places(self.panel)
            .map(|(row, column)| Frame {
                left: frame.left + column as f64 * width,
                top: frame.bottom() - (row + 1) as f64 * height,
                width,
                height,
            })
            .collect()
    }

    fn draw_cells(&self, canvas: &mut Canvas, frames: &[Frame]) {
        let mut missing = Vec::new();
        for (cell, frame) in self.cells.iter().zip(frames) {
            let colour = cell.as_ref().and_then(|(value, _)| self.bar.colour(*value));
            match colour {
                Some(colour) => {
                    let corners = frame.grown(OVERLAP).corners();
                    canvas.polygons(Group::default(), [corners], colour);
                }
                None => missing.push(*frame),
            }
        }
        fill_missing(canvas, &missing);
    }

    /// Separates the cells by thin lines.
    fn draw_grid(&self, canvas: &mut Canvas, frames: &[Frame], whole: &Frame) {
        let Some(cell) = frames.first() else { return };
        if cell.width.min(cell.height) < SMALLEST_WITH_GRID {
            return;
        }
        let mut lines = Vec::new();
        for column in 1..self.panel.x.names.len() {
            let x = whole.left + column as f64 * cell.width;
            lines.push([Place::new(x, whole.top), Place::new(x, whole.bottom())]);
        }
        for row in 1..self.panel.y.names.len() {
            let y = whole.top + row as f64 * cell.height;
            lines.push([Place::new(whole.left, y), Place::new(whole.right(), y)]);
        }
        canvas.lines(Group::default(), lines, GRID_WIDTH, PAPER);
    }

    fn draw_numbers(&self, canvas: &mut Canvas, frames: &[Frame]) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            for (cell, frame) in self.cells.iter().zip(frames) {
                let Some((value, number)) = cell else {
                    continue;
                };
                let is_dark = self
                    .bar
                    .colour(*value)
                    .is_some_and(|colour| lightness(colour) < 128.0);
                let mut place = frame.centre();
                place.y += CAPITAL / 2.0;
                let colour = if is_dark { PAPER } else { INK };
                layer.text(number, place, Anchor::Middle, Face::Regular, colour)?;
            }
            Ok(())
        })
    }
}

impl Draw for Drawn<'_> {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let frames = self.frames(frame);
        self.draw_cells(canvas, &frames);
        self.draw_grid(canvas, &frames, frame);
        let marked = frames.iter().zip(marks(self.panel));
        let marked = marked.filter_map(|(frame, mark)| mark.then_some(*frame));
        cut_corners(canvas, &marked.collect::<Vec<_>>());
        self.axes.draw_lines(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
        if self.are_numbers_written {
            self.draw_numbers(canvas, &frames)?;
        }
        if self.has_bar {
            let corner = Place::new(frame.right() + TO_BAR, frame.top);
            self.bar.draw(canvas, corner)?;
        }
        if frames.is_empty() {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}
