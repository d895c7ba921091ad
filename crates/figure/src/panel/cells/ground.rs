//! What lies under cells that fill a convex area, as those of a window do.
//!
//! Where two cells meet, each covers a part of a pixel, and the paper shows through between them
//! as a pale seam. A ground in the mean of the cells' colours takes the paper's place there.

use crate::figure::Cell;

/// How much of the area the cells may leave free.
const TOLERANCE: f64 = 1e-6;

/// The corners of the convex area that the cells fill, or `None` if they leave gaps in it.
pub fn ground(cells: &[&Cell]) -> Option<Vec<[f64; 2]>> {
    let corners = cells.iter().flat_map(|cell| &cell.corners);
    let hull = hull(corners.copied().collect());
    let filled: f64 = cells.iter().map(|cell| area(&cell.corners)).sum();
    let whole = area(&hull);
    (whole > 0.0 && (filled - whole).abs() <= TOLERANCE * whole).then_some(hull)
}

/// The area of a simple polygon.
fn area(corners: &[[f64; 2]]) -> f64 {
    let Some(first) = corners.first() else {
        return 0.0;
    };
    // Seen from the first corner, so that no digits are lost far from the origin.
    let triangles = corners
        .windows(2)
        .map(|ends| cross(first, &ends[0], &ends[1]));
    triangles.sum::<f64>().abs() / 2.0
}

/// Twice the area of a triangle, positive if its corners run counterclockwise.
fn cross(a: &[f64; 2], b: &[f64; 2], c: &[f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The convex hull of points, by Andrew's method.
fn hull(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let half = |points: &mut dyn Iterator<Item = [f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && cross(&a, &b, &point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        // The last point is the first of the other half.
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rectangle(x: [f64; 2], y: [f64; 2]) -> Cell {
        Cell {
            corners: vec![[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]],
            colour: 0,
        }
    }

    #[test]
    fn cells_without_gaps_have_a_ground() {
        let (left, right) = (
            rectangle([10.0, 11.0], [0.0, 2.0]),
            rectangle([11.0, 13.0], [0.0, 2.0]),
        );
        let corners = [[10.0, 0.0], [13.0, 0.0], [13.0, 2.0], [10.0, 2.0]];
        assert_eq!(ground(&[&left, &right]), Some(corners.to_vec()));
        let small = rectangle([11.0, 13.0], [0.0, 1.0]);
        assert_eq!(ground(&[&left, &small]), None);
        let apart = rectangle([12.0, 13.0], [0.0, 2.0]);
        assert_eq!(ground(&[&left, &apart]), None);
    }

    #[test]
    fn cells_without_area_have_none() {
        let line = Cell {
            corners: vec![[0.0, 0.0], [1.0, 1.0]],
            colour: 0,
        };
        let none = Cell {
            corners: Vec::new(),
            colour: 0,
        };
        assert_eq!(ground(&[]), None);
        assert_eq!(ground(&[&none, &line]), None);
    }
}
