//! Counting in a cube of a three-dimensional input space.
//!
//! The cube is kept as a complex of convex cells with shared vertices, edges and facets
//! ([`solid`]); each neuron's plane splits the cells that it crosses ([`subdivision`], [`knife`]).
//! Vertices are crossings of three planes in homogeneous coordinates ([`vertex`]), and signs are
//! certified as in a plane.

mod areas;
mod knife;
mod sides;
mod solid;
mod start;
mod subdivision;
mod vertex;

use crate::RegionsError;
use crate::count::{Counts, Options, total};
use crate::linear::{Jumps, Merged};
use crate::pattern::Pieces;
use crease_network::Network;
use subdivision::Subdivision;

/// The open cube `|x_i| < half_side` in the input space of a network with three inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cube {
    /// Half the side, taken as the exact real that the float denotes.
    pub half_side: f64,
}

impl Cube {
    fn check(self, inputs: usize) -> Result<(), RegionsError> {
        if inputs != 3 {
            return Err(RegionsError::CubeInputs(inputs));
        }
        if !self.half_side.is_finite() || self.half_side <= 0.0 {
            return Err(RegionsError::CubeHalfSide(self.half_side));
        }
        Ok(())
    }
}

/// Counts the regions of a network with three inputs in a cube of its input space. Edges and
/// vertices are not counted; the boundary is measured by its area.
///
/// # Errors
/// If the network does not have three inputs, the cube has no inside, or there are more regions
/// than `options` allow.
///
/// # Example
/// ```
/// use crease_network::{Activation, Layer, Network};
/// use crease_regions::{Cube, Options, count_cube};
///
/// // Two planes that cross make four regions.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 0.0, 1.0, 1.0],
///     bias: vec![0.0, 0.5],
///     inputs: 3,
///     outputs: 2,
/// };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let counts = count_cube(&network, &Cube { half_side: 1.0 }, &Options::default())?;
/// assert_eq!(counts.activation_regions, 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count_cube(
    network: &Network,
    cube: &Cube,
    options: &Options,
) -> Result<Counts, RegionsError> {
    cube.check(network.inputs())?;
    let pieces = Pieces::new(network.activation());
    let (gradients, limit) = (options.linear_regions, options.max_regions);
    let mut subdivision = Subdivision::new(network, *cube, &pieces, gradients, limit)?;
    if !subdivision.solid.is_sound() {
        return Err(RegionsError::Unsound);
    }
    let areas = options
        .measures
        .then(|| areas::of_walls(&mut subdivision, cube.half_side));
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
        activation_regions: subdivision.solid.cell_count() as u64,
        linear_regions: merged.map(|(_, regions)| regions),
        edges: None,
        vertices: None,
        boundary_measure: areas.map(|areas| total(areas.iter())),
        gradient_boundary_measure,
        exact_fallbacks: subdivision.signs.fallbacks,
    })
}

/// Merges cells across walls where the gradient of the output layer, number `layer`, does not jump.
/// Returns for each inner facet whether it does, and how many regions there are.
fn merge(subdivision: &mut Subdivision<'_>, layer: usize) -> (Vec<bool>, u64) {
    let mut merged = Merged::new(subdivision.solid.cell_count());
    let mut gradient = Jumps {
        layer,
        outputs: std::mem::take(&mut subdivision.posts),
        affine: &subdivision.affine,
        cells: &subdivision.cells,
        cell_of: &subdivision.cell_of,
        signs: &mut subdivision.signs,
    };
    let facets = subdivision.solid.inner_facets();
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
