//! The mesh of the oracle: its kinds of edges, and what is counted on it.

use super::corner::Corner;
use super::line::Line;
use crate::mesh::Oriented;

/// What an edge lies on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EdgeKind {
    /// A wall: somewhere on it a neuron passes through a breakpoint.
    Wall,
    /// Infinity or a side of the window.
    Frame,
    /// An auxiliary line that cuts no region.
    Auxiliary,
}

pub(crate) type Mesh = crate::mesh::Mesh<Corner, EdgeKind>;

/// Numbers of vertices and edges strictly inside the frame, and of faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Census {
    pub vertices: u64,
    pub edges: u64,
    pub faces: u64,
}

impl Mesh {
    /// Puts a vertex on an edge where `cut`, positive at the edge's origin if `falling`, passes
    /// through zero. The half-edge keeps its origin; returns the new vertex.
    pub(crate) fn split_edge(
        &mut self,
        lines: &[Line],
        edge: u32,
        cut: Oriented,
        falling: bool,
    ) -> u32 {
        // With u, v the ends and l the edge's line, u x v is a positive multiple of l; the point
        // between them where the cut f is zero is f(u) v - f(v) u = l x f if f(u) > 0 > f(v), and
        // f x l if it rises.
        let wall = self.line(edge);
        let on_frame = self.kind(edge) == EdgeKind::Frame;
        let corner = if falling {
            Corner::new(lines, wall, cut, on_frame)
        } else {
            Corner::new(lines, cut, wall, on_frame)
        };
        self.put(corner, edge);
        self.corners.len() as u32 - 1
    }

    /// All edges strictly inside: their kind, both faces, both ends.
    pub(crate) fn inner_edges(&self) -> impl Iterator<Item = (EdgeKind, [u32; 2], [u32; 2])> {
        let halves = (0..self.edges()).map(|edge| [2 * edge, 2 * edge + 1]);
        let inner = halves.filter(|&[half, _]| self.kind(half) != EdgeKind::Frame);
        inner.map(|halves| {
            let faces = halves.map(|half| self.face(half));
            (
                self.kind(halves[0]),
                faces,
                halves.map(|half| self.origin(half)),
            )
        })
    }

    /// How many edges end in each vertex strictly inside the frame, in increasing order.
    #[cfg(test)]
    pub(crate) fn degrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.corners.len()];
        for (_, _, ends) in self.inner_edges() {
            for end in ends {
                degrees[end as usize] += 1;
            }
        }
        let inner = degrees.into_iter().zip(&self.corners);
        let inner = inner.filter(|(_, corner)| !corner.on_frame);
        let mut degrees: Vec<usize> = inner.map(|(degree, _)| degree).collect();
        degrees.sort_unstable();
        degrees
    }

    /// Counts what lies strictly inside the frame, auxiliary lines included.
    pub(crate) fn census(&self) -> Census {
        let inner = self.corners.iter().filter(|corner| !corner.on_frame);
        Census {
            vertices: inner.count() as u64,
            edges: self.inner_edges().count() as u64,
            faces: u64::from(self.faces()),
        }
    }
}
