//! Distances to the nearest boundary through graphs.
//!
//! As in chains of layers ([`crate::distances`]): for each point the least of `|z| / ||grad z||`
//! over all functions `z` that are 0 where a neuron changes its piece: an element minus a
//! breakpoint of its activation, or the largest candidate of a maximum minus another one. If a
//! third candidate is larger at the zero of such a difference, the third one's own zero is nearer.
//!
//! Values are pairs of floats with a bound on their errors, and exact where that is too wide or leaves
//! a sign open. Gradients are carried forward, a few inputs at a time; each has a bound from the
//! magnitudes of the weights on its way. Where that is too wide, and the neuron may be the nearest, the
//! gradient is computed backward in exact arithmetic.

mod backward;
mod gradients;
mod values;

use self::gradients::Gradients;
use self::values::{PointValues, Zero};
use super::duplicates::Slots;
use super::plan::{Kind, Step};
use crate::distance::PRECISE;
use crate::{Progress, RegionsError};
use crease_network::Graph;
use pulp::Arch;

/// Measures points of a graph's input space, `n_in` numbers each.
pub(super) fn distances(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    points: &[f64],
    progress: Option<&Progress>,
) -> Result<Vec<f64>, RegionsError> {
    let inputs = graph.input_elements();
    if !points.len().is_multiple_of(inputs) {
        return Err(RegionsError::Points {
            found: points.len(),
            inputs,
        });
    }
    if let Some(index) = points.iter().position(|number| !number.is_finite()) {
        return Err(RegionsError::PointNotFinite {
            point: index / inputs,
            input: index % inputs,
            value: points[index],
        });
    }
    let is_neurons = |step: &Step| matches!(step.kind, Kind::Activate(_) | Kind::Largest(_));
    let Some(last) = steps.iter().rposition(is_neurons) else {
        return Ok(vec![f64::INFINITY; points.len() / inputs]);
    };
    let steps = &steps[..=last];
    let slots: Vec<Slots> = steps
        .iter()
        .map(|step| Slots::apart(step.positions))
        .collect();
    let mut gradients = Gradients::new(arch, steps);
    let mut distances = Vec::with_capacity(points.len() / inputs);
    for point in points.chunks_exact(inputs) {
        if progress.is_some_and(Progress::is_cancelled) {
            return Err(RegionsError::Cancelled);
        }
        let values = PointValues::new(arch, graph, steps, &slots, point)?;
        gradients.run(&values);
        distances.push(nearest(graph, &values, &gradients));
    }
    Ok(distances)
}

/// A zero that may be the nearest, within the bound on its gradient.
struct Doubtful<'v> {
    zero: &'v Zero,
    least: f64,
}

fn nearest(graph: &Graph, values: &PointValues<'_>, gradients: &Gradients<'_>) -> f64 {
    let mut best = f64::INFINITY;
    let mut doubtful = Vec::new();
    for (zero, (norm, error)) in values.zeros.iter().zip(gradients.norms(&values.zeros)) {
        if norm == 0.0 && error == 0.0 {
            continue;
        }
        let distance = zero.above / norm;
        let sound = error <= norm * PRECISE && norm.is_normal();
        if sound && (zero.above == 0.0 || distance.is_normal()) {
            best = best.min(distance);
        } else {
            let least = zero.above / (norm + error);
            let least = if least.is_nan() {
                0.0
            } else {
                least * (1.0 - 1e-9)
            };
            doubtful.push(Doubtful { zero, least });
        }
    }
    doubtful.sort_by(|a, b| a.least.total_cmp(&b.least));
    for Doubtful { zero, least } in doubtful {
        if least > best {
            break;
        }
        if let Some(distance) = backward::distance(graph, values, zero) {
            best = best.min(distance);
        }
    }
    best
}
