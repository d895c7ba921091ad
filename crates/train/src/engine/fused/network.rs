use super::layout::Layout;
use super::memory::line_start;
use super::step::Backward;
use super::workspace::Workspace;
use crate::activation::Pieces;
use crate::loss::Loss;
use crate::optimizer::{MOST_VECTORS, Vectors};
use pulp::Arch;

/// What an operation needs of the run besides its numbers.
pub(crate) struct Network {
    pub(super) layout: Layout,
    pub(super) tensor: TensorLayout,
    pub(super) pieces: Pieces,
    pub(super) loss: Loss,
    pub(super) workspace: Workspace,
    pub(super) backward: Backward,
    /// Made at the first evaluation.
    pub(super) evaluation: Option<Workspace>,
    pub(super) arch: Arch,
}

/// Where parameters and the optimiser's memory are in the tensor: vectors of one length, one after
/// the other.
pub(super) struct TensorLayout {
    /// Where the first begins.
    pub(super) start: usize,
    /// Numbers of each.
    pub(super) vector: usize,
    /// How many of them are memory.
    pub(super) memory: usize,
}

impl TensorLayout {
    /// Numbers of all vectors.
    pub(super) fn size(&self) -> usize {
        (1 + self.memory) * self.vector
    }

    /// Parameters and memory in the storage, moved to the beginning of a cache line if they are not
    /// there: once, since the storage itself does not move.
    pub(super) fn vectors<'a>(&mut self, storage: &'a mut [f32]) -> Vectors<'a> {
        let start = line_start(storage);
        if start != self.start {
            storage.copy_within(self.start..self.start + self.size(), start);
            self.start = start;
        }
        let mut rest = &mut storage[start..start + self.size()];
        let mut next = || {
            let (vector, after) = std::mem::take(&mut rest).split_at_mut(self.vector);
            rest = after;
            vector
        };
        let parameters = next();
        let mut memory: [&mut [f32]; MOST_VECTORS] = [&mut [], &mut []];
        for vector in &mut memory[..self.memory] {
            *vector = next();
        }
        Vectors { parameters, memory }
    }
}
