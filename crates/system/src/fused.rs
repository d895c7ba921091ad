/// `a b + c`, rounded once.
///
/// `f64::mul_add` calls the C library where the processor may lack the instruction, and MinGW's rounds
/// twice, so that what a product loses by rounding could not be computed from it.
#[inline(always)]
#[allow(clippy::inline_always)] // called in loops that are compiled for the machine's vectors
#[allow(clippy::disallowed_methods)] // this is its replacement
pub fn mul_add(a: f64, b: f64, c: f64) -> f64 {
    #[cfg(all(windows, target_env = "gnu"))]
    return libm::fma(a, b, c);
    #[cfg(not(all(windows, target_env = "gnu")))]
    a.mul_add(b, c)
}

#[cfg(test)]
mod tests {
    use super::mul_add;

    /// What a product loses by rounding, by splitting factors into halves (Dekker 1971).
    fn lost(a: f64, b: f64) -> f64 {
        let halves = |x: f64| {
            let scaled = f64::from((1 << 27) + 1) * x;
            let high = scaled - (scaled - x);
            [high, x - high]
        };
        let ([a, c], [b, d]) = (halves(a), halves(b));
        let rounded = (a + c) * (b + d);
        ((a * b - rounded) + a * d + c * b) + c * d
    }

    #[test]
    fn the_rounding_error_of_a_product_is_exact() {
        let mut bits = 1_u64;
        let mut number = || {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            // Of either sign, from 2^-250 to 2^250.
            let exponent = 1023 - 250 + (bits >> 52) % 500;
            f64::from_bits((bits & ((1 << 52) - 1)) | exponent << 52 | (bits & 1) << 63)
        };
        for _ in 0..100_000 {
            let (a, b) = (number(), number());
            assert_eq!(mul_add(a, b, -(a * b)), lost(a, b), "{a:e} times {b:e}");
        }
    }

    #[test]
    fn a_sum_is_rounded_once() {
        // In x87 registers, 1 + 2^-53 + 2^-105 is rounded to 1 + 2^-53, and then to 1.
        let (half, next) = (f64::EPSILON / 2.0, 1.0 + f64::EPSILON);
        assert_eq!(mul_add(half, next, 1.0), next);
    }
}
