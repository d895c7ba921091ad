//! The mean of a measure over runs, for two swept keys.

use super::axis::Axis;
use super::kind::{DrawnPanel, Kind, Material};
use super::over_runs::{
    self, At, has_values, in_order, key_words, last_word, only_words, spoken_key,
};
use crate::stats::Summary;
use crate::text::names;
use crate::words::in_sentence;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::SweepValue;
use crease_experiment::check::Check;
use crease_experiment::plan::PlannedRun;
use crease_figure::Categories;
use crease_results::{Table, TableRun};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// `[panel.heatmap]`: the mean of a measure over runs, one cell for each pair of values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heatmap {
    /// The swept key along the horizontal axis.
    pub x: String,
    /// The swept key along the vertical axis.
    pub y: String,
    /// The measure, and the label of its colours.
    pub colour: Axis,
    /// When it is taken: `start` or `end`.
    pub at: At,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Label of the horizontal axis; the key's last word if left out.
    pub x_label: Option<String>,
    /// Label of the vertical axis; the key's last word if left out.
    pub y_label: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
}

impl Kind for Heatmap {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        scene.swept_key(&self.x, &format!("{key}.x"))?;
        scene.swept_key(&self.y, &format!("{key}.y"))?;
        over_runs::other_key(&self.x, &self.y, &format!("{key}.y"))?;
        self.colour.check_measure(&format!("{key}.colour"), scene)?;
        over_runs::check(None, &self.only, key, scene)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let runs = runs(self, material.table, material.planned);
        let columns = values(&runs, 0);
        let rows = values(&runs, 1);
        let cell = |x: &SweepValue, y: &SweepValue| {
            Cell::of(runs.iter().filter(|run| run.place == [x, y]))
        };
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|y| columns.iter().map(|x| cell(x, y)).collect())
            .collect();
        let categories = |label: &Option<String>, key: &str, values: &[&SweepValue]| Categories {
            label: label.clone().unwrap_or_else(|| spoken_key(key)),
            names: names(values),
        };
        let each = |row: &Vec<Cell>, of: fn(&Cell) -> f64| row.iter().map(of).collect();
        let heatmap = crease_figure::Heatmap {
            x: categories(&self.x_label, &self.x, &columns),
            y: categories(&self.y_label, &self.y, &rows),
            values: cells.iter().map(|row| each(row, Cell::mean)).collect(),
            colours: self.colour.drawn(),
            missing: "no value".to_owned(),
            marked: cells
                .iter()
                .map(|row| row.iter().map(Cell::lacks_runs).collect())
                .collect(),
            mark: "fewer runs".to_owned(),
        };
        Ok(DrawnPanel {
            csv: Some(csv(self, &columns, &rows, &cells)?),
            coloured: Some((self.colour.of.clone(), self.colour.scaled())),
            ..DrawnPanel::new(self.title.clone(), heatmap)
        })
    }

    fn caption(&self, planned: &Planned) -> String {
        let key = |label: &Option<String>, key: &str| {
            label.as_deref().map_or_else(|| key_words(key), in_sentence)
        };
        format!(
            "Mean over runs of {}{}{}, for each {} and {}",
            in_sentence(&self.colour.label()),
            self.at.words(planned),
            only_words(&self.only),
            key(&self.x_label, &self.x),
            key(&self.y_label, &self.y)
        )
    }
}

/// A run of the plan and what it adds to its cell.
struct Run<'a> {
    /// Its values of the keys along the axes, x and y.
    place: [&'a SweepValue; 2],
    /// `None` if the run has not got this far, or the value is not finite.
    value: Option<f64>,
}

/// The runs that the panel is about, in the order of the plan.
fn runs<'a>(setting: &Heatmap, table: &Table, planned: &'a [PlannedRun]) -> Vec<Run<'a>> {
    let measured: HashMap<u64, &TableRun> = table.runs.iter().map(|run| (run.seed, run)).collect();
    let quantity = setting.colour.quantity(table);
    let mut runs = Vec::new();
    for run in planned {
        let axis = |key: &str| {
            let mut point = run.point.iter();
            point
                .find(|(swept, _)| swept == key)
                .map(|(_, value)| value)
        };
        let (Some(x), Some(y)) = (axis(&setting.x), axis(&setting.y)) else {
            continue;
        };
        let point: Vec<SweepValue> = run.values().cloned().collect();
        if !has_values(&point, &setting.only, table) {
            continue;
        }
        let value = measured.get(&run.settings.seed).and_then(|found| {
            let row = match setting.at {
                At::Start => found.rows.first()?,
                // A run that diverged ended before the last checkpoint and has no value there.
                At::End => {
                    let last = run.settings.schedule().last().copied();
                    found.rows.last().filter(|row| Some(row.step) == last)?
                }
            };
            Some(quantity?.read(found, row)).filter(|value| value.is_finite())
        });
        runs.push(Run {
            place: [x, y],
            value,
        });
    }
    runs
}

/// The values along an axis: numbers in order, others in the order of the sweep.
fn values<'a>(runs: &[Run<'a>], axis: usize) -> Vec<&'a SweepValue> {
    let mut values: Vec<&SweepValue> = Vec::new();
    for run in runs {
        let value = run.place[axis];
        if !values.contains(&value) {
            values.push(value);
        }
    }
    in_order(&mut values, |value| Some(*value));
    values
}

/// The runs of one pair of values.
struct Cell {
    /// `None` if no run has a value.
    summary: Option<Summary>,
    planned: usize,
}

impl Cell {
    fn of<'a>(runs: impl Iterator<Item = &'a Run<'a>>) -> Self {
        let values: Vec<Option<f64>> = runs.map(|run| run.value).collect();
        let sample: Vec<f64> = values.iter().copied().flatten().collect();
        Self {
            summary: Summary::of(&sample),
            planned: values.len(),
        }
    }

    fn mean(&self) -> f64 {
        self.summary.map_or(f64::NAN, |summary| summary.mean)
    }

    fn runs(&self) -> usize {
        self.summary.map_or(0, |summary| summary.count)
    }

    fn lacks_runs(&self) -> bool {
        self.runs() < self.planned
    }
}

/// One line per cell: the values of both keys, mean and standard error over runs (empty if there are
/// too few), how many runs have a value and how many should.
fn csv(
    setting: &Heatmap,
    columns: &[&SweepValue],
    rows: &[&SweepValue],
    cells: &[Vec<Cell>],
) -> Result<String, ReportError> {
    let words = [last_word(&setting.x), last_word(&setting.y)];
    let [x, y] = if words[0] == words[1] {
        [setting.x.as_str(), setting.y.as_str()]
    } else {
        words
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([x, y, "mean", "standard_error", "runs", "planned"])?;
    let text = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    for (y, row) in rows.iter().zip(cells) {
        for (x, cell) in columns.iter().zip(row) {
            let mean = text(cell.summary.map(|summary| summary.mean));
            let error = text(cell.summary.and_then(|summary| summary.error()));
            let (runs, planned) = (cell.runs().to_string(), cell.planned.to_string());
            let (x, y) = (x.to_string(), y.to_string());
            writer.write_record([&x, &y, &mean, &error, &runs, &planned])?;
        }
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error);
    let bytes = bytes.map_err(csv::Error::from)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
