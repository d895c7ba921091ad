//! Where forms come from, and their certified signs at corners.

use crate::affine::Form;
use crate::dyadic::Dyadic;
use crate::exact::{Exact, ExactForm};
use crate::pattern::Cells;
use std::cmp::Ordering;
use std::rc::Rc;

/// A neuron and which of its breakpoints: its zero line bends from cell to cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Neuron {
    pub layer: u32,
    pub unit: u32,
    pub breakpoint: u32,
}

/// Where a line comes from.
pub(crate) enum Source<const K: usize = 3> {
    /// Where `unit`, on `cell`, passes through `breakpoint`.
    Neuron {
        cell: u32,
        neuron: Neuron,
        breakpoint: f64,
    },
    /// Infinity, a side of a window, or an auxiliary line.
    Fixed(Rc<ExactForm<K>>),
}

impl<const K: usize> Source<K> {
    /// Whether the line is a piece of this neuron's zero line, in whichever cell.
    pub(crate) fn is_of(&self, neuron: Neuron) -> bool {
        matches!(self, Self::Neuron { neuron: own, .. } if *own == neuron)
    }
}

/// Where a convex cell lies with respect to a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// Nowhere above.
    Below,
    /// Nowhere below, and somewhere above.
    Above,
    /// Strictly on both sides: the form cuts the cell.
    Both,
}

/// Relative rounding of the short sums below, and of the bounds themselves, rounded up.
pub(crate) const SHORT_SUM: f64 = 8.0 * f64::EPSILON;

/// A bound on the error of `a b` that is 0 only where the product is exactly 0.
pub(crate) fn product_error(a: f64, ea: f64, b: f64, eb: f64) -> f64 {
    if (a == 0.0 && ea == 0.0) || (b == 0.0 && eb == 0.0) {
        return 0.0;
    }
    let (a, b) = (a.abs(), b.abs());
    (a * eb + ea * b + ea * eb) * 1.001 + SHORT_SUM * (a * b) + 4.0 * f64::MIN_POSITIVE
}

/// The sign of `f` at the ray `p`, whose coordinates are off by at most `ep`, if `f64` suffices.
#[inline]
pub(crate) fn certain_sign<const K: usize>(
    f: &Form<K>,
    p: &[f64; K],
    ep: &[f64; K],
) -> Option<Ordering> {
    let (g, eg) = (&f.value, &f.error);
    let (mut value, mut size, mut spread) = (0.0, 0.0, 0.0);
    for i in 0..K {
        let term = g[i] * p[i];
        value += term;
        size += term.abs();
        spread += g[i].abs() * ep[i] + eg[i] * (p[i].abs() + ep[i]);
    }
    let bound = spread * 1.001 + size * SHORT_SUM + 16.0 * f64::MIN_POSITIVE;
    if value > bound {
        return Some(Ordering::Greater);
    }
    if value < -bound {
        return Some(Ordering::Less);
    }
    // Zero by construction, as at the origin of a network without biases.
    let no_term = |i: usize| (g[i] == 0.0 && eg[i] == 0.0) || (p[i] == 0.0 && ep[i] == 0.0);
    (0..K).all(no_term).then_some(Ordering::Equal)
}

/// Decides signs; counts how many needed exact arithmetic.
pub(crate) struct Signs<'a, const K: usize = 3> {
    exact: Exact<'a, K>,
    pub fallbacks: u64,
}

impl<'a, const K: usize> Signs<'a, K> {
    pub(crate) fn new(exact: Exact<'a, K>) -> Self {
        Self {
            exact,
            fallbacks: 0,
        }
    }

    /// A line's form, exactly.
    pub(crate) fn form(&mut self, cells: &Cells, source: &Source<K>) -> Rc<ExactForm<K>> {
        match source {
            Source::Fixed(form) => Rc::clone(form),
            Source::Neuron {
                cell,
                neuron,
                breakpoint,
            } => {
                let unit = neuron.unit as usize;
                let form = self.exact.pre_activation(cells, *cell, unit);
                if *breakpoint == 0.0 {
                    return form;
                }
                let mut shifted = ExactForm::clone(&form);
                shifted[K - 1] = &shifted[K - 1] - &Dyadic::from(*breakpoint);
                Rc::new(shifted)
            }
        }
    }

    /// Whether the gradients of the same unit on two cells are equal.
    pub(crate) fn equal_gradients(&mut self, cells: &Cells, [c, d]: [u32; 2], unit: usize) -> bool {
        self.fallbacks += 1;
        let f = self.exact.pre_activation(cells, c, unit);
        let g = self.exact.pre_activation(cells, d, unit);
        f[..K - 1] == g[..K - 1]
    }
}
