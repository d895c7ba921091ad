//! Slopes and constants: at the beginning of a line, and from breakpoint to breakpoint.

use super::kernels::{self, Direction, Probe, Target, Update};
use super::point::Passage;
use super::stage::{Bounds, Stage, UPDATES};
use super::state::{Pending, State, Tolerance};
use super::sweep::Sweep;
use crate::Line;
use crate::vectors::combine;
use pulp::Simd;

pub(super) fn largest(numbers: &[f64]) -> f64 {
    numbers
        .iter()
        .fold(0.0, |max, number| max.max(number.abs()))
}

impl Sweep<'_> {
    /// Composes the first layer with the line, and finds everything at its beginning.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S) {
        let (stage, state) = (&self.prepared.stages[0], &mut self.room.states[0]);
        let Line {
            direction, origin, ..
        } = self.line;
        let (columns, inputs) = (&stage.columns, &self.prepared.inputs);
        let (slopes, constants) = (&mut state.slopes, &mut state.constants);
        combine(simd, columns, inputs, direction, None, slopes);
        combine(simd, columns, inputs, origin, Some(&stage.bias), constants);
        let sizes = [largest(direction), largest(origin)];
        for layer in 0..self.kept {
            self.set_errors(layer, sizes);
            if layer > 0 {
                self.compute(simd, layer);
            }
            if layer < self.hidden {
                self.begin_sides(layer);
                self.room.states[layer].begin_pattern(&self.prepared.pieces);
            }
        }
        self.room.slopes_before.clear();
        self.updates = 0;
    }

    /// How far off the numbers of a layer are on a line whose direction and origin have these
    /// largest entries.
    #[inline(always)]
    fn set_errors(&mut self, layer: usize, [direction, origin]: [f64; 2]) {
        let stage = &self.prepared.stages[layer];
        let state = &mut self.room.states[layer];
        let errors = state.slope_errors.iter_mut();
        for (bounds, error) in stage.bounds.iter().zip(errors) {
            *error = slope_error(bounds, direction);
        }
        let errors = state.constant_errors.iter_mut();
        for (bounds, error) in stage.bounds.iter().zip(errors) {
            *error = constant_error(bounds, origin);
        }
        let breakpoint = self.prepared.largest_breakpoint;
        state.tolerance = tolerance(stage, [direction, origin], breakpoint);
    }

    /// On which sides the units of a layer are at the beginning.
    #[inline(always)]
    fn begin_sides(&mut self, layer: usize) {
        let begin = self.ends[0];
        let prepared = self.prepared;
        let stage = &prepared.stages[layer];
        for (breakpoint, &at) in prepared.pieces.breakpoints().iter().enumerate() {
            let row = breakpoint * stage.padded;
            let state = &mut self.room.states[layer];
            let probe = Probe {
                sides: &mut state.sides[row..row + stage.padded],
                breakpoint: at,
                x: begin.x,
                w: begin.w,
                bound: state.tolerance.at(&begin),
            };
            kernels::sides(&state.slopes, &state.constants, probe);
            // Padding never changes sides.
            state.sides[row + stage.units..row + stage.padded].fill(1.0);
            for unit in 0..stage.units {
                if self.room.states[layer].sides[row + unit] == 0.0 {
                    let passage = Passage {
                        layer,
                        unit,
                        breakpoint,
                    };
                    let side = self.side(passage, &begin);
                    self.room.states[layer].sides[row + unit] = side;
                }
            }
        }
    }

    /// The slopes and constants of a layer from those before it.
    #[inline(always)]
    fn compute<S: Simd>(&mut self, simd: S, layer: usize) {
        let stage = &self.prepared.stages[layer];
        let (before, after) = self.room.states.split_at_mut(layer);
        let (before, state) = (&before[layer - 1], &mut after[0]);
        state.pending = None;
        let (columns, weights) = (&stage.columns, &before.weights);
        let (slopes, constants) = (&mut state.slopes, &mut state.constants);
        combine(simd, columns, weights, &before.slopes, None, slopes);
        let bias = Some(&*stage.bias);
        combine(simd, columns, weights, &before.constants, bias, constants);
        if self.prepared.pieces.has_offsets() {
            for (unit, &piece) in before.pattern.iter().enumerate() {
                let by = [0.0, self.prepared.pieces.offset(piece)];
                let direction = Direction::Column(stage.column(unit));
                let mut target = Target {
                    slopes,
                    constants,
                    direction: None,
                };
                let update = Some(Update { by, direction });
                kernels::advance(simd, &mut target, update, None, &mut Vec::new());
            }
        }
    }

    /// Makes the pending update of a layer, if there is one.
    #[inline(always)]
    pub(super) fn update<S: Simd>(&mut self, simd: S, layer: usize) {
        let room = &mut *self.room;
        let deeper = layer + 1 < self.kept;
        let (mut target, update, _) =
            pending(&self.prepared.stages, &mut room.states, layer, deeper);
        kernels::advance(simd, &mut target, update, None, &mut Vec::new());
    }

    #[inline(always)]
    fn compute_all<S: Simd>(&mut self, simd: S) {
        for layer in 1..self.kept {
            self.compute(simd, layer);
        }
        self.updates = 0;
    }

    /// Moves a unit over a breakpoint, and all layers after it.
    #[inline(always)]
    pub(super) fn change<S: Simd>(&mut self, simd: S, passage: Passage, above: bool) {
        let Passage {
            layer,
            unit,
            breakpoint,
        } = passage;
        // One update at a time: usually all have been made on entering cells.
        for after in layer + 1..self.kept {
            if self.room.states[after].pending.is_some() {
                self.update(simd, after);
            }
        }
        let pieces = &self.prepared.pieces;
        let (below, over) = (breakpoint as u8, breakpoint as u8 + 1);
        let (from, to) = if above { (below, over) } else { (over, below) };
        let (before, after) = (pieces.slope(from), pieces.slope(to));
        let jump = after - before;
        let state = &mut self.room.states[layer];
        let constant = state.constants[unit] - pieces.breakpoints()[breakpoint];
        let by = [jump * state.slopes[unit], jump * constant];
        state.pattern[unit] = to;
        state.weights.set(unit, after);
        self.decider.forget_after(layer);
        for state in &mut self.room.states[layer + 1..self.kept] {
            state.pending = Some(Pending {
                layer: layer as u32,
                unit: unit as u32,
                by,
            });
        }
        self.updates += 1;
        if self.updates == UPDATES {
            self.compute_all(simd);
        }
    }
}

