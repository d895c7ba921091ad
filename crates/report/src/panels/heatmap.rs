//! The mean of a measure over runs, over two swept keys.

use super::curves::in_order;
use super::quantity::Quantity;
use super::{DrawnPanel, axis, has_values, last_word, spoken_key};
use crate::ReportError;
use crate::stats::Summary;
use crate::text::names;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{self, When};
use crease_figure::{Categories, Heatmap};
use crease_results::{Table, TableRun, point_texts};
use std::collections::HashMap;

/// `planned` are all runs of the experiment; the table holds those that are there.
pub(super) fn panel(
    setting: &settings::Heatmap,
    table: &Table,
    planned: &[PlannedRun],
) -> Result<DrawnPanel, ReportError> {
    let runs = runs(setting, table, planned);
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
    let heatmap = Heatmap {
        x: categories(&setting.x_label, &setting.x, &columns),
        y: categories(&setting.y_label, &setting.y, &rows),
        values: cells.iter().map(|row| each(row, Cell::mean)).collect(),
        colours: axis(&setting.colour),
        missing: "no value".to_owned(),
        marked: cells
            .iter()
            .map(|row| row.iter().map(Cell::lacks_runs).collect())
            .collect(),
        mark: "fewer runs".to_owned(),
    };
    Ok(DrawnPanel {
        title: setting.title.clone(),
        content: heatmap.into(),
        csv: Some(csv(setting, &columns, &rows, &cells)?),
    })
}

/// A run of the plan and what it adds to its cell.
struct Run {
    /// Its values of the keys along the axes, x and y.
    place: [String; 2],
    /// `None` if it has not come this far, or the value is not finite.
    value: Option<f64>,
}

/// The runs that the panel is about, in the order of the plan.
fn runs(setting: &settings::Heatmap, table: &Table, planned: &[PlannedRun]) -> Vec<Run> {
    let measured: HashMap<(&[String], usize), &TableRun> = table
        .runs
        .iter()
        .map(|run| ((run.point.as_slice(), run.repeat), run))
        .collect();
    let quantity = Quantity::of(&setting.colour, table);
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
                    When::Start => found.rows.first()?,
                    // A run that diverged ends before the last checkpoint; it has no value there.
                    When::Always | When::End => {
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
    setting: &settings::Heatmap,
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
