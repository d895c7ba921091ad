//! A half-edge mesh of convex cells: the plane, or a window, as it is cut.

use super::corner::{Corner, Oriented};
use super::line::Line;

/// The face beyond the frame.
pub(crate) const OUTSIDE: u32 = u32::MAX;

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

/// Half-edges come in pairs `h`, `h ^ 1`. The one with the even number has the positive side of
/// its line at its left, and each face lies at the left of its half-edges.
struct HalfEdge {
    origin: u32,
    next: u32,
    previous: u32,
    face: u32,
}

/// Faces, edges and vertices of a subdivision into convex cells.
pub(crate) struct Mesh {
    half_edges: Vec<HalfEdge>,
    /// The line of each pair of half-edges.
    lines_of: Vec<u32>,
    kinds: Vec<EdgeKind>,
    corners: Vec<Corner>,
    on_frame: Vec<bool>,
    /// One half-edge of each face.
    faces: Vec<u32>,
}

/// Numbers of vertices and edges strictly inside the frame, and of faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Census {
    pub vertices: u64,
    pub edges: u64,
    pub faces: u64,
}

impl Mesh {
    pub(crate) fn new() -> Self {
        Self {
            half_edges: Vec::new(),
            lines_of: Vec::new(),
            kinds: Vec::new(),
            corners: Vec::new(),
            on_frame: Vec::new(),
            faces: Vec::new(),
        }
    }

    /// Adds a vertex.
    pub(crate) fn push_corner(&mut self, corner: Corner, on_frame: bool) -> u32 {
        self.corners.push(corner);
        self.on_frame.push(on_frame);
        (self.corners.len() - 1) as u32
    }

    /// Adds a pair of half-edges that is not linked yet; returns the even one, from `from` to `to`
    /// with the positive side of `line` at its left.
    pub(crate) fn push_edge(&mut self, line: u32, kind: EdgeKind, from: u32, to: u32) -> u32 {
        let id = self.half_edges.len() as u32;
        for origin in [from, to] {
            self.half_edges.push(HalfEdge {
                origin,
                next: u32::MAX,
                previous: u32::MAX,
                face: OUTSIDE,
            });
        }
        self.lines_of.push(line);
        self.kinds.push(kind);
        id
    }

    /// Makes these half-edges, in order, the boundary of a new face.
    pub(crate) fn push_face(&mut self, ring: &[u32]) -> u32 {
        let face = self.faces.len() as u32;
        self.link_ring(ring, face);
        self.faces.push(ring[0]);
        face
    }

    /// Closes the ring around everything.
    pub(crate) fn close_outside(&mut self, ring: &[u32]) {
        self.link_ring(ring, OUTSIDE);
    }

    fn link_ring(&mut self, ring: &[u32], face: u32) {
        for (at, &edge) in ring.iter().enumerate() {
            self.half_edges[edge as usize].face = face;
            self.link(edge, ring[(at + 1) % ring.len()]);
        }
    }

    fn link(&mut self, edge: u32, next: u32) {
        self.half_edges[edge as usize].next = next;
        self.half_edges[next as usize].previous = edge;
    }

    pub(crate) fn face_count(&self) -> usize {
        self.faces.len()
    }

    pub(crate) fn corner(&self, vertex: u32) -> &Corner {
        &self.corners[vertex as usize]
    }

    pub(crate) fn vertex_count(&self) -> usize {
        self.corners.len()
    }

    pub(crate) fn origin(&self, edge: u32) -> u32 {
        self.half_edges[edge as usize].origin
    }

    /// The half-edge that follows around the face.
    pub(crate) fn next(&self, edge: u32) -> u32 {
        self.half_edges[edge as usize].next
    }

    /// The half-edges around a face, counter-clockwise.
    pub(crate) fn ring(&self, face: u32, into: &mut Vec<u32>) {
        into.clear();
        let first = self.faces[face as usize];
        let mut edge = first;
        loop {
            into.push(edge);
            edge = self.half_edges[edge as usize].next;
            if edge == first {
                return;
            }
        }
    }

