//! The distribution of distances to the nearest boundary, or of slopes.

use super::bins::{MOST_BINS, weights};
use super::kind::{DrawnPanel, Kind, Material};
use super::network::{self, LIMITS, Views, moment};
use crate::words::listed;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, require, within};
use crease_experiment::plan::PlannedRun;
use crease_figure::{Axis, Distribution, Scale};
use crease_regions::{distances, slopes};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// `[panel.histogram]`: the distribution of distances to the nearest boundary, or of slopes, on a
/// logarithmic axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// What is distributed.
    #[serde(default)]
    pub of: Sample,
    /// The checkpoints, which must be kept, one outline each.
    pub epochs: Vec<f64>,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// How many bins.
    #[serde(default = "bins")]
    pub bins: usize,
    /// Label of the horizontal axis.
    pub label: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
}

/// What a histogram shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sample {
    /// The distances of the points of `[distances]`.
    #[default]
    Distances,
    /// The slopes in the first slice, by area or length.
    Slopes,
}

impl Sample {
    /// The measure that it needs.
    fn measure(self) -> &'static str {
        match self {
            Self::Distances => "boundary_distance",
            Self::Slopes => "slope_mean",
        }
    }

    /// The columns of its table: what is in a bin.
    fn column(self) -> &'static str {
        match self {
            Self::Distances => "points",
            Self::Slopes => "share",
        }
    }

    /// The labels of its axes.
    fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Distances => ["Distance to the nearest boundary", "Points"],
            Self::Slopes => ["Slope", "Share of the slice"],
        }
    }

    /// The sample: pairs of a weight and a value.
    fn of(
        self,
        views: &Views<'_>,
        run: &PlannedRun,
        epoch: f64,
    ) -> Result<Vec<[f64; 2]>, ReportError> {
        let network = views.network(run, epoch)?;
        if self == Self::Distances {
            let points = views.points(run)?;
            let distances = distances(&network, &points)?;
            return Ok(distances
                .into_iter()
                .map(|distance| [1.0, distance])
                .collect());
        }
        let slice = views.first_slice(run, &run.settings.slice)?.slice;
        let mut regions = slopes(&network, &slice, &LIMITS)?.regions;
        let total: f64 = regions.iter().map(|[size, _]| size).sum();
        for [size, _] in &mut regions {
            *size /= total;
        }
        Ok(regions)
    }
}

fn bins() -> usize {
    60
}

impl Kind for Histogram {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        let expected = "must name at least one epoch";
        let right = !self.epochs.is_empty();
        require(right, &format!("{key}.epochs"), "[]", expected)?;
        network::check_kept(self.run, &self.epochs, key, scene)?;
        within(self.bins, 1..=MOST_BINS, &format!("{key}.bins"))?;
        let (measures, needed) = (scene.measures(), self.of.measure());
        let right = measures.iter().any(|name| name == needed);
        let expected = format!("must include {needed} for its histogram to be drawn");
        require(right, "measures", measures.join(", "), &expected)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let label = self.label.as_deref();
        let [x, y] = self.of.labels();
        let mut histogram = crease_figure::Histogram {
            legend_title: Some("Epoch".to_owned()),
            ..crease_figure::Histogram::new(
                Axis::new(label.unwrap_or(x), Scale::Logarithmic),
                Axis::new(y, Scale::Linear),
            )
        };
        let mut csv = None;
        if let Some((views, run)) = material.run(self.run) {
            let mut samples = Vec::with_capacity(self.epochs.len());
            for &epoch in &self.epochs {
                samples.push((epoch, self.of.of(views, run, epoch)?));
            }
            let values = samples.iter().flat_map(|(_, sample)| sample);
            let edges = edges(values.map(|[_, value]| value), self.bins);
            let mut text = format!("epoch,from,to,{}\n", self.of.column());
            for (epoch, sample) in &samples {
                let heights = weights(sample.iter().copied(), &edges);
                for (height, edges) in heights.iter().zip(edges.windows(2)) {
                    let _ = writeln!(text, "{epoch},{},{},{height}", edges[0], edges[1]);
                }
                histogram.distributions.push(Distribution {
                    label: epoch.to_string(),
                    edges: edges.clone(),
                    heights,
                });
            }
            csv = Some(text);
        }
        Ok(DrawnPanel {
            csv,
            ..DrawnPanel::new(self.title.clone(), histogram)
        })
    }

    fn caption(&self, planned: &Planned) -> String {
        let epochs: Vec<String> = self.epochs.iter().map(|&epoch| moment(epoch)).collect();
        let what = match self.of {
            Sample::Distances => "Distances of points to the nearest boundary",
            Sample::Slopes => "Slopes in the first slice, by area or length",
        };
        format!(
            "{what}, in {} bins of equal ratio, at {}{}",
            self.bins,
            listed(&epochs),
            network::of_run(self.run, planned)
        )
    }
}

/// The edges of bins of equal ratio that hold every positive finite distance; empty if there are none.
fn edges<'a>(distances: impl Iterator<Item = &'a f64>, bins: usize) -> Vec<f64> {
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for &distance in distances.filter(|distance| **distance > 0.0 && distance.is_finite()) {
        least = least.min(distance);
        most = most.max(distance);
    }
    if most == 0.0 {
        return Vec::new();
    }
    // Equal distances need a bin too.
    let (low, high) = (least.ln() - 1e-9, most.ln() + 1e-9);
    let edge = |index: usize| (low + (high - low) * index as f64 / bins as f64).exp();
    (0..=bins).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::bins::heights;

    #[test]
    fn every_positive_distance_is_in_one_bin() {
        let distances = [1e-6, 1e-3, 2e-3, 0.5, 0.5, 1.0];
        let edges = edges(distances.iter(), 12);
        assert_eq!(edges.len(), 13);
        let heights = heights(&distances, &edges);
        assert_eq!(heights.iter().sum::<f64>(), 6.0);
        assert_eq!((heights[0], heights[11]), (1.0, 3.0));
        assert!(super::edges([0.0, f64::INFINITY].iter(), 3).is_empty());
    }
}
