//! Batches: which examples each step sees.

use crease_experiment::streams::{Purpose, stream};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

/// Endless batches over shuffled examples: every epoch sees each example once, and its last batch
/// has the remaining ones.
#[derive(Clone)]
pub(crate) struct Batches {
    /// The order of the current epoch, a shuffle of the previous one. Shared with those who hold a
    /// copy.
    order: Arc<Vec<u32>>,
    next: usize,
    size: usize,
    stream: ChaCha8Rng,
}

impl Batches {
    /// The batches of the run with this seed.
    pub(crate) fn new(seed: u64, examples: usize, size: usize) -> Self {
        Self {
            order: Arc::new((0..examples as u32).collect()),
            next: examples,
            size,
            stream: stream(seed, Purpose::Order),
        }
    }

    /// The batches after `step` steps of the run with this seed. `order` is that of the epoch that
    /// these steps ended in, `stream_position` is the position of the stream after its shuffle.
    pub(crate) fn resumed(
        seed: u64,
        order: Vec<u32>,
        size: usize,
        step: u64,
        stream_position: u128,
    ) -> Self {
        let mut batches = Self::new(seed, 0, size);
        let per_epoch = order.len().div_ceil(size).max(1) as u64;
        // After its last step an epoch is over, but the next has not begun.
        let taken = match step {
            0 => per_epoch,
            _ => (step - 1) % per_epoch + 1,
        };
        batches.next = order.len().min(taken as usize * size);
        batches.order = Arc::new(order);
        batches.stream.set_word_pos(stream_position);
        batches
    }

    /// The order of the current epoch.
    pub(crate) fn order(&self) -> &Arc<Vec<u32>> {
        &self.order
    }

    /// How many 32-bit words of the stream the shuffles took.
    pub(crate) fn stream_position(&self) -> u128 {
        self.stream.get_word_pos()
    }

    /// The examples of the next step, by index.
    pub(crate) fn indices(&mut self) -> &[u32] {
        if self.next >= self.order.len() {
            Arc::make_mut(&mut self.order).shuffle(&mut self.stream);
            self.next = 0;
        }
        let start = self.next;
        self.next = self.order.len().min(start + self.size);
        &self.order[start..self.next]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_sees_every_example_once_in_its_own_order() {
        let mut batches = Batches::new(4, 10, 4);
        let mut epoch = || {
            let sizes_and_all: Vec<Vec<u32>> = (0..3).map(|_| batches.indices().to_vec()).collect();
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

    #[test]
    fn resumed_batches_go_on_wherever_they_stopped() {
        for (examples, size) in [(10, 4), (12, 4), (3, 128), (1, 1)] {
            let mut whole = Batches::new(4, examples, size);
            for step in 0..20 {
                let mut resumed =
                    Batches::resumed(4, whole.order.to_vec(), size, step, whole.stream_position());
                let expected = whole.indices().to_vec();
                assert_eq!(
                    resumed.indices(),
                    expected,
                    "{examples}/{size} after {step}"
                );
                assert_eq!(resumed.next, whole.next);
                assert_eq!(resumed.order, whole.order);
            }
        }
    }
}
