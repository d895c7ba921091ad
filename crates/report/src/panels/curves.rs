//! Mean and standard deviation over runs, checkpoint by checkpoint.

use super::quantity::Quantity;
use super::{DrawnPanel, axis, is_among, spoken_key};
use crate::stats::Summary;
use crate::text::names;
use crease_experiment::settings::{self, Experiment};
use crease_figure::{Curve, Curves, Family, Point, Reference, Style};
use crease_results::{Row, Table, TableRun};
use std::collections::BTreeMap;

/// Points of a reference curve: it looks smooth on any page.
const SAMPLES: usize = 64;

pub(super) fn panel(
    setting: &settings::Curves,
    experiment: &Experiment,
    table: &Table,
) -> DrawnPanel {
    let series = setting.series.as_deref();
    let legend = setting.legend.clone();
    let over_sizes = setting.x.of == "neurons";
    let groups = groups(series, table);
    let names = names(groups.iter().map(|(value, _)| value.as_str()));
    let curves = groups.into_iter().zip(names).map(|((_, runs), label)| {
        let runs: Vec<&TableRun> = runs
            .into_iter()
            .filter(|run| is_among(run, &setting.only, table))
            .collect();
        Curve {
            label,
            points: points(setting, table, &runs),
            style: if over_sizes {
                Style::Scatter
            } else {
                Style::Line
            },
        }
    });
    let curves = Curves {
        curves: curves.filter(|curve| !curve.points.is_empty()).collect(),
        family: family(series, experiment),
        references: references(setting, table),
        legend_title: legend.or_else(|| series.map(spoken_key)),
        ..Curves::new(axis(&setting.x), axis(&setting.y))
    };
    DrawnPanel {
        title: setting.title.clone(),
        content: curves.into(),
        csv: None,
    }
}

/// Numbers have an order, architectures do not.
pub(super) fn family(series: Option<&str>, experiment: &Experiment) -> Family {
    let mut value: Option<&toml::Value> = None;
    if let Some(key) = series {
        let mut words = key.split('.');
        value = words.next().and_then(|word| experiment.sweep.get(word));
        for word in words {
            value = value.and_then(|table| table.get(word));
        }
    }
    let values = value.and_then(toml::Value::as_array);
    let numbers = values.is_none_or(|values| {
        let mut values = values.iter();
        values.all(|value| value.is_integer() || value.is_float())
    });
    if numbers {
        Family::Ordered
    } else {
        Family::Unordered
    }
}

/// The runs by their value of a swept key, numbers in their order and others in that of the sweep;
/// all of them together if there is no such key.
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
    in_order(&mut groups, |(value, _)| value);
    groups
}

/// Puts things in the order of their swept values if all are numbers; others stay in that of the
/// sweep.
pub(super) fn in_order<T>(things: &mut [T], value: impl Fn(&T) -> &str) {
    let number = |thing: &T| value(thing).parse::<f64>();
    if things.iter().all(|thing| number(thing).is_ok()) {
        things.sort_by(|a, b| {
            number(a)
                .unwrap_or(0.0)
                .total_cmp(&number(b).unwrap_or(0.0))
        });
    }
}

/// One point a checkpoint, in their order.
fn points(panel: &settings::Curves, table: &Table, runs: &[&TableRun]) -> Vec<Point> {
    let (x, y) = (Quantity::of(&panel.x, table), Quantity::of(&panel.y, table));
    let (Some(x), Some(y)) = (x, y) else {
        return Vec::new();
    };
    // Pooled runs may take other numbers of steps an epoch; epochs are what they have in common.
    // Neither is negative, so their bits are ordered as they are.
    let moment = |row: &Row| {
        if x.is_step() {
            row.step
        } else {
            row.epoch.to_bits()
        }
    };
    let mut checkpoints: BTreeMap<u64, Vec<(&TableRun, &Row)>> = BTreeMap::new();
    for run in runs {
        for row in &run.rows {
            let checkpoint = checkpoints.entry(moment(row)).or_default();
            checkpoint.push((run, row));
        }
    }
    let summary = |rows: &[(&TableRun, &Row)], quantity: Quantity| {
        let sample: Vec<f64> = rows
            .iter()
            .map(|(run, row)| quantity.read(run, row))
            .collect();
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

fn references(panel: &settings::Curves, table: &Table) -> Vec<Reference> {
    let sizes = || table.runs.iter().map(|run| run.neurons as f64);
    let (least, most) = (
        sizes().fold(f64::INFINITY, f64::min),
        sizes().fold(0.0, f64::max),
    );
    let reference = |reference: &settings::Reference| {
        let label = reference.label.as_str();
        let Some(over) = reference.over else {
            return Reference::horizontal(reference.y, label);
        };
        let (low, high) = (0.9 * least, 1.1 * most);
        let points = (0..=SAMPLES).filter(|_| most > 0.0).map(|sample| {
            let x = low + (high - low) * sample as f64 / SAMPLES as f64;
            let size = match over {
                settings::Size::Neurons => x,
                settings::Size::NeuronsSquared => x * x,
            };
            [x, reference.y / size]
        });
        Reference::through(points.collect(), label)
    };
    panel.reference.iter().map(reference).collect()
}
