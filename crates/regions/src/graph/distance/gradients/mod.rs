//! Norms of the gradients of all units at a point.

mod errors;
mod forward;

use super::values::{PointValues, Unit, Zero};
use crate::affine::{SLACK, gamma};
use crate::graph::norm::LEAST;
use crate::graph::plan::{Moved, Step};
use pulp::Arch;

/// How many inputs are processed together.
const LANES: usize = 8;

/// Derivatives of one unit with respect to some inputs.
type Lanes = [f64; LANES];

/// Derivatives of a step's units with respect to some inputs.
struct Derivatives {
    of: Vec<Lanes>,
    /// By position: whether any is not 0.
    active: Vec<bool>,
}

pub(in crate::graph::distance) struct Gradients<'a> {
    arch: Arch,
    steps: &'a [Step],
    at: Vec<Derivatives>,
    /// By step and unit: sums of squares.
    squares: Vec<Vec<f64>>,
    /// By zero between two units: sums of squares of the difference.
    apart: Vec<f64>,
    /// By step and unit: bounds on the errors of gradients.
    errors: Vec<Vec<f64>>,
}

impl<'a> Gradients<'a> {
    pub(in crate::graph::distance) fn new(arch: Arch, steps: &'a [Step]) -> Self {
        let units = |step: &Step| step.positions * step.padded;
        let at = steps.iter().map(|step| Derivatives {
            of: vec![[0.0; LANES]; units(step)],
            active: vec![false; step.positions],
        });
        let zeros = || steps.iter().map(|step| vec![0.0; units(step)]).collect();
        Self {
            arch,
            steps,
            at: at.collect(),
            squares: zeros(),
            apart: Vec::new(),
            errors: zeros(),
        }
    }

    /// Computes all gradients at a point.
    pub(in crate::graph::distance) fn run(&mut self, values: &PointValues<'_>) {
        self.squares
            .iter_mut()
            .for_each(|squares| squares.fill(0.0));
        self.apart.clear();
        self.apart.resize(values.zeros.len(), 0.0);
        let inputs = self.steps[0].channels * self.steps[0].positions;
        for first in (0..inputs).step_by(LANES) {
            for index in 0..self.steps.len() {
                self.step(index, first, values);
                let at = &self.at[index];
                let padded = self.steps[index].padded;
                let squares = self.squares[index].chunks_exact_mut(padded);
                let rows = at.of.chunks_exact(padded).zip(&at.active).zip(squares);
                for ((row, _), squares) in rows.filter(|((_, active), _)| **active) {
                    for (lanes, square) in row.iter().zip(squares) {
                        *square += lanes.iter().map(|d| d * d).sum::<f64>();
                    }
                }
            }
            for (zero, apart) in values.zeros.iter().zip(&mut self.apart) {
                if let Ok(less) = zero.less {
                    let [a, b] = [zero.unit, less].map(|(step, unit)| &self.at[step].of[unit]);
                    *apart += a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
                }
            }
        }
        for index in 0..self.steps.len() {
            self.errors[index] = self.error(index, values);
        }
    }

    /// The norm of each zero's gradient, and a bound on its error.
    pub(in crate::graph::distance) fn norms(
        &self,
        zeros: &[Zero],
    ) -> impl Iterator<Item = (f64, f64)> {
        let inputs = self.steps[0].channels * self.steps[0].positions;
        let rounding = gamma(inputs + 16);
        let of = |(step, unit): Unit| (self.squares[step][unit].sqrt(), self.errors[step][unit]);
        let norm = move |(zero, &apart): (&Zero, &f64)| {
            let (norm, error) = of(zero.unit);
            let (norm, error) = match zero.less {
                Err(_) => (norm, error),
                Ok(less) => {
                    let (other, more) = of(less);
                    (apart.sqrt(), error + more + (norm + other) * gamma(2))
                }
            };
            let rounding_error = if norm == 0.0 {
                0.0
            } else {
                norm * rounding + LEAST
            };
            (norm, (error + rounding_error) * SLACK)
        };
        let all: Vec<(f64, f64)> = zeros.iter().zip(&self.apart).map(norm).collect();
        all.into_iter()
    }
}

/// The step, the position and the unit that an element is taken from.
fn source_of(steps: &[Step], step: &Step, source: &Moved) -> Option<(usize, usize, usize)> {
    let Moved::Element {
        input,
        position,
        channel,
    } = *source
    else {
        return None;
    };
    let (from, at) = (step.inputs[input as usize], position as usize);
    Some((from, at, at * steps[from].padded + channel as usize))
}
