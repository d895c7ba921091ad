//! How the distances to the nearest boundary are spread.

use super::DrawnPanel;
use super::bins::heights;
use super::view::Views;
use crate::ReportError;
use crease_experiment::settings;
use crease_figure::{Axis, Distribution, Histogram, Scale};
use std::fmt::Write;

pub(super) fn panel(
    setting: &settings::Histogram,
    views: Option<&Views>,
) -> Result<DrawnPanel, ReportError> {
    let label = setting.label.as_deref();
    let x = Axis::new(
        label.unwrap_or("Distance to the nearest boundary"),
        Scale::Logarithmic,
    );
    let mut histogram = Histogram {
        legend_title: Some("Epoch".to_owned()),
        ..Histogram::new(x, Axis::new("Points", Scale::Linear))
    };
    let mut csv = None;
    if let Some((views, run)) = views.and_then(|views| Some((views, views.run(setting.run)?))) {
        let points = views.points(run)?;
        let mut samples = Vec::with_capacity(setting.epochs.len());
        for &epoch in &setting.epochs {
            let network = views.network(run, epoch)?;
            samples.push((epoch, crease_regions::distances(&network, &points)?));
        }
        let edges = edges(samples.iter().flat_map(|(_, sample)| sample), setting.bins);
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
        title: setting.title.clone(),
        content: histogram.into(),
        csv,
    })
}

/// The edges of bins of equal ratio that hold every positive finite distance; none if there is none.
fn edges<'a>(distances: impl Iterator<Item = &'a f64>, bins: usize) -> Vec<f64> {
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for &distance in distances.filter(|distance| **distance > 0.0 && distance.is_finite()) {
        least = least.min(distance);
        most = most.max(distance);
    }
    if most == 0.0 {
        return Vec::new();
    }
    // Equal distances have a bin too.
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
