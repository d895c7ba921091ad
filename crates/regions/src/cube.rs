//! Counting in a cube of a three-dimensional input space.
//!
//! The cube is kept as a complex of convex cells with shared vertices, edges and facets
//! ([`solid`]); each neuron's plane splits the cells that it crosses ([`subdivision`], [`knife`]).
//! Vertices are crossings of three planes in homogeneous coordinates ([`vertex`]), and signs are
//! certified as in a plane. Where only regions are counted, the last layer is not cut: its planes in
//! a cell are counted as an [`arrangement`].

pub(crate) mod areas;
mod arrangement;
mod cut;
mod knife;
mod sides;
mod solid;
pub(crate) mod space;
mod start;
mod subdivision;
pub(crate) mod vertex;

use crate::count::total;
use crate::linear::{Jumps, Merged};
use crate::pattern::Pieces;
use crate::{Counts, Cube, Options, RegionsError};
use crease_network::Network;
use subdivision::Subdivision;

/// Counts the regions of a network in a cube that lies in its input space. Edges and vertices are
/// not counted; the boundary is measured by its area.
pub(crate) fn count_cube(
    network: &Network,
    cube: Cube,
    options: &Options,
) -> Result<Counts, RegionsError> {
    let pieces = Pieces::new(network.activation());
    let mut subdivision = Subdivision::new(network, cube, &pieces, options)?;
    if !subdivision.space.solid.is_sound() {
        return Err(RegionsError::Unsound);
    }
    let areas = options.measures.then(|| subdivision.areas(cube.half_side));
    let output_layer = network.layers().len() - 1;
    let merged = options
        .linear_regions
        .then(|| merge(&mut subdivision, output_layer));
    let gradient_boundary_measure = merged.as_ref().zip(areas.as_ref()).map(|(merged, all)| {
        let jumping = all.iter().zip(&merged.0).filter(|(_, jump)| **jump);
        total(jumping.map(|(area, _)| area))
    });
    Ok(Counts {
        neurons: network.neurons(),
        activation_regions: subdivision.regions(),
        linear_regions: merged.map(|(_, regions)| regions),
        edges: None,
        vertices: None,
        boundary_measure: areas.map(|areas| total(areas.iter())),
        gradient_boundary_measure,
        exact_fallbacks: subdivision.decider.signs.fallbacks,
    })
}

/// Merges cells across walls where the gradient of the output layer, number `layer`, does not jump.
/// Returns for each inner facet whether it does, and how many regions there are.
fn merge(subdivision: &mut Subdivision<'_>, layer: usize) -> (Vec<bool>, u64) {
    let mut merged = Merged::new(subdivision.space.solid.cell_count());
    let mut gradient = Jumps {
        layer,
        outputs: std::mem::take(&mut subdivision.posts),
        affine: &subdivision.affine,
        cells: &subdivision.decider.cells,
        cell_of: &subdivision.cell_of,
        signs: &mut subdivision.decider.signs,
    };
    let facets = subdivision.space.solid.inner_facets();
    let jumps = facets.map(|facet| {
        let jump = gradient.at(facet.cells);
        if !jump {
            merged.join(facet.cells[0], facet.cells[1]);
        }
        jump
    });
    let jumps = jumps.collect();
    (jumps, merged.count())
}
