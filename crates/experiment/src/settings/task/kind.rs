//! What every kind of task has.

use super::examples::{Data, ExampleFacts, Loss, Made};
use crate::check::Check;
use std::fmt::Debug;

/// The interface of a task to the rest of the program.
pub trait TaskKind: Debug {
    /// Its name in an experiment file.
    fn name(&self) -> &'static str;

    /// Checks each of its values.
    ///
    /// # Errors
    /// The complaint names the key of an invalid value.
    fn check(&self) -> Check;

    /// Checks that its values fit together.
    ///
    /// # Errors
    /// The complaint names the keys of values that do not.
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

    /// The widths of the hidden layers if the task itself determines them.
    fn hidden(&self) -> Option<Vec<usize>> {
        None
    }

    /// All parameters if the task builds the network, layer after layer: the weights, row for row,
    /// then the biases. `widths` are those of all layers.
    fn parameters(&self, seed: u64, widths: &[usize]) -> Option<Vec<f32>> {
        let _ = (seed, widths);
        None
    }

    /// The facts about its examples; `None` if nothing is trained.
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

    /// Keys whose values are paths, as in an experiment file: they do not affect the names of runs.
    fn places(&self) -> &'static [&'static str] {
        &[]
    }

    /// Its words in a caption; if `None`, the caption lists the settings that are not at their
    /// defaults.
    fn caption(&self) -> Option<String> {
        None
    }
}

impl dyn TaskKind + '_ {
    /// Where its examples come from.
    pub fn data(&self) -> Data<'_> {
        self.facts().map_or(Data::None, |facts| facts.data)
    }

    /// How many training examples an epoch goes through; 0 if nothing is trained.
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

    /// How many test examples there are.
    pub fn test_examples(&self) -> usize {
        self.facts().map_or(0, |facts| facts.test)
    }

    /// How many classes the examples have; 0 without examples, or where they have targets.
    pub fn classes(&self) -> usize {
        self.facts().map_or(0, |facts| facts.classes)
    }

    /// What is minimised; `None` if nothing is trained.
    pub fn loss(&self) -> Option<Loss> {
        self.facts().map(|facts| facts.loss)
    }
}
