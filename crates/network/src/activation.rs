use thiserror::Error;

/// A continuous, piecewise linear activation `phi` with `T` breakpoints.
///
/// On piece `p` (between breakpoints `p - 1` and `p`) `phi` has slope `slopes[p]`. The function is
/// fixed by its slopes, its breakpoints and its value `anchor` at the first breakpoint; every
/// other offset follows from continuity.
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    breakpoints: Vec<f64>,
    slopes: Vec<f64>,
    anchor: f64,
}

/// Why a list of breakpoints and slopes is not an activation.
#[derive(Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ActivationError {
    /// `T` breakpoints have `T + 1` pieces.
    #[error(
        "an activation with {breakpoints} breakpoints needs {} slopes, found {slopes}",
        breakpoints + 1
    )]
    PieceCount {
        /// How many breakpoints were given.
        breakpoints: usize,
        /// How many slopes were given.
        slopes: usize,
    },
    /// No breakpoint at all: the network would be linear.
    #[error("an activation needs at least one breakpoint")]
    Linear,
    /// The geometry numbers the pieces in a byte.
    #[error("an activation can have at most 255 breakpoints, found {0}")]
    TooMany(usize),
    /// Breakpoints must increase strictly.
    #[error("the breakpoints of an activation must increase: {0} is followed by {1}")]
    Order(f64, f64),
    /// NaN or infinity.
    #[error("an activation needs finite numbers, found {0}")]
    NotFinite(f64),
    /// Equal slopes on both sides: nothing breaks there.
    #[error("the slope does not change at breakpoint {0}")]
    NoBreak(f64),
}

impl Activation {
    /// The activation with these breakpoints `xi_1 < ... < xi_T` and `T + 1` slopes that takes the
    /// value `anchor` at `xi_1`.
    ///
    /// # Errors
    /// If the numbers are not finite, not in order, or the slope does not change at a breakpoint.
    pub fn new(
        breakpoints: Vec<f64>,
        slopes: Vec<f64>,
        anchor: f64,
    ) -> Result<Self, ActivationError> {
        if breakpoints.is_empty() {
            return Err(ActivationError::Linear);
        }
        if breakpoints.len() > 255 {
            return Err(ActivationError::TooMany(breakpoints.len()));
        }
        if slopes.len() != breakpoints.len() + 1 {
            return Err(ActivationError::PieceCount {
                breakpoints: breakpoints.len(),
                slopes: slopes.len(),
            });
        }
        let numbers = breakpoints.iter().chain(&slopes).chain([&anchor]);
        if let Some(&bad) = numbers.into_iter().find(|number| !number.is_finite()) {
            return Err(ActivationError::NotFinite(bad));
        }
        if let Some(pair) = breakpoints.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(ActivationError::Order(pair[0], pair[1]));
        }
        if let Some(at) = (0..breakpoints.len()).find(|&t| slopes[t] == slopes[t + 1]) {
            return Err(ActivationError::NoBreak(breakpoints[at]));
        }
        Ok(Self {
            breakpoints,
            slopes,
            anchor,
        })
    }

    /// `max(0, x)`.
    #[must_use]
    pub fn relu() -> Self {
        Self {
            breakpoints: vec![0.0],
            slopes: vec![0.0, 1.0],
            anchor: 0.0,
        }
    }

    /// `max(slope x, x)` for a slope below 1.
    ///
    /// # Errors
    /// If the slope is not finite, or 1.
    pub fn leaky_relu(slope: f64) -> Result<Self, ActivationError> {
        Self::new(vec![0.0], vec![slope, 1.0], 0.0)
    }

    /// `min(max(-1, x), 1)`.
    #[must_use]
    pub fn hard_tanh() -> Self {
        Self {
            breakpoints: vec![-1.0, 1.0],
            slopes: vec![0.0, 1.0, 0.0],
            anchor: -1.0,
        }
    }

    /// `min(max(0, x), 6)`.
    #[must_use]
    pub fn relu6() -> Self {
        Self {
            breakpoints: vec![0.0, 6.0],
            slopes: vec![0.0, 1.0, 0.0],
            anchor: 0.0,
        }
    }

    /// `max(-x, x)`.
    #[must_use]
    pub fn abs() -> Self {
        Self {
            breakpoints: vec![0.0],
            slopes: vec![-1.0, 1.0],
            anchor: 0.0,
        }
    }

    /// The breakpoints `xi_1 < ... < xi_T`.
    pub fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    /// The slope on each of the `T + 1` pieces.
    pub fn slopes(&self) -> &[f64] {
        &self.slopes
    }

    /// The value at the first breakpoint.
    pub fn anchor(&self) -> f64 {
        self.anchor
    }

    /// `phi(x)`, in `f64` arithmetic.
    pub fn apply(&self, x: f64) -> f64 {
        if x <= self.breakpoints[0] {
            return self.anchor + self.slopes[0] * (x - self.breakpoints[0]);
        }
        let mut value = self.anchor;
        for (piece, &start) in self.breakpoints.iter().enumerate() {
            let end = self
                .breakpoints
                .get(piece + 1)
                .map_or(x, |&next| next.min(x));
            value += self.slopes[piece + 1] * (end - start);
            if end >= x {
                break;
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relu_is_the_positive_part() {
        let relu = Activation::relu();
        assert_eq!(relu.apply(-3.0), 0.0);
        assert_eq!(relu.apply(0.0), 0.0);
        assert_eq!(relu.apply(2.5), 2.5);
    }

    #[test]
    fn hard_tanh_is_its_three_pieces() {
        let hard_tanh = Activation::hard_tanh();
        for (x, y) in [
            (-5.0, -1.0),
            (-1.0, -1.0),
            (0.25, 0.25),
            (1.0, 1.0),
            (9.0, 1.0),
        ] {
            assert_eq!(hard_tanh.apply(x), y);
        }
    }

    #[test]
    fn a_break_that_is_none_is_refused() {
        let flat = Activation::new(vec![0.0], vec![1.0, 1.0], 0.0);
        assert_eq!(flat, Err(ActivationError::NoBreak(0.0)));
        let order = Activation::new(vec![1.0, 0.0], vec![0.0, 1.0, 0.0], 0.0);
        assert_eq!(order, Err(ActivationError::Order(1.0, 0.0)));
    }
}
