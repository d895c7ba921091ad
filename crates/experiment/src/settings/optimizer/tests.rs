//! What the tests of all kinds share.

use super::*;

/// One parameter.
impl Vector for f64 {
    type Number = f64;

    fn scaled(self, number: &f64) -> f64 {
        number * self
    }

    fn plus_scaled(self, number: &f64, other: f64) -> f64 {
        self + number * other
    }

    fn minus(self, other: f64) -> f64 {
        self - other
    }

    fn squared(self) -> f64 {
        self * self
    }

    fn over_root(self, square: f64, epsilon: &f64) -> f64 {
        self / (square.sqrt() + epsilon)
    }

    fn flushed(self) -> f64 {
        if self.abs() < f64::from(TINY) {
            0.0
        } else {
            self
        }
    }
}

/// A step of one parameter by an optimiser's formula, in `f64`.
struct Step<'a> {
    parameter: &'a mut f64,
    memory: &'a mut [f64; 2],
    gradient: f64,
    numbers: [f64; NUMBERS],
}

impl WithFormula for Step<'_> {
    type Output = ();

    fn with_formula<F: Formula<M>, const M: usize>(self) {
        let mut memory = [0.0; M];
        memory.copy_from_slice(&self.memory[..M]);
        (*self.parameter, memory) = F::step(&self.numbers, *self.parameter, self.gradient, memory);
        self.memory[..M].copy_from_slice(&memory);
    }
}

/// Compares steps of an optimiser with those of a paper, `paper(parameter, memory, gradient, step,
/// rate)`, on parameters with gradients of many sizes, towards whose zero they move.
pub(super) fn compare(
    optimizer: Optimizer,
    weight_decay: f64,
    paper: impl Fn(&mut f64, &mut [f64; 2], f64, i32, f64),
) {
    let mut moved = 0;
    for index in 0..32 {
        let start = f64::from(index) / 16.0 - 1.0;
        let (mut found, mut exact) = (start, start);
        let (mut memory, mut own) = ([0.0; 2], [0.0; 2]);
        for step in 1..=300 {
            // It changes from step to step, as a schedule would have it.
            let rate = 0.03 / (1.0 + f64::from(step) / 100.0);
            let size = 10.0_f64.powi(-(index % 4));
            let gradient = size * (exact - 0.3) + size * 0.1 * f64::from(step % 3);
            paper(&mut exact, &mut own, gradient, step, rate);
            optimizer.with_formula(Step {
                parameter: &mut found,
                memory: &mut memory,
                gradient,
                numbers: optimizer.numbers(step as u64, rate, weight_decay),
            });
            let error = (found - exact).abs();
            let what = format!("{optimizer:?} step {step}: {found}, off by {error:e}");
            assert!(error < 1e-12, "{what}");
        }
        moved += usize::from((exact - start).abs() > 1e-2);
    }
    assert!(moved > 16, "{optimizer:?}: {moved}");
}
