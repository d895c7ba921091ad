//! From one end of a line to the other.

use super::Line;
use super::exact::{Decider, Passage};
use super::kernels::{self, Look};
use super::point::{Crossing, Point};
use super::stage::{Bounds, Stage, UPDATES};
use super::state::State;
use crate::affine::{SLACK, UNIT};
use crate::pattern::Pieces;
use crate::{Options, RegionsError};
use pulp::{Simd, WithSimd};

/// What a sweep counts.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub regions: u64,
    /// Only if they were asked for.
    pub linear_regions: u64,
}

/// One sweep along one line.
pub(super) struct Sweep<'a> {
    stages: &'a [Stage],
    states: &'a mut [State],
    pieces: &'a Pieces,
    decider: Decider<'a>,
    line: &'a Line,
    /// All of the network's inputs.
    inputs: &'a [u32],
    ends: [Point; 2],
    options: Options,
    /// Layers of neurons; with linear regions the output layer is kept up to date behind them.
    hidden: usize,
    kept: usize,
    /// The largest entries of `direction` and `origin`.
    sizes: [f64; 2],
    largest_breakpoint: f64,
    candidates: Vec<u32>,
    updates: usize,
    found: Found,
    /// The outputs' slopes and all patterns of the region before, if there is one.
    before: Option<(Vec<f64>, Vec<u8>)>,
}

fn largest(numbers: &[f64]) -> f64 {
    numbers
        .iter()
        .fold(0.0, |max, number| max.max(number.abs()))
}

impl<'a> Sweep<'a> {
    pub(super) fn new(
        stages: &'a [Stage],
        states: &'a mut [State],
        pieces: &'a Pieces,
        decider: Decider<'a>,
        line: &'a Line,
        inputs: &'a [u32],
        options: Options,
    ) -> Self {
        let hidden = stages.len() - 1;
        let [from, to] = line.interval.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let widest = stages.iter().map(|stage| stage.padded).max();
        Self {
            stages,
            states,
            pieces,
            decider,
            line,
            inputs,
            ends: [Point::fixed(from), Point::fixed(to)],
            options,
            hidden,
            kept: hidden + usize::from(options.linear_regions),
            sizes: [largest(&line.direction), largest(&line.origin)],
            largest_breakpoint: largest(pieces.breakpoints()),
            candidates: vec![0; widest.unwrap_or(0)],
            updates: 0,
            found: Found {
                regions: 1,
                linear_regions: 1,
            },
            before: None,
        }
    }

    /// How many decisions needed exact arithmetic.
    pub(super) fn fallbacks(&self) -> u64 {
        self.decider.fallbacks
    }
}

impl WithSimd for &mut Sweep<'_> {
    type Output = Result<Found, RegionsError>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        if self.hidden == 0 {
            return Ok(self.found);
        }
        self.begin(simd);
        let last = self.hidden - 1;
        let mut layer = 0;
        self.states[0].end = self.ends[1];
        self.enter(simd, 0);
        loop {
            if layer < last {
                let end = self.states[layer].next_end(layer);
                layer += 1;
                self.states[layer].end = end;
                self.enter(simd, layer);
                continue;
            }
            self.pass_last(simd, last);
            if self.found.regions > self.options.max_regions {
                return Err(RegionsError::TooMany {
                    limit: self.options.max_regions,
                });
            }
            loop {
                if layer == 0 {
                    return Ok(self.found);
                }
                layer -= 1;
                if self.pass_next(simd, layer) {
                    self.found.regions += 1;
                    break;
                }
            }
        }
    }
}

