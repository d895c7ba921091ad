//! Examples as everything here looks at them: inputs and labels, borrowed.

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

    /// Appends the inputs of the examples from `start` to before `end`.
    pub(crate) fn extend(&self, numbers: &mut Vec<f32>, start: usize, end: usize) {
        let places = start * self.dimension..end * self.dimension;
        match self.inputs {
            Inputs::Numbers(inputs) => numbers.extend_from_slice(&inputs[places]),
            Inputs::Pixels(pixels) => numbers.extend(pixels[places].iter().map(|&p| scaled(p))),
        }
    }

    /// The input of one example, exactly the numbers that the network sees.
    pub(crate) fn input(&self, index: usize) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(self.dimension);
        self.extend(&mut numbers, index, index + 1);
        numbers.into_iter().map(f64::from).collect()
    }
}

/// `pixel / 255`, rounded once.
///
/// Divisions would take a tenth of a training step. The reciprocal is split instead: the product
/// with its first 16 bits is exact, and the sum with the rest rounds to the quotient, as a test
/// finds for every pixel.
fn scaled(pixel: u8) -> f32 {
    const HIGH: f32 = 257.0 / 65536.0;
    const LOW: f32 = (1.0 / 255.0 - 257.0 / 65536.0) as f32;
    let pixel = f32::from(pixel);
    pixel * HIGH + pixel * LOW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_its_quotient() {
        for pixel in 0..=255 {
            assert_eq!(scaled(pixel), f32::from(pixel) / 255.0, "{pixel}");
        }
    }
}
