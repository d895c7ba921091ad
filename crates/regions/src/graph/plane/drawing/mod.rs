//! The parts of a cell, counted in a drawing of their own and not cut in the mesh.
//!
//! Everything that is open in a cell is a [`net`](super::net). Its atoms are drawn one after the other, in the
//! order of the graph: an atom's argument is a function that is linear on every face of the drawing
//! so far, since it bends only where atoms before it change. So its values at the corners of faces
//! determine where it changes, and each face there is split in two, or in three around the point
//! where three candidates of a maximum are the same.
//!
//! Nothing is counted unless all signs of floats are certain, or a corner of the cell is known to
//! be on a line. Otherwise the cell is cut in the mesh first.
//!
//! By continuity the neighbouring cell has the end of a curve on an edge wherever this one has,
//! unless it was cut there: then it has a corner there.

mod atoms;
mod compare;
mod counted;
mod faces;
mod maximum;
mod notes;
mod points;

pub(super) use self::counted::Counted;

use self::faces::{Along, Faces, Side};
use self::points::Points;
use super::mesh::{Kind as EdgeKind, Mesh};

/// By function: whether it is the largest at a point.
type LargestSet = u32;

/// Columns of an atom that later ones need.
#[derive(Clone, Copy, Default)]
struct Wanted {
    /// The column of the atom's deviation from its guess, if a row depends on it.
    deviates: bool,
    deviation: Option<usize>,
    /// The column of the atom's values, if it is a candidate of a maximum.
    is_candidate: bool,
    value: Option<usize>,
}

/// The drawing of a cell.
#[derive(Default)]
pub(super) struct Drawing {
    points: Points,
    faces: Faces,
    /// How many of the points are corners of the cell.
    corners: usize,
    /// By point: the largest of the compared functions.
    largest: Vec<LargestSet>,
    /// Points that were made for these functions, by the ends of their edges.
    made: Vec<([u32; 2], u32)>,
    /// By atom: columns that later ones need.
    wanted: Vec<Wanted>,
    /// New vertices inside the cell.
    vertices: u64,
    /// Ends of curves between corners of the cell, where there is a neighbouring cell.
    ends_on_edges: u64,
    /// Ends of curves in corners of the cell.
    ends_in_corners: Vec<u32>,
}

impl Drawing {
    fn begin(&mut self, mesh: &Mesh, ring: &[u32]) {
        self.points
            .begin(ring.iter().map(|&edge| mesh.corner(edge)));
        let side = |(point, &edge): (u32, &u32)| Side {
            point,
            along: match mesh.kind(edge) {
                EdgeKind::Frame => Along::Frame,
                EdgeKind::Wall | EdgeKind::Open => Along::Boundary,
            },
        };
        self.faces.begin((0..).zip(ring).map(side));
        self.corners = ring.len();
        (self.vertices, self.ends_on_edges) = (0, 0);
        self.ends_in_corners.clear();
    }
}
