use dashu_int::IBig;
use dashu_int::ops::BitTest;
use std::cmp::Ordering;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact number `mantissa * 2^exponent`. Every finite float is one, and sums, differences and
/// products of them are.
#[derive(Clone, Debug)]
pub(crate) struct Dyadic {
    mantissa: Mantissa,
    exponent: i64,
}

/// Most numbers are short, and those need no memory of their own.
#[derive(Clone, Debug)]
enum Mantissa {
    Short(i128),
    Long(IBig),
}

use Mantissa::{Long, Short};

impl Mantissa {
    fn long(&self) -> IBig {
        match self {
            Short(number) => IBig::from(*number),
            Long(number) => number.clone(),
        }
    }

    /// `number * 2^zeros`, if that is short.
    fn shifted(number: i128, zeros: i64) -> Option<i128> {
        // One bit for the sign.
        let room = i64::from(number.unsigned_abs().leading_zeros()) - 1;
        (zeros < room).then(|| number << zeros)
    }
}

impl From<IBig> for Mantissa {
    fn from(number: IBig) -> Self {
        match i128::try_from(&number) {
            Ok(number) => Short(number),
            Err(_) => Long(number),
        }
    }
}

impl Dyadic {
    pub(crate) const ZERO: Self = Self {
        mantissa: Short(0),
        exponent: 0,
    };

    pub(crate) fn is_zero(&self) -> bool {
        match &self.mantissa {
            Short(number) => *number == 0,
            Long(number) => number.is_zero(),
        }
    }

    /// The sign, as the number compares with 0.
    pub(crate) fn sign(&self) -> Ordering {
        match &self.mantissa {
            Short(number) => number.cmp(&0),
            Long(number) => number.cmp(&IBig::ZERO),
        }
    }

    /// A float near it and a bound on its error; 0 is free of error.
    pub(crate) fn to_f64(&self) -> (f64, f64) {
        if self.is_zero() {
            return (0.0, 0.0);
        }
        let (leading, more) = match &self.mantissa {
            Short(number) => (*number as f64, 0),
            Long(number) => {
                // The first 64 bits are enough, and no mantissa is too long for them.
                let more = number.bit_len().saturating_sub(64);
                let leading = (number >> more).to_f64().value();
                (leading, i64::try_from(more).unwrap_or(i64::MAX / 4))
            }
        };
        let value = scaled(leading, self.exponent + more);
        if value.is_finite() {
            (
                value,
                value.abs() * (4.0 * f64::EPSILON) + f64::MIN_POSITIVE,
            )
        } else {
            (0.0, f64::INFINITY)
        }
    }

    pub(crate) fn abs(&self) -> Self {
        if self.sign().is_lt() {
            -self
        } else {
            self.clone()
        }
    }

    /// `self / divisor` to within a few units in the last place; 0 where that underflows, infinite
    /// where it overflows or `divisor` is 0.
    pub(crate) fn ratio(&self, divisor: &Self) -> f64 {
        if divisor.is_zero() {
            return f64::INFINITY;
        }
        // Numerators with 64 bits more than the denominator have quotients of 64 or 65 bits.
        let bits = |number: &IBig| i64::try_from(number.bit_len()).unwrap_or(i64::MAX / 4);
        let (over, under) = (self.mantissa.long(), divisor.mantissa.long());
        let shift: i64 = 64 + bits(&under) - bits(&over);
        let numerator = if shift >= 0 {
            over << shift as usize
        } else {
            over >> shift.unsigned_abs() as usize
        };
        let quotient = (numerator / under).to_f64().value();
        scaled(quotient, self.exponent - divisor.exponent - shift)
    }
}

/// `value * 2^exponent`, in steps, so that a subnormal result does not pass through 0.
fn scaled(value: f64, exponent: i64) -> f64 {
    let exponent = exponent.clamp(-4000, 4000) as i32;
    let quarter = exponent / 4;
    let steps = [quarter, quarter, quarter, exponent - 3 * quarter];
    steps
        .iter()
        .fold(value, |value, &step| value * 2f64.powi(step))
}

