//! The function of one variable that a network computes, with its breakpoints marked.

use super::kind::{DrawnPanel, Kind, Material};
use super::network::{self, LIMITS, moment};
use crate::text::{counted, real};
use crate::words::listed;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, finite, require, shown};
use crease_figure::{Axis, Curve, Curves, Family, Point, Scale, Style};
use crease_network::Network;
use crease_regions::{Line, count};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The most curves of a graph.
const MOST_RUNS: usize = 1_000;

/// `[panel.graph]`: one output of a network with one input, with its breakpoints marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graph {
    /// The checkpoint, which must be kept.
    #[serde(default)]
    pub epoch: f64,
    /// The runs, in the order of the plan, one curve each.
    #[serde(default = "first_run")]
    pub runs: Vec<usize>,
    /// The lower end of the interval to draw.
    pub from: f64,
    /// The upper end.
    pub to: f64,
    /// Which output, from 0.
    #[serde(default)]
    pub output: usize,
    /// Whether breakpoints are marked.
    #[serde(default = "yes")]
    pub breakpoints: bool,
    /// Title of the panel; the number of linear pieces if left out.
    pub title: Option<String>,
}

fn first_run() -> Vec<usize> {
    vec![0]
}

fn yes() -> bool {
    true
}

impl Kind for Graph {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        let expected = format!("must name from 1 to {MOST_RUNS} runs");
        let right = (1..=MOST_RUNS).contains(&self.runs.len());
        require(right, &format!("{key}.runs"), self.runs.len(), &expected)?;
        for (index, &run) in self.runs.iter().enumerate() {
            let run = scene.run(run, &format!("{key}.runs[{index}]"))?;
            network::check_epoch(run, self.epoch, &format!("{key}.epoch"))?;
            let expected = "needs a network with one input";
            require(run.task.inputs() == 1, key, run.task.name(), expected)?;
            network::check_output(self.output, key, run)?;
        }
        finite(self.from, &format!("{key}.from"))?;
        finite(self.to, &format!("{key}.to"))?;
        let expected = format!("must be above from, {}", self.from);
        let right = self.from < self.to;
        require(right, &format!("{key}.to"), shown(self.to), &expected)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let mut curves = Curves {
            family: Family::Unordered,
            ..Curves::new(
                Axis::new("x", Scale::Linear),
                Axis::new("network output", Scale::Linear),
            )
        };
        let mut csv = "run,x,output\n".to_owned();
        let mut pieces = Vec::new();
        for &index in &self.runs {
            let Some((views, run)) = material.run(index) else {
                continue;
            };
            let network = views.network(run, self.epoch)?;
            let segment = Line::of_inputs().within([self.from, self.to])?;
            let counts = count(&network, &segment.into(), &LIMITS)?;
            pieces.push(counts.linear_regions.unwrap_or(counts.activation_regions));
            let points = graph(&network, self);
            for point in &points {
                let _ = writeln!(csv, "{index},{},{}", point.x, point.y);
            }
            curves.curves.push(Curve {
                label: if self.runs.len() == 1 {
                    String::new()
                } else {
                    format!("run {index}")
                },
                points,
                style: if self.breakpoints {
                    Style::Dotted
                } else {
                    Style::Plain
                },
            });
        }
        let title = self.title.clone().or_else(|| match pieces.as_slice() {
            [count] => Some(format!(
                "{}: {}",
                moment(self.epoch),
                counted(*count, "linear piece")
            )),
            _ => None,
        });
        Ok(DrawnPanel {
            csv: (!pieces.is_empty()).then_some(csv),
            ..DrawnPanel::new(title, curves)
        })
    }

    fn caption(&self, planned: &Planned) -> String {
        let runs = match self.runs.as_slice() {
            [run] => network::of_run(*run, planned),
            runs => {
                let numbers: Vec<String> = runs.iter().map(ToString::to_string).collect();
                format!(" in runs {}", listed(&numbers))
            }
        };
        let breakpoints = if self.breakpoints {
            ", breakpoints marked"
        } else {
            ""
        };
        format!(
            "{} that the network computes{}{runs}, on [{}, {}]{breakpoints}",
            network::output(self.output, planned),
            network::at(self.epoch, planned),
            real(self.from),
            real(self.to)
        )
    }
}

/// The output at both ends of the interval and at every breakpoint between them.
fn graph(network: &Network, setting: &Graph) -> Vec<Point> {
    let ends = [setting.from, setting.to];
    let mut knots = ends.to_vec();
    for depth in 0..network.hidden().len() {
        // Between two knots every pre-activation of this layer is affine, so its values at both ends
        // show where it passes a breakpoint.
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

/// The pre-activations of the layer after `depth` hidden layers, at the input `x`.
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
