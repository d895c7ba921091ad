//! A complex of convex cells in space: a cube, as it is cut. Vertices, edges and facets are shared
//! by all cells around them.

use crate::affine::Form;
use crate::cube::vertex::Vertex;

/// The cell beyond the sides of the cube.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// Stands for the halves of an edge or facet that is whole.
const WHOLE: u32 = u32::MAX;

/// An edge on two planes. Half-edge `2 e` runs the way of edge `e`, `2 e + 1` against it.
struct Edge {
    /// Where it begins and ends: it runs along the vector product of its planes' normals.
    ends: [u32; 2],
    planes: [u32; 2],
    /// The first of its two halves, which are numbered in the order of its ends. Facets that have
    /// the edge in their ring find the halves when they are looked at next.
    halves: u32,
}

/// A convex polygon between two cells.
struct Facet {
    plane: u32,
    /// The cells on the positive and on the negative side of its plane.
    cells: [u32; 2],
    /// Half-edges, counter-clockwise as seen from the positive side.
    ring: Vec<u32>,
    /// The first of its two halves: the one below the cut, then the one above.
    halves: u32,
}

/// A convex cell.
struct Cell {
    facets: Vec<u32>,
    /// Points of which the cell is the hull. There may be others on its edges and facets.
    hull: Vec<u32>,
}

/// Vertices, edges, facets and cells.
#[derive(Default)]
pub(crate) struct Solid {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    facets: Vec<Facet>,
    cells: Vec<Cell>,
}

/// A facet between two cells.
pub(crate) struct InnerFacet<'s> {
    /// On the positive and on the negative side.
    pub cells: [u32; 2],
    ring: &'s [u32],
    solid: &'s Solid,
}

impl InnerFacet<'_> {
    /// Its vertices in order.
    pub(crate) fn vertices(&self) -> impl Iterator<Item = u32> {
        self.ring.iter().map(|&edge| self.solid.origin(edge))
    }
}

impl Solid {
    pub(crate) fn push_vertex(&mut self, vertex: Vertex) -> u32 {
        self.vertices.push(vertex);
        (self.vertices.len() - 1) as u32
    }

    /// Adds an edge; its direction is that of the vector product of the planes' normals.
    pub(crate) fn push_edge(&mut self, planes: [u32; 2], ends: [u32; 2]) -> u32 {
        self.edges.push(Edge {
            ends,
            planes,
            halves: WHOLE,
        });
        (self.edges.len() - 1) as u32
    }

    /// Adds a facet; the caller enters it in the lists of its cells.
    pub(crate) fn push_facet(&mut self, plane: u32, cells: [u32; 2], ring: Vec<u32>) -> u32 {
        self.facets.push(Facet {
            plane,
            cells,
            ring,
            halves: WHOLE,
        });
        (self.facets.len() - 1) as u32
    }

    pub(crate) fn push_cell(&mut self, facets: Vec<u32>, hull: Vec<u32>) -> u32 {
        self.cells.push(Cell { facets, hull });
        (self.cells.len() - 1) as u32
    }

    pub(crate) fn set_cell(&mut self, cell: u32, facets: Vec<u32>, hull: Vec<u32>) {
        self.cells[cell as usize] = Cell { facets, hull };
    }

    pub(crate) fn vertex(&self, vertex: u32) -> &Vertex {
        &self.vertices[vertex as usize]
    }

    pub(crate) fn vertices(&self) -> &[Vertex] {
        &self.vertices
    }

    pub(crate) fn edge_count(&self) -> usize {
        self.edges.len()
    }

    pub(crate) fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// The points of which a cell is the hull.
    pub(crate) fn hull(&self, cell: u32) -> &[u32] {
        &self.cells[cell as usize].hull
    }

