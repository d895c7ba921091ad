//! The unit or number of which a unit is a copy in the current cell, and its form.

use super::form::Form;
use super::lines::Name;
use super::state::State;
use crate::graph::plan::{Kind, Moved, Tap};

impl State<'_> {
    /// The unit of an element.
    pub(super) fn unit(&self, node: usize, element: usize) -> usize {
        let step = &self.steps[node];
        let (channel, position) = (element / step.positions, element % step.positions);
        self.slots[node].of[position] as usize * step.padded + channel
    }

    /// The unit, or the number, of which a unit is only a copy in the current cell.
    pub(super) fn resolve(&self, mut name: Name) -> Name {
        while let Name::Unit { step, unit } = name {
            let index = step as usize;
            let at = &self.steps[index];
            let (slot, channel) = (unit as usize / at.padded, unit as usize % at.padded);
            let position = self.slots[index].first[slot] as usize;
            let here = |step: usize, position: u32, channel: u32| {
                let slot = self.slots[step].of[position as usize];
                Name::Unit {
                    step: step as u32,
                    unit: slot * self.steps[step].padded as u32 + channel,
                }
            };
            name = match &at.kind {
                Kind::Constant(numbers) => Name::number(numbers[channel * at.positions + position]),
                Kind::Activate(pieces) => {
                    let kind = if pieces.len() == 1 { 0 } else { channel };
                    let piece = self.at[index].pieces[unit as usize];
                    let (offset, error) = self.wired[index].offset(channel, piece);
                    let slope = pieces[kind].slope(piece as u8);
                    if slope == 1.0 && offset == 0.0 && error == 0.0 {
                        Name::Unit {
                            step: at.inputs[0] as u32,
                            unit,
                        }
                    } else if slope == 0.0 && error == 0.0 {
                        Name::number(offset)
                    } else {
                        return name;
                    }
                }
                Kind::Largest(_) => {
                    let piece = self.at[index].pieces[unit as usize];
                    let (from, slot) = self.wired[index].candidates[slot][piece as usize];
                    Name::Unit {
                        step: from,
                        unit: slot * self.steps[from as usize].padded as u32 + channel as u32,
                    }
                }
                Kind::Move(moved) => match moved[position * at.channels + channel] {
                    Moved::Number(number) => Name::number(number),
                    Moved::Element {
                        input,
                        position,
                        channel,
                    } => here(at.inputs[input as usize], position, channel),
                },
                Kind::Input | Kind::Mix(_) | Kind::Diagonal(_) => return name,
            };
        }
        name
    }

    /// Whether a unit or number is certainly 0 where others are: it is one of them, or all that it
    /// sums is. Looks at no more than `left` units and numbers.
    pub(super) fn vanishes(
        &self,
        name: Name,
        is_zero: &impl Fn(Name) -> bool,
        left: &mut u32,
    ) -> bool {
        let name = self.resolve(name);
        if is_zero(name) {
            return true;
        }
        let Name::Unit { step, unit } = name else {
            return false;
        };
        if *left == 0 {
            return false;
        }
        *left -= 1;
        let (index, unit) = (step as usize, unit as usize);
        let step = &self.steps[index];
        let (slot, channel) = (unit / step.padded, unit % step.padded);
        let position = self.slots[index].first[slot] as usize;
        let mut input = |tap: &Tap, channel: usize| {
            let input = step.inputs[tap.input as usize];
            let slot = self.slots[input].of[tap.position as usize] as usize;
            let unit = (slot * self.steps[input].padded + channel) as u32;
            let step = input as u32;
            self.vanishes(Name::Unit { step, unit }, is_zero, left)
        };
        match &step.kind {
            Kind::Activate(_) => {
                let piece = self.at[index].pieces[unit];
                let (step, unit) = (step.inputs[0] as u32, unit as u32);
                self.wired[index].offset(channel, piece) == (0.0, 0.0)
                    && self.vanishes(Name::Unit { step, unit }, is_zero, left)
            }
            Kind::Mix(mix) => {
                let inputs = self.steps[step.inputs[0]].channels;
                let group = channel / (step.channels / mix.first.len());
                let mut tap = |tap: &Tap| {
                    let mut channels = group * mix.group..(group + 1) * mix.group;
                    channels.all(|from| {
                        let (weights, first) = mix.weights(inputs, tap.cell, from);
                        weights[channel - first] == 0.0 || input(tap, from)
                    })
                };
                mix.bias[channel] == 0.0 && mix.taps.of(position).iter().all(&mut tap)
            }
            Kind::Diagonal(diagonal) => {
                let [scale, shift] = diagonal.scale_and_shift(step.padded, position, channel);
                let range = diagonal.taps.range(position);
                let taps = diagonal.taps.taps[range.clone()].iter();
                let mut terms = taps.zip(&diagonal.factors[range]);
                shift == 0.0
                    && (scale == 0.0
                        || terms.all(|(tap, &factor)| factor == 0.0 || input(tap, channel)))
            }
            _ => false,
        }
    }

    /// The form of a unit or a number.
    pub(super) fn form_of(&self, name: Name) -> Form {
        match name {
            Name::Unit { step, unit } => self.at[step as usize].values.get(unit as usize),
            Name::Number(bits) => Form {
                value: [0.0, 0.0, f64::from_bits(bits)],
                error: 0.0,
            },
        }
    }

    /// The form of a unit by its slot and channel.
    pub(super) fn form(&self, step: u32, slot: usize, channel: usize) -> Form {
        let padded = self.steps[step as usize].padded;
        self.at[step as usize].values.get(slot * padded + channel)
    }
}
