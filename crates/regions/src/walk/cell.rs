//! A cell on the stacks of the walk, and the units that cut it.

use super::forms::FormsAt;
use super::signs::Signs;
use std::cmp::Ordering;
use std::ops::Range;

/// A cell on the stacks, at a layer some of whose units may still cross it.
pub(super) struct Crossed {
    pub layer: usize,
    /// Its polygon among [`Walker::sides`].
    pub cell: Range<usize>,
    /// The units that cross it, among [`Walker::crossing`].
    pub crossing: Range<usize>,
    /// The forms of the layer.
    pub forms: FormsAt,
    /// The forms of the layer after it with the crossing units off; of no use at the last layer.
    pub next: FormsAt,
}

/// A unit that cuts a cell.
#[derive(Clone, Copy)]
pub(super) struct Crossing {
    pub unit: u32,
    /// The row of its weights in the next layer: `unit`, unless that layer is narrowed.
    pub row: u32,
    pub signs: Signs,
    /// Its signs at the ends of the chord that cuts the cell, where that chord's own unit turns
    /// positive and where it turns negative along the boundary.
    pub up: Ordering,
    pub down: Ordering,
}

/// Units to switch on, with their rows in the next layer: mostly one or two.
pub(super) type On = smallvec::SmallVec<[(u32, u32); 8]>;
