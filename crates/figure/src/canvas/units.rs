//! From points to the whole units of the canvas.

use crate::geometry::Place;

/// Canvas units a point.
pub const UNITS: f64 = 10.0;

/// Coordinates are limited to this many units from the page, so that points far outside the panel
/// stay within the range that SVG readers accept.
pub(super) const FAR: f64 = 200_000.0;

/// A length.
pub(super) fn unit(points: f64) -> i32 {
    (points * UNITS).clamp(-FAR, FAR).round() as i32
}

/// A place.
pub(super) fn units(place: Place) -> (i32, i32) {
    (unit(place.x), unit(place.y))
}
