use crate::RegionsError;

/// The open cube `|x_i| < half_side` in the input space of a network with three inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cube {
    pub(crate) half_side: f64,
}

impl Cube {
    /// The cube around the origin with edges of `2 half_side`. The number is taken as the exact
    /// real that the float denotes.
    ///
    /// # Errors
    /// If `half_side` is not finite and positive.
    pub fn new(half_side: f64) -> Result<Self, RegionsError> {
        if !half_side.is_finite() || half_side <= 0.0 {
            return Err(RegionsError::CubeHalfSide(half_side));
        }
        Ok(Self { half_side })
    }

    /// Half the length of an edge.
    pub fn half_side(self) -> f64 {
        self.half_side
    }
}
