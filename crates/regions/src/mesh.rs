//! A half-edge mesh of convex cells: the plane, or a window of it, as it is cut.

/// The face beyond the frame.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// A line, taken with one of its two signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Oriented {
    pub line: u32,
    pub negative: bool,
}

/// Half-edges come in pairs `h`, `h ^ 1`. The one with the even number has the positive side of
/// its line at its left, and each face lies at the left of its half-edges.
struct HalfEdge {
    origin: u32,
    next: u32,
    previous: u32,
    face: u32,
}

/// Faces, edges of kinds `K` and vertices `C` of a subdivision into convex cells.
pub(crate) struct Mesh<C, K> {
    half_edges: Vec<HalfEdge>,
    /// By pair of half-edges.
    lines_of: Vec<u32>,
    kinds: Vec<K>,
    pub corners: Vec<C>,
    /// One half-edge of each face.
    faces: Vec<u32>,
}

impl<C, K> Default for Mesh<C, K> {
    fn default() -> Self {
        Self {
            half_edges: Vec::new(),
            lines_of: Vec::new(),
            kinds: Vec::new(),
            corners: Vec::new(),
            faces: Vec::new(),
        }
    }
}

impl<C, K: Copy> Mesh<C, K> {
    pub(crate) fn push_corner(&mut self, corner: C) -> u32 {
        self.corners.push(corner);
        (self.corners.len() - 1) as u32
    }

    /// Adds a pair of half-edges that is not linked yet; returns the even one, from `from` to `to`
    /// with the positive side of `line` at its left.
    pub(crate) fn push_edge(&mut self, line: u32, kind: K, from: u32, to: u32) -> u32 {
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

    pub(crate) fn faces(&self) -> u32 {
        self.faces.len() as u32
    }

    /// How many pairs of half-edges there are.
    pub(crate) fn edges(&self) -> u32 {
        self.kinds.len() as u32
    }

    pub(crate) fn kind(&self, half_edge: u32) -> K {
        self.kinds[(half_edge / 2) as usize]
    }

    pub(crate) fn origin(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].origin
    }

    pub(crate) fn next(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].next
    }

    pub(crate) fn face(&self, half_edge: u32) -> u32 {
        self.half_edges[half_edge as usize].face
    }

    pub(crate) fn corner(&self, half_edge: u32) -> &C {
        &self.corners[self.origin(half_edge) as usize]
    }

    /// A half-edge of a face.
    pub(crate) fn first(&self, face: u32) -> u32 {
        self.faces[face as usize]
    }

    /// The half-edges around a face, in order.
    pub(crate) fn ring(&self, face: u32, ring: &mut Vec<u32>) {
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
    pub(crate) fn line(&self, half_edge: u32) -> Oriented {
        Oriented {
            line: self.lines_of[(half_edge / 2) as usize],
            negative: half_edge % 2 == 1,
        }
    }

    /// Puts a vertex on an edge. The half-edge keeps its origin; returns the pair of half-edges that is
    /// new.
    pub(crate) fn put(&mut self, corner: C, edge: u32) -> u32 {
        let (wall, kind) = (self.line(edge), self.kind(edge));
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
    pub(crate) fn split_face(&mut self, line: u32, kind: K, [entering, leaving]: [u32; 2]) -> u32 {
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
