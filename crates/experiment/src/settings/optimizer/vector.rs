/// Numbers of an optimiser's memory below this in size become 0: compared with epsilon, or with the
/// parameters, they change no parameter by more than its rounding, and arithmetic on the denormals
/// that they would decay to is many times slower than on other numbers.
pub const TINY: f32 = 1e-30;

/// A number for each of several parameters, with the operations of the formulas: a vector of the
/// processor, or a tensor.
#[expect(clippy::return_self_not_must_use, reason = "all of them do")]
pub trait Vector: Clone {
    /// A number of a step, the same for all parameters of a run.
    type Number;

    /// `number self`.
    fn scaled(self, number: &Self::Number) -> Self;

    /// `self + number other`, rounded once or twice. May be `self` where the number is 0.
    fn plus_scaled(self, number: &Self::Number, other: Self) -> Self;

    /// `self - other`.
    fn minus(self, other: Self) -> Self;

    /// `self self`.
    fn squared(self) -> Self;

    /// `self / (sqrt(square) + epsilon)`.
    fn over_root(self, square: Self, epsilon: &Self::Number) -> Self;

    /// 0 where it is less than [`TINY`] in size. NaN stays, so that it shows in the parameter.
    fn flushed(self) -> Self;
}
