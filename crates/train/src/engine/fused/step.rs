//! One training step as one operation.

use super::layout::{LayerPlace, Layout};
use super::loss::{self, Wanted};
use super::memory::{Aligned, padded};
use super::product::{
    Matrix, ROWS, Times, WherePositive, add_transposed_product, product, sum_rows,
};
use super::workspace::{Workspace, matrix};
use crate::activation::Pieces;
use crate::loss::Loss;
use crate::optimizer::{Update, Vectors};
use pulp::{Simd, WithSimd};

/// Buffers of the backward pass.
pub(super) struct Backward {
    /// The gradient by the pre-activations of each layer.
    deltas: Vec<Aligned>,
    /// The gradient by all parameters, laid out as they are; for images, the gradient of the first
    /// weight is there only a block at a time.
    gradient: Aligned,
}

impl Backward {
    /// Buffers for batches of at most this many examples.
    pub(super) fn new(layout: &Layout, examples: usize) -> Self {
        let rows = examples.next_multiple_of(ROWS);
        let delta = |layer: &LayerPlace| Aligned::zeros(rows * layer.output_stride());
        Self {
            deltas: layout.layers.iter().map(delta).collect(),
            gradient: Aligned::zeros(layout.size()),
        }
    }
}

/// A step on the batch that the workspace has gathered; returns whether all parameters are finite
/// afterwards.
pub(super) struct Step<'a> {
    pub(super) layout: &'a Layout,
    pub(super) pieces: &'a Pieces,
    pub(super) loss: Loss,
    pub(super) workspace: &'a mut Workspace,
    pub(super) backward: &'a mut Backward,
    pub(super) wanted: &'a Wanted,
    pub(super) update: &'a Update,
    pub(super) vectors: Vectors<'a>,
}

impl WithSimd for Step<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let Self {
            layout,
            workspace,
            backward,
            wanted,
            ..
        } = self;
        let mut vectors = self.vectors;
        let layers = &layout.layers;
        let count = wanted.count;
        let rows = count.next_multiple_of(ROWS);
        workspace.forward(simd, layout, self.pieces, vectors.parameters, rows);

        let last = layers.len() - 1;
        let logits = workspace.logits(layout, rows);
        let delta = &mut backward.deltas[last].get_mut()[..rows * logits.stride];
        loss::gradient(self.loss, logits, wanted, delta);

        let first_weight = layers[0].weight();
        let gradient = backward.gradient.get_mut();
        gradient[first_weight.end..].fill(0.0);
        for (index, layer) in layers.iter().enumerate().skip(1).rev() {
            let (before, here) = backward.deltas.split_at_mut(index);
            // Rows that only pad the batch may hold any numbers.
            let x = matrix(&workspace.signals[index - 1], layer.inputs, count);
            let delta = matrix(&here[0], layer.outputs, count);
            add_transposed_product(simd, delta, x, &mut gradient[layer.weight()]);

            let delta = matrix(&here[0], layer.outputs, rows);
            sum_rows(simd, delta, &mut gradient[layer.bias()]);
            let weight = Matrix {
                numbers: &vectors.parameters[layer.weight()],
                columns: layer.inputs,
                stride: layer.stride(),
            };
            let out = &mut before[index - 1].get_mut()[..rows * padded(layer.inputs)];
            match workspace.slopes.get(index - 1) {
                None => {
                    let signals = WherePositive(workspace.signals[index - 1].get());
                    product(simd, delta, weight, None, signals, out);
                }
                Some(slopes) => product(simd, delta, weight, None, Times(slopes.get()), out),
            }
        }

        let layer = &layers[0];
        let delta = matrix(&backward.deltas[0], layer.outputs, rows);
        sum_rows(simd, delta, &mut gradient[layer.bias()]);
        if let Some(batch) = workspace.input_blocks() {
            let rest = first_weight.end..layout.size();
            let weight = vectors.part(first_weight);
            let finite = batch.descend(simd, delta, self.update, weight, gradient);
            // The gradients of blocks were in front of these.
            let gradient = &gradient[rest.clone()];
            finite & self.update.apply(simd, vectors.part(rest), gradient)
        } else if let Some(x) = workspace.input_rows(layer, count) {
            gradient[first_weight.clone()].fill(0.0);
            let delta = matrix(&backward.deltas[0], layer.outputs, count);
            add_transposed_product(simd, x, delta, &mut gradient[first_weight]);
            self.update.apply(simd, vectors, gradient)
        } else {
            false
        }
    }
}

/// A forward pass alone, on the batch that the workspace has gathered.
pub(super) struct Forward<'a> {
    pub(super) layout: &'a Layout,
    pub(super) pieces: &'a Pieces,
    pub(super) workspace: &'a mut Workspace,
    pub(super) count: usize,
    pub(super) parameters: &'a [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let rows = self.count.next_multiple_of(ROWS);
        self.workspace
            .forward(simd, self.layout, self.pieces, self.parameters, rows);
    }
}
