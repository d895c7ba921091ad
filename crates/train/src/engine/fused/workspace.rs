//! The buffers of a pass through the network, and the forward pass.

use super::blocks::BatchBlocks;
use super::layout::{LayerPlace, Layout};
use super::memory::{Aligned, padded};
use super::product::{self, Matrix, Plain, Positive, ROWS, dot_products, product, transpose};
use crate::activation::Pieces;
use crate::set::Set;
use pulp::Simd;

/// A batch, as the first layer reads it.
enum Inputs {
    /// Images.
    Blocks(BatchBlocks),
    /// One row for each example.
    Rows(Aligned),
}

/// The buffers of a pass over a batch.
pub(super) struct Workspace {
    inputs: Inputs,
    /// The output of each layer: post-activations, and finally the logits.
    pub(super) signals: Vec<Aligned>,
    /// The slope of the activation at each signal; empty for ReLU, whose slopes follow from the
    /// signals.
    pub(super) slopes: Vec<Aligned>,
    /// The weight of each layer but the first, `inputs x outputs`.
    transposed: Vec<Aligned>,
}

impl Workspace {
    /// Buffers for batches of at most this many examples of this set.
    pub(super) fn new(layout: &Layout, pieces: &Pieces, set: Set, examples: usize) -> Self {
        let rows = examples.next_multiple_of(ROWS);
        let layers = &layout.layers;
        let dimension = layers[0].inputs;
        let of_outputs = |layer: &LayerPlace| Aligned::zeros(rows * layer.output_stride());
        let transposed = |layer: &LayerPlace| Aligned::zeros(layer.inputs * layer.output_stride());
        let hidden = if pieces.is_relu() {
            0
        } else {
            layers.len() - 1
        };
        Self {
            inputs: match set.image_blocks() {
                Some(_) => Inputs::Blocks(BatchBlocks::new(dimension, rows)),
                None => Inputs::Rows(Aligned::zeros(rows * padded(dimension))),
            },
            signals: layers.iter().map(of_outputs).collect(),
            slopes: layers[..hidden].iter().map(of_outputs).collect(),
            transposed: layers[1..].iter().map(transposed).collect(),
        }
    }

    /// Whether it has room for a batch of this many examples of this set.
    pub(super) fn fits(&self, layout: &Layout, set: Set, examples: usize) -> bool {
        let blocks = matches!(self.inputs, Inputs::Blocks(_));
        let stride = layout.layers[0].output_stride();
        let room = self.signals[0].get().len() / stride;
        blocks == set.image_blocks().is_some() && examples <= room
    }

    /// Takes these examples for its batch.
    pub(super) fn gather(&mut self, set: Set, indices: &[u32]) {
        match &mut self.inputs {
            Inputs::Blocks(batch) => {
                if let Some(images) = set.image_blocks() {
                    batch.gather(images, indices);
                }
            }
            Inputs::Rows(rows) => {
                let dimension = set.dimension;
                let rows = rows.get_mut().chunks_exact_mut(padded(dimension));
                for (row, &index) in rows.zip(indices) {
                    set.copy_input(index as usize, &mut row[..dimension]);
                }
            }
        }
    }