    /// The vertices of a refreshed cell, each once for every facet that it is on.
    pub(crate) fn vertices_of(&self, cell: u32) -> impl Iterator<Item = u32> {
        let facets = self.cells[cell as usize].facets.iter();
        let half_edges = facets.flat_map(|&facet| self.ring(facet));
        half_edges.map(|&half_edge| self.origin(half_edge))
    }

    /// The facets of a refreshed cell.
    pub(crate) fn facets(&self, cell: u32) -> &[u32] {
        &self.cells[cell as usize].facets
    }

    /// The two planes that an edge is on.
    pub(crate) fn planes(&self, edge: u32) -> [u32; 2] {
        self.edges[edge as usize].planes
    }

    pub(crate) fn plane(&self, facet: u32) -> u32 {
        self.facets[facet as usize].plane
    }

    /// The half-edges around a facet as they were when [`Self::refresh`] last saw it.
    pub(crate) fn ring(&self, facet: u32) -> &[u32] {
        &self.facets[facet as usize].ring
    }

    pub(crate) fn origin(&self, half_edge: u32) -> u32 {
        self.edges[(half_edge / 2) as usize].ends[(half_edge % 2) as usize]
    }

    /// Where a half-edge begins and ends.
    pub(crate) fn ends(&self, half_edge: u32) -> [u32; 2] {
        [self.origin(half_edge), self.origin(half_edge ^ 1)]
    }

    /// A facet's half-edge, directed counter-clockwise as seen from outside `cell`.
    pub(crate) fn seen_from_outside(&self, cell: u32, facet: u32, half_edge: u32) -> u32 {
        let positive = self.facets[facet as usize].cells[0] == cell;
        half_edge ^ u32::from(positive)
    }

    /// Updates a cell after its neighbours were cut: replaces each cut facet by its halves, then
    /// each cut edge of its facets.
    pub(crate) fn refresh(&mut self, cell: u32) {
        let mut facets = std::mem::take(&mut self.cells[cell as usize].facets);
        let mut at = 0;
        while at < facets.len() {
            let facet = facets[at];
            let halves = self.facets[facet as usize].halves;
            if halves == WHOLE {
                self.refresh_ring(facet);
                at += 1;
            } else {
                facets[at] = halves;
                facets.push(halves + 1);
            }
        }
        self.cells[cell as usize].facets = facets;
    }

    /// Replaces each cut edge of a facet by its halves.
    pub(crate) fn refresh_ring(&mut self, facet: u32) {
        let split = |edge: &u32| self.edges[(edge / 2) as usize].halves != WHOLE;
        if !self.facets[facet as usize].ring.iter().any(split) {
            return;
        }
        let old = std::mem::take(&mut self.facets[facet as usize].ring);
        let mut ring = Vec::with_capacity(old.len() + 2);
        // The rest of the ring, its next half-edge last.
        let mut rest = old;
        rest.reverse();
        while let Some(half_edge) = rest.pop() {
            let halves = self.edges[(half_edge / 2) as usize].halves;
            if halves == WHOLE {
                ring.push(half_edge);
            } else {
                let [first, second] = halves_in_order(half_edge, halves);
                rest.extend([second, first]);
            }
        }
        self.facets[facet as usize].ring = ring;
    }

    /// Cuts the edge of `half_edge` with `plane`. Its form in `forms` is positive at the
    /// half-edge's end if `rising` and at its origin otherwise. Returns the new vertex and both
    /// halves in the half-edge's order.
    pub(crate) fn split_edge(
        &mut self,
        forms: &[Form<4>],
        half_edge: u32,
        plane: u32,
        rising: bool,
    ) -> (u32, [u32; 2]) {
        let edge = &self.edges[(half_edge / 2) as usize];
        let ([p, q], ends) = (edge.planes, edge.ends);
        // The edge runs along the vector product of the normals of p and q: with a third normal
        // along the edge they turn right-handed, with one against it p and q change places.
        let along = rising == half_edge.is_multiple_of(2);
        let planes = if along { [p, q, plane] } else { [q, p, plane] };
        let middle = self.push_vertex(Vertex::new(forms, planes));
        let halves = self.push_edge([p, q], [ends[0], middle]);
        self.push_edge([p, q], [middle, ends[1]]);
        self.edges[(half_edge / 2) as usize].halves = halves;
        (middle, halves_in_order(half_edge, halves))
    }

