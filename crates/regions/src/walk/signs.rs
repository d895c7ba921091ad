//! The signs of a form at the corners of a cell.

use std::cmp::Ordering;

/// The signs of a form around a ring of corners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// Bit `k` is set where the form is positive at corner `k`.
    pub above: u64,
    /// Bit `k` is set where it is exactly zero.
    pub zero: u64,
}

impl Signs {
    /// The signs at these corners; of more than fit, those at the first.
    pub(super) fn of(signs: &[Ordering]) -> Self {
        let bits = |wanted: Ordering| {
            let corners = signs.iter().take(MOST_CORNERS).enumerate();
            corners.fold(0, |bits, (k, &sign)| bits | u64::from(sign == wanted) << k)
        };
        Self {
            above: bits(Ordering::Greater),
            zero: bits(Ordering::Equal),
        }
    }

    /// Whether the form takes strictly both signs at these corners.
    pub(super) fn cuts(self, corners: usize) -> bool {
        self.above != 0 && self.above | self.zero != all(corners)
    }

    pub(super) fn at(self, corner: usize) -> Ordering {
        if self.above >> corner & 1 == 1 {
            Ordering::Greater
        } else if self.zero >> corner & 1 == 1 {
            Ordering::Equal
        } else {
            Ordering::Less
        }
    }
}

/// Signs that are positive at this many corners.
pub(super) fn all(corners: usize) -> u64 {
    u64::MAX >> (64 - corners)
}

/// Rings of more corners do not fit a word with their signs.
pub(super) const MOST_CORNERS: usize = 62;
