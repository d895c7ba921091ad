//! Exact counts of the activation regions and linear regions of piecewise linear networks.
//!
//! # What is counted
//! A network with a piecewise linear activation cuts a plane of its input space into convex
//! *activation regions*, on each of which every neuron stays on one linear piece (*Deep ReLU
//! Networks Have Surprisingly Few Activation Patterns*, Definition 1). [`count`] counts
//! them, with the edges and vertices between them, in the whole plane or in a square window of it,
//! and merges them into *linear regions* (Definition 2).
//!
//!
#![doc = include_str!("../images/activation.svg")]
//!
//! *The activation regions of a network with 5 and 4 neurons in two hidden layers, in a square.
//! Thick lines are neurons of the first layer; those of the second bend where they cross them. The
//! slope of the network does not jump across dashed lines.*
//!
#![doc = include_str!("../images/linear.svg")]
//!
//! *Without these lines, what remains are its linear regions. `examples/pictures.rs` draws both.*
//!
//! # Guide
//! | question | answer |
//! |---|---|
//! | How many regions does a line, a plane or a cube have? | [`count`]; [`Counter`] for many slices of one network, on several threads |
//! | Where? | A [`Slice`]: [`Line`], [`Plane`] (whole, or in a [`Window`]), [`Cube`]; [`Slice::through`] points of any input space |
//! | Only activation regions, or everything? | [`Options::regions`] or [`Options::everything`]; `max_regions` and a [`Progress`] stop what takes too long |
//! | Where does the network bend on a line? | [`Counter::breakpoints`] |
//! | What do the regions look like? | [`tile_plane`] keeps them as polygons with patterns, affine maps, walls and neighbours; [`visit_cells`] shows them one by one |
//! | How far is a point from the nearest boundary? | [`distances`], in any number of dimensions |
//! | Where does a classifier decide? | [`decide_plane`], [`decide_line`] |
//! | What about convolutions, pooling, residual sums? | A [`Graph`] and its [`GraphCounter`], on lines, in planes and in cubes |
//!
//! Each has an example in its documentation, and `examples` has five programs:
//! `cargo run --release --example plane` (or `line`, `cube`, `distances`, `classes`).
//!
//! # Guarantees
//! - Counts are those of the network with exactly its weights, not of one near it; they depend
//!   neither on the number of threads nor on the machine.
//! - Input is any finite `f64`, and there is no smallest angle, length or region; [`limits`] lists
//!   the limits that there are, such as the precision of positions and lengths. Numbers that are
//!   not finite are refused when a [`Network`] or [`Slice`] is made.
//! - No network and no slice makes it panic, and it stops at `max_regions` before memory runs out.
//!
//! # How
//! Points of the plane are rays `(x, y, w)`, `w >= 0`, and every pre-activation is a linear form on
//! them, so that unbounded regions are ordinary polygons with corners at infinity, and no bounding
//! box is needed. A count is a walk through the cells, depth first: the units of a layer that take
//! both signs in a cell cut it one after the other, and the forms of the next layer change by rank
//! one from part to part. The last layer is only counted, by how its chords cross. Only the path
//! down to the current cell is kept, so that memory does not grow with the number of regions;
//! linear regions also keep the names of faces that are joined to others.
//!
//! A [`Cube`] of a three-dimensional input space is cut in the same way: its cells are
//! convex polytopes that share vertices, edges and facets, and a vertex is the crossing of three
//! planes.
//!
//! # Why the count can be trusted
//! A cell is split if and only if the neuron takes strictly both signs at its corners. Each of
//! these signs is decided in `f64` only beyond a proven error bound, and in exact arithmetic
//! otherwise, on the spot; see [error bounds](self#error-bounds) below. There is no tolerance
//! anywhere: a zero is a zero, so that three lines through one point, duplicate neurons and zero
//! biases are ordinary input. Every count sees edges from both sides of their walls and counts the
//! sides separately; that both agree is Euler's relation, which is checked before a count is
//! returned.
//!
//! # Error bounds
//! Weights are exact as they are. With `u = 2^-53` and `g(n) = n u / (1 - n u)`:
//!
//! 1. *Forms.* A pre-activation on a cell is `z_j = sum_i W_ji h_i + b_j`, three coefficients. If
//!    each `|h_i| <= M_i` with error at most `E_i`, the computed coefficient is off by at most
//!    `sum_i |W_ji| E_i + g(n + 2) (sum_i |W_ji| M_i + |b_j|)`, in any order of summation. `M` and
//!    `E` are computed once a layer, for all cells at once.
//! 2. *Corners.* A corner is the cross product of its two lines; each coefficient carries its own
//!    error from those of the lines.
//! 3. *Signs.* The value of a form at a corner is a sum of three products, with the errors of both.
//!
//! 4. *Signs at corners of size 1.* The walk scales corners to largest coordinate 1, each
//!    coordinate off by at most `e`. With `E` the errors of a form's three coefficients together
//!    and `|f|` the sum of the magnitudes of those computed, a value is off by at most
//!    `(e + 16 u) (|f| + E) + E`: `E (1 + e)` for the form, `e |f|` for the corner, `4 u |f|` for a
//!    sum of three products, and the rest for the rounding of the bound itself. The magnitude is
//!    that of the computed form, not the largest in the plane, so that the bound does not grow with
//!    depth.
//! 5. *Ends of chords.* `a` is zero before `b` on a side from `p` to `q` if and only if
//!    `|a(p)| |b(q)| < |b(p)| |a(q)|`; each value has its bound of 4, and the products are compared
//!    beyond what these come to.
//! 6. *Walls.* The derivative of the outputs by a unit is a sum of products of weights over paths, off
//!    by at most `g(n)` times the sum of their magnitudes, with `n` roundings on a path; four times that
//!    is what a jump has to exceed.
//! 7. *Pairs of floats* keep what a sum or a product of two floats loses. A sum of pairs is off by at
//!    most `4 u^2`, a product by `8 u^2` of the magnitudes; `128 u^2` is allowed. Determinants are
//!    certain beyond `6.5` times the first order of their errors, if none is above `2^-10` of its form.
//!
//! Constants are rounded up generously; underflow is covered by an absolute term; overflow makes a
//! bound infinite, and an infinite bound decides nothing. What is not decided is computed again
//! with integers of any length: weights, slice vectors and breakpoints are dyadic rationals, and so
//! is every determinant. Where all of them are small whole numbers, up to powers of two, 128 bits are
//! enough.

