//! One layer, followed from step to step: its numbers stay in registers.

use super::kernels::to_bits;
use super::path::{Met, Sight, Step};
use super::stage::{Stage, UPDATES};
use crate::aligned::Aligned;
use crate::vectors::in_blocks;
use pulp::Simd;

/// The layer to follow.
pub(super) struct Follow<'a> {
    pub stage: &'a Stage,
    /// Slopes at the beginning, then constants.
    pub numbers: &'a [f64],
    pub steps: &'a [Step],
    /// A padded row each.
    pub directions: &'a [f64],
    pub begin: Sight,
    pub end: Sight,
    /// Slopes of the activation, below its breakpoint and above.
    pub slopes: [f64; 2],
    /// Whether breakpoints are only counted.
    pub last: bool,
}

/// The result of following a layer.
pub(super) struct Followed {
    pub sides: Sides,
    /// If layers follow, a padded row for each step: its direction after the activation.
    pub posts: Aligned,
    /// Room for units that pass their breakpoints, not yet placed; in a layer that is only counted,
    /// for those that may pass together with others. Its length is fixed: a buffer that may grow,
    /// and move, in the inner loop would drive the numbers out of the registers.
    met: Box<[Met]>,
    /// How many there are, also if there was not enough room for all.
    many: usize,
    pub count: u64,
}

impl Followed {
    /// Room for layers of this many padded units.
    pub(super) fn new(padded: usize, posts: usize) -> Self {
        let most = UPDATES.max(2 * padded);
        Self {
            sides: Sides::default(),
            posts: Aligned::new(posts, 0.0),
            met: vec![Met::default(); most].into_boxed_slice(),
            many: 0,
            count: 0,
        }
    }

    /// The units that pass; `None` if there was no room for all.
    pub(super) fn met(&mut self) -> Option<&mut [Met]> {
        self.met.get_mut(..self.many)
    }
}

/// Bits of units, 64 to a word: whether each is above its breakpoint. A row at the beginning, and
/// one at each step.
#[derive(Default)]
pub(super) struct Sides {
    words: Vec<u64>,
    row: usize,
}

impl Sides {
    /// Makes rows of this many units, none of them above.
    fn clear(&mut self, units: usize, rows: usize) {
        self.row = units.div_ceil(64);
        self.words.clear();
        self.words.resize(rows * self.row, 0);
    }

    #[inline(always)]
    pub(super) fn at(&self, row: usize) -> &[u64] {
        &self.words[row * self.row..(row + 1) * self.row]
    }

    #[inline(always)]
    fn put(&mut self, row: usize, at: usize, bits: u64) {
        // Blocks begin at multiples of their own length: none spans two words.
        self.words[row * self.row + at / 64] |= bits << (at % 64);
    }
}

impl Follow<'_> {
    /// Follows the layer. Returns whether the side of each unit at the beginning, at each step and
    /// at the end is certain; only then is the result complete.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&self, simd: S, found: &mut Followed) -> bool {
        let padded = self.stage.padded;
        found.sides.clear(self.stage.units, self.steps.len() + 1);
        found.many = 0;
        found.count = 0;
        let mut certain = true;
        if self.last {
            in_blocks!(
                S,
                padded,
                at,
                count_block,
                (simd, at, self, found, &mut certain)
            );
        } else {
            in_blocks!(
                S,
                padded,
                at,
                meet_block,
                (simd, at, self, found, &mut certain)
            );
        }
        certain
    }
}

#[inline(always)]
fn count_block<S: Simd, const V: usize>(
    simd: S,
    at: usize,
    follow: &Follow<'_>,
    found: &mut Followed,
    certain: &mut bool,
) {
    *certain &= follow_block::<S, V, true>(simd, at, follow, found);
}

#[inline(always)]
fn meet_block<S: Simd, const V: usize>(
    simd: S,
    at: usize,
    follow: &Follow<'_>,
    found: &mut Followed,
    certain: &mut bool,
) {
    *certain &= follow_block::<S, V, false>(simd, at, follow, found);
}

#[inline(always)]
fn follow_block<S: Simd, const V: usize, const LAST: bool>(
    simd: S,
    at: usize,
    follow: &Follow<'_>,
    found: &mut Followed,
) -> bool {
    let (padded, width) = (follow.stage.padded, V * S::F64_LANES);
    // In one block a unit is alone if no other of it passes; else the others are not known yet.
    let alone = u32::from(LAST && padded == width);
    let mut block = Block::<S, V>::new(simd, at, follow);
    let Some(mut were) = block.above_at_end(simd, &follow.begin) else {
        return false;
    };
    found.sides.put(0, at, were);
    let activation = follow.slopes.map(|slope| simd.splat_f64s(slope));
    let mut count = 0;
    for (index, step) in follow.steps.iter().enumerate() {
        let begin = step.direction * padded + at;
        let (directions, _) = S::as_simd_f64s(&follow.directions[begin..begin + width]);
        let seen = if LAST {
            block.above(simd, &step.sight, [])
        } else {
            let begin = index * padded + at;
            let (posts, _) = S::as_mut_simd_f64s(&mut found.posts[begin..begin + width]);
            block.above(simd, &step.sight, [(directions, posts, activation)])
        };
        let Some(above) = seen else {
            return false;
        };
        if !LAST {
            found.sides.put(index + 1, at, above);
        }
        let passed = above ^ were;
        were = above;
        count += passed.count_ones();
        if passed.count_ones() > alone {
            block.meet([at, index], passed, above, found);
        }
        let (slope, constant) = (simd.splat_f64s(step.by[0]), simd.splat_f64s(step.by[1]));
        for lane in 0..V {
            let direction = directions[lane];
            block.slopes[lane] = simd.mul_add_e_f64s(direction, slope, block.slopes[lane]);
            block.constants[lane] = simd.mul_add_e_f64s(direction, constant, block.constants[lane]);
        }
    }
    let Some(above) = block.above_at_end(simd, &follow.end) else {
        return false;
    };
    let passed = above ^ were;
    count += passed.count_ones();
    if passed.count_ones() > alone {
        block.meet([at, follow.steps.len()], passed, above, found);
    }
    found.count += u64::from(count);
    true
}

