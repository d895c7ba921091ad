//! The inner loops, in vectors as wide as the machine has them.
//!
//! `mul_add_e` rounds once or twice, as the machine likes; the bounds hold for both.

use pulp::Simd;

/// This many vectors are summed at a time: enough to keep the multipliers busy.
const BLOCK: usize = 8;

/// `out = start + sum over units of columns[unit] factor(unit)`.
#[inline(always)]
pub(crate) fn combine<S: Simd>(
    simd: S,
    columns: &[f64],
    units: &[u32],
    factor: impl Fn(usize) -> f64,
    start: Option<&[f64]>,
    out: &mut [f64],
) {
    let padded = out.len();
    let step = BLOCK * S::F64_LANES;
    let mut at = 0;
    while at + step <= padded {
        block::<S, BLOCK>(simd, columns, padded, at, units, &factor, start, out);
        at += step;
    }
    while at < padded {
        block::<S, 1>(simd, columns, padded, at, units, &factor, start, out);
        at += S::F64_LANES;
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn block<S: Simd, const V: usize>(
    simd: S,
    columns: &[f64],
    padded: usize,
    at: usize,
    units: &[u32],
    factor: &impl Fn(usize) -> f64,
    start: Option<&[f64]>,
    out: &mut [f64],
) {
    let width = V * S::F64_LANES;
    let mut sums = [simd.splat_f64s(0.0); V];
    if let Some(start) = start {
        let (start, _) = S::as_simd_f64s(&start[at..at + width]);
        for (sum, &start) in sums.iter_mut().zip(start) {
            *sum = start;
        }
    }
    for &unit in units {
        let unit = unit as usize;
        let factor = simd.splat_f64s(factor(unit));
        let begin = unit * padded + at;
        let (column, _) = S::as_simd_f64s(&columns[begin..begin + width]);
        for (sum, &weight) in sums.iter_mut().zip(column) {
            *sum = simd.mul_add_e_f64s(weight, factor, *sum);
        }
    }
    let (out, _) = S::as_mut_simd_f64s(&mut out[at..at + width]);
    for (out, &sum) in out.iter_mut().zip(&sums) {
        *out = sum;
    }
}

/// Adds `by[0] direction` to the slopes and `by[1] direction` to the constants.
#[inline(always)]
pub(super) fn add_rank<S: Simd>(
    simd: S,
    direction: &[f64],
    by: [f64; 2],
    slopes: &mut [f64],
    constants: &mut [f64],
) {
    let [by_slope, by_constant] = by.map(|by| simd.splat_f64s(by));
    let (direction, _) = S::as_simd_f64s(direction);
    let (slopes, _) = S::as_mut_simd_f64s(slopes);
    let (constants, _) = S::as_mut_simd_f64s(constants);
    for ((&direction, slope), constant) in direction.iter().zip(slopes).zip(constants) {
        *slope = simd.mul_add_e_f64s(direction, by_slope, *slope);
        *constant = simd.mul_add_e_f64s(direction, by_constant, *constant);
    }
}

/// What [`candidates`] looks at.
pub(super) struct Look<'a> {
    pub slopes: &'a [f64],
    pub constants: &'a [f64],
    pub sides: &'a [f64],
    pub breakpoint: f64,
    /// The point `x / w`.
    pub x: f64,
    pub w: f64,
    /// Beyond this a value is certain for every unit.
    pub bound: f64,
}

/// Writes the units whose side at the point is not certainly the one in `sides`, and returns how
/// many there are. `out` has as many places as there are padded units.
#[inline(always)]
pub(super) fn candidates<S: Simd>(simd: S, look: &Look<'_>, out: &mut [u32]) -> usize {
    let (x, w) = (simd.splat_f64s(look.x), simd.splat_f64s(look.w));
    let breakpoint = simd.splat_f64s(look.breakpoint);
    let bound = simd.splat_f64s(look.bound);
    let (slopes, _) = S::as_simd_f64s(look.slopes);
    let (constants, _) = S::as_simd_f64s(look.constants);
    let (sides, _) = S::as_simd_f64s(look.sides);
    let mut count = 0;
    for (block, ((&slope, &constant), &side)) in slopes.iter().zip(constants).zip(sides).enumerate()
    {
        let shifted = simd.mul_f64s(simd.sub_f64s(constant, breakpoint), w);
        let value = simd.mul_f64s(simd.mul_add_e_f64s(slope, x, shifted), side);
        let certain = simd.greater_than_f64s(value, bound);
        if simd.first_true_m64s(simd.not_m64s(certain)) == S::F64_LANES {
            continue;
        }
        let mut values = [0.0; 16];
        let (lanes, _) = S::as_mut_simd_f64s(&mut values);
        lanes[0] = value;
        for (lane, &value) in values[..S::F64_LANES].iter().enumerate() {
            out[count] = (block * S::F64_LANES + lane) as u32;
            // What is not a number is not certain either.
            let certain = value > look.bound;
            count += usize::from(!certain);
        }
    }
    count
}
