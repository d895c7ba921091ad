//! The mesh before any cut: a window, or the whole plane as four wedges.

use super::form::Form;
use super::lines::{Line, Source};
use super::mesh::{Corner, Kind, Mesh, Oriented};
use crate::Window;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use std::rc::Rc;

fn positive(line: u32) -> Oriented {
    Oriented {
        line,
        negative: false,
    }
}

fn fixed(exact: ExactForm) -> Line {
    let parts = exact.each_ref().map(Dyadic::to_f64);
    Line {
        form: Form {
            value: parts.map(|(value, _)| value),
            error: parts.iter().fold(0.0, |most, &(_, error)| most.max(error)),
        },
        source: Source::Fixed(Rc::new(exact)),
    }
}

fn corner(lines: &[Line], a: Oriented, b: Oriented, on_frame: bool) -> Corner {
    let forms = [a, b].map(|of| &lines[of.line as usize].form);
    Corner::new(forms, a, b, on_frame)
}

/// A square of four sides, one face.
pub(super) fn window(window: &Window) -> (Mesh, Vec<Line>) {
    let exact = |number: f64| Dyadic::from(number);
    let side = |normal: [f64; 2], center: f64| {
        // normal . (s - center) + half_side >= 0
        let along = normal[0] + normal[1];
        let constant = &exact(window.half_side) - &(&exact(along) * &exact(center));
        fixed([exact(normal[0]), exact(normal[1]), constant])
    };
    let [x, y] = window.center;
    // Counter-clockwise from the left side.
    let lines = vec![
        side([1.0, 0.0], x),
        side([0.0, 1.0], y),
        side([-1.0, 0.0], x),
        side([0.0, -1.0], y),
    ];
    let mut mesh = Mesh::default();
    // Corner k is where side k ends and side k + 1 begins.
    let corners: Vec<u32> = (0..4)
        .map(|k| mesh.push_corner(corner(&lines, positive(k), positive((k + 1) % 4), true)))
        .collect();
    let ring: Vec<u32> = (0..4)
        .map(|k| mesh.push_edge(k as u32, Kind::Frame, corners[(k + 3) % 4], corners[k]))
        .collect();
    mesh.push_face(&ring);
    let outside: Vec<u32> = ring.iter().rev().map(|edge| edge ^ 1).collect();
    mesh.close_outside(&outside);
    (mesh, lines)
}

/// The whole plane, cut into four wedges by two auxiliary lines.
pub(super) fn plane() -> (Mesh, Vec<Line>) {
    let line = |form: [f64; 3]| fixed(form.map(Dyadic::from));
    // Neither is likely to be the line of a neuron.
    let lines = vec![
        line([0.819_152, 0.573_576, 0.013_471]),
        line([-0.573_576, 0.819_152, -0.021_733]),
        line([0.0, 0.0, 1.0]),
    ];
    let [a, b, infinity] = [0, 1, 2].map(positive);
    let mut mesh = Mesh::default();
    let apex = mesh.push_corner(corner(&lines, a, b, false));
    // Directions, counter-clockwise; for a = x and b = y they are right, up, left, down.
    let directions = [(b, infinity), (infinity, a), (infinity, b), (a, infinity)];
    let ends = directions.map(|(p, q)| mesh.push_corner(corner(&lines, p, q, true)));
    // Each ray as the half-edge that leaves the apex.
    let rays = [
        mesh.push_edge(1, Kind::Open, apex, ends[0]),
        mesh.push_edge(0, Kind::Open, ends[1], apex) ^ 1,
        mesh.push_edge(1, Kind::Open, ends[2], apex) ^ 1,
        mesh.push_edge(0, Kind::Open, apex, ends[3]),
    ];
    let arcs: Vec<u32> = (0..4)
        .map(|k| mesh.push_edge(2, Kind::Frame, ends[k], ends[(k + 1) % 4]))
        .collect();
    for k in 0..4 {
        mesh.push_face(&[rays[k], arcs[k], rays[(k + 1) % 4] ^ 1]);
    }
    let outside: Vec<u32> = arcs.iter().rev().map(|edge| edge ^ 1).collect();
    mesh.close_outside(&outside);
    (mesh, lines)
}
