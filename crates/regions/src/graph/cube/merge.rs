//! From the cells of a subdivision to the counts.

use super::subdivision::Subdivision;
use crate::count::total;
use crate::cube::areas;
use crate::graph::demand::Demand;
use crate::linear::Merged;
use crate::{Counts, Cube, Options, RegionsError};
use crease_network::Graph;
use crease_network::graph::Node;
use std::collections::HashSet;

/// The coordinates of a ray are the three inputs and one more, for the constant.
const AXES: [[f64; 3]; 4] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0],
];

/// Counts the regions of a graph in a cube that lies in its input space. Edges and vertices are not
/// counted; the boundary is measured by its area.
pub(in crate::graph) fn count_cube(
    graph: &Graph,
    cube: Cube,
    options: &Options,
) -> Result<Counts, RegionsError> {
    if graph.input_elements() != 3 {
        return Err(RegionsError::CubeInputs(graph.input_elements()));
    }
    let vectors: [&[f64]; 4] = [&AXES[0], &AXES[1], &AXES[2], &AXES[3]];
    let demand = Demand::new(graph, vectors);
    let mut cut = Subdivision::new(graph, &demand, cube, options);
    let last_neurons = graph.nodes().iter().rposition(Node::is_neurons);
    cut.run(if options.linear_regions {
        graph.output() + 1
    } else {
        last_neurons.map_or(1, |last| last + 1)
    })?;
    if !cut.space.solid.is_sound() {
        return Err(RegionsError::Unsound);
    }
    let areas = options.measures.then(|| {
        let exact = &mut cut.exact;
        areas::of_walls(&cut.space.solid, cube.half_side, |vertex| {
            exact.vertex(vertex)
        })
    });
    let facets: Vec<[u32; 2]> = cut
        .space
        .solid
        .inner_facets()
        .map(|facet| facet.cells)
        .collect();
    let is_wall: Vec<bool> = facets.iter().map(|&cells| cut.is_wall(cells)).collect();
    let regions = count_across(&cut, &facets, |facet| !is_wall[facet]);
    let choices: HashSet<_> = cut.cells.iter().map(|cell| cell.choices.all()).collect();
    if choices.len() as u64 != regions {
        return Err(RegionsError::Unsound);
    }
    drop(choices);
    cut.close(regions)?;
    let jumps: Option<Vec<bool>> = options.linear_regions.then(|| {
        let walls = facets.iter().zip(&is_wall);
        walls
            .map(|(&cells, &wall)| wall && cut.jumps(cells))
            .collect()
    });
    let area_of = |which: &[bool]| {
        let areas = areas.as_ref()?.iter().zip(which);
        Some(total(areas.filter(|(_, is)| **is).map(|(area, _)| area)))
    };
    Ok(Counts {
        neurons: graph.neurons(),
        activation_regions: regions,
        linear_regions: jumps
            .as_ref()
            .map(|jumps| count_across(&cut, &facets, |facet| !jumps[facet])),
        edges: None,
        vertices: None,
        boundary_measure: area_of(&is_wall),
        gradient_boundary_measure: jumps.as_ref().and_then(|jumps| area_of(jumps)),
        exact_fallbacks: cut.exact.fallbacks,
    })
}

/// The number of sets of cells that are joined across open facets.
fn count_across(
    cut: &Subdivision<'_>,
    facets: &[[u32; 2]],
    is_open: impl Fn(usize) -> bool,
) -> u64 {
    let mut merged = Merged::new(cut.cells.len());
    for (facet, &[a, b]) in facets.iter().enumerate() {
        if is_open(facet) {
            merged.join(a, b);
        }
    }
    merged.count()
}

impl Subdivision<'_> {
    /// Whether the choice of any neuron differs between two cells.
    fn is_wall(&self, cells: [u32; 2]) -> bool {
        let [a, b] = cells.map(|cell| self.cells[cell as usize].choices.all());
        a != b
    }

    /// Whether the gradient of any output differs between two cells.
    fn jumps(&mut self, cells: [u32; 2]) -> bool {
        let [a, b] = cells.map(|cell| &self.cells[cell as usize]);
        let output = self.graph.output();
        let (Some(here), Some(there)) = (a.forms(output), b.forms(output)) else {
            return self.exact.gradients_differ([&a.choices, &b.choices]);
        };
        let certain = here.iter().zip(there.iter()).any(|(f, g)| {
            (0..3).any(|k| {
                let difference = (f.value[k] - g.value[k]).abs();
                let error = f.error[k] + g.error[k];
                difference > error * 1.001 + difference * (2.0 * f64::EPSILON) + f64::MIN_POSITIVE
            })
        });
        certain || self.exact.gradients_differ([&a.choices, &b.choices])
    }
}