    /// Takes a facet's ring, to divide its half-edges between the facet's halves.
    pub(crate) fn take_ring(&mut self, facet: u32) -> Vec<u32> {
        std::mem::take(&mut self.facets[facet as usize].ring)
    }

    /// Cuts a facet in two, whose rings are given. Returns the first half, below the cut.
    pub(crate) fn split_facet(&mut self, facet: u32, below: Vec<u32>, above: Vec<u32>) -> u32 {
        let Facet { plane, cells, .. } = self.facets[facet as usize];
        let halves = self.push_facet(plane, cells, below);
        self.push_facet(plane, cells, above);
        self.facets[facet as usize].halves = halves;
        halves
    }

    /// Takes a cell's facets, to divide them between the cell's halves.
    pub(crate) fn take_facets(&mut self, cell: u32) -> Vec<u32> {
        std::mem::take(&mut self.cells[cell as usize].facets)
    }

    /// Moves a facet from one cell to another.
    pub(crate) fn reassign(&mut self, facet: u32, from: u32, to: u32) {
        for cell in &mut self.facets[facet as usize].cells {
            if *cell == from {
                *cell = to;
            }
        }
    }

    /// All facets that are not on the sides of the cube.
    pub(crate) fn inner_facets(&self) -> impl Iterator<Item = InnerFacet<'_>> {
        let inner = |facet: &&Facet| facet.halves == WHOLE && facet.cells[1] != OUTSIDE;
        self.facets.iter().filter(inner).map(|facet| InnerFacet {
            cells: facet.cells,
            ring: &facet.ring,
            solid: self,
        })
    }

    /// Whether the complex is consistent: every facet has the cells that list it, and Euler's
    /// relation `V - E + F - C = 1` holds, with the sides of the cube. The check does not rely on
    /// how the complex was built. Leaves all facets and rings up to date.
    pub(crate) fn is_sound(&mut self) -> bool {
        let mut vertices = vec![false; self.vertices.len()];
        let mut edges = vec![false; self.edges.len()];
        let mut sides = vec![0_u8; self.facets.len()];
        for cell in 0..self.cells.len() as u32 {
            self.refresh(cell);
            for &facet in &self.cells[cell as usize].facets {
                let Facet { cells, ring, .. } = &self.facets[facet as usize];
                let Some(side) = cells.iter().position(|&side| side == cell) else {
                    return false;
                };
                sides[facet as usize] |= 1 << side;
                for (at, &half_edge) in ring.iter().enumerate() {
                    let [from, to] = self.ends(half_edge);
                    if to != self.origin(ring[(at + 1) % ring.len()]) {
                        return false;
                    }
                    edges[(half_edge / 2) as usize] = true;
                    vertices[from as usize] = true;
                }
            }
        }
        let complete = self.facets.iter().zip(&sides).all(|(facet, &sides)| {
            let inner = facet.cells[1] != OUTSIDE;
            let expected = if inner { 0b11 } else { 0b01 };
            sides == if facet.halves == WHOLE { expected } else { 0 }
        });
        let count = |marks: &[bool]| marks.iter().filter(|mark| **mark).count();
        let facets = sides.iter().filter(|sides| **sides != 0).count();
        complete && count(&vertices) + facets == count(&edges) + self.cells.len() + 1
    }
}

/// Both halves of a half-edge, in its direction.
fn halves_in_order(half_edge: u32, halves: u32) -> [u32; 2] {
    if half_edge.is_multiple_of(2) {
        [2 * halves, 2 * (halves + 1)]
    } else {
        [2 * (halves + 1) + 1, 2 * halves + 1]
    }
}
