//! Which part of an unbounded plane to draw.

use crease_regions::{RegionsError, Window};

/// The share of the vertices left out on either side, in each coordinate: a few are millions of units
/// away.
const BEYOND: f64 = 0.1;

/// The share of the window left free around the others.
const MARGIN: f64 = 0.1;

/// A square, in round numbers, around the middle of the points.
///
/// # Errors
/// If the points are so far apart that it is not finite.
pub fn window_around(points: &[[f64; 2]]) -> Result<Window, RegionsError> {
    let [x, y] = [0, 1].map(|i| middle(points, i));
    let center = [x, y].map(|(low, high)| low / 2.0 + high / 2.0);
    let extent = (x.1 - x.0).max(y.1 - y.0) / 2.0;
    let half_side = if extent > 0.0 && extent.is_finite() {
        extent / (1.0 - MARGIN)
    } else {
        // All points in one place: a window as large as its distance from the origin.
        let away = center[0].abs().max(center[1].abs());
        if away > 0.0 { away } else { 1.0 }
    };
    let step = 10_f64.powi(half_side.log10().floor() as i32 - 1);
    // A number too large or too small to be rounded is kept.
    let round = |number: f64, to: fn(f64) -> f64| {
        let rounded = to(number / step) / step.recip();
        if rounded.is_finite() { rounded } else { number }
    };
    Window::new(
        center.map(|number| round(number, f64::round) + 0.0),
        round(half_side, f64::ceil),
    )
}

/// Where the middle points begin and end in one coordinate.
fn middle(points: &[[f64; 2]], coordinate: usize) -> (f64, f64) {
    let mut values: Vec<f64> = points.iter().map(|point| point[coordinate]).collect();
    values.sort_unstable_by(f64::total_cmp);
    let skipped = (BEYOND * values.len() as f64) as usize;
    match (values.get(skipped), values.iter().rev().nth(skipped)) {
        (Some(&low), Some(&high)) => (low, high),
        _ => (0.0, 0.0),
    }
}

/// Whether a point lies in a window.
pub fn is_in(window: &Window, point: [f64; 2]) -> bool {
    (0..2).all(|i| (point[i] - window.center()[i]).abs() < window.half_side())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stragglers_are_left_out_and_numbers_round() {
        let mut points: Vec<[f64; 2]> = (0..100)
            .map(|k| [f64::from(k) * 1e-3, 0.02 + f64::from(k % 10) * 1e-3])
            .collect();
        points.push([1e7, -1e5]);
        let window = window_around(&points).unwrap();
        assert_eq!(window, Window::new([0.05, 0.024], 0.045).unwrap());
        let shown = points.iter().filter(|point| is_in(&window, **point));
        assert_eq!(shown.count(), 89);
    }

    #[test]
    fn few_points_have_a_window_too() {
        for (points, center, half_side) in [
            (vec![], [0.0, 0.0], 1.0),
            (vec![[0.0, 0.0]; 3], [0.0, 0.0], 1.0),
            (vec![[3.0, -40.0]], [3.0, -40.0], 40.0),
            (vec![[-1.0, 0.0], [1.0, 0.0]], [0.0, 0.0], 1.2),
        ] {
            let window = window_around(&points).unwrap();
            assert_eq!(window, Window::new(center, half_side).unwrap());
        }
        assert!(window_around(&[[-1e308, 0.0], [1.5e308, 1e-320]]).is_ok());
    }
}
