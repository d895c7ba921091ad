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
        // All of one length, so that the loop checks no index.
        let count = parameters.len();
        let gradient = &gradient[..count];
        let mut memory = self
            .vectors
            .memory
            .map(|vector| S::as_mut_simd_f32s(vector).0);
        for vector in &mut memory[..M] {
            *vector = &mut std::mem::take(vector)[..count];
        }
        let zero = simd.splat_f32s(0.0);
        let mut numbers = [zero; NUMBERS];
        for (lanes, &number) in numbers.iter_mut().zip(self.numbers) {
            *lanes = simd.splat_f32s(number);
        }
        let mut finite = zero;
        for index in 0..count {
            let mut old = [Lanes { simd, lanes: zero }; M];
            for (old, vector) in old.iter_mut().zip(&memory) {
                old.lanes = vector[index];
            }
            let parameter = Lanes {
                simd,
                lanes: parameters[index],
            };
            let slope = Lanes {
                simd,
                lanes: gradient[index],
            };
            let (moved, new) = F::step(&numbers, parameter, slope, old);
            for (new, vector) in new.iter().zip(&mut memory) {
                vector[index] = new.lanes;
            }
            parameters[index] = moved.lanes;
            // 0 as long as all are finite, NaN from the first that is not.
            finite = simd.mul_add_f32s(moved.lanes, zero, finite);
        }
        simd.reduce_sum_f32s(finite) == 0.0
    }
}

/// Neighbouring parameters, as many as the processor computes with at once.
#[derive(Clone, Copy)]
struct Lanes<S: Simd> {
    simd: S,
    lanes: S::f32s,
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn with(self, lanes: S::f32s) -> Self {
        Self { lanes, ..self }
    }
}

impl<S: Simd> Vector for Lanes<S> {
    /// The same in each lane.
    type Number = S::f32s;

    #[inline(always)]
    fn scaled(self, number: &S::f32s) -> Self {
        self.with(self.simd.mul_f32s(*number, self.lanes))
    }

    #[inline(always)]
    fn plus_scaled(self, number: &S::f32s, other: Self) -> Self {
        self.with(self.simd.mul_add_f32s(*number, other.lanes, self.lanes))
    }

    #[inline(always)]
    fn plus(self, number: &S::f32s) -> Self {
        self.with(self.simd.add_f32s(self.lanes, *number))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.with(self.simd.sub_f32s(self.lanes, other.lanes))
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.with(self.simd.div_f32s(self.lanes, other.lanes))
    }

    #[inline(always)]
    fn squared(self) -> Self {
        self.with(self.simd.mul_f32s(self.lanes, self.lanes))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.with(self.simd.sqrt_f32s(self.lanes))
    }

    #[inline(always)]
    fn flushed(self) -> Self {
        let Self { simd, lanes } = self;
        let zero = simd.splat_f32s(0.0);
        // `abs_f32s` of pulp compiles to a call for each vector.
        let size = simd.max_f32s(lanes, simd.sub_f32s(zero, lanes));
        let is_tiny = simd.less_than_f32s(size, simd.splat_f32s(TINY));
        self.with(simd.select_f32s(is_tiny, zero, lanes))
    }
}
