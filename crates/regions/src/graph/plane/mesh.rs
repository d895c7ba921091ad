//! A half-edge mesh of convex cells: the plane, or a window of it, as it is cut.

use super::form::{FLOOR, Form, SHORT};
use crate::affine::{SLACK, UNIT};

/// The face beyond the frame.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// What an edge is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A wall between two activation regions.
    Wall,
    /// Infinity, or a side of the window.
    Frame,
    /// Made to keep cells convex: a wall only where a neuron turns out to change its piece there.
    Open,
}

/// A line, taken with one of its two signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Oriented {
    pub line: u32,
    pub negative: bool,
}

/// A ray: the crossing of two lines, `a x b` with their signs, scaled to largest coordinate 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub at: [f64; 3],
    /// No coordinate is off by more than this.
    pub error: f64,
    pub a: Oriented,
    pub b: Oriented,
    pub on_frame: bool,
}

impl Corner {
    /// The crossing of two lines with these forms, oriented so that the ray `a x b` itself, not its
    /// opposite, is the corner.
    pub(super) fn new([p, q]: [&Form; 2], a: Oriented, b: Oriented, on_frame: bool) -> Self {
        let sign = if a.negative == b.negative { 1.0 } else { -1.0 };
        let (mut at, mut error) = ([0.0; 3], 0.0f64);
        for (coordinate, value) in at.iter_mut().enumerate() {
            let (i, j) = ((coordinate + 1) % 3, (coordinate + 2) % 3);
            let (first, second) = (p.value[i] * q.value[j], p.value[j] * q.value[i]);
            *value = sign * (first - second);
            let sizes = [p.value[i], p.value[j], q.value[i], q.value[j]].map(f64::abs);
            let spread = q.error * (sizes[0] + sizes[1])
                + p.error * (sizes[2] + sizes[3])
                + 2.0 * p.error * q.error;
            error = error.max(spread + SHORT * (first.abs() + second.abs()));
        }
        let largest = at.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        if largest > 0.0 && largest.is_finite() && (error + FLOOR).is_finite() {
            at = at.map(|value| value / largest);
            error = ((error + FLOOR) / largest + 4.0 * UNIT) * SLACK;
        } else {
            // Then nothing is certain.
            (at, error) = ([0.0; 3], f64::INFINITY);
        }
        Self {
            at,
            error,
            a,
            b,
            on_frame,
        }
    }
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
#[derive(Default)]
pub(super) struct Mesh {
    half_edges: Vec<HalfEdge>,
    /// By pair of half-edges.
    lines_of: Vec<u32>,
    kinds: Vec<Kind>,
    pub corners: Vec<Corner>,
    /// One half-edge of each face.
    faces: Vec<u32>,
}

impl Mesh {
    pub(super) fn push_corner(&mut self, corner: Corner) -> u32 {
        self.corners.push(corner);
        (self.corners.len() - 1) as u32
    }

    /// Adds a pair of half-edges that is not linked yet; returns the even one, from `from` to `to`
    /// with the positive side of `line` at its left.
    pub(super) fn push_edge(&mut self, line: u32, kind: Kind, from: u32, to: u32) -> u32 {
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
    pub(super) fn push_face(&mut self, ring: &[u32]) -> u32 {
        let face = self.faces.len() as u32;
        self.link_ring(ring, face);
        self.faces.push(ring[0]);
        face
    }

    /// Closes the ring around everything.
    pub(super) fn close_outside(&mut self, ring: &[u32]) {
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

    pub(super) fn faces(&self) -> u32 {
        self.faces.len() as u32
    }

    /// How many pairs of half-edges there are.
    pub(super) fn edges(&self) -> u32 {
        self.kinds.len() as u32
    }

    pub(super) fn kind(&self, half_edge: u32) -> Kind {
        self.kinds[(half_edge / 2) as usize]
    }

    pub(super) fn origin(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].origin
    }

    pub(super) fn next(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].next
    }

    pub(super) fn face(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].face
    }

    pub(super) fn corner(&self, half_edge: u32) -> &Corner {
        &self.corners[self.origin(half_edge) as usize]
    }

    /// A half-edge of a face.
    pub(super) fn first(&self, face: u32) -> u32 {
        self.faces[face as usize]
    }

    /// The half-edges around a face, in order.
    pub(super) fn ring(&self, face: u32, ring: &mut Vec<u32>) {
        ring.clear();
        let first = self.first(face);
        let mut edge = first;
        loop {
            ring.push(edge);
            edge = self.next(edge);
            if edge == first {
                return;
            }
        }
    }

    /// The line of a half-edge, oriented so that its left is positive.
    pub(super) fn line(&self, half_edge: u32) -> Oriented {
        Oriented {
            line: self.lines_of[(half_edge / 2) as usize],
            negative: half_edge % 2 == 1,
        }
    }

    /// Puts a vertex on an edge where a line `cut` passes; `falling` if it is positive at the
    /// half-edge's origin. `forms` are those of the edge's line and of the cut. The half-edge keeps its
    /// origin; returns the pair of half-edges that is new.
    pub(super) fn split_edge(
        &mut self,
        edge: u32,
        cut: Oriented,
        [wall_form, cut_form]: [&Form; 2],
        falling: bool,
    ) -> u32 {
        // With u, v the ends and l the edge's line, u x v is a positive multiple of l; the point
        // between them where the cut f is zero is f(u) v - f(v) u = l x f if f(u) > 0 > f(v), and
        // f x l if it rises.
        let wall = self.line(edge);
        let kind = self.kind(edge);
        let on_frame = kind == Kind::Frame;
        let corner = if falling {
            Corner::new([wall_form, cut_form], wall, cut, on_frame)
        } else {
            Corner::new([cut_form, wall_form], cut, wall, on_frame)
        };
        let twin = edge ^ 1;
        let middle = self.push_corner(corner);
        let end = self.origin(twin);
        let new = self.push_edge(wall.line, kind, middle, end);
        // The new pair runs the way of the old.
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
        new / 2
    }

    /// Cuts a face along `line` from the origin of `leaving` to the origin of `entering`, two of
    /// its half-edges: the line's positive side is the part from `entering` up to `leaving`.
    /// That part becomes a new face, which is returned; the rest keeps the face's number.
    pub(super) fn split_face(
        &mut self,
        line: u32,
        kind: Kind,
        [entering, leaving]: [u32; 2],
    ) -> u32 {
        let face = self.half_edges[entering as usize].face;
        let (start, end) = (self.origin(entering), self.origin(leaving));
        let chord = self.push_edge(line, kind, end, start);
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
            edge = self.next(edge);
            if edge == chord {
                return new;
            }
        }
    }
}
