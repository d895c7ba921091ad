//! Factors of deviations, by atom in order: a sparse vector.

use std::cmp::Ordering;

/// A factor that may not be 0 although its float was.
pub(super) const TINY: f64 = 1e-150;

/// A factor that is not 0 unless it truly is.
pub(super) fn unless_zero(factor: f64) -> f64 {
    if factor == 0.0 { TINY } else { factor }
}

/// The factors of one row minus those of another.
pub(super) struct Difference<'f> {
    plus: &'f [(u32, f64)],
    minus: &'f [(u32, f64)],
}

impl<'f> Difference<'f> {
    pub(super) fn of(plus: &'f [(u32, f64)], minus: &'f [(u32, f64)]) -> Self {
        Self { plus, minus }
    }
}

impl Iterator for Difference<'_> {
    type Item = (u32, f64);

    fn next(&mut self) -> Option<(u32, f64)> {
        match (self.plus.first(), self.minus.first()) {
            (None, None) => None,
            (Some(&(atom, factor)), None) => {
                self.plus = &self.plus[1..];
                Some((atom, factor))
            }
            (None, Some(&(atom, factor))) => {
                self.minus = &self.minus[1..];
                Some((atom, -factor))
            }
            (Some(&(a, f)), Some(&(b, g))) => {
                if a <= b {
                    self.plus = &self.plus[1..];
                }
                if b <= a {
                    self.minus = &self.minus[1..];
                }
                Some(match a.cmp(&b) {
                    Ordering::Less => (a, f),
                    Ordering::Greater => (b, -g),
                    Ordering::Equal => (a, unless_zero(f - g)),
                })
            }
        }
    }
}
