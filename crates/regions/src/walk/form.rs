//! The form of a unit, and its certain signs.

use super::line::LineId;
use super::side::{Side, widened};
use super::signs::MOST_CORNERS;

/// A unit's form.
#[derive(Clone, Copy, Debug)]
pub(super) struct WalkForm {
    pub value: [f64; 3],
    /// `E`.
    pub error: f64,
    /// The largest error of any coefficient.
    pub form_error: f64,
    /// The number of the unit.
    pub id: u32,
}

impl WalkForm {
    pub(super) fn named_line(&self) -> (LineId, [f64; 3]) {
        (LineId::of_unit(self.id), self.value)
    }

    /// The value at a corner.
    #[inline]
    pub(super) fn at(&self, corner: &[f64; 3]) -> f64 {
        self.value[0] * corner[0] + self.value[1] * corner[1] + self.value[2] * corner[2]
    }

    /// The bound on the error of [`WalkForm::at`].
    #[inline]
    pub(super) fn bound(&self, epsilon: f64) -> f64 {
        let size = self.value[0].abs() + self.value[1].abs() + self.value[2].abs();
        widened(epsilon) * (size + self.error) + self.error
    }

    /// The sign at a corner, if it is certain: whether it is positive.
    #[inline]
    pub(super) fn sign(&self, side: &Side) -> Option<bool> {
        let value = self.at(&side.corner);
        (value.abs() > self.bound(side.epsilon)).then_some(value > 0.0)
    }

    /// The signs around a ring, a bit a corner, if all are certain and fit a word.
    #[inline]
    pub(super) fn signs(&self, ring: &[Side]) -> Option<u64> {
        let size = self.value[0].abs() + self.value[1].abs() + self.value[2].abs() + self.error;
        let (mut signs, mut sure) = (0, ring.len() <= MOST_CORNERS);
        for (at, side) in ring.iter().take(MOST_CORNERS).enumerate() {
            let value = self.at(&side.corner);
            sure &= value.abs() > widened(side.epsilon) * size + self.error;
            signs |= u64::from(value > 0.0) << at;
        }
        sure.then_some(signs)
    }
}
