use crate::RegionsError;
use crate::dyadic::Dyadic;

/// The plane `x = origin + s_1 basis[0] + s_2 basis[1]` in a network's input space, or a square
/// window of it. All numbers are taken as the exact reals that the floats denote.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The point `s = 0`: `n_in` numbers.
    pub origin: Vec<f64>,
    /// Two vectors of `n_in` numbers that are not parallel; they need be neither orthogonal nor
    /// of unit length.
    pub basis: [Vec<f64>; 2],
    /// The part of the plane to look at; all of it if there is none.
    pub window: Option<Window>,
}

/// The open square `|s_i - center_i| < half_side`, in the plane's coordinates `s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The centre, in the plane's coordinates.
    pub center: [f64; 2],
    /// Half the side, in the plane's coordinates.
    pub half_side: f64,
}

impl Plane {
    /// The whole input plane of a network with two inputs.
    pub fn of_inputs() -> Self {
        Self {
            origin: vec![0.0, 0.0],
            basis: [vec![1.0, 0.0], vec![0.0, 1.0]],
            window: None,
        }
    }

    /// The square `[-half_side, half_side]^2` of a network with two inputs.
    pub fn square(half_side: f64) -> Self {
        Self {
            window: Some(Window {
                center: [0.0, 0.0],
                half_side,
            }),
            ..Self::of_inputs()
        }
    }

    /// The vectors that the three coordinates of a ray multiply.
    pub(crate) fn vectors(&self) -> [&[f64]; 3] {
        [&self.basis[0], &self.basis[1], &self.origin]
    }

    /// Checks the plane against a network's input dimension.
    pub(crate) fn check(&self, inputs: usize) -> Result<(), RegionsError> {
        let vectors = [
            ("origin", &self.origin),
            ("basis[0]", &self.basis[0]),
            ("basis[1]", &self.basis[1]),
        ];
        for (what, vector) in vectors {
            if vector.len() != inputs {
                return Err(RegionsError::Dimension {
                    what,
                    found: vector.len(),
                    expected: inputs,
                });
            }
            check_finite(what, vector)?;
        }
        if parallel(&self.basis[0], &self.basis[1]) {
            return Err(RegionsError::Degenerate);
        }
        if let Some(window) = &self.window {
            check_finite("window.center", &window.center)?;
            check_finite("window.half_side", &[window.half_side])?;
            if window.half_side <= 0.0 {
                return Err(RegionsError::EmptyWindow(window.half_side));
            }
        }
        Ok(())
    }

    /// The length in input space of the step `d` in the plane's coordinates.
    pub(crate) fn length(&self, d: [f64; 2]) -> f64 {
        let components = self.basis[0].iter().zip(&self.basis[1]);
        let components = components.map(|(e, f)| e * d[0] + f * d[1]);
        // In units of the largest, so that no square leaves the range of floats.
        let largest = components.clone().fold(0.0, |max: f64, c| max.max(c.abs()));
        if largest == 0.0 {
            return 0.0;
        }
        let squares = components.map(|c| (c / largest).powi(2));
        largest * squares.sum::<f64>().sqrt()
    }
}

pub(crate) fn check_finite(what: &'static str, numbers: &[f64]) -> Result<(), RegionsError> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(RegionsError::NotFinite {
            what,
            index,
            value: numbers[index],
        }),
        None => Ok(()),
    }
}

/// Whether all 2x2 minors vanish, exactly. One non-zero entry of `e` suffices to compare with.
fn parallel(e: &[f64], f: &[f64]) -> bool {
    let Some(pivot) = e.iter().position(|&number| number != 0.0) else {
        return true;
    };
    let exact = |number: f64| Dyadic::from(number);
    (0..e.len()).all(|i| {
        let minor = &(&exact(e[pivot]) * &exact(f[i])) - &(&exact(e[i]) * &exact(f[pivot]));
        minor.is_zero()
    })
}
