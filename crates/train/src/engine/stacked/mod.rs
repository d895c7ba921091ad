//! Runs side by side by Burn's tensor operations, `runs x examples x outputs`, on any device.

mod table;

pub(crate) use table::{Steps, Stretch, Table};

use super::{Batch, Engine, Memory, Shape};
use crate::TrainError;
use crate::activation::Pieces;
use crate::loss::{Loss, Minimised};
use crate::optimizer::{Stack, StackUpdate, Update};
use crate::set::Set;
use crate::shape::{Place, parameters, places};
use burn::tensor::{Device, Tensor, TensorData, activation};

/// Runs of one shape.
///
/// Their parameters are one tensor, laid out as in checkpoints, so that an update is one operation
/// on all layers: on a GPU, the cost of a step is the number of its operations, as long as they are
/// small.
#[derive(Clone)]
pub(crate) struct Stacked {
    places: Vec<Place>,
    stack: Stack,
    pieces: Pieces,
    loss: Loss,
    names: &'static [&'static str],
    device: Device,
}

/// A layer of all runs.
struct Layer {
    /// `runs x outputs x inputs`.
    weight: Tensor<3>,
    /// `runs x 1 x outputs`.
    bias: Tensor<3>,
}

impl Layer {
    fn forward(&self, signal: Tensor<3>) -> Tensor<3> {
        signal.matmul(self.weight.clone().swap_dims(1, 2)) + self.bias.clone()
    }
}

impl Stacked {
    /// Runs with these parameters, at step 0.
    pub(crate) fn new(shape: &Shape, runs: &[&[f32]], device: &Device) -> Self {
        let names = shape.memory;
        let places = places(shape.widths);
        let size = [runs.len(), parameters(&places)];
        let parameters = TensorData::new(runs.concat(), size);
        Self {
            stack: Stack {
                parameters: Tensor::from_data(parameters, device),
                memory: vec![Tensor::zeros(size, device); names.len()],
            },
            places,
            pieces: Pieces::of(shape.activation),
            loss: shape.loss,
            names,
            device: device.clone(),
        }
    }

    /// How many runs.
    pub(crate) fn runs(&self) -> usize {
        self.stack.parameters.dims()[0]
    }

    fn layers(&self) -> Vec<Layer> {
        let runs = self.runs();
        let all = &self.stack.parameters;
        let layer = |place: &Place| Layer {
            weight: all.clone().slice([0..runs, place.weight()]).reshape([
                runs,
                place.outputs,
                place.inputs,
            ]),
            bias: all
                .clone()
                .slice([0..runs, place.bias()])
                .reshape([runs, 1, place.outputs]),
        };
        self.places.iter().map(layer).collect()
    }

    /// The logits of inputs, `runs x examples x inputs`.
    fn forward(&self, inputs: Tensor<3>) -> Tensor<3> {
        let mut signal = inputs;
        for (index, layer) in self.layers().iter().enumerate() {
            if index > 0 {
                (signal, _) = activate(&self.pieces, signal);
            }
            signal = layer.forward(signal);
        }
        signal
    }

    /// The gradient of each run's mean loss, laid out as the parameters. Examples are weighted by
    /// `shares`, `runs x examples x 1`; without them, each counts once.
    fn gradient(
        &self,
        inputs: Tensor<3>,
        targets: Tensor<3>,
        shares: Option<Tensor<3>>,
    ) -> Tensor<2> {
        let layers = self.layers();
        let mut passed = Vec::with_capacity(layers.len());
        let mut signal = inputs;
        for (index, layer) in layers.iter().enumerate() {
            let mut slope = None;
            if index > 0 {
                let activated = activate(&self.pieces, signal);
                signal = activated.0;
                slope = Some(activated.1);
            }
            passed.push((layer, signal.clone(), slope));
            signal = layer.forward(signal);
        }

        // Backwards: `delta` is the gradient by the pre-activations of the current layer.
        let mut delta = self.loss.gradient(signal, targets);
        if let Some(shares) = shares {
            delta = delta * shares;
        }
        let runs = self.runs();
        let mut parts = Vec::with_capacity(2 * layers.len());
        while let Some((layer, input, slope)) = passed.pop() {
            let [_, outputs, inputs] = layer.weight.dims();
            let bias: Tensor<3> = delta.clone().sum_dim(1);
            parts.push(bias.reshape([runs, outputs]));
            let weight = delta.clone().swap_dims(1, 2).matmul(input);
            parts.push(weight.reshape([runs, outputs * inputs]));
            if let Some(slope) = slope {
                delta = delta.matmul(layer.weight.clone()) * slope;
            }
        }
        parts.reverse();
        Tensor::cat(parts, 1)
    }

    /// One step of every run, on inputs and targets of `runs x examples`.
    fn descend(
        &mut self,
        inputs: Tensor<3>,
        targets: Tensor<3>,
        shares: Option<Tensor<3>>,
        update: &StackUpdate,
    ) {
        let gradient = self.gradient(inputs, targets, shares);
        update.apply(&mut self.stack, gradient);
    }

