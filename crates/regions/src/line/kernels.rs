//! The inner loops, in vectors as wide as the machine has them.
//!
//! See [`vectors`](crate::vectors) for what holds for all of them.

use crate::vectors::{BLOCK, Weights, in_blocks, sum};
use pulp::{Simd, bytemuck};

/// The numbers of a layer.
pub(super) struct Target<'a> {
    pub slopes: &'a mut [f64],
    pub constants: &'a mut [f64],
    /// Where to leave an update's direction, if a layer after this one needs it.
    pub direction: Option<&'a mut [f64]>,
}

/// A rank-one update: `by[0]` and `by[1]` times a direction are added to slopes and constants.
#[derive(Clone, Copy)]
pub(super) struct Update<'a> {
    pub by: [f64; 2],
    pub direction: Direction<'a>,
}

/// What a rank-one update is a multiple of.
#[derive(Clone, Copy)]
pub(super) enum Direction<'a> {
    /// The weights out of one unit of the layer before.
    Column(&'a [f64]),
    /// The direction of the layer before, through its activation and the weights.
    Through {
        columns: &'a [f64],
        weights: &'a Weights,
        before: &'a [f64],
    },
}

/// A breakpoint and a point `x / w` at which to look at all units.
pub(super) struct Probe<'a> {
    /// The sides of the breakpoint on which the units were; where a unit is now certainly on the
    /// other side, its entry is negated.
    pub sides: &'a mut [f64],
    pub breakpoint: f64,
    pub x: f64,
    pub w: f64,
    /// Beyond this a value is certain for every unit.
    pub bound: f64,
}

/// What was seen of up to 64 units.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub first: u32,
    pub units: u32,
    /// A bit for each that certainly is on the other side now.
    pub crossed: u64,
    /// Whether there are others that perhaps are.
    pub close: bool,
}

/// Updates the numbers of a layer and looks at them in the same pass.
#[inline(always)]
pub(super) fn advance<S: Simd>(
    simd: S,
    target: &mut Target<'_>,
    update: Option<Update<'_>>,
    mut probe: Option<Probe<'_>>,
    seen: &mut Vec<Seen>,
) {
    seen.clear();
    let padded = target.slopes.len();
    in_blocks!(
        S,
        padded,
        at,
        advance_block,
        (simd, at, target, update, probe.as_mut(), seen)
    );
}

