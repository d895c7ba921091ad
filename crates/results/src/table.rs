use crate::run::{cells, header, parse_row};
use crate::{ResultsError, Row, write_whole};
use crease_experiment::{Column, SweepAxis, SweepValue};
use crease_input::shown;
use std::collections::HashSet;
use std::path::Path;

/// `table.csv`: the rows of all finished runs, in the order of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The swept keys, in the order of the sweep.
    pub axes: Vec<SweepAxis>,
    /// What is measured, in the order of the experiment.
    pub columns: Vec<Column>,
    /// The runs.
    pub runs: Vec<TableRun>,
}

/// The rows of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRun {
    /// The value of each swept key.
    pub point: Vec<SweepValue>,
    /// Which repeat.
    pub repeat: usize,
    /// The run's own seed.
    pub seed: u64,
    /// Hidden units of its network.
    pub neurons: usize,
    /// One row per checkpoint, in order of steps.
    pub rows: Vec<Row>,
}

/// A row of a run with its own columns, as a row of a table that has these and others.
pub fn aligned(row: &Row, own: &[Column], all: &[Column]) -> Row {
    let value = |column: &Column| {
        let place = own.iter().position(|held| held == column);
        place.map_or(f64::NAN, |place| row.values[place])
    };
    Row {
        values: all.iter().map(value).collect(),
        ..row.clone()
    }
}

impl Table {
    /// The position of a column in [`Row::values`].
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|held| held.name() == name)
    }

    /// The position of a swept key in [`TableRun::point`].
    pub fn key(&self, key: &str) -> Option<usize> {
        self.axes.iter().position(|axis| axis.key == key)
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.rows.len()).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the first line of the file at `path` that is not in this table, if both have the
    /// same columns: the file was changed or damaged.
    pub fn strange_line(&self, path: &Path) -> Option<usize> {
        let (there, own) = (std::fs::read(path).ok()?, self.to_csv().ok()?);
        let mut there = there.split(|&byte| byte == b'\n');
        let mut own = own.split(|&byte| byte == b'\n');
        if there.next() != own.next() {
            return None;
        }
        let own: HashSet<&[u8]> = own.collect();
        let strange = there.position(|line| !own.contains(line))?;
        Some(strange + 2)
    }

    /// Writes the table.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ResultsError> {
        let text = self
            .to_csv()
            .map_err(std::io::Error::from)
            .map_err(ResultsError::io("write", path))?;
        write_whole(path, &text)
    }

    fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.header())?;
        for run in &self.runs {
            let own = [
                run.repeat.to_string(),
                run.seed.to_string(),
                run.neurons.to_string(),
            ];
            let point: Vec<String> = run.point.iter().map(ToString::to_string).collect();
            for row in &run.rows {
                writer.write_record(point.iter().chain(&own).chain(&cells(row)))?;
            }
        }
        writer
            .into_inner()
            .map_err(|error| error.into_error().into())
    }

    fn header(&self) -> Vec<String> {
        let mut names = column_names(&self.axes);
        names.extend(["repeat", "seed", "neurons"].map(str::to_owned));
        names.extend(header(&self.columns));
        names
    }

    /// Reads the table of an experiment that sweeps `axes` and has `columns`.
    ///
    /// # Errors
    /// If the file cannot be read, or is not such a table.
    pub fn read(
        path: &Path,
        axes: Vec<SweepAxis>,
        columns: Vec<Column>,
    ) -> Result<Self, ResultsError> {
        let mut table = Self {
            axes,
            columns,
            runs: Vec::new(),
        };
        let bytes = std::fs::read(path).map_err(ResultsError::io("read", path))?;
        table.fill(&bytes).map_err(|reason| ResultsError::Table {
            path: path.to_path_buf(),
            reason,
        })?;
        Ok(table)
    }

    fn fill(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let expected = self.header();
        let found = reader.headers().map_err(|error| error.to_string())?;
        if !found.iter().eq(&expected) {
            return Err(format!("expected the columns {}", expected.join(",")));
        }
        let swept = self.axes.len();
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|error| error.to_string())?;
            let bad = || format!("line {} is not a row of numbers", index + 2);
            let point = record.iter().zip(&self.axes).map(|(text, axis)| {
                let value = axis.values.iter().find(|value| value.to_string() == text);
                value.cloned().ok_or_else(|| {
                    format!(
                        "line {}: {} is not a value of {} in the experiment",
                        index + 2,
                        shown(text),
                        axis.key
                    )
                })
            });
            let point: Vec<SweepValue> = point.collect::<Result<_, _>>()?;
            let mut rest = record.iter().skip(swept);
            let mut whole = || rest.next()?.parse::<u64>().ok();
            let repeat = whole().ok_or_else(bad)? as usize;
            let seed = whole().ok_or_else(bad)?;
            let neurons = whole().ok_or_else(bad)? as usize;
            let row = parse_row(rest).ok_or_else(bad)?;
            match self.runs.last_mut() {
                Some(run) if run.seed == seed && run.repeat == repeat && run.point == point => {
                    run.rows.push(row);
                }
                _ => self.runs.push(TableRun {
                    point,
                    repeat,
                    seed,
                    neurons,
                    rows: vec![row],
                }),
            }
        }
        Ok(())
    }
}

/// A column for each swept key: its last word, or the whole key if the word is taken.
fn column_names(axes: &[SweepAxis]) -> Vec<String> {
    const TAKEN: [&str; 5] = ["repeat", "seed", "neurons", "step", "epoch"];
    let word = |key: &str| key.rsplit('.').next().unwrap_or(key).to_owned();
    axes.iter()
        .map(|SweepAxis { key, .. }| {
            let last = word(key);
            let alike = axes.iter().filter(|other| word(&other.key) == last);
            let alike = alike.count();
            if alike > 1 || TAKEN.contains(&last.as_str()) {
                format!("sweep.{key}")
            } else {
                last
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
