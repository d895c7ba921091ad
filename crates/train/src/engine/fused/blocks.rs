//! The first layer on images: a batch block by block of the input, black blocks left out.
//!
//! The weights of a block, one row a pixel, stay in registers while the batch's rows that are not
//! black there are processed. On the way back, the optimiser uses the gradient of a block's weights
//! immediately: the gradient of the whole weight is never stored.

use super::layout::LayerPlace;
use super::product::Matrix;
use crate::image_blocks::{self, ImageBlocks};
use crate::optimizer::{Update, Vectors};
use crate::set::scaled;
use pulp::Simd;

/// Inputs of a block.
const INPUTS: usize = image_blocks::PIXELS;

/// Lanes of AVX2, whose 16 registers do not hold four rows of four vectors.
const NARROW: usize = 8;

/// A batch, block by block.
pub(super) struct BatchBlocks {
    /// The batch image by image.
    images: ImageBlocks,
    /// How many rows of the batch are not black in each block.
    counts: Vec<usize>,
    /// Which rows those are, `room` places a block.
    rows: Vec<u32>,
    /// Their pixels there.
    values: Vec<[f32; INPUTS]>,
    room: usize,
}

impl BatchBlocks {
    /// Room for this many inputs, and batches of at most this many rows.
    pub(super) fn new(inputs: usize, rows: usize) -> Self {
        let blocks = inputs.div_ceil(INPUTS);
        // Not a power of two: the lists would share a few lines of the cache.
        let room = rows.next_multiple_of(16) + 16;
        Self {
            images: ImageBlocks::empty(),
            counts: vec![0; blocks],
            rows: vec![0; blocks * room],
            values: vec![[0.0; INPUTS]; blocks * room],
            room,
        }
    }

    /// Takes these images for its batch.
    pub(super) fn gather(&mut self, images: &ImageBlocks, indices: &[u32]) {
        self.images.gather(images, indices);
    }

    /// Sorts the batch by block.
    #[inline(always)]
    fn sort(&mut self) {
        self.counts.fill(0);
        for row in 0..self.images.count() {
            for (block, pixels) in self.images.image(row) {
                let block = usize::from(block);
                let at = block * self.room + self.counts[block];
                self.rows[at] = row as u32;
                self.values[at] = pixels.map(scaled);
                self.counts[block] += 1;
            }
        }
    }

    /// The rows that are not black in a block, with their pixels.
    #[inline(always)]
    fn entries(&self, block: usize) -> impl Iterator<Item = (usize, [f32; INPUTS])> {
        let range = block * self.room..block * self.room + self.counts[block];
        let rows = self.rows[range.clone()].iter().map(|&row| row as usize);
        rows.zip(self.values[range].iter().copied())
    }

    /// `out = bias + x weight` for all rows of `out`, where x is the batch.
    #[inline(always)]
    pub(super) fn forward<S: Simd>(
        &mut self,
        simd: S,
        layer: &LayerPlace,
        parameters: &[f32],
        out: &mut [f32],
    ) {
        self.sort();
        let stride = layer.stride();
        let bias = &parameters[layer.bias()];
        for out in out.chunks_exact_mut(stride) {
            out.copy_from_slice(bias);
        }
        let weight = &parameters[layer.weight()];
        for_columns!(S, stride, |V, column| self
            .forward_columns::<S, V>(simd, weight, stride, column, out));
    }

    #[inline(always)]
    fn forward_columns<S: Simd, const V: usize>(
        &self,
        simd: S,
        weight: &[f32],
        stride: usize,
        column: usize,
        out: &mut [f32],
    ) {
        let width = V * S::F32_LANES;
        let blocks = weight.chunks_exact(INPUTS * stride).enumerate();
        for (block, weight) in blocks.take(self.counts.len()) {
            let mut weights = [[simd.splat_f32s(0.0); V]; INPUTS];
            for k in 0..INPUTS {
                let (row, _) = S::as_simd_f32s(&weight[k * stride + column..][..width]);
                weights[k].copy_from_slice(row);
            }
            for (row, values) in self.entries(block) {
                let out = &mut out[row * stride + column..][..width];
                let (out, _) = S::as_mut_simd_f32s(out);
                let mut sums = [out[0]; V];
                sums.copy_from_slice(out);
                for k in 0..INPUTS {
                    let factor = simd.splat_f32s(values[k]);
                    for v in 0..V {
                        sums[v] = simd.mul_add_f32s(factor, weights[k][v], sums[v]);
                    }
                }
                out.copy_from_slice(&sums);
            }
        }
    }

    /// Moves the weight against its gradient, where `delta` is the gradient by the layer's outputs;
    /// returns whether all of it is finite afterwards. `gradient` has room for a block's rows.
    #[inline(always)]
    pub(super) fn descend<S: Simd>(
        &self,
        simd: S,
        delta: Matrix,
        update: &Update,
        mut weight: Vectors<'_>,
        gradient: &mut [f32],
    ) -> bool {
        let size = INPUTS * delta.stride;
        let gradient = &mut gradient[..size];
        let mut finite = true;
        for block in 0..self.counts.len() {
            for_columns!(S, delta.stride, |V, column| self
                .gradient_columns::<S, V>(simd, block, delta, column, gradient));
            let part = weight.part(block * size..(block + 1) * size);
            finite &= update.apply(simd, part, gradient);
        }
        finite
    }

    #[inline(always)]
    fn gradient_columns<S: Simd, const V: usize>(
        &self,
        simd: S,
        block: usize,
        delta: Matrix,
        column: usize,
        out: &mut [f32],
    ) {
        let width = V * S::F32_LANES;
        let mut sums = [[simd.splat_f32s(0.0); V]; INPUTS];
        for (row, values) in self.entries(block) {
            let delta = &delta.numbers[row * delta.stride + column..][..width];
            let (delta, _) = S::as_simd_f32s(delta);
            for k in 0..INPUTS {
                let factor = simd.splat_f32s(values[k]);
                for v in 0..V {
                    sums[k][v] = simd.mul_add_f32s(factor, delta[v], sums[k][v]);
                }
            }
        }
        for k in 0..INPUTS {
            let row = &mut out[k * delta.stride + column..][..width];
            let (row, _) = S::as_mut_simd_f32s(row);
            row.copy_from_slice(&sums[k]);
        }
    }
}
