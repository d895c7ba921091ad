//! The examples of a stack, on the device: batches are gathered there by index.

#![allow(clippy::large_enum_variant, reason = "there is one of each in a stack")]
#![allow(
    clippy::cast_possible_wrap,
    reason = "devices count in 32 bits with a sign, far more examples than fit in memory"
)]

use super::Stacked;
use crate::loss::{Loss, Minimised};
use crate::optimizer::{StackUpdate, Update};
use crate::set::{Inputs, Set, pixel_scale};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// The examples of all runs of a stack.
#[derive(Clone)]
pub(crate) struct Table {
    inputs: TableInputs,
    /// Where the inputs of each run begin, `runs x 1`; `None` if all have the same.
    input_starts: Option<Tensor<2, Int>>,
    /// What the outputs should be, `examples x outputs`, or a class for each example.
    targets: Targets,
    target_starts: Option<Tensor<2, Int>>,
    /// Numbers of an input.
    dimension: usize,
    outputs: usize,
    /// Examples of a step.
    batch: usize,
    device: Device,
}

#[derive(Clone)]
enum TableInputs {
    /// `examples x dimension`.
    Numbers(Tensor<2>),
    /// Grey levels, four to a word: `images x words`; and how far to shift them apart.
    Pixels(Tensor<2, Int>, Tensor<3, Int>),
}

#[derive(Clone)]
enum Targets {
    Numbers(Tensor<2>),
    /// A class for each example, and the one-hot rows of the classes.
    Classes(Tensor<1, Int>, Tensor<2>),
}

/// Several steps of all runs, ready on the device; they can be taken more than once.
#[derive(Clone)]
pub(crate) struct Stretch {
    /// Which examples, by their place among their run's: `steps x runs x batch`.
    indices: Tensor<3, Int>,
    /// How much each counts, where a batch is not full: `steps x runs x batch`.
    shares: Option<Tensor<3>>,
    updates: std::sync::Arc<[StackUpdate]>,
}

impl Stretch {
    pub(crate) fn steps(&self) -> usize {
        self.updates.len()
    }
}

/// The same on the host, while it is assembled.
#[derive(Default)]
pub(crate) struct Steps {
    indices: Vec<i32>,
    shares: Vec<f32>,
    any_partial: bool,
    updates: Vec<Vec<Update>>,
}

impl Steps {
    /// Begins another step; each run must be added to it in order.
    pub(crate) fn begin_step(&mut self) {
        self.updates.push(Vec::new());
    }

    /// Adds a run's part of the step: some examples, at least one, and at most as many as a batch
    /// holds.
    ///
    /// A batch that is not full is padded with one of its own examples at weight 0.
    pub(crate) fn add(&mut self, indices: &[u32], batch: usize, update: Update) {
        let filler = indices.first().copied().unwrap_or(0);
        let padding = batch.saturating_sub(indices.len());
        let all = indices
            .iter()
            .copied()
            .chain(std::iter::repeat_n(filler, padding));
        self.indices.extend(all.map(|index| index as i32));
        // The gradient is the mean over a full batch.
        let share = batch as f32 / indices.len().max(1) as f32;
        self.shares
            .extend(std::iter::repeat_n(share, indices.len()));
        self.shares.extend(std::iter::repeat_n(0.0, padding));
        self.any_partial |= padding > 0;
        if let Some(step) = self.updates.last_mut() {
            step.push(update);
        }
    }
}

impl Table {
    /// The training examples of runs, one set for each. All have the same form and dimension.
    pub(crate) fn new(
        sets: &[Set],
        loss: Loss,
        outputs: usize,
        batch: usize,
        device: &Device,
    ) -> Self {
        let dimension = sets.first().map_or(0, |set| set.dimension);
        let starts = |same: bool| {
            (!same).then(|| {
                let mut starts = Vec::with_capacity(sets.len());
                let mut start = 0;
                for set in sets {
                    starts.push(start);
                    start += set.count() as i32;
                }
                Tensor::from_data(TensorData::new(starts, [sets.len(), 1]), device)
            })
        };
        let (inputs, one_for_all) = inputs(sets, dimension, device);
        let input_starts = starts(one_for_all);
        let one_for_all = sets.windows(2).all(|pair| pair[0].has_targets_of(&pair[1]));
        let own = own(sets, one_for_all);
        Self {
            inputs,
            input_starts,
            targets: targets(own, loss, outputs, device),
            target_starts: starts(one_for_all),
            dimension,
            outputs,
            batch,
            device: device.clone(),
        }
    }

    /// Copies steps to the device.
    pub(crate) fn stretch(&self, steps: Steps) -> Stretch {
        let count = steps.updates.len();
        let runs = steps.updates.first().map_or(0, Vec::len);
        let shape = [count, runs, self.batch];
        let shares = steps
            .any_partial
            .then(|| Tensor::from_data(TensorData::new(steps.shares, shape), &self.device));
        Stretch {
            indices: Tensor::from_data(TensorData::new(steps.indices, shape), &self.device),
            shares,
            updates: StackUpdate::of_steps(&steps.updates, &self.device).into(),
        }
    }

