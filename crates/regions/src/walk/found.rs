//! The counts of a walk, or why it ended early.

use super::lengths::Lengths;
use super::walls::{Merged, Name};
use crate::RegionsError;

/// What was counted strictly inside the frame.
#[derive(Debug, Default)]
pub(crate) struct WalkCounts {
    pub faces: u64,
    /// Pieces of chords that are edges, both sides of each.
    pub(super) inner_edges: u64,
    /// Ends of chords within walls, by the side from which the wall is seen: positive, negative.
    pub(super) ends: [u64; 2],
    /// How many decisions needed exact arithmetic.
    pub fallbacks: u64,
    /// The faces that belong together, and the lengths of walls, if asked for.
    pub(super) merged: Option<Merged>,
    pub(super) lengths: Option<Lengths>,
}

impl WalkCounts {
    /// What a graph of layers has, whose cells are counted elsewhere.
    pub(crate) fn elsewhere(fallbacks: u64) -> Self {
        Self {
            fallbacks,
            ..Self::default()
        }
    }

    /// Edges strictly inside the frame, as seen from the positive sides of walls.
    pub(crate) fn edges(&self) -> u64 {
        self.inner_edges + self.ends[0]
    }

    /// Vertices strictly inside the frame, or the error that the two sides of walls do not agree.
    pub(crate) fn vertices(&self) -> Result<u64, RegionsError> {
        let by_negative_sides = 1 + self.inner_edges + self.ends[1];
        match by_negative_sides.checked_sub(self.faces) {
            Some(vertices) if self.ends[0] == self.ends[1] => Ok(vertices),
            vertices => Err(RegionsError::Euler {
                vertices: vertices.unwrap_or_default(),
                edges: self.edges(),
                faces: self.faces,
            }),
        }
    }

    /// Sets of faces without a jump of the gradient between them.
    pub(crate) fn linear_regions(&self) -> Option<u64> {
        self.merged
            .as_ref()
            .map(|merged| self.faces - merged.joins())
    }

    /// The set of faces without a jump of the gradient between them that the face of this name is in;
    /// `None` if it is alone.
    pub(crate) fn set_of(&mut self, face: Name) -> Option<u32> {
        self.merged.as_mut()?.set_of(face)
    }

    /// The length of all walls.
    pub(crate) fn length(&self) -> Option<f64> {
        self.lengths.as_ref().map(Lengths::total)
    }

    /// The length of those across which the gradient jumps.
    pub(crate) fn jumping_length(&self) -> Option<f64> {
        let (merged, lengths) = self.merged.as_ref().zip(self.lengths.as_ref())?;
        // Not what the rounding of lengths leaves.
        Some(if merged.flat_edges == self.edges() {
            0.0
        } else {
            lengths.jumping()
        })
    }

    pub(super) fn add(&mut self, other: Self) {
        self.faces += other.faces;
        self.inner_edges += other.inner_edges;
        self.ends[0] += other.ends[0];
        self.ends[1] += other.ends[1];
        self.fallbacks += other.fallbacks;
        match (&mut self.merged, other.merged) {
            (Some(merged), Some(other)) => merged.add(&other),
            (none, other) => *none = other,
        }
        match (&mut self.lengths, other.lengths) {
            (Some(lengths), Some(other)) => lengths.join(&other),
            (none, other) => *none = other,
        }
    }
}

/// Why a walk ended early.
#[derive(Debug)]
pub(super) enum Stop {
    /// More faces than allowed, or cancelled.
    Refused(RegionsError),
    /// The system cannot start a thread with a stack as deep as the walk may nest.
    NoThread,
    /// Signs that no form has on a convex cell: a bug in this crate.
    Unsound,
}

impl Stop {
    pub(super) fn into_error(self) -> RegionsError {
        match self {
            Self::Refused(error) => error,
            Self::Unsound => RegionsError::Unsound,
            Self::NoThread => RegionsError::NoThread,
        }
    }
}
