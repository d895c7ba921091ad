use crate::{Law, TheoremsError};
use crease_experiment::streams::run_seed;
use crease_network::Network;
use crease_system::side_by_side;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An observer of progress, called from many threads at once.
pub trait Watch: Sync {
    /// Statement number `index` of `of`, from 0, is being examined.
    fn statement(&self, index: usize, of: usize, title: &str);
    /// One more network was measured.
    fn network(&self);
}

/// Observes nothing.
impl Watch for () {
    fn statement(&self, _: usize, _: usize, _: &str) {}
    fn network(&self) {}
}

/// How much to measure, and from which seed.
pub struct Study<'a> {
    /// Every network is a function of this seed, the statement, its law and its number.
    pub seed: u64,
    /// How many networks per law; at least 2.
    pub networks: usize,
    /// Whether to leave out the larger networks.
    pub quick: bool,
    /// How many networks to measure at a time, if the system grants as many threads.
    pub threads: usize,
    /// Observes progress.
    pub watch: &'a dyn Watch,
}

/// A random network with its law and seed.
pub struct Subject<'l> {
    /// The network.
    pub network: Network,
    /// Its law.
    pub law: &'l Law,
    /// The seed of its streams.
    pub seed: u64,
}

impl Study<'_> {
    /// Measures `self.networks` networks of a law; the results are in the order of the networks, so
    /// nothing depends on the threads. `sample` distinguishes independent samples of the same law.
    ///
    /// # Errors
    /// That of the first network that cannot be measured.
    pub fn each<T: Send>(
        &self,
        sample: &str,
        law: &Law,
        measure: impl Fn(&Subject<'_>) -> Result<T, TheoremsError> + Sync,
    ) -> Result<Vec<T>, TheoremsError> {
        if self.networks < 2 {
            return Err(TheoremsError::TooFew(self.networks));
        }
        let name = format!("{sample}: {law}, biases {}", law.bias_std);
        let one = |index: usize| {
            let seed = run_seed(self.seed, &name, index);
            let network = law.draw(seed)?;
            let measured = measure(&Subject { network, law, seed });
            self.watch.network();
            measured
        };
        let next = AtomicUsize::new(0);
        let work = || {
            let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
            let numbers = numbers.take_while(|&index| index < self.networks);
            numbers.map(|index| (index, one(index))).collect::<Vec<_>>()
        };
        let mut answers = Vec::with_capacity(self.networks);
        for found in side_by_side(self.threads, work) {
            answers.extend(found.unwrap_or_else(|panic| resume_unwind(panic)));
        }
        answers.sort_by_key(|(index, _)| *index);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}
