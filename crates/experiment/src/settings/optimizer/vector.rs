/// Numbers of an optimiser's memory below this in size become 0: compared with epsilon, or with the
/// parameters, they change no parameter by more than its rounding, and arithmetic on the denormals
/// that they would decay to is many times slower than on other numbers.
pub const TINY: f32 = 1e-30;

/// A number for each of several parameters: a vector of the processor, or a tensor. An `f64` is the
/// number of one.
pub trait Vector: Clone {
    /// A number of a step, the same for all parameters of a run.
    type Number;

    /// `number self`.
    #[must_use]
    fn scaled(self, number: &Self::Number) -> Self;

    /// `self + number other`, rounded once or twice. May be `self` where the number is 0.
    #[must_use]
    fn plus_scaled(self, number: &Self::Number, other: Self) -> Self;

    /// `self + number`.
    #[must_use]
    fn plus(self, number: &Self::Number) -> Self;

    /// `self - other`.
    #[must_use]
    fn minus(self, other: Self) -> Self;

    /// `self / other`.
    #[must_use]
    fn over(self, other: Self) -> Self;

    /// `self self`.
    #[must_use]
    fn squared(self) -> Self;

    /// The square root.
    #[must_use]
    fn sqrt(self) -> Self;

    /// 0 where it is less than [`TINY`] in size. NaN stays, so that it shows in the parameter.
    #[must_use]
    fn flushed(self) -> Self;
}

/// One parameter, for comparison.
impl Vector for f64 {
    type Number = f64;

    fn scaled(self, number: &f64) -> f64 {
        number * self
    }

    fn plus_scaled(self, number: &f64, other: f64) -> f64 {
        self + number * other
    }

    fn plus(self, number: &f64) -> f64 {
        self + number
    }

    fn minus(self, other: f64) -> f64 {
        self - other
    }

    fn over(self, other: f64) -> f64 {
        self / other
    }

    fn squared(self) -> f64 {
        self * self
    }

    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }

    fn flushed(self) -> f64 {
        if self.abs() < f64::from(TINY) {
            0.0
        } else {
            self
        }
    }
}
