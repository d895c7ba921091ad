use super::file::File;
use crease_data::Published;

/// Where the examples of a task come from.
#[derive(Clone, Copy, Debug)]
pub enum Data<'a> {
    /// There are none.
    None,
    /// Each run draws its own.
    Made,
    /// A published data set.
    Published(&'static Published),
    /// A user's file.
    File(&'a File),
}

/// Facts about a task's examples before they exist.
#[derive(Clone, Copy, Debug)]
pub struct ExampleFacts<'a> {
    /// Where they come from.
    pub data: Data<'a>,
    /// How many training examples.
    pub train: usize,
    /// The task's key that says so, if there is one.
    pub key: Option<&'static str>,
    /// How many test examples.
    pub test: usize,
    /// How many classes they have; 0 where they have targets.
    pub classes: usize,
    /// What is minimised.
    pub loss: Loss,
}

/// Examples that a run draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The training examples.
    pub train: Split,
    /// The test examples; empty for a task without any.
    pub test: Split,
}

/// Some examples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// Inputs, one example after the other.
    pub inputs: Vec<f32>,
    /// The class of each.
    pub labels: Vec<u8>,
}

/// What is minimised, the mean over examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Binary cross entropy of one logit with the labels 0 and 1.
    BinaryCrossEntropy,
    /// Cross entropy of a logit for each label.
    CrossEntropy,
    /// The squared distance between outputs and targets.
    SquaredError,
}

impl Loss {
    /// The loss of a network that distinguishes this many classes.
    pub fn of_classes(classes: usize) -> Self {
        if classes == 2 {
            Self::BinaryCrossEntropy
        } else {
            Self::CrossEntropy
        }
    }

    /// The number of outputs needed to distinguish this many classes.
    pub fn outputs(classes: usize) -> usize {
        if classes == 2 { 1 } else { classes }
    }

    /// Its name in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::BinaryCrossEntropy => "binary cross entropy",
            Self::CrossEntropy => "cross entropy",
            Self::SquaredError => "mean squared error",
        }
    }
}
