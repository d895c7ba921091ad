//! Lengths of walls in a window.
//!
//! They are added up in fixed point, so that the sum does not depend on the order, nor on threads.

use crate::Plane;
use crate::slice::Triangle;

#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    basis: Triangle,
    /// Units of the last place in the longest length there can be.
    per_length: f64,
    total: i128,
    flat: i128,
}

impl Lengths {
    /// `None` where there is no window: lengths are infinite.
    pub(super) fn new(plane: &Plane) -> Option<Self> {
        let window = plane.window.as_ref()?;
        let basis = plane.triangle();
        let longest = 2.0 * window.half_side * (basis.first + basis.along.hypot(basis.last));
        Some(Self {
            basis,
            per_length: 2f64.powi(60) / longest,
            total: 0,
            flat: 0,
        })
    }

    fn length(&self, p: [f64; 2], q: [f64; 2]) -> i128 {
        let [dx, dy] = [p[0] - q[0], p[1] - q[1]];
        // In units of the larger, so that no square leaves the range of floats.
        let larger = dx.abs().max(dy.abs());
        if larger == 0.0 {
            return 0;
        }
        let (x, y) = (dx / larger, dy / larger);
        let Triangle {
            first, along, last, ..
        } = self.basis;
        let square = (first * x + along * y).powi(2) + (last * y).powi(2);
        let length = larger * square.sqrt();
        i128::from((length * self.per_length) as i64)
    }

    pub(super) fn add(&mut self, p: [f64; 2], q: [f64; 2]) {
        self.total += self.length(p, q);
    }

    /// Adds a length across which the gradient does not jump.
    pub(super) fn add_flat(&mut self, p: [f64; 2], q: [f64; 2]) {
        self.flat += self.length(p, q);
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.total += other.total;
        self.flat += other.flat;
    }

    fn in_input_space(&self, sum: i128) -> f64 {
        sum as f64 / self.per_length * self.basis.unit
    }

    /// The length of all walls.
    pub(super) fn total(&self) -> f64 {
        self.in_input_space(self.total)
    }

    /// The length of those across which the gradient jumps.
    pub(super) fn jumping(&self) -> f64 {
        self.in_input_space((self.total - self.flat).max(0))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Activation, Layer, Network, Options, Plane, Window, count};

    /// Found by fuzzing: a wall along which the basis vectors nearly cancel had no length.
    #[test]
    fn nearly_opposite_basis_vectors_have_lengths_between_them() {
        let layer = |weight: [f64; 2]| Layer {
            weight: weight[..].to_vec(),
            bias: vec![0.0],
            inputs: 2,
            outputs: 1,
        };
        let output = Layer {
            weight: vec![1.0],
            bias: vec![0.0],
            inputs: 1,
            outputs: 1,
        };
        let network = Network::new(vec![layer([1.0, 0.0]), output], Activation::relu()).unwrap();
        let small = 2f64.powi(-30);
        let basis = [vec![1.0, 0.0], vec![-1.0, small]];
        let window = Window::new([0.0, 0.0], 1.0).unwrap();
        let plane = Plane::new(vec![0.0, 0.0], basis).unwrap().within(window);
        let counts = count(&network, &plane.clone().into(), &Options::everything()).unwrap();
        // From (-1, -1) to (1, 1) in the window.
        assert_eq!(counts.boundary_measure, Some(2.0 * small));
        assert_eq!(plane.unit_area(), small);
        let most = small.powi(-2);
        assert_eq!(plane.inverse_gram(), [[1.0 + most, most], [most, most]]);
    }
}
