//! Counting without building anything: a walk from cell to cell.
//!
//! Cells are visited depth first. A cell is a polygon of a few corners with the pre-activations of
//! its next layer; where a unit cuts it, the walk goes into both parts, and the forms of the layer
//! after change by rank one. The last layer is only counted: `k` chords in a convex cell make
//! `1 + k + (pairs that cross)` regions, and two chords cross if and only if their ends interleave
//! along the boundary. Where chords end or meet in one point, the cell is cut like any other.
//!
//! # Signs
//! Every sign is decided in `f64` beyond the bound of [`prepare`], or else exactly, where it arises
//! ([`decide`]). A cell is cut by a unit that is strictly positive at one of its corners and strictly
//! negative at another; a chord may begin in a corner where the unit is zero. A unit that is zero all
//! over a cell, or only touches it, cuts nothing.
//!
//! # Edges and vertices
//! Units are continuous: where one cuts a cell up to a wall, it cuts the cell beyond from there on.
//! So every vertex is a corner of all faces around it, and the edges are the sides of faces, each
//! seen from the two faces beside it. A chord is a side of both its parts; an end of it within a
//! wall makes one side of that wall two, as it is seen from here. With `C` pieces of chords, and
//! `P` and `N` ends on walls seen from the positive and from the negative side of their unit,
//! `E = C + P = C + N`. The walk counts `P` and `N` separately and checks that Euler's relation,
//! `V = 1 + E - F`, gives the same with both.

mod active;
mod cell;
mod chords;
mod classes;
mod crossing;
mod decide;
mod ends;
mod form;
mod forms;
mod found;
mod joined;
mod kernels;
mod last;
mod layers;
mod leaf;
mod leaves;
mod lengths;
mod line;
mod measured;
mod narrow;
mod points;
mod polygon;
mod prepare;
mod ramps;
mod side;
mod signs;
mod split;
mod start;
mod tasks;
#[cfg(test)]
mod tests;
mod visit;
mod walker;
mod walls;
mod wide;

pub(crate) use classes::classes;
pub(crate) use found::WalkCounts;
pub(crate) use leaf::{CellKind, Leaf, LeafSide, Sink};
pub(crate) use leaves::walk_cells;
pub(crate) use line::LineId;
pub(crate) use walls::{Name, name as name_of_unit};

use crate::pattern::Pieces;
use crate::{Options, Plane, RegionsError};
use crease_network::Network;
use found::Stop;
use layers::Layers;
use walker::Request;

/// Counts the whole subdivision by the neurons of a network that has some.
pub(crate) fn walk(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    options: &Options,
) -> Result<WalkCounts, RegionsError> {
    let layers = prepare::prepare(network, plane, pieces);
    walk_through(network, plane, pieces, &layers, options)
}

/// The same with these layers and their bounds.
fn walk_through(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    layers: &Layers,
    options: &Options,
) -> Result<WalkCounts, RegionsError> {
    let request = Request {
        network,
        plane,
        pieces,
        layers,
        options,
    };
    tasks::walk(&request).map_err(Stop::into_error)
}
