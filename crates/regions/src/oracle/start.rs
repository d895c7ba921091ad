//! The mesh before any cut: a window, or the whole plane as four wedges.

use super::line::{Line, fixed_line};
use crate::Window;
use crate::affine::Form;
use crate::dyadic::Dyadic;
use crate::mesh::Oriented;
use crate::oracle::corner::Corner;
use crate::oracle::mesh::{EdgeKind, Mesh};
use crate::sign::Source;
use std::rc::Rc;

fn positive(line: u32) -> Oriented {
    Oriented {
        line,
        negative: false,
    }
}

/// The line at infinity, `w = 0`.
pub(crate) fn infinity() -> Line {
    let one = Dyadic::from(1.0);
    Line {
        form: Form {
            value: [0.0, 0.0, 1.0],
            error: [0.0; 3],
        },
        source: Source::Fixed(Rc::new([Dyadic::ZERO, Dyadic::ZERO, one])),
    }
}

/// A square of four sides, one face.
pub(crate) fn window(window: &Window, lines: &mut Vec<Line>) -> Mesh {
    let exact = |number: f64| Dyadic::from(number);
    let side = |normal: [f64; 2], center: f64| {
        // normal . (s - center) + half_side >= 0
        let along = normal[0] + normal[1];
        let constant = &exact(window.half_side) - &(&exact(along) * &exact(center));
        fixed_line([exact(normal[0]), exact(normal[1]), constant])
    };
    let [x, y] = window.center;
    let first = lines.len() as u32;
    // Counter-clockwise from the left side.
    lines.push(side([1.0, 0.0], x));
    lines.push(side([0.0, 1.0], y));
    lines.push(side([-1.0, 0.0], x));
    lines.push(side([0.0, -1.0], y));

    let mut mesh = Mesh::default();
    // Corner k is where side k ends and side k + 1 begins.
    let corners: Vec<u32> = (0..4)
        .map(|k| {
            let (ends, begins) = (positive(first + k), positive(first + (k + 1) % 4));
            mesh.push_corner(Corner::new(lines, ends, begins, true))
        })
        .collect();
    let ring: Vec<u32> = (0..4)
        .map(|k| {
            let (from, to) = (corners[(k + 3) % 4], corners[k]);
            mesh.push_edge(first + k as u32, EdgeKind::Frame, from, to)
        })
        .collect();
    mesh.push_face(&ring);
    let outside: Vec<u32> = ring.iter().rev().map(|edge| edge ^ 1).collect();
    mesh.close_outside(&outside);
    mesh
}

/// The whole plane, cut into four wedges by two lines `a`, `b` with `a x b` at positive `w`.
pub(crate) fn wedges(a: u32, b: u32, b_kind: EdgeKind, lines: &mut Vec<Line>) -> Mesh {
    let far = lines.len() as u32;
    lines.push(infinity());
    let (a_line, b_line, infinity) = (positive(a), positive(b), positive(far));

    let mut mesh = Mesh::default();
    let apex = mesh.push_corner(Corner::new(lines, a_line, b_line, false));
    // Directions, counter-clockwise; for a = x and b = y they are right, up, left, down.
    let directions = [
        (b_line, infinity),
        (infinity, a_line),
        (infinity, b_line),
        (a_line, infinity),
    ];
    let ends = directions.map(|(p, q)| mesh.push_corner(Corner::new(lines, p, q, true)));

    // Each ray as the half-edge that leaves the apex. Its left is b > 0 for the first, a < 0 for
    // the second, b < 0 for the third, a > 0 for the fourth: even half-edges have the positive side.
    let rays = [
        mesh.push_edge(b, b_kind, apex, ends[0]),
        mesh.push_edge(a, EdgeKind::Wall, ends[1], apex) ^ 1,
        mesh.push_edge(b, b_kind, ends[2], apex) ^ 1,
        mesh.push_edge(a, EdgeKind::Wall, apex, ends[3]),
    ];
    let arcs: Vec<u32> = (0..4)
        .map(|k| mesh.push_edge(far, EdgeKind::Frame, ends[k], ends[(k + 1) % 4]))
        .collect();
    for k in 0..4 {
        mesh.push_face(&[rays[k], arcs[k], rays[(k + 1) % 4] ^ 1]);
    }
    let outside: Vec<u32> = arcs.iter().rev().map(|edge| edge ^ 1).collect();
    mesh.close_outside(&outside);
    mesh
}
