//! Exact counts of the activation regions and linear regions of piecewise linear networks.
//!
//! # What is counted
//! A network with a piecewise linear activation cuts a plane of its input space into convex
//! *activation regions*, on each of which every neuron stays on one linear piece (*Deep ReLU
//! Networks Have Surprisingly Few Activation Patterns*, Definition 1). [`count`] counts
//! them, with the edges and vertices between them, in the whole plane or in a square window of it,
//! and merges them into *linear regions* (Definition 2).
//!
//! # How
//! Points of the plane are rays `(x, y, w)`, `w >= 0`, and every pre-activation is a linear form on
//! them, so that unbounded regions are ordinary polygons with corners at infinity, and no bounding
//! box is needed. The plane is kept as one half-edge mesh; each neuron's zero line splits the cells
//! it crosses, layer by layer, as in the paper's Appendix A.
//!
//! A [`Cube`] of a three-dimensional input space is cut in the same way: its cells are
//! convex polytopes that share vertices, edges and facets, and a vertex is the crossing of three
//! planes.
//!
//! # Why the count can be trusted
//! A cell is split if and only if the neuron takes strictly both signs at its corners. Each of
//! these signs is decided in `f64` only beyond a proven error bound, and in exact arithmetic
//! otherwise; see [error bounds](self#error-bounds) below. There is no tolerance anywhere: a zero is a
//! zero, so that three lines through one point, duplicate neurons and zero biases are ordinary
//! input. Every count is checked against Euler's relation before it is returned.
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
//! Constants are rounded up generously; underflow is covered by an absolute term; overflow makes a
//! bound infinite, and an infinite bound decides nothing. What is not decided is computed again
//! with integers of any length: weights, slice vectors and breakpoints are dyadic rationals, and so
//! is every determinant.

#![warn(missing_debug_implementations)]

mod affine;
mod aligned;
mod count;
mod counter;
mod cube;
mod distance;
mod dyadic;
mod error;
mod exact;
mod hull;
pub mod limits;
mod line;
mod linear;
mod mesh;
mod options;
mod pattern;
mod point;
mod progress;
mod sign;
mod slice;
mod start;
mod subdivision;
mod tiling;
mod vectors;
mod walk;

pub use count::Counts;
pub use counter::{Counter, count};
pub use crease_network::{Activation, ActivationError, Layer, Network, NetworkError};
pub use distance::{DistanceMeter, distances};
pub use error::RegionsError;
pub use options::Options;
pub use progress::Progress;
pub use slice::{Cube, Line, Plane, Slice, Window};
pub use tiling::{Polygon, Tiling, Wall, tile_plane, vertices};