    /// The current parameters and memory. They share memory on the device.
    pub(crate) fn weights(&self) -> Stack {
        self.stack.clone()
    }

    /// Continues from these.
    pub(crate) fn set_weights(&mut self, weights: Stack) {
        self.stack = weights;
    }
}

/// A run's numbers from a tensor like the parameters.
fn plain(run: usize, all: &Tensor<2>) -> Result<Vec<f32>, TrainError> {
    super::numbers(&all.clone().narrow(0, run, 1))
}

/// One number for each run: 0 if all its parameters are finite, otherwise NaN.
pub(crate) fn finite_marks(weights: &Stack) -> Tensor<2> {
    weights.parameters.clone().mul_scalar(0.0).sum_dim(1)
}

impl Engine for Stacked {
    fn step(&mut self, batches: &[Batch]) -> Result<bool, TrainError> {
        let examples = batches.first().map_or(0, |batch| batch.indices.len());
        let (inputs, outputs) = match &self.places[..] {
            [first, .., last] => (first.inputs, last.outputs),
            [only] => (only.inputs, only.outputs),
            [] => return Ok(true),
        };
        let runs = self.runs();
        let mut x = Vec::with_capacity(runs * examples * inputs);
        let mut y = Vec::with_capacity(runs * examples * outputs);
        for Batch { set, indices, .. } in batches {
            set.extend_inputs(&mut x, indices);
            for &index in *indices {
                self.loss
                    .extend_target(&mut y, set, index as usize, outputs);
            }
        }
        let tensor = |numbers, width| {
            let shape = [runs, examples, width];
            Tensor::<3>::from_data(TensorData::new(numbers, shape), &self.device)
        };
        let (inputs, targets) = (tensor(x, inputs), tensor(y, outputs));
        let updates: Vec<Update> = batches.iter().map(|batch| batch.update).collect();
        for update in StackUpdate::of_steps(&[updates], &self.device) {
            self.descend(inputs.clone(), targets.clone(), None, &update);
        }
        let marks = super::numbers(&finite_marks(&self.stack))?;
        Ok(marks.iter().all(|mark| *mark == 0.0))
    }

    fn logits(&mut self, run: usize, set: Set, indices: &[u32]) -> Result<Vec<f32>, TrainError> {
        let mut inputs = Vec::with_capacity(indices.len() * set.dimension);
        set.extend_inputs(&mut inputs, indices);
        let shape = [1, indices.len(), set.dimension];
        let inputs = Tensor::<3>::from_data(TensorData::new(inputs, shape), &self.device);
        let runs = self.runs();
        if runs == 1 {
            return super::numbers(&self.forward(inputs));
        }
        let logits = self.forward(inputs.repeat_dim(0, runs));
        super::numbers(&logits.narrow(0, run, 1))
    }

    fn parameters(&self, run: usize) -> Result<Vec<f32>, TrainError> {
        plain(run, &self.stack.parameters)
    }

    fn memory(&self, run: usize) -> Result<Memory, TrainError> {
        let vectors = self.names.iter().zip(&self.stack.memory);
        let vector = |(name, all): (&&str, _)| Ok(((*name).to_owned(), plain(run, all)?));
        vectors.map(vector).collect()
    }

    fn restore(&mut self, run: usize, parameters: &[f32], memory: &[Vec<f32>]) {
        let put = |all: &mut Tensor<2>, numbers: &[f32]| {
            let count = numbers.len();
            let numbers = TensorData::new(numbers.to_vec(), [1, count]);
            let numbers = Tensor::from_data(numbers, &self.device);
            *all = all.clone().slice_assign([run..run + 1, 0..count], numbers);
        };
        put(&mut self.stack.parameters, parameters);
        for (all, numbers) in self.stack.memory.iter_mut().zip(memory) {
            put(all, numbers);
        }
    }
}

/// The activation of pre-activations, and its slope there.
fn activate(pieces: &Pieces, x: Tensor<3>) -> (Tensor<3>, Tensor<3>) {
    if pieces.is_relu() {
        let signal = activation::relu(x);
        // `mask_fill` and `sign` branch on every element in Burn's CPU backends; this does not.
        let slope = signal.clone().greater_elem(0.0).float();
        return (signal, slope);
    }
    let (first, others) = pieces.split();
    let on = |slope: f32, offset: f32| {
        if slope == 0.0 {
            x.full_like(offset)
        } else {
            x.clone().mul_scalar(slope).add_scalar(offset)
        }
    };
    let mut signal = on(first.slope, first.offset);
    let mut at = x.full_like(first.slope);
    for piece in others {
        let beyond = x.clone().greater_elem(piece.start);
        signal = signal.mask_where(beyond.clone(), on(piece.slope, piece.offset));
        at = at.mask_fill(beyond, piece.slope);
    }
    // NaN is on no piece, and stays NaN.
    let nan = x.clone().is_nan();
    (signal.mask_where(nan, x), at)
}
