//! The results from the mesh: counts, lengths, pictures.

use super::cutter::Cutter;
use super::mesh::{Kind, OUTSIDE};
use crate::linear::Merged;
use crate::{Plane, RegionsError};

/// Vertices and edges strictly inside, and faces, without auxiliary lines.
pub(super) struct Census {
    pub vertices: u64,
    pub edges: u64,
    pub faces: u64,
    /// Cells that are one region.
    pub regions: Merged,
    /// By edge: whether it is a wall.
    pub walls: Vec<bool>,
}

pub(super) fn census(cutter: &Cutter<'_>) -> Result<Census, RegionsError> {
    let mesh = &cutter.mesh;
    let mut regions = Merged::new(mesh.faces() as usize);
    let mut walls = vec![false; mesh.edges() as usize];
    // By vertex: how many walls end there.
    let mut ends = vec![0u32; mesh.corners.len()];
    let mut edges = 0u64;
    for edge in 0..mesh.edges() {
        let half = 2 * edge;
        let real = match mesh.kind(half) {
            Kind::Wall => true,
            Kind::Frame => continue,
            Kind::Open => cutter.touches.change(edge),
        };
        if real {
            walls[edge as usize] = true;
            edges += 1;
            ends[mesh.origin(half) as usize] += 1;
            ends[mesh.origin(half + 1) as usize] += 1;
        } else {
            regions.join(mesh.face(half), mesh.face(half + 1));
        }
    }
    if let Some(counted) = &cutter.counted {
        for &corner in &counted.in_corners {
            ends[corner as usize] += 1;
        }
    }
    let mut vertices = 0u64;
    for (corner, &ends) in mesh.corners.iter().zip(&ends) {
        match (corner.on_frame, ends) {
            (true, _) | (false, 0) => {}
            // One wall that continues: it meets only an auxiliary line here.
            (false, 2) => edges -= 1,
            (false, _) => vertices += 1,
        }
    }
    let mut faces = regions.count();
    if let Some(counted) = &cutter.counted {
        // Points that both sides have, except those that became a corner on one side.
        let late = counted.late.iter();
        let late = late.filter(|&&corner| !matches!(ends[corner as usize], 0 | 2));
        let points = counted.ends.checked_sub(late.count() as u64);
        let Some(points) = points.filter(|points| points % 2 == 0) else {
            return Err(RegionsError::Unsound);
        };
        faces += counted.faces;
        vertices += counted.vertices + points / 2;
        edges += counted.faces + counted.vertices + points / 2;
    }
    if vertices + faces != edges + 1 {
        return Err(RegionsError::Euler {
            vertices,
            edges,
            faces,
        });
    }
    Ok(Census {
        vertices,
        edges,
        faces,
        regions,
        walls,
    })
}

/// The corners strictly inside.
pub(super) fn points(cutter: &Cutter<'_>) -> Vec<[f64; 2]> {
    let inside = cutter.mesh.corners.iter().filter(|corner| !corner.on_frame);
    let points = inside.map(|corner| {
        let [x, y, w] = corner.at;
        [x / w, y / w]
    });
    points
        .filter(|[x, y]| x.is_finite() && y.is_finite())
        .collect()
}

/// Lengths in input space of steps in a plane's coordinates.
pub(super) struct Ruler {
    along: [f64; 2],
    across: f64,
}

impl Ruler {
    pub(super) fn new(plane: &Plane) -> Self {
        let first = plane.length([1.0, 0.0]);
        let [e, f] = &plane.basis;
        // In units of the first direction, so that no product leaves the range of floats.
        let unit = e.iter().map(|e| e / first);
        let along: f64 = unit.clone().zip(f).map(|(e, f)| e * f).sum();
        let rest: Vec<f64> = unit.zip(f).map(|(e, f)| f - along * e).collect();
        let largest = rest.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
        let squares = rest.iter().map(|rest| (rest / largest).powi(2));
        Self {
            along: [first, along],
            across: if largest == 0.0 {
                0.0
            } else {
                largest * squares.sum::<f64>().sqrt()
            },
        }
    }

    fn length(&self, [x, y]: [f64; 2]) -> f64 {
        (self.along[0] * x + self.along[1] * y).hypot(self.across * y)
    }
}

/// The lengths of all walls, and of those across which the gradient jumps.
pub(super) fn lengths(cutter: &Cutter<'_>, census: &Census, plane: &Plane) -> [f64; 2] {
    let ruler = Ruler::new(plane);
    let mesh = &cutter.mesh;
    let mut sums = [0.0; 2];
    for (edge, _) in census.walls.iter().enumerate().filter(|(_, wall)| **wall) {
        let half = 2 * edge as u32;
        let [p, q] = [half, half + 1].map(|half| {
            let [x, y, w] = mesh.corner(half).at;
            [x / w, y / w]
        });
        let length = ruler.length([q[0] - p[0], q[1] - p[1]]);
        sums[0] += length;
        if cutter.walls.jumps(edge as u32) {
            sums[1] += length;
        }
    }
    sums
}

/// Cells joined to linear regions.
pub(super) fn linear(cutter: &Cutter<'_>) -> Merged {
    let mesh = &cutter.mesh;
    let mut merged = Merged::new(mesh.faces() as usize);
    for edge in 0..mesh.edges() {
        let faces = [2 * edge, 2 * edge + 1].map(|half| mesh.face(half));
        if !faces.contains(&OUTSIDE) && !cutter.walls.jumps(edge) {
            merged.join(faces[0], faces[1]);
        }
    }
    merged
}
