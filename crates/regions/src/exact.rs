//! Forms in exact arithmetic, made only when a sign needs them.

use crate::affine::compose_exactly;
use crate::dyadic::Dyadic;
use crate::pattern::{Cells, Pieces};
use crease_network::Network;
use std::collections::HashMap;
use std::rc::Rc;

/// A linear form on rays, exactly; with three coefficients on a plane.
pub(crate) type ExactForm<const K: usize = 3> = [Dyadic; K];

/// Exact pre-activations, remembered by cell and unit.
pub(crate) struct Exact<'a, const K: usize = 3> {
    network: &'a Network,
    vectors: [&'a [f64]; K],
    pieces: &'a Pieces,
    known: HashMap<(u32, u32), Rc<ExactForm<K>>>,
}

/// Once this many forms are remembered, all are dropped, so that memory stays bounded; they are
/// made again when needed.
const MOST_KNOWN: usize = 1 << 18;

impl<'a, const K: usize> Exact<'a, K> {
    /// The layers on the slice `x = sum_i s_i vectors[i] + vectors[K - 1]`.
    pub(crate) fn on(network: &'a Network, vectors: [&'a [f64]; K], pieces: &'a Pieces) -> Self {
        Self {
            network,
            vectors,
            pieces,
            known: HashMap::new(),
        }
    }

    /// The pre-activation of `unit` in the layer after `cell`.
    pub(crate) fn pre_activation(
        &mut self,
        cells: &Cells,
        cell: u32,
        unit: usize,
    ) -> Rc<ExactForm<K>> {
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        self.recall(cells, cell, cells.depth(cell), unit)
    }

    fn recall(&mut self, cells: &Cells, cell: u32, layer: usize, unit: usize) -> Rc<ExactForm<K>> {
        let key = (cell, unit as u32);
        if let Some(form) = self.known.get(&key) {
            return Rc::clone(form);
        }
        let form = Rc::new(self.compute(cells, cell, layer, unit));
        self.known.insert(key, Rc::clone(&form));
        form
    }

    fn compute(&mut self, cells: &Cells, cell: u32, layer: usize, unit: usize) -> ExactForm<K> {
        let network = self.network;
        let map = &network.layers()[layer];
        if layer == 0 {
            return compose_exactly(map, self.vectors, unit);
        }
        let mut sum = [const { Dyadic::ZERO }; K];
        sum[K - 1] = Dyadic::from(map.bias[unit]);
        for (input, &weight) in map.row(unit).iter().enumerate() {
            if weight == 0.0 {
                continue;
            }
            let weight = Dyadic::from(weight);
            let piece = cells.piece(cell, input);
            let slope = self.pieces.slope(piece);
            if slope != 0.0 {
                let factor = &weight * &Dyadic::from(slope);
                let pre = self.recall(cells, cells.parent(cell), layer - 1, input);
                for (sum, coefficient) in sum.iter_mut().zip(pre.iter()) {
                    *sum = &*sum + &(&factor * coefficient);
                }
            }
            sum[K - 1] = &sum[K - 1] + &(&weight * self.pieces.exact_offset(piece));
        }
        sum
    }
}

/// The sign of the determinant of three forms: of `f` at the crossing of `a` and `b`.
pub(crate) fn determinant(a: &ExactForm, b: &ExactForm, f: &ExactForm) -> Dyadic {
    let minor = |i: usize, j: usize| &(&a[i] * &b[j]) - &(&a[j] * &b[i]);
    let x = &minor(1, 2) * &f[0];
    let y = &minor(2, 0) * &f[1];
    let w = &minor(0, 1) * &f[2];
    &(&x + &y) + &w
}
