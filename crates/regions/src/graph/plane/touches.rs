//! Edges on which a neuron that does not cut the cell beside them is on its breakpoint.

use smallvec::SmallVec;

/// The level of a maximum, which has none.
pub(super) const LARGEST: u16 = u16::MAX;

/// A neuron on its breakpoint along an edge, and its piece in the cell at one side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Touch {
    pub step: u32,
    pub unit: u32,
    /// Which breakpoint, or [`LARGEST`].
    pub level: u16,
    /// Below or above, 0 or 1; or which candidate is the largest.
    pub piece: u16,
}

/// By edge: the half-edge, and the touch at its left.
type EdgeTouches = SmallVec<[(u32, Touch); 2]>;

#[derive(Default)]
pub(super) struct Touches {
    /// Whether touches are noted on all walls, and not only on open edges.
    pub wanted: bool,
    /// By edge: 0, or one more than where its list is.
    places: Vec<u32>,
    lists: Vec<EdgeTouches>,
}

impl Touches {
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            wanted,
            places: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// Notes a touch at the left of a half-edge.
    pub(super) fn push(&mut self, half_edge: u32, touch: Touch) {
        let (edge, side) = (half_edge / 2, half_edge % 2);
        if self.get(edge).is_none() {
            self.set(edge, EdgeTouches::new());
        }
        let place = self.places[edge as usize] as usize - 1;
        let known = &mut self.lists[place];
        if !known.contains(&(side, touch)) {
            known.push((side, touch));
        }
    }

    /// Records that an edge was split, with this new part.
    pub(super) fn split(&mut self, edge: u32, new: u32) {
        if let Some(known) = self.get(edge).cloned() {
            self.set(new, known);
        }
    }

    fn get(&self, edge: u32) -> Option<&EdgeTouches> {
        let place = self.places.get(edge as usize)?.checked_sub(1)?;
        self.lists.get(place as usize)
    }

    fn set(&mut self, edge: u32, known: EdgeTouches) {
        let least = edge as usize + 1;
        self.places.resize(least.max(self.places.len()), 0);
        self.lists.push(known);
        self.places[edge as usize] = self.lists.len() as u32;
    }

    /// All that touch an edge.
    pub(super) fn of(&self, edge: u32) -> impl Iterator<Item = &Touch> {
        self.get(edge).into_iter().flatten().map(|(_, touch)| touch)
    }

    /// Whether a neuron changes its piece across an edge.
    pub(super) fn change(&self, edge: u32) -> bool {
        self.change_before(edge, u32::MAX)
    }

    /// Whether a neuron of a step before this one does.
    pub(super) fn change_before(&self, edge: u32, step: u32) -> bool {
        let Some(known) = self.get(edge) else {
            return false;
        };
        let neuron = |touch: &Touch| (touch.step, touch.unit, touch.level);
        known
            .iter()
            .filter(|(_, a)| a.step < step)
            .any(|(side, a)| {
                let other = |(other, b): &&(u32, Touch)| side != other && neuron(a) == neuron(b);
                known.iter().filter(other).any(|(_, b)| a.piece != b.piece)
            })
    }
}
