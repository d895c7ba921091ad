//! Sums and products of two floats, with what rounding takes from them.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use crease_system::mul_add;

/// `a + b`, exactly but for overflow.
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    let rest = high - a;
    (high, (a - (high - rest)) + (b - rest))
}

/// `a b`, exactly but for overflow and underflow.
#[inline(always)]
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let high = a * b;
    (high, mul_add(a, b, -high))
}
