use super::check::{check_finite, check_inputs, check_vectors, step};
use crate::RegionsError;

/// The line `x = origin + s direction` in a network's input space, or an interval of it. All
/// numbers are taken as the exact reals that the floats denote.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub(crate) origin: Vec<f64>,
    pub(crate) direction: Vec<f64>,
    pub(crate) interval: Option<[f64; 2]>,
}

impl Line {
    /// The whole line through `origin`, where `s = 0`. Both have `n_in` numbers; `direction` need
    /// not be of unit length.
    ///
    /// # Errors
    /// If they differ in length, a number is not finite, or the direction is zero.
    pub fn new(origin: Vec<f64>, direction: Vec<f64>) -> Result<Self, RegionsError> {
        check_vectors(&[("origin", &origin), ("direction", &direction)])?;
        if direction.iter().all(|&number| number == 0.0) {
            return Err(RegionsError::NoDirection);
        }
        Ok(Self {
            origin,
            direction,
            interval: None,
        })
    }

    /// The whole input space of a network with one input.
    pub fn of_inputs() -> Self {
        Self {
            origin: vec![0.0],
            direction: vec![1.0],
            interval: None,
        }
    }

    /// The whole line through two points, `s = 0` at the first and `s = 1` at the second. The
    /// direction is their difference, rounded.
    ///
    /// # Errors
    /// If the points differ in length, are not finite, or coincide.
    pub fn through(p: &[f64], q: &[f64]) -> Result<Self, RegionsError> {
        check_vectors(&[("point 0", p), ("point 1", q)])?;
        Self::new(p.to_vec(), step(p, q))
    }

    /// The segment between two points, `from` at `s = 0` and `to` at `s = 1`.
    ///
    /// # Errors
    /// As [`through`](Self::through).
    pub fn between(from: &[f64], to: &[f64]) -> Result<Self, RegionsError> {
        Self::through(from, to)?.within([0.0, 1.0])
    }

    /// The open interval `from < s < to` of the line.
    ///
    /// # Errors
    /// If the interval is not finite or has no inside.
    pub fn within(self, [from, to]: [f64; 2]) -> Result<Self, RegionsError> {
        check_finite("interval", &[from, to])?;
        if from >= to {
            return Err(RegionsError::EmptyInterval(from, to));
        }
        Ok(Self {
            interval: Some([from, to]),
            ..self
        })
    }

    /// The point `s = 0`.
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// The step from `s` to `s + 1`.
    pub fn direction(&self) -> &[f64] {
        &self.direction
    }

    /// The interval of `s` to look at; the whole line, both rays, by default.
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.interval
    }

    /// Checks that the line lies in an input space of this dimension.
    pub(crate) fn check(&self, inputs: usize) -> Result<(), RegionsError> {
        check_inputs("origin", self.origin.len(), inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degenerate_line_is_refused_by_name() {
        let words = |refused: Result<Line, RegionsError>| refused.unwrap_err().to_string();
        assert_eq!(
            words(Line::new(vec![0.0, 0.0], vec![1.0])),
            "the slice's direction has 1 numbers, but its origin has 2"
        );
        assert_eq!(
            words(Line::new(vec![0.0, 0.0], vec![1.0, f64::NAN])),
            "the slice's direction[1] is NaN, expected a finite number"
        );
        let still = Line::new(vec![0.0, 0.0], vec![0.0, -0.0]);
        assert_eq!(still, Err(RegionsError::NoDirection));
        let interval = |interval| Line::of_inputs().within(interval);
        assert_eq!(
            words(interval([0.0, f64::INFINITY])),
            "the slice's interval[1] is inf, expected a finite number"
        );
        assert_eq!(
            interval([1.0, 1.0]),
            Err(RegionsError::EmptyInterval(1.0, 1.0))
        );
    }

    #[test]
    fn a_segment_ends_at_its_points() {
        let segment = Line::between(&[1.0, 2.0], &[0.0, 4.0]).unwrap();
        assert_eq!(
            (segment.origin(), segment.direction()),
            (&[1.0, 2.0][..], &[-1.0, 2.0][..])
        );
        assert_eq!(segment.interval(), Some([0.0, 1.0]));
    }
}
