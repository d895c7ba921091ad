//! Cutting one cell of a solid along a plane: its edges, its facets, then the cell itself.

use crate::affine::Form;
use crate::cube::solid::Solid;
use std::cmp::Ordering;

/// The signs of one form at the vertices, as far as they are known.
#[derive(Default)]
pub(crate) struct Memo {
    signs: Vec<Option<Ordering>>,
    known: Vec<u32>,
}

impl Memo {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        for vertex in self.known.drain(..) {
            self.signs[vertex as usize] = None;
        }
    }

    pub(crate) fn get(&self, vertex: u32) -> Option<Ordering> {
        self.signs.get(vertex as usize).copied().flatten()
    }

    pub(crate) fn set(&mut self, vertex: u32, sign: Ordering) {
        let at = vertex as usize;
        if self.signs.len() <= at {
            // Vertices are added one by one.
            self.signs.resize((at + 1).next_power_of_two(), None);
        }
        self.signs[at] = Some(sign);
        self.known.push(vertex);
    }
}

/// Cuts along one plane whose signs at the vertices of what it cuts are known.
pub(crate) struct Knife<'s> {
    pub solid: &'s mut Solid,
    /// The planes.
    pub forms: &'s [Form<4>],
    pub signs: &'s mut Memo,
    pub plane: u32,
}

/// Where the ring of a facet passes through the cut, and its parts on both sides.
#[derive(Default)]
struct Parts {
    below: Vec<u32>,
    above: Vec<u32>,
    /// The vertex at which the ring rises through the cut, and its place in `below`.
    rise: Option<(u32, usize)>,
    /// The vertex at which the ring falls through the cut, and its place in `above`.
    fall: Option<(u32, usize)>,
}

