//! Connected parts, holes, lengths and areas by class.

use crate::cells::area_of;
use crate::complex::{Complex, NONE};
use crate::linear::Merged;
use crate::{Plane, RegionsError};

/// What a class wins.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClassRegions {
    /// The output; with a single output, whether it is above 0.
    pub class: usize,
    /// Connected parts without a boundary inside.
    pub regions: u64,
    /// Holes in them: bounded parts of the rest of the plane, where parts that touch in a point
    /// count as one.
    pub holes: u64,
    /// Area in input space; `None` in the whole plane.
    pub area: Option<f64>,
}

/// The area of each face, in input space.
pub(super) fn areas(complex: &Complex, plane: &Plane) -> Vec<f64> {
    let unit = plane.unit_area();
    let mut corners = Vec::new();
    (0..complex.faces.len() as u32)
        .map(|face| {
            corners.clear();
            corners.extend(complex.corners(face));
            area_of(&corners) * unit
        })
        .collect()
}

/// Whether the boundary crosses or touches each cell.
pub(super) fn touched(complex: &Complex) -> Vec<bool> {
    let mut touched = vec![false; complex.cell_count()];
    for half in boundary(complex) {
        let side = complex.half(half);
        for face in [side.face, complex.half(side.twin).face] {
            touched[complex.faces[face as usize].cell as usize] = true;
        }
    }
    touched
}

/// The edges of the boundary, each by the side that lies in the smaller class.
pub(super) fn boundary(complex: &Complex) -> impl Iterator<Item = u32> + '_ {
    let class = |face: u32| complex.faces[face as usize].class;
    (0..complex.halves.len() as u32).filter(move |&half| {
        let side = complex.half(half);
        side.twin != NONE && class(side.face) < class(complex.half(side.twin).face)
    })
}

/// The length of the boundary, in input space.
pub(super) fn length(complex: &Complex, plane: &Plane) -> f64 {
    let lengths = boundary(complex).map(|half| {
        let [p, q] = [half, complex.next(half)].map(|half| complex.point(half));
        plane.length([q[0] - p[0], q[1] - p[1]])
    });
    lengths.fold(0.0, |sum, length| sum + length)
}

/// Around a vertex: more classes than one.
const MANY: u32 = u32::MAX;

/// What each class wins, with the areas of the faces.
///
/// A connected open set of `F` faces, with the `E` edges and the `V` vertices that have nothing but such
/// faces around them, has `1 - V + E - F` holes.
pub(super) fn classes(
    complex: &Complex,
    areas: Option<&[f64]>,
) -> Result<Vec<ClassRegions>, RegionsError> {
    let class = |face: u32| complex.faces[face as usize].class;
    let faces = complex.faces.len();
    let mut merged = Merged::new(faces);
    // V - E + F of each class: of all its regions together.
    let largest = complex.faces.iter().map(|face| face.class).max();
    let mut sums = vec![(0_i64, 0_u64, 0.0); largest.map_or(0, |class| class as usize + 1)];
    for edge in complex.edges() {
        let side = complex.half(edge);
        let [a, b] = [side.face, complex.half(side.twin).face];
        if class(a) == class(b) {
            merged.join(a, b);
            sums[class(a) as usize].0 -= 1;
        }
    }
    // The class around each vertex, if there is only one.
    let mut around = vec![None; complex.vertices.len()];
    for half in &complex.halves {
        let here = class(half.face);
        let around = &mut around[half.origin as usize];
        *around = Some(around.map_or(here, |class| if class == here { here } else { MANY }));
    }
    for (around, vertex) in around.iter().zip(&complex.vertices) {
        match around {
            Some(class) if vertex.is_inner && *class != MANY => sums[*class as usize].0 += 1,
            _ => {}
        }
    }
    for face in 0..faces as u32 {
        let (euler, regions, area) = &mut sums[class(face) as usize];
        *euler += 1;
        *regions += u64::from(merged.root(face) == face);
        *area += areas.map_or(0.0, |areas| areas[face as usize]);
    }
    let won = sums
        .into_iter()
        .enumerate()
        .filter(|(_, (_, regions, _))| *regions > 0);
    won.map(|(class, (euler, regions, area))| {
        let holes = regions.checked_add_signed(-euler);
        Ok(ClassRegions {
            class,
            regions,
            holes: holes.ok_or(RegionsError::Unsound)?,
            area: areas.map(|_| area),
        })
    })
    .collect()
}
