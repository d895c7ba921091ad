//! Products with a layer's weights, over the units whose bits are set.

use super::stage::Stage;
use pulp::Simd;

/// `P` rows of sums over units, `out = sum weights[unit] factors[unit]`, in one pass over the
/// weights; where `add`, added to what is there. Rows follow each other, each as long as its layer is
/// padded.
#[inline(always)]
pub(super) fn products<S: Simd, const P: usize>(
    simd: S,
    [before, stage]: [&Stage; 2],
    units: &[u64],
    factors: &[f64],
    out: &mut [f64],
    add: bool,
) {
    let mut product = Product::<P> {
        columns: &stage.columns,
        padded: stage.padded,
        units,
        factors: std::array::from_fn(|row| {
            &factors[row * before.padded..(row + 1) * before.padded]
        }),
        out,
        add,
    };
    // No more vectors at a time, so that all sums stay in registers.
    let mut at = 0;
    while at + 4 * S::F64_LANES <= stage.padded {
        product.block::<S, 4>(simd, at);
        at += 4 * S::F64_LANES;
    }
    while at < stage.padded {
        product.block::<S, 1>(simd, at);
        at += S::F64_LANES;
    }
}

struct Product<'a, const P: usize> {
    columns: &'a [f64],
    padded: usize,
    units: &'a [u64],
    factors: [&'a [f64]; P],
    out: &'a mut [f64],
    add: bool,
}

impl<const P: usize> Product<'_, P> {
    /// The sums of `V` vectors of units from `at` on.
    #[inline(always)]
    fn block<S: Simd, const V: usize>(&mut self, simd: S, at: usize) {
        let width = V * S::F64_LANES;
        let mut sums = [[simd.splat_f64s(0.0); V]; P];
        if self.add {
            for (row, sums) in sums.iter_mut().enumerate() {
                let begin = row * self.padded + at;
                sums.copy_from_slice(S::as_simd_f64s(&self.out[begin..begin + width]).0);
            }
        }
        for (index, &word) in self.units.iter().enumerate() {
            let mut word = word;
            while word != 0 {
                let unit = index * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let begin = unit * self.padded + at;
                let (column, _) = S::as_simd_f64s(&self.columns[begin..begin + width]);
                for (sums, factors) in sums.iter_mut().zip(&self.factors) {
                    let factor = simd.splat_f64s(factors[unit]);
                    for (sum, &weight) in sums.iter_mut().zip(column) {
                        *sum = simd.mul_add_e_f64s(weight, factor, *sum);
                    }
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let begin = row * self.padded + at;
            let (out, _) = S::as_mut_simd_f64s(&mut self.out[begin..begin + width]);
            out.copy_from_slice(sums);
        }
    }
}
