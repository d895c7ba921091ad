//! The part of a facet in the box.

/// The part of a convex polygon with all coordinates from 0 to 1, by Sutherland and Hodgman's
/// method; empty if nothing is left.
pub fn in_box(corners: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    let mut kept = corners;
    for coordinate in 0..3 {
        for (sign, limit) in [(1.0, 0.0), (-1.0, -1.0)] {
            let inside = |corner: &[f64; 3]| sign * corner[coordinate] - limit;
            kept = half(&kept, inside);
        }
    }
    kept
}

/// The part of a polygon where a linear form is not negative.
fn half(corners: &[[f64; 3]], form: impl Fn(&[f64; 3]) -> f64) -> Vec<[f64; 3]> {
    let mut kept = Vec::new();
    for (index, a) in corners.iter().enumerate() {
        let b = &corners[(index + 1) % corners.len()];
        let (at_a, at_b) = (form(a), form(b));
        if at_a >= 0.0 {
            kept.push(*a);
        }
        if (at_a < 0.0) != (at_b < 0.0) && at_a != 0.0 && at_b != 0.0 {
            let share = at_a / (at_a - at_b);
            kept.push([0, 1, 2].map(|i| a[i] + share * (b[i] - a[i])));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_cut_at_the_sides_of_the_box() {
        let inside = vec![[0.0, 0.0, 0.5], [1.0, 0.0, 0.5], [1.0, 1.0, 0.5]];
        assert_eq!(in_box(inside.clone()), inside);
        let outside = inside.iter().map(|c| [c[0], c[1], 1.5]).collect();
        assert!(in_box(outside).is_empty());
        // A roof that leaves the box at half its length.
        let steep = vec![
            [0.0, 0.0, 0.0],
            [1.0, 0.0, 2.0],
            [1.0, 1.0, 2.0],
            [0.0, 1.0, 0.0],
        ];
        assert_eq!(
            in_box(steep),
            [
                [0.0, 0.0, 0.0],
                [0.5, 0.0, 1.0],
                [0.5, 1.0, 1.0],
                [0.0, 1.0, 0.0]
            ]
        );
        let wide = vec![[-5.0, 0.2, 0.2], [5.0, 0.2, 0.2], [5.0, 9.0, 0.2]];
        let cut = in_box(wide);
        assert!(cut.len() >= 3 && cut.as_flattened().iter().all(|c| (0.0..=1.0).contains(c)));
        assert!(in_box(Vec::new()).is_empty());
    }
}