    /// Inputs and targets of a step, `runs x batch x ...`.
    fn gather(&self, stretch: &Stretch, step: usize) -> (Tensor<3>, Tensor<3>) {
        let [_, runs, batch] = stretch.indices.dims();
        let indices: Tensor<2, Int> = stretch.indices.clone().narrow(0, step, 1).squeeze_dim(0);
        let rows = |starts: &Option<Tensor<2, Int>>| {
            let indices = match starts {
                Some(starts) => indices.clone() + starts.clone(),
                None => indices.clone(),
            };
            indices.reshape([runs * batch])
        };
        let at = rows(&self.input_starts);
        let inputs = match &self.inputs {
            TableInputs::Numbers(numbers) => numbers.clone().select(0, at),
            TableInputs::Pixels(words, shifts) => {
                self.unpacked(words.clone().select(0, at), shifts)
            }
        };
        let at = rows(&self.target_starts);
        let targets = match &self.targets {
            Targets::Numbers(numbers) => numbers.clone().select(0, at),
            Targets::Classes(classes, rows) => {
                rows.clone().select(0, classes.clone().select(0, at))
            }
        };
        (
            inputs.reshape([runs, batch, self.dimension]),
            targets.reshape([runs, batch, self.outputs]),
        )
    }

    /// Pixels from words, `rows x dimension`, as the host would scale them.
    fn unpacked(&self, words: Tensor<2, Int>, shifts: &Tensor<3, Int>) -> Tensor<2> {
        let [rows, width] = words.dims();
        let levels = words
            .reshape([rows, width, 1])
            .bitwise_right_shift(shifts.clone())
            .bitwise_and_scalar(255);
        let levels = levels.reshape([rows, 4 * width]).float();
        let levels = if 4 * width == self.dimension {
            levels
        } else {
            levels.narrow(1, 0, self.dimension)
        };
        let (high, low) = pixel_scale();
        levels.clone().mul_scalar(high) + levels.mul_scalar(low)
    }
}

impl Stacked {
    /// A step of a stretch, counted from 0.
    pub(crate) fn take_step(&mut self, table: &Table, stretch: &Stretch, step: usize) {
        let (inputs, targets) = table.gather(stretch, step);
        let [_, runs, batch] = stretch.indices.dims();
        let shares = stretch.shares.as_ref();
        let shares =
            shares.map(|shares| shares.clone().narrow(0, step, 1).reshape([runs, batch, 1]));
        self.descend(inputs, targets, shares, &stretch.updates[step]);
    }
}

/// The sets to copy to the device.
fn own<'a, 'b>(sets: &'b [Set<'a>], one_for_all: bool) -> &'b [Set<'a>] {
    if one_for_all {
        &sets[..sets.len().min(1)]
    } else {
        sets
    }
}

/// The inputs of all runs, and whether they are the same.
fn inputs(sets: &[Set], dimension: usize, device: &Device) -> (TableInputs, bool) {
    if let Some(Set {
        inputs: Inputs::Pixels(_, blocks),
        ..
    }) = sets.first()
    {
        let words = blocks.on_device(device, || packed(&sets[0], dimension));
        let shifts = TensorData::new(vec![0_i32, 8, 16, 24], [1, 1, 4]);
        let shifts = Tensor::from_data(shifts, device);
        return (TableInputs::Pixels(words, shifts), true);
    }
    let one_for_all = sets.windows(2).all(|pair| pair[0].has_inputs_of(&pair[1]));
    let mut numbers = Vec::new();
    for set in own(sets, one_for_all) {
        let all: Vec<u32> = (0..set.count() as u32).collect();
        set.extend_inputs(&mut numbers, &all);
    }
    let shape = [numbers.len() / dimension.max(1), dimension];
    let numbers = Tensor::from_data(TensorData::new(numbers, shape), device);
    (TableInputs::Numbers(numbers), one_for_all)
}

/// The pixels of images as words, four to each; the last may hold fewer.
fn packed(set: &Set, dimension: usize) -> TensorData {
    let Inputs::Pixels(pixels, _) = set.inputs else {
        return TensorData::new(Vec::<i32>::new(), [0, 0]);
    };
    let word = |pixels: &[u8]| {
        let mut bytes = [0; 4];
        bytes[..pixels.len()].copy_from_slice(pixels);
        i32::from_le_bytes(bytes)
    };
    let images = pixels.chunks_exact(dimension);
    let count = images.len();
    let words: Vec<i32> = images.flat_map(|image| image.chunks(4).map(word)).collect();
    TensorData::new(words, [count, dimension.div_ceil(4)])
}

fn targets(sets: &[Set], loss: Loss, outputs: usize, device: &Device) -> Targets {
    if loss == Loss::CrossEntropy {
        let classes: Vec<i32> = sets
            .iter()
            .flat_map(|set| &set.labels[..set.count()])
            .map(|&label| i32::from(label))
            .collect();
        let count = classes.len();
        let mut rows = vec![0.0_f32; outputs * outputs];
        rows.iter_mut()
            .step_by(outputs + 1)
            .for_each(|one| *one = 1.0);
        return Targets::Classes(
            Tensor::from_data(TensorData::new(classes, [count]), device),
            Tensor::from_data(TensorData::new(rows, [outputs, outputs]), device),
        );
    }
    let mut numbers = Vec::new();
    for set in sets {
        for index in 0..set.count() {
            loss.extend_target(&mut numbers, set, index, outputs);
        }
    }
    let shape = [numbers.len() / outputs.max(1), outputs];
    Targets::Numbers(Tensor::from_data(TensorData::new(numbers, shape), device))
}