#[inline(always)]
fn advance_block<S: Simd, const V: usize>(
    simd: S,
    at: usize,
    target: &mut Target<'_>,
    update: Option<Update<'_>>,
    probe: Option<&mut Probe<'_>>,
    seen: &mut Vec<Seen>,
) {
    let padded = target.slopes.len();
    let range = at..at + V * S::F64_LANES;
    let (slopes, _) = S::as_mut_simd_f64s(&mut target.slopes[range.clone()]);
    let (constants, _) = S::as_mut_simd_f64s(&mut target.constants[range.clone()]);
    let zero = simd.splat_f64s(0.0);
    let (mut directions, mut by_slope, mut by_constant) = ([zero; V], zero, zero);
    if let Some(Update { by, direction }) = update {
        (by_slope, by_constant) = (simd.splat_f64s(by[0]), simd.splat_f64s(by[1]));
        match direction {
            Direction::Column(column) => {
                directions.copy_from_slice(S::as_simd_f64s(&column[range.clone()]).0);
            }
            Direction::Through {
                columns,
                weights,
                before,
            } => directions = sum(simd, columns, padded, at, weights, before, directions),
        }
        if let Some(direction) = &mut target.direction {
            let (direction, _) = S::as_mut_simd_f64s(&mut direction[range.clone()]);
            direction.copy_from_slice(&directions);
        }
    }
    let Some(probe) = probe else {
        for lane in 0..V {
            slopes[lane] = simd.mul_add_e_f64s(directions[lane], by_slope, slopes[lane]);
            constants[lane] = simd.mul_add_e_f64s(directions[lane], by_constant, constants[lane]);
        }
        return;
    };
    let (x, w) = (simd.splat_f64s(probe.x), simd.splat_f64s(probe.w));
    let (breakpoint, bound) = (
        simd.splat_f64s(probe.breakpoint),
        simd.splat_f64s(probe.bound),
    );
    let mut values = [zero; V];
    for lane in 0..V {
        let slope = simd.mul_add_e_f64s(directions[lane], by_slope, slopes[lane]);
        let constant = simd.mul_add_e_f64s(directions[lane], by_constant, constants[lane]);
        (slopes[lane], constants[lane]) = (slope, constant);
        let constant = simd.mul_f64s(simd.sub_f64s(constant, breakpoint), w);
        values[lane] = simd.mul_add_e_f64s(slope, x, constant);
    }
    let (sides, _) = S::as_mut_simd_f64s(&mut probe.sides[range]);
    let below_bound = simd.splat_f64s(-probe.bound);
    let mut close = simd.less_than_f64s(bound, below_bound);
    let mut crossed = 0;
    for lane in (0..V).rev() {
        let value = simd.mul_f64s(values[lane], sides[lane]);
        let below = simd.less_than_f64s(value, below_bound);
        let certain = simd.or_m64s(below, simd.greater_than_f64s(value, bound));
        // NaN is not certain either.
        close = simd.or_m64s(close, simd.not_m64s(certain));
        // In reverse, so that each lane shifts those after it: the compiler would rather build the
        // bits in vectors, which takes longer.
        crossed = (crossed << S::F64_LANES) | to_bits(simd, below);
        sides[lane] = simd.select_f64s(below, simd.sub_f64s(zero, sides[lane]), sides[lane]);
    }
    seen.push(Seen {
        first: at as u32,
        units: (V * S::F64_LANES) as u32,
        crossed,
        close: simd.first_true_m64s(close) != S::F64_LANES,
    });
}

/// A mask as bits, lane 0 lowest.
#[inline(always)]
pub(super) fn to_bits<S: Simd>(simd: S, mask: S::m64s) -> u64 {
    if const { size_of::<S::m64s>() == 1 && S::F64_LANES == 8 } {
        return u64::from(bytemuck::cast::<_, u8>(mask));
    }
    let mut lanes = [0; BLOCK];
    let (first, _) = S::as_mut_simd_u64s(&mut lanes);
    first[0] = simd.select_u64s(mask, simd.splat_u64s(1), simd.splat_u64s(0));
    let mut bits = 0;
    for (lane, bit) in lanes.into_iter().enumerate() {
        bits |= bit << lane;
    }
    bits
}

/// Writes the side of each unit at the point of `probe`: 1 or -1 where it is certain, else 0.
#[inline(always)]
pub(super) fn sides(slopes: &[f64], constants: &[f64], probe: Probe<'_>) {
    for ((&slope, &constant), side) in slopes.iter().zip(constants).zip(probe.sides) {
        let value = slope * probe.x + (constant - probe.breakpoint) * probe.w;
        let above = if value > probe.bound { 1.0 } else { 0.0 };
        let below = if value < -probe.bound { 1.0 } else { 0.0 };
        *side = above - below;
    }
}

/// Up to this many numbers are ranked.
const MOST_RANKED: usize = 128;

/// Puts numbers in increasing order, `order[rank]` being the place of each; false if two are equal
/// or there are too many. Comparing all pairs needs no unpredictable branch: fast for up to a
/// hundred numbers.
#[inline(always)]
pub(super) fn rank(numbers: &[f64], order: &mut Vec<u32>) -> bool {
    order.clear();
    if numbers.len() > MOST_RANKED {
        return false;
    }
    order.resize(numbers.len(), u32::MAX);
    for (place, number) in numbers.iter().enumerate() {
        let rank: u64 = numbers.iter().map(|other| u64::from(other < number)).sum();
        order[rank as usize] = place as u32;
    }
    !order.contains(&u32::MAX)
}
