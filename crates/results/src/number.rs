/// The shortest decimal text that reads back as the same number; whole numbers without a point, so
/// that counts look like counts.
///
/// ```
/// use crease_results::shortest;
/// assert_eq!(shortest(4608.0), "4608");
/// assert_eq!(shortest(0.1 + 0.2), "0.30000000000000004");
/// assert_eq!(shortest(1e-7), "1e-7");
/// ```
pub fn shortest(number: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: whole numbers below are exact
    if number.fract() == 0.0 && number.abs() < EXACT {
        format!("{number}")
    } else {
        format!("{number:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::shortest;

    #[test]
    fn every_number_reads_back() {
        for number in [
            0.0,
            -0.0,
            1.0 / 3.0,
            1e300,
            f64::MIN_POSITIVE,
            5e-324,
            -2.5e-9,
            4608.0,
        ] {
            let back: f64 = shortest(number).parse().unwrap();
            assert_eq!(back.to_bits(), number.to_bits());
        }
        assert!(shortest(f64::NAN).parse::<f64>().unwrap().is_nan());
        assert_eq!(shortest(f64::INFINITY).parse::<f64>(), Ok(f64::INFINITY));
    }
}
