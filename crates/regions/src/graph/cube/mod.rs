//! Cubes through graphs with three inputs.
//!
//! # How
//! The cube is the same complex of convex cells as for dense networks ([`crate::cube`]). Nodes of the
//! graph are taken one after the other, and each in all cells: in a cell all elements before a node
//! are linear forms of four numbers ([`forms`]), and the breakpoints of its activations, or ties of the
//! candidates of its maxima, cut it.
//!
//! One candidate of a maximum takes over from another only on a part of the plane of their tie:
//! elsewhere, a third is larger. The whole plane still cuts the cell, so that its parts are convex.
//! In the end, cells in which every activation is on the same piece and every maximum has the same
//! candidate are one region. Candidates with the same form in a cell count as the first of them, so
//! a region has one choice for each neuron, and no two regions have the same choices: the set where
//! all of them hold is convex.
//!
//! # Why the count can be trusted
//! Every coefficient carries a bound on its error. A sign that floats leave open is 0 on the planes
//! that the same neuron made, since it is continuous, and is otherwise decided in exact arithmetic
//! ([`exact`]). Euler's relation is checked for the complex, and so is that there are as many
//! regions as different choices.

mod choices;
mod cut;
mod exact;
mod forms;
mod merge;
mod subdivision;
mod ties;

pub(super) use self::merge::count_cube;
