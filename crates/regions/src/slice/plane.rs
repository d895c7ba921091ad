use super::check::{check_finite, check_inputs, check_vectors, step};
use crate::RegionsError;
use crate::affine::compose;
use crate::dyadic::Dyadic;
use crease_network::Network;

/// The plane `x = origin + s_1 basis[0] + s_2 basis[1]` in a network's input space, or a square
/// window of it. All numbers are taken as the exact reals that the floats denote.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    pub(crate) origin: Vec<f64>,
    pub(crate) basis: [Vec<f64>; 2],
    pub(crate) window: Option<Window>,
}

/// The open square `|s_i - center_i| < half_side`, in a plane's coordinates `s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub(crate) center: [f64; 2],
    pub(crate) half_side: f64,
}

impl Window {
    /// The square around `center` with sides of `2 half_side`.
    ///
    /// # Errors
    /// If a number is not finite or the square has no inside.
    pub fn new(center: [f64; 2], half_side: f64) -> Result<Self, RegionsError> {
        check_finite("window.center", &center)?;
        check_finite("window.half_side", &[half_side])?;
        if half_side <= 0.0 {
            return Err(RegionsError::EmptyWindow(half_side));
        }
        Ok(Self { center, half_side })
    }

    /// The centre, in the plane's coordinates.
    pub fn center(&self) -> [f64; 2] {
        self.center
    }

    /// The corners, counter-clockwise.
    pub(crate) fn corners(&self) -> [[f64; 2]; 4] {
        let ([x, y], r) = (self.center, self.half_side);
        [[-r, -r], [r, -r], [r, r], [-r, r]].map(|[dx, dy]| [x + dx, y + dy])
    }

    /// The nearest point of the window to this one, which may be off by its rounding.
    pub(crate) fn nearest(&self, point: [f64; 2]) -> [f64; 2] {
        let ([x, y], r) = (self.center, self.half_side);
        [point[0].clamp(x - r, x + r), point[1].clamp(y - r, y + r)]
    }

    /// Half the side, in the plane's coordinates.
    pub fn half_side(&self) -> f64 {
        self.half_side
    }
}

impl Plane {
    /// The whole plane through `origin`, where `s = 0`. All vectors have `n_in` numbers; the basis
    /// need be neither orthogonal nor of unit length.
    ///
    /// # Errors
    /// If the vectors differ in length, a number is not finite, or the basis vectors are parallel.
    pub fn new(origin: Vec<f64>, basis: [Vec<f64>; 2]) -> Result<Self, RegionsError> {
        check_vectors(&[
            ("origin", &origin),
            ("basis[0]", &basis[0]),
            ("basis[1]", &basis[1]),
        ])?;
        if parallel(&basis[0], &basis[1]) {
            return Err(RegionsError::Degenerate);
        }
        Ok(Self {
            origin,
            basis,
            window: None,
        })
    }

    /// The whole input plane of a network with two inputs.
    pub fn of_inputs() -> Self {
        Self {
            origin: vec![0.0, 0.0],
            basis: [vec![1.0, 0.0], vec![0.0, 1.0]],
            window: None,
        }
    }

    /// The square `[-half_side, half_side]^2` of a network with two inputs.
    ///
    /// # Errors
    /// If `half_side` is not finite and positive.
    pub fn square(half_side: f64) -> Result<Self, RegionsError> {
        Ok(Self::of_inputs().within(Window::new([0.0, 0.0], half_side)?))
    }

    /// The whole plane through three points: `s = (0, 0)` at the first, `(1, 0)` at the second and
    /// `(0, 1)` at the third. The basis vectors are differences, rounded.
    ///
    /// # Errors
    /// If the points differ in length, are not finite, or lie on one line.
    pub fn through([p, q, r]: [&[f64]; 3]) -> Result<Self, RegionsError> {
        check_vectors(&[("point 0", p), ("point 1", q), ("point 2", r)])?;
        Self::new(p.to_vec(), [step(p, q), step(p, r)])
    }

