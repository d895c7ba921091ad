//! The forms of all steps in the current cell, kept up to date with as little work as possible.
//!
//! From one cell to the next few neurons change their piece. Each step knows which slots of its
//! inputs changed since its last update, and updates for those alone: a convolution adds weights
//! times the changes of its inputs. Such sums drift; each has an error bound, and is computed again
//! now and then, and when nothing flows into it any more.

use super::form::Form;
use super::lines::Name;
use super::sides::Sure;
use super::sums::Sums;
use super::values::Values;
use super::wiring::{Wired, wire};
use crate::Plane;
use crate::affine::{SLACK, gamma};
use crate::graph::duplicates::Slots;
use crate::graph::plan::{Kind, Moved, Step};
use crate::pattern::Pieces;
use pulp::Arch;

/// Distinct numbers that were noted since the last reading.
#[derive(Default)]
pub(super) struct Pending {
    list: Vec<u32>,
    is_in: Vec<bool>,
}

impl Pending {
    pub(super) fn new(numbers: usize) -> Self {
        Self {
            list: Vec::new(),
            is_in: vec![false; numbers],
        }
    }

    pub(super) fn push(&mut self, number: u32) {
        if !std::mem::replace(&mut self.is_in[number as usize], true) {
            self.list.push(number);
        }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.is_in[number as usize]
    }

    /// All numbers.
    pub(super) fn list(&self) -> &[u32] {
        &self.list
    }

    /// All numbers; they are removed.
    pub(super) fn take(&mut self, into: &mut Vec<u32>) {
        into.clear();
        std::mem::swap(into, &mut self.list);
        for &number in &*into {
            self.is_in[number as usize] = false;
        }
    }
}

/// The state of one step.
pub(super) struct At {
    pub values: Values,
    /// For neurons: the piece, or the largest candidate.
    pub pieces: Vec<u16>,
    /// For neurons, by slot: where the pieces are certain.
    pub sure: Vec<Sure>,
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
    pub at: Vec<At>,
    /// Pieces of this step and those after it are not those of the current forms.
    pub shadow: Option<usize>,
    // Buffers.
    pub list: Vec<u32>,
    pub touched: Pending,
    pub slots_due: Vec<u32>,
}

impl<'a> State<'a> {
    pub(super) fn new(arch: Arch, steps: &'a [Step], slots: &'a [Slots], plane: &Plane) -> Self {
        let wired = wire(steps, slots);
        let at = steps.iter().zip(slots).map(|(step, own)| {
            let units = own.len() * step.padded;
            let neurons = matches!(step.kind, Kind::Activate(_) | Kind::Largest(_));
            let pending = step.inputs.iter();
            let pending = pending.map(|&input| Pending::new(slots[input].len()));
            let sums = match step.kind {
                Kind::Mix(_) => {
                    let before = slots[step.inputs[0]].len();
                    Sums::new(own.len(), before, before * steps[step.inputs[0]].padded)
                }
                _ => Sums::default(),
            };
            At {
                values: Values::new(units),
                pieces: vec![0; if neurons { units } else { 0 }],
                sure: vec![Sure::NOWHERE; if neurons { own.len() } else { 0 }],
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
            shadow: None,
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
                    self.tell(index, slot as u32);
                }
            }
        }
    }

