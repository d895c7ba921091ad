//! The distribution of a measure over runs.

use super::axis::Axis;
use super::bins::{MOST_BINS, heights};
use super::kind::{DrawnPanel, Kind, Material};
use super::over_runs::{self, At, by_words, family, only_words, spoken_key};
use crate::words::in_sentence;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, within};
use crease_figure::{Histogram, Scale};
use crease_results::TableRun;
use serde::{Deserialize, Serialize};

/// Whole numbers in a range up to this have one bin each.
const MOST_WHOLE: f64 = 80.0;

/// Default number of bins.
const BINS: usize = 30;

/// `[panel.distribution]`: how many runs have each value of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// The horizontal axis: a measure.
    pub x: Axis,
    /// When it is taken: `start` or `end`.
    pub at: At,
    /// The swept key with one outline per value; if left out, all runs make one.
    pub series: Option<String>,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// How many bins; if left out, a few whole numbers have one each.
    pub bins: Option<usize>,
    /// Title of the legend; the key's last word if left out.
    pub legend: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
}

impl Kind for Distribution {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        self.x.check_measure(&format!("{key}.x"), scene)?;
        over_runs::check(self.series.as_ref(), &self.only, key, scene)?;
        within(
            self.bins.unwrap_or(1),
            1..=MOST_BINS,
            &format!("{key}.bins"),
        )
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let series = self.series.as_deref();
        let quantity = self.x.quantity(material.table);
        let value = |run: &TableRun| {
            let value = quantity?.read(run, self.at.row(run)?);
            (!value.is_nan()).then_some(value)
        };
        let samples: Vec<(String, Vec<f64>)> =
            over_runs::series(series, &self.only, material.table)
                .into_iter()
                .map(|(name, runs)| (name, runs.into_iter().filter_map(value).collect()))
                .filter(|(_, sample): &(String, Vec<f64>)| !sample.is_empty())
                .collect();
        let all = samples
            .iter()
            .flat_map(|(_, sample)| sample.iter().copied());
        let edges = edges(all.filter(|value| value.is_finite()), self.bins);
        let distributions =
            samples
                .into_iter()
                .map(|(label, sample)| crease_figure::Distribution {
                    label,
                    edges: edges.clone(),
                    heights: heights(&sample, &edges),
                });
        let legend = self.legend.clone();
        let runs = crease_figure::Axis::new("Runs", Scale::Linear);
        Ok(DrawnPanel::new(
            self.title.clone(),
            Histogram {
                distributions: distributions.collect(),
                family: family(series, &material.table.axes),
                legend_title: legend.or_else(|| series.map(spoken_key)),
                ..Histogram::new(self.x.drawn(), runs)
            },
        ))
    }

    fn caption(&self, planned: &Planned) -> String {
        format!(
            "Number of runs by {}{}{}{}",
            in_sentence(&self.x.label()),
            self.at.words(planned),
            by_words(self.series.as_deref(), self.legend.as_deref()),
            only_words(&self.only)
        )
    }
}

/// The edges of bins that hold every value; for whole numbers, halfway between them.
fn edges(values: impl Iterator<Item = f64>, bins: Option<usize>) -> Vec<f64> {
    let (mut least, mut most, mut whole) = (f64::INFINITY, f64::NEG_INFINITY, true);
    for value in values {
        least = least.min(value);
        most = most.max(value);
        whole &= value.fract() == 0.0;
    }
    if least > most {
        return Vec::new();
    }
    if whole && bins.is_none() && most - least < MOST_WHOLE {
        let count = (most - least) as usize + 1;
        return (0..=count).map(|edge| least - 0.5 + edge as f64).collect();
    }
    let bins = bins.unwrap_or(BINS);
    // Equal values need a bin too.
    let margin = (most - least).max(least.abs().max(most.abs()).max(1.0) * 1e-9) * 1e-6;
    let (low, high) = (least - margin, most + margin);
    let edge = |index: usize| low + (high - low) * index as f64 / bins as f64;
    (0..=bins).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_a_bin_each() {
        let sample = [3.0, 5.0, 5.0, 32.0];
        let edges = edges(sample.iter().copied(), None);
        assert_eq!((edges[0], edges[30]), (2.5, 32.5));
        let heights = heights(&sample, &edges);
        assert_eq!((heights[0], heights[2], heights[29]), (1.0, 2.0, 1.0));
    }

    #[test]
    fn every_value_is_in_one_bin() {
        for sample in [vec![0.25; 4], vec![-1.5, 0.0, 7.25], vec![1e9, 3e9]] {
            let edges = edges(sample.iter().copied(), Some(7));
            let heights = heights(&sample, &edges);
            assert_eq!(
                heights.iter().sum::<f64>(),
                sample.len() as f64,
                "{sample:?}"
            );
        }
        assert!(edges([].into_iter(), None).is_empty());
    }
}
