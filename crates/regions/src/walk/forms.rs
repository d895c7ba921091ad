//! The stack of forms: those of the current cell and of all cells that it is a part of.

use std::ops::Range;

/// Where the forms of a layer begin on the stack.
///
/// A layer's forms are three rows, one a coefficient, [`stride`](super::layers::WalkLayer::stride)
/// numbers apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormsAt(usize);

/// Forms of layers, those of parts above those of the cells that they are parts of.
#[derive(Default)]
pub(super) struct Forms(Vec<f64>);

impl Forms {
    /// The first layer's forms lie at the bottom, the same in all cells.
    pub(super) const FIRST: FormsAt = FormsAt(0);

    /// Empties the stack but for the forms of the first layer.
    pub(super) fn begin(&mut self, first: &[f64]) {
        self.0.clear();
        self.0.extend_from_slice(first);
    }

    /// Where the next forms to be pushed will begin.
    pub(super) fn top(&self) -> FormsAt {
        FormsAt(self.0.len())
    }

    /// All numbers from there on.
    #[inline]
    pub(super) fn at(&self, at: FormsAt) -> &[f64] {
        &self.0[at.0..]
    }

    pub(super) fn at_mut(&mut self, at: FormsAt) -> &mut [f64] {
        &mut self.0[at.0..]
    }

    /// The numbers from `from` up to `at`, and those from there on.
    #[inline]
    pub(super) fn below_and_at(&mut self, from: FormsAt, at: FormsAt) -> (&[f64], &mut [f64]) {
        let (below, above) = self.0.split_at_mut(at.0);
        (&below[from.0..], above)
    }

    pub(super) fn push(&mut self, numbers: &[f64]) {
        self.0.extend_from_slice(numbers);
    }

    pub(super) fn push_zeros(&mut self, count: usize) {
        self.0.resize(self.0.len() + count, 0.0);
    }

    /// Pushes some of the numbers from `at` on once more.
    #[inline]
    pub(super) fn push_copy(&mut self, at: FormsAt, numbers: Range<usize>) {
        self.0
            .extend_from_within(at.0 + numbers.start..at.0 + numbers.end);
    }

    /// Pushes one coefficient's row of some `units`, filled up with zeros to `padded` numbers, from
    /// `row` numbers beyond `at`.
    pub(super) fn push_selected(&mut self, at: FormsAt, row: usize, units: &[u32], padded: usize) {
        let top = self.0.len();
        self.0.reserve(padded);
        for &unit in units {
            self.0.push(self.0[at.0 + row + unit as usize]);
        }
        self.0.resize(top + padded, 0.0);
    }

    /// Drops these forms and all above them.
    pub(super) fn drop_from(&mut self, at: FormsAt) {
        self.0.truncate(at.0);
    }
}