    /// Tells all readers that a slot changed.
    pub(super) fn tell(&mut self, index: usize, slot: u32) {
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
            Kind::Mix(mix) => self.mix(index, mix),
            Kind::Diagonal(diagonal) => {
                self.gather(index);
                let due = std::mem::take(&mut self.slots_due);
                for &slot in &due {
                    self.diagonal(index, diagonal, slot);
                }
                self.slots_due = due;
            }
            Kind::Move(_) => self.relocate(index),
            Kind::Activate(_) | Kind::Largest(_) => self.neurons(index),
        }
        self.at[index].fresh = false;
    }

    /// The slots of a step that read what changed; all of them the first time.
    fn gather(&mut self, index: usize) {
        let at = &mut self.at[index];
        let mut list = std::mem::take(&mut self.list);
        for (pending, reads) in at.pending.iter_mut().zip(&self.wired[index].reads) {
            pending.take(&mut list);
            for &slot in &list {
                for &(own, _) in reads.of(slot) {
                    self.touched.push(own);
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

    /// An activation or a maximum.
    fn neurons(&mut self, index: usize) {
        let step = &self.steps[index];
        self.gather(index);
        let due = std::mem::take(&mut self.slots_due);
        let mask = match &step.kind {
            Kind::Activate(pieces) => pieces.iter().all(Pieces::is_relu),
            _ => false,
        };
        for &slot in &due {
            let mut changed = mask;
            if mask {
                self.masked(index, slot);
            } else {
                for channel in 0..step.channels {
                    changed |= self.neuron(index, slot as usize * step.padded + channel);
                }
            }
            if changed {
                self.tell(index, slot);
            }
        }
        self.slots_due = due;
        let mut list = std::mem::take(&mut self.list);
        self.at[index].moved.take(&mut list);
        for &unit in &list {
            if self.neuron(index, unit as usize) {
                self.tell(index, unit / step.padded as u32);
            }
        }
        self.list = list;
    }

    /// Computes the forms of a slot of `ReLU`s: those of the step before, or 0.
    fn masked(&mut self, index: usize, slot: u32) {
        let step = &self.steps[index];
        let units = slot as usize * step.padded..(slot as usize + 1) * step.padded;
        let (before, after) = self.at.split_at_mut(index);
        let (pre, at) = (&before[step.inputs[0]].values, &mut after[0]);
        let (out, pieces) = (&mut at.values.parts, &at.pieces[units.clone()]);
        // A closure that is called only once is inlined, and so compiled for the machine's vectors.
        self.arch.dispatch(
            #[inline(always)]
            move || {
                let (units, out) = (units, out);
                for (from, to) in pre.parts.iter().zip(out) {
                    let pairs = from[units.clone()].iter().zip(&mut to[units.clone()]);
                    for ((&from, to), &piece) in pairs.zip(pieces) {
                        *to = if piece == 0 { 0.0 } else { from };
                    }
                }
            },
        );
    }

    /// Computes the form of a neuron; returns whether it changed.
    fn neuron(&mut self, index: usize, unit: usize) -> bool {
        let form = self.post(index, unit);
        self.at[index].values.set(unit, &form)
    }

    /// The form of a neuron on its piece.
    fn post(&self, index: usize, unit: usize) -> Form {
        let step = &self.steps[index];
        let piece = self.at[index].pieces[unit];
        let Kind::Activate(pieces) = &step.kind else {
            let (from, slot) = self.wired[index].candidates[unit / step.padded][piece as usize];
            return self.form(from, slot as usize, unit % step.padded);
        };
        let kind = if pieces.len() == 1 {
            0
        } else {
            unit % step.padded
        };
        let pieces = &pieces[kind];
        let piece = piece as u8;
        let pre = self.at[step.inputs[0]].values.get(unit);
        let slope = pieces.slope(piece);
        let mut post = if slope == 0.0 {
            // Not `0 * z`: a form that overflowed must not become NaN where it is dropped.
            Form::default()
        } else if slope == 1.0 {
            pre
        } else {
            let value = pre.value.map(|value| value * slope);
            let largest = value.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
            let error = pre.error * slope.abs() + largest * gamma(1) + f64::MIN_POSITIVE;
            Form {
                value,
                error: if pre.is_nothing() { 0.0 } else { error * SLACK },
            }
        };
        let (offset, error) = self.wired[index].offsets[kind][piece as usize];
        if offset != 0.0 || error != 0.0 {
            let rounding = if post.value[2] == 0.0 { 0.0 } else { gamma(1) };
            post.value[2] += offset;
            if error != 0.0 || rounding != 0.0 {
                post.error = (post.error + error + post.value[2].abs() * rounding) * SLACK;
            }
        }
        post
    }

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
                    let piece = self.at[index].pieces[unit as usize] as u8;
                    let (offset, error) = self.wired[index].offsets[kind][piece as usize];
                    let slope = pieces[kind].slope(piece);
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

    /// Whether a unit may be exactly 0 in the current cell.
    pub(super) fn may_be_nothing(&self, (step, slot): (u32, u32), channel: usize) -> bool {
        let unit = slot * self.steps[step as usize].padded as u32 + channel as u32;
        let name = self.resolve(Name::Unit { step, unit });
        let stale = |step: usize| self.shadow.is_some_and(|first| step >= first);
        match name {
            Name::Unit { step, .. } if stale(step as usize) => {
                match &self.steps[step as usize].kind {
                    // Without inputs only the constant is left.
                    Kind::Mix(mix) => mix.bias[channel] == 0.0,
                    _ => true,
                }
            }
            name => self.named(name).is_nothing(),
        }
    }

    /// The form of a unit or a number.
    pub(super) fn named(&self, name: Name) -> Form {
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
