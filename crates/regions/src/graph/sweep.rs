//! One stretch, step by step: all events on it, and the functions of the output.

use super::activate::Activation;
use super::duplicates::Slots;
use super::event::{Element, Events};
use super::exact::Exact;
use super::field::{Field, Memory};
use super::largest::Largest;
use super::plan::{Kind, Step, Taps};
use super::stretch::Stretch;
use super::{Stop, linear};
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
    /// The step after the last that is asked for.
    pub end: usize,
    /// Whether anybody asks what jumps are off by.
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
            let field = self.step(index, step, &fields, stretch, events, exact, memory);
            let mut field = match field {
                Ok(field) => field,
                Err(stop) => {
                    memory.keep_all(fields);
                    return Err(stop);
                }
            };
            field.finish(self.arch);
            most = most.max(field.jumps.len());
            field.bounded |= self.bounds && step.inputs.is_empty();
            events.sort();
            fields.push(field);
            for &input in &step.inputs {
                if self.steps[input].last_reader == index {
                    memory.keep(std::mem::take(&mut fields[input]));
                }
            }
        }
        let last = fields.pop().ok_or(Stop::Unsound)?;
        memory.keep_all(fields);
        Ok((last, most))
    }

    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        index: usize,
        step: &Step,
        fields: &[Field],
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
        memory: &mut Memory,
    ) -> Result<Field, Stop> {
        let slots = &self.slots[index];
        let inputs: Vec<&Field> = step.inputs.iter().map(|&input| &fields[input]).collect();
        let before: Vec<&Slots> = step
            .inputs
            .iter()
            .map(|&input| &self.slots[input])
            .collect();
        let element = |input: usize, slot: usize, channel: usize| -> Element {
            let node = step.inputs[input];
            let position = self.slots[node].first[slot] as usize;
            let element = channel * self.steps[node].positions + position;
            (node as u32, element as u32)
        };
        let shape = [step.channels, step.padded];
        let mut field = || Field::after(&inputs, shape, slots.len(), memory);
        Ok(match &step.kind {
            Kind::Input => linear::input(step, slots, self.line, &stretch),
            Kind::Constant(values) => linear::constant(step, slots, values, &stretch),
            Kind::Mix(mix) => {
                let pair = [before[0], slots];
                linear::mix(
                    self.arch,
                    step,
                    mix,
                    inputs[0],
                    pair,
                    events,
                    &stretch,
                    field(),
                )?
            }
            Kind::Diagonal(diagonal) => {
                let pair = (&before[..], slots);
                linear::diagonal(
                    self.arch,
                    step,
                    diagonal,
                    &inputs,
                    pair,
                    events,
                    &stretch,
                    field(),
                )?
            }
            Kind::Move(moved) => linear::moved(
                step,
                moved,
                &inputs,
                &before,
                slots,
                events,
                &stretch,
                field(),
            )?,
            Kind::Activate(pieces) => Activation {
                arch: self.arch,
                input: inputs[0],
                pieces,
                element: &|slot, channel| element(0, slot, channel),
                events,
                exact,
                stretch,
                wants_levels: step.wants_levels,
                wants_rows: self.bounds || index + 1 < self.end,
                field: field(),
            }
            .run()?,
            Kind::Largest(taps) => {
                let candidates = candidates(taps, slots, &before);
                Largest {
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
                    field: field(),
                }
                .run()?
            }
        })
    }
}

/// The candidates of each slot, equal ones once.
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
