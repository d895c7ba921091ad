//! Families without order, points, and functions of one variable.

use crate::curves::{panel, row};
use crate::noise::Noise;
use crease_figure::{Axis, Curve, Curves, Family, Figure, Panel, Point, Reference, Scale, Style};

/// Eight architectures without order, first the beginning and then all of the training.
pub fn architectures() -> Figure {
    let mut noise = Noise(4);
    let mut make = |end: f64| Curves {
        curves: ARCHITECTURES
            .iter()
            .enumerate()
            .map(|(k, label)| Curve {
                label: (*label).to_owned(),
                points: (0..=30)
                    .map(|i| {
                        let epoch = end * f64::from(i) / 30.0;
                        let dip = 6.0 * epoch * (1.0 - 6.0 * epoch).exp();
                        let level = 0.03 * ((k * 5) % 8) as f64;
                        Point {
                            x: epoch,
                            y: 0.5 - 0.2 * dip
                                + level * (1.0 - (-epoch / 4.0).exp())
                                + 0.004 * noise.next(),
                            spread: Some(0.012),
                        }
                    })
                    .collect(),
                ..Curve::default()
            })
            .collect(),
        family: Family::Unordered,
        references: vec![Reference::horizontal(0.5, "1/2")],
        legend_title: Some("Architecture".into()),
        ..Curves::new(
            Axis::new("Epoch", Scale::Linear),
            Axis {
                share: Some(0),
                ..Axis::new("Linear regions / #neurons²", Scale::Linear)
            },
        )
    };
    let panels = [make(0.5), make(20.0)].map(Panel::new);
    Figure::new(panels.into())
}

const ARCHITECTURES: [&str; 8] = [
    "[20, 20, 20]",
    "[60]",
    "[64, 64, 64]",
    "[32, 32, 32, 32, 32, 32]",
    "[128]",
    "[128, 128]",
    "[256]",
    "[256, 256, 256]",
];

/// Points with error bars between two functions, and curves of the same families.
pub fn distances() -> Figure {
    let mut noise = Noise(9);
    let neurons = [60.0, 60.0, 192.0, 192.0, 128.0, 256.0, 256.0, 768.0];
    let family = |curve: &mut dyn FnMut(f64) -> (Vec<Point>, Style)| -> Vec<Curve> {
        let members = ARCHITECTURES.iter().zip(neurons);
        members
            .map(|(label, n)| {
                let (points, style) = curve(n);
                Curve {
                    label: (*label).to_owned(),
                    points,
                    style,
                }
            })
            .collect()
    };
    let law = |factor: f64| {
        let sample = |i| 50.0 * (1000.0_f64 / 50.0).powf(f64::from(i) / 40.0);
        (0..=40).map(|i| [sample(i), factor / sample(i)]).collect()
    };
    let unordered = |curves| Curves {
        family: Family::Unordered,
        legend_title: Some("Architecture".into()),
        ..curves
    };
    let scatter = family(&mut |n| {
        let y = (0.9 + 0.3 * noise.next()) / n;
        let point = Point {
            x: n,
            y,
            spread: Some(0.25 * y),
        };
        (vec![point], Style::Scatter)
    });
    let scatter = Curves {
        references: vec![
            Reference::through(law(0.4), "0.4 / N"),
            Reference::through(law(1.5), "1.5 / N"),
        ],
        ..unordered(panel(
            Axis::new("Number of neurons N", Scale::Logarithmic),
            Axis::new("Mean distance", Scale::Logarithmic),
            scatter,
        ))
    };
    let mut courses = |x: fn(f64) -> f64| {
        let curves = family(&mut |n| {
            let points = (0..=40)
                .map(|i| {
                    let epoch = f64::from(i) / 2.0;
                    let rise = epoch * (1.0 - epoch / 2.0).exp();
                    Point {
                        x: x(epoch),
                        y: 0.8 + 0.1 * (n / 100.0).ln() + 0.5 * rise - 0.015 * epoch
                            + 0.01 * noise.next(),
                        spread: Some(0.05),
                    }
                })
                .collect();
            (points, Style::Line)
        });
        let label = "Mean distance × N";
        let y = Axis {
            share: Some(1),
            ..Axis::new(label, Scale::Linear)
        };
        let x = if x(1.0) == 1.0 {
            "Epoch"
        } else {
            "Test accuracy"
        };
        unordered(panel(Axis::new(x, Scale::Linear), y, curves))
    };
    let by_epoch = courses(|epoch| epoch);
    row(vec![
        scatter,
        by_epoch,
        courses(|epoch| 0.98 - 0.88 * (-epoch).exp()),
    ])
}

/// Functions of one variable with their breakpoints: eight teeth, and the same after noise.
pub fn sawtooth() -> Figure {
    let make = |points: Vec<(f64, f64)>, vertical: Option<f64>| Curves {
        references: vertical
            .map(|x| Reference::vertical(x, "first break"))
            .into_iter()
            .collect(),
        ..panel(
            Axis::new("x", Scale::Linear),
            Axis {
                share: Some(0),
                ..Axis::new("f(x)", Scale::Linear)
            },
            vec![Curve {
                points: points
                    .into_iter()
                    .map(|(x, y)| Point { x, y, spread: None })
                    .collect(),
                style: Style::Dotted,
                ..Curve::default()
            }],
        )
    };
    let teeth = (0..=32).map(|i| (f64::from(i) / 32.0, f64::from(i % 2)));
    let broken = [
        (0.0, 0.1),
        (0.22, 0.9),
        (0.47, 0.31),
        (0.71, 1.3),
        (1.0, 0.2),
    ];
    Figure::new(vec![
        Panel::titled("32 linear pieces", make(teeth.collect(), None)),
        Panel::titled(
            "4 linear pieces after noise",
            make(broken.into(), Some(0.22)),
        ),
    ])
}
