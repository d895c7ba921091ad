//! Neurons that may change their piece within a cell.

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
