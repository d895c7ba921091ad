//! Entering a cell: which units pass a breakpoint inside, and in which order.

use super::kernels::{self, Probe, Seen};
use super::point::{Crossing, Passage, Point};
use super::state::ROUNDINGS;
use super::sweep::Sweep;
use super::update::pending;
use crate::affine::SLACK;
use pulp::Simd;

impl Sweep<'_> {
    /// Enters a cell of a layer: finds the breakpoints of its units inside.
    #[inline(always)]
    pub(super) fn enter<S: Simd>(&mut self, simd: S, layer: usize, end: Point) {
        let state = &mut self.room.states[layer];
        state.end = end;
        state.crossings.clear();
        state.passed = 0;
        let bound = state.tolerance.at(&end);
        // The last layer is only counted.
        let last = layer + 1 == self.kept;
        let breakpoints = self.prepared.pieces.breakpoints().len();
        for breakpoint in 0..breakpoints {
            self.probe(simd, [layer, breakpoint], &end, bound);
            if last && breakpoints == 1 {
                let (mut crossed, mut close) = (0, false);
                for seen in &self.room.seen {
                    crossed += seen.crossed.count_ones();
                    close |= seen.close;
                }
                // At most one, so no two can coincide, and none is uncertain.
                if crossed < 2 && !close {
                    self.room.states[layer].distinct = u64::from(crossed);
                    return;
                }
            }
            for block in 0..self.room.seen.len() {
                self.cross(simd, [layer, breakpoint], block, &end, bound);
            }
        }
        if !self.room.states[layer].crossings.is_empty() {
            self.sort(layer);
        }
        if last {
            let state = &mut self.room.states[layer];
            let untied = state.crossings.iter().filter(|crossing| !crossing.tied);
            state.distinct = untied.count() as u64;
        }
    }

    /// Makes a layer's pending update and looks at one breakpoint of all units at the end of a cell.
    #[inline(always)]
    fn probe<S: Simd>(
        &mut self,
        simd: S,
        [layer, breakpoint]: [usize; 2],
        end: &Point,
        bound: f64,
    ) {
        let (prepared, room) = (self.prepared, &mut *self.room);
        let padded = prepared.stages[layer].padded;
        let row = breakpoint * padded;
        let deeper = layer + 1 < self.kept;
        let (mut target, update, sides) =
            pending(&prepared.stages, &mut room.states, layer, deeper);
        let probe = Probe {
            sides: &mut sides[row..row + padded],
            breakpoint: prepared.pieces.breakpoints()[breakpoint],
            x: end.x,
            w: end.w,
            bound,
        };
        kernels::advance(simd, &mut target, update, Some(probe), &mut room.seen);
    }

    /// Notes the units that were seen to cross, and looks again at those that perhaps do.
    #[inline(always)]
    fn cross<S: Simd>(
        &mut self,
        simd: S,
        [layer, breakpoint]: [usize; 2],
        block: usize,
        end: &Point,
        bound: f64,
    ) {
        let Seen {
            first,
            units,
            mut crossed,
            close,
        } = self.room.seen[block];
        let state = &mut self.room.states[layer];
        let padded = state.slopes.len();
        let row = breakpoint * padded;
        while crossed != 0 {
            let unit = first + crossed.trailing_zeros();
            crossed &= crossed - 1;
            let rises = state.sides[row + unit as usize] > 0.0;
            state.crossings.push(Crossing::new(unit, breakpoint, rises));
        }
        if !close {
            return;
        }
        // Padding does not count.
        let end_of_units = self.prepared.stages[layer]
            .units
            .min((first + units) as usize);
        let at = self.prepared.pieces.breakpoints()[breakpoint];
        for unit in first as usize..end_of_units {
            let state = &self.room.states[layer];
            let value = state.slopes[unit] * end.x + (state.constants[unit] - at) * end.w;
            let certain = value * state.sides[row + unit] > bound;
            if !certain {
                self.enter_close(simd, [layer, unit, breakpoint], end);
            }
        }
    }

    /// Looks again at a unit that is close to its breakpoint at the end of a cell, or was on it at
    /// the beginning.
    #[inline(always)]
    fn enter_close<S: Simd>(
        &mut self,
        simd: S,
        [layer, unit, breakpoint]: [usize; 3],
        end: &Point,
    ) {
        let passage = Passage {
            layer,
            unit,
            breakpoint,
        };
        let side = self.side(passage, end);
        let state = &mut self.room.states[layer];
        let at = breakpoint * state.slopes.len() + unit;
        let before = std::mem::replace(&mut state.sides[at], side);
        if before * side < 0.0 {
            let crossing = Crossing::new(unit as u32, breakpoint, side > 0.0);
            state.crossings.push(crossing);
        } else if before == 0.0 {
            self.settle(simd, passage, side, end);
        }
    }

    /// A unit that begins a cell on its breakpoint may continue either way, or stay there.
    #[inline(always)]
    fn settle<S: Simd>(&mut self, simd: S, passage: Passage, side: f64, end: &Point) {
        let Passage {
            layer,
            unit,
            breakpoint,
        } = passage;
        let everywhere = self.ends[0].is_infinite() && end.is_infinite();
        let above = if side == 0.0 && everywhere {
            self.decider.constant(&self.room.states, passage).is_gt()
        } else {
            side > 0.0
        };
        let was_above = usize::from(self.room.states[layer].pattern[unit]) > breakpoint;
        if above != was_above {
            self.note_settled(passage, above);
            self.change(simd, passage, above);
        }
    }

    /// On which side of a breakpoint a unit is at a point: 1, 0 or -1.
    pub(super) fn side(&mut self, passage: Passage, point: &Point) -> f64 {
        let state = &self.room.states[passage.layer];
        let breakpoint = self.prepared.pieces.breakpoints()[passage.breakpoint];
        let (slope, constant) = (state.slopes[passage.unit], state.constants[passage.unit]);
        let value = slope * point.x + (constant - breakpoint) * point.w;
        let slope_error = state.slope_errors[passage.unit];
        let constant_error = state.constant_errors[passage.unit];
        let x = point.x.abs();
        let size = slope.abs() * x + (constant.abs() + breakpoint.abs()) * point.w;
        let spread =
            slope.abs() * point.error + slope_error * (x + point.error) + constant_error * point.w;
        let bound = spread * SLACK + size * ROUNDINGS + 4.0 * f64::MIN_POSITIVE;
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
        f64::from(self.decider.side(&self.room.states, passage, point) as i8)
    }

    /// Puts the breakpoints of a cell in order.
    #[inline(always)]
    fn sort(&mut self, layer: usize) {
        let room = &mut *self.room;
        let state = &mut room.states[layer];
        for crossing in &mut state.crossings {
            let unit = crossing.unit as usize;
            crossing.place(
                [state.slopes[unit], state.slope_errors[unit]],
                [state.constants[unit], state.constant_errors[unit]],
                self.prepared.pieces.breakpoints()[crossing.breakpoint as usize],
            );
        }
        let crossings = &mut state.crossings;
        if let [a, b] = crossings.as_mut_slice() {
            if b.s < a.s {
                std::mem::swap(a, b);
            }
        } else if crossings.len() > 2 {
            room.places.clear();
            room.places
                .extend(crossings.iter().map(|crossing| crossing.s));
            if kernels::rank(&room.places, &mut room.order) {
                room.unsorted.clone_from(crossings);
                for (crossing, &place) in crossings.iter_mut().zip(&room.order) {
                    *crossing = room.unsorted[place as usize];
                }
            } else {
                crossings.sort_unstable_by(|a, b| a.s.total_cmp(&b.s));
            }
        }
        let mut certain = true;
        for pair in crossings.windows(2) {
            certain &= pair[0].is_before(&pair[1]);
        }
        if !certain {
            self.sort_exactly(layer);
        }
    }

    #[cold]
    fn sort_exactly(&mut self, layer: usize) {
        let mut crossings = std::mem::take(&mut self.room.states[layer].crossings);
        let (decider, states) = (&mut self.decider, &self.room.states);
        let mut order = |a: &Crossing, b: &Crossing| {
            let passage = |crossing: &Crossing| Passage {
                layer,
                unit: crossing.unit as usize,
                breakpoint: crossing.breakpoint as usize,
            };
            let certain = a.order(b);
            certain.unwrap_or_else(|| decider.order(states, passage(a), passage(b)))
        };
        crossings.sort_by(&mut order);
        for at in 1..crossings.len() {
            crossings[at].tied = order(&crossings[at - 1], &crossings[at]).is_eq();
        }
        self.room.states[layer].crossings = crossings;
    }
}
