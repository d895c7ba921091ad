//! What a claim reads off the table, and the words for it.

use crate::panels::{Scaled, groups, last_word};
use crate::stats::Summary;
use crate::text::{counted, number, swept_name};
use crease_experiment::SweepValue;
use crease_results::{Table, TableRun};

/// A measure, in units of the network's size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured<'a> {
    pub(super) measure: &'a str,
    pub(super) scaled: Scaled,
}

impl Measured<'_> {
    /// Its name in a sentence.
    pub(super) fn spoken(self) -> String {
        self.measure.replace('_', " ") + &self.scaled.words()
    }

    /// Its values in one run, checkpoint by checkpoint.
    fn values(self, table: &Table, run: &TableRun) -> Vec<f64> {
        let column = table.column(self.measure);
        let values = run.rows.iter().filter_map(|row| row.values.get(column?));
        let values = values.filter(|value| !value.is_nan());
        values
            .map(|&value| self.scaled.apply(value, run.neurons))
            .collect()
    }
}

/// The runs with one value of a swept key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Course {
    /// `points = 10,000`; empty if all runs are one group.
    pub(super) name: String,
    /// At its checkpoints.
    pub(super) epochs: Vec<f64>,
    /// The values of each run, one per checkpoint.
    pub(super) runs: Vec<Vec<f64>>,
}

impl Course {
    /// The checkpoints between two epochs, both included; `None` if there are none.
    pub(super) fn between(self, [from, to]: [f64; 2]) -> Option<Self> {
        let kept = |epoch: f64| from <= epoch && epoch <= to;
        let of = |values: &[f64]| -> Vec<f64> {
            let pairs = self.epochs.iter().zip(values);
            pairs
                .filter(|(epoch, _)| kept(**epoch))
                .map(|(_, value)| *value)
                .collect()
        };
        let runs = self.runs.iter().map(|run| of(run)).collect();
        let epochs = of(&self.epochs);
        (!epochs.is_empty()).then_some(Self {
            name: self.name,
            epochs,
            runs,
        })
    }

    /// The courses by the value of a swept key, smallest first; in the order of the sweep if the
    /// values are not numbers. Runs that stopped short are left out.
    pub(super) fn all(table: &Table, measured: Measured, by: Option<&str>) -> Vec<Self> {
        let course = |(value, runs): (Option<&SweepValue>, Vec<&TableRun>)| {
            let epochs: Vec<f64> = runs.first()?.rows.iter().map(|row| row.epoch).collect();
            let values = runs.iter().map(|run| measured.values(table, run));
            let runs: Vec<Vec<f64>> = values.filter(|run| run.len() == epochs.len()).collect();
            let some = !epochs.is_empty() && !runs.is_empty();
            some.then(|| Self {
                name: match (by, value) {
                    (Some(by), Some(value)) => {
                        format!("{} = {}", last_word(by), swept_name(value))
                    }
                    _ => String::new(),
                },
                epochs,
                runs,
            })
        };
        groups(by, table).into_iter().filter_map(course).collect()
    }

    /// The mean over runs at each checkpoint.
    pub(super) fn means(&self) -> Vec<f64> {
        let mean = |checkpoint: usize| {
            let values = self.runs.iter().map(|run| run[checkpoint]);
            values.sum::<f64>() / self.runs.len() as f64
        };
        (0..self.epochs.len()).map(mean).collect()
    }

    /// The summary of what is read off each run.
    pub(super) fn summary(&self, read: impl Fn(&[f64]) -> f64) -> Option<Summary> {
        let sample: Vec<f64> = self.runs.iter().map(|run| read(run)).collect();
        Summary::of(&sample)
    }

    /// The ratio of each run's values at two checkpoints: mean and error.
    pub(super) fn ratio(&self, to: usize, from: usize) -> Option<Summary> {
        let summary = self.summary(|run| run[to] / run[from]);
        summary.filter(|summary| summary.mean.is_finite())
    }

    /// A line about it.
    pub(super) fn line(&self, words: &str) -> String {
        if self.name.is_empty() {
            words.to_owned()
        } else {
            format!("{}: {words}", self.name)
        }
    }
}

/// `4613 ± 11.55 (4 runs)`: mean and standard deviation between runs.
pub(super) fn with_deviation(summary: &Summary) -> String {
    let deviation = summary.deviation;
    let spread = deviation.map_or_else(String::new, |spread| format!(" ± {}", number(spread)));
    let runs = counted(summary.count as u64, "run");
    format!("{}{spread} ({runs})", number(summary.mean))
}

/// The sign of a difference that exceeds two standard errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    Up,
    Down,
    Unclear,
}

impl Trend {
    /// The sign of a difference with a standard error.
    pub(super) fn of(difference: f64, error: f64) -> Self {
        if difference > 2.0 * error {
            Self::Up
        } else if difference < -2.0 * error {
            Self::Down
        } else {
            Self::Unclear
        }
    }

    /// Whether a ratio is above or below 1. A single run has no spread and counts as exact.
    pub(super) fn of_ratio(ratio: &Summary) -> Self {
        Self::of(ratio.mean - 1.0, ratio.error().unwrap_or(0.0))
    }
}
