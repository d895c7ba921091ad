//! Curves.

use crate::noise::Noise;
use crease_figure::{Axis, Curve, Curves, Figure, Panel, Point, Reference, Scale, number};

/// A panel of curves.
pub fn panel(x: Axis, y: Axis, curves: Vec<Curve>) -> Curves {
    Curves {
        curves,
        ..Curves::new(x, y)
    }
}

/// A figure of curves in one row.
pub fn row(panels: Vec<Curves>) -> Figure {
    Figure::new(panels.into_iter().map(Panel::new).collect())
}

/// Regions against epoch and accuracy for several numbers of random points.
pub fn data_size() -> Figure {
    let mut noise = Noise(1);
    let (mut by_epoch, mut by_accuracy) = (Vec::new(), Vec::new());
    for (k, n) in [250_u32, 500, 1000, 2500, 5000, 10_000]
        .into_iter()
        .enumerate()
    {
        let k = k as f64;
        let rise = if n == 10_000 {
            900.0
        } else {
            700.0 + 850.0 * k
        };
        let (mut epochs, mut accuracies) = (Vec::new(), Vec::new());
        for step in 0..48 {
            let epoch = 2000.0 * f64::from(step) / 47.0;
            let done = 1.0 - (-epoch / (250.0 + 120.0 * k)).exp();
            let dip = -260.0 * (epoch / 60.0) * (1.0 - epoch / 60.0).exp();
            let y = 4608.0 + dip + rise * done + 45.0 * noise.next();
            let spread = Some(60.0 + (60.0 + 25.0 * k) * done);
            let top = if n == 10_000 { 0.62 } else { 1.0 - 0.035 * k };
            let accuracy = 0.5 + (top - 0.5) * done + 0.006 * noise.next();
            epochs.push(Point {
                x: epoch,
                y,
                spread,
            });
            accuracies.push(Point {
                x: accuracy,
                y,
                spread,
            });
        }
        let label = number(f64::from(n), 0);
        by_epoch.push(Curve {
            label: label.clone(),
            points: epochs,
            ..Curve::default()
        });
        by_accuracy.push(Curve {
            label,
            points: accuracies,
            ..Curve::default()
        });
    }
    let make = |label: &str, curves| Curves {
        references: vec![Reference::horizontal(4608.0, "#neurons² / 2 = 4,608")],
        legend_title: Some("Points n".into()),
        ..panel(
            Axis::new(label, Scale::Linear),
            Axis::new("Linear regions", Scale::Linear),
            curves,
        )
    };
    row(vec![
        make("Epoch", by_epoch),
        make("Training accuracy", by_accuracy),
    ])
}

/// Power laws on logarithmic axes, a range within a decade, and one beyond a million.
pub fn log_log() -> Figure {
    let mut noise = Noise(7);
    let mut laws = |count: usize, from: f64, to: f64| -> Vec<Curve> {
        (0..count)
            .map(|k| Curve {
                label: format!("{}", k + 1),
                points: (0..9)
                    .map(|i| {
                        let x = from * (to / from).powf(f64::from(i) / 8.0);
                        let y = x.powf(-1.0 - 0.1 * k as f64) * (1.0 + 0.1 * noise.next());
                        Point {
                            x,
                            y,
                            spread: Some(0.3 * y),
                        }
                    })
                    .collect(),
                ..Curve::default()
            })
            .collect()
    };
    let log = |label: &str| Axis::new(label, Scale::Logarithmic);
    let mut near = panel(
        log("Neurons N"),
        log("Mean distance (a.u.)"),
        laws(3, 60.0, 256.0),
    );
    near.references = vec![Reference::horizontal(0.004, "1/N at N = 250")];
    let far = panel(log("Learning rate η"), log("ε"), laws(3, 1e-6, 1e3));
    let large = panel(
        Axis::new("Parameters", Scale::Linear),
        Axis::new("Regions", Scale::Linear),
        (0..3)
            .map(|k| Curve {
                label: format!("{}", k + 1),
                points: (0..5)
                    .map(|i| Point {
                        x: 4e5 * f64::from(i),
                        y: 1e6 * f64::from(i * (k + 1)),
                        spread: None,
                    })
                    .collect(),
                ..Curve::default()
            })
            .collect(),
    );
    row(vec![near, far, large])
}

