//! What the walk is tested against: one half-edge mesh of all cells, split neuron by neuron, with errors
//! bounded coefficient by coefficient and no short cuts.

mod corner;
mod hull;
mod line;
mod merge;
mod mesh;
mod point;
mod start;
mod subdivision;

use crate::budget::Budget;
use crate::count::{total, uncut};
use crate::pattern::Pieces;
use crate::{Counts, Options, Plane, RegionsError, Window};
use crease_network::Network;
use merge::merge;
use mesh::EdgeKind;
use subdivision::Subdivision;

/// Counts the regions of a network in a plane, on the mesh.
///
/// # Errors
/// As [`count`](crate::count).
pub fn count_by_mesh(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Counts, RegionsError> {
    let pieces = Pieces::new(network.activation());
    let (gradients, budget) = (options.linear_regions, Budget::new(options));
    let Some(mut subdivision) = Subdivision::new(network, plane, &pieces, gradients, budget)?
    else {
        return Ok(uncut(network, plane, options));
    };
    let census = subdivision.mesh.census();
    if census.vertices + census.faces != census.edges + 1 {
        return Err(RegionsError::Euler {
            vertices: census.vertices,
            edges: census.edges,
            faces: census.faces,
        });
    }
    // An auxiliary line cuts every region and every wall in two.
    let (activation_regions, edges, vertices) = if subdivision.doubled {
        let walls = subdivision
            .mesh
            .inner_edges()
            .filter(|(kind, ..)| *kind == EdgeKind::Wall);
        (census.faces / 2, walls.count() as u64 / 2, 0)
    } else {
        (census.faces, census.edges, census.vertices)
    };
    let linear = options.linear_regions.then(|| {
        let output_layer = network.layers().len() - 1;
        merge(&mut subdivision, output_layer)
    });
    let measured = plane.window.filter(|_| options.measures);
    let lengths = measured.map(|window| edge_lengths(plane, &window, &mut subdivision));
    let gradient_boundary_measure = linear.as_ref().zip(lengths.as_ref()).map(|(linear, all)| {
        let jumping = all.iter().zip(&linear.jumps).filter(|(_, jump)| **jump);
        total(jumping.map(|(length, _)| length))
    });
    Ok(Counts {
        neurons: network.neurons(),
        activation_regions,
        linear_regions: linear.map(|linear| linear.regions),
        edges: Some(edges),
        vertices: Some(vertices),
        boundary_measure: lengths.map(|lengths| total(lengths.iter())),
        gradient_boundary_measure,
        exact_fallbacks: subdivision.signs.fallbacks,
    })
}

/// How many walls end in each vertex inside a window, in increasing order.
#[cfg(test)]
pub(crate) fn degrees_by_mesh(network: &Network, plane: &Plane) -> Vec<usize> {
    let pieces = Pieces::new(network.activation());
    let budget = Budget::new(&Options::regions());
    let subdivision = Subdivision::new(network, plane, &pieces, false, budget);
    let subdivision = subdivision.expect("few regions");
    subdivision.map_or_else(Vec::new, |subdivision| subdivision.mesh.degrees())
}

/// The lengths in input space of all inner edges, in the mesh's order. In a window every corner is
/// finite.
fn edge_lengths(plane: &Plane, window: &Window, subdivision: &mut Subdivision<'_>) -> Vec<f64> {
    let points: Vec<[f64; 2]> = (0..subdivision.mesh.corners.len() as u32)
        .map(|vertex| subdivision.point(vertex, window.half_side))
        .collect();
    let length = |(_, _, ends): (EdgeKind, [u32; 2], [u32; 2])| {
        let [p, q] = ends.map(|vertex| points[vertex as usize]);
        plane.length([q[0] - p[0], q[1] - p[1]])
    };
    subdivision.mesh.inner_edges().map(length).collect()
}
