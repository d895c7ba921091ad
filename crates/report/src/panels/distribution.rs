//! How a measure is spread over runs.

use super::bins::heights;
use super::curves::family;
use super::quantity::Quantity;
use super::{DrawnPanel, axis, groups, is_among, spoken_key};
use crate::text::names;
use crease_experiment::settings::{self, Experiment, When};
use crease_figure::{Axis, Distribution, Histogram, Scale};
use crease_results::{Table, TableRun};

/// Whole numbers in a range up to this have a bin each.
const MOST_WHOLE: f64 = 80.0;

/// Bins where nothing else is said.
const BINS: usize = 30;

pub(super) fn panel(
    setting: &settings::Distribution,
    experiment: &Experiment,
    table: &Table,
) -> DrawnPanel {
    let series = setting.series.as_deref();
    let quantity = Quantity::of(&setting.x, table);
    let value = |run: &TableRun| {
        let row = match setting.at {
            When::Start => run.rows.first(),
            When::Always | When::End => run.rows.last(),
        };
        row.zip(quantity)
            .map(|(row, quantity)| quantity.read(run, row))
    };
    let groups = groups(series, table);
    let names = names(groups.iter().map(|(value, _)| value.as_str()));
    let samples: Vec<(String, Vec<f64>)> = groups
        .into_iter()
        .zip(names)
        .map(|((_, runs), name)| {
            let runs = runs
                .into_iter()
                .filter(|run| is_among(run, &setting.only, table));
            (name, runs.filter_map(value).collect())
        })
        .filter(|(_, sample): &(String, Vec<f64>)| !sample.is_empty())
        .collect();
    let all = samples
        .iter()
        .flat_map(|(_, sample)| sample.iter().copied());
    let edges = edges(all.filter(|value| value.is_finite()), setting.bins);
    let distributions = samples.into_iter().map(|(label, sample)| Distribution {
        label,
        edges: edges.clone(),
        heights: heights(&sample, &edges),
    });
    let legend = setting.legend.clone();
    let histogram = Histogram {
        distributions: distributions.collect(),
        family: family(series, experiment),
        legend_title: legend.or_else(|| series.map(spoken_key)),
        ..Histogram::new(axis(&setting.x), Axis::new("Runs", Scale::Linear))
    };
    DrawnPanel {
        title: setting.title.clone(),
        content: histogram.into(),
        csv: None,
    }
}

/// The edges of bins that hold every value; those of whole numbers lie between them.
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
    // Equal values have a bin too.
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
