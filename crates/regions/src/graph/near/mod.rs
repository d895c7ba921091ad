//! The graph at one float of the stretch, values in pairs of floats: between floats and exact
//! arithmetic.
//!
//! Values have some 100 bits, slopes the usual 53, both with a bound on their error. An event is
//! not at a float but very close to one, `t`; a value there is the value at `t` plus a slope times
//! the small rest `q = -z_u(t) / slope_u`, where `z_u` is the function that is zero at the event.
//! That holds if no other relevant neuron changes its piece between the float and the event: a
//! neuron whose sign at `t` is not certain beyond its slope times the bound of the event counts as
//! unknown, and so does everything that reads it. The neuron of the event itself may be on either
//! piece, since both agree at the event.

mod mix;
mod pair;

pub(super) use self::pair::Near;

use self::mix::PairSlot;
use self::pair::{FLOOR, PAIR, Values, two_sum};
use super::duplicates::Slots;
use super::event::{Element, Events, Place, Source};
use super::plan::{Kind, Mix, Moved, Step};
use super::stretch::Stretch;
use crate::Line;
use crate::affine::{SLACK, UNIT, gamma};
use crate::pattern::Pieces;
use pulp::Arch;
use std::cmp::Ordering;
use std::collections::HashMap;

/// More numbers than this (128 MB of them) are not kept.
const MOST_NUMBERS: usize = 1 << 24;

/// The steps that were computed at one place.
pub(super) struct Pass {
    t: f64,
    /// How far the place may be from `t`.
    off: f64,
    /// The unit whose event the place is.
    own: Option<Source>,
    pub steps: Vec<Values>,
}

/// A line through a graph, at places of one stretch.
pub(super) struct NearPoints<'a> {
    arch: Arch,
    steps: &'a [Step],
    slots: &'a [Slots],
    line: &'a Line,
    stretch: Stretch,
    known: HashMap<Place, Pass>,
    numbers: usize,
}

impl Pass {
    /// The beginning, with no step yet.
    pub(super) fn begin() -> Self {
        Self {
            t: 0.0,
            off: 0.0,
            own: None,
            steps: Vec::new(),
        }
    }
}

impl<'a> NearPoints<'a> {
    pub(super) fn new(
        arch: Arch,
        steps: &'a [Step],
        slots: &'a [Slots],
        line: &'a Line,
        stretch: Stretch,
    ) -> Self {
        Self {
            arch,
            steps,
            slots,
            line,
            stretch,
            known: HashMap::new(),
            numbers: 0,
        }
    }

    pub(super) fn begin(&mut self, stretch: Stretch) {
        self.stretch = stretch;
        self.known.clear();
        self.numbers = 0;
    }

    /// The sign at a place of an element minus a breakpoint, if that is certain.
    pub(super) fn level(
        &mut self,
        events: &Events,
        place: Place,
        element: Element,
        breakpoint: f64,
    ) -> Option<Ordering> {
        self.at(events, place, element.0 as usize, |this, pass| {
            let (w, w_slope) = (this.w(pass.t), this.w_slope());
            let form = this.form(pass, element).plus(-breakpoint, w, w_slope);
            this.sign_there(pass, form)
        })
    }

    /// The sign at a place of one element minus another, if that is certain.
    pub(super) fn difference(
        &mut self,
        events: &Events,
        place: Place,
        [a, b]: [Element; 2],
    ) -> Option<Ordering> {
        self.at(events, place, a.0.max(b.0) as usize, |this, pass| {
            let form = this.form(pass, a).minus(this.form(pass, b));
            this.sign_there(pass, form)
        })
    }