    /// The batch if it is rows, the first `count` of them.
    pub(super) fn input_rows(&self, layer: &LayerPlace, count: usize) -> Option<Matrix<'_>> {
        match &self.inputs {
            Inputs::Blocks(_) => None,
            Inputs::Rows(rows) => Some(matrix(rows, layer.inputs, count)),
        }
    }

    /// The batch if it is images.
    pub(super) fn input_blocks(&self) -> Option<&BatchBlocks> {
        match &self.inputs {
            Inputs::Blocks(batch) => Some(batch),
            Inputs::Rows(_) => None,
        }
    }

    /// The logits of the batch's first `count` examples.
    pub(super) fn logits(&self, layout: &Layout, count: usize) -> Matrix<'_> {
        let last = layout.layers.len() - 1;
        matrix(&self.signals[last], layout.layers[last].outputs, count)
    }

    /// Computes all signals of `rows` examples, a multiple of [`ROWS`].
    #[inline(always)]
    pub(super) fn forward<S: Simd>(
        &mut self,
        simd: S,
        layout: &Layout,
        pieces: &Pieces,
        parameters: &[f32],
        rows: usize,
    ) {
        let relu = self.slopes.is_empty();
        for (index, layer) in layout.layers.iter().enumerate() {
            let hidden = index + 1 < layout.layers.len();
            let stride = layer.output_stride();
            let (before, here) = self.signals.split_at_mut(index);
            let out = &mut here[0].get_mut()[..rows * stride];
            let bias = &parameters[layer.bias()];
            if index == 0 {
                match &mut self.inputs {
                    Inputs::Blocks(batch) => {
                        batch.forward(simd, layer, parameters, out);
                        if hidden && relu {
                            positive(simd, out);
                        }
                    }
                    Inputs::Rows(inputs) => {
                        let x = matrix(inputs, layer.inputs, rows);
                        let weight = Matrix {
                            numbers: &parameters[layer.weight()],
                            columns: layer.outputs,
                            stride,
                        };
                        layer_product(simd, x, weight, bias, hidden && relu, out);
                    }
                }
            } else {
                let x = matrix(&before[index - 1], layer.inputs, rows);
                let weight = &parameters[layer.weight()];
                if layer.outputs == 1 {
                    dot_products(x, weight, bias[0], out, stride);
                    if hidden && relu {
                        positive(simd, out);
                    }
                } else {
                    let weight = Matrix {
                        numbers: weight,
                        columns: layer.inputs,
                        stride: layer.stride(),
                    };
                    let transposed = self.transposed[index - 1].get_mut();
                    transpose(weight, layer.outputs, transposed, stride);
                    let weight = Matrix {
                        numbers: transposed,
                        columns: layer.outputs,
                        stride,
                    };
                    layer_product(simd, x, weight, bias, hidden && relu, out);
                }
            }
            if hidden && !relu {
                let slopes = &mut self.slopes[index].get_mut()[..rows * stride];
                activate(simd, pieces, layer.outputs, stride, out, slopes);
            }
        }
    }
}

/// The first rows of a matrix with this many columns.
pub(super) fn matrix(numbers: &Aligned, columns: usize, rows: usize) -> Matrix<'_> {
    let stride = padded(columns);
    Matrix {
        numbers: &numbers.get()[..rows * stride],
        columns,
        stride,
    }
}

#[inline(always)]
fn layer_product<S: Simd>(
    simd: S,
    x: Matrix,
    weight: Matrix,
    bias: &[f32],
    relu: bool,
    out: &mut [f32],
) {
    if relu {
        product(simd, x, weight, Some(bias), Positive, out);
    } else {
        product(simd, x, weight, Some(bias), Plain, out);
    }
}

#[inline(always)]
fn positive<S: Simd>(simd: S, signals: &mut [f32]) {
    let (signals, _) = S::as_mut_simd_f32s(signals);
    for signals in signals {
        *signals = product::Finish::finish(Positive, simd, *signals, 0);
    }
}

/// Applies an activation in place, and finds its slopes; padding stays 0.
#[inline(always)]
fn activate<S: Simd>(
    simd: S,
    pieces: &Pieces,
    columns: usize,
    stride: usize,
    signals: &mut [f32],
    slopes: &mut [f32],
) {
    let (first, others) = pieces.split();
    let (signal_vectors, _) = S::as_mut_simd_f32s(signals);
    let (slope_vectors, _) = S::as_mut_simd_f32s(slopes);
    for (signal, slope) in signal_vectors.iter_mut().zip(slope_vectors) {
        let x = *signal;
        let on = |slope: f32, offset: f32| {
            let offset = simd.splat_f32s(offset);
            // A flat piece has its value at infinity too.
            if slope == 0.0 {
                offset
            } else {
                simd.mul_add_f32s(simd.splat_f32s(slope), x, offset)
            }
        };
        let mut value = on(first.slope, first.offset);
        let mut at = simd.splat_f32s(first.slope);
        for piece in others {
            let beyond = simd.greater_than_f32s(x, simd.splat_f32s(piece.start));
            value = simd.select_f32s(beyond, on(piece.slope, piece.offset), value);
            at = simd.select_f32s(beyond, simd.splat_f32s(piece.slope), at);
        }
        // NaN is on no piece, and stays NaN.
        *signal = simd.select_f32s(simd.equal_f32s(x, x), value, x);
        *slope = at;
    }
    if columns < stride {
        for row in signals.chunks_exact_mut(stride) {
            row[columns..].fill(0.0);
        }
    }
}
