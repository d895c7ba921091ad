//! One stretch, step by step: all events on it, and the functions of the output.

use super::activate::Activation;
use super::duplicates::Slots;
use super::event::{Element, Events};
use super::exact::Exact;
use super::field::Field;
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
    /// All events on a stretch, in order; the field of the last step.
    pub(super) fn run(
        &self,
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
    ) -> Result<Field, Stop> {
        events.clear();
        exact.begin(stretch);
        let mut fields: Vec<Field> = Vec::with_capacity(self.end);
        for (index, step) in self.steps[..self.end].iter().enumerate() {
            if self.progress.is_some_and(Progress::is_cancelled) {
                return Err(Stop::Cancelled);
            }
            let mut field = self.step(index, step, &fields, stretch, events, exact)?;
            field.bounded |= self.bounds && step.inputs.is_empty();
            events.sort();
            fields.push(field);
            for &input in &step.inputs {
                if self.steps[input].last_reader == index {
                    fields[input] = Field::default();
                }
            }
        }
        fields.pop().ok_or(Stop::Unsound)
    }

    fn step(
        &self,
        index: usize,
        step: &Step,
        fields: &[Field],
        stretch: Stretch,
        events: &mut Events,
        exact: &mut Exact<'_>,
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
        Ok(match &step.kind {
            Kind::Input => linear::input(step, slots, self.line, &stretch),
            Kind::Constant(values) => linear::constant(step, slots, values, &stretch),
            Kind::Mix(mix) => {
                let pair = [before[0], slots];
                linear::mix(self.arch, step, mix, inputs[0], pair, events, &stretch)?
            }
            Kind::Diagonal(diagonal) => {
                linear::diagonal(step, diagonal, &inputs, &before, slots, events, &stretch)?
            }
            Kind::Move(moved) => {
                linear::moved(step, moved, &inputs, &before, slots, events, &stretch)?
            }
            Kind::Activate(pieces) => Activation {
                arch: self.arch,
                input: inputs[0],
                pieces,
                element: &|slot, channel| element(0, slot, channel),
                events,
                exact,
                stretch,
                wants_levels: step.wants_levels,
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
