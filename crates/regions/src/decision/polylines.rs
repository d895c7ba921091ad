//! The boundary as lines from corner to corner.

use super::tally::boundary;
use crate::Plane;
use crate::complex::{Complex, NONE};

/// A piece of the boundary between two classes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Polyline {
    /// Its corners in order, in the plane's coordinates; of a closed line, the first is not repeated.
    pub points: Vec<[f64; 2]>,
    /// The class at its left and the one at its right; the smaller is at the left.
    pub classes: [usize; 2],
    /// Whether it ends where it begins, with no other class there.
    pub is_closed: bool,
}

/// Chains the edges of the boundary where exactly two of them meet.
pub(super) fn chain(complex: &Complex, plane: &Plane) -> Vec<Polyline> {
    let edges: Vec<u32> = boundary(complex).collect();
    // How many edges meet in each vertex, and the one that leaves it.
    let mut meeting = vec![0_u32; complex.vertices.len()];
    let mut leaving = vec![NONE; complex.vertices.len()];
    let end = |edge: u32| complex.half(complex.next(edge)).origin as usize;
    for &edge in &edges {
        let from = complex.half(edge).origin as usize;
        meeting[from] += 1;
        meeting[end(edge)] += 1;
        leaving[from] = edge;
    }
    let class = |face: u32| complex.faces[face as usize].class as usize;
    let classes = |edge: u32| {
        let side = complex.half(edge);
        [class(side.face), class(complex.half(side.twin).face)]
    };
    let passes = |vertex: usize| meeting[vertex] == 2 && complex.vertices[vertex].is_inner;
    let mut chained = vec![false; complex.halves.len()];
    let mut polylines = Vec::new();
    let begins = |edge: &&u32| !passes(complex.half(**edge).origin as usize);
    // First the lines with ends, then the closed ones.
    let (open, rest): (Vec<u32>, Vec<u32>) = edges.iter().partition(|edge| begins(edge));
    for &first in open.iter().chain(&rest) {
        if chained[first as usize] {
            continue;
        }
        let mut edge = first;
        let mut points = vec![complex.point(edge)];
        let is_closed = loop {
            chained[edge as usize] = true;
            let to = end(edge);
            let next = leaving[to];
            if passes(to) && next == first {
                break true;
            }
            points.push(complex.vertices[to].point);
            if !passes(to) || next == NONE {
                break false;
            }
            edge = next;
        };
        // Nothing is drawn at infinity.
        points.retain(|[x, y]| x.is_finite() && y.is_finite());
        if let Some(window) = &plane.window {
            for point in &mut points {
                *point = window.nearest(*point);
            }
        }
        if points.len() > 1 {
            polylines.push(Polyline {
                points,
                classes: classes(first),
                is_closed,
            });
        }
    }
    polylines
}
