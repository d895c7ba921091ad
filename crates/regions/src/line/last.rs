//! All cells of the last layer within one cell of the layer before it, in one go.
//!
//! The last layer is only counted, so that its numbers can stay in registers from breakpoint to
//! breakpoint of the layer before. What is not certain, or may coincide, is left to the step by step
//! sweep, which begins the cell again.

use super::kernels::{Direction, Update, to_bits};
use super::point::{Crossing, Point};
use super::stage::UPDATES;
use super::sweep::Sweep;
use super::update::pending;
use crate::vectors::{in_blocks, sum};
use pulp::Simd;

/// Goes to the point `x`, and then adds `by` times the weights out of a unit.
#[derive(Clone, Copy)]
pub(super) struct Step {
    x: f64,
    /// What is certainly above the breakpoint, and what is certainly below.
    above: f64,
    below: f64,
    by: [f64; 2],
    /// A column of zeros at the end of the cell would do; the weights of any unit times 0 do too.
    unit: u32,
}

/// A unit that crosses in some step where it is not alone, with its numbers there.
#[derive(Clone, Copy)]
pub(super) struct Met {
    step: u32,
    crossing: Crossing,
    slope: f64,
    constant: f64,
}

/// Buffers of [`Sweep::count_last`].
#[derive(Default)]
pub(super) struct Steps {
    path: Vec<Step>,
    /// How many units cross in each step.
    crossed: Vec<u32>,
    met: Vec<Met>,
}

/// Numbers of the last layer, before and after.
struct Walk<'a> {
    columns: &'a [f64],
    update: Option<Update<'a>>,
    before: [&'a [f64]; 3],
    after: [&'a mut [f64]; 3],
}

impl Sweep<'_> {
    /// Counts the current cell of the layer before the last, breakpoints of both layers. False, and
    /// nothing has changed, if it takes the step by step sweep.
    #[inline(always)]
    pub(super) fn count_last<S: Simd>(&mut self, simd: S, layer: usize) -> bool {
        let last = layer + 1;
        let (prepared, room) = (self.prepared, &mut *self.room);
        let pieces = &prepared.pieces;
        let breakpoint = pieces.breakpoints()[0];
        let (slope_below, slope_above) = (pieces.slope(0), pieces.slope(1));
        let state = &room.states[layer];
        if state.end.is_infinite() || self.updates + state.crossings.len() >= UPDATES {
            return false;
        }
        let tolerance = room.states[last].tolerance;
        let steps = &mut room.steps.path;
        steps.clear();
        let mut tied = false;
        for crossing in &state.crossings {
            let unit = crossing.unit as usize;
            let jump = if crossing.rises {
                slope_above - slope_below
            } else {
                slope_below - slope_above
            };
            let by_slope = jump * state.slopes[unit];
            let by_constant = jump * (state.constants[unit] - breakpoint);
            let end = Point::of(layer, crossing);
            tied |= crossing.tied;
            steps.push(Step {
                x: end.x,
                above: breakpoint + tolerance.at(&end),
                below: breakpoint - tolerance.at(&end),
                by: [by_slope, by_constant],
                unit: crossing.unit,
            });
        }
        if tied {
            return false;
        }
        steps.push(Step {
            x: state.end.x,
            above: breakpoint + tolerance.at(&state.end),
            below: breakpoint - tolerance.at(&state.end),
            by: [0.0, 0.0],
            unit: 0,
        });
        let mut spare = std::mem::take(&mut room.spare);
        let found = {
            let waiting = room.states[last].pending;
            let stage = &prepared.stages[last];
            let (target, update, sides) = pending(&prepared.stages, &mut room.states, last, false);
            let [slopes, constants, new_sides] = &mut spare;
            let mut walk = Walk {
                columns: &stage.columns,
                update,
                before: [target.slopes, target.constants, sides],
                after: [slopes, constants, new_sides],
            };
            let certain = walk.run(simd, &mut room.steps) && {
                let state = &room.states[last];
                distinct(&mut room.steps, |met| {
                    let unit = met.crossing.unit as usize;
                    let slope = [met.slope, state.slope_errors[unit]];
                    let constant = [met.constant, state.constant_errors[unit]];
                    met.crossing.place(slope, constant, breakpoint);
                })
            };
            if !certain {
                room.states[last].pending = waiting;
            }
            certain
        };
        if found {
            let state = &mut room.states[last];
            let [slopes, constants, sides] = &mut spare;
            std::mem::swap(&mut state.slopes, slopes);
            std::mem::swap(&mut state.constants, constants);
            std::mem::swap(&mut state.sides, sides);
        }
        room.spare = spare;
        if !found {
            return false;
        }
        let state = &mut room.states[layer];
        for crossing in &state.crossings {
            let unit = crossing.unit as usize;
            let slope = if crossing.rises {
                slope_above
            } else {
                slope_below
            };
            state.pattern[unit] = u8::from(crossing.rises);
            state.weights.set(unit, slope);
        }
        self.updates += state.crossings.len();
        self.found.regions += state.crossings.len() as u64;
        for &crossed in &room.steps.crossed {
            self.found.regions += u64::from(crossed);
        }
        self.decider.forget_after(layer);
        true
    }
}