impl From<f64> for Dyadic {
    /// The exact value of a finite float.
    #[allow(clippy::cast_possible_wrap)] // the exponent has 11 bits
    fn from(value: f64) -> Self {
        debug_assert!(value.is_finite(), "only finite numbers have an exact value");
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let biased = (bits >> 52) & 0x7ff;
        let (digits, exponent) = if biased == 0 {
            (fraction, -1074)
        } else {
            (fraction | (1 << 52), biased as i64 - 1075)
        };
        if digits == 0 {
            return Self::ZERO;
        }
        // Without the trailing zeros, small integers stay small.
        let zeros = digits.trailing_zeros();
        let mantissa = i128::from(digits >> zeros);
        Self {
            mantissa: Short(if value < 0.0 { -mantissa } else { mantissa }),
            exponent: exponent + i64::from(zeros),
        }
    }
}

fn combine(
    a: &Dyadic,
    b: &Dyadic,
    short: impl Fn(i128, i128) -> Option<i128>,
    long: impl Fn(IBig, IBig) -> IBig,
) -> Dyadic {
    let exponent = a.exponent.min(b.exponent);
    let short = match (&a.mantissa, &b.mantissa) {
        (Short(m), Short(n)) => {
            let m = Mantissa::shifted(*m, a.exponent - exponent);
            let n = Mantissa::shifted(*n, b.exponent - exponent);
            m.zip(n).and_then(|(m, n)| short(m, n))
        }
        _ => None,
    };
    let mantissa = short.map_or_else(
        || {
            let aligned = |x: &Dyadic| x.mantissa.long() << (x.exponent - exponent) as usize;
            Mantissa::from(long(aligned(a), aligned(b)))
        },
        Short,
    );
    Dyadic { mantissa, exponent }
}

impl Add for &Dyadic {
    type Output = Dyadic;
    fn add(self, other: &Dyadic) -> Dyadic {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        combine(self, other, i128::checked_add, |a, b| a + b)
    }
}

impl Sub for &Dyadic {
    type Output = Dyadic;
    fn sub(self, other: &Dyadic) -> Dyadic {
        if other.is_zero() {
            return self.clone();
        }
        if self.is_zero() {
            return -other;
        }
        combine(self, other, i128::checked_sub, |a, b| a - b)
    }
}