#![warn(missing_debug_implementations)]

// Tests here share graphs with those outside.
#[cfg(test)]
extern crate self as crease_regions;

mod affine;
mod aligned;
mod budget;
mod cells;
mod complex;
mod count;
mod counter;
mod crossed;
mod cube;
mod decision;
mod distance;
mod double;
mod dyadic;
mod error;
mod exact;
mod graph;
pub mod limits;
mod line;
mod linear;
mod mesh;
mod options;
#[cfg(any(test, feature = "oracle"))]
mod oracle;
mod pair;
mod pattern;
mod progress;
mod sign;
mod slice;
mod slopes;
mod tiling;
mod units;
mod vectors;
mod visit;
mod walk;

pub use cells::{Cell, CellSide, visit_cells};
pub use count::Counts;
pub use counter::{Counter, count};
/// Networks as plain data, with the operations of a [`Graph`] in its module `graph`.
pub use crease_network as network;
pub use crease_network::{
    Activation, ActivationError, Graph, GraphError, Layer, Network, NetworkError,
};
pub use crossed::Crossed;
pub use decision::{
    ClassPart, ClassRegions, DecisionBoundary, LineClasses, Polyline, decide_line, decide_plane,
};
pub use distance::{DistanceMeter, distances};
pub use error::RegionsError;
pub use graph::GraphCounter;
pub use line::{Bend, Breakpoint};
pub use options::Options;
#[cfg(feature = "oracle")]
#[doc(hidden)]
pub use oracle::count_by_mesh;
pub use progress::Progress;
pub use slice::{Cube, Line, Plane, Slice, Window};
pub use slopes::{Metric, Slopes, slopes};
pub use tiling::{Polygon, Tiling, Wall, tile_plane, vertices};
pub use units::Neuron;
pub use visit::{CellWall, NumberedCell, Vertex, Visitor, visit_plane};

/// The program in README.md is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
