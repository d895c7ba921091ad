//! Fractions of any length.

use crease_network::graph::Number;
use dashu_int::{IBig, UBig, ops::Gcd};
use std::cmp::Ordering;

/// A fraction, in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rational {
    above: IBig,
    below: IBig,
}

impl Rational {
    pub fn new(above: IBig, below: IBig) -> Self {
        assert!(below != IBig::ZERO);
        let sign = if below < IBig::ZERO { -1 } else { 1 };
        if above == IBig::ZERO {
            return Self {
                above,
                below: IBig::ONE,
            };
        }
        let divisor = IBig::from((&above).gcd(&below)) * sign;
        Self {
            above: above / &divisor,
            below: below / divisor,
        }
    }

    pub fn integer(n: i64) -> Self {
        Self::new(n.into(), IBig::ONE)
    }

    /// The exact value of any float.
    pub fn from_fraction(number: f64) -> Self {
        let (mut number, mut below) = (number, UBig::ONE);
        while number.fract() != 0.0 {
            number *= 2.0;
            below *= 2u8;
        }
        Self::new(IBig::from(number as i128), below.into())
    }

    pub fn to_f64(&self) -> f64 {
        let scaled = (&self.above << 60) / &self.below;
        scaled.to_f64().value() / 2f64.powi(60)
    }

    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.times(&Self::integer(-1)))
    }

    pub fn over(&self, other: &Self) -> Self {
        Self::new(&self.above * &other.below, &self.below * &other.above)
    }

    pub fn sign(&self) -> Ordering {
        self.above.cmp(&IBig::ZERO)
    }
}

impl Number for Rational {
    fn from_parameter(parameter: f64) -> Self {
        // A float is a fraction with a power of two below.
        let (mut number, mut below) = (parameter, UBig::ONE);
        while number.fract() != 0.0 {
            number *= 2.0;
            below *= 2u8;
        }
        Self::new(IBig::from(number as i64), below.into())
    }
    fn plus(&self, other: &Self) -> Self {
        let above = &self.above * &other.below + &other.above * &self.below;
        Self::new(above, &self.below * &other.below)
    }
    fn times(&self, other: &Self) -> Self {
        Self::new(&self.above * &other.above, &self.below * &other.below)
    }
    fn order(&self, other: &Self) -> Ordering {
        (&self.above * &other.below).cmp(&(&other.above * &self.below))
    }
}