    /// The order of two places, if that is certain.
    pub(super) fn order(&mut self, events: &Events, a: Place, b: Place) -> Option<Ordering> {
        let [(t, q, off), (u, r, far)] = [self.locate(events, a)?, self.locate(events, b)?];
        let (gap, low) = two_sum(t, -u);
        let value = gap + (low + (q - r));
        let bound = off + far + 4.0 * UNIT * (q.abs() + r.abs() + value.abs());
        let bound = bound * SLACK + FLOOR;
        if value > bound {
            Some(Ordering::Greater)
        } else if value < -bound {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// A place as a float, the rest to it, and the error of the rest.
    fn locate(&mut self, events: &Events, place: Place) -> Option<(f64, f64, f64)> {
        let step = match place {
            Place::Event(event) => match events.all[event as usize].source {
                Source::Level { element, .. } => element.0,
                Source::Switch { from, to } => from.0.max(to.0),
            },
            _ => 0,
        };
        self.at(events, place, step as usize, |this, pass| {
            let (q, error) = match pass.own {
                Some(own) => this.own(pass, own).rest()?,
                None => (0.0, 0.0),
            };
            Some((pass.t, q, error))
        })
    }

    fn sign_there(&self, pass: &Pass, form: Near) -> Option<Ordering> {
        match pass.own {
            None => form.sign(0.0),
            Some(own) => form.sign_at(self.own(pass, own).rest()?),
        }
    }

    /// The function that is zero at an event.
    fn own(&self, pass: &Pass, own: Source) -> Near {
        match own {
            Source::Level {
                element,
                breakpoint,
            } => self
                .form(pass, element)
                .plus(-breakpoint, self.w(pass.t), self.w_slope()),
            Source::Switch { from, to } => self.form(pass, to).minus(self.form(pass, from)),
        }
    }

    fn form(&self, pass: &Pass, element: Element) -> Near {
        let step = element.0 as usize;
        let positions = self.steps[step].positions;
        let (channel, position) = (
            element.1 as usize / positions,
            element.1 as usize % positions,
        );
        let slot = self.slots[step].of[position] as usize;
        match pass.steps.get(step) {
            Some(values) => values.get(slot * values.padded + channel),
            None => Near::UNKNOWN,
        }
    }

    /// `w` at a point of the stretch, as a pair.
    fn w(&self, t: f64) -> (f64, f64) {
        // One end is 0 or 1, and so is the slope, up to its sign.
        two_sum(self.stretch.w[0], t * self.w_slope())
    }

    fn w_slope(&self) -> f64 {
        self.stretch.w[1] - self.stretch.w[0]
    }

    /// Computes the steps at a place up to one of them, and reads them.
    fn at<T>(
        &mut self,
        events: &Events,
        place: Place,
        step: usize,
        look: impl FnOnce(&Self, &Pass) -> T,
    ) -> T {
        if self.numbers > MOST_NUMBERS {
            self.known.clear();
            self.numbers = 0;
        }
        let mut pass = self.known.remove(&place).unwrap_or_else(|| {
            let (t, off, own) = match place {
                Place::Start => (0.0, 0.0, None),
                Place::End => (1.0, 0.0, None),
                Place::At(bits) => (f64::from_bits(bits), 0.0, None),
                Place::Event(event) => {
                    let event = &events.all[event as usize];
                    (event.t, event.error * SLACK, Some(event.source))
                }
            };
            Pass {
                t,
                off,
                own,
                steps: Vec::new(),
            }
        });
        while pass.steps.len() <= step {
            let values = self.step(pass.steps.len(), &pass);
            self.numbers += values.high.len() * 5;
            pass.steps.push(values);
        }
        let seen = look(self, &pass);
        self.known.insert(place, pass);
        seen
    }

    /// Room for the values of a step.
    pub(super) fn nothing(&self, index: usize) -> Values {
        Values::new(self.steps[index].padded, self.slots[index].len())
    }

    /// Whether the slope of any of these elements certainly differs between two floats.
    pub(super) fn differ(
        &mut self,
        events: &Events,
        places: [Place; 2],
        elements: &[Element],
    ) -> bool {
        let Some(last) = elements.iter().map(|element| element.0 as usize).max() else {
            return false;
        };
        let [before, after] = places.map(|place| {
            let look = |this: &Self, pass: &Pass| -> Vec<Near> {
                let forms = elements.iter().map(|&element| this.form(pass, element));
                forms.collect()
            };
            let forms = self.at(events, place, last, look);
            // Needed only once.
            if let Some(pass) = self.known.remove(&place) {
                let numbers = pass.steps.iter().map(|values| values.high.len() * 5);
                self.numbers -= numbers.sum::<usize>();
            }
            forms
        });
        before.iter().zip(&after).any(|(a, b)| {
            let gap = (a.slope - b.slope).abs();
            let error = a.slope_error + b.slope_error + 4.0 * UNIT * gap;
            gap > error * SLACK + FLOOR
        })
    }

    #[allow(clippy::too_many_lines)] // a kind of step after the other
    pub(super) fn step(&self, index: usize, pass: &Pass) -> Values {
        let step = &self.steps[index];
        let slots = &self.slots[index];
        let mut values = Values::new(step.padded, slots.len());
        let (w, w_slope) = (self.w(pass.t), self.w_slope());
        let input = |input: usize| &pass.steps[step.inputs[input]];
        let slot_of = |input: usize, position: u32| {
            self.slots[step.inputs[input]].of[position as usize] as usize
        };
        match &step.kind {
            Kind::Input => {
                for (slot, &position) in slots.first.iter().enumerate() {
                    for channel in 0..step.channels {
                        let element = channel * step.positions + position as usize;
                        let near = self.input(element, pass.t);
                        values.set(slot * step.padded + channel, near);
                    }
                }
            }
            Kind::Constant(numbers) => {
                for (slot, &position) in slots.first.iter().enumerate() {
                    for channel in 0..step.channels {
                        let number = numbers[channel * step.positions + position as usize];
                        let near = Near::constant(number, [w, (w_slope, 0.0)]);
                        values.set(slot * step.padded + channel, near);
                    }
                }
            }
            Kind::Mix(mix) => {
                self.mix(
                    step,
                    mix,
                    input(0),
                    [&self.slots[step.inputs[0]], slots],
                    w,
                    &mut values,
                );
            }
            Kind::Diagonal(diagonal) => {
                for (slot, &position) in slots.first.iter().enumerate() {
                    let range = diagonal.taps.range(position as usize);
                    let taps = &diagonal.taps.taps[range.clone()];
                    let factors = &diagonal.factors[range];
                    for channel in 0..step.channels {
                        let mut sum = Near::default();
                        for (tap, &factor) in taps.iter().zip(factors) {
                            let from = input(tap.input as usize);
                            let slot = slot_of(tap.input as usize, tap.position);
                            sum = sum.add(from.get(slot * from.padded + channel).times(factor));
                        }
                        if let Some(scaled) = &diagonal.scale {
                            let row = if scaled.by_position {
                                position as usize
                            } else {
                                0
                            };
                            let at = row * step.padded + channel;
                            sum = sum
                                .times(scaled.scale[at])
                                .plus(scaled.shift[at], w, w_slope);
                        }
                        values.set(slot * step.padded + channel, sum);
                    }
                }
            }
            Kind::Move(moved) => {
                for (slot, &position) in slots.first.iter().enumerate() {
                    let sources = &moved[position as usize * step.channels..];
                    for (channel, source) in sources[..step.channels].iter().enumerate() {
                        let near = match *source {
                            Moved::Number(number) => Near::constant(number, [w, (w_slope, 0.0)]),
                            Moved::Element {
                                input: from,
                                position,
                                channel,
                            } => {
                                let slot = slot_of(from as usize, position);
                                let from = input(from as usize);
                                from.get(slot * from.padded + channel as usize)
                            }
                        };
                        values.set(slot * step.padded + channel, near);
                    }
                }
            }
            Kind::Activate(pieces) => {
                let from = input(0);
                let node = step.inputs[0];
                for (slot, &position) in slots.first.iter().enumerate() {
                    for channel in 0..step.channels {
                        let pieces = &pieces[if pieces.len() == 1 { 0 } else { channel }];
                        let element = channel * step.positions + position as usize;
                        let unit = slot * step.padded + channel;
                        let near = from.get(unit);
                        let element = (node as u32, element as u32);
                        let own = |breakpoint: f64| {
                            matches!(pass.own, Some(Source::Level { element: e, breakpoint: b })
                                if e == element && b == breakpoint)
                        };
                        values.set(unit, self.activate(near, pieces, pass, own));
                    }
                }
            }
            Kind::Largest(taps) => {
                for (slot, &position) in slots.first.iter().enumerate() {
                    for channel in 0..step.channels {
                        let mut candidates: Vec<(Element, Near)> = Vec::new();
                        for tap in taps.of(position as usize) {
                            let at = tap.input as usize;
                            let slot = slot_of(at, tap.position);
                            let node = step.inputs[at];
                            let first = self.slots[node].first[slot] as usize;
                            let element = channel * self.steps[node].positions + first;
                            let element = (node as u32, element as u32);
                            if !candidates.iter().any(|(known, _)| *known == element) {
                                let from = input(at);
                                candidates.push((element, from.get(slot * from.padded + channel)));
                            }
                        }
                        values.set(slot * step.padded + channel, largest(&candidates, pass));
                    }
                }
            }
        }
        values
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
        own: impl Fn(f64) -> bool,
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
                None if own(breakpoint) => {}
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
        step: &Step,
        mix: &Mix,
        input: &Values,
        [before, slots]: [&Slots; 2],
        w: (f64, f64),
        values: &mut Values,
    ) {
        let terms = (mix.terms + 4) as f64;
        let pair = 8.0 * (terms * UNIT) * (terms * UNIT);
        let plain = gamma(mix.terms + 3);
        let reach = |errors: &[f64], numbers: &[f64], rounding: f64| -> Vec<f64> {
            let pairs = errors.iter().zip(numbers);
            pairs
                .map(|(error, number)| {
                    let reach = error + rounding * number.abs();
                    if reach == 0.0 { 0.0 } else { reach + FLOOR }
                })
                .collect()
        };
        let error = reach(&input.error, &input.high, pair);
        let slope_error = reach(&input.slope_error, &input.slope, plain);
        for (slot, &position) in slots.first.iter().enumerate() {
            let units = slot * step.padded..(slot + 1) * step.padded;
            self.arch.dispatch(PairSlot {
                mix,
                input,
                error: &error,
                slope_error: &slope_error,
                before,
                position: position as usize,
                channels: self.steps[step.inputs[0]].channels,
                out: [
                    &mut values.high[units.clone()],
                    &mut values.low[units.clone()],
                    &mut values.slope[units.clone()],
                    &mut values.error[units.clone()],
                    &mut values.slope_error[units.clone()],
                ],
            });
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
}

/// The largest of some candidates, if it is certain, or if the only two in question are those of
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
        let own = matches!(pass.own, Some(Source::Switch { from, to })
            if [from, to] == [leader, other] || [to, from] == [leader, other]);
        let zero = |near: &Near| {
            near.high == 0.0 && near.slope == 0.0 && near.error == 0.0 && near.slope_error == 0.0
        };
        let equal = zero(&near) && zero(&value);
        if !own && !equal && near.minus(value).sign(pass.off) != Some(Ordering::Greater) {
            return Near::UNKNOWN;
        }
    }
    near
}
