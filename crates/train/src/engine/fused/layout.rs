//! Where the fused step keeps parameters: each layer's weight with rows of whole blocks, then its
//! bias.
//!
//! The weight of the first layer is `inputs x outputs`, because a step walks over its inputs; those
//! of the others are `outputs x inputs`, as in checkpoints. Padding is 0 and stays 0, since its
//! gradient is 0.

use super::memory::padded;
use crate::image_blocks::PIXELS;
use crate::shape::{Place, parameters, places};
use std::ops::Range;

/// The place of one layer.
#[derive(Clone, Debug)]
pub(super) struct LayerPlace {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    start: usize,
    first: bool,
}

impl LayerPlace {
    /// Numbers from one row of the weight to the next.
    pub(super) fn stride(&self) -> usize {
        padded(if self.first {
            self.outputs
        } else {
            self.inputs
        })
    }

    /// Numbers from one example's outputs to the next's.
    pub(super) fn output_stride(&self) -> usize {
        padded(self.outputs)
    }

    pub(super) fn weight(&self) -> Range<usize> {
        let rows = if self.first {
            self.inputs.next_multiple_of(PIXELS)
        } else {
            self.outputs
        };
        self.start..self.start + rows * self.stride()
    }

    pub(super) fn bias(&self) -> Range<usize> {
        let start = self.weight().end;
        start..start + self.output_stride()
    }

    fn at(&self, output: usize, input: usize) -> usize {
        let (row, column) = if self.first {
            (input, output)
        } else {
            (output, input)
        };
        self.start + row * self.stride() + column
    }
}

/// The places of all layers, here and in checkpoints.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) layers: Vec<LayerPlace>,
    plain: Vec<Place>,
}

impl Layout {
    /// The layout of a network with these widths, inputs and outputs included.
    pub(super) fn of(widths: &[usize]) -> Self {
        let plain = places(widths);
        let mut start = 0;
        let layer = |(index, place): (usize, &Place)| {
            let layer = LayerPlace {
                inputs: place.inputs,
                outputs: place.outputs,
                start,
                first: index == 0,
            };
            start = layer.bias().end;
            layer
        };
        let layers = plain.iter().enumerate().map(layer).collect();
        Self { layers, plain }
    }

    /// How many outputs the network has.
    pub(super) fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// How many numbers, padding included.
    pub(super) fn size(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.bias().end)
    }

    /// How many numbers, as in checkpoints.
    pub(super) fn plain_size(&self) -> usize {
        parameters(&self.plain)
    }

    /// Copies numbers laid out as in checkpoints to their places.
    pub(super) fn put(&self, plain: &[f32], numbers: &mut [f32]) {
        self.pairs(|from, to| numbers[to] = plain[from]);
    }

    /// The numbers laid out as in checkpoints.
    pub(super) fn plain(&self, numbers: &[f32]) -> Vec<f32> {
        let mut plain = vec![0.0; self.plain_size()];
        self.pairs(|to, from| plain[to] = numbers[from]);
        plain
    }

    /// Each number's index in checkpoints, and here.
    fn pairs(&self, mut pair: impl FnMut(usize, usize)) {
        for (place, layer) in self.plain.iter().zip(&self.layers) {
            let (weight, bias) = (place.weight().start, place.bias().start);
            for output in 0..place.outputs {
                for input in 0..place.inputs {
                    pair(
                        weight + output * place.inputs + input,
                        layer.at(output, input),
                    );
                }
                pair(bias + output, layer.bias().start + output);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_restored_and_have_distinct_places() {
        for widths in [&[2, 32, 1][..], &[5, 3], &[784, 17, 16, 10]] {
            let layout = Layout::of(widths);
            let plain: Vec<f32> = (1..=layout.plain_size())
                .map(|number| number as f32)
                .collect();
            let mut numbers = vec![0.0; layout.size()];
            layout.put(&plain, &mut numbers);
            assert_eq!(layout.plain(&numbers), plain);
            let used = numbers.iter().filter(|number| **number != 0.0).count();
            assert_eq!(used, plain.len());
        }
    }

    #[test]
    fn the_first_weight_is_transposed_and_padded() {
        let layout = Layout::of(&[2, 3, 1]);
        let plain: Vec<f32> = (1..=13_u8).map(f32::from).collect();
        let mut numbers = vec![0.0; layout.size()];
        layout.put(&plain, &mut numbers);
        assert_eq!(numbers[..4], [1.0, 3.0, 5.0, 0.0]);
        assert_eq!(numbers[16..20], [2.0, 4.0, 6.0, 0.0]);
        let [first, second] = &layout.layers[..] else {
            panic!("two layers");
        };
        assert_eq!(numbers[first.bias()][..4], [7.0, 8.0, 9.0, 0.0]);
        assert_eq!(numbers[second.weight()][..4], [10.0, 11.0, 12.0, 0.0]);
        assert_eq!(numbers[second.bias()][..2], [13.0, 0.0]);
    }
}
