//! Classes of cells: the candidates of the last maximum of the graph.

use super::cutter::Cutter;
use super::mesh::{Kind, OUTSIDE};
use super::walls::Walls;
use crate::budget::Budget;
use crate::complex::{Complex, GraphFace, GraphSide};
use crate::decision::{DecisionBoundary, found};
use crate::graph::duplicates::slots;
use crate::graph::plan::Step;
use crate::linear::Merged;
use crate::{Options, Plane, RegionsError};
use crease_network::Graph;
use pulp::Arch;

/// Cuts a plane by a graph that ends in the maximum of its outputs.
pub(in crate::graph) fn decide_plane(
    arch: Arch,
    graph: &Graph,
    steps: &[Step],
    plane: &Plane,
    options: &Options,
) -> Result<DecisionBoundary, RegionsError> {
    let slots = slots(steps, &plane.vectors());
    let (walls, budget) = (Walls::new(false), Budget::new(options));
    let mut cutter = Cutter::new(arch, graph, steps, &slots, plane, walls, budget);
    cutter.leaders = Some(Vec::new());
    cutter.run()?;
    let complex = complex(&cutter)?;
    cutter.close(complex.faces.len() as u64)?;
    found(&complex, plane)
}

/// The mesh as cells of activation regions, each with its class.
fn complex(cutter: &Cutter<'_>) -> Result<Complex, RegionsError> {
    let mesh = &cutter.mesh;
    let last = cutter.state.steps.len() - 1;
    // Whether an edge is a wall without the maximum.
    let is_wall = |edge: u32| match mesh.kind(2 * edge) {
        Kind::Frame => false,
        Kind::Open => cutter.touches.change_before(edge, last as u32),
        Kind::Wall => {
            let line = mesh.line(2 * edge).line;
            let owner = cutter.lines[line as usize].owner();
            owner.is_none_or(|(step, _)| (step as usize) < last)
                || cutter.touches.change_before(edge, last as u32)
        }
    };
    let walls: Vec<bool> = (0..mesh.edges()).map(is_wall).collect();
    let mut regions = Merged::new(mesh.faces() as usize);
    for (edge, _) in walls.iter().enumerate().filter(|(_, wall)| !**wall) {
        let half = 2 * edge as u32;
        let faces = [half, half + 1].map(|half| mesh.face(half));
        if !faces.contains(&OUTSIDE) {
            regions.join(faces[0], faces[1]);
        }
    }
    // Faces of one region are consecutive.
    let mut order: Vec<(u32, u32)> = (0..mesh.faces())
        .map(|face| (regions.root(face), face))
        .collect();
    order.sort_unstable();
    let leaders = cutter.leaders.as_deref().unwrap_or_default();
    let mut ring = Vec::new();
    let faces = order.iter().map(|&(region, face)| {
        mesh.ring(face, &mut ring);
        let side = |&half: &u32| GraphSide {
            half,
            origin: mesh.origin(half),
            is_frame: mesh.kind(half) == Kind::Frame,
            is_wall: walls[half as usize / 2],
        };
        GraphFace {
            region,
            class: class(cutter, leaders[face as usize]),
            sides: ring.iter().map(side).collect(),
        }
    });
    let corners = mesh.corners.iter().map(|corner| {
        let [x, y, w] = corner.at;
        ([x / w, y / w], !corner.on_frame)
    });
    Complex::of_graph(faces, corners, cutter.exact.fallbacks)
}

/// The output of a candidate.
fn class(cutter: &Cutter<'_>, leader: u16) -> u32 {
    let state = &cutter.state;
    let last = state.steps.len() - 1;
    if state.steps[last].inputs.len() > 1 {
        // One output after the constant 0.
        return u32::from(leader);
    }
    let (from, slot) = state.wired[last].candidates[0][usize::from(leader)];
    state.slots[from as usize].first[slot as usize]
}
