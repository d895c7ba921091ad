//! Cubes through graphs with three inputs.
//!
//! # How
//! The cube is the same complex of convex cells as for dense networks ([`crate::cube`]). Nodes of the
//! graph are taken one after the other, and each in all cells: in a cell all elements before a node
//! are linear forms of four numbers ([`forms`]), and the breakpoints of its activations, or ties of the
//! candidates of its maxima, cut it.
//!
//! Where one candidate of a maximum takes over from another is part of a tie's plane only: beyond, a
//! third is larger. All of the plane cuts the cell all the same, so that its parts are convex. In the
//! end, cells in which every activation is on the same piece and every maximum has the same candidate
//! are one region. Candidates with the same form in a cell count as the first of them, so a region has
//! one choice for each neuron, and no two regions have the same choices: the set where all of them hold
//! is convex.
//!
//! # Why the count can be trusted
//! Every coefficient carries a bound on its error. A sign that floats leave open is 0 on the planes that
//! the same neuron made, since it is continuous, and is otherwise decided in exact arithmetic
//! ([`exact`]). That the complex fits together is checked by Euler's relation, and that regions and
//! choices are as many as each other.

mod choices;
mod cut;
mod exact;
mod forms;
mod merge;
mod subdivision;
mod ties;

pub(super) use self::merge::count_cube;
