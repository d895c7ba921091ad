//! Planes through graphs of layers.
//!
//! # How
//! Steps of the graph are taken one after the other, cells depth first. In a cell in which all
//! neurons before a step are settled, the step's inputs are linear forms of three numbers; every
//! neuron that takes strictly both signs cuts the cell, the one nearest to its middle first, until
//! none is left in a part. The [`state`] holds the forms in the current cell and is updated from
//! part to part. The [`mesh`] keeps the cells with their neighbours.
//!
//! As soon as few neurons of a step are left, everything after them that may change within the cell
//! is found by bounds ([`relax`]), and the graph is forgotten: a small [`net`] of these neurons
//! alone is cut to its end ([`parts`]), getting smaller from part to part. Units that stay on their
//! pieces in the whole cell are not looked at again. If only counts are wanted, a part with few
//! neurons is not cut but counted in a [`drawing`] of its own.
//!
//! A maximum cuts where two candidates tie, unless a third is certainly larger. If that is open,
//! the line only keeps parts convex, like the two with which a whole plane begins: an
//! [open](mesh::Kind::Open) edge is a wall if a neuron turns out to be on different pieces at its
//! two sides ([`touches`]). Other open edges do not count.
//!
//! # Why the count can be trusted
//! Every form carries a bound on the errors of its coefficients, and so does every corner. A cell
//! is split if and only if a form takes strictly both signs at its corners. A sign that floats
//! leave open is 0 if that follows from the lines that meet in the corner: a positive part minus
//! another one that is off is the neuron itself, which is 0 on its own line, and a sum is 0 where all
//! that it adds up is. Otherwise it is decided on pairs of floats ([`double`]) or in [`exact`] arithmetic,
//! and what that finds equal is kept ([`facts`]).
//!
//! Gradients on both sides of a wall differ if floats say so beyond their bounds. They agree if nothing
//! that changes on the wall reaches an output: most walls of a convolution before a maximum. What is
//! then still open is compared on pairs of floats, and then exactly.

mod census;
mod certified;
mod columns;
mod convolve;
mod cut;
mod cutter;
mod decide;
mod deltas;
mod double;
mod drawing;
mod exact;
mod factors;
mod facts;
mod form;
mod half;
mod hull;
mod judge;
mod leaders;
mod lines;
mod mesh;
mod mix;
mod names;
mod narrow;
mod net;
mod neurons;
mod norms;
mod open;
mod part;
mod parts;
mod pass;
mod pending;
mod pieces;
mod relax;
mod relay;
mod settle;
mod signs;
mod start;
mod state;
mod sums;
#[cfg(test)]
mod tests;
mod tiling;
mod touches;
mod values;
mod walls;
mod wiring;

pub(super) use self::decide::decide_plane;

use self::cutter::{Cutter, MOST_ATOMS, MOST_DRAWN};
use self::drawing::Counted;
use self::walls::Walls;
use super::duplicates::slots;
use super::plan::Step;
use crate::budget::Budget;
use crate::{Counts, Options, Plane, RegionsError, Tiling};
use crease_network::Graph;
use crease_network::graph::Node;
use pulp::Arch;

/// Counts the regions of a graph in a plane or a window of it.
pub(super) fn count_plane(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    plane: &Plane,
    options: &Options,
) -> Result<Counts, RegionsError> {
    let most = [MOST_ATOMS, MOST_DRAWN];
    count_with(arch, graph, steps, plane, options, most)
}

/// The same with nets and drawings of at most this many atoms.
fn count_with(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    plane: &Plane,
    options: &Options,
    [most_atoms, most_drawn]: [usize; 2],
) -> Result<Counts, RegionsError> {
    plane.check(graph.input_elements())?;
    let steps = if options.linear_regions {
        steps
    } else {
        let last = graph.nodes().iter().rposition(Node::is_neurons);
        &steps[..last.map_or(1, |last| last + 1)]
    };
    let slots = slots(steps, &plane.vectors());
    let walls = Walls::with_sum(options.linear_regions);
    let budget = Budget::new(options);
    let mut cutter = Cutter::new(arch, graph, steps, &slots, plane, walls, budget);
    (cutter.most_atoms, cutter.most_drawn) = (most_atoms, most_drawn);
    let measured = options.measures && plane.window.is_some();
    if !measured && !options.linear_regions {
        cutter.counted = Some(Counted::default());
    }
    cutter.run()?;
    let census = census::census(&cutter)?;
    cutter.close(census.faces)?;
    let lengths = measured.then(|| census::lengths(&cutter, &census, plane));
    let linear_regions = options
        .linear_regions
        .then(|| census::linear(&cutter).count());
    Ok(Counts {
        neurons: graph.neurons(),
        activation_regions: census.faces,
        linear_regions,
        edges: Some(census.edges),
        vertices: Some(census.vertices),
        boundary_measure: lengths.map(|[all, _]| all),
        gradient_boundary_measure: linear_regions.and(lengths).map(|[_, jumping]| jumping),
        exact_fallbacks: cutter.exact.fallbacks,
    })
}

/// Cuts a window into the regions of a graph.
pub(super) fn tile_plane(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    plane: &Plane,
    options: &Options,
) -> Result<Tiling, RegionsError> {
    plane.check(graph.input_elements())?;
    let window = plane.window.ok_or(RegionsError::NoWindow)?;
    let slots = slots(steps, &plane.vectors());
    let (walls, budget) = (Walls::new(true), Budget::new(options));
    let mut cutter = Cutter::new(arch, graph, steps, &slots, plane, walls, budget);
    cutter.run()?;
    tiling::tiling(&mut cutter, graph, &window)
}

/// The vertices of a plane that lie inside it, in its coordinates. Points beyond the largest float are
/// left out.
pub(super) fn vertices(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    plane: &Plane,
    options: &Options,
) -> Result<Vec<[f64; 2]>, RegionsError> {
    plane.check(graph.input_elements())?;
    let slots = slots(steps, &plane.vectors());
    let (walls, budget) = (Walls::new(false), Budget::new(options));
    let mut cutter = Cutter::new(arch, graph, steps, &slots, plane, walls, budget);
    cutter.run()?;
    census::census(&cutter)?;
    Ok(census::points(&cutter))
}
