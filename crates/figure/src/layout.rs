//! Where the panels, their letters and the legends go.

mod grid;
mod neighbours;
mod part;
mod sizes;

use crate::canvas::{Anchor, Canvas, Group, Source};
use crate::error::FigureError;
use crate::figure::{Content, Figure};
use crate::fonts::{CAPITAL, Face, Fonts, LINE};
use crate::geometry::Place;
use crate::legend::{Key, Legend};
use crate::palette::{INK, PAPER};
use crate::panel::{self, AxesData, Visible};
use crate::ranges;
use crate::text::Block;
use grid::Grid;
use neighbours::Neighbours;
use part::{ABOVE, Part, TO_TITLE};

/// Free space around the drawing.
const EDGE: f64 = 3.0;
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
        let page = [
            Place::new(0.0, 0.0),
            Place::new(width, 0.0),
            Place::new(width, height),
            Place::new(0.0, height),
        ];
        layer.polygon(&page, PAPER)?;
        for (row, line) in title.lines.iter().enumerate() {
            let place = Place::new(width / 2.0, EDGE + CAPITAL + row as f64 * LINE);
            layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
        }
        Ok(())
    })?;
    let origin = Place::new(EDGE, top);
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
    let axes_data = with_sizes.map(|(content, size)| panel::axes_data(content, *size, fonts));
    let axes_data: Vec<AxesData> = axes_data.collect::<Result<_, _>>()?;
    let ranges = ranges::ranges(&axes_data)?;
    let legends = legends(&contents, columns, fonts)?;
    let measure = |index: usize, visible: &Visible| {
        panel::measure(
            contents[index],
            &ranges[index],
            sizes[index],
            visible,
            fonts,
        )
    };
    let mut frames = Vec::with_capacity(contents.len());
    for (index, content) in contents.iter().enumerate() {
        frames.push(measure(index, &Visible::alone(content))?.size);
    }
    let neighbours = Neighbours {
        contents: &contents,
        axes_data: &axes_data,
        frames: &frames,
        has_legend: legends.iter().map(Option::is_some).collect(),
        columns,
    };

    let mut parts = Vec::new();
    for (index, legend) in legends.into_iter().enumerate() {
        let panel = measure(index, &neighbours.visible(index))?;
        let letter = (contents.len() > 1).then(|| format!("({})", letter(index)));
        let letter = match letter {
            Some(letter) => {
                let width = fonts.width(&letter, Face::Bold)?;
                Some((letter, width))
            }
            None => None,
        };
        let taken = letter.as_ref().map_or(0.0, |(_, width)| width + TO_TITLE);
        let taken = (taken - panel.margins.left).max(0.0);
        let title = figure.panels[index].title.as_deref().unwrap_or_default();
        let limit = panel.size.width - taken;
        parts.push(Part {
            title: Block::new(title, Face::Regular, limit, fonts)?,
            panel,
            legend,
            letter,
        });
    }
    Ok(parts)
}

/// The legend next to each panel: one for consecutive panels with the same content, in their first row.
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
