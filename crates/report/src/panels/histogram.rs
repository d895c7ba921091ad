//! The distribution of distances to the nearest boundary.

use super::bins::{MOST_BINS, heights};
use super::kind::{DrawnPanel, Kind, Material};
use super::network::{self, moment};
use crate::words::listed;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, require, within};
use crease_figure::{Axis, Distribution, Scale};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// `[panel.histogram]`: the distribution of distances to the nearest boundary, on a logarithmic axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// The checkpoints, which must be kept, one outline each.
    pub epochs: Vec<f64>,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// How many bins.
    #[serde(default = "bins")]
    pub bins: usize,
    /// Label of the horizontal axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Title of the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
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
        let measures = scene.measures();
        let right = measures.iter().any(|name| name == "boundary_distance");
        let expected = "must include boundary_distance for its histogram to be drawn";
        require(right, "measures", measures.join(", "), expected)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let label = self.label.as_deref();
        let x = Axis::new(
            label.unwrap_or("Distance to the nearest boundary"),
            Scale::Logarithmic,
        );
        let mut histogram = crease_figure::Histogram {
            legend_title: Some("Epoch".to_owned()),
            ..crease_figure::Histogram::new(x, Axis::new("Points", Scale::Linear))
        };
        let mut csv = None;
        if let Some((views, run)) = material.run(self.run) {
            let points = views.points(run)?;
            let mut samples = Vec::with_capacity(self.epochs.len());
            for &epoch in &self.epochs {
                let network = views.network(run, epoch)?;
                samples.push((epoch, crease_regions::distances(&network, &points)?));
            }
            let edges = edges(samples.iter().flat_map(|(_, sample)| sample), self.bins);
            let mut text = "epoch,from,to,points\n".to_owned();
            for (epoch, sample) in &samples {
                let heights = heights(sample, &edges);
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
        format!(
            "Distances of points to the nearest boundary, in {} bins of equal ratio, at {}{}",
            self.bins,
            listed(&epochs),
            network::of_run(self.run, planned)
        )
    }

    fn note(&self, _: &Planned) -> Option<&'static str> {
        None
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
