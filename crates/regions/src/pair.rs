//! Sums and products of two floats, with what rounding takes from them.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

/// `a + b`, exactly but for overflow.
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    let rest = high - a;
    (high, (a - (high - rest)) + (b - rest))
}

/// The upper 26 bits of a number, and the others; infinite or NaN from 1e299 on.
#[inline(always)]
fn split(number: f64) -> [f64; 2] {
    let scaled = 134_217_729.0 * number;
    let high = scaled - (scaled - number);
    [high, number - high]
}

/// `a b`, exactly but for overflow and underflow, and if neither factor is above 1e299 (Dekker, *A
/// Floating-Point Technique for Extending the Available Precision*). Where the processor may lack a fused
/// multiplication, this is faster than a call of the C library, above all of musl's.
#[inline(always)]
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ([a, rest_a], [b, rest_b]) = (split(a), split(b));
    let rest = ((a * b - product) + a * rest_b + rest_a * b) + rest_a * rest_b;
    (product, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyadic::Dyadic;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_lost(
            a in proptest::num::f64::NORMAL,
            b in proptest::num::f64::NORMAL,
        ) {
            let exact = [a, b].map(Dyadic::from);
            let sum = two_sum(a, b);
            if sum.0.is_finite() {
                let found = &Dyadic::from(sum.0) + &Dyadic::from(sum.1);
                prop_assert_eq!(found, &exact[0] + &exact[1]);
            }
            let product = two_product(a, b);
            let small = a.abs().max(b.abs()) < 1e299;
            if small && product.0.is_finite() && product.0.abs() > 1e-290 {
                let found = &Dyadic::from(product.0) + &Dyadic::from(product.1);
                prop_assert_eq!(found, &exact[0] * &exact[1]);
            }
        }
    }
}
