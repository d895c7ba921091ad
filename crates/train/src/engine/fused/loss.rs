//! The gradient of the loss by the logits, without calls, so that all of a batch goes through
//! vectors. Every number is computed by the same operations on every machine.

use super::memory::BLOCK;
use super::product::Matrix;
use crate::loss::Loss;
use crate::set::Set;

/// What the outputs of a batch's examples should be.
#[derive(Default)]
pub(super) struct Wanted {
    /// How many examples.
    pub(super) count: usize,
    /// The class of each example; empty if there are targets.
    labels: Vec<u8>,
    /// The targets of the outputs, one row for each example; empty if there are classes.
    targets: Vec<f32>,
}

impl Wanted {
    /// Takes what is wanted of these examples, for a network with this many outputs.
    pub(super) fn gather(&mut self, set: Set, indices: &[u32], outputs: usize) {
        self.count = indices.len();
        let indices = indices.iter().map(|&index| index as usize);
        self.labels.clear();
        if !set.labels.is_empty() {
            self.labels
                .extend(indices.clone().map(|index| set.labels[index]));
        }
        self.targets.clear();
        if !set.targets.is_empty() {
            self.targets
                .extend(indices.flat_map(|index| set.targets_of(index, outputs)));
        }
    }
}

/// The gradient of the mean loss of the examples by the logits, laid out like the logits; 0 in rows
/// that only pad the batch.
#[inline(always)]
pub(super) fn gradient(loss: Loss, logits: Matrix, wanted: &Wanted, delta: &mut [f32]) {
    let Wanted {
        count,
        labels,
        targets,
    } = wanted;
    let share = 1.0 / *count as f32;
    let rows = logits.numbers.chunks_exact(logits.stride);
    let rows = rows.zip(delta.chunks_exact_mut(logits.stride));
    match loss {
        Loss::BinaryCrossEntropy => binary(logits, labels, share, delta),
        Loss::CrossEntropy => {
            for (index, (logits_of_row, delta)) in rows.enumerate() {
                match labels.get(index) {
                    Some(&label) => {
                        softmax(logits_of_row, logits.columns, share, delta);
                        delta[usize::from(label)] -= share;
                    }
                    None => delta.fill(0.0),
                }
            }
        }
        Loss::SquaredError => {
            let share = 2.0 * share / logits.columns as f32;
            let mut targets = targets.chunks_exact(logits.columns);
            for (logits, delta) in rows {
                delta.fill(0.0);
                for ((z, y), delta) in logits.iter().zip(targets.next().unwrap_or(&[])).zip(delta) {
                    *delta = (z - y) * share;
                }
            }
        }
    }
}

/// Eight examples at a time, since each has only one logit.
#[inline(always)]
fn binary(logits: Matrix, labels: &[u8], share: f32, delta: &mut [f32]) {
    const EXAMPLES: usize = super::product::ROWS;
    let stride = logits.stride;
    let rows = logits.numbers.len() / stride;
    for start in (0..rows).step_by(EXAMPLES) {
        let mut z = [0.0_f32; EXAMPLES];
        let mut y = [0.0_f32; EXAMPLES];
        let mut shares = [0.0_f32; EXAMPLES];
        for row in 0..EXAMPLES {
            z[row] = logits.numbers[(start + row) * stride];
            if let Some(&label) = labels.get(start + row) {
                (y[row], shares[row]) = (f32::from(label), share);
            } else {
                z[row] = 0.0;
            }
        }
        let mut out = [0.0_f32; EXAMPLES];
        for row in 0..EXAMPLES {
            let exp = exp(-z[row].abs());
            let small = exp / (1.0 + exp);
            let sigmoid = if z[row] < 0.0 { small } else { 1.0 - small };
            out[row] = (sigmoid - y[row]) * shares[row];
        }
        for row in 0..EXAMPLES {
            delta[(start + row) * stride] = out[row];
        }
    }
}

/// `share` times the probabilities of one example's logits.
#[inline(always)]
fn softmax(logits: &[f32], count: usize, share: f32, out: &mut [f32]) {
    let mut largest = logits[0];
    for &logit in &logits[1..count] {
        if logit > largest {
            largest = logit;
        }
    }
    for (logits, out) in logits.chunks_exact(BLOCK).zip(out.chunks_exact_mut(BLOCK)) {
        for j in 0..BLOCK {
            out[j] = exp(logits[j] - largest);
        }
    }
    let mut sum = 0.0;
    for &exp in &out[..count] {
        sum += exp;
    }
    let factor = share / sum;
    for exp in &mut out[..count] {
        *exp *= factor;
    }
    out[count..].fill(0.0);
}

