//! The forms of all steps in the current cell, kept up to date with as little work as possible.
//!
//! From one cell to the next few neurons change their piece. Each step knows which slots of its
//! inputs changed since its last update, and updates for those alone: a convolution adds weights
//! times the changes of its inputs. Such sums drift; each has an error bound, and is computed again
//! now and then, and when nothing flows into it any more.

use super::certified::Certified;
use super::form::Form;
use super::pending::Pending;
use super::sums::Sums;
use super::values::Values;
use super::wiring::{Wired, wire};
use crate::Plane;
use crate::graph::duplicates::Slots;
use crate::graph::plan::{Kind, Moved, Step};
use pulp::Arch;

/// The state of one step.
pub(super) struct StepState {
    pub values: Values,
    /// For neurons: the piece, or the largest candidate.
    pub pieces: Vec<u16>,
    /// For neurons, by slot: where the pieces are certain.
    pub certified: Vec<Certified>,
    /// Neurons whose piece changed since their forms were made.
    pub moved: Pending,
    /// By input: slots that changed since.
    pub pending: Vec<Pending>,
    pub sums: Sums,
    /// Nothing has been computed yet.
    pub fresh: bool,
}

pub(super) struct State<'a> {
    pub arch: Arch,
    pub steps: &'a [Step],
    pub slots: &'a [Slots],
    pub wired: Vec<Wired>,
    /// By step.
    pub at: Vec<StepState>,
    // Buffers.
    pub list: Vec<u32>,
    pub touched: Pending,
    pub slots_due: Vec<u32>,
}

impl<'a> State<'a> {
    pub(super) fn new(arch: Arch, steps: &'a [Step], slots: &'a [Slots], plane: &Plane) -> Self {
        let wired = wire(steps, slots);
        let at = steps.iter().zip(slots).map(|(step, step_slots)| {
            let units = step_slots.len() * step.padded;
            let neurons = matches!(step.kind, Kind::Activate(_) | Kind::Largest(_));
            let pending = step.inputs.iter();
            let pending = pending.map(|&input| Pending::new(slots[input].len()));
            let sums = match step.kind {
                Kind::Mix(_) => {
                    let before = slots[step.inputs[0]].len();
                    Sums::new(
                        step_slots.len(),
                        before,
                        before * steps[step.inputs[0]].padded,
                    )
                }
                _ => Sums::default(),
            };
            StepState {
                values: Values::new(units),
                pieces: vec![0; if neurons { units } else { 0 }],
                certified: vec![Certified::NOWHERE; if neurons { step_slots.len() } else { 0 }],
                moved: Pending::new(if neurons { units } else { 0 }),
                pending: pending.collect(),
                sums,
                fresh: true,
            }
        });
        let most = slots.iter().map(Slots::len).max().unwrap_or(0);
        let mut this = Self {
            arch,
            at: at.collect(),
            steps,
            slots,
            wired,
            list: Vec::new(),
            touched: Pending::new(most),
            slots_due: Vec::new(),
        };
        this.begin(plane);
        this
    }

    /// Data that do not depend on the cell.
    fn begin(&mut self, plane: &Plane) {
        for (index, step) in self.steps.iter().enumerate() {
            let values = &mut self.at[index].values;
            for (slot, &position) in self.slots[index].first.iter().enumerate() {
                for channel in 0..step.channels {
                    let element = channel * step.positions + position as usize;
                    let unit = slot * step.padded + channel;
                    let value = match &step.kind {
                        Kind::Input => plane.vectors().map(|vector| vector[element]),
                        Kind::Constant(numbers) => [0.0, 0.0, numbers[element]],
                        Kind::Move(moved) => {
                            match moved[position as usize * step.channels + channel] {
                                Moved::Number(number) => [0.0, 0.0, number],
                                Moved::Element { .. } => continue,
                            }
                        }
                        Kind::Mix(mix) => [0.0, 0.0, mix.bias[channel]],
                        _ => continue,
                    };
                    values.set(unit, &Form { value, error: 0.0 });
                }
            }
            if matches!(step.kind, Kind::Input | Kind::Constant(_)) {
                for slot in 0..self.slots[index].len() {
                    self.mark_changed(index, slot as u32);
                }
            }
        }
    }

    /// Marks a slot as changed, for all that read it.
    pub(super) fn mark_changed(&mut self, index: usize, slot: u32) {
        for &(reader, input) in &self.wired[index].readers {
            self.at[reader as usize].pending[input as usize].push(slot);
        }
    }

    /// Brings a step up to date with its inputs; a neuron's piece must be known.
    pub(super) fn update(&mut self, index: usize) {
        let steps = self.steps;
        let step = &steps[index];
        match &step.kind {
            Kind::Input | Kind::Constant(_) => {}
            Kind::Mix(mix) => self.update_mix(index, mix),
            Kind::Diagonal(diagonal) => {
                self.gather(index);
                let due = std::mem::take(&mut self.slots_due);
                for &slot in &due {
                    self.update_diagonal(index, diagonal, slot);
                }
                self.slots_due = due;
            }
            Kind::Move(_) => self.update_moved(index),
            Kind::Activate(_) | Kind::Largest(_) => self.update_neurons(index),
        }
        self.at[index].fresh = false;
    }

    /// The slots of a step that read what changed; all of them the first time.
    pub(super) fn gather(&mut self, index: usize) {
        let at = &mut self.at[index];
        let mut list = std::mem::take(&mut self.list);
        for (pending, reads) in at.pending.iter_mut().zip(&self.wired[index].reads) {
            pending.take(&mut list);
            for &slot in &list {
                for &(out, _) in reads.of(slot) {
                    self.touched.push(out);
                }
            }
        }
        self.list = list;
        if at.fresh {
            (0..self.slots[index].len() as u32).for_each(|slot| self.touched.push(slot));
        }
        self.touched.take(&mut self.slots_due);
    }

    /// Puts a neuron on a piece.
    pub(super) fn set_piece(&mut self, index: usize, unit: u32, piece: u16) {
        let at = &mut self.at[index];
        if at.pieces[unit as usize] != piece {
            at.pieces[unit as usize] = piece;
            at.moved.push(unit);
        }
    }
}
