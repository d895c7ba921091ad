//! Counts along lines and segments.
//!
//! # How
//! Along a line `x = origin + s direction` every pre-activation is piecewise affine in `s`:
//! `z = slope s + constant`, one pair of numbers a neuron. A sweep goes from one end to the other
//! and stops at each breakpoint, where one neuron changes its linear piece; the pairs of all later
//! layers then change by rank one, `W D ... D W[:, neuron]` times the neuron's own pair. Within a
//! cell of a layer the neurons of the next layer are affine, so that their signs at both ends of
//! the cell say which of them have a breakpoint inside. The last layer is only counted.
//!
//! In general position, and with one breakpoint an activation, a line is counted
//! [layer by layer](layered) instead: each layer is followed along the breakpoints of all layers
//! before it, which takes the same numbers through the same updates. Whatever is not certain there
//! is left to the sweep.
//!
//! # Why the count can be trusted
//! A count depends on two kinds of decisions: on which side of its breakpoints a neuron is at an end
//! of a cell (one end may be infinite), and in which order the breakpoints inside a cell come. Both
//! are taken in `f64` only beyond the bound below and in exact arithmetic otherwise. Breakpoints
//! that coincide are one; a neuron that only touches its breakpoint, or is constant on it, makes
//! none.
//!
//! # The bound
//! Let `u = 2^-53`, `n` be the width of the layer before, `L` the largest slope of the activation,
//! and `|direction|`, `|origin|` largest entries. For all patterns at once, a slope of a unit is at
//! most `R |direction|` and a constant at most `R |origin| + B`, with `R = sum |W| L R`,
//! `B = sum |W| (L B + |offset|) + |bias|` layer by layer. The numbers stored for a unit differ from
//! what its weights make of the numbers stored for the layer before by
//!
//! - `(2 n + 12) u` of that magnitude when they are computed from scratch, as sums of products and
//!   of offsets are;
//! - at most `(3 n + 16) u` of it more with each rank-one update: the update itself is at most twice
//!   the magnitude, its direction is a sum of `n` products, and the layer before was rounded when it
//!   was updated in its turn.
//!
//! After [`UPDATES`](stage::UPDATES) updates everything is computed from scratch, so that the
//! difference is at most `k u` of the magnitude, `k = 2 n + 12 + UPDATES (3 n + 16)`. The error is
//! that difference and `sum |W| L` times the error of the layer before. It is a static number for
//! each unit, but for the factors `|direction|` and `|origin|`. A breakpoint at `s = -constant /
//! slope` has the error that both quotients' errors imply; a value at it the sum of
//! `|slope| error(s) + error(slope) |s| + error(constant)` and four roundings.

// A function that is not inlined into the one for the machine's vectors is compiled without them.
#![allow(clippy::inline_always)]

mod breakpoint;
mod counter;
mod enter;
mod exact;
mod follow;
mod kernels;
mod layered;
mod layers;
mod note;
mod path;
mod point;
mod product;
mod stage;
mod state;
mod sweep;
#[cfg(test)]
mod tests;
mod update;

pub use breakpoint::{Bend, Breakpoint};
pub(crate) use counter::LineCounter;
