//! The areas of walls.

use crate::cube::solid::Solid;
use crate::cube::vertex::Vertex;
use crate::exact::ExactForm;

/// Positions with larger relative errors than this are computed exactly.
const FINE: f64 = 1e-12;

/// The areas of all inner facets of a cube, in the solid's order; `exact` gives the rays of vertices.
pub(crate) fn of_walls(
    solid: &Solid,
    half_side: f64,
    mut exact: impl FnMut(&Vertex) -> ExactForm<4>,
) -> Vec<f64> {
    let mut points = Vec::with_capacity(solid.vertices().len());
    for vertex in solid.vertices() {
        let point = certain_position(vertex, half_side).unwrap_or_else(|| {
            let [x, y, z, w] = exact(vertex);
            [x, y, z].map(|coordinate| coordinate.ratio(&w))
        });
        points.push(point);
    }
    let facets = solid.inner_facets();
    facets
        .map(|facet| area(facet.vertices().map(|vertex| points[vertex as usize])))
        .collect()
}

/// The position of a vertex, if it is known well enough for a cube of this size.
fn certain_position(vertex: &Vertex, half_side: f64) -> Option<[f64; 3]> {
    let [x, y, z, w] = vertex.value;
    let allowed = FINE * w;
    let fine = vertex.error[3] <= allowed
        && vertex.error[..3].iter().all(|&error| error <= allowed * half_side)
        // Far from overflow and underflow.
        && allowed * half_side.min(1.0) > f64::MIN_POSITIVE
        && w * half_side.max(1.0) < f64::MAX;
    fine.then(|| [x, y, z].map(|coordinate| coordinate / w))
}

/// The area of a convex polygon: half the length of the sum of vector products.
fn area(mut points: impl Iterator<Item = [f64; 3]>) -> f64 {
    let Some(first) = points.next() else {
        return 0.0;
    };
    let from_first = |p: [f64; 3]| [p[0] - first[0], p[1] - first[1], p[2] - first[2]];
    let (mut sum, mut before) = ([0.0; 3], [0.0; 3]);
    for point in points {
        let d = from_first(point);
        for axis in 0..3 {
            let (b, c) = ((axis + 1) % 3, (axis + 2) % 3);
            sum[axis] += before[b] * d[c] - before[c] * d[b];
        }
        before = d;
    }
    let [x, y, z]: [f64; 3] = sum;
    x.hypot(y).hypot(z) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilted_triangle_has_half_its_parallelogram() {
        let triangle = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let expected = 3f64.sqrt() / 2.0;
        assert!((area(triangle.into_iter()) - expected).abs() < 1e-15);
    }
}
