//! Linear regions: activation regions merged across walls where the gradient does not jump.

use crate::affine::{Affine, Forms};
use crate::pattern::Cells;
use crate::sign::Signs;

/// Sets of faces that grow together.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    parents: Vec<u32>,
    sets: u64,
}

impl Merged {
    pub(crate) fn new(faces: usize) -> Self {
        Self {
            parents: (0..faces as u32).collect(),
            sets: faces as u64,
        }
    }

    /// Adds a face, in a set of its own.
    pub(crate) fn push(&mut self) -> u32 {
        let face = self.parents.len() as u32;
        self.parents.push(face);
        self.sets += 1;
        face
    }

    /// How many faces there are.
    pub(crate) fn faces(&self) -> usize {
        self.parents.len()
    }

    /// Pairs of faces that make the same sets when they are joined.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let pairs = (0..).zip(self.parents.iter().copied());
        pairs.filter(|(face, parent)| face != parent)
    }

    /// The face that represents a set.
    pub(crate) fn root(&mut self, mut face: u32) -> u32 {
        while self.parents[face as usize] != face {
            // Halving the path keeps later walks short.
            let above = self.parents[self.parents[face as usize] as usize];
            self.parents[face as usize] = above;
            face = above;
        }
        face
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[a.max(b) as usize] = a.min(b);
            self.sets -= 1;
        }
    }

    /// How many sets there are.
    pub(crate) fn count(&self) -> u64 {
        self.sets
    }
}

/// Where the gradient of the output layer jumps from one face to the next.
pub(crate) struct Jumps<'s, 'a, const K: usize> {
    /// The number of the output layer.
    pub layer: usize,
    /// Its forms, face by face.
    pub outputs: Vec<Forms>,
    pub affine: &'s Affine<K>,
    pub cells: &'s Cells,
    /// The cell of each face.
    pub cell_of: &'s [u32],
    pub signs: &'s mut Signs<'a, K>,
}

impl<const K: usize> Jumps<'_, '_, K> {
    /// Whether the gradients on two faces differ.
    pub(crate) fn at(&mut self, faces: [u32; 2]) -> bool {
        let [f, g] = faces.map(|face| &self.outputs[face as usize]);
        let units = f.len() / K;
        let certain = |unit: usize| {
            (0..K - 1).any(|coefficient| {
                let at = coefficient * units + unit;
                let error = self.affine.error(self.layer, unit, coefficient);
                // Both sides are off by at most `error`; the difference is rounded once.
                let difference = (f[at] - g[at]).abs();
                difference > 2.0 * error + difference * (2.0 * f64::EPSILON) + f64::MIN_POSITIVE
            })
        };
        if (0..units).any(certain) {
            return true;
        }
        let cells = faces.map(|face| self.cell_of[face as usize]);
        (0..units).any(|unit| !self.signs.equal_gradients(self.cells, cells, unit))
    }
}