    /// The line of a half-edge, oriented so that its left is positive.
    pub(crate) fn oriented_line(&self, edge: u32) -> Oriented {
        Oriented {
            line: self.lines_of[(edge / 2) as usize],
            negative: edge % 2 == 1,
        }
    }

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
        let wall = self.oriented_line(edge);
        let corner = if falling {
            Corner::new(lines, wall, cut)
        } else {
            Corner::new(lines, cut, wall)
        };
        let twin = edge ^ 1;
        let kind = self.kinds[(edge / 2) as usize];
        let middle = self.push_corner(corner, kind == EdgeKind::Frame);
        let end = self.origin(twin);
        let new = self.push_edge(wall.line, kind, middle, end);
        // The new pair runs the way of the old: its even half is the one with the line's positive
        // side at its left.
        let (ahead, back) = if edge.is_multiple_of(2) {
            (new, new + 1)
        } else {
            self.half_edges[new as usize].origin = end;
            self.half_edges[new as usize + 1].origin = middle;
            (new + 1, new)
        };
        self.half_edges[ahead as usize].face = self.half_edges[edge as usize].face;
        self.half_edges[back as usize].face = self.half_edges[twin as usize].face;
        let (next, before) = (
            self.half_edges[edge as usize].next,
            self.half_edges[twin as usize].previous,
        );
        self.link(ahead, next);
        self.link(edge, ahead);
        self.link(before, back);
        self.link(back, twin);
        self.half_edges[twin as usize].origin = middle;
        middle
    }

    /// Cuts a face along `line` from the origin of `leaving` to the origin of `entering`, two of
    /// its half-edges: the line's positive side is the part from `entering` up to `leaving`.
    /// That part becomes a new face, which is returned; the rest keeps the face's number.
    pub(crate) fn split_face(&mut self, line: u32, entering: u32, leaving: u32) -> u32 {
        let face = self.half_edges[entering as usize].face;
        let (start, end) = (self.origin(entering), self.origin(leaving));
        let chord = self.push_edge(line, EdgeKind::Wall, end, start);
        let (before_entering, before_leaving) = (
            self.half_edges[entering as usize].previous,
            self.half_edges[leaving as usize].previous,
        );
        self.link(before_leaving, chord);
        self.link(chord, entering);
        self.link(before_entering, chord + 1);
        self.link(chord + 1, leaving);
        let new = self.faces.len() as u32;
        self.faces.push(chord);
        self.faces[face as usize] = chord + 1;
        self.half_edges[chord as usize + 1].face = face;
        let mut edge = chord;
        loop {
            self.half_edges[edge as usize].face = new;
            edge = self.half_edges[edge as usize].next;
            if edge == chord {
                return new;
            }
        }
    }

    /// All edges strictly inside: their kind, both faces, both ends.
    pub(crate) fn inner_edges(&self) -> impl Iterator<Item = (EdgeKind, [u32; 2], [u32; 2])> {
        let pairs = self.half_edges.chunks_exact(2).zip(&self.kinds);
        pairs
            .filter(|(_, kind)| **kind != EdgeKind::Frame)
            .map(|(pair, kind)| {
                let faces = [pair[0].face, pair[1].face];
                (*kind, faces, [pair[0].origin, pair[1].origin])
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
        let inner = degrees.into_iter().zip(&self.on_frame);
        let mut degrees: Vec<usize> = inner.filter(|(_, on)| !**on).map(|(d, _)| d).collect();
        degrees.sort_unstable();
        degrees
    }

    /// Counts what lies strictly inside the frame, auxiliary lines included.
    pub(crate) fn census(&self) -> Census {
        Census {
            vertices: self.on_frame.iter().filter(|on_frame| !**on_frame).count() as u64,
            edges: self.inner_edges().count() as u64,
            faces: self.faces.len() as u64,
        }
    }
}
