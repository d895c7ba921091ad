//! Examples as everything here looks at them: inputs and labels, borrowed.

use std::ops::Range;

/// Some examples, all of one dimension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set<'a> {
    /// `count x dimension`, row per example.
    pub(crate) inputs: Inputs<'a>,
    /// A class for each example.
    pub(crate) labels: &'a [u8],
    pub(crate) dimension: usize,
}

/// Inputs in the form that they are kept in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inputs<'a> {
    /// The numbers themselves.
    Numbers(&'a [f32]),
    /// Grey levels from 0 to 255, which stand for 0 to 1: a quarter of the memory.
    Pixels(&'a [u8]),
}

impl Set<'_> {
    /// No examples.
    pub(crate) const NONE: Self = Self {
        inputs: Inputs::Numbers(&[]),
        labels: &[],
        dimension: 0,
    };

    /// How many examples.
    pub(crate) fn count(&self) -> usize {
        self.labels.len()
    }

    /// Examples that lie one behind the other.
    pub(crate) fn part(self, places: Range<usize>) -> Self {
        let numbers = places.start * self.dimension..places.end * self.dimension;
        let inputs = match self.inputs {
            Inputs::Numbers(inputs) => Inputs::Numbers(&inputs[numbers]),
            Inputs::Pixels(pixels) => Inputs::Pixels(&pixels[numbers]),
        };
        let labels = &self.labels[places];
        Self {
            inputs,
            labels,
            ..self
        }
    }

    /// All inputs, exactly the numbers that the network sees.
    pub(crate) fn numbers(&self) -> Vec<f32> {
        match self.inputs {
            Inputs::Numbers(inputs) => inputs.to_vec(),
            Inputs::Pixels(pixels) => scaled(pixels),
        }
    }

    /// The inputs of these examples.
    pub(crate) fn gathered(&self, indices: &[u32]) -> Vec<f32> {
        match self.inputs {
            Inputs::Numbers(inputs) => gathered(inputs, self.dimension, indices),
            // Copied before they are scaled: copies of scattered images wait for memory at the
            // same time, scaling them where they lie would wait for one after the other.
            Inputs::Pixels(pixels) => scaled(&gathered(pixels, self.dimension, indices)),
        }
    }

    /// The input of one example.
    pub(crate) fn input(&self, index: usize) -> Vec<f64> {
        let numbers = self.part(index..index + 1).numbers();
        numbers.into_iter().map(f64::from).collect()
    }
}

fn gathered<T: Copy>(rows: &[T], width: usize, indices: &[u32]) -> Vec<T> {
    let mut gathered = Vec::with_capacity(indices.len() * width);
    for &index in indices {
        let index = index as usize;
        gathered.extend_from_slice(&rows[index * width..(index + 1) * width]);
    }
    gathered
}

/// `pixel / 255` for each pixel, rounded once.
///
/// Divisions would take a tenth of a training step. The reciprocal is split instead: the product
/// with its first 16 bits is exact, and the sum with the rest rounds to the quotient, as a test
/// finds for every pixel.
fn scaled(pixels: &[u8]) -> Vec<f32> {
    const HIGH: f32 = 257.0 / 65536.0;
    const LOW: f32 = (1.0 / 255.0 - 257.0 / 65536.0) as f32;
    let scaled = |&pixel: &u8| {
        let pixel = f32::from(pixel);
        pixel * HIGH + pixel * LOW
    };
    pixels.iter().map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_its_quotient() {
        let pixels: Vec<u8> = (0..=255).collect();
        let quotients: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
        assert_eq!(scaled(&pixels), quotients);
    }

    #[test]
    fn parts_and_gathered_rows_are_those_of_the_whole() {
        let pixels: Vec<u8> = (0..12).map(|index| index * 20).collect();
        let numbers = scaled(&pixels);
        for inputs in [Inputs::Pixels(&pixels), Inputs::Numbers(&numbers)] {
            let set = Set {
                inputs,
                labels: &[5, 6, 7, 8],
                dimension: 3,
            };
            assert_eq!(set.numbers(), numbers);
            assert_eq!(set.part(1..3).numbers(), numbers[3..9]);
            assert_eq!(set.part(1..3).labels, [6, 7]);
            let gathered = [&numbers[9..12], &numbers[0..3]].concat();
            assert_eq!(set.gathered(&[3, 0]), gathered);
            assert_eq!(set.input(2)[1], f64::from(numbers[7]));
        }
    }
}
