//! The direction from which a surface is seen.

use crate::geometry::Place;

/// The height of the box around the surface, as a share of its sides.
const HEIGHT: f64 = 0.7;

/// A parallel projection of the box, whose points are shares of its sides from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// On the ground, toward the eye.
    pub toward: [f64; 2],
    /// Sine and cosine of the elevation.
    pub rise: (f64, f64),
}

impl View {
    /// A view from these angles in degrees.
    pub fn new(azimuth: f64, elevation: f64) -> Self {
        let degrees = |angle: f64| {
            if angle.is_finite() {
                angle % 360.0
            } else {
                0.0
            }
        };
        let (sin, cos) = degrees(azimuth).to_radians().sin_cos();
        let elevation = degrees(elevation).clamp(-90.0, 90.0);
        Self {
            toward: [cos, sin],
            rise: elevation.to_radians().sin_cos(),
        }
    }

    /// Where a point appears, as a length of the box's sides, from the middle of the box.
    pub fn place(&self, [x, y, z]: [f64; 3]) -> Place {
        let (x, y, z) = (x - 0.5, y - 0.5, (z - 0.5) * HEIGHT);
        let [across, toward] = self.on_ground([x, y]);
        Place::new(across, toward * self.rise.0 - z * self.rise.1)
    }

    /// How far a point of the ground lies to the right, and toward the eye.
    pub fn on_ground(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [cos, sin] = self.toward;
        [y * cos - x * sin, x * cos + y * sin]
    }

    /// Whether the eye is above the ground, so that the floor is behind the surface.
    pub fn is_from_above(&self) -> bool {
        self.rise.0 >= 0.0
    }

    /// The sides of the box, 0 or 1 in x and y, that are nearest to the eye.
    pub fn nearest(&self) -> [f64; 2] {
        self.toward.map(|step| if step >= 0.0 { 1.0 } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_point_where_they_should() {
        // From the far end of the x axis: y to the right, z up, x toward the eye.
        let level = View::new(0.0, 0.0);
        let middle = level.place([0.5; 3]);
        assert_eq!((middle.x, middle.y), (0.0, 0.0));
        let right = level.place([0.5, 1.0, 0.5]);
        assert!((right.x - 0.5).abs() < 1e-12 && right.y.abs() < 1e-12);
        let up = level.place([0.5, 0.5, 1.0]);
        assert!(up.x.abs() < 1e-12 && (up.y + 0.35).abs() < 1e-12);
        assert_eq!(level.on_ground([1.0, 0.0]), [0.0, 1.0]);
        // From above, what is nearer is lower on the page; from below it is higher.
        assert!(View::new(0.0, 30.0).place([1.0, 0.5, 0.5]).y > 0.2);
        assert!(View::new(0.0, -30.0).place([1.0, 0.5, 0.5]).y < -0.2);
        assert!(
            View::new(f64::NAN, f64::INFINITY)
                .place([1.0; 3])
                .x
                .is_finite()
        );
    }
}
