//! Distributions and matrices.

use crate::curves;
use crate::noise::Noise;
use crate::planes;
use crease_figure::{
    Axis, Categories, Curve, Distribution, Family, Figure, Heatmap, Histogram, Panel, Point, Scale,
    number,
};

/// How often values near 10^mean fall into bins of equal ratios.
fn distribution(noise: &mut Noise, label: &str, mean: f64) -> Distribution {
    let edges: Vec<f64> = (0..=36)
        .map(|i| 10_f64.powf(f64::from(i) / 6.0 - 6.0))
        .collect();
    let mut heights = vec![0.0; 36];
    for _ in 0..10_000 {
        let place = (mean + 0.7 * noise.normal() + 6.0) * 6.0;
        if let Some(height) = heights.get_mut(place.max(0.0) as usize) {
            *height += 1.0;
        }
    }
    Distribution {
        label: label.to_owned(),
        edges,
        heights,
    }
}

fn histogram(distributions: Vec<Distribution>) -> Histogram {
    let shared = |axis| Axis {
        share: Some(0),
        ..axis
    };
    Histogram {
        distributions,
        legend_title: Some("Epoch".into()),
        ..Histogram::new(
            shared(Axis::new("Distance to the boundary", Scale::Logarithmic)),
            shared(Axis::new("Points", Scale::Linear)),
        )
    }
}

const EPOCHS: [(&str, f64); 3] = [("0", -2.6), ("1", -2.2), ("20", -2.4)];

/// Distributions over each other: in an order, and without one.
pub fn together() -> Figure {
    let mut noise = Noise(1);
    let make = |(label, mean)| distribution(&mut noise, label, mean);
    let ordered = histogram(EPOCHS.map(make).into());
    let mut unordered = ordered.clone();
    unordered.family = Family::Unordered;
    unordered.legend_title = None;
    unordered.y.scale = Scale::Logarithmic;
    unordered.distributions[1].heights[10] = f64::NAN;
    Figure::new(vec![Panel::new(ordered), Panel::new(unordered)])
}

/// A panel for each distribution, one above the other.
pub fn apart() -> Figure {
    let mut noise = Noise(1);
    let panels = EPOCHS.map(|(label, mean)| {
        let distribution = distribution(&mut noise, "", mean);
        Panel::titled(format!("epoch {label}"), histogram(vec![distribution]))
    });
    Figure {
        columns: Some(1),
        ..Figure::new(panels.into())
    }
}

fn categories(label: &str, names: &[&str]) -> Categories {
    Categories {
        label: label.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Accuracies, some of which are missing.
pub fn heatmap() -> Figure {
    Figure::new(vec![accuracies()])
}

fn accuracies() -> Panel {
    let mut values: Vec<Vec<f64>> = (0..5)
        .map(|row| {
            let row = f64::from(row);
            (0..6)
                .map(|k| 0.98 - 0.02 * (f64::from(k) - row).powi(2))
                .collect()
        })
        .collect();
    values[4][5] = f64::NAN;
    values[4][4] = f64::NAN;
    values[3][5] = f64::INFINITY;
    Panel::new(Heatmap {
        x: categories("Weight scale", &["0.1", "0.2", "0.5", "1", "2", "5"]),
        y: categories("Learning rate", &["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹"]),
        values,
        colours: Axis::new("Training accuracy", Scale::Linear),
        missing: "failed".into(),
        marked: vec![
            vec![],
            vec![],
            vec![false, false, false, true],
            vec![false; 5],
        ],
        mark: "some failed".into(),
    })
}

/// A matrix too fine for numbers, one on a logarithmic scale, and two that share their colours.
pub fn heatmaps() -> Figure {
    let names: Vec<String> = (0..40).map(|k| k.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let fine = Heatmap {
        x: categories("Neuron", &names),
        y: categories("Layer", &names[..20]),
        values: (0..20)
            .map(|y| {
                (0..40)
                    .map(|x| f64::from(x * y).sin() + 0.1 * f64::from(y))
                    .collect()
            })
            .collect(),
        colours: Axis::new("Mean", Scale::Linear),
        missing: "none".into(),
        marked: vec![],
        mark: String::new(),
    };
    let long = Heatmap {
        x: categories("Depth", &["1", "2", "3"]),
        y: categories("Architecture", &["[60]", "[32, 32]", "[256, 256, 256]"]),
        values: vec![
            vec![1.0, 32.0, 1024.0],
            vec![3.0, 500.0, 250_000.0],
            vec![7.0, 0.0, 1.2e7],
        ],
        colours: Axis::new("Regions", Scale::Logarithmic),
        missing: String::new(),
        marked: vec![],
        mark: String::new(),
    };
    let shared = |top: f64| {
        let colours = Axis {
            share: Some(0),
            ..Axis::new("Regions", Scale::Linear)
        };
        Heatmap {
            values: vec![vec![1.0, top / 2.0, top]; 3],
            colours,
            ..long.clone()
        }
    };
    Figure {
        columns: Some(2),
        ..Figure::new(vec![
            Panel::titled("too fine for numbers", fine),
            Panel::titled("logarithmic", long.clone()),
            Panel::titled("shared colours", shared(100.0)),
            Panel::titled("shared colours", shared(1000.0)),
        ])
    }
}

/// All kinds in one figure.
pub fn mixed() -> Figure {
    let curves = (1..=3)
        .map(|k| Curve {
            label: number(f64::from(k), 0),
            points: (0..10)
                .map(|x| Point {
                    x: f64::from(x),
                    y: f64::from(x * k),
                    spread: Some(1.0),
                })
                .collect(),
            ..Curve::default()
        })
        .collect();
    let mut curves = curves::panel(
        Axis::new("Epoch", Scale::Linear),
        Axis::new("Regions", Scale::Linear),
        curves,
    );
    curves.legend_title = Some("Depth".into());
    let mut planes = planes::surface().panels;
    planes.extend([
        Panel::titled("Curves beside a heatmap", curves),
        accuracies(),
        Panel::new(histogram(vec![distribution(&mut Noise(5), "all", -3.0)])),
    ]);
    Figure {
        columns: Some(2),
        ..Figure::new(planes)
    }
}
