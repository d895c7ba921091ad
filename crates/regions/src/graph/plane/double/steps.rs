//! The forms of all units of a step on pairs of floats, in one place of the plane.

use super::mix::{DoubleSlot, reaches};
use super::values::DoubleValues;
use super::{Doubles, Place, constant};
use crate::Plane;
use crate::double::{DoubleForm, FormSum, activated};
use crate::graph::plan::{Diagonal, Kind, Mix, Moved};
use crate::graph::plane::state::State;
use crate::graph::plane::wiring::Candidate;
use crate::pattern::Pieces;
use std::cmp::Ordering;

impl Doubles<'_> {
    /// Computes a step and all that it depends on, as far as that has not been done in this place.
    pub(super) fn compute(&mut self, state: &State<'_>, index: usize, place: Place<'_>) {
        let mut needed = vec![false; index + 1];
        needed[index] = true;
        for step in (0..=index).rev().filter(|&step| !self.known[step]) {
            if needed[step] {
                for &input in &state.steps[step].inputs {
                    needed[input] = true;
                }
            }
        }
        for (step, needed) in needed.into_iter().enumerate() {
            if needed && !self.known[step] {
                self.step(state, step, place);
                self.known[step] = true;
            }
        }
    }

    fn step(&mut self, state: &State<'_>, index: usize, place: Place<'_>) {
        let step = &state.steps[index];
        let mut out = std::mem::take(&mut self.values[index]);
        out.reset(state.slots[index].len() * step.padded);
        if let Kind::Mix(mix) = &step.kind {
            self.mix(state, index, mix, &mut out);
            self.values[index] = out;
            return;
        }
        for (slot, &position) in state.slots[index].first.iter().enumerate() {
            let position = position as usize;
            for channel in 0..step.channels {
                let unit = slot * step.padded + channel;
                let form = match &step.kind {
                    Kind::Input => input(self.plane, channel * step.positions + position),
                    Kind::Constant(numbers) => {
                        constant(numbers[channel * step.positions + position])
                    }
                    Kind::Mix(_) => DoubleForm::UNKNOWN,
                    Kind::Diagonal(diagonal) => {
                        self.diagonal(state, index, diagonal, (position, channel))
                    }
                    Kind::Move(moved) => match moved[position * step.channels + channel] {
                        Moved::Number(number) => constant(number),
                        Moved::Element {
                            input,
                            position,
                            channel,
                        } => {
                            let input = step.inputs[input as usize];
                            self.element(state, input, position, channel as usize)
                        }
                    },
                    Kind::Activate(pieces) => {
                        let of = &pieces[if pieces.len() == 1 { 0 } else { channel }];
                        let form = self.values[step.inputs[0]].get(unit);
                        let piece = match place {
                            Place::Cell => Some(state.at[index].pieces[unit]),
                            Place::Point(point) => piece_at(&form, of, point),
                        };
                        piece.map_or(DoubleForm::UNKNOWN, |piece| {
                            let (offset, error) = state.wired[index].offset(channel, piece);
                            activated(&form, of.slope(piece as u8), offset, error)
                        })
                    }
                    Kind::Largest(_) => {
                        let candidates = &state.wired[index].candidates[slot];
                        match place {
                            Place::Cell => {
                                let leader = candidates[state.at[index].pieces[unit] as usize];
                                self.candidate(state, leader, channel)
                            }
                            Place::Point(point) => {
                                self.largest_at(state, candidates, channel, point)
                            }
                        }
                    }
                };
                out.set(unit, &form);
            }
        }
        self.values[index] = out;
    }

    fn mix(&self, state: &State<'_>, index: usize, mix: &Mix, out: &mut DoubleValues) {
        let step = &state.steps[index];
        let input = step.inputs[0];
        let before = &state.steps[input];
        let reach = reaches(mix, &self.values[input]);
        let mut taps: Vec<(u32, usize)> = Vec::new();
        for (slot, &position) in state.slots[index].first.iter().enumerate() {
            let first =
                |position: u32| state.slots[input].of[position as usize] as usize * before.padded;
            taps.clear();
            let read = mix.taps.of(position as usize).iter();
            taps.extend(read.map(|tap| (tap.cell, first(tap.position))));
            let begin = slot * step.padded;
            state.arch.dispatch(DoubleSlot {
                mix,
                taps: &taps,
                input: &self.values[input],
                reach: &reach,
                channels: before.channels,
                out,
                begin,
            });
            for (unit, &bias) in (begin..begin + step.padded).zip(&mix.bias) {
                let mut sum = FormSum::new(bias);
                sum.add(1.0, &out.get(unit));
                out.set(unit, &sum.form());
            }
        }
    }

    fn diagonal(
        &self,
        state: &State<'_>,
        index: usize,
        diagonal: &Diagonal,
        (position, channel): (usize, usize),
    ) -> DoubleForm {
        let step = &state.steps[index];
        let range = diagonal.taps.range(position);
        let taps = diagonal.taps.taps[range.clone()].iter();
        let [scale, shift] = diagonal.scale_and_shift(step.padded, position, channel);
        let mut sum = FormSum::new(0.0);
        for (tap, &factor) in taps.zip(&diagonal.factors[range]) {
            let input = step.inputs[tap.input as usize];
            let term = self.element(state, input, tap.position, channel);
            sum.add(factor, &term);
        }
        activated(&sum.form(), scale, shift, 0.0)
    }

    fn element(&self, state: &State<'_>, step: usize, position: u32, channel: usize) -> DoubleForm {
        let slot = state.slots[step].of[position as usize] as usize;
        self.values[step].get(slot * state.steps[step].padded + channel)
    }

    fn candidate(&self, state: &State<'_>, (step, slot): Candidate, channel: usize) -> DoubleForm {
        let padded = state.steps[step as usize].padded;
        self.values[step as usize].get(slot as usize * padded + channel)
    }

    /// The first of the largest candidates at a point.
    fn largest_at(
        &self,
        state: &State<'_>,
        candidates: &[Candidate],
        channel: usize,
        point: &[f64; 3],
    ) -> DoubleForm {
        let mut largest: Option<DoubleForm> = None;
        for &candidate in candidates {
            let form = self.candidate(state, candidate, channel);
            let Some(before) = largest else {
                largest = Some(form);
                continue;
            };
            match DoubleForm::difference(Some(&form), Some(&before)).sign_at(point) {
                Some(Ordering::Greater) => largest = Some(form),
                Some(_) => {}
                None => return DoubleForm::UNKNOWN,
            }
        }
        largest.unwrap_or_default()
    }
}

fn input(plane: &Plane, element: usize) -> DoubleForm {
    DoubleForm::of(plane.vectors().map(|vector| vector[element]))
}

/// The piece of an activation at a point, if it is certain.
fn piece_at(form: &DoubleForm, pieces: &Pieces, point: &[f64; 3]) -> Option<u16> {
    let mut piece = 0;
    for &breakpoint in pieces.breakpoints() {
        match form.minus(breakpoint).sign_at(point)? {
            Ordering::Greater => piece += 1,
            _ => break,
        }
    }
    Some(piece)
}
