//! All panels as one figure.

use super::kind::DrawnPanel;
use crease_experiment::check::{Check, within};
use crease_figure::{Content, Figure, letter};
use serde::{Deserialize, Serialize};

/// The most panels side by side.
const MOST_COLUMNS: usize = 1_000;

/// `[figure]`: how the panels are arranged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureSettings {
    /// Panels in a row; all in one row if left out.
    pub columns: Option<usize>,
    /// Whether all panels of curves or histograms show the same range of `x`.
    pub share_x: bool,
    /// Whether all panels of curves or histograms show the same range of `y`.
    pub share_y: bool,
    /// Whether heat maps of the same quantity show the same range of colours; neighbours then have one
    /// colour bar.
    pub share_colours: bool,
}

impl FigureSettings {
    /// Checks what the types do not.
    pub(crate) fn check(&self) -> Check {
        within(
            self.columns.unwrap_or(1),
            1..=MOST_COLUMNS,
            "figure.columns",
        )
    }
}

/// The figure of an experiment, and the tables of panels whose numbers are not in its table.
pub(crate) struct Drawn {
    /// The figure.
    pub(crate) figure: Figure,
    /// The panel's letter, and its numbers as CSV.
    pub(crate) tables: Vec<(String, String)>,
    /// The letter of every panel, and its page as HTML if it has one.
    pub(crate) pages: Vec<(String, Option<String>)>,
}

/// The largest page of a panel, in bytes.
const LARGEST_PAGE: usize = 10_000_000;

/// All panels as a figure with this title.
pub(super) fn arrange(title: &str, settings: &FigureSettings, mut drawn: Vec<DrawnPanel>) -> Drawn {
    for index in 0..drawn.len() {
        // Each quantity gets the number of the first panel that shows it.
        let coloured = &drawn[index].coloured;
        let first = drawn.iter().position(|other| other.coloured == *coloured);
        share(&mut drawn[index].content, settings, first);
    }
    let mut tables = Vec::new();
    let mut pages = Vec::new();
    let mut panels = Vec::with_capacity(drawn.len());
    for (index, drawn) in drawn.into_iter().enumerate() {
        tables.extend(drawn.csv.map(|csv| (letter(index), csv)));
        let page = drawn.page.filter(|page| page.size() < LARGEST_PAGE);
        let heading = drawn.title.as_deref().unwrap_or("regions");
        let title = format!("{title} ({}): {heading}", letter(index));
        pages.push((letter(index), page.map(|page| page.html(&title))));
        panels.push(crease_figure::Panel {
            title: drawn.title,
            content: drawn.content,
        });
    }
    // No title: papers have it in the caption, and the report in its heading.
    let figure = Figure {
        columns: settings.columns,
        ..Figure::new(panels)
    };
    Drawn {
        figure,
        tables,
        pages,
    }
}

/// Gives axes of panels that are compared the same range.
fn share(content: &mut Content, settings: &FigureSettings, colours: Option<usize>) {
    let (x, y) = match content {
        Content::Curves(curves) => (&mut curves.x, &mut curves.y),
        Content::Histogram(histogram) => (&mut histogram.x, &mut histogram.y),
        Content::Boxes(boxes) => {
            boxes.y.share = settings.share_y.then_some(1);
            return;
        }
        Content::Heatmap(heatmap) => {
            heatmap.colours.share = colours.filter(|_| settings.share_colours);
            return;
        }
        // Their axes are coordinates, which panels do not share.
        Content::Cells(_) | Content::Surface(_) => return,
    };
    x.share = settings.share_x.then_some(0);
    y.share = settings.share_y.then_some(1);
}
