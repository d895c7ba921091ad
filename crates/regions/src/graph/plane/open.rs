//! Neurons that may change their piece within a cell, and what a cut leaves of them.

use super::form::Form;
use super::lines::Pair;
use super::mesh::Kind as EdgeKind;
use smallvec::SmallVec;

/// Indices of candidates.
pub(super) type Candidates = SmallVec<[u16; 6]>;

/// A neuron that may change its piece within a cell.
#[derive(Clone, Debug)]
pub(super) enum Open {
    /// An activation on one of the pieces `low..=high`.
    Level { unit: u32, low: u16, high: u16 },
    /// A maximum: the candidates that may be the largest, and those that may be so on the boundary.
    Largest {
        unit: u32,
        left: Candidates,
        all: Candidates,
    },
}

/// A line that cuts a cell.
pub(super) struct Cut {
    pub form: Form,
    pub pair: Pair,
    pub owner: (u32, u32),
    pub kind: EdgeKind,
    /// For an activation: which of its breakpoints.
    pub level: u16,
}

/// The fate of an open neuron in a part.
pub(super) enum Verdict {
    /// It is on this piece.
    Settled(u16),
    /// It has these possibilities left, and this cuts first.
    Cut(Open, Cut),
}

impl Open {
    pub(super) fn unit(&self) -> u32 {
        match self {
            Self::Level { unit, .. } | Self::Largest { unit, .. } => *unit,
        }
    }

    /// Whether this may be its piece.
    pub(super) fn allows(&self, piece: u16) -> bool {
        match self {
            Self::Level { low, high, .. } => (*low..=*high).contains(&piece),
            Self::Largest { left, .. } => left.contains(&piece),
        }
    }

    /// What is left below and above a cut.
    pub(super) fn halves(&self, cut: &Cut) -> [Self; 2] {
        match self {
            &Self::Level { unit, low, high } => {
                let level = cut.level;
                let part = |low, high| Self::Level { unit, low, high };
                [part(low, level), part(level + 1, high)]
            }
            Self::Largest { unit, left, all } => {
                // Above, the first is ahead of the second.
                let without = |dropped: usize| {
                    let mut left = left.clone();
                    left.remove(dropped);
                    left.sort_unstable();
                    Self::Largest {
                        unit: *unit,
                        left,
                        all: all.clone(),
                    }
                };
                [without(0), without(1)]
            }
        }
    }
}
