//! From what was measured to the figure. Some panels are drawn from the table of all runs, others
//! from kept checkpoints of one run.

mod bins;
mod cells;
mod curves;
mod distribution;
mod graph;
mod heatmap;
mod histogram;
mod quantity;
mod surface;
mod view;

pub use curves::groups;
pub use quantity::{Scaled, scaled};
pub use view::{Views, moment};

use crate::ReportError;
use crease_experiment::settings::{self, Axis as AxisSetting, Experiment, Panel as Setting};
use crease_figure::{Axis, Content, Figure, Panel, Scale, letter};
use crease_results::{Table, TableRun};

/// The figure of an experiment, and the tables of those panels whose numbers are not in its table.
pub struct Drawn {
    /// The figure.
    pub figure: Figure,
    /// The panel's letter, and its numbers as CSV.
    pub tables: Vec<(String, String)>,
}

/// A panel and the numbers that it was drawn from, if they are not those of the table.
struct DrawnPanel {
    title: Option<String>,
    content: Content,
    csv: Option<String>,
}

/// Draws all panels. `views` gives those of checkpoints their networks; without it they stay empty.
///
/// # Errors
/// If a checkpoint that a panel is drawn from cannot be read or looked at.
pub fn figure(
    experiment: &Experiment,
    table: &Table,
    views: Option<&Views>,
) -> Result<Drawn, ReportError> {
    let mut panels = Vec::with_capacity(experiment.panel.len());
    let mut tables = Vec::new();
    let planned = views.map_or(&[][..], |views| &views.loaded.plan.runs);
    for (index, setting) in experiment.panel.iter().enumerate() {
        let mut drawn = match setting {
            Setting::Curves(panel) => curves::panel(panel, experiment, table),
            Setting::Heatmap(panel) => heatmap::panel(panel, table, planned)?,
            Setting::Distribution(panel) => distribution::panel(panel, experiment, table),
            Setting::Cells(panel) => cells::panel(panel, views)?,
            Setting::Surface(panel) => surface::panel(panel, views)?,
            Setting::Graph(panel) => graph::panel(panel, views)?,
            Setting::Histogram(panel) => histogram::panel(panel, views)?,
        };
        share(&mut drawn.content, experiment, index);
        if let Some(csv) = drawn.csv {
            tables.push((letter(index), csv));
        }
        panels.push(Panel {
            title: drawn.title,
            content: drawn.content,
        });
    }
    // Papers say it in the caption, the report in its heading: no title.
    let figure = Figure {
        columns: experiment.figure.columns,
        ..Figure::new(panels)
    };
    Ok(Drawn { figure, tables })
}

/// Lets the axes of panels that are compared show the same range.
fn share(content: &mut Content, experiment: &Experiment, index: usize) {
    let figure = &experiment.figure;
    let (x, y) = match content {
        Content::Curves(curves) => (&mut curves.x, &mut curves.y),
        Content::Histogram(histogram) => (&mut histogram.x, &mut histogram.y),
        Content::Heatmap(heatmap) => {
            // Each quantity has the number of the first panel that shows it.
            let quantity = |panel: &Setting| match panel {
                Setting::Heatmap(panel) => {
                    Some((panel.colour.of.clone(), Scaled::of(&panel.colour)))
                }
                _ => None,
            };
            let same = |panel: &Setting| quantity(panel) == quantity(&experiment.panel[index]);
            let first = experiment.panel.iter().position(same);
            heatmap.colours.share = first.filter(|_| figure.share_colours);
            return;
        }
        _ => return,
    };
    x.share = figure.share_x.then_some(0);
    y.share = figure.share_y.then_some(1);
}

/// Whether a run has these values of swept keys.
pub fn is_among(run: &TableRun, only: &toml::Table, table: &Table) -> bool {
    has_values(&run.point, only, table)
}

/// Whether a point of the sweep, its values as in the table, has these values of swept keys.
fn has_values(point: &[String], only: &toml::Table, table: &Table) -> bool {
    only.iter().all(|(key, value)| {
        let wanted = crease_results::point_text(value);
        let number = |text: &str| text.parse::<f64>().ok();
        table.key(key).is_some_and(|column| {
            let found = &point[column];
            *found == wanted || (number(found).is_some() && number(found) == number(&wanted))
        })
    })
}

/// An axis as the figure has it.
fn axis(axis: &AxisSetting) -> Axis {
    let label = axis
        .label
        .clone()
        .unwrap_or_else(|| spoken(&axis.of, Scaled::of(axis)));
    Axis {
        min: axis.min,
        max: axis.max,
        ..Axis::new(
            label,
            match axis.scale {
                settings::Scale::Linear => Scale::Linear,
                settings::Scale::Logarithmic => Scale::Logarithmic,
            },
        )
    }
}

/// `activation_regions` as `Activation regions`, and what it is measured in.
pub fn spoken(name: &str, scaled: Scaled) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words + &scaled.words()
}

/// The last word of a dotted key, as an axis or a legend says it: `Weight scale`.
fn spoken_key(key: &str) -> String {
    spoken(last_word(key), Scaled::default())
}

/// The last word of a dotted key.
pub fn last_word(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
