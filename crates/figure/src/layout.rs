//! Where the panels, their letters and the legends go.

mod grid;
mod neighbours;
mod sizes;

use crate::canvas::{Anchor, Canvas, Group, Source};
use crate::error::FigureError;
use crate::figure::{Content, Figure};
use crate::fonts::{CAPITAL, Face, Fonts, LINE};
use crate::geometry::Place;
use crate::legend::{Key, Legend};
use crate::palette::{INK, PAPER};
use crate::panel::{self, Beside, Measured, Wishes};
use crate::ranges;
use crate::text::Block;
use grid::Grid;
use neighbours::Neighbours;

/// Free space around the drawing.
const EDGE: f64 = 3.0;
/// Between a panel and its legend.
const TO_LEGEND: f64 = 8.0;
/// Between a panel's letter or the title and what is below.
const ABOVE: f64 = 3.0;
/// Between a panel's letter and its title.
const TO_TITLE: f64 = 5.0;

/// A panel with all that stands around it.
struct Part<'a> {
    panel: Box<dyn Measured + 'a>,
    legend: Option<Legend>,
    /// Its letter, if the panels have letters, and its width.
    letter: Option<(String, f64)>,
    title: Block,
}

/// Draws a figure as one SVG source.
pub fn draw(figure: &Figure) -> Result<Source, FigureError> {
    if figure.panels.is_empty() {
        return Err(FigureError::NoPanels);
    }
    let columns = figure.columns.unwrap_or(usize::MAX);
    let columns = columns.clamp(1, figure.panels.len());
    let fonts = Fonts::load();
    let parts = parts(figure, columns, &fonts)?;
    let grid = Grid::new(&parts, columns);
    let width = grid.width() + 2.0 * EDGE;
    let title = figure.title.as_deref().unwrap_or_default();
    let title = Block::new(title, Face::Regular, width - 2.0 * EDGE, &fonts)?;
    let mut top = EDGE;
    if !title.lines.is_empty() {
        top += title.height() + ABOVE;
    }
    let height = top + grid.height() + EDGE;

    let mut canvas = Canvas::new(width, height);
    canvas.layer(Group::default(), |layer| {
        let corner = |x, y| Place { x, y };
        let page = [
            corner(0.0, 0.0),
            corner(width, 0.0),
            corner(width, height),
            corner(0.0, height),
        ];
        layer.polygon(&page, PAPER)?;
        for (row, line) in title.lines.iter().enumerate() {
            let place = corner(width / 2.0, EDGE + CAPITAL + row as f64 * LINE);
            layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
        }
        Ok(())
    })?;
    let origin = Place { x: EDGE, y: top };
    for (index, part) in parts.iter().enumerate() {
        part.draw(&mut canvas, &grid.slot(index, origin, part))?;
    }
    Ok(canvas.finish())
}

/// Measures all panels.
fn parts<'a>(
    figure: &'a Figure,
    columns: usize,
    fonts: &Fonts,
) -> Result<Vec<Part<'a>>, FigureError> {
    let contents: Vec<&Content> = figure.panels.iter().map(|panel| &panel.content).collect();
    let sizes = sizes::sizes(&contents, columns);
    let with_sizes = contents.iter().zip(&sizes);
    let wishes = with_sizes.map(|(content, size)| panel::wishes(content, *size, fonts));
    let wishes: Vec<Wishes> = wishes.collect::<Result<_, _>>()?;
    let ranges = ranges::ranges(&wishes)?;
    let legends = legends(&contents, columns, fonts)?;
    let measure = |index: usize, beside: &Beside| {
        panel::measure(contents[index], &ranges[index], sizes[index], beside, fonts)
    };
    let mut frames = Vec::with_capacity(contents.len());
    for (index, content) in contents.iter().enumerate() {
        frames.push(measure(index, &Beside::nothing(content))?.size());
    }
    let neighbours = Neighbours {
        contents: &contents,
        wishes: &wishes,
        frames: &frames,
        has_legend: legends.iter().map(Option::is_some).collect(),
        columns,
    };

    let mut parts = Vec::new();
    for (index, legend) in legends.into_iter().enumerate() {
        let panel = measure(index, &neighbours.beside(index))?;
        let letter = (contents.len() > 1).then(|| format!("({})", letter(index)));
        let letter = match letter {
            Some(letter) => {
                let width = fonts.width(&letter, Face::Bold)?;
                Some((letter, width))
            }
            None => None,
        };
        let taken = letter.as_ref().map_or(0.0, |(_, width)| width + TO_TITLE);
        let taken = (taken - panel.margins().left).max(0.0);
        let title = figure.panels[index].title.as_deref().unwrap_or_default();
        let limit = panel.size().width - taken;
        parts.push(Part {
            title: Block::new(title, Face::Regular, limit, fonts)?,
            panel,
            legend,
            letter,
        });
    }
    Ok(parts)
}

/// The legend beside each panel: one for panels in a run with the same, in the first row of them.
fn legends(
    contents: &[&Content],
    columns: usize,
    fonts: &Fonts,
) -> Result<Vec<Option<Legend>>, FigureError> {
    let keys: Vec<Option<Key>> = contents.iter().map(|content| Key::of(content)).collect();
    let mut legends: Vec<Option<Legend>> = contents.iter().map(|_| None).collect();
    let mut first = 0;
    while first < keys.len() {
        let same = keys[first..].iter().take_while(|key| **key == keys[first]);
        let end = first + same.count();
        if let Some(key) = &keys[first] {
            let end_of_row = (first / columns + 1) * columns;
            let last = end.min(end_of_row) - 1;
            legends[last] = Some(Legend::new(key, &contents[first..end], fonts)?);
        }
        first = end;
    }
    Ok(legends)
}

impl Part<'_> {
    fn draw(&self, canvas: &mut Canvas, slot: &grid::Slot) -> Result<(), FigureError> {
        let frame = &slot.frame;
        canvas.layer(Group::default(), |layer| {
            let mut left = frame.left;
            if let Some((letter, width)) = &self.letter {
                let place = Place {
                    x: slot.left,
                    y: slot.baseline,
                };
                layer.text(letter, place, Anchor::Start, Face::Bold, INK)?;
                left = left.max(slot.left + width + TO_TITLE);
            }
            let half = self.title.width / 2.0;
            let middle = (frame.left + frame.width / 2.0).max(left + half);
            for (row, line) in self.title.lines.iter().enumerate() {
                let place = Place {
                    x: middle,
                    y: slot.baseline + row as f64 * LINE,
                };
                layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
            }
            Ok(())
        })?;
        self.panel.draw(canvas, frame)?;
        if let Some(legend) = &self.legend {
            let corner = Place {
                x: frame.right() + self.panel.margins().right + TO_LEGEND,
                y: frame.top,
            };
            legend.draw(canvas, corner)?;
        }
        Ok(())
    }

    /// How much stands right of the frame.
    fn right(&self) -> f64 {
        let legend = self.legend.as_ref();
        self.panel.margins().right + legend.map_or(0.0, |legend| TO_LEGEND + legend.width())
    }

    /// How much is needed from the frame's top downwards.
    fn height(&self) -> f64 {
        let legend = self.legend.as_ref().map_or(0.0, Legend::height);
        (self.panel.size().height + self.panel.margins().below).max(legend)
    }
}

/// What a panel is called, from 0: a, b, ..., z, aa, ab, ...
pub fn letter(index: usize) -> String {
    let last = char::from(b'a' + (index % 26) as u8);
    match index / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests;
