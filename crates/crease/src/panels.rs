//! From the table to the figure: mean and standard deviation over runs, checkpoint by checkpoint.

use crate::stats::Summary;
use crate::text::grouped;
use crease_experiment::settings::{self, Experiment, Measure};
use crease_figure::{Axis, Curve, Curves, Figure, Panel, Point, Reference, Scale};
use crease_results::{Row, Table, TableRun};
use std::collections::BTreeMap;

/// The figure of an experiment.
pub fn figure(experiment: &Experiment, table: &Table) -> Figure {
    // Papers say it in the caption, the report in its heading: no title.
    Figure::new(
        experiment
            .panel
            .iter()
            .map(|panel| Panel::new(drawn(panel, table)))
            .collect(),
    )
}

fn drawn(panel: &settings::Panel, table: &Table) -> Curves {
    let series = panel.series.as_deref();
    let legend = panel.legend.clone();
    Curves {
        curves: groups(series, table)
            .into_iter()
            .map(|(value, runs)| Curve {
                label: grouped(&value),
                points: points(panel, table, &runs),
                ..Curve::default()
            })
            .collect(),
        references: panel
            .reference
            .iter()
            .map(|reference| Reference::horizontal(reference.y, reference.label.as_str()))
            .collect(),
        legend_title: legend.or_else(|| series.map(|key| last_word(key).to_owned())),
        ..Curves::new(axis(&panel.x), axis(&panel.y))
    }
}

/// The runs by their value of a swept key, in the order of the sweep; all of them together if
/// there is no such key.
pub fn groups<'a>(key: Option<&str>, table: &'a Table) -> Vec<(String, Vec<&'a TableRun>)> {
    let column = key.and_then(|key| table.key(key));
    let mut groups: Vec<(String, Vec<&TableRun>)> = Vec::new();
    for run in &table.runs {
        let value = column.map_or("", |column| run.point[column].as_str());
        match groups.iter_mut().find(|(known, _)| known == value) {
            Some((_, runs)) => runs.push(run),
            None => groups.push((value.to_owned(), vec![run])),
        }
    }
    groups
}

/// One point a checkpoint, in their order.
fn points(panel: &settings::Panel, table: &Table, runs: &[&TableRun]) -> Vec<Point> {
    let (x, y) = (Quantity::of(&panel.x, table), Quantity::of(&panel.y, table));
    let (Some(x), Some(y)) = (x, y) else {
        return Vec::new();
    };
    // Pooled runs may take other numbers of steps an epoch; epochs are what they have in common.
    // Neither is negative, so their bits are ordered as they are.
    let moment = |row: &Row| match x {
        Quantity::Step => row.step,
        _ => row.epoch.to_bits(),
    };
    let mut checkpoints: BTreeMap<u64, Vec<&Row>> = BTreeMap::new();
    for row in runs.iter().flat_map(|run| &run.rows) {
        checkpoints.entry(moment(row)).or_default().push(row);
    }
    let summary = |rows: &[&Row], quantity: Quantity| {
        let sample: Vec<f64> = rows.iter().map(|row| quantity.read(row)).collect();
        Summary::of(&sample)
    };
    checkpoints
        .values()
        .filter_map(|rows| {
            let (x, y) = (summary(rows, x)?, summary(rows, y)?);
            Some(Point {
                x: x.mean,
                y: y.mean,
                spread: y.deviation,
            })
        })
        .collect()
}

/// What an axis shows of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    Step,
    Epoch,
    /// The measure in this place.
    Value(usize),
}

impl Quantity {
    fn of(axis: &settings::Axis, table: &Table) -> Option<Self> {
        match axis.of.as_str() {
            "step" => Some(Self::Step),
            "epoch" => Some(Self::Epoch),
            name => table
                .measures
                .iter()
                .position(|measure: &Measure| measure.name() == name)
                .map(Self::Value),
        }
    }

    fn read(self, row: &Row) -> f64 {
        match self {
            Self::Step => row.step as f64,
            Self::Epoch => row.epoch,
            Self::Value(column) => row.values[column],
        }
    }
}

fn axis(axis: &settings::Axis) -> Axis {
    Axis {
        label: axis.label.clone().unwrap_or_else(|| spoken(&axis.of)),
        scale: match axis.scale {
            settings::Scale::Linear => Scale::Linear,
            settings::Scale::Logarithmic => Scale::Logarithmic,
        },
        min: axis.min,
        max: axis.max,
        share: None,
    }
}

/// `activation_regions` as `Activation regions`.
fn spoken(name: &str) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// The last word of a dotted key.
pub fn last_word(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