/// Directions of a step, where to write what the activation makes of them, and its two slopes.
type Activate<'a, S> = (
    &'a [<S as Simd>::f64s],
    &'a mut [<S as Simd>::f64s],
    [<S as Simd>::f64s; 2],
);

/// The numbers of a block of units.
struct Block<S: Simd, const V: usize> {
    slopes: [S::f64s; V],
    constants: [S::f64s; V],
    /// Bits of what is a unit, not padding.
    units: u64,
}

impl<S: Simd, const V: usize> Block<S, V> {
    #[inline(always)]
    fn new(simd: S, at: usize, follow: &Follow<'_>) -> Self {
        let zero = simd.splat_f64s(0.0);
        let (mut slopes, mut constants) = ([zero; V], [zero; V]);
        let width = V * S::F64_LANES;
        let (all_slopes, all_constants) = follow.numbers.split_at(follow.stage.padded);
        slopes.copy_from_slice(S::as_simd_f64s(&all_slopes[at..at + width]).0);
        constants.copy_from_slice(S::as_simd_f64s(&all_constants[at..at + width]).0);
        Self {
            slopes,
            constants,
            units: ones(follow.stage.units.saturating_sub(at).min(width)),
        }
    }

    /// Which units are above their breakpoints; `None` if that is not certain. What the activation
    /// makes of directions is written in the same pass.
    #[inline(always)]
    fn above<const N: usize>(
        &self,
        simd: S,
        sight: &Sight,
        mut activate: [Activate<'_, S>; N],
    ) -> Option<u64> {
        let x = simd.splat_f64s(sight.x);
        let (upper, lower) = (simd.splat_f64s(sight.above), simd.splat_f64s(sight.below));
        let (mut above, mut certain) = (0, ones(S::F64_LANES));
        for lane in (0..V).rev() {
            let value = simd.mul_add_e_f64s(self.slopes[lane], x, self.constants[lane]);
            let mask = simd.greater_than_f64s(value, upper);
            let bits = to_bits(simd, mask);
            above = (above << S::F64_LANES) | bits;
            // NaN is neither.
            certain &= bits | to_bits(simd, simd.less_than_f64s(value, lower));
            for (directions, posts, [below, above]) in &mut activate {
                let slope = simd.select_f64s(mask, *above, *below);
                posts[lane] = simd.mul_f64s(directions[lane], slope);
            }
        }
        (certain == ones(S::F64_LANES)).then_some(above & self.units)
    }

    /// The same at a point that may be infinite.
    #[inline(always)]
    fn above_at_end(&self, simd: S, sight: &Sight) -> Option<u64> {
        let (x, w) = (simd.splat_f64s(sight.x), simd.splat_f64s(sight.w));
        let (upper, lower) = (simd.splat_f64s(sight.above), simd.splat_f64s(sight.below));
        let (mut above, mut certain) = (0, 0);
        for lane in (0..V).rev() {
            let constant = simd.mul_f64s(self.constants[lane], w);
            let value = simd.mul_add_e_f64s(self.slopes[lane], x, constant);
            let bits = to_bits(simd, simd.greater_than_f64s(value, upper));
            above = (above << S::F64_LANES) | bits;
            let bits = bits | to_bits(simd, simd.less_than_f64s(value, lower));
            certain = (certain << S::F64_LANES) | bits;
        }
        // At an infinite end padding is on its breakpoint.
        (certain & self.units == self.units).then_some(above & self.units)
    }

    /// Notes the units whose bits are set.
    #[inline(always)]
    fn meet(&self, [at, step]: [usize; 2], mut bits: u64, above: u64, found: &mut Followed) {
        let (mut slopes, mut constants) = ([0.0; 64], [0.0; 64]);
        S::as_mut_simd_f64s(&mut slopes).0[..V].copy_from_slice(&self.slopes);
        S::as_mut_simd_f64s(&mut constants).0[..V].copy_from_slice(&self.constants);
        while bits != 0 {
            let lane = bits.trailing_zeros();
            bits &= bits - 1;
            if let Some(met) = found.met.get_mut(found.many) {
                met.step = step as u32;
                met.slope = slopes[lane as usize];
                met.constant = constants[lane as usize];
                met.crossing.unit = at as u32 + lane;
                met.crossing.rises = above >> lane & 1 == 1;
            }
            found.many += 1;
        }
    }
}

/// The lowest bits, up to 64 of them.
#[inline(always)]
pub(super) const fn ones(count: usize) -> u64 {
    if count == 0 {
        0
    } else {
        u64::MAX >> (64 - count)
    }
}