impl Sweep<'_> {
    /// Composes the first layer with the line, and finds everything at its beginning.
    #[inline(always)]
    fn begin<S: Simd>(&mut self, simd: S) {
        let (stage, state) = (&self.stages[0], &mut self.states[0]);
        let Line {
            direction, origin, ..
        } = self.line;
        let (columns, inputs, bias) = (&stage.columns, self.inputs, Some(&*stage.bias));
        kernels::combine(
            simd,
            columns,
            inputs,
            |i| direction[i],
            None,
            &mut state.slopes,
        );
        kernels::combine(
            simd,
            columns,
            inputs,
            |i| origin[i],
            bias,
            &mut state.constants,
        );
        let begin = self.ends[0];
        for layer in 0..self.kept {
            if layer > 0 {
                self.compute(simd, layer);
            }
            if layer < self.hidden {
                for breakpoint in 0..self.pieces.breakpoints().len() {
                    for unit in 0..self.stages[layer].units {
                        let passage = Passage {
                            layer,
                            unit,
                            breakpoint,
                        };
                        let side = self.side(passage, &begin);
                        let padded = self.stages[layer].padded;
                        self.states[layer].sides[breakpoint * padded + unit] = side;
                    }
                }
                self.states[layer].begin_pattern(self.pieces);
            }
        }
        self.updates = 0;
    }

    /// The slopes and constants of a layer from those before it.
    #[inline(always)]
    fn compute<S: Simd>(&mut self, simd: S, layer: usize) {
        let stage = &self.stages[layer];
        let (before, after) = self.states.split_at_mut(layer);
        let (before, state) = (&before[layer - 1], &mut after[0]);
        let factor = |unit: usize| before.factors[unit] * before.slopes[unit];
        kernels::combine(
            simd,
            &stage.columns,
            &before.active,
            factor,
            None,
            &mut state.slopes,
        );
        let factor = |unit: usize| before.factors[unit] * before.constants[unit];
        kernels::combine(
            simd,
            &stage.columns,
            &before.active,
            factor,
            Some(&stage.bias),
            &mut state.constants,
        );
        if self.pieces.has_offsets() {
            for (unit, &piece) in before.pattern.iter().enumerate() {
                let by = [0.0, self.pieces.offset(piece)];
                let column = stage.column(unit);
                kernels::add_rank(simd, column, by, &mut state.slopes, &mut state.constants);
            }
        }
    }

    /// Enters a cell of a layer: finds the breakpoints of its units inside.
    #[inline(always)]
    fn enter<S: Simd>(&mut self, simd: S, layer: usize) {
        let stage = &self.stages[layer];
        let state = &mut self.states[layer];
        state.crossings.clear();
        state.passed = 0;
        let end = state.end;
        let bound = self.bound(&stage.largest, &end);
        for breakpoint in 0..self.pieces.breakpoints().len() {
            let state = &self.states[layer];
            let row = breakpoint * stage.padded;
            let look = Look {
                slopes: &state.slopes,
                constants: &state.constants,
                sides: &state.sides[row..row + stage.padded],
                breakpoint: self.pieces.breakpoints()[breakpoint],
                x: end.x,
                w: end.w,
                bound,
            };
            let count = kernels::candidates(simd, &look, &mut self.candidates);
            for at in 0..count {
                let unit = self.candidates[at] as usize;
                if unit >= stage.units {
                    continue;
                }
                let passage = Passage {
                    layer,
                    unit,
                    breakpoint,
                };
                let side = self.side(passage, &end);
                let state = &mut self.states[layer];
                let before = std::mem::replace(&mut state.sides[row + unit], side);
                if before * side < 0.0 {
                    state.crossings.push(Crossing {
                        unit: unit as u32,
                        breakpoint: breakpoint as u32,
                        rises: side > 0.0,
                        tied: false,
                        s: 0.0,
                        error: f64::INFINITY,
                    });
                } else if before == 0.0 {
                    self.settle(simd, passage, side, &end);
                }
            }
        }
        let few = usize::from(layer + 1 == self.kept);
        if self.states[layer].crossings.len() > few {
            self.sort(layer);
        }
    }

    /// A unit that begins a cell on its breakpoint may go on either way, or stay there.
    #[inline(always)]
    fn settle<S: Simd>(&mut self, simd: S, passage: Passage, side: f64, end: &Point) {
        let Passage {
            layer,
            unit,
            breakpoint,
        } = passage;
        let constant = side == 0.0 && self.ends[0].is_infinite() && end.is_infinite();
        let above = if constant {
            self.decider.constant(self.states, passage).is_gt()
        } else {
            side > 0.0
        };
        let was_above = usize::from(self.states[layer].pattern[unit]) > breakpoint;
        if above != was_above {
            self.change(simd, passage, above);
        }
    }

    /// Puts the breakpoints of a cell in order.
    #[inline(always)]
    fn sort(&mut self, layer: usize) {
        let stage = &self.stages[layer];
        let state = &mut self.states[layer];
        for crossing in &mut state.crossings {
            let unit = crossing.unit as usize;
            let [slope_error, constant_error] = errors(&stage.bounds[unit], self.sizes);
            crossing.place(
                [state.slopes[unit], slope_error],
                [state.constants[unit], constant_error],
                self.pieces.breakpoints()[crossing.breakpoint as usize],
            );
        }
        if state.crossings.len() < 2 {
            return;
        }
        state.crossings.sort_unstable_by(|a, b| a.s.total_cmp(&b.s));
        let certain = |pair: &[Crossing]| pair[0].order(&pair[1]).is_some();
        if !state.crossings.windows(2).all(certain) {
            self.sort_exactly(layer);
        }
    }

    #[cold]
    fn sort_exactly(&mut self, layer: usize) {
        let mut crossings = std::mem::take(&mut self.states[layer].crossings);
        let (decider, states) = (&mut self.decider, &*self.states);
        let mut order = |a: &Crossing, b: &Crossing| {
            let passage = |crossing: &Crossing| Passage {
                layer,
                unit: crossing.unit as usize,
                breakpoint: crossing.breakpoint as usize,
            };
            a.order(b)
                .unwrap_or_else(|| decider.order(states, passage(a), passage(b)))
        };
        crossings.sort_by(&mut order);
        for at in 1..crossings.len() {
            crossings[at].tied = order(&crossings[at - 1], &crossings[at]).is_eq();
        }
        self.states[layer].crossings = crossings;
    }

    /// Passes the next breakpoint of a layer, with all that coincide with it, if there is one.
    #[inline(always)]
    fn pass_next<S: Simd>(&mut self, simd: S, layer: usize) -> bool {
        let state = &self.states[layer];
        if state.passed == state.crossings.len() {
            return false;
        }
        loop {
            let state = &mut self.states[layer];
            let crossing = state.crossings[state.passed];
            state.passed += 1;
            let tied = state
                .crossings
                .get(state.passed)
                .is_some_and(|next| next.tied);
            let passage = Passage {
                layer,
                unit: crossing.unit as usize,
                breakpoint: crossing.breakpoint as usize,
            };
            self.change(simd, passage, crossing.rises);
            if !tied {
                return true;
            }
        }
    }

    /// Counts a cell of the last layer.
    #[inline(always)]
    fn pass_last<S: Simd>(&mut self, simd: S, last: usize) {
        if self.options.linear_regions {
            self.compare();
            while self.pass_next(simd, last) {
                self.found.regions += 1;
                self.compare();
            }
        } else {
            let crossings = self.states[last].crossings.iter();
            self.found.regions += crossings.filter(|crossing| !crossing.tied).count() as u64;
        }
    }

    /// Moves a unit over a breakpoint, and all layers after it.
    #[inline(always)]
    fn change<S: Simd>(&mut self, simd: S, passage: Passage, above: bool) {
        let Passage {
            layer,
            unit,
            breakpoint,
        } = passage;
        let state = &mut self.states[layer];
        let piece = breakpoint as u8 + u8::from(above);
        let factor = self.pieces.slope(piece);
        let jump = factor - state.factors[unit];
        let constant = state.constants[unit] - self.pieces.breakpoints()[breakpoint];
        let by = [jump * state.slopes[unit], jump * constant];
        state.set_piece(unit, piece, factor);
        self.decider.forget_after(layer);
        for after in layer + 1..self.kept {
            let stage = &self.stages[after];
            let (before, rest) = self.states.split_at_mut(after);
            let state = &mut rest[0];
            if after == layer + 1 {
                let (slopes, constants) = (&mut state.slopes, &mut state.constants);
                let column = stage.column(unit);
                kernels::add_rank(simd, column, by, slopes, constants);
                continue;
            }
            let before = &before[after - 1];
            let direction = if after == layer + 2 {
                self.stages[after - 1].column(unit)
            } else {
                &before.direction
            };
            let factor = |unit: usize| direction[unit] * before.factors[unit];
            let columns = &stage.columns;
            let out = &mut state.direction;
            kernels::combine(simd, columns, &before.active, factor, None, out);
            kernels::add_rank(
                simd,
                &state.direction,
                by,
                &mut state.slopes,
                &mut state.constants,
            );
        }
        self.updates += 1;
        if self.updates == UPDATES {
            for layer in 1..self.kept {
                self.compute(simd, layer);
            }
            self.updates = 0;
        }
    }

    /// Compares the outputs' slopes with those of the region before.
    fn compare(&mut self) {
        let (stage, state) = (&self.stages[self.hidden], &self.states[self.hidden]);
        let slopes = &state.slopes[..stage.units];
        let patterns = self.states[..self.hidden].iter().map(|s| &s.pattern);
        let Some((before, before_patterns)) = &mut self.before else {
            let patterns = patterns.flatten().copied().collect();
            self.before = Some((slopes.to_vec(), patterns));
            return;
        };
        let certain = |unit: usize| {
            let [error, _] = errors(&stage.bounds[unit], self.sizes);
            let difference = (slopes[unit] - before[unit]).abs();
            difference > 2.0 * error + difference * (2.0 * f64::EPSILON) + f64::MIN_POSITIVE
        };
        let jumps = (0..stage.units).any(certain) || {
            let now: Vec<u8> = patterns.clone().flatten().copied().collect();
            !self.decider.equal_gradients([before_patterns, &now])
        };
        self.found.linear_regions += u64::from(jumps);
        before.copy_from_slice(slopes);
        before_patterns.clear();
        for pattern in patterns {
            before_patterns.extend_from_slice(pattern);
        }
    }

    /// On which side of a breakpoint a unit is at a point: 1, 0 or -1.
    #[inline(always)]
    fn side(&mut self, passage: Passage, point: &Point) -> f64 {
        let state = &self.states[passage.layer];
        let breakpoint = self.pieces.breakpoints()[passage.breakpoint];
        let (slope, constant) = (state.slopes[passage.unit], state.constants[passage.unit]);
        let value = slope * point.x + (constant - breakpoint) * point.w;
        let bounds = &self.stages[passage.layer].bounds[passage.unit];
        let [slope_error, constant_error] = errors(bounds, self.sizes);
        let x = point.x.abs();
        let size = slope.abs() * x + (constant.abs() + breakpoint.abs()) * point.w;
        let spread =
            slope.abs() * point.error + slope_error * (x + point.error) + constant_error * point.w;
        let bound = spread * SLACK + size * (6.0 * UNIT) + 4.0 * f64::MIN_POSITIVE;
        if value > bound {
            return 1.0;
        }
        if value < -bound {
            return -1.0;
        }
        // Zero by construction, as at the origin of a network without biases.
        let no_slope = (slope == 0.0 && slope_error == 0.0) || (x == 0.0 && point.error == 0.0);
        let no_constant = constant == breakpoint && constant_error == 0.0;
        if no_slope && (no_constant || point.w == 0.0) {
            return 0.0;
        }
        f64::from(self.decider.side(self.states, passage, point) as i8)
    }

    /// What bounds the error of any unit's value at a point.
    #[inline(always)]
    fn bound(&self, bounds: &Bounds, point: &Point) -> f64 {
        let [direction, origin] = self.sizes;
        let slope = bounds.reach * direction;
        let constant = bounds.reach * origin + bounds.bias;
        let slope_error = bounds.reach_error * direction + bounds.floor;
        let constant_error = bounds.reach_error * origin + bounds.bias_error + bounds.floor;
        let x = point.x.abs();
        let rounding = slope * x + (constant + self.largest_breakpoint) * point.w;
        let spread =
            slope * point.error + slope_error * (x + point.error) + constant_error * point.w;
        (spread + rounding * (6.0 * UNIT)) * SLACK * SLACK + 4.0 * f64::MIN_POSITIVE
    }
}

/// The errors of a unit's slope and constant; 0 only if they are exact.
#[inline(always)]
fn errors(bounds: &Bounds, [direction, origin]: [f64; 2]) -> [f64; 2] {
    let slope = if bounds.reach == 0.0 {
        0.0
    } else {
        bounds.reach_error * direction + bounds.floor
    };
    let constant = if bounds.bias == 0.0 && (bounds.reach == 0.0 || origin == 0.0) {
        0.0
    } else {
        bounds.reach_error * origin + bounds.bias_error + bounds.floor
    };
    [slope, constant]
}