impl Walk<'_> {
    /// Takes all steps; false if anything is not certain.
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, steps: &mut Steps) -> bool {
        let padded = self.before[0].len();
        let (path, crossed, met) = (&steps.path, &mut steps.crossed, &mut steps.met);
        crossed.clear();
        crossed.resize(path.len(), 0);
        met.clear();
        // In one block a unit is alone if no other of it crosses; else the others are not known yet.
        let alone = u32::from(padded <= 8 * S::F64_LANES);
        let mut certain = true;
        in_blocks!(
            S,
            padded,
            at,
            walk_block,
            (simd, at, self, path, crossed, met, alone, &mut certain)
        );
        certain
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn walk_block<S: Simd, const V: usize>(
    simd: S,
    at: usize,
    walk: &mut Walk<'_>,
    steps: &[Step],
    crossed: &mut [u32],
    met: &mut Vec<Met>,
    alone: u32,
    certain: &mut bool,
) {
    let padded = walk.before[0].len();
    let range = at..at + V * S::F64_LANES;
    let zero = simd.splat_f64s(0.0);
    let (mut slopes, mut constants, mut sides) = ([zero; V], [zero; V], [zero; V]);
    slopes.copy_from_slice(S::as_simd_f64s(&walk.before[0][range.clone()]).0);
    constants.copy_from_slice(S::as_simd_f64s(&walk.before[1][range.clone()]).0);
    sides.copy_from_slice(S::as_simd_f64s(&walk.before[2][range.clone()]).0);
    if let Some(Update { by, direction }) = walk.update {
        let mut directions = [zero; V];
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
        let (by_slope, by_constant) = (simd.splat_f64s(by[0]), simd.splat_f64s(by[1]));
        for lane in 0..V {
            slopes[lane] = simd.mul_add_e_f64s(directions[lane], by_slope, slopes[lane]);
            constants[lane] = simd.mul_add_e_f64s(directions[lane], by_constant, constants[lane]);
        }
    }
    // Bits, as far as there are units: of those that are above, and of those that were.
    let all = u64::MAX >> (64 - V * S::F64_LANES);
    let (mut were, mut on) = (0, 0);
    for lane in (0..V).rev() {
        let side = sides[lane];
        were = (were << S::F64_LANES) | to_bits(simd, simd.greater_than_f64s(side, zero));
        on = (on << S::F64_LANES) | to_bits(simd, simd.equal_f64s(side, zero));
    }
    if on != 0 {
        *certain = false;
        return;
    }
    let (mut last, mut upper) = (zero, zero);
    for (index, step) in steps.iter().enumerate() {
        let x = simd.splat_f64s(step.x);
        let lower = simd.splat_f64s(step.below);
        upper = simd.splat_f64s(step.above);
        last = x;
        let (mut above, mut below) = (0, 0);
        for lane in (0..V).rev() {
            let value = simd.mul_add_e_f64s(slopes[lane], x, constants[lane]);
            above = (above << S::F64_LANES) | to_bits(simd, simd.greater_than_f64s(value, upper));
            below = (below << S::F64_LANES) | to_bits(simd, simd.less_than_f64s(value, lower));
        }
        // What is not a number is neither.
        if above | below != all {
            *certain = false;
            return;
        }
        let mut bits = above ^ were;
        were = above;
        let count = bits.count_ones();
        crossed[index] += count;
        if count > alone {
            let (mut slope_lanes, mut constant_lanes) = ([0.0; 64], [0.0; 64]);
            S::as_mut_simd_f64s(&mut slope_lanes).0[..V].copy_from_slice(&slopes);
            S::as_mut_simd_f64s(&mut constant_lanes).0[..V].copy_from_slice(&constants);
            while bits != 0 {
                let lane = bits.trailing_zeros();
                bits &= bits - 1;
                met.push(Met {
                    step: index as u32,
                    crossing: Crossing::new(at as u32 + lane, 0, false),
                    slope: slope_lanes[lane as usize],
                    constant: constant_lanes[lane as usize],
                });
            }
        }
        let begin = step.unit as usize * padded + at;
        let (column, _) = S::as_simd_f64s(&walk.columns[begin..begin + V * S::F64_LANES]);
        let (by_slope, by_constant) = (simd.splat_f64s(step.by[0]), simd.splat_f64s(step.by[1]));
        for lane in 0..V {
            slopes[lane] = simd.mul_add_e_f64s(column[lane], by_slope, slopes[lane]);
            constants[lane] = simd.mul_add_e_f64s(column[lane], by_constant, constants[lane]);
        }
    }
    // The last step adds nothing: the values are what they were.
    let (one, minus_one) = (simd.splat_f64s(1.0), simd.splat_f64s(-1.0));
    for (lane, side) in sides.iter_mut().enumerate() {
        let value = simd.mul_add_e_f64s(slopes[lane], last, constants[lane]);
        *side = simd.select_f64s(simd.greater_than_f64s(value, upper), one, minus_one);
    }
    let after = [&slopes, &constants, &sides];
    for (numbers, after) in walk.after.iter_mut().zip(after) {
        let (numbers, _) = S::as_mut_simd_f64s(&mut numbers[range.clone()]);
        numbers.copy_from_slice(after);
    }
}

/// Whether all units that cross in one step certainly do so at different points.
#[inline(always)]
fn distinct(steps: &mut Steps, mut place: impl FnMut(&mut Met)) -> bool {
    if steps.met.is_empty() {
        return true;
    }
    // Blocks of units come one after the other, each with all steps.
    steps.met.sort_by_key(|met| met.step);
    for met in &mut steps.met {
        if steps.crossed[met.step as usize] > 1 {
            place(met);
        }
    }
    let groups = steps.met.chunk_by_mut(|a, b| a.step == b.step);
    for group in groups {
        if group.len() < 2 {
            continue;
        }
        group.sort_by(|a, b| a.crossing.s.total_cmp(&b.crossing.s));
        let mut apart = true;
        for pair in group.windows(2) {
            apart &= pair[0].crossing.is_before(&pair[1].crossing);
        }
        if !apart {
            return false;
        }
    }
    true
}
