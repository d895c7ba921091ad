//! One slot of a step, computed.

use super::mix::{InputErrors, PairSlot};
use super::pair::{FLOOR, Near, PAIR, Values};
use super::{NearPoints, Pass};
use crate::affine::{SLACK, UNIT};
use crate::graph::demand::Element;
use crate::graph::event::Source;
use crate::graph::plan::{Diagonal, Kind, Mix, Moved};
use crate::pair::two_sum;
use crate::pattern::Pieces;
use std::cmp::Ordering;

impl NearPoints<'_> {
    /// All slots of a step, if all of the steps that it reads have been computed.
    pub(in crate::graph) fn step(&self, index: usize, pass: &Pass) -> Values {
        let mut values = self.empty_values(index);
        let reach = self.input_errors(index, pass);
        for slot in 0..self.slots[index].len() {
            let begin = slot * values.padded;
            self.slot((index, slot), pass, &reach, begin, &mut values);
        }
        values
    }

    pub(super) fn input_errors(&self, index: usize, pass: &Pass) -> InputErrors {
        let step = &self.steps[index];
        match &step.kind {
            Kind::Mix(mix) => InputErrors::new(mix, &pass.steps[step.inputs[0]]),
            _ => InputErrors::default(),
        }
    }

    /// A unit of an input of a step.
    fn unit(
        &self,
        (index, input): (usize, u32),
        pass: &Pass,
        position: u32,
        channel: usize,
    ) -> Near {
        let node = self.steps[index].inputs[input as usize];
        let values = &pass.steps[node];
        match values.begin(self.slots[node].of[position as usize] as usize) {
            Some(begin) => values.get(begin + channel),
            None => Near::UNKNOWN,
        }
    }

    /// One slot of a step, into the units from `begin` on.
    pub(super) fn slot(
        &self,
        (index, slot): (usize, usize),
        pass: &Pass,
        reach: &InputErrors,
        begin: usize,
        values: &mut Values,
    ) {
        let step = &self.steps[index];
        let position = self.slots[index].first[slot];
        let w = self.w(pass.t);
        let constant = |number: f64| Near::constant(number, [w, (self.w_slope(), 0.0)]);
        let units = (begin..).zip(0..step.channels);
        match &step.kind {
            Kind::Mix(mix) => self.mix((index, mix), position, pass, reach, begin, values),
            Kind::Input => {
                for (unit, channel) in units {
                    let element = channel * step.positions + position as usize;
                    values.set(unit, self.input(element, pass.t));
                }
            }
            Kind::Constant(numbers) => {
                for (unit, channel) in units {
                    let number = numbers[channel * step.positions + position as usize];
                    values.set(unit, constant(number));
                }
            }
            Kind::Diagonal(diagonal) => {
                for (unit, channel) in units {
                    let sum = self.sum((index, diagonal), pass, position, channel);
                    values.set(unit, sum);
                }
            }
            Kind::Move(moved) => {
                let sources = &moved[position as usize * step.channels..];
                for ((unit, _), source) in units.zip(sources) {
                    let near = match *source {
                        Moved::Number(number) => constant(number),
                        Moved::Element {
                            input,
                            position,
                            channel,
                        } => self.unit((index, input), pass, position, channel as usize),
                    };
                    values.set(unit, near);
                }
            }
            Kind::Activate(pieces) => {
                for (unit, channel) in units {
                    let pieces = &pieces[if pieces.len() == 1 { 0 } else { channel }];
                    let near = self.unit((index, 0), pass, position, channel);
                    let element = channel * step.positions + position as usize;
                    let element = (step.inputs[0] as u32, element as u32);
                    let is_event = |breakpoint: f64| {
                        matches!(pass.event, Some(Source::Level { element: e, breakpoint: b })
                            if e == element && b == breakpoint)
                    };
                    values.set(unit, self.activate(near, pieces, pass, is_event));
                }
            }
            Kind::Largest(taps) => {
                let mut candidates: Vec<(Element, Near)> = Vec::new();
                for (unit, channel) in units {
                    candidates.clear();
                    for tap in taps.of(position as usize) {
                        let node = step.inputs[tap.input as usize];
                        let slots = &self.slots[node];
                        let first = slots.first[slots.of[tap.position as usize] as usize];
                        let element = channel * self.steps[node].positions + first as usize;
                        let element = (node as u32, element as u32);
                        if !candidates.iter().any(|(known, _)| *known == element) {
                            let near = self.unit((index, tap.input), pass, tap.position, channel);
                            candidates.push((element, near));
                        }
                    }
                    values.set(unit, largest(&candidates, pass));
                }
            }
        }
    }

    /// A unit of a sum over taps.
    fn sum(
        &self,
        (index, diagonal): (usize, &Diagonal),
        pass: &Pass,
        position: u32,
        channel: usize,
    ) -> Near {
        let range = diagonal.taps.range(position as usize);
        let taps = diagonal.taps.taps[range.clone()].iter();
        let mut sum = Near::default();
        for (tap, &factor) in taps.zip(&diagonal.factors[range]) {
            let term = self.unit((index, tap.input), pass, tap.position, channel);
            sum = sum.add(term.times(factor));
        }
        let padded = self.steps[index].padded;
        let [scale, shift] = diagonal.scale_and_shift(padded, position as usize, channel);
        sum.times(scale).plus(shift, self.w(pass.t), self.w_slope())
    }

    fn input(&self, element: usize, t: f64) -> Near {
        let (origin, direction) = (self.line.origin[element], self.line.direction[element]);
        let w = self.w(t);
        let mut near = Near::constant(origin, [w, (self.w_slope(), 0.0)]);
        if direction != 0.0 {
            // x = (1 - t) x0 + t x1.
            let one = two_sum(1.0, -t);
            let [x0, x1] = self.stretch.x.map(|x| Near {
                high: x,
                ..Near::default()
            });
            let left = x0.times(one.0).add(x0.times(one.1));
            let x = left.add(x1.times(t)).times(direction);
            let rise = (self.stretch.x[1] - self.stretch.x[0]) * direction;
            let reach = self.stretch.x[0].abs() + self.stretch.x[1].abs();
            let size = direction.abs() * reach;
            near = near.add(Near {
                slope: rise,
                error: x.error + PAIR * size + FLOOR,
                slope_error: 8.0 * UNIT * size + FLOOR,
                ..x
            });
        }
        near
    }

    fn activate(
        &self,
        near: Near,
        pieces: &Pieces,
        pass: &Pass,
        is_event: impl Fn(f64) -> bool,
    ) -> Near {
        let (w, w_slope) = (self.w(pass.t), self.w_slope());
        let mut piece = 0u8;
        for &breakpoint in pieces.breakpoints() {
            let above = near.plus(-breakpoint, w, w_slope);
            let nothing = above.high == 0.0 && above.low == 0.0 && above.slope == 0.0;
            match above.sign(pass.off) {
                Some(Ordering::Greater) => piece += 1,
                Some(_) => {}
                // Constant on the breakpoint: both pieces agree.
                None if nothing && above.error == 0.0 && above.slope_error == 0.0 => {}
                None if is_event(breakpoint) => {}
                None => return Near::UNKNOWN,
            }
        }
        let post = near
            .times(pieces.slope(piece))
            .plus(pieces.offset(piece), w, w_slope);
        let off = pieces.largest_offset().error;
        Near {
            error: post.error + off,
            slope_error: post.slope_error + off,
            ..post
        }
    }

    fn mix(
        &self,
        (index, mix): (usize, &Mix),
        position: u32,
        pass: &Pass,
        reach: &InputErrors,
        begin: usize,
        values: &mut Values,
    ) {
        let node = self.steps[index].inputs[0];
        let units = begin..begin + values.padded;
        self.arch.dispatch(PairSlot {
            mix,
            input: &pass.steps[node],
            error: &reach.error,
            slope_error: &reach.slope_error,
            before: &self.slots[node],
            position: position as usize,
            channels: self.steps[node].channels,
            out: [
                &mut values.high[units.clone()],
                &mut values.low[units.clone()],
                &mut values.slope[units.clone()],
                &mut values.error[units.clone()],
                &mut values.slope_error[units.clone()],
            ],
        });
        let w = self.w(pass.t);
        for (unit, &bias) in units.zip(&mix.bias) {
            let mut near = values.get(unit);
            near.error *= SLACK;
            near.slope_error *= SLACK;
            let (high, low) = two_sum(near.high, near.low);
            let near = Near { high, low, ..near }.plus(bias, w, self.w_slope());
            values.set(unit, near);
        }
    }
}

/// The largest of some candidates, if it is certain, or if the only two possible ones are those of
/// the event.
fn largest(candidates: &[(Element, Near)], pass: &Pass) -> Near {
    let mut best = 0;
    for index in 1..candidates.len() {
        if candidates[index].1.high > candidates[best].1.high {
            best = index;
        }
    }
    let (leader, near) = candidates[best];
    for &(other, value) in candidates {
        if other == leader {
            continue;
        }
        let is_event = matches!(pass.event, Some(Source::Switch { from, to })
            if [from, to] == [leader, other] || [to, from] == [leader, other]);
        let zero = |near: &Near| {
            near.high == 0.0 && near.slope == 0.0 && near.error == 0.0 && near.slope_error == 0.0
        };
        let equal = zero(&near) && zero(&value);
        if !is_event && !equal && near.minus(value).sign(pass.off) != Some(Ordering::Greater) {
            return Near::UNKNOWN;
        }
    }
    near
}
