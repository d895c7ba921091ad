//! Where the corners of a mesh lie, as points of the plane.

use super::corner::Corner;
use super::subdivision::Subdivision;
use crate::dyadic::Dyadic;
use crate::limits;

/// A corner is computed in integers where its bound in `f64` is above this share of its size.
const PRECISE: f64 = limits::CORNER_ERROR;

impl Subdivision<'_> {
    /// The plane coordinates of a vertex. An error must be small compared with `size`. A corner at
    /// infinity, or beyond the largest float, has a coordinate that is not finite.
    pub(crate) fn point(&mut self, vertex: u32, size: f64) -> [f64; 2] {
        let corner = self.mesh.corners[vertex as usize];
        rounded(&corner, size).unwrap_or_else(|| self.exact_point(&corner))
    }

    fn exact_point(&mut self, corner: &Corner) -> [f64; 2] {
        let a = &self.lines[corner.a.line as usize].source;
        let a = self.signs.form(&self.cells, a);
        let b = &self.lines[corner.b.line as usize].source;
        let b = self.signs.form(&self.cells, b);
        let minor = |i: usize, j: usize| -> Dyadic { &(&a[i] * &b[j]) - &(&a[j] * &b[i]) };
        // The two signs of the lines cancel.
        let w = minor(0, 1);
        [minor(1, 2).ratio(&w), minor(2, 0).ratio(&w)]
    }
}

/// The point, if `f64` represents it well enough.
fn rounded(corner: &Corner, size: f64) -> Option<[f64; 2]> {
    let ([x, y, w], [ex, ey, ew]) = (corner.value, corner.error);
    let point = [x / w, y / w];
    let least = w - ew;
    let spread = |error: f64, at: f64| (error + at.abs() * ew) / least;
    let precise = least > 0.0
        && spread(ex, point[0]) <= PRECISE * size
        && spread(ey, point[1]) <= PRECISE * size;
    precise.then_some(point)
}
