//! Faces that grow together, by name.

use crate::linear;
use std::collections::HashMap;

/// The name of a face: a number of 128 bits made of which units are on. Two patterns share a name
/// with a probability of 2^-128, far below that of a hardware error.
pub(crate) type Name = u128;

/// Sets of faces that have grown together.
#[derive(Debug, Default)]
pub(in crate::walk) struct Merged {
    /// What each unit adds to the name of a face where it is on.
    units: Vec<Name>,
    faces: HashMap<Name, u32>,
    sets: linear::Merged,
    /// Edges across which the gradient does not jump.
    pub flat_edges: u64,
}

impl Merged {
    pub(super) fn new(units: u32) -> Self {
        Self {
            units: (0..units).map(name).collect(),
            ..Self::default()
        }
    }

    /// What a unit adds to a name.
    pub(super) fn unit(&self, id: u32) -> Name {
        self.units[id as usize]
    }

    pub(super) fn join(&mut self, a: Name, b: Name) {
        let [a, b] = [a, b].map(|name| self.face(name));
        self.sets.join(a, b);
    }

    fn face(&mut self, name: Name) -> u32 {
        let sets = &mut self.sets;
        *self.faces.entry(name).or_insert_with(|| sets.push())
    }

    /// The set of a face that has grown together with others.
    pub(in crate::walk) fn set_of(&mut self, name: Name) -> Option<u32> {
        let face = *self.faces.get(&name)?;
        Some(self.sets.root(face))
    }

    /// How many fewer sets there are than faces.
    pub(in crate::walk) fn joins(&self) -> u64 {
        self.sets.faces() as u64 - self.sets.count()
    }

    /// Joins what has grown together elsewhere.
    pub(in crate::walk) fn add(&mut self, other: &Self) {
        self.flat_edges += other.flat_edges;
        let mut names = vec![0; other.sets.faces()];
        for (&name, &face) in &other.faces {
            names[face as usize] = name;
        }
        for (face, parent) in other.sets.pairs() {
            self.join(names[face as usize], names[parent as usize]);
        }
    }
}

/// What a unit adds to the name of a face where it is on: two rounds of a mixing function (that of
/// `SplitMix64`), one for each half.
pub(crate) fn name(unit: u32) -> Name {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let high = mix(u64::from(unit)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let low = mix(high.wrapping_add(0x9e37_79b9_7f4a_7c15));
    Name::from(high) << 64 | Name::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_merge_wherever_they_were_created() {
        let (mut a, mut b) = (Merged::new(3), Merged::new(3));
        let [x, y, z] = [0, 1, 2].map(|unit| a.unit(unit));
        a.join(x, y);
        a.join(y, x);
        b.join(y, z);
        b.join(z, y);
        assert_eq!((a.joins(), b.joins()), (1, 1));
        a.add(&b);
        assert_eq!(a.joins(), 2);
        a.join(x, z);
        assert_eq!(a.joins(), 2);
    }
}
