//! Where to count: lines, planes and cubes in a network's input space.
//!
//! A slice is made from valid numbers or not at all, so that a count only has to check whether it
//! lies in the network's input space.

mod check;
mod cube;
mod line;
mod plane;

pub use cube::Cube;
pub use line::Line;
pub(crate) use plane::Triangle;
pub use plane::{Plane, Window};

use crate::RegionsError;

/// A part of a network's input space, `x = origin + sum_i s_i basis[i]`, in which to count.
///
/// # Example
/// ```
/// use crease_regions::{Plane, Slice};
///
/// // The plane through three points of a space of four dimensions.
/// let points = [[0.0; 4], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, 0.0]];
/// let slice = Slice::through(&points)?;
/// assert_eq!((slice.dimension(), slice.inputs()), (2, 4));
/// assert!(matches!(slice, Slice::Plane(_)));
///
/// // The square |x| < 1, |y| < 1 of a network's two inputs.
/// let slice = Slice::from(Plane::square(1.0)?);
///
/// let error = Slice::through(&[[1.0], [1.0]]).unwrap_err();
/// assert_eq!(error.to_string(), "the line's direction is zero");
/// # Ok::<(), crease_regions::RegionsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Slice {
    /// A line, or an open interval of it.
    Line(Line),
    /// A plane, or an open square window of it.
    Plane(Plane),
    /// An open cube of a three-dimensional input space.
    Cube(Cube),
}

impl Slice {
    /// The whole line through two points, or the whole plane through three. The directions from
    /// the first point to the others are rounded to `f64`.
    ///
    /// # Errors
    /// If there are not two or three points, they differ in length, or they do not span a line or
    /// a plane.
    pub fn through<P: AsRef<[f64]>>(points: &[P]) -> Result<Self, RegionsError> {
        match points {
            [p, q] => Line::through(p.as_ref(), q.as_ref()).map(Self::Line),
            [p, q, r] => Plane::through([p.as_ref(), q.as_ref(), r.as_ref()]).map(Self::Plane),
            _ => Err(RegionsError::Through(points.len())),
        }
    }

    /// How many coordinates a point of the slice has: 1, 2 or 3.
    pub fn dimension(&self) -> usize {
        match self {
            Self::Line(_) => 1,
            Self::Plane(_) => 2,
            Self::Cube(_) => 3,
        }
    }

    /// How many inputs a network must have.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Line(line) => line.origin().len(),
            Self::Plane(plane) => plane.origin().len(),
            Self::Cube(_) => 3,
        }
    }
}

impl From<Line> for Slice {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}

impl From<Plane> for Slice {
    fn from(plane: Plane) -> Self {
        Self::Plane(plane)
    }
}

impl From<Cube> for Slice {
    fn from(cube: Cube) -> Self {
        Self::Cube(cube)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T: std::fmt::Debug>(refused: Result<T, RegionsError>) -> String {
        refused.unwrap_err().to_string()
    }

    #[test]
    fn points_span_a_line_or_a_plane() {
        let line = Slice::through(&[[1.0, 2.0], [3.0, 2.0]]).unwrap();
        let expected = Line::new(vec![1.0, 2.0], vec![2.0, 0.0]).unwrap();
        assert_eq!(line, Slice::Line(expected));
        assert_eq!((line.dimension(), line.inputs()), (1, 2));
        let points = [
            vec![0.0, 1.0, 0.0],
            vec![0.0, 1.0, 4.0],
            vec![1.0, 1.0, 0.0],
        ];
        let Slice::Plane(plane) = Slice::through(&points).unwrap() else {
            panic!("three points span a plane");
        };
        assert_eq!(plane.basis()[0], [0.0, 0.0, 4.0]);
        assert_eq!(plane.basis()[1], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn points_that_span_nothing_are_refused_by_name() {
        assert_eq!(
            words(Slice::through(&[[1.0]])),
            "a slice goes through 2 points (a line) or 3 (a plane), found 1"
        );
        assert_eq!(
            words(Slice::through(&[vec![1.0, 2.0], vec![1.0]])),
            "the slice's point 1 has 1 numbers, but its point 0 has 2"
        );
        assert_eq!(
            words(Slice::through(&[[0.0, 1.0], [2.0, f64::NAN], [1.0, 0.0]])),
            "the slice's point 1[1] is NaN, expected a finite number"
        );
        // The points are finite, the step between them is not.
        assert_eq!(
            words(Slice::through(&[[-1e308], [1e308]])),
            "the slice's direction[0] is inf, expected a finite number"
        );
        assert_eq!(
            words(Slice::through(&[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])),
            "the slice's basis vectors are parallel, expected two that span a plane"
        );
    }
}
