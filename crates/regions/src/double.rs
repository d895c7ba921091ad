//! Forms in pairs of floats, of some 100 bits, with a running bound.
//!
//! # Error bounds
//! With `u = 2^-53`, a sum of two pairs is off by at most `4 u^2` of both magnitudes, a product by
//! `8 u^2`; the constants below are larger. In a sum of `n` products of a float and a pair the high
//! parts are added without error; what is lost there, at most `u` of the sum `S` of magnitudes each
//! time, is added to the low part, whose additions are each off by `u` of at most `(n + 2) u S`:
//! together less than `4 n (n + 4) u^2 S`.

use crate::affine::UNIT;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::pair::{two_product, two_sum};
use std::cmp::Ordering;

/// A form, each coefficient the sum of a high and a low part, and the largest error of any, which is 0
/// only for what is exactly 0 or a float.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DoubleForm {
    pub high: [f64; 3],
    pub low: [f64; 3],
    pub error: f64,
}

/// Some units of the last place of a pair.
const TINY: f64 = 128.0 * UNIT * UNIT;

/// Larger numbers could overflow, or hide what is lost by underflow; they are left to integers.
const LARGEST: f64 = 1e60;

/// More than determinants of forms below [`LARGEST`] lose by underflow.
const UNDERFLOW: f64 = 1e-250;

#[derive(Clone, Copy)]
struct Pair {
    high: f64,
    low: f64,
}

impl Pair {
    const ZERO: Self = Self {
        high: 0.0,
        low: 0.0,
    };

    fn sum(a: f64, b: f64) -> Self {
        let (high, low) = two_sum(a, b);
        Self { high, low }
    }

    fn product(a: f64, b: f64) -> Self {
        let (high, low) = two_product(a, b);
        Self { high, low }
    }

    fn plus(self, other: Self) -> Self {
        let high = Self::sum(self.high, other.high);
        let low = Self::sum(self.low, other.low);
        let sum = Self::sum(high.high, high.low + low.high);
        Self::sum(sum.high, sum.low + low.low)
    }

    fn times(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        let rest = product.low + (self.high * other.low + self.low * other.high);
        Self::sum(product.high, rest)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self {
            high: -other.high,
            low: -other.low,
        })
    }
}

/// The largest magnitude of a coefficient.
#[inline]
fn size(form: &[f64; 3]) -> f64 {
    form[0].abs().max(form[1].abs()).max(form[2].abs())
}

impl DoubleForm {
    pub(crate) const UNKNOWN: Self = Self {
        high: [0.0; 3],
        low: [0.0; 3],
        error: f64::INFINITY,
    };

    /// A form of floats.
    pub(crate) fn of(high: [f64; 3]) -> Self {
        Self {
            high,
            ..Self::default()
        }
    }

    pub(crate) fn new(form: &ExactForm) -> Self {
        let high = form.each_ref().map(|number| number.to_f64().0);
        let low = [0, 1, 2].map(|k| (&form[k] - &Dyadic::from(high[k])).to_f64().0);
        // Beyond the range of floats nothing is known.
        let known = form.each_ref().map(|number| number.to_f64().1.is_finite());
        Self {
            error: if form.iter().all(Dyadic::is_zero) {
                0.0
            } else if known == [true; 3] {
                size(&high) * TINY + f64::MIN_POSITIVE
            } else {
                f64::INFINITY
            },
            high,
            low,
        }
    }

    pub(crate) fn negated(self) -> Self {
        Self {
            high: self.high.map(|number| -number),
            low: self.low.map(|number| -number),
            ..self
        }
    }

    /// `a - b`, where a missing form is 0.
    pub(crate) fn difference(a: Option<&Self>, b: Option<&Self>) -> Self {
        let mut sum = FormSum::new(0.0);
        for (form, sign) in [(a, 1.0), (b, -1.0)] {
            if let Some(form) = form {
                sum.add(sign, form);
            }
        }
        sum.form()
    }

    /// The form minus a constant.
    pub(crate) fn minus(mut self, constant: f64) -> Self {
        let difference = self.pair(2).minus(Pair {
            high: constant,
            low: 0.0,
        });
        (self.high[2], self.low[2]) = (difference.high, difference.low);
        self.error += (self.high[2].abs() + constant.abs()) * TINY;
        self
    }