/// `e^x` for `x <= 0`, to about two units in the last place; below -87 as at -87, where it is near
/// the smallest normal number. NaN stays NaN.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Adding and subtracting it rounds to a whole number.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first of so few bits that its product with a whole number is exact.
    const LN_2: [f32; 2] = [355.0 / 512.0, -2.121_944_4e-4];
    /// Cephes' `expf`: the coefficients of (e^r - 1 - r) / r^2, highest power first.
    const POLYNOMIAL: [f32; 6] = [
        1.987_569_1e-4,
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        5e-1,
    ];
    let x = if x < -87.0 { -87.0 } else { x };
    let power = x.mul_add(std::f32::consts::LOG2_E, ROUND) - ROUND;
    let rest = power.mul_add(-LN_2[0], x);
    let rest = power.mul_add(-LN_2[1], rest);
    let mut value = POLYNOMIAL[0];
    for coefficient in &POLYNOMIAL[1..] {
        value = value.mul_add(rest, *coefficient);
    }
    let value = value.mul_add(rest * rest, rest) + 1.0;
    // Times 2 to the power, by its exponent.
    f32::from_bits(value.to_bits().wrapping_add(((power as i32) << 23) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_exact_to_two_units_in_the_last_place() {
        let mut worst = 0.0_f64;
        for step in 0..870_000 {
            let x = -(step as f32) * 1e-4;
            let exact = f64::from(x).exp();
            worst = worst.max((f64::from(exp(x)) / exact - 1.0).abs());
        }
        assert!(worst < 2.0 * f64::from(f32::EPSILON), "{worst:e}");
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1e30), exp(-87.0));
        assert!(exp(f32::NEG_INFINITY) < 2e-38);
        assert!(exp(f32::NAN).is_nan());
    }

    fn classes(labels: &[u8]) -> Wanted {
        Wanted {
            count: labels.len(),
            labels: labels.to_vec(),
            targets: Vec::new(),
        }
    }

    /// The gradient by logits of `columns` numbers each, in rows of 16.
    fn found(loss: Loss, logits: &[f32], columns: usize, wanted: &Wanted) -> Vec<f32> {
        let rows = wanted.count.next_multiple_of(8);
        let mut padded = vec![7.0; rows * BLOCK];
        for (row, logits) in padded.chunks_mut(BLOCK).zip(logits.chunks(columns)) {
            row.fill(0.0);
            row[..columns].copy_from_slice(logits);
        }
        let logits = Matrix {
            numbers: &padded,
            columns,
            stride: BLOCK,
        };
        let mut delta = vec![0.0; rows * BLOCK];
        gradient(loss, logits, wanted, &mut delta);
        let (used, rest) = delta.split_at(wanted.count * BLOCK);
        assert!(rest.iter().all(|x| *x == 0.0), "{rest:?}");
        let rows = used.chunks(BLOCK);
        assert!(
            rows.clone()
                .all(|row| row[columns..].iter().all(|x| *x == 0.0))
        );
        rows.flat_map(|row| row[..columns].to_vec()).collect()
    }

    #[test]
    fn binary_cross_entropy_is_exact_at_logits_of_all_sizes() {
        let logits = [0.0, 0.3, -2.0, 17.0, -40.0, 1e30, -1e30, 90.0, -90.0, 5.0];
        let labels = [0, 1, 0, 1, 0, 1, 0, 0, 1, 0];
        let found = found(Loss::BinaryCrossEntropy, &logits, 1, &classes(&labels));
        for ((&z, &y), &found) in logits.iter().zip(&labels).zip(&found) {
            let exact = (1.0 / (1.0 + (-f64::from(z)).exp()) - f64::from(y)) / 10.0;
            let error = (f64::from(found) - exact).abs();
            assert!(error < 1e-8, "{z} {y}: {found} instead of {exact}");
        }
    }

    #[test]
    fn cross_entropy_is_exact_at_logits_of_all_sizes() {
        let logits = [
            [0.5, -1.0, 2.0],
            [1e30, -1e30, 0.0],
            [80.0, 80.0, 80.0],
            [-50.0, -51.0, -49.0],
        ];
        let labels = [2, 1, 0, 0];
        let found = found(
            Loss::CrossEntropy,
            logits.as_flattened(),
            3,
            &classes(&labels),
        );
        for ((logits, &label), found) in logits.iter().zip(&labels).zip(found.chunks(3)) {
            let largest = logits.iter().copied().fold(f32::MIN, f32::max);
            let exps = logits.map(|z| (f64::from(z) - f64::from(largest)).exp());
            for (j, &found) in found.iter().enumerate() {
                let target = if j == usize::from(label) { 1.0 } else { 0.0 };
                let exact = (exps[j] / exps.iter().sum::<f64>() - target) / 4.0;
                assert!((f64::from(found) - exact).abs() < 2e-8, "{logits:?} {j}");
            }
        }
    }

    #[test]
    fn the_squared_error_is_a_mean_over_outputs_and_examples() {
        let wanted = Wanted {
            count: 2,
            labels: Vec::new(),
            targets: vec![1.0, -1.0, 0.5, 2.0],
        };
        let found = found(Loss::SquaredError, &[3.0, 0.0, 0.5, f32::NAN], 2, &wanted);
        assert_eq!(found[..3], [1.0, 0.5, 0.0]);
        assert!(found[3].is_nan());
    }

    #[test]
    fn no_logit_that_is_not_finite_is_hidden() {
        let binary = found(
            Loss::BinaryCrossEntropy,
            &[f32::NAN, 1.0],
            1,
            &classes(&[0, 1]),
        );
        assert!(binary[0].is_nan() && binary[1].is_finite());
        for place in 0..3 {
            let mut logits = [0.5, 0.25, 0.125];
            logits[place] = f32::NAN;
            let found = found(Loss::CrossEntropy, &logits, 3, &classes(&[1]));
            assert!(found.iter().any(|x| x.is_nan()), "{place}: {found:?}");
        }
    }
}
