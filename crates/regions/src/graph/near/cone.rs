//! The slots that an element depends on, step by step back to the input.

use super::pair::Values;
use super::{NearPoints, Pass};
use crate::graph::demand::Element;
use crate::graph::plan::{Kind, Moved};

impl NearPoints<'_> {
    /// Computes elements, and all that they depend on that has not been computed yet.
    pub(super) fn compute(&self, pass: &mut Pass, elements: impl Iterator<Item = Element>) {
        // By step: the slots to be computed.
        let mut due: Vec<Vec<u32>> = Vec::new();
        for (step, element) in elements {
            let (step, positions) = (step as usize, self.steps[step as usize].positions);
            if due.len() <= step {
                due.resize(step + 1, Vec::new());
            }
            due[step].push(self.slots[step].of[element as usize % positions]);
        }
        for index in pass.steps.len()..due.len() {
            let (padded, slots) = (self.steps[index].padded, self.slots[index].len());
            pass.steps.push(Values::empty(padded, slots));
        }
        for index in (0..due.len()).rev() {
            let (before, at) = due.split_at_mut(index);
            at[0].sort_unstable();
            at[0].dedup();
            at[0].retain(|&slot| pass.steps[index].begin(slot as usize).is_none());
            for &slot in &at[0] {
                self.sees(index, slot, |node, slot| {
                    // One position often sees the same slot, in many channels.
                    if before[node].last() != Some(&slot) {
                        before[node].push(slot);
                    }
                });
            }
        }
        for (index, due) in due.iter().enumerate() {
            if due.is_empty() {
                continue;
            }
            let mut values = std::mem::take(&mut pass.steps[index]);
            let reach = self.input_errors(index, pass);
            for &slot in due {
                let begin = values.add(slot as usize);
                self.slot((index, slot as usize), pass, &reach, begin, &mut values);
            }
            pass.steps[index] = values;
        }
    }

    /// The nodes and slots that a slot of a step reads.
    fn sees(&self, index: usize, slot: u32, mut see: impl FnMut(usize, u32)) {
        let step = &self.steps[index];
        let position = self.slots[index].first[slot as usize] as usize;
        let mut read = |input: u32, position: u32| {
            let node = step.inputs[input as usize];
            see(node, self.slots[node].of[position as usize]);
        };
        match &step.kind {
            Kind::Input | Kind::Constant(_) => {}
            Kind::Activate(_) => read(0, position as u32),
            Kind::Move(moved) => {
                for source in &moved[position * step.channels..(position + 1) * step.channels] {
                    if let Moved::Element {
                        input, position, ..
                    } = *source
                    {
                        read(input, position);
                    }
                }
            }
            Kind::Mix(_) | Kind::Diagonal(_) | Kind::Largest(_) => {
                for tap in step.taps().map_or(&[][..], |taps| taps.of(position)) {
                    read(tap.input, tap.position);
                }
            }
        }
    }
}
