//! `[task.NAME]`: what the network is to learn. Each kind has a file with its keys, its checks, its
//! examples and its words; [`Task`] is the list of them.

mod circles;
mod examples;
mod file;
mod images;
mod kind;
mod made;
mod memorise;
mod sawtooth;
mod spirals;
mod two_moons;
mod untrained;

pub use circles::Circles;
pub use examples::{Data, ExampleFacts, Loss, Made, Split};
pub use file::File;
pub use images::LabelledImages;
pub use kind::TaskKind;
pub use memorise::Memorise;
pub use sawtooth::Sawtooth;
pub use spirals::Spirals;
pub use two_moons::TwoMoons;
pub use untrained::Untrained;

use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// `[task.mnist]`: the 60,000 training images of handwritten digits.
pub type Mnist = LabelledImages<crease_data::Mnist>;

/// `[task.NAME]`: exactly one task for each experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Task {
    /// `[task.memorise]`.
    Memorise(Memorise),
    /// `[task.mnist]`.
    Mnist(Mnist),
    /// `[task.fashion-mnist]`.
    FashionMnist(LabelledImages<crease_data::FashionMnist>),
    /// `[task.kmnist]`.
    Kmnist(LabelledImages<crease_data::Kmnist>),
    /// `[task.cifar-10]`.
    #[serde(rename = "cifar-10")]
    Cifar10(LabelledImages<crease_data::Cifar10>),
    /// `[task.two-moons]`.
    TwoMoons(TwoMoons),
    /// `[task.circles]`.
    Circles(Circles),
    /// `[task.spirals]`.
    Spirals(Spirals),
    /// `[task.file]`.
    File(File),
    /// `[task.untrained]`.
    Untrained(Untrained),
    /// `[task.sawtooth]`.
    Sawtooth(Sawtooth),
}

impl Deref for Task {
    type Target = dyn TaskKind;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Memorise(task) => task,
            Self::Mnist(task) => task,
            Self::FashionMnist(task) => task,
            Self::Kmnist(task) => task,
            Self::Cifar10(task) => task,
            Self::TwoMoons(task) => task,
            Self::Circles(task) => task,
            Self::Spirals(task) => task,
            Self::File(task) => task,
            Self::Untrained(task) => task,
            Self::Sawtooth(task) => task,
        }
    }
}
