//! Linear regions of the mesh.

use super::mesh::EdgeKind;
use super::subdivision::Subdivision;
use crate::linear::{Jumps, Merged};

/// What became of the walls.
pub(crate) struct Linear {
    pub regions: u64,
    /// For each inner edge in the mesh's order: whether the network's gradient jumps across it.
    pub jumps: Vec<bool>,
}

/// Merges the faces of a subdivision by the network's output layer, number `layer`.
pub(crate) fn merge(subdivision: &mut Subdivision<'_>, layer: usize) -> Linear {
    let mut merged = Merged::new(subdivision.mesh.faces() as usize);
    let mut jumps_between = Jumps {
        layer,
        outputs: std::mem::take(&mut subdivision.posts),
        affine: &subdivision.affine,
        cells: &subdivision.cells,
        cell_of: &subdivision.cell_of,
        signs: &mut subdivision.signs,
    };
    let edges: Vec<(EdgeKind, [u32; 2])> = subdivision
        .mesh
        .inner_edges()
        .map(|(kind, faces, _)| (kind, faces))
        .collect();
    let mut jumps = Vec::with_capacity(edges.len());
    for (kind, faces) in edges {
        let jump = kind == EdgeKind::Wall && jumps_between.at(faces);
        if !jump {
            merged.join(faces[0], faces[1]);
        }
        jumps.push(jump);
    }
    Linear {
        regions: merged.count(),
        jumps,
    }
}
