//! From points to the whole units of the canvas.

use crate::geometry::Place;

/// Canvas units a point.
pub const UNITS: f64 = 10.0;

/// No coordinate is let further from the page than this many units, which keeps
/// what lies far outside the panel within the numbers that SVG readers bear.
pub(super) const FAR: f64 = 200_000.0;

/// A length.
pub(super) fn unit(points: f64) -> i32 {
    (points * UNITS).clamp(-FAR, FAR).round() as i32
}

/// A place.
pub(super) fn units(place: Place) -> (i32, i32) {
    (unit(place.x), unit(place.y))
}
