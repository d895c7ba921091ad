//! Batches: which examples each step sees.

use crate::task::Examples;
use burn::tensor::{Device, Tensor, TensorData};
use crease_experiment::streams::{Purpose, stream};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Endless batches over shuffled examples: every epoch sees each example once, its last batch
/// holds what is left.
///
/// Batches are gathered on the host; selecting on the device would keep index tensors alive.
pub(crate) struct Batches {
    order: Vec<usize>,
    next: usize,
    size: usize,
    stream: ChaCha8Rng,
}

impl Batches {
    /// The batches of the run with this seed.
    pub(crate) fn new(seed: u64, examples: usize, size: usize) -> Self {
        Self {
            order: (0..examples).collect(),
            next: examples,
            size,
            stream: stream(seed, Purpose::Order),
        }
    }

    /// The examples of the next step, by index.
    fn indices(&mut self) -> &[usize] {
        if self.next >= self.order.len() {
            self.order.shuffle(&mut self.stream);
            self.next = 0;
        }
        let start = self.next;
        self.next = self.order.len().min(start + self.size);
        &self.order[start..self.next]
    }

    /// The examples of the next step: inputs, `batch x dimension`, and targets, `batch x outputs`.
    pub(crate) fn next(&mut self, examples: &Examples, device: &Device) -> (Tensor<2>, Tensor<2>) {
        let indices = self.indices();
        let inputs = gather(&examples.inputs, examples.dimension, indices, device);
        let targets = gather(&examples.targets, examples.outputs, indices, device);
        (inputs, targets)
    }
}

fn gather(rows: &[f32], width: usize, indices: &[usize], device: &Device) -> Tensor<2> {
    let mut batch = Vec::with_capacity(indices.len() * width);
    for &index in indices {
        batch.extend_from_slice(&rows[index * width..(index + 1) * width]);
    }
    Tensor::from_data(TensorData::new(batch, [indices.len(), width]), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_sees_every_example_once_in_its_own_order() {
        let mut batches = Batches::new(4, 10, 4);
        let mut epoch = || {
            let sizes_and_all: Vec<Vec<usize>> =
                (0..3).map(|_| batches.indices().to_vec()).collect();
            let sizes: Vec<usize> = sizes_and_all.iter().map(Vec::len).collect();
            assert_eq!(sizes, [4, 4, 2]);
            sizes_and_all.concat()
        };
        let (first, second) = (epoch(), epoch());
        assert_ne!(first, second);
        for mut order in [first, second] {
            order.sort_unstable();
            assert_eq!(order, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_batch_may_be_larger_than_the_epoch() {
        let mut batches = Batches::new(4, 3, 128);
        assert_eq!(batches.indices().len(), 3);
        assert_eq!(batches.indices().len(), 3);
    }
}
