//! Weights that a file stores as quotients: they are computed in pairs of floats and rounded once.

use crease_system::mul_add;

/// A number `high + low`.
#[derive(Clone, Copy, Default)]
struct Double {
    high: f64,
    low: f64,
}

impl Double {
    fn plus(self, other: Self) -> Self {
        let high = self.high + other.high;
        let rest = high - self.high;
        let lost = (self.high - (high - rest)) + (other.high - rest);
        Self::of(high, lost + self.low + other.low)
    }

    fn times(self, factor: f64) -> Self {
        let high = self.high * factor;
        let lost = mul_add(self.high, factor, -high);
        Self::of(high, lost + self.low * factor)
    }

    /// The sum of two numbers, the first by far the larger one.
    fn of(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self {
            high: sum,
            low: low - (sum - high),
        }
    }

    fn root(self) -> Self {
        let root = self.high.sqrt();
        if root == 0.0 {
            return Self::default();
        }
        let rest = mul_add(root, -root, self.high) + self.low;
        Self::of(root, rest / (2.0 * root))
    }

    /// The quotient, rounded; not finite if the divisor is 0.
    fn over(self, divisor: Self) -> f64 {
        let quotient = self.high / divisor.high;
        let rest = mul_add(-quotient, divisor.high, self.high) + self.low;
        quotient + (rest - quotient * divisor.low) / divisor.high
    }
}

impl From<f64> for Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

/// The sum of products of numbers.
fn dot(pairs: impl Iterator<Item = (f64, f64)>) -> Double {
    let products = pairs.map(|(a, b)| Double::from(a).times(b));
    products.fold(Double::default(), Double::plus)
}

/// `g v / |v|`: the matrix `v`, with rows of `inputs` numbers, where each row (or column) keeps its
/// direction and gets a norm of its own, or the whole matrix gets one norm. `None` if a number is
/// not finite.
pub(crate) fn weight_norm(
    direction: &[f64],
    sizes: &[f64],
    inputs: usize,
    by_column: bool,
) -> Option<Vec<f64>> {
    let rows = direction.len() / inputs;
    let norm = |numbers: &mut dyn Iterator<Item = f64>| dot(numbers.map(|v| (v, v))).root();
    let norms: Vec<Double> = if by_column {
        let column = |at: usize| direction.iter().skip(at).step_by(inputs).copied();
        (0..inputs).map(|at| norm(&mut column(at))).collect()
    } else if sizes.len() == rows {
        let rows = direction.chunks_exact(inputs);
        rows.map(|row| norm(&mut row.iter().copied())).collect()
    } else {
        vec![norm(&mut direction.iter().copied())]
    };
    let numbers = direction.iter().enumerate().map(|(at, &v)| {
        let which = match norms.len() {
            1 => 0,
            _ if by_column => at % inputs,
            _ => at / inputs,
        };
        Double::from(sizes[which]).times(v).over(norms[which])
    });
    finite(numbers)
}

/// `W / (u W v)`, which is what `PyTorch` divides by outside training. `None` if a number is not
/// finite.
pub(crate) fn spectral_norm(matrix: &[f64], left: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    let rows = matrix.chunks_exact(right.len()).zip(left);
    let products = rows.map(|(row, &u)| {
        let pairs = row.iter().copied().zip(right.iter().copied());
        dot(pairs).times(u)
    });
    let largest = products.fold(Double::default(), Double::plus);
    finite(matrix.iter().map(|&w| Double::from(w).over(largest)))
}

fn finite(numbers: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    numbers
        .map(|number| number.is_finite().then_some(number))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_triangles() {
        let v = [3.0, 4.0, -5.0, 12.0];
        // Row by row, column by column, and all together.
        let rows = weight_norm(&v, &[10.0, 26.0], 2, false).unwrap();
        assert_eq!(rows, [6.0, 8.0, -10.0, 24.0]);
        let v = [3.0, -5.0, 4.0, 12.0];
        let columns = weight_norm(&v, &[10.0, 26.0], 2, true).unwrap();
        assert_eq!(columns, [6.0, -10.0, 8.0, 24.0]);
        let all = weight_norm(&[1.0, -1.0, 1.0, 1.0], &[2.0], 2, false).unwrap();
        assert_eq!(all, [1.0, -1.0, 1.0, 1.0]);
        assert_eq!(weight_norm(&[0.0, 0.0], &[1.0], 2, false), None);

        let half = spectral_norm(&[3.0, 0.0, 0.0, 2.0], &[1.0, 0.0], &[1.0, 0.0]).unwrap();
        assert_eq!(half, [1.0, 0.0, 0.0, 2.0 / 3.0]);
        assert_eq!(spectral_norm(&[0.0], &[1.0], &[1.0]), None);
    }

    proptest! {
        /// The sign of `w |v| - g v` on both sides of half a unit in the last place, in integers:
        /// `w` is the float nearest to the quotient.
        #[test]
        fn numbers_are_rounded_once(v in prop::array::uniform3(-99i32..=99), g in 1i32..=99) {
            let square: i32 = v.iter().map(|v| v * v).sum();
            prop_assume!(square > 0);
            let direction = v.map(f64::from);
            let found = weight_norm(&direction, &[g.into()], 3, false).unwrap();
            for (v, found) in v.into_iter().zip(found) {
                // found^2 square against (g v)^2, beside what half a unit more or less makes.
                let exact = (f64::from(g * v)).powi(2);
                let bits = found.abs().to_bits();
                let off = |bits: u64| {
                    let number = f64::from_bits(bits);
                    let square_of = Double::from(number).times(number);
                    square_of.times(square.into()).plus(Double::from(-exact)).high.abs()
                };
                if found != 0.0 {
                    prop_assert!(off(bits) <= off(bits + 1) && off(bits) <= off(bits - 1));
                }
            }
        }
    }
}
