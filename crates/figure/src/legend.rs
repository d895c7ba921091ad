//! The legend, outside the panels, so that it hides no curve.

use crate::canvas::{Anchor, Canvas, Group};
use crate::curve;
use crate::error::FigureError;
use crate::figure::{Boxes, Content, Curves, Family, Histogram, Style};
use crate::fonts::{CAPITAL, Face, Fonts, LINE};
use crate::geometry::Place;
use crate::palette::{self, INK, Look};
use crate::steps;
use crate::text::Block;

/// The length of the piece of curve shown.
const SAMPLE: f64 = 18.0;

/// The same where the curves have dashes that distinguish them.
const DASHED_SAMPLE: f64 = 26.0;

/// Between that piece and its label.
const GAP: f64 = 4.0;

/// Labels wider than this are broken.
const LIMIT: f64 = 120.0;

/// From one entry to the next, beyond the lines of its label.
const LEADING: f64 = 1.5;

/// The content of a legend: panels with the same content share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Key<'a> {
    title: Option<&'a str>,
    kind: Kind,
    family: Family,
    labels: Vec<&'a str>,
}

/// What a legend shows samples of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lines,
    Steps,
    Boxes,
}

impl<'a> Key<'a> {
    /// The content of a panel's legend, or `None` if it has none.
    pub fn of(content: &'a Content) -> Option<Self> {
        let (kind, family, title, labels): (_, _, _, Vec<&str>) = match content {
            Content::Curves(Curves {
                curves,
                family,
                legend_title,
                ..
            }) => {
                let labels = curves.iter().map(|curve| curve.label.as_str());
                (Kind::Lines, family, legend_title, labels.collect())
            }
            Content::Histogram(Histogram {
                distributions,
                family,
                legend_title,
                ..
            }) => {
                let labels = distributions.iter().map(|one| one.label.as_str());
                (Kind::Steps, family, legend_title, labels.collect())
            }
            Content::Boxes(Boxes {
                groups,
                family,
                legend_title,
                ..
            }) => {
                let labels = groups.iter().map(|one| one.label.as_str());
                (Kind::Boxes, family, legend_title, labels.collect())
            }
            Content::Cells(_) | Content::Heatmap(_) | Content::Surface(_) => return None,
        };
        let is_empty = labels.iter().all(|label| label.trim().is_empty());
        (!is_empty).then_some(Self {
            title: title.as_deref(),
            kind,
            family: *family,
            labels,
        })
    }

    /// How member `index` is shown in panels that share the legend.
    fn sample(&self, panels: &[&Content], index: usize) -> (Sample, Look) {
        let look = palette::look(self.family, index, self.labels.len());
        match self.kind {
            Kind::Lines => (Sample::Line(style(panels, index)), look),
            Kind::Boxes => (Sample::Step, look),
            Kind::Steps => (
                Sample::Step,
                steps::look(self.family, index, self.labels.len()),
            ),
        }
    }
}

/// A legend with its texts measured.
pub struct Legend {
    title: Block,
    entries: Vec<Entry>,
    sample: f64,
}

struct Entry {
    label: Block,
    sample: Sample,
    look: Look,
}

enum Sample {
    Line(Style),
    Step,
}

impl Legend {
    /// The legend of panels that share it.
    pub fn new(key: &Key, panels: &[&Content], fonts: &Fonts) -> Result<Self, FigureError> {
        let mut entries = Vec::new();
        for (index, label) in key.labels.iter().enumerate() {
            let label = Block::new(label, Face::Regular, LIMIT, fonts)?;
            if !label.lines.is_empty() {
                let (sample, look) = key.sample(panels, index);
                entries.push(Entry {
                    label,
                    sample,
                    look,
                });
            }
        }
        let is_dashed = entries.iter().any(|entry| !entry.look.dashes.is_empty());
        let sample = if is_dashed { DASHED_SAMPLE } else { SAMPLE };
        let title = key.title.unwrap_or_default();
        Ok(Self {
            title: Block::new(title, Face::Regular, LIMIT + GAP + sample, fonts)?,
            entries,
            sample,
        })
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        let widest = self
            .entries
            .iter()
            .map(|entry| entry.label.width)
            .fold(0.0, f64::max);
        self.title.width.max(self.sample + GAP + widest)
    }

    /// Its height.
    pub fn height(&self) -> f64 {
        let entries: f64 = self
            .entries
            .iter()
            .map(|entry| entry.label.height() + LEADING)
            .sum();
        self.title.height() + LEADING + entries
    }

    /// Draws it with its top left corner at `corner`.
    pub fn draw(&self, canvas: &mut Canvas, corner: Place) -> Result<(), FigureError> {
        let mut baseline = corner.y + CAPITAL;
        baseline = write(canvas, &self.title, corner.x, baseline)?;
        if !self.title.lines.is_empty() {
            baseline += LEADING;
        }
        for entry in &self.entries {
            let end = |x| Place::new(corner.x + x, baseline - CAPITAL / 2.0);
            let ends = [end(0.0), end(self.sample)];
            match entry.sample {
                Sample::Line(style) => curve::draw_sample(canvas, ends, style, &entry.look)?,
                Sample::Step => steps::draw_sample(canvas, ends, &entry.look),
            }
            let left = corner.x + self.sample + GAP;
            baseline = write(canvas, &entry.label, left, baseline)? + LEADING;
        }
        Ok(())
    }
}

/// How the legend shows a curve that several panels draw in different styles: with a line if any of
/// them does.
fn style(panels: &[&Content], index: usize) -> Style {
    let styles = panels.iter().filter_map(|content| match content {
        Content::Curves(Curves { curves, .. }) => Some(curves.get(index)?.style),
        _ => None,
    });
    let styles: Vec<Style> = styles.collect();
    [Style::Line, Style::Dotted, Style::Plain, Style::Scatter]
        .into_iter()
        .find(|style| styles.contains(style))
        .unwrap_or_default()
}

/// Writes the lines of a text from this baseline on; returns the baseline after them.
fn write(canvas: &mut Canvas, text: &Block, left: f64, first: f64) -> Result<f64, FigureError> {
    let mut baseline = first;
    canvas.layer(Group::default(), |layer| {
        for line in &text.lines {
            let place = Place::new(left, baseline);
            layer.text(line, place, Anchor::Start, Face::Regular, INK)?;
            baseline += LINE;
        }
        Ok(())
    })?;
    Ok(baseline)
}
