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

    /// The inputs of these examples, row per example.
    pub(crate) fn rows(&self, indices: impl ExactSizeIterator<Item = usize>) -> Vec<f32> {
        match self.inputs {
            Inputs::Numbers(inputs) => gathered(inputs, self.dimension, indices),
            // Copied before they are scaled: copies of scattered images wait for memory at the
            // same time, scaling them where they lie would wait for one after the other.
            Inputs::Pixels(pixels) => {
                let pixels = gathered(pixels, self.dimension, indices);
                pixels.into_iter().map(scaled).collect()
            }
        }
    }

    /// The input of one example, exactly the numbers that the network sees.
    pub(crate) fn input(&self, index: usize) -> Vec<f64> {
        let row = self.rows(std::iter::once(index));
        row.into_iter().map(f64::from).collect()
    }
}

fn gathered<T: Copy>(
    rows: &[T],
    width: usize,
    indices: impl ExactSizeIterator<Item = usize>,
) -> Vec<T> {
    let mut gathered = Vec::with_capacity(indices.len() * width);
    for index in indices {
        gathered.extend_from_slice(&rows[index * width..(index + 1) * width]);
    }
    gathered
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
