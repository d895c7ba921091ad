//! Mean and standard deviation over runs, checkpoint by checkpoint.

use super::axis::{Axis, Layout, Quantity, Size};
use super::kind::{DrawnPanel, Kind, Material};
use super::over_runs::{self, by_words, family, only_words, spoken_key};
use crate::stats::Summary;
use crate::text::real;
use crate::words::{capitalised, in_sentence, listed};
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, finite, require};
use crease_experiment::plan::PlannedRun;
use crease_figure::{Curve, Point, Reference as FigureReference, Style};
use crease_results::{Row, Table, TableRun};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points of a reference curve: it looks smooth on any page.
const SAMPLES: usize = 64;

/// `[panel.curves]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curves {
    /// The horizontal axis: `epoch`, `step`, `neurons` or a measure. Against a measure, each curve
    /// joins the means over runs of successive checkpoints; against `neurons`, checkpoints are points.
    pub x: Axis,
    /// The vertical axis: a measure, mean and band (one standard deviation between runs). One that
    /// is a vector, such as `weight_norm_by_layer`, makes a curve of each of its parts, or, as
    /// `local_complexity_training`, of those that its name leaves open.
    pub y: Axis,
    /// The swept key with one curve per value; if left out, all runs make one curve.
    pub series: Option<String>,
    /// Only runs in which swept keys have these values, as in `{ "training.learning_rate" = 1e-3 }`.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Title of the legend; the key's last word if left out.
    pub legend: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
    /// Lines for what a theorem predicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<Reference>,
}

/// A line across a panel of curves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Where it crosses the vertical axis.
    pub y: f64,
    /// What `y` is divided by, where the horizontal axis is `neurons`: a curve, not a line.
    pub over: Option<Size>,
    /// Its label.
    pub label: String,
}

impl Kind for Curves {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        self.x.check_any(&format!("{key}.x"), scene)?;
        self.y.check_spread(&format!("{key}.y"), scene)?;
        if let Some(series) = self.series.as_ref().filter(|_| scene.is_vector(&self.y.of)) {
            let expected = format!(
                "must be left out where curves are the parts of {}",
                self.y.of
            );
            let key = format!("{key}.series");
            return require(false, &key, format!("{series:?}"), &expected);
        }
        over_runs::check(self.series.as_ref(), &self.only, key, scene)?;
        for (index, line) in self.reference.iter().enumerate() {
            let key = format!("{key}.reference[{index}]");
            finite(line.y, &format!("{key}.y"))?;
            let right = line.over.is_none() || self.is_over_sizes();
            let expected = "needs neurons on the horizontal axis";
            require(right, &format!("{key}.over"), "a size", expected)?;
        }
        Ok(())
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let table = material.table;
        let series = self.series.as_deref();
        let style = if self.is_over_sizes() {
            Style::Scatter
        } else {
            Style::Line
        };
        let curves: Vec<Curve> = over_runs::series(series, &self.only, table)
            .into_iter()
            .flat_map(|(label, runs)| {
                let parts = self.y.spread(table);
                let parts = if parts.is_empty() {
                    let whole = self.y.quantity(table);
                    whole.map(|whole| (label, whole)).into_iter().collect()
                } else {
                    parts
                };
                parts.into_iter().map(move |(label, y)| Curve {
                    label,
                    points: points(self, table, &runs, y),
                    style,
                })
            })
            .collect();
        let part = self.y.part_word(&table.columns);
        let part = part.as_deref().map(capitalised);
        let legend = self.legend.clone().or(part);
        Ok(DrawnPanel::new(
            self.title.clone(),
            crease_figure::Curves {
                curves: curves
                    .into_iter()
                    .filter(|curve| !curve.points.is_empty())
                    .collect(),
                family: family(series, &material.table.axes),
                references: references(self, table),
                legend_title: legend.or_else(|| series.map(spoken_key)),
                ..crease_figure::Curves::new(self.x.drawn(), self.y.drawn())
            },
        ))
    }

    fn caption(&self, planned: &Planned) -> String {
        let lines = self.reference.iter().map(|line| line.label.clone());
        let lines: Vec<String> = lines.collect();
        let dashed = if lines.is_empty() {
            String::new()
        } else {
            format!("; dashed: {}", listed(&lines))
        };
        format!(
            "{}{} against {}{}{}{}{}{dashed}",
            self.y.label(),
            self.each_part(planned),
            in_sentence(&self.x.label()),
            ends(&self.x),
            left_out(&self.x, planned),
            by_words(self.series.as_deref(), self.legend.as_deref()),
            only_words(&self.only),
        )
    }

    fn note(&self, planned: &Planned) -> Option<&'static str> {
        Some(if self.is_over_sizes() {
            "Each dot is the mean over runs at one checkpoint."
        } else if planned.plan.runs.len() > 1 {
            "Lines are means over runs, bands one standard deviation between runs."
        } else {
            "Lines show the only run."
        })
    }
}

impl Curves {
    /// ` (each layer)`; empty where the vertical axis shows a number.
    fn each_part(&self, planned: &Planned) -> String {
        match self.y.part_word(&planned.plan.columns()) {
            Some(word) => format!(" (each {word})"),
            None => String::new(),
        }
    }

    fn is_over_sizes(&self) -> bool {
        self.x.of == "neurons"
    }
}

/// The limits of an axis, if the file gives them.
fn ends(axis: &Axis) -> String {
    match (axis.min, axis.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!(" from {}", real(min)),
        (None, Some(max)) => format!(" up to {}", real(max)),
        (Some(min), Some(max)) => format!(" from {} to {}", real(min), real(max)),
    }
}

/// A logarithmic axis cannot show what is measured before the first step.
fn left_out(axis: &Axis, planned: &Planned) -> String {
    let is_time = axis.of == "epoch" || axis.of == "step";
    let begins_at_zero = |run: &PlannedRun| run.settings.schedule().first() == Some(&0);
    let runs = &planned.plan.runs;
    if axis.scale == Layout::Logarithmic && is_time && runs.iter().any(begins_at_zero) {
        format!(" (logarithmic, without {} 0, the initialisation)", axis.of)
    } else {
        String::new()
    }
}

/// One point per checkpoint, in order.
fn points(panel: &Curves, table: &Table, runs: &[&TableRun], y: Quantity) -> Vec<Point> {
    let Some(x) = panel.x.quantity(table) else {
        return Vec::new();
    };
    // Pooled runs may have different numbers of steps per epoch, but epochs are common to all. Epochs
    // are not negative, so their bits are ordered as they are.
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

fn references(panel: &Curves, table: &Table) -> Vec<FigureReference> {
    let sizes = || table.runs.iter().map(|run| run.neurons as f64);
    let (least, most) = (
        sizes().fold(f64::INFINITY, f64::min),
        sizes().fold(0.0, f64::max),
    );
    let reference = |reference: &Reference| {
        let label = reference.label.as_str();
        let Some(over) = reference.over else {
            return FigureReference::horizontal(reference.y, label);
        };
        let (low, high) = (0.9 * least, 1.1 * most);
        let points = (0..=SAMPLES).filter(|_| most > 0.0).map(|sample| {
            let x = low + (high - low) * sample as f64 / SAMPLES as f64;
            [x, reference.y / over.of(x)]
        });
        FigureReference::through(points.collect(), label)
    };
    panel.reference.iter().map(reference).collect()
}

#[cfg(test)]
mod tests;
