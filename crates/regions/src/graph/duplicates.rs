//! Positions with equal inputs are computed once.
//!
//! Areas of one colour make the same function on a slice at many positions of a convolution. Two
//! positions whose windows read equal things are one *slot*: their neurons pass their breakpoints
//! at the same points, exactly, and need not be compared. Inputs that are certainly zero, such as a
//! black border, are left out of windows, so that padding equals a black border.

use super::plan::{Kind, Moved, Step, Taps};
use std::collections::HashMap;

/// The positions of a step, with equal ones taken together.
pub(super) struct Slots {
    /// By position: its slot.
    pub of: Vec<u32>,
    /// By slot: the first position that has it.
    pub first: Vec<u32>,
}

impl Slots {
    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    /// Every position by itself.
    pub(super) fn apart(positions: usize) -> Self {
        let all: Vec<u32> = (0..positions as u32).collect();
        Self {
            of: all.clone(),
            first: all,
        }
    }

    fn by_key(positions: usize, mut key: impl FnMut(usize, &mut Vec<u64>)) -> Self {
        if positions == 1 {
            return Self::apart(1);
        }
        let mut seen: HashMap<Vec<u64>, u32> = HashMap::new();
        let mut slots = Self {
            of: Vec::with_capacity(positions),
            first: Vec::new(),
        };
        let mut buffer = Vec::new();
        for position in 0..positions {
            buffer.clear();
            key(position, &mut buffer);
            let slot = if let Some(&slot) = seen.get(&buffer) {
                slot
            } else {
                let slot = slots.first.len() as u32;
                slots.first.push(position as u32);
                seen.insert(buffer.clone(), slot);
                slot
            };
            slots.of.push(slot);
        }
        slots
    }
}

/// The slots of all steps on a slice, which these vectors span.
pub(super) fn slots(steps: &[Step], vectors: &[&[f64]]) -> Vec<Slots> {
    let mut all: Vec<Slots> = Vec::with_capacity(steps.len());
    // By step and slot: whether all channels are certainly zero on the whole slice.
    let mut zeros: Vec<Vec<bool>> = Vec::with_capacity(steps.len());
    for step in steps {
        let positions = step.positions;
        let slot_of = |input: u32, position: u32| {
            let node = step.inputs[input as usize];
            let slot = all[node].of[position as usize];
            (slot, zeros[node][slot as usize])
        };
        let windows = |taps: &Taps, position: usize, key: &mut Vec<u64>| {
            for tap in taps.of(position) {
                let (slot, zero) = slot_of(tap.input, tap.position);
                if !zero {
                    key.push(u64::from(tap.cell) << 32 | u64::from(slot));
                }
            }
        };
        let slots = match &step.kind {
            Kind::Input => Slots::by_key(positions, |position, key| {
                for channel in 0..step.channels {
                    let element = channel * positions + position;
                    key.extend(vectors.iter().map(|vector| vector[element].to_bits()));
                }
            }),
            Kind::Constant(_) => Slots::apart(positions),
            Kind::Mix(mix) => {
                Slots::by_key(positions, |position, key| windows(&mix.taps, position, key))
            }
            Kind::Largest(taps) => Slots::by_key(positions, |position, key| {
                // For a maximum it does not matter where in the window a candidate is, nor how
                // often.
                for tap in taps.of(position) {
                    let (slot, _) = slot_of(tap.input, tap.position);
                    key.push(u64::from(tap.input) << 32 | u64::from(slot));
                }
                key.sort_unstable();
                key.dedup();
            }),
            Kind::Diagonal(diagonal) => {
                let by_position = diagonal
                    .scale
                    .as_ref()
                    .is_some_and(|scale| scale.by_position);
                if by_position {
                    Slots::apart(positions)
                } else {
                    Slots::by_key(positions, |position, key| {
                        windows(&diagonal.taps, position, key);
                        let range = diagonal.taps.range(position);
                        let taps = diagonal.taps.taps[range.clone()].iter();
                        for (tap, factor) in taps.zip(&diagonal.factors[range]) {
                            if !slot_of(tap.input, tap.position).1 {
                                key.push(factor.to_bits());
                            }
                        }
                    })
                }
            }
            Kind::Move(moved) => Slots::by_key(positions, |position, key| {
                for source in &moved[position * step.channels..(position + 1) * step.channels] {
                    match *source {
                        Moved::Number(number) => key.extend([u64::MAX, number.to_bits()]),
                        Moved::Element {
                            input,
                            position,
                            channel,
                        } => {
                            let (slot, _) = slot_of(input, position);
                            key.push(u64::from(input) << 32 | u64::from(channel));
                            key.push(u64::from(slot));
                        }
                    }
                }
            }),
            Kind::Activate(_) => {
                let input = &all[step.inputs[0]];
                Slots {
                    of: input.of.clone(),
                    first: input.first.clone(),
                }
            }
        };
        let zero = |&position: &u32| {
            let position = position as usize;
            is_zero(step, position, vectors, |input, position| {
                slot_of(input, position).1
            })
        };
        zeros.push(slots.first.iter().map(zero).collect());
        all.push(slots);
    }
    all
}

/// Whether all channels of a position are certainly zero, given which positions before are.
fn is_zero(
    step: &Step,
    position: usize,
    vectors: &[&[f64]],
    before: impl Fn(u32, u32) -> bool,
) -> bool {
    let mut channels = 0..step.channels;
    match &step.kind {
        Kind::Input => channels.all(|channel| {
            let element = channel * step.positions + position;
            vectors.iter().all(|vector| vector[element] == 0.0)
        }),
        Kind::Constant(numbers) => {
            channels.all(|channel| numbers[channel * step.positions + position] == 0.0)
        }
        Kind::Move(moved) => {
            channels.all(|channel| match moved[position * step.channels + channel] {
                Moved::Number(number) => number == 0.0,
                Moved::Element {
                    input, position, ..
                } => before(input, position),
            })
        }
        _ => false,
    }
}
