//! From corners to points in the plane's coordinates.

use crate::Window;

/// How points are made of rays, and how well they must be known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    /// From a point on the walk's rays to the plane's coordinates.
    scale: f64,
    /// A point that may be off by more than this share of the window is computed again.
    share: f64,
    /// Half the side of the window. In the whole plane a point is as precise as it is far out.
    half_side: Option<f64>,
}

/// For lengths; by far most points are off by a millionth of that.
const FOR_LENGTHS: f64 = 1e-6;

/// For corners that are handed out: less than [`CORNER_ERROR`](crate::limits::CORNER_ERROR).
const FOR_CORNERS: f64 = 1e-10;

impl Points {
    pub(super) fn for_lengths(window: Option<&Window>, scale: f64) -> Self {
        Self {
            scale,
            share: FOR_LENGTHS,
            half_side: window.map(|window| window.half_side),
        }
    }

    pub(super) fn for_corners(self) -> Self {
        Self {
            share: FOR_CORNERS,
            ..self
        }
    }

    /// The point of a corner in the plane's coordinates, if it is known well enough.
    pub(super) fn point(&self, corner: &[f64; 3], epsilon: f64) -> Option<[f64; 2]> {
        let [x, y, w] = *corner;
        let point = [x / w / self.scale, y / w / self.scale];
        let size = |[x, y]: [f64; 2]| x.abs().max(y.abs());
        let tolerance = self.share * self.half_side.unwrap_or_else(|| size(point));
        let least = w - epsilon;
        let spread = |at: f64| (epsilon / self.scale + at.abs() * epsilon) / least;
        let precise = least > 0.0 && point.iter().all(|&at| spread(at) <= tolerance);
        precise.then_some(point)
    }
}
