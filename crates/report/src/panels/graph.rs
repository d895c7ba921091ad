//! The function of one variable that a network computes, its breakpoints marked.

use super::DrawnPanel;
use super::view::{LIMITS, Views, moment};
use crate::ReportError;
use crate::text::counted;
use crease_experiment::settings;
use crease_figure::{Axis, Curve, Curves, Family, Point, Scale, Style};
use crease_network::Network;
use crease_regions::{Line, count};
use std::fmt::Write;

pub(super) fn panel(
    setting: &settings::Graph,
    views: Option<&Views>,
) -> Result<DrawnPanel, ReportError> {
    let mut curves = Curves {
        family: Family::Unordered,
        ..Curves::new(
            Axis::new("x", Scale::Linear),
            Axis::new("network output", Scale::Linear),
        )
    };
    let mut csv = "run,x,output\n".to_owned();
    let mut pieces = Vec::new();
    for &index in &setting.runs {
        let Some((views, run)) = views.and_then(|views| Some((views, views.run(index)?))) else {
            continue;
        };
        let network = views.network(run, setting.epoch)?;
        let segment = Line::of_inputs().within([setting.from, setting.to])?;
        let counts = count(&network, &segment.into(), &LIMITS)?;
        pieces.push(counts.linear_regions.unwrap_or(counts.activation_regions));
        let points = graph(&network, setting);
        for point in &points {
            let _ = writeln!(csv, "{index},{},{}", point.x, point.y);
        }
        curves.curves.push(Curve {
            label: if setting.runs.len() == 1 {
                String::new()
            } else {
                format!("run {index}")
            },
            points,
            style: if setting.breakpoints {
                Style::Dotted
            } else {
                Style::Plain
            },
        });
    }
    let title = setting.title.clone().or_else(|| match pieces.as_slice() {
        [count] => Some(format!(
            "{}: {}",
            moment(setting.epoch),
            counted(*count, "linear piece")
        )),
        _ => None,
    });
    Ok(DrawnPanel {
        title,
        csv: (!pieces.is_empty()).then_some(csv),
        content: curves.into(),
    })
}

/// The output at both ends of the interval and at every breakpoint between them.
fn graph(network: &Network, setting: &settings::Graph) -> Vec<Point> {
    let ends = [setting.from, setting.to];
    let mut knots = ends.to_vec();
    for depth in 0..network.hidden().len() {
        // Between two knots every pre-activation of this layer is affine, so its values at both
        // ends tell where it passes a breakpoint.
        let values: Vec<Vec<f64>> = knots.iter().map(|&x| run(network, x, depth)).collect();
        let mut new = Vec::new();
        for (xs, zs) in knots.windows(2).zip(values.windows(2)) {
            for (&left, &right) in zs[0].iter().zip(&zs[1]) {
                for &breakpoint in network.activation().breakpoints() {
                    let (left, right) = (left - breakpoint, right - breakpoint);
                    if left * right < 0.0 {
                        new.push(xs[0] + (xs[1] - xs[0]) * left / (left - right));
                    }
                }
            }
        }
        knots.extend(new);
        knots.sort_by(f64::total_cmp);
        knots.dedup();
    }
    let output = network.hidden().len();
    let value = |&x: &f64| Point {
        x,
        y: run(network, x, output)[setting.output],
        spread: None,
    };
    knots.iter().map(value).collect()
}

/// The pre-activations of the layer behind `depth` hidden layers, at the input `x`.
fn run(network: &Network, x: f64, depth: usize) -> Vec<f64> {
    let mut signal = vec![x];
    for (index, layer) in network.layers()[..=depth].iter().enumerate() {
        if index > 0 {
            for value in &mut signal {
                *value = network.activation().apply(*value);
            }
        }
        let unit = |unit: usize| {
            let products = layer.row(unit).iter().zip(&signal);
            let sum: f64 = products.map(|(w, h)| w * h).sum();
            sum + layer.bias[unit]
        };
        signal = (0..layer.outputs).map(unit).collect();
    }
    signal
}
