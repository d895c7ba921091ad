//! Examples in the form that this crate uses: inputs and labels, borrowed.

use crate::image_blocks::ImageBlocks;
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Some examples, all of one dimension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set<'a> {
    /// `count x dimension`, row per example.
    pub(crate) inputs: Inputs<'a>,
    /// A class for each example; empty if there are targets.
    pub(crate) labels: &'a [u8],
    /// The targets of the outputs, one row for each example; empty if there are classes.
    pub(crate) targets: &'a [f32],
    /// How many examples; there may be more inputs than these.
    pub(crate) count: usize,
    pub(crate) dimension: usize,
}

/// Inputs in the form in which they are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inputs<'a> {
    /// The numbers themselves.
    Numbers(&'a [f32]),
    /// Grey levels from 0 to 255, which stand for 0 to 1, in a quarter of the memory.
    Pixels(&'a [u8], &'a Blocks),
}

/// The images of a set in the forms that engines need, each made when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    blocks: OnceLock<Option<ImageBlocks>>,
    /// As words, on each device that computed with them.
    on_devices: Mutex<Vec<(Device, Tensor<2, Int>)>>,
}

impl Blocks {
    /// The images as words on a device, which all runs share.
    pub(crate) fn on_device(
        &self,
        device: &Device,
        words: impl FnOnce() -> TensorData,
    ) -> Tensor<2, Int> {
        let devices = self.on_devices.lock();
        let mut devices = devices.unwrap_or_else(PoisonError::into_inner);
        if let Some((_, words)) = devices.iter().find(|(other, _)| other == device) {
            return words.clone();
        }
        let words = Tensor::from_data(words(), device);
        devices.push((device.clone(), words.clone()));
        words
    }
}

impl<'a> Set<'a> {
    /// No examples.
    pub(crate) const NONE: Self = Self {
        inputs: Inputs::Numbers(&[]),
        labels: &[],
        targets: &[],
        count: 0,
        dimension: 0,
    };

    /// How many examples.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The inputs in blocks, if they are images.
    pub(crate) fn image_blocks(&self) -> Option<&'a ImageBlocks> {
        match self.inputs {
            Inputs::Numbers(_) => None,
            Inputs::Pixels(pixels, images) => images
                .blocks
                .get_or_init(|| ImageBlocks::of(pixels, self.dimension))
                .as_ref(),
        }
    }

    /// Whether the targets are the same, in the same memory.
    pub(crate) fn has_targets_of(&self, other: &Set) -> bool {
        self.count == other.count
            && std::ptr::eq(self.labels, other.labels)
            && std::ptr::eq(self.targets, other.targets)
    }

    /// Whether the inputs are the same, in the same memory.
    pub(crate) fn has_inputs_of(&self, other: &Set) -> bool {
        match (self.inputs, other.inputs) {
            (Inputs::Numbers(one), Inputs::Numbers(two)) => std::ptr::eq(one, two),
            (Inputs::Pixels(one, _), Inputs::Pixels(two, _)) => std::ptr::eq(one, two),
            _ => false,
        }
    }

    /// The targets of one example, for a network with this many outputs.
    pub(crate) fn targets_of(&self, index: usize, outputs: usize) -> &'a [f32] {
        &self.targets[index * outputs..(index + 1) * outputs]
    }

    /// Appends the inputs of these examples, exactly the numbers that the network sees.
    pub(crate) fn extend_inputs(&self, inputs: &mut Vec<f32>, indices: &[u32]) {
        let start = inputs.len();
        inputs.resize(start + indices.len() * self.dimension, 0.0);
        let rows = inputs[start..].chunks_exact_mut(self.dimension);
        for (row, &index) in rows.zip(indices) {
            self.copy_input(index as usize, row);
        }
    }

    /// Writes the input of one example.
    pub(crate) fn copy_input(&self, index: usize, row: &mut [f32]) {
        let range = index * self.dimension..(index + 1) * self.dimension;
        match self.inputs {
            Inputs::Numbers(inputs) => row.copy_from_slice(&inputs[range]),
            Inputs::Pixels(pixels, _) => {
                for (number, &pixel) in row.iter_mut().zip(&pixels[range]) {
                    *number = scaled(pixel);
                }
            }
        }
    }

    /// The input of one example.
    pub(crate) fn input(&self, index: usize) -> Vec<f64> {
        let mut numbers = vec![0.0; self.dimension];
        self.copy_input(index, &mut numbers);
        numbers.into_iter().map(f64::from).collect()
    }
}

/// `pixel / 255`, rounded once.
///
/// Divisions would take a tenth of a training step. The reciprocal is split instead: the product
/// with its first 16 bits is exact, and the sum with the rest rounds to the quotient, as a test
/// checks for every pixel.
#[inline]
pub(crate) fn scaled(pixel: u8) -> f32 {
    let pixel = f32::from(pixel);
    let (high, low) = pixel_scale();
    pixel * high + pixel * low
}

/// The two parts of 1/255.
pub(crate) const fn pixel_scale() -> (f32, f32) {
    const HIGH: f32 = 257.0 / 65536.0;
    const LOW: f32 = (1.0 / 255.0 - 257.0 / 65536.0) as f32;
    (HIGH, LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_its_quotient() {
        for pixel in 0..=255 {
            assert_eq!(scaled(pixel), f32::from(pixel) / 255.0);
        }
    }

    #[test]
    fn gathered_rows_are_those_of_the_whole() {
        let pixels: Vec<u8> = (0..12).map(|index| index * 20).collect();
        let numbers: Vec<f32> = pixels.iter().copied().map(scaled).collect();
        let blocks = Blocks::default();
        for inputs in [Inputs::Pixels(&pixels, &blocks), Inputs::Numbers(&numbers)] {
            let set = Set {
                inputs,
                labels: &[5, 6, 7, 8],
                targets: &[],
                count: 4,
                dimension: 3,
            };
            let mut gathered = vec![0.5];
            set.extend_inputs(&mut gathered, &[3, 0]);
            assert_eq!(gathered, [&[0.5], &numbers[9..12], &numbers[0..3]].concat());
            assert_eq!(set.input(2)[1], f64::from(numbers[7]));
            let images = matches!(inputs, Inputs::Pixels(..));
            assert_eq!(set.image_blocks().is_some(), images);
        }
    }
}
