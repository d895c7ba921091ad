//! One gradient in exact arithmetic, backward from its unit.

use super::values::{PointValues, Zero, element_of};
use crate::distance::distance_of;
use crate::dyadic::Dyadic;
use crease_network::Graph;
use crease_network::graph::Unit;
use std::collections::BTreeMap;

/// How far a zero is; `None` if its gradient is 0.
pub(super) fn distance(graph: &Graph, values: &PointValues<'_>, zero: &Zero) -> Option<f64> {
    let gradient = gradient(graph, values, zero);
    distance_of(&gradient, || {
        if zero.above.is_nan() {
            values.exactly(graph, zero).abs()
        } else {
            Dyadic::from(zero.above)
        }
    })
}

/// The derivatives that are not 0.
fn gradient(graph: &Graph, values: &PointValues<'_>, zero: &Zero) -> Vec<Dyadic> {
    let steps = values.steps;
    let mut gradient = Vec::new();
    // By node and element: the last ones come first, and read only earlier ones.
    let mut open: BTreeMap<(usize, usize), Dyadic> = BTreeMap::new();
    let seeds = [(Some(zero.unit), 1.0), (zero.less.ok(), -1.0)];
    for (unit, factor) in seeds {
        if let Some((step, unit)) = unit {
            add(
                &mut open,
                (step, element_of(&steps[step], unit)),
                &Dyadic::from(factor),
            );
        }
    }
    while let Some(((node, element), factor)) = open.pop_last() {
        if factor.is_zero() {
            continue;
        }
        let step = &steps[node];
        let unit = element % step.positions * step.padded + element / step.positions;
        match graph.unit(node, element) {
            Unit::Input(_) => gradient.push(factor),
            Unit::Affine { terms, .. } => {
                for term in terms {
                    let product = &factor * &Dyadic::from(term.factor);
                    add(&mut open, (term.node, term.element), &product);
                }
            }
            Unit::Activation {
                node: from,
                element: at,
                ..
            } => {
                let slope = values.slope(node, unit);
                add(&mut open, (from, at), &(&factor * &Dyadic::from(slope)));
            }
            Unit::Largest(_) => {
                let (from, unit) = values.leader(node, unit);
                add(&mut open, (from, element_of(&steps[from], unit)), &factor);
            }
        }
    }
    gradient
}

fn add(open: &mut BTreeMap<(usize, usize), Dyadic>, at: (usize, usize), number: &Dyadic) {
    let sum = open.entry(at).or_insert(Dyadic::ZERO);
    *sum = &*sum + number;
}
