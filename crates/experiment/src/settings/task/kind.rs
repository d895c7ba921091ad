//! What every kind of task has.

use super::examples::{Data, ExampleFacts, Loss, Made};
use crate::check::Check;
use std::fmt::Debug;

/// What the rest of the program asks of a task.
pub trait TaskKind: Debug {
    /// Its name in an experiment file.
    fn name(&self) -> &'static str;

    /// Whether each of its values can be.
    ///
    /// # Errors
    /// With the key of one that cannot.
    fn check(&self) -> Check;

    /// Whether its values can be together.
    ///
    /// # Errors
    /// With the keys of those that cannot.
    fn check_together(&self) -> Check {
        Ok(())
    }

    /// The input dimension of a network for this task.
    fn inputs(&self) -> usize;

    /// The key that says how many inputs there are, or the task's own.
    fn inputs_key(&self) -> String {
        format!("task.{}", self.name())
    }

    /// The output dimension of a network for this task.
    fn outputs(&self) -> usize;

    /// The widths of the hidden layers where the task itself says them.
    fn hidden(&self) -> Option<Vec<usize>> {
        None
    }

    /// All parameters where the task builds the network, layer after layer: the weights, row for row,
    /// then the biases. `widths` are those of all layers.
    fn parameters(&self, seed: u64, widths: &[usize]) -> Option<Vec<f32>> {
        let _ = (seed, widths);
        None
    }

    /// What is known about its examples; nothing where nothing is trained.
    fn facts(&self) -> Option<ExampleFacts<'_>>;

    /// Draws the examples of the run with this seed, where they are [`Data::Made`].
    fn make(&self, seed: u64) -> Option<Made> {
        let _ = seed;
        None
    }

    /// The labels to train on in the run with this seed, where they are not those of the data.
    fn relabel(&self, labels: &[u8], seed: u64) -> Option<Vec<u8>> {
        let _ = (labels, seed);
        None
    }

    /// Keys that say where something lies and not what it is, as they stand in an experiment file:
    /// they do not enter the names of runs.
    fn places(&self) -> &'static [&'static str] {
        &[]
    }

    /// What a caption says about it; if nothing, the settings that are not at their defaults.
    fn caption(&self) -> Option<String> {
        None
    }
}

impl dyn TaskKind + '_ {
    /// Where its examples come from.
    pub fn data(&self) -> Data<'_> {
        self.facts().map_or(Data::None, |facts| facts.data)
    }

    /// How many training examples an epoch goes through; 0 where nothing is trained.
    pub fn examples(&self) -> usize {
        self.facts().map_or(0, |facts| facts.train)
    }

    /// The key that says how many examples there are, or the task's own.
    pub fn examples_key(&self) -> String {
        match self.facts().and_then(|facts| facts.key) {
            Some(word) => format!("task.{}.{word}", self.name()),
            None => format!("task.{}", self.name()),
        }
    }

    /// How many examples are not trained on.
    pub fn test_examples(&self) -> usize {
        self.facts().map_or(0, |facts| facts.test)
    }

    /// How many classes the examples have; 0 without examples, or where they have targets.
    pub fn classes(&self) -> usize {
        self.facts().map_or(0, |facts| facts.classes)
    }

    /// What is minimised; nothing where nothing is trained.
    pub fn loss(&self) -> Option<Loss> {
        self.facts().map(|facts| facts.loss)
    }
}