    /// A window of the plane.
    #[must_use]
    pub fn within(self, window: Window) -> Self {
        Self {
            window: Some(window),
            ..self
        }
    }

    /// The point `s = 0`.
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// The steps along `s_1` and `s_2`.
    pub fn basis(&self) -> &[Vec<f64>; 2] {
        &self.basis
    }

    /// The part of the plane to look at; all of it by default.
    pub fn window(&self) -> Option<&Window> {
        self.window.as_ref()
    }

    /// The vectors that the three coordinates of a ray multiply.
    pub(crate) fn vectors(&self) -> [&[f64]; 3] {
        [&self.basis[0], &self.basis[1], &self.origin]
    }

    /// Checks that the plane lies in an input space of this dimension.
    pub(crate) fn check(&self, inputs: usize) -> Result<(), RegionsError> {
        check_inputs("origin", self.origin.len(), inputs)
    }

    /// `[g_1, g_2, c]` of each output of a network without neurons, in the plane's coordinates.
    pub(crate) fn outputs_of(&self, network: &Network) -> Vec<[f64; 3]> {
        let (forms, _) = compose(network.output(), self.vectors());
        let units = network.outputs();
        (0..units)
            .map(|unit| [0, 1, 2].map(|coefficient| forms[coefficient * units + unit]))
            .collect()
    }

    /// The area in input space of the unit square of the plane's coordinates.
    pub fn unit_area(&self) -> f64 {
        let Triangle {
            unit, first, last, ..
        } = self.triangle();
        first * last * unit * unit
    }

    /// The basis in an orthonormal one of the plane. By Gram and Schmidt: from scalar products alone
    /// a small angle between the vectors would be lost.
    pub(crate) fn triangle(&self) -> Triangle {
        let numbers = self.basis.iter().flatten();
        let unit = numbers.fold(0.0, |max: f64, number| max.max(number.abs()));
        let [e, f] = [0, 1].map(|i| -> Vec<f64> {
            let numbers = self.basis[i].iter();
            numbers.map(|number| number / unit).collect()
        });
        let first = norm(&e);
        let along = e.iter().zip(&f).map(|(e, f)| e / first * f).sum();
        let across = e.iter().zip(&f).map(|(e, f)| f - e / first * along);
        Triangle {
            unit,
            first,
            along,
            last: norm(&across.collect::<Vec<_>>()),
        }
    }

    /// The inverse of the Gram matrix of the basis: a gradient `g` in the plane's coordinates has the
    /// square of the length `g^T G g` in input space.
    pub fn inverse_gram(&self) -> [[f64; 2]; 2] {
        let Triangle {
            unit,
            first,
            along,
            last,
        } = self.triangle();
        let (a, b, c) = (1.0 / first, -along / first / last, 1.0 / last);
        [[a * a + b * b, b * c], [b * c, c * c]].map(|row| row.map(|g| g / unit / unit))
    }

    /// The length in input space of the step `d` in the plane's coordinates.
    pub fn length(&self, d: [f64; 2]) -> f64 {
        let components = self.basis[0].iter().zip(&self.basis[1]);
        let components = components.map(|(e, f)| e * d[0] + f * d[1]);
        norm(&components.collect::<Vec<_>>())
    }
}

/// The basis `e`, `f` of a plane in units of `unit`, its largest number: `e = first q`,
/// `f = along q + last r` with orthogonal `q` and `r` of length 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    pub(crate) unit: f64,
    pub(crate) first: f64,
    pub(crate) along: f64,
    pub(crate) last: f64,
}

fn norm(vector: &[f64]) -> f64 {
    // In units of the largest number, so that no square leaves the range of floats.
    let largest = vector.iter().fold(0.0, |max: f64, x| max.max(x.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let squares = vector.iter().map(|x| (x / largest).powi(2));
    largest * squares.sum::<f64>().sqrt()
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
