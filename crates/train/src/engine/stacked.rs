//! Runs side by side by Burn's tensor operations, `runs x examples x outputs`, on any device.

use super::{Batch, Engine, Memory, Shape};
use crate::TrainError;
use crate::activation::Pieces;
use crate::loss::{Loss, Minimised};
use crate::optimizer::{Stack, Update};
use crate::set::Set;
use crate::shape::{Place, places};
use burn::tensor::{Device, Tensor, TensorData, activation};

/// Runs of one shape.
pub(crate) struct Stacked {
    layers: Vec<Layer>,
    runs: usize,
    pieces: Pieces,
    loss: Loss,
    names: &'static [&'static str],
    device: Device,
}

/// One layer of all runs.
struct Layer {
    place: Place,
    /// `runs x inputs x outputs`.
    weight: Stack,
    /// `runs x 1 x outputs`.
    bias: Stack,
}

impl Layer {
    fn forward(&self, signal: Tensor<3>) -> Tensor<3> {
        signal.matmul(self.weight.parameters.clone()) + self.bias.parameters.clone()
    }
}

/// The gradients by one layer's weights and biases, shaped as they are.
struct Gradient {
    weight: Tensor<3>,
    bias: Tensor<3>,
}

impl Stacked {
    /// Runs with these parameters, at step 0.
    pub(crate) fn new(shape: &Shape, runs: &[&[f32]], device: &Device) -> Self {
        let names = shape.optimizer.vectors();
        let stack = |parameters: Tensor<3>| Stack {
            memory: vec![parameters.zeros_like(); names.len()],
            parameters,
        };
        let layer = |place: Place| Layer {
            weight: stack(weight(runs, &place, device)),
            bias: stack(bias(runs, &place, device)),
            place,
        };
        Self {
            layers: places(shape.widths).into_iter().map(layer).collect(),
            runs: runs.len(),
            pieces: Pieces::of(shape.activation),
            loss: shape.loss,
            names,
            device: device.clone(),
        }
    }