    /// The form of a line's direction: zero across it, through the origin.
    pub(crate) fn across(self) -> Self {
        Self {
            high: [-self.high[1], self.high[0], 0.0],
            low: [-self.low[1], self.low[0], 0.0],
            error: self.error,
        }
    }

    /// Whether it is exactly 0.
    pub(crate) fn is_zero(&self) -> bool {
        self.high == [0.0; 3] && self.low == [0.0; 3] && self.error == 0.0
    }

    /// The largest magnitude of a coefficient.
    #[inline]
    pub(crate) fn size(&self) -> f64 {
        size(&self.high)
    }

    /// The sign at a point, if it is certain; that of an exact 0 is.
    #[inline]
    pub(crate) fn sign_at(&self, point: &[f64; 3]) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        let (mut value, mut most, mut reach) = (Pair::ZERO, 0.0, 0.0);
        for (k, &coordinate) in point.iter().enumerate() {
            let product = self.pair(k).times(Pair {
                high: coordinate,
                low: 0.0,
            });
            value = value.plus(product);
            most += product.high.abs();
            reach += coordinate.abs();
        }
        certain(value, 1.01 * self.error * reach + TINY * most + UNDERFLOW)
    }

    fn pair(&self, coefficient: usize) -> Pair {
        Pair {
            high: self.high[coefficient],
            low: self.low[coefficient],
        }
    }

    /// Whether products of the form with others stay in range, and its error is small beside it.
    fn is_usable(&self) -> bool {
        let size = size(&self.high);
        size < LARGEST && self.error <= size * 2f64.powi(-10)
    }
}

/// A sum of products of floats and forms.
pub(crate) struct FormSum {
    sum: [Pair; 3],
    magnitude: f64,
    error: f64,
    terms: u32,
}

