//! The sections of an experiment file, one file a section.

mod activation;
mod checkpoints;
mod choice;
mod experiment;
mod init;
mod measure;
mod neighbourhoods;
mod network;
mod optimizer;
mod rate;
mod slice;
pub mod task;
mod training;

pub use activation::{Activation, AnyPieces, LeakyRelu, NoKeys};
pub use checkpoints::{CheckpointSeries, Keep, Spacing, Unit};
pub(crate) use choice::Choice;
pub use experiment::{Design, Experiment, RunSettings};
pub use init::Init;
pub use measure::{Distances, Facts, Measure, Parts, Points, QUANTILES, Slices, Source};
pub use neighbourhoods::Neighbourhoods;
pub use network::NetworkSettings;
pub use optimizer::{Adam, AdamW, Optimizer, Sgd};
pub use rate::{Constant, Cosine, RateSchedule, StepDecay};
pub use slice::Slice;
pub use task::{
    Circles, File, LabelledImages, Loss, Memorise, Mnist, Sawtooth, Spirals, Task, TwoMoons,
    Untrained,
};
pub use training::Training;
