//! Updates in the processor's vectors.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined into the dispatch is compiled without its instructions"
)]

use super::Update;
use crease_experiment::settings::optimizer::{Formula, NUMBERS, TINY, Vector, WithFormula};
use pulp::Simd;
use std::ops::Range;

/// The most vectors that an optimiser remembers.
pub(crate) const MOST_VECTORS: usize = 2;

/// Parameters and the vectors of the optimiser's memory, of one length, a multiple of 16; those
/// that it does not have are empty.
pub(crate) struct Vectors<'a> {
    pub(crate) parameters: &'a mut [f32],
    pub(crate) memory: [&'a mut [f32]; MOST_VECTORS],
}

impl Vectors<'_> {
    /// A part of each vector.
    #[inline(always)]
    pub(crate) fn part(&mut self, range: Range<usize>) -> Vectors<'_> {
        let [first, second] = &mut self.memory;
        Vectors {
            memory: [part(first, range.clone()), part(second, range.clone())],
            parameters: &mut self.parameters[range],
        }
    }
}

#[inline(always)]
fn part(vector: &mut [f32], range: Range<usize>) -> &mut [f32] {
    if vector.is_empty() {
        return &mut [];
    }
    &mut vector[range]
}

impl Update {
    /// Updates parameters; returns whether all of them are finite afterwards.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, vectors: Vectors<'_>, gradient: &[f32]) -> bool {
        self.optimizer.with_formula(Apply {
            simd,
            numbers: &self.numbers,
            vectors,
            gradient,
        })
    }
}

struct Apply<'a, S> {
    simd: S,
    numbers: &'a [f32; NUMBERS],
    vectors: Vectors<'a>,
    gradient: &'a [f32],
}

impl<S: Simd> WithFormula for Apply<'_, S> {
    type Output = bool;

    #[inline(always)]
    fn with_formula<F: Formula<M>, const M: usize>(self) -> bool {
        const { assert!(M <= MOST_VECTORS) }
        let simd = self.simd;
        let (parameters, _) = S::as_mut_simd_f32s(self.vectors.parameters);
        let (gradient, _) = S::as_simd_f32s(self.gradient);
        let [first, second] = self.vectors.memory;
        let mut memory = [S::as_mut_simd_f32s(first).0, S::as_mut_simd_f32s(second).0];
        // All of one length, so that the loop checks no index.
        for vector in &mut memory[..M] {
            *vector = &mut std::mem::take(vector)[..parameters.len()];
        }
        let zero = simd.splat_f32s(0.0);
        let mut numbers = [zero; NUMBERS];
        for (lanes, &number) in numbers.iter_mut().zip(self.numbers) {
            *lanes = simd.splat_f32s(number);
        }
        let mut finite = zero;
        for (index, (parameter, &slope)) in parameters.iter_mut().zip(gradient).enumerate() {
            let mut old = [Lanes(simd, zero); M];
            for (old, vector) in old.iter_mut().zip(&memory) {
                old.1 = vector[index];
            }
            let slope = Lanes(simd, slope);
            let (Lanes(_, moved), new) = F::step(&numbers, Lanes(simd, *parameter), slope, old);
            for (new, vector) in new.iter().zip(&mut memory) {
                vector[index] = new.1;
            }
            *parameter = moved;
            // 0 as long as all are finite, NaN from the first that is not.
            finite = simd.mul_add_f32s(moved, zero, finite);
        }
        simd.reduce_sum_f32s(finite) == 0.0
    }
}

/// Neighbouring parameters, as many as the processor computes with at once.
#[derive(Clone, Copy)]
struct Lanes<S: Simd>(S, S::f32s);

impl<S: Simd> Vector for Lanes<S> {
    /// The same in each lane.
    type Number = S::f32s;

    #[inline(always)]
    fn scaled(self, number: &S::f32s) -> Self {
        Self(self.0, self.0.mul_f32s(*number, self.1))
    }

    #[inline(always)]
    fn plus_scaled(self, number: &S::f32s, other: Self) -> Self {
        Self(self.0, self.0.mul_add_f32s(*number, other.1, self.1))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(self.0, self.0.sub_f32s(self.1, other.1))
    }

    #[inline(always)]
    fn squared(self) -> Self {
        Self(self.0, self.0.mul_f32s(self.1, self.1))
    }

    #[inline(always)]
    fn over_root(self, square: Self, epsilon: &S::f32s) -> Self {
        let Self(simd, x) = self;
        let root = simd.add_f32s(simd.sqrt_f32s(square.1), *epsilon);
        Self(simd, simd.div_f32s(x, root))
    }

    #[inline(always)]
    fn flushed(self) -> Self {
        let Self(simd, x) = self;
        let (zero, tiny) = (simd.splat_f32s(0.0), simd.splat_f32s(TINY));
        // `abs_f32s` of pulp compiles to a call for each vector.
        let size = simd.max_f32s(x, simd.sub_f32s(zero, x));
        Self(
            simd,
            simd.select_f32s(simd.less_than_f32s(size, tiny), zero, x),
        )
    }
}
