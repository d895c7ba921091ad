//! What the updates of all optimisers share in SIMD.

use pulp::Simd;
use std::ops::Range;

/// Numbers of an optimiser's memory below this in size become 0: compared with the update's epsilon
/// they change no parameter by more than its rounding, and arithmetic on the denormals that they
/// would decay to is many times slower than on other numbers.
pub(super) const TINY: f32 = 1e-30;

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
    #[expect(
        clippy::inline_always,
        reason = "SIMD has to be inlined into its dispatch"
    )]
    #[inline(always)]
    pub(crate) fn part(&mut self, range: Range<usize>) -> Vectors<'_> {
        let [first, second] = &mut self.memory;
        Vectors {
            memory: [part(first, range.clone()), part(second, range.clone())],
            parameters: &mut self.parameters[range],
        }
    }
}

#[expect(
    clippy::inline_always,
    reason = "SIMD has to be inlined into its dispatch"
)]
#[inline(always)]
fn part(vector: &mut [f32], range: Range<usize>) -> &mut [f32] {
    if vector.is_empty() {
        return &mut [];
    }
    &mut vector[range]
}

/// Sets tiny numbers to zero. NaN stays, so that it shows in the parameter.
#[expect(
    clippy::inline_always,
    reason = "SIMD has to be inlined into its dispatch"
)]
#[inline(always)]
pub(super) fn flushed<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let zero = simd.splat_f32s(0.0);
    // `abs_f32s` of pulp compiles to a call for each vector.
    let size = simd.max_f32s(x, simd.sub_f32s(zero, x));
    simd.select_f32s(simd.less_than_f32s(size, simd.splat_f32s(TINY)), zero, x)
}
