//! Linear regions: activation regions merged across walls where the gradient does not jump.

use crate::affine::Forms;
use crate::mesh::EdgeKind;
use crate::subdivision::Subdivision;

/// Sets of faces that grow together.
pub(crate) struct Merged {
    parents: Vec<u32>,
    sets: u64,
}

impl Merged {
    fn new(faces: usize) -> Self {
        Self {
            parents: (0..faces as u32).collect(),
            sets: faces as u64,
        }
    }

    fn root(&mut self, mut face: u32) -> u32 {
        while self.parents[face as usize] != face {
            // Halving the path keeps later walks short.
            let above = self.parents[self.parents[face as usize] as usize];
            self.parents[face as usize] = above;
            face = above;
        }
        face
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[a.max(b) as usize] = a.min(b);
            self.sets -= 1;
        }
    }

    /// How many sets there are.
    pub(crate) fn count(&self) -> u64 {
        self.sets
    }
}

/// What became of the walls.
pub(crate) struct Linear {
    pub regions: u64,
    /// For each inner edge in the mesh's order: whether the network's gradient jumps across it.
    pub jumps: Vec<bool>,
}

/// Merges the faces of a subdivision by the network's output layer, number `layer`.
pub(crate) fn merge(subdivision: &mut Subdivision<'_>, layer: usize) -> Linear {
    let mut merged = Merged::new(subdivision.mesh.face_count());
    let outputs: Vec<Forms> = subdivision
        .posts
        .iter()
        .map(|posts| {
            let mut pre = Forms::new();
            subdivision.affine.forward(layer, posts, &mut pre);
            pre
        })
        .collect();
    let edges: Vec<(EdgeKind, [u32; 2])> = subdivision
        .mesh
        .inner_edges()
        .map(|(kind, faces, _)| (kind, faces))
        .collect();
    let mut jumps = Vec::with_capacity(edges.len());
    for (kind, faces) in edges {
        let jump = kind == EdgeKind::Wall && gradient_jumps(subdivision, layer, &outputs, faces);
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

fn gradient_jumps(
    subdivision: &mut Subdivision<'_>,
    layer: usize,
    outputs: &[Forms],
    faces: [u32; 2],
) -> bool {
    let [f, g] = faces.map(|face| &outputs[face as usize]);
    let units = f.len() / 3;
    let certain = |unit: usize| {
        (0..2).any(|coefficient| {
            let at = coefficient * units + unit;
            let error = subdivision.affine.error(layer, unit, coefficient);
            // Both sides are off by at most `error`; the difference is rounded once.
            let difference = (f[at] - g[at]).abs();
            difference > 2.0 * error + difference * (2.0 * f64::EPSILON) + f64::MIN_POSITIVE
        })
    };
    if (0..units).any(certain) {
        return true;
    }
    let cells = faces.map(|face| subdivision.cell_of[face as usize]);
    (0..units).any(|unit| {
        !subdivision
            .signs
            .equal_gradients(&subdivision.cells, cells, unit)
    })
}
