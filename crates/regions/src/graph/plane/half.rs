//! Parts of a cell that are still to be cut, and what their cuts left of atoms.

use super::net::{Atom, Net};
use super::open::Candidates;

/// A part of a cell that is to be cut, with what its cut left of the atom.
pub(super) struct Half {
    pub face: u32,
    /// The net of the whole cell.
    pub net: usize,
    pub atom: u32,
    pub left: Left,
    /// With no more atoms than this, its parts may be counted.
    pub most: usize,
}

/// The possibilities that a cut leaves to an atom.
#[derive(Clone)]
pub(super) enum Left {
    Levels(u16, u16),
    Candidates(Candidates),
}

impl Left {
    /// Whether the atom is settled.
    pub(super) fn is_one(&self) -> bool {
        match self {
            Self::Levels(low, high) => low == high,
            Self::Candidates(left) => left.len() == 1,
        }
    }

    /// Whether this may be its piece.
    pub(super) fn allows(&self, piece: u16) -> bool {
        match self {
            Self::Levels(low, high) => (*low..=*high).contains(&piece),
            Self::Candidates(left) => left.contains(&piece),
        }
    }

    /// Leaves an atom, the last of a net, these possibilities only.
    pub(super) fn narrow(&self, atom: &mut Atom, net: &mut Net) {
        match self {
            Self::Levels(low, high) => (atom.low, atom.high) = (*low, *high),
            Self::Candidates(left) => {
                for row in &mut net.rows[atom.first as usize..] {
                    row.is_left &= left.contains(&row.candidate);
                }
            }
        }
    }
}
