//! One stretch, step by step: all events on it, and the functions of the output.

use super::Stop;
use super::activate::{Activation, Buffers};
use super::demand::Element;
use super::duplicates::Slots;
use super::event::Events;
use super::exact::Exact;
use super::field::{Field, Levels};
use super::largest::Largest;
use super::linear::{self, Before, LinearSlot, Mixing, Prepared};
use super::memory::Memory;
use super::plan::{Kind, Step, Taps};
use super::stretch::Stretch;
use super::union::Union;
use crate::{Line, Progress};
use pulp::Arch;
use std::collections::HashMap;

/// A line through a graph.
pub(super) struct Sweep<'a> {
    pub arch: Arch,
    pub steps: &'a [Step],
    pub slots: &'a [Slots],
    pub line: &'a Line,
    pub progress: Option<&'a Progress>,
    /// The step after the last requested one.
    pub end: usize,
    /// Whether the errors of jumps are needed.
    pub bounds: bool,
}

impl Sweep<'_> {
    /// All events on a stretch, in order; the field of the last step, and the most jumps of any.
    pub(super) fn run(
        &self,
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
        memory: &mut Memory,
    ) -> Result<(Field, usize), Stop> {
        events.clear();
        exact.begin(stretch);
        let mut fields: Vec<Field> = Vec::with_capacity(self.end);
        let mut most = 0;
        for (index, step) in self.steps[..self.end].iter().enumerate() {
            if self.progress.is_some_and(Progress::is_cancelled) {
                return Err(Stop::Cancelled);
            }
            fields.push(self.begin(index, &fields, stretch, memory));
            if step.passing {
                continue;
            }
            let made = match &step.kind {
                Kind::Largest(taps) => {
                    self.largest(index, taps, &mut fields, stretch, events, exact)
                }
                Kind::Input | Kind::Constant(_) => Ok(()),
                _ => self.slots(index, &mut fields, stretch, events, exact, memory),
            };
            if let Err(stop) = made {
                end(fields, memory);
                return Err(stop);
            }
            most = most.max(fields[index].jumps.len());
            events.sort();
            for &made in step.with.iter().chain([&index]) {
                for &input in &self.steps[made].inputs {
                    if self.steps[input].last_reader == index {
                        std::mem::take(&mut fields[input]).end(memory);
                    }
                }
            }
        }
        let last = fields.pop().ok_or(Stop::Unsound)?;
        end(fields, memory);
        Ok((last, most))
    }

    /// The field of a step, with no slots yet if it has inputs.
    fn begin(
        &self,
        index: usize,
        fields: &[Field],
        stretch: Stretch,
        memory: &mut Memory,
    ) -> Field {
        let (step, slots) = (&self.steps[index], &self.slots[index]);
        match &step.kind {
            Kind::Input => linear::input(self.arch, step, slots, self.line, &stretch, self.bounds),
            Kind::Constant(values) => linear::constant(self.arch, step, slots, values, &stretch),
            _ => {
                let inputs: Vec<&Field> = step.inputs.iter().map(|&input| &fields[input]).collect();
                let slots = if step.passing { 1 } else { slots.len() };
                let mut field = Field::after(&inputs, [step.channels, step.padded], slots, memory);
                let knows = matches!(step.kind, Kind::Activate(_) | Kind::Move(_));
                field.levels = (knows && step.wants_levels).then(Levels::default);
                field
            }
        }
    }

    /// An element of a step's input.
    fn element(&self, index: usize, input: usize, position: usize, channel: usize) -> Element {
        let node = self.steps[index].inputs[input];
        let element = channel * self.steps[node].positions + position;
        (node as u32, element as u32)
    }

    /// Computes a step, and the passing ones with it, slot by slot.
    fn slots(
        &self,
        head: usize,
        fields: &mut [Field],
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
        memory: &mut Memory,
    ) -> Result<(), Stop> {
        let together: Vec<usize> = self.steps[head]
            .with
            .iter()
            .copied()
            .chain([head])
            .collect();
        let prepared = together.iter().map(|&index| match &self.steps[index].kind {
            Kind::Mix(mix) => {
                let input = self.steps[index].inputs[0];
                Some(Prepared::new(&fields[input], mix, memory))
            }
            _ => None,
        });
        let prepared: Vec<Option<Prepared>> = prepared.collect();
        let (mut union, mut buffers) = (Union::default(), Buffers::default());
        let mut made = Ok(());
        'slots: for &position in &self.slots[head].first {
            for (&index, prepared) in together.iter().zip(&prepared) {
                let (before, rest) = fields.split_at_mut(index);
                let field = &mut rest[0];
                if index != head {
                    field.clear();
                }
                let at = At {
                    index,
                    position: position as usize,
                    stretch: &stretch,
                };
                made = self.slot(
                    &at,
                    before,
                    field,
                    (prepared, &mut union, &mut buffers),
                    events,
                    exact,
                );
                if made.is_err() {
                    break 'slots;
                }
            }
        }
        for prepared in prepared.into_iter().flatten() {
            prepared.end(memory);
        }
        for &index in &self.steps[head].with {
            std::mem::take(&mut fields[index]).end(memory);
        }
        made
    }

    /// Computes the next slot of a step.
    fn slot(
        &self,
        at: &At<'_>,
        fields: &[Field],
        field: &mut Field,
        (prepared, union, buffers): (&Option<Prepared>, &mut Union, &mut Buffers),
        events: &mut Events,
        exact: &mut Exact<'_>,
    ) -> Result<(), Stop> {
        let At {
            index,
            position,
            stretch,
        } = *at;
        let step = &self.steps[index];
        let before = Before {
            fields,
            steps: self.steps,
            slots: self.slots,
            inputs: &step.inputs,
        };
        let linear = LinearSlot {
            arch: self.arch,
            step,
            position,
            events,
            stretch,
        };
        match (&step.kind, prepared) {
            (Kind::Mix(mix), Some(prepared)) => {
                let mixing = Mixing {
                    mix,
                    input: &fields[step.inputs[0]],
                    before: &self.slots[step.inputs[0]],
                    prepared,
                };
                linear.mix(mixing, union, field)
            }
            (Kind::Diagonal(diagonal), _) => linear.diagonal(diagonal, before, union, field),
            (Kind::Move(moved), _) => linear.moved(moved, before, union, field),
            (Kind::Activate(pieces), _) => {
                let (input, slot) = before.at(0, position as u32);
                Activation {
                    arch: self.arch,
                    input,
                    slot,
                    pieces,
                    element: &|channel| self.element(index, 0, position, channel),
                    events,
                    exact,
                    stretch: *stretch,
                    wants_rows: self.bounds || index + 1 < self.end,
                    buffers,
                    field,
                }
                .run()
            }
            _ => Err(Stop::Unsound),
        }
    }

    fn largest(
        &self,
        index: usize,
        taps: &Taps,
        fields: &mut [Field],
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
    ) -> Result<(), Stop> {
        let (step, slots) = (&self.steps[index], &self.slots[index]);
        let (fields, rest) = fields.split_at_mut(index);
        let inputs: Vec<&Field> = step.inputs.iter().map(|&input| &fields[input]).collect();
        let before = step.inputs.iter().map(|&input| &self.slots[input]);
        let before: Vec<&Slots> = before.collect();
        let candidates = candidates(taps, slots, &before);
        let element = |input: usize, slot: usize, channel: usize| {
            self.element(index, input, before[input].first[slot] as usize, channel)
        };
        rest[0] = Largest {
            arch: self.arch,
            inputs: &inputs,
            candidates: &candidates,
            element: &element,
            events,
            exact,
            stretch,
            wants_levels: step.wants_levels,
            channels: step.channels,
            padded: step.padded,
            switches: HashMap::new(),
            field: std::mem::take(&mut rest[0]),
        }
        .run()?;
        Ok(())
    }
}

/// Leaves the memory of fields to the next ones.
fn end(fields: Vec<Field>, memory: &mut Memory) {
    for field in fields {
        field.end(memory);
    }
}

/// Where a slot is computed.
struct At<'a> {
    index: usize,
    position: usize,
    stretch: &'a Stretch,
}

/// The candidates of each slot, without duplicates.
fn candidates(taps: &Taps, slots: &Slots, before: &[&Slots]) -> Vec<Vec<(usize, usize)>> {
    let of_slot = |&position: &u32| {
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for tap in taps.of(position as usize) {
            let input = tap.input as usize;
            let candidate = (input, before[input].of[tap.position as usize] as usize);
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
        candidates
    };
    slots.first.iter().map(of_slot).collect()
}