/// The numbers of a layer, what is still to be done to them, and its sides. Layers before it are up to date.
#[inline(always)]
pub(super) fn pending<'a>(
    stages: &'a [Stage],
    states: &'a mut [State],
    layer: usize,
    deeper: bool,
) -> (Target<'a>, Option<Update<'a>>, &'a mut [f64]) {
    let (before, after) = states.split_at_mut(layer);
    let state = &mut after[0];
    let update = state.pending.take().map(|pending| {
        let unit = pending.unit as usize;
        let direction = match layer - pending.layer as usize {
            1 => Direction::Column(stages[layer].column(unit)),
            distance => Direction::Through {
                columns: &stages[layer].columns,
                weights: &before[layer - 1].weights,
                before: if distance == 2 {
                    stages[layer - 1].column(unit)
                } else {
                    &before[layer - 1].direction
                },
            },
        };
        Update {
            by: pending.by,
            direction,
        }
    });
    let target = Target {
        slopes: &mut state.slopes,
        constants: &mut state.constants,
        direction: deeper.then_some(&mut state.direction),
    };
    (target, update, &mut state.sides)
}

/// How far off the value of any unit of a layer may be, with its largest breakpoint.
#[inline(always)]
pub(super) fn tolerance(
    stage: &Stage,
    [direction, origin]: [f64; 2],
    breakpoint: f64,
) -> Tolerance {
    let largest = &stage.largest;
    let constant = largest.reach * origin + largest.bias + breakpoint;
    Tolerance::new(
        [largest.reach * direction, slope_error(largest, direction)],
        [constant, constant_error(largest, origin)],
    )
}

/// The error of a unit's slope; 0 only if it is exact.
#[inline(always)]
pub(super) fn slope_error(bounds: &Bounds, direction: f64) -> f64 {
    if bounds.reach == 0.0 {
        0.0
    } else {
        bounds.reach_error * direction + bounds.floor
    }
}

/// The error of a unit's constant; 0 only if it is exact.
#[inline(always)]
pub(super) fn constant_error(bounds: &Bounds, origin: f64) -> f64 {
    if bounds.bias == 0.0 && (bounds.reach == 0.0 || origin == 0.0) {
        0.0
    } else {
        bounds.reach_error * origin + bounds.bias_error + bounds.floor
    }
}