impl Knife<'_> {
    /// Cuts a refreshed cell that has vertices strictly on both sides. Returns the new cell, above
    /// the cut; the old one keeps what is below. `None` if a part does not close, which exact signs
    /// make impossible.
    pub(crate) fn cut_cell(&mut self, cell: u32) -> Option<u32> {
        let (mut below, mut above) = (Vec::new(), Vec::new());
        let mut seam = Vec::new();
        for facet in self.solid.take_facets(cell) {
            // Facets before this one may have cut its edges.
            self.solid.refresh_ring(facet);
            let (mut has_above, mut has_below) = (false, false);
            for &half_edge in self.solid.ring(facet) {
                has_above |= self.sign(half_edge)?.is_gt();
                has_below |= self.sign(half_edge)?.is_lt();
            }
            let upper = match (has_above, has_below) {
                (true, true) => {
                    let halves = self.cut_facet(facet)?;
                    below.push(halves);
                    halves + 1
                }
                (true, false) => facet,
                (false, _) => {
                    below.push(facet);
                    continue;
                }
            };
            above.push(upper);
            self.collect_seam(cell, upper, &mut seam)?;
        }
        let ring = self.close(seam)?;

        let hull_of = |side: Ordering| {
            let strictly = |vertex: &u32| self.signs.get(*vertex) == Some(side);
            let old = self.solid.hull(cell).iter().copied().filter(strictly);
            let new = ring.iter().map(|&half_edge| self.solid.origin(half_edge));
            old.chain(new).collect::<Vec<_>>()
        };
        let (hull_below, hull_above) = (hull_of(Ordering::Less), hull_of(Ordering::Greater));
        let new = self.solid.cell_count() as u32;
        for &facet in &above {
            self.solid.reassign(facet, cell, new);
        }
        let section = self.solid.push_facet(self.plane, [new, cell], ring);
        below.push(section);
        above.push(section);
        self.solid.set_cell(cell, below, hull_below);
        self.solid.push_cell(above, hull_above);
        Some(new)
    }

    /// The sign at the origin of a half-edge.
    fn sign(&self, half_edge: u32) -> Option<Ordering> {
        self.signs.get(self.solid.origin(half_edge))
    }

    /// Cuts a facet along the chord between its two zeros. Returns its first half.
    fn cut_facet(&mut self, facet: u32) -> Option<u32> {
        let ring = self.solid.take_ring(facet);
        let most = ring.len() + 2;
        let mut parts = Parts {
            below: Vec::with_capacity(most),
            above: Vec::with_capacity(most),
            ..Parts::default()
        };
        for half_edge in ring {
            self.cut_edge(half_edge, &mut parts)?;
        }
        let ((rise, rise_at), (fall, fall_at)) = (parts.rise?, parts.fall?);
        // With the upper part at its left, seen from the positive side of the facet's plane, the
        // chord runs along (cut's normal) x (facet's normal).
        let planes = [self.plane, self.solid.plane(facet)];
        let chord = self.solid.push_edge(planes, [fall, rise]);
        parts.above.insert(fall_at, 2 * chord);
        parts.below.insert(rise_at, 2 * chord + 1);
        Some(self.solid.split_facet(facet, parts.below, parts.above))
    }

    /// Sorts one half-edge of a ring into the parts, cutting it if need be.
    fn cut_edge(&mut self, half_edge: u32, parts: &mut Parts) -> Option<()> {
        let [from, to] = self.solid.ends(half_edge);
        let (here, there) = (self.signs.get(from)?, self.signs.get(to)?);
        let rising = match (here, there) {
            (Ordering::Less, Ordering::Greater) => true,
            (Ordering::Greater, Ordering::Less) => false,
            (Ordering::Less, _) | (_, Ordering::Less) => {
                if here.is_eq() {
                    parts.fall = Some((from, parts.above.len()));
                }
                parts.below.push(half_edge);
                return Some(());
            }
            (Ordering::Greater, _) | (_, Ordering::Greater) => {
                if here.is_eq() {
                    parts.rise = Some((from, parts.below.len()));
                }
                parts.above.push(half_edge);
                return Some(());
            }
            // A convex polygon with an edge along the cut lies on one side of it.
            (Ordering::Equal, Ordering::Equal) => return None,
        };
        let split = self
            .solid
            .split_edge(self.forms, half_edge, self.plane, rising);
        let (vertex, [first, second]) = split;
        self.signs.set(vertex, Ordering::Equal);
        if rising {
            parts.below.push(first);
            parts.rise = Some((vertex, parts.below.len()));
            parts.above.push(second);
        } else {
            parts.above.push(first);
            parts.fall = Some((vertex, parts.above.len()));
            parts.below.push(second);
        }
        Some(())
    }

    /// Adds the half-edges along the cut of a facet above it. Each lies between a facet above and
    /// one below, and comes up once.
    fn collect_seam(&self, cell: u32, facet: u32, seam: &mut Vec<u32>) -> Option<()> {
        let ring = self.solid.ring(facet);
        let mut here = self.sign(*ring.last()?)?;
        for (at, &next) in ring.iter().enumerate() {
            let there = self.sign(next)?;
            if here.is_eq() && there.is_eq() {
                let half_edge = ring[(at + ring.len() - 1) % ring.len()];
                seam.push(self.solid.seen_from_outside(cell, facet, half_edge));
            }
            here = there;
        }
        Some(())
    }

    /// Puts the half-edges along the cut in order. Those of the upper part's facets, seen from
    /// outside of it, already run as the section's should, seen from inside: from the cut's
    /// positive side.
    fn close(&self, mut seam: Vec<u32>) -> Option<Vec<u32>> {
        seam.sort_unstable_by_key(|&half_edge| self.solid.origin(half_edge));
        let mut ring = Vec::with_capacity(seam.len());
        let first = *seam.first()?;
        let mut half_edge = first;
        loop {
            ring.push(half_edge);
            let [_, to] = self.solid.ends(half_edge);
            let next = seam.binary_search_by_key(&to, |&other| self.solid.origin(other));
            half_edge = seam[next.ok()?];
            if half_edge == first || ring.len() > seam.len() {
                break;
            }
        }
        (ring.len() == seam.len() && ring.len() >= 3).then_some(ring)
    }
}