impl Mul for &Dyadic {
    type Output = Dyadic;
    fn mul(self, other: &Dyadic) -> Dyadic {
        if self.is_zero() || other.is_zero() {
            return Dyadic::ZERO;
        }
        let short = match (&self.mantissa, &other.mantissa) {
            (Short(a), Short(b)) => match (i64::try_from(*a), i64::try_from(*b)) {
                (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
                _ => a.checked_mul(*b),
            },
            _ => None,
        };
        let long = || Mantissa::from(self.mantissa.long() * other.mantissa.long());
        Dyadic {
            mantissa: short.map_or_else(long, Short),
            exponent: self.exponent + other.exponent,
        }
    }
}

impl Neg for &Dyadic {
    type Output = Dyadic;
    fn neg(self) -> Dyadic {
        let mantissa = match &self.mantissa {
            // The least short number has no short opposite, but a long one.
            Short(number) => number
                .checked_neg()
                .map_or_else(|| Mantissa::from(-IBig::from(*number)), Short),
            Long(number) => Mantissa::from(-number),
        };
        Dyadic {
            mantissa,
            exponent: self.exponent,
        }
    }
}

impl PartialEq for Dyadic {
    fn eq(&self, other: &Self) -> bool {
        (self - other).is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floats_come_through_unchanged() {
        for value in [
            0.0,
            -0.0,
            1.0,
            -0.1,
            5e-324,
            f64::MIN_POSITIVE,
            1e300,
            -3.5e-310,
        ] {
            let (back, error) = Dyadic::from(value).to_f64();
            assert!((back - value).abs() <= error, "{value} became {back}");
        }
    }

    #[test]
    fn long_mantissas_come_through() {
        let third = Dyadic::from(1.0 / 3.0);
        let power = (1..60).fold(third.clone(), |power, _| &power * &third);
        let wanted = 3f64.powi(-60);
        let (found, error) = power.to_f64();
        assert!((found - wanted).abs() <= wanted * 1e-13, "{found}");
        assert!(error <= wanted * 1e-14);
        assert_eq!(power.abs(), (-&power).abs());
    }

    #[test]
    fn a_sum_keeps_what_a_float_would_lose() {
        let tiny = Dyadic::from(5e-324);
        let sum = &Dyadic::from(1e300) + &tiny;
        assert_eq!(&sum - &Dyadic::from(1e300), tiny);
        assert_eq!(sum.sign(), Ordering::Greater);
    }

    #[test]
    fn ratios_neither_overflow_nor_underflow_on_the_way() {
        let power = |value: f64, times: u32| {
            (1..times).fold(Dyadic::from(value), |power, _| {
                &power * &Dyadic::from(value)
            })
        };
        assert_eq!(power(1e300, 8).ratio(&power(1e300, 8)), 1.0);
        let tiny = power(3e-300, 8);
        assert_eq!((&tiny * &Dyadic::from(-2.5)).ratio(&tiny), -2.5);
        assert_eq!(Dyadic::from(1.0).ratio(&Dyadic::from(3.0)), 1.0 / 3.0);
        assert_eq!(Dyadic::ZERO.ratio(&tiny), 0.0);
        assert_eq!(tiny.ratio(&Dyadic::ZERO), f64::INFINITY);
        let subnormal = Dyadic::from(5e-324);
        assert_eq!(subnormal.ratio(&Dyadic::from(1.0)), 5e-324);
    }

    proptest! {
        /// Numbers around the length at which a mantissa becomes a long one, against integers alone.
        #[test]
        fn short_and_long_mantissas_agree(
            a in any::<i128>(), cut_a in 0u32..127, at_a in -40i64..40,
            b in any::<i128>(), cut_b in 0u32..127, at_b in -40i64..40,
        ) {
            let number = |mantissa: i128, exponent: i64| Dyadic { mantissa: Short(mantissa), exponent };
            let whole = |x: &Dyadic| x.mantissa.long() << (x.exponent + 200) as usize;
            let (x, y) = (number(a >> cut_a, at_a), number(b >> cut_b, at_b));
            prop_assert_eq!(whole(&(&x + &y)), whole(&x) + whole(&y));
            prop_assert_eq!(whole(&(&x - &y)), whole(&x) - whole(&y));
            prop_assert_eq!(whole(&(&x * &y)) << 200, whole(&x) * whole(&y));
            prop_assert_eq!(whole(&-&x), -whole(&x));
            prop_assert_eq!((&x - &y).sign(), whole(&x).cmp(&whole(&y)));
            let (float, error) = x.to_f64();
            let exact = whole(&x).to_f64().value() * 2f64.powi(-200);
            prop_assert!((float - exact).abs() <= error + exact.abs() * f64::EPSILON);
        }

        #[test]
        fn integers_behave_as_integers(a in -1_000_000i32..1_000_000, b in -1_000_000i32..1_000_000) {
            let (x, y) = (Dyadic::from(f64::from(a)), Dyadic::from(f64::from(b)));
            let (a, b) = (i64::from(a), i64::from(b));
            prop_assert_eq!(&x + &y, Dyadic::from((a + b) as f64));
            prop_assert_eq!(&x - &y, Dyadic::from((a - b) as f64));
            prop_assert_eq!(&x * &y, Dyadic::from((a * b) as f64));
            prop_assert_eq!((&x - &y).sign(), a.cmp(&b));
        }
    }
}
