//! The cube before any cut.

use crate::Cube;
use crate::affine::Form;
use crate::cube::solid::{OUTSIDE, Solid};
use crate::cube::vertex::Vertex;

/// The plane of a side: axis 0, 1 or 2, low (0) or high (1).
fn side(axis: usize, high: usize) -> u32 {
    (2 * axis + high) as u32
}

/// The two axes that follow, so that the three turn right-handed.
fn others(axis: usize) -> [usize; 2] {
    [(axis + 1) % 3, (axis + 2) % 3]
}

/// One cell with six sides, and their planes, positive inside and exact.
pub(crate) fn solid(cube: Cube) -> (Solid, Vec<Form<4>>) {
    let mut planes = Vec::new();
    for axis in 0..3 {
        for direction in [1.0, -1.0] {
            // half_side + direction * x
            let mut form = [0.0; 4];
            form[axis] = direction;
            form[3] = cube.half_side;
            planes.push(Form {
                value: form,
                error: [0.0; 4],
            });
        }
    }

    let mut solid = Solid::default();
    // Bit a of a corner's number says whether it is on the high side of axis a.
    for corner in 0..8_usize {
        let high = |axis: usize| corner >> axis & 1;
        let planes = [0, 1, 2].map(|axis| side(axis, high(axis)));
        let [p, q, r] = planes;
        // Each high side reverses its normal.
        let right_handed = corner.count_ones().is_multiple_of(2);
        let mut value = [1.0; 4];
        for axis in 0..3 {
            value[axis] = if high(axis) == 1 { 1.0 } else { -1.0 } * cube.half_side;
        }
        solid.push_vertex(Vertex {
            value,
            error: [0.0; 4],
            planes: if right_handed { [p, q, r] } else { [q, p, r] },
        });
    }

    // The edge along `axis` on these sides of the other two axes, upwards.
    let mut edges = [[[0; 2]; 2]; 3];
    for (axis, edges) in edges.iter_mut().enumerate() {
        let [b, c] = others(axis);
        for (high_b, row) in edges.iter_mut().enumerate() {
            for (high_c, edge) in row.iter_mut().enumerate() {
                let (p, q) = (side(b, high_b), side(c, high_c));
                let planes = if high_b == high_c { [p, q] } else { [q, p] };
                let low = (high_b << b | high_c << c) as u32;
                *edge = solid.push_edge(planes, [low, low | 1 << axis]);
            }
        }
    }

    let mut facets = Vec::new();
    for axis in 0..3 {
        let [b, c] = others(axis);
        for high in 0..2 {
            // Edges along b are listed by their sides of c, then of this axis; those along c by
            // their sides of this axis, then of b.
            let along_b = |high_c: usize| 2 * edges[b][high_c][high];
            let along_c = |high_b: usize| 2 * edges[c][high][high_b];
            // Counter-clockwise as seen from high above the axis.
            let mut ring = vec![along_b(0), along_c(1), along_b(1) + 1, along_c(0) + 1];
            if high == 1 {
                ring = ring.iter().rev().map(|half_edge| half_edge ^ 1).collect();
            }
            facets.push(solid.push_facet(side(axis, high), [0, OUTSIDE], ring));
        }
    }
    solid.push_cell(facets, (0..8).collect());
    (solid, planes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cube_is_sound() {
        let (mut solid, planes) = solid(Cube { half_side: 2.0 });
        assert!(solid.is_sound());
        // The corners' own numbers agree with the crossings of their planes, up to scale.
        for vertex in solid.vertices() {
            let crossing = Vertex::new(&planes, vertex.planes);
            for coordinate in 0..4 {
                let scaled = vertex.value[coordinate] * crossing.value[3];
                assert!((crossing.value[coordinate] - scaled).abs() <= crossing.error[coordinate]);
            }
            assert!(crossing.value[3] > 0.0);
        }
    }
}
