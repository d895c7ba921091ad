//! Linear forms whose coefficients are pairs of floats.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use crate::affine::SLACK;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::graph::near::{FLOOR, PAIR, two_product, two_sum};
use crate::graph::plane::form::Form;
use std::cmp::Ordering;

/// A number `high + low`.
type Pair = (f64, f64);

/// A [`Form`] with coefficients `high + low`; none is off by more than `error`. An exact 0 has no error.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SharpForm {
    pub high: [f64; 3],
    pub low: [f64; 3],
    pub error: f64,
}

impl SharpForm {
    pub(super) const UNKNOWN: Self = Self {
        high: [0.0; 3],
        low: [0.0; 3],
        error: f64::INFINITY,
    };

    /// A number, everywhere.
    pub(super) fn constant(number: f64) -> Self {
        Self {
            high: [0.0, 0.0, number],
            ..Self::default()
        }
    }

    /// An exact form, rounded.
    pub(super) fn of(form: &ExactForm) -> Self {
        let mut sharp = Self::default();
        for (i, exact) in form.iter().enumerate() {
            let (high, _) = exact.to_f64();
            let (low, error) = (exact - &Dyadic::from(high)).to_f64();
            (sharp.high[i], sharp.low[i]) = (high, low);
            sharp.error = sharp.error.max(error);
        }
        sharp
    }

    pub(super) fn is_zero(&self) -> bool {
        self.high == [0.0; 3] && self.low == [0.0; 3] && self.error == 0.0
    }

    /// The largest magnitude of a coefficient.
    #[inline(always)]
    pub(super) fn size(&self) -> f64 {
        self.high
            .iter()
            .fold(0.0, |most, high| high.abs().max(most))
    }

    /// This and another one, times these numbers, which are 1 or -1.
    #[inline(always)]
    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = Self::default();
        for i in 0..3 {
            let (high, low) = two_sum(self.high[i], other.high[i]);
            (sum.high[i], sum.low[i]) = two_sum(high, low + (self.low[i] + other.low[i]));
        }
        let size = self.size() + other.size();
        if size != 0.0 || self.error != 0.0 || other.error != 0.0 {
            sum.error = (self.error + other.error + PAIR * size) * SLACK + FLOOR;
        }
        sum
    }

    #[inline(always)]
    pub(super) fn minus(&self, other: &Self) -> Self {
        self.plus(&Self {
            high: other.high.map(|high| -high),
            low: other.low.map(|low| -low),
            error: other.error,
        })
    }

    #[inline(always)]
    pub(super) fn times(&self, factor: f64) -> Self {
        if factor == 0.0 || self.is_zero() {
            return Self::default();
        }
        if factor == 1.0 {
            return *self;
        }
        let mut product = Self::default();
        for i in 0..3 {
            let (high, rest) = two_product(self.high[i], factor);
            (product.high[i], product.low[i]) = two_sum(high, rest + self.low[i] * factor);
        }
        product.error = (self.error * factor.abs() + PAIR * product.size()) * SLACK + FLOOR;
        product
    }

    /// The form rounded to floats.
    pub(super) fn rounded(&self) -> Form {
        let value = std::array::from_fn(|i| self.high[i] + self.low[i]);
        let error = if self.is_zero() {
            0.0
        } else {
            (self.error + self.size() * f64::EPSILON) * SLACK + FLOOR
        };
        Form { value, error }
    }

    /// The sign at a point, if it is certain; that of an exact 0 is.
    pub(super) fn sign(&self, point: &[f64; 3]) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        let (mut value, mut size, mut reach) = ((0.0, 0.0), 0.0, 0.0);
        for i in 0..3 {
            let (product, rest) = two_product(self.high[i], point[i]);
            value = add(value, (product, rest + self.low[i] * point[i]));
            size += product.abs();
            reach += point[i].abs();
        }
        certain(value, (self.error * reach + PAIR * size) * SLACK + FLOOR)
    }

    /// The sign of the determinant of three forms, if it is certain.
    pub(super) fn sign_of_determinant([a, b, c]: [&Self; 3]) -> Option<Ordering> {
        let mut value = (0.0, 0.0);
        for i in 0..3 {
            let (j, k) = ((i + 1) % 3, (i + 2) % 3);
            let [first, second] = [(j, k), (k, j)].map(|(j, k)| multiply(b.at(j), c.at(k)));
            let minor = add(first, (-second.0, -second.1));
            value = add(value, multiply(a.at(i), minor));
        }
        let [p, q, r] = [a, b, c].map(Self::size);
        let [d, e, f] = [a, b, c].map(|form| form.error);
        // Six products; each factor is off by its error.
        let spread = d * (q + e) * (r + f) + p * e * (r + f) + p * q * f;
        certain(
            value,
            (6.0 * spread + PAIR * (6.0 * p * q * r)) * SLACK + FLOOR,
        )
    }

    #[inline(always)]
    fn at(&self, i: usize) -> Pair {
        (self.high[i], self.low[i])
    }
}

#[inline(always)]
fn add(a: Pair, b: Pair) -> Pair {
    let (high, low) = two_sum(a.0, b.0);
    two_sum(high, low + (a.1 + b.1))
}

#[inline(always)]
fn multiply(a: Pair, b: Pair) -> Pair {
    let (high, rest) = two_product(a.0, b.0);
    two_sum(high, rest + (a.0 * b.1 + a.1 * b.0))
}

fn certain(value: Pair, bound: f64) -> Option<Ordering> {
    let value = value.0 + value.1;
    if value > bound {
        Some(Ordering::Greater)
    } else if value < -bound {
        Some(Ordering::Less)
    } else {
        None
    }
}