/// Twelve curves that start together.
pub fn architectures() -> Figure {
    let mut noise = Noise(3);
    let mut make = |end: f64| -> Vec<Curve> {
        (0..12)
            .map(|k| Curve {
                label: format!("[{}]", vec![(20 + 4 * k).to_string(); 1 + k % 4].join(", ")),
                points: (0..=30)
                    .map(|i| {
                        let epoch = end * f64::from(i) / 30.0;
                        let t = epoch * 3.0;
                        let y = 0.5 - 0.25 * t * (1.0 - t).exp() * (0.6 + 0.05 * k as f64)
                            + 0.02 * k as f64 * (1.0 - (-epoch / 4.0).exp())
                            + 0.008 * noise.next();
                        Point {
                            x: epoch,
                            y,
                            spread: Some(0.02),
                        }
                    })
                    .collect(),
                ..Curve::default()
            })
            .collect()
    };
    let panels = [0.5, 20.0]
        .map(|end| Curves {
            references: vec![Reference::horizontal(0.5, "1/2")],
            legend_title: Some("Neurons in each hidden layer".into()),
            ..panel(
                Axis::new("Epoch", Scale::Linear),
                Axis::new("Linear regions / #neurons²", Scale::Linear),
                make(end),
            )
        })
        .to_vec();
    row(panels)
}

/// Two families in three panels: the first has a legend of its own.
pub fn rates() -> Figure {
    let family = |labels: &[&str]| -> Vec<Curve> {
        labels
            .iter()
            .enumerate()
            .map(|(k, label)| Curve {
                label: (*label).to_owned(),
                points: (0..=40)
                    .map(|i| {
                        let x = 50.0 * f64::from(i);
                        let y = 4608.0 + 600.0 * k as f64 * (1.0 - (-x / 500.0).exp());
                        Point {
                            x,
                            y,
                            spread: Some(40.0 + 20.0 * k as f64),
                        }
                    })
                    .collect(),
                ..Curve::default()
            })
            .collect()
    };
    let make = |title: &str, labels: &[&str]| Curves {
        references: vec![Reference::horizontal(4608.0, "#neurons² / 2")],
        legend_title: Some(title.to_owned()),
        ..panel(
            Axis::new("Epoch", Scale::Linear),
            Axis::new("Linear regions", Scale::Linear),
            family(labels),
        )
    };
    let scales = ["0.5", "1", "2", "4"];
    Figure {
        title: Some("Two families".into()),
        ..row(vec![
            make("Learning rate", &["10⁻²", "10⁻³", "10⁻⁴", "10⁻⁵"]),
            make("Weight scale", &scales),
            make("Weight scale", &scales),
        ])
    }
}

/// Rare cases: no data, one point, equal values, limits, long labels.
pub fn odd() -> Figure {
    let linear = |label: &str| Axis::new(label, Scale::Linear);
    let curve = |label: &str, points: &[(f64, f64)]| Curve {
        label: label.to_owned(),
        points: points
            .iter()
            .map(|&(x, y)| Point {
                x,
                y,
                spread: Some(0.4),
            })
            .collect(),
        ..Curve::default()
    };
    let mut limited = panel(
        Axis {
            min: Some(0.0),
            max: Some(1.0),
            ..linear("limits of its own")
        },
        Axis {
            min: Some(0.0),
            max: Some(2.0),
            ..linear("y")
        },
        vec![curve(
            "a",
            &[
                (-1.0, 1.0),
                (0.2, 0.5),
                (0.5, 3.0),
                (0.9, 0.1),
                (0.3, 1.0),
                (2.0, 1.5),
            ],
        )],
    );
    limited.references = vec![
        Reference::horizontal(2.0, "at the top"),
        Reference::horizontal(0.0, "at the bottom"),
    ];
    row(vec![
        panel(linear("x"), linear("y"), vec![]),
        panel(
            linear("one point"),
            linear("y"),
            vec![curve("a", &[(3.0, 4.0)])],
        ),
        panel(
            linear(
                "a label on the horizontal axis that is much longer than the axis it belongs to",
            ),
            linear("a label on the vertical axis that is much longer than the axis it belongs to"),
            vec![curve(
                "a curve whose label is so long that it must be broken",
                &[(0.0, 7.0), (1.0, 7.0)],
            )],
        ),
        limited,
    ])
}
