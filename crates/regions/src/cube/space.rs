//! A cube as it is cut: the complex of cells and the planes that it is cut along.

use super::knife::{Knife, Memo};
use super::solid::Solid;
use super::start;
use super::vertex::Vertex;
use crate::affine::Form;
use crate::sign::certain_sign;
use crate::{Cube, RegionsError};
use std::cmp::Ordering;

/// Half-edges are numbered in 32 bits.
const MOST_EDGES: usize = 1 << 30;

/// A form that cuts cells.
pub(crate) trait Cut {
    fn form(&self) -> &Form<4>;

    /// Its plane, once something was cut.
    fn plane(&mut self) -> &mut Option<u32>;
}

/// Knows where cuts and planes come from, and decides what floats leave open.
pub(crate) trait Judge<C: Cut> {
    /// Whether the function that cuts, in whichever cell, is the one that made a plane.
    fn is_source(&self, plane: u32, cut: &C) -> bool;

    /// The sign of a cut at a vertex, exactly.
    fn decide(&mut self, vertex: &Vertex, cut: &mut C) -> Ordering;

    /// Records that a cut is the next plane.
    fn add_plane(&mut self, cut: &C);
}

/// On which sides of a cut something lies, not counting what is on the cut.
#[derive(Clone, Copy, Default)]
pub(crate) struct Strictly {
    pub above: bool,
    pub below: bool,
}

impl Strictly {
    pub(crate) fn on_both(self) -> bool {
        self.above && self.below
    }
}

/// Vertices, edges, facets and cells with their planes.
pub(crate) struct Space {
    pub solid: Solid,
    pub planes: Vec<Form<4>>,
    memo: Memo,
    /// A buffer, kept for its allocation.
    list: Vec<u32>,
}

impl Space {
    /// The cube before any cut. The planes of its sides are exact.
    pub(crate) fn new(cube: Cube) -> Self {
        let (solid, planes) = start::solid(cube);
        Self {
            solid,
            planes,
            memo: Memo::default(),
            list: Vec::new(),
        }
    }

    /// Forgets the signs of the cut before.
    pub(crate) fn forget_signs(&mut self) {
        self.memo.clear();
    }

    /// On which sides of a cut a cell lies.
    pub(crate) fn sides<C: Cut>(
        &mut self,
        cell: u32,
        cut: &mut C,
        judge: &mut impl Judge<C>,
    ) -> Strictly {
        let mut hull = std::mem::take(&mut self.list);
        hull.clear();
        hull.extend_from_slice(self.solid.hull(cell));
        let sides = self.sides_of(&hull, cut, judge);
        self.list = hull;
        sides
    }

    /// On which sides of a cut the hull of these vertices lies.
    pub(crate) fn sides_of<C: Cut>(
        &mut self,
        vertices: &[u32],
        cut: &mut C,
        judge: &mut impl Judge<C>,
    ) -> Strictly {
        let mut sides = Strictly::default();
        for &vertex in vertices {
            match self.sign(vertex, cut, judge) {
                Ordering::Greater => sides.above = true,
                Ordering::Less => sides.below = true,
                Ordering::Equal => {}
            }
            if sides.on_both() {
                break;
            }
        }
        sides
    }

    fn sign<C: Cut>(&mut self, vertex: u32, cut: &mut C, judge: &mut impl Judge<C>) -> Ordering {
        if let Some(sign) = self.memo.get(vertex) {
            return sign;
        }
        let corner = self.solid.vertex(vertex);
        // At a vertex that the function itself made, in this cell or a neighbour, it is zero: it is
        // continuous.
        let made = corner
            .planes
            .iter()
            .any(|&plane| judge.is_source(plane, cut));
        let sign = if made {
            Ordering::Equal
        } else {
            certain_sign(cut.form(), &corner.value, &corner.error)
                .unwrap_or_else(|| judge.decide(corner, cut))
        };
        self.memo.set(vertex, sign);
        sign
    }

    /// Cuts a cell with vertices strictly on both sides. Returns the new cell, above the cut.
    pub(crate) fn cut_cell<C: Cut>(
        &mut self,
        cell: u32,
        cut: &mut C,
        judge: &mut impl Judge<C>,
    ) -> Result<u32, RegionsError> {
        if self.solid.edge_count() >= MOST_EDGES {
            return Err(RegionsError::TooMany {
                limit: self.solid.cell_count() as u64,
            });
        }
        self.solid.refresh(cell);
        let mut vertices = std::mem::take(&mut self.list);
        vertices.clear();
        vertices.extend(self.solid.vertices_of(cell));
        for &vertex in &vertices {
            self.sign(vertex, cut, judge);
        }
        self.list = vertices;
        let plane = self.plane_of(cut, judge);
        let mut knife = Knife {
            solid: &mut self.solid,
            forms: &self.planes,
            signs: &mut self.memo,
            plane,
        };
        knife.cut_cell(cell).ok_or(RegionsError::Unsound)
    }

    fn plane_of<C: Cut>(&mut self, cut: &mut C, judge: &mut impl Judge<C>) -> u32 {
        if let Some(plane) = *cut.plane() {
            return plane;
        }
        let plane = self.planes.len() as u32;
        self.planes.push(*cut.form());
        judge.add_plane(cut);
        *cut.plane() = Some(plane);
        plane
    }
}
