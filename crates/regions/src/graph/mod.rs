//! Lines through graphs of layers: convolutions, pooling, residual sums.
//!
//! # How
//! Along a line every unit is a piecewise linear function of one number `t`. Step by step along the
//! graph, all these functions are computed from those of the step before: a linear layer adds up
//! values, slopes, and the jumps of slope at the *events* where neurons before it passed a
//! breakpoint; an activation or a maximum finds its own events. A convolution stays a convolution:
//! an event bends only the units that see it, and only while the neurons between are on.
//!
//! Positions of a convolution whose windows read equal things are treated as one ([`duplicates`]),
//! so that shared weights on uniform areas make no ties. A line that takes too much memory is cut
//! into stretches.
//!
//! # Why the count can be trusted
//! Every unit has a bound on how far its true function is from the computed one, anywhere on the
//! stretch. Linear layers add these bounds up with the magnitudes of their weights; activations
//! with slopes up to 1 and maxima do not enlarge them, whatever the neurons do; the rounding errors
//! of sums, products and divisions are added everywhere. This bounds the true position of an event:
//! if a function falls from certainly positive to certainly negative between two of its bends, its
//! zero is as close to the computed one as the bound divided by the slope.
//!
//! A count depends on three kinds of decisions: the sign of a function where it bends; whether two
//! events are one point; whether the outputs' slopes truly jump. Each is taken from floats beyond
//! these bounds, otherwise in pairs of floats at that very point ([`near`]), and what is then still
//! open, such as anything exactly zero, by [`exact`] arithmetic on the graph's own numbers there. A
//! neuron that is exactly on its breakpoint where it bends, or all along a piece, is not a special
//! case.

mod activate;
mod along;
mod count;
mod cube;
mod decide;
mod demand;
mod distance;
mod duplicates;
mod event;
mod exact;
mod field;
mod form;
mod largest;
mod linear;
mod memory;
mod near;
mod norm;
mod plan;
mod plane;
mod points;
mod stretch;
mod sweep;
mod tally;
mod union;

pub use count::GraphCounter;

/// A step with more jumps than this (16 MB of them) is too much for one stretch: data that no
/// longer fit into the caches cost more than a few more stretches.
const MOST_JUMPS: usize = 1 << 21;

/// Why a stretch was not counted to its end.
#[derive(Debug)]
enum Stop {
    /// Too much memory: it must be shorter.
    Large,
    /// Its end is an event: it must end elsewhere.
    Cut,
    /// The caller requested it.
    Cancelled,
    /// A bug in Crease.
    Unsound,
}
