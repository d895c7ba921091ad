//! The cells of a window as polygons.

use super::census::{census, linear};
use super::cutter::Cutter;
use super::mesh::Kind;
use crate::linear::Merged;
use crate::tiling::{Polygon, Wall};
use crate::{RegionsError, Tiling, Window};
use crease_network::Graph;

/// All regions, once everything is cut and the outputs are known.
pub(super) fn tiling(
    cutter: &mut Cutter<'_>,
    graph: &Graph,
    window: &Window,
) -> Result<Tiling, RegionsError> {
    let mut census = census(cutter)?;
    cutter.close(census.faces)?;
    let mut merged = linear(cutter);
    let mesh = &cutter.mesh;
    let faces = mesh.faces();
    let (region_of, regions) = numbers(&mut census.regions, faces);
    let (linear_of, linear_regions) = numbers(&mut merged, faces);
    let points: Vec<[f64; 2]> = mesh
        .corners
        .iter()
        .map(|corner| {
            let [x, y, w] = corner.at;
            within(window, [x / w, y / w])
        })
        .collect();
    let is_side = |half: u32| mesh.kind(half) == Kind::Frame || census.walls[half as usize / 2];
    let output = cutter.state.steps.len() - 1;
    let elements = graph.output_elements();
    let units = cutter.state.at[output].values.parts[0].len();
    let mut polygons: Vec<Option<Polygon>> = vec![None; regions];
    let mut ring = Vec::new();
    for face in 0..faces {
        let region = region_of[face as usize];
        if polygons[region].is_some() {
            continue;
        }
        // A cell of a region in several parts may have no side of its own.
        mesh.ring(face, &mut ring);
        let Some(&first) = ring.iter().find(|&&half| is_side(half)) else {
            continue;
        };
        let mut corners = Vec::new();
        let mut half = first;
        loop {
            corners.push(points[mesh.origin(half) as usize]);
            half = mesh.next(half);
            // Skips edges that are not walls.
            while !is_side(half) {
                half = mesh.next(half ^ 1);
            }
            if half == first {
                break;
            }
        }
        let forms = cutter.walls.outputs(face, units);
        let unit = |element: usize| cutter.state.unit(output, element);
        polygons[region] = Some(Polygon {
            corners,
            outputs: (0..elements).map(|element| forms[unit(element)]).collect(),
            linear_region: linear_of[face as usize],
        });
    }
    let walls = (0..mesh.edges()).filter(|&edge| census.walls[edge as usize]);
    let walls = walls.map(|edge| {
        let halves = [2 * edge, 2 * edge + 1];
        Wall {
            ends: halves.map(|half| points[mesh.origin(half) as usize]),
            polygons: halves.map(|half| region_of[mesh.face(half) as usize]),
            neuron: None,
            jumps: cutter.walls.jumps(edge),
        }
    });
    let walls = walls.collect();
    let polygons: Vec<Polygon> = polygons.into_iter().flatten().collect();
    if polygons.len() != regions {
        return Err(RegionsError::Unsound);
    }
    Ok(Tiling::new(polygons, walls, linear_regions))
}

/// The nearest point of a window: a corner may be off by its rounding.
fn within(window: &Window, [px, py]: [f64; 2]) -> [f64; 2] {
    let ([x, y], r) = (window.center, window.half_side);
    [px.clamp(x - r, x + r), py.clamp(y - r, y + r)]
}

/// Numbers sets of cells from 0, in the order of their first cells.
fn numbers(sets: &mut Merged, faces: u32) -> (Vec<usize>, usize) {
    let mut of_root = vec![usize::MAX; faces as usize];
    let mut numbers = Vec::with_capacity(faces as usize);
    let mut next = 0;
    for face in 0..faces {
        let number = &mut of_root[sets.root(face) as usize];
        if *number == usize::MAX {
            *number = next;
            next += 1;
        }
        numbers.push(*number);
    }
    (numbers, next)
}
