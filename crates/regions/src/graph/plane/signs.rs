//! Signs of forms at the corners of cells.

use super::cutter::Cutter;
use super::form::Form;
use super::hull::Hull;
use super::lines::{Name, Pair, follows};
use super::mesh::Kind as EdgeKind;
use super::touches::Touch;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Edges on which a form is 0.
pub(super) type Touching = SmallVec<[u32; 2]>;

/// A sum of more terms is not examined term by term.
const MOST_TERMS: u32 = 4096;

/// On which sides of 0 a form is in a cell.
pub(super) enum Sides {
    /// Nowhere below. With the edges on which it is 0.
    Above {
        touching: Touching,
    },
    /// Nowhere above.
    Below {
        touching: Touching,
    },
    /// It is 0 all over.
    Zero,
    Both,
}

impl Cutter<'_> {
    /// Whether neurons on their breakpoint along the edges of a cell are to be noted.
    pub(super) fn wants_touches(&self, ring: &[u32]) -> bool {
        self.touches.wanted || self.mesh.has_open(ring)
    }

    /// Notes where a neuron that is settled in a cell is on its breakpoint all along an edge.
    pub(super) fn touch(&mut self, touching: Touching, touch: Touch) {
        for edge in touching {
            if self.mesh.kind(edge) == EdgeKind::Open || self.touches.wanted {
                self.touches.push(edge, touch);
            }
        }
    }

    /// On which sides of 0 a pair is in a cell.
    pub(super) fn sides(&mut self, ring: &[u32], hull: &Hull, form: &Form, pair: Pair) -> Sides {
        let (value, bound) = hull.value(form);
        if value > bound {
            return Sides::Above {
                touching: Touching::new(),
            };
        }
        if value < -bound {
            return Sides::Below {
                touching: Touching::new(),
            };
        }
        let (mut above, mut below) = (false, false);
        let mut zeros: SmallVec<[usize; 8]> = SmallVec::new();
        for (at, &edge) in ring.iter().enumerate() {
            match self.sign(self.mesh.origin(edge), form, pair) {
                Ordering::Greater => above = true,
                Ordering::Less => below = true,
                Ordering::Equal => zeros.push(at),
            }
            if above && below {
                return Sides::Both;
            }
        }
        // Edges with zeros at both ends.
        let touching = || {
            let ends = zeros
                .iter()
                .filter(|&&at| zeros.contains(&((at + 1) % ring.len())));
            ends.map(|&at| ring[at]).collect()
        };
        match (above, below) {
            (true, _) => Sides::Above {
                touching: touching(),
            },
            (_, true) => Sides::Below {
                touching: touching(),
            },
            _ => Sides::Zero,
        }
    }

    /// The sign of a pair, whose form in the current cell this is, at a corner of the cell.
    pub(super) fn sign(&mut self, vertex: u32, form: &Form, pair: Pair) -> Ordering {
        let corner = &self.mesh.corners[vertex as usize];
        if let Some(sign) = corner.sign(form) {
            return sign;
        }
        // What it comes down to may be known to be 0 there.
        let pair = pair.map(|name| self.state.resolve(name));
        if pair[0] == pair[1] {
            return Ordering::Equal;
        }
        let lines = [corner.a, corner.b].map(|of| self.lines[of.line as usize].pair());
        let lines: SmallVec<[Pair; 2]> = lines.into_iter().flatten().collect();
        if self.are_known(vertex, pair, &lines) {
            return Ordering::Equal;
        }
        let sign = self
            .exact
            .sign(&self.state, self.version, &self.lines, corner, pair);
        if sign.is_eq() {
            let same = lines.into_iter().map(|line| [line, pair]).find(|&pairs| {
                self.are_fixed(pairs) && self.exact.have_one_line(&self.state, self.version, pairs)
            });
            match same {
                Some(pairs) => self.facts.note_line(pairs),
                None => self.facts.note(vertex, pair),
            }
        }
        sign
    }

    /// Whether a pair is known to be equal at a corner, given the pairs of the lines that meet there.
    fn are_known(&self, vertex: u32, pair: Pair, lines: &[Pair]) -> bool {
        let facts = self.facts.at(vertex);
        let least = |pair: Pair| match facts {
            Some(facts) => pair.map(|name| facts.least(name)),
            None => pair,
        };
        let known: SmallVec<[Pair; 2]> = lines.iter().copied().map(least).collect();
        if follows(least(pair), &known) {
            return true;
        }
        let mut lines = lines.iter();
        if lines.any(|&line| self.are_fixed([line, pair]) && self.facts.have_one_line([line, pair]))
        {
            return true;
        }
        let is_zero = |name| follows(least([name, Name::number(0.0)]), &known);
        let mut left = MOST_TERMS;
        let mut names = pair.iter();
        names.all(|&name| self.state.vanishes(name, &is_zero, &mut left))
    }

    /// Whether two pairs are the same functions in every cell: whether no neuron is before them.
    fn are_fixed(&self, pairs: [Pair; 2]) -> bool {
        let first = self.neurons.first().map_or(u32::MAX, |&step| step as u32);
        let mut names = pairs.as_flattened().iter();
        names.all(|name| !matches!(name, Name::Unit { step, .. } if *step >= first))
    }
}