    /// The logits of inputs, `runs x examples x inputs`.
    fn forward(&self, inputs: Tensor<3>) -> Tensor<3> {
        let mut signal = inputs;
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                (signal, _) = activate(&self.pieces, signal);
            }
            signal = layer.forward(signal);
        }
        signal
    }

    /// The gradient of each run's mean loss, layer by layer.
    fn gradient(&self, inputs: Tensor<3>, targets: Tensor<3>) -> Vec<Gradient> {
        let mut passed = Vec::with_capacity(self.layers.len());
        let mut signal = inputs;
        for (index, layer) in self.layers.iter().enumerate() {
            let mut slope = None;
            if index > 0 {
                let activated = activate(&self.pieces, signal);
                signal = activated.0;
                slope = Some(activated.1);
            }
            passed.push((layer, signal.clone(), slope));
            signal = layer.forward(signal);
        }

        // Backwards: `delta` is the gradient by the pre-activations of the layer at hand.
        let mut delta = self.loss.gradient(signal, targets);
        let mut gradients = Vec::with_capacity(self.layers.len());
        while let Some((layer, input, slope)) = passed.pop() {
            gradients.push(Gradient {
                weight: input.swap_dims(1, 2).matmul(delta.clone()),
                bias: delta.clone().sum_dim(1),
            });
            if let Some(slope) = slope {
                let weight = layer.weight.parameters.clone();
                delta = delta.matmul(weight.swap_dims(1, 2)) * slope;
            }
        }
        gradients.reverse();
        gradients
    }

    /// The gradient of the mean loss of these examples by all parameters of the only run, laid out
    /// as they are.
    pub(crate) fn gradient_of(&self, set: Set, indices: &[u32]) -> Result<Vec<f32>, TrainError> {
        let outputs = self.layers.last().map_or(0, |layer| layer.place.outputs);
        let (mut x, mut y) = (Vec::new(), Vec::new());
        set.extend_inputs(&mut x, indices);
        for &index in indices {
            let index = index as usize;
            self.loss.extend_target(&mut y, &set, index, outputs);
        }
        let tensor = |numbers, width| {
            let shape = [1, indices.len(), width];
            Tensor::<3>::from_data(TensorData::new(numbers, shape), &self.device)
        };
        let mut plain = Vec::new();
        for gradient in self.gradient(tensor(x, set.dimension), tensor(y, outputs)) {
            plain.extend(super::numbers(&gradient.weight.swap_dims(1, 2))?);
            plain.extend(super::numbers(&gradient.bias)?);
        }
        Ok(plain)
    }

    /// Whether all parameters are finite.
    fn is_finite(&self) -> Result<bool, TrainError> {
        let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
        for layer in &self.layers {
            for stack in [&layer.weight, &layer.bias] {
                // One number that is not finite makes every sum with it infinite or NaN. Finite
                // numbers can have such a sum as well, but so seldom that then there is time to
                // look at each.
                let sum = super::numbers(&stack.parameters.clone().sum())?;
                if !finite(&sum) && !finite(&super::numbers(&stack.parameters)?) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// A run's numbers out of the stacks that these functions take from each layer.
    fn plain(
        &self,
        run: usize,
        part: impl Fn(&Stack) -> &Tensor<3>,
    ) -> Result<Vec<f32>, TrainError> {
        let count = self.layers.last().map_or(0, |layer| layer.place.bias().end);
        let mut plain = Vec::with_capacity(count);
        for layer in &self.layers {
            let of_run = |stack: &Stack| part(stack).clone().narrow(0, run, 1);
            let weight = of_run(&layer.weight).swap_dims(1, 2);
            plain.extend(super::numbers(&weight)?);
            plain.extend(super::numbers(&of_run(&layer.bias))?);
        }
        Ok(plain)
    }
}

impl Engine for Stacked {
    fn step(&mut self, batches: &[Batch]) -> Result<bool, TrainError> {
        let examples = batches.first().map_or(0, |batch| batch.indices.len());
        let (inputs, outputs) = match &self.layers[..] {
            [first, .., last] => (first.place.inputs, last.place.outputs),
            [only] => (only.place.inputs, only.place.outputs),
            [] => return Ok(true),
        };
        let mut x = Vec::with_capacity(self.runs * examples * inputs);
        let mut y = Vec::with_capacity(self.runs * examples * outputs);
        for Batch { set, indices, .. } in batches {
            set.extend_inputs(&mut x, indices);
            for &index in *indices {
                self.loss
                    .extend_target(&mut y, set, index as usize, outputs);
            }
        }
        let tensor = |numbers, width| {
            let shape = [self.runs, examples, width];
            Tensor::<3>::from_data(TensorData::new(numbers, shape), &self.device)
        };
        let gradients = self.gradient(tensor(x, inputs), tensor(y, outputs));
        let updates: Vec<Update> = batches.iter().map(|batch| batch.update).collect();
        for (layer, gradient) in self.layers.iter_mut().zip(gradients) {
            layer.weight.apply(&updates, gradient.weight);
            layer.bias.apply(&updates, gradient.bias);
        }
        self.is_finite()
    }

    fn logits(&mut self, run: usize, set: Set, indices: &[u32]) -> Result<Vec<f32>, TrainError> {
        let mut inputs = Vec::with_capacity(indices.len() * set.dimension);
        set.extend_inputs(&mut inputs, indices);
        let shape = [1, indices.len(), set.dimension];
        let inputs = Tensor::<3>::from_data(TensorData::new(inputs, shape), &self.device);
        if self.runs == 1 {
            return super::numbers(&self.forward(inputs));
        }
        let logits = self.forward(inputs.repeat_dim(0, self.runs));
        super::numbers(&logits.narrow(0, run, 1))
    }

    fn parameters(&self, run: usize) -> Result<Vec<f32>, TrainError> {
        self.plain(run, |stack| &stack.parameters)
    }

    fn memory(&self, run: usize) -> Result<Memory, TrainError> {
        let vector = |(index, name): (usize, &&str)| {
            let numbers = self.plain(run, |stack| &stack.memory[index])?;
            Ok(((*name).to_owned(), numbers))
        };
        self.names.iter().enumerate().map(vector).collect()
    }

    fn restore(&mut self, run: usize, parameters: &[f32], memory: &[Vec<f32>]) {
        let device = &self.device;
        for Layer {
            place,
            weight: weights,
            bias: biases,
        } in &mut self.layers
        {
            let put = |stack: &mut Tensor<3>, part: Tensor<3>| {
                let [_, rows, columns] = stack.dims();
                let place = [run..run + 1, 0..rows, 0..columns];
                *stack = stack.clone().slice_assign(place, part);
            };
            put(
                &mut weights.parameters,
                weight(&[parameters], place, device),
            );
            put(&mut biases.parameters, bias(&[parameters], place, device));
            for (index, vector) in memory.iter().enumerate() {
                put(&mut weights.memory[index], weight(&[vector], place, device));
                put(&mut biases.memory[index], bias(&[vector], place, device));
            }
        }
    }
}

/// A layer's weights out of numbers laid out as in checkpoints, a run each.
fn weight(runs: &[&[f32]], place: &Place, device: &Device) -> Tensor<3> {
    let transposed = |numbers: &&[f32]| {
        let weight = &numbers[place.weight()];
        let columns = (0..place.inputs).flat_map(move |input| {
            (0..place.outputs).map(move |output| weight[output * place.inputs + input])
        });
        columns.collect::<Vec<f32>>()
    };
    let numbers: Vec<f32> = runs.iter().flat_map(transposed).collect();
    let shape = [runs.len(), place.inputs, place.outputs];
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

/// A layer's biases likewise.
fn bias(runs: &[&[f32]], place: &Place, device: &Device) -> Tensor<3> {
    let numbers: Vec<f32> = runs
        .iter()
        .flat_map(|numbers| &numbers[place.bias()])
        .copied()
        .collect();
    let shape = [runs.len(), 1, place.outputs];
    Tensor::from_data(TensorData::new(numbers, shape), device)
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
    // A NaN is on no piece, and stays.
    let nan = x.clone().is_nan();
    (signal.mask_where(nan, x), at)
}
