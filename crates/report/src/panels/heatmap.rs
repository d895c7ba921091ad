//! The mean of a measure over runs, over two swept keys.

use super::axis::Axis;
use super::over_runs::{
    self, At, has_values, in_order, key_words, last_word, only_words, spoken_key,
};
use super::{DrawnPanel, Kind, Material};
use crate::stats::Summary;
use crate::text::names;
use crate::words::in_sentence;
use crate::{Loaded, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_experiment::plan::PlannedRun;
use crease_figure::Categories;
use crease_results::{Table, TableRun, point_texts};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// `[panel.heatmap]`: the mean of a measure over runs, a cell for each pair of values.
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
    /// Stands beside the horizontal axis; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_label: Option<String>,
    /// Stands beside the vertical axis; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y_label: Option<String>,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
        let cell = |x: &str, y: &str| Cell::of(runs.iter().filter(|run| run.place == [x, y]));
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|y| columns.iter().map(|x| cell(x, y)).collect())
            .collect();
        let categories = |label: &Option<String>, key: &str, values: &[&str]| Categories {
            label: label.clone().unwrap_or_else(|| spoken_key(key)),
            names: names(values.iter().copied()),
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

    fn caption(&self, loaded: &Loaded) -> String {
        let key = |label: &Option<String>, key: &str| {
            label.as_deref().map_or_else(|| key_words(key), in_sentence)
        };
        format!(
            "Mean over runs of {}{}{}, for each {} and {}",
            in_sentence(&self.colour.label()),
            self.at.words(loaded),
            only_words(&self.only),
            key(&self.x_label, &self.x),
            key(&self.y_label, &self.y)
        )
    }

    fn note(&self, _: &Loaded) -> Option<&'static str> {
        None
    }
}

/// A run of the plan and what it adds to its cell.
struct Run {
    /// Its values of the keys along the axes, x and y.
    place: [String; 2],
    /// `None` if it has not come this far, or the value is not finite.
    value: Option<f64>,
}

/// The runs that the panel is about, in the order of the plan.
fn runs(setting: &Heatmap, table: &Table, planned: &[PlannedRun]) -> Vec<Run> {
    let measured: HashMap<(&[String], usize), &TableRun> = table
        .runs
        .iter()
        .map(|run| ((run.point.as_slice(), run.repeat), run))
        .collect();
    let quantity = setting.colour.quantity(table);
    let mut runs = Vec::new();
    for run in planned {
        let point = point_texts(&run.point);
        let axis = |key: &str| table.key(key).and_then(|column| point.get(column).cloned());
        let (Some(x), Some(y)) = (axis(&setting.x), axis(&setting.y)) else {
            continue;
        };
        if !has_values(&point, &setting.only, table) {
            continue;
        }
        let value = measured
            .get(&(point.as_slice(), run.repeat))
            .and_then(|found| {
                let row = match setting.at {
                    At::Start => found.rows.first()?,
                    // A run that diverged ends before the last checkpoint; it has no value there.
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

/// The values along an axis, numbers in their order and others in that of the sweep.
fn values(runs: &[Run], axis: usize) -> Vec<&str> {
    let mut values: Vec<&str> = Vec::new();
    for run in runs {
        let value = run.place[axis].as_str();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    in_order(&mut values, |value| value);
    values
}

/// What the runs of one pair of values say.
struct Cell {
    /// Nothing if no run has a value.
    summary: Option<Summary>,
    planned: usize,
}

impl Cell {
    fn of<'a>(runs: impl Iterator<Item = &'a Run>) -> Self {
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

/// A line a cell: the values of both keys, mean and standard error over runs (empty where there are
/// too few), how many runs have a value and how many should.
fn csv(
    setting: &Heatmap,
    columns: &[&str],
    rows: &[&str],
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
            writer.write_record([*x, *y, &mean, &error, &runs, &planned])?;
        }
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error);
    let bytes = bytes.map_err(csv::Error::from)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