impl FormSum {
    /// Begins with a constant.
    pub(crate) fn new(constant: f64) -> Self {
        let mut sum = [Pair::ZERO; 3];
        sum[2].high = constant;
        Self {
            sum,
            magnitude: constant.abs(),
            error: 0.0,
            terms: 0,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, weight: f64, form: &DoubleForm) {
        if weight == 0.0 || form.is_zero() {
            return;
        }
        for (sum, k) in self.sum.iter_mut().zip(0..3) {
            let product = Pair::product(weight, form.high[k]);
            let high = Pair::sum(sum.high, product.high);
            sum.high = high.high;
            sum.low += (high.low + product.low) + weight * form.low[k];
        }
        self.magnitude += weight.abs() * size(&form.high);
        self.error += weight.abs() * form.error;
        self.terms += 1;
    }

    /// The form, and an error that is infinite where numbers left their range.
    pub(crate) fn form(&self) -> DoubleForm {
        let sums = self.sum.map(|sum| Pair::sum(sum.high, sum.low));
        let n = f64::from(self.terms);
        let rounding = 4.0 * (n + 1.0) * (n + 8.0) * UNIT * UNIT;
        let error =
            self.error * 1.01 + rounding * 1.01 * self.magnitude + (n + 1.0) * f64::MIN_POSITIVE;
        let error = if self.terms == 0 { 0.0 } else { error };
        DoubleForm {
            high: sums.map(|sum| sum.high),
            low: sums.map(|sum| sum.low),
            // NaN is 0 times an unknown number.
            error: if self.magnitude < LARGEST && !error.is_nan() {
                error
            } else {
                f64::INFINITY
            },
        }
    }
}

/// The form of an activation's piece, `slope form + offset`.
#[inline]
pub(crate) fn activated(
    form: &DoubleForm,
    slope: f64,
    offset: f64,
    offset_error: f64,
) -> DoubleForm {
    let mut sum = FormSum::new(offset);
    if slope != 0.0 {
        sum.add(slope, form);
    }
    let mut after = sum.form();
    after.error += offset_error;
    after
}

/// The sign of the determinant of three forms, if it is certain.
pub(crate) fn sign(a: &DoubleForm, b: &DoubleForm, c: &DoubleForm) -> Option<Ordering> {
    if ![a, b, c].into_iter().all(DoubleForm::is_usable) {
        return None;
    }
    let [sa, sb, sc] = [a, b, c].map(|form| size(&form.high));
    let mut total = Pair::ZERO;
    for k in 0..3 {
        let (i, j) = ((k + 1) % 3, (k + 2) % 3);
        let minor = a.pair(i).times(b.pair(j)).minus(a.pair(j).times(b.pair(i)));
        total = total.plus(minor.times(c.pair(k)));
    }
    // Six products of three, each with the errors of its factors; what errors do together is at most
    // 2^-9 of that.
    let errors = a.error * sb * sc + sa * b.error * sc + sa * sb * c.error;
    let bound = 6.5 * errors + 6.0 * TINY * (sa * sb * sc) + UNDERFLOW;
    certain(total, bound)
}

fn certain(number: Pair, bound: f64) -> Option<Ordering> {
    if number.high > bound {
        Some(Ordering::Greater)
    } else if number.high < -bound {
        Some(Ordering::Less)
    } else {
        None
    }
}

/// The crossing of two lines to all the digits of a float, scaled to largest coordinate 1, with the
/// error of its coordinates; `None` where that is not known.
pub(crate) fn crossing(a: &DoubleForm, b: &DoubleForm) -> Option<([f64; 3], f64)> {
    if !(a.is_usable() && b.is_usable()) {
        return None;
    }
    let (sa, sb) = (size(&a.high), size(&b.high));
    let cross = [0, 1, 2].map(|k| {
        let (i, j) = ((k + 1) % 3, (k + 2) % 3);
        a.pair(i)
            .times(b.pair(j))
            .minus(a.pair(j).times(b.pair(i)))
            .high
    });
    let error = 2.0 * (sa * b.error + a.error * sb + a.error * b.error) * 1.01
        + 8.0 * TINY * (sa * sb)
        + UNDERFLOW;
    let most = size(&cross);
    if most <= 2.0 * error {
        return None;
    }
    let scale = 1.0 / most;
    Some((
        cross.map(|number| number * scale),
        error * scale * 1.01 + 4.0 * f64::EPSILON,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::determinant;
    use proptest::prelude::*;

    fn exact(form: &[f64; 3]) -> ExactForm {
        form.map(Dyadic::from)
    }

    proptest! {
        /// Three lines through nearly one point: floats cannot tell on which side.
        #[test]
        fn a_certain_sign_is_the_sign(
            a in prop::array::uniform3(-1.0f64..1.0),
            b in prop::array::uniform3(-1.0f64..1.0),
            weights in prop::array::uniform2(-2.0f64..2.0),
            shift in -1e-20f64..1e-20,
        ) {
            let c = [0, 1, 2].map(|k| weights[0] * a[k] + weights[1] * b[k] + shift);
            let exact = [a, b, c].map(|form| exact(&form));
            let truth = determinant(&exact[0], &exact[1], &exact[2]).sign();
            let [a, b, c] = exact.each_ref().map(DoubleForm::new);
            if let Some(found) = sign(&a, &b, &c) {
                prop_assert_eq!(found, truth);
            }
        }

        #[test]
        fn a_sum_is_as_good_as_it_says(
            terms in prop::collection::vec((-10.0f64..10.0, prop::array::uniform3(-1.0f64..1.0)), 0..40),
            constant in -1.0f64..1.0,
        ) {
            let mut sum = FormSum::new(constant);
            let mut truth = [Dyadic::ZERO, Dyadic::ZERO, Dyadic::from(constant)];
            for (weight, form) in &terms {
                let form = exact(form);
                sum.add(*weight, &DoubleForm::new(&form));
                for (sum, number) in truth.iter_mut().zip(&form) {
                    *sum = &*sum + &(&Dyadic::from(*weight) * number);
                }
            }
            let sum = sum.form();
            for k in 0..3 {
                let found = &Dyadic::from(sum.high[k]) + &Dyadic::from(sum.low[k]);
                prop_assert!((&found - &truth[k]).to_f64().0.abs() <= sum.error);
            }
        }
    }
}
