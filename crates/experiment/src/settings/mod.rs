//! The sections of an experiment file, one file a section.

mod activation;
mod checkpoints;
mod choice;
mod distances;
mod experiment;
pub mod init;
mod neighbourhoods;
mod network;
pub mod optimizer;
mod rate;
mod slice;
pub mod task;
mod training;

pub use activation::{Activation, AnyPieces, LeakyRelu, NoKeys};
pub use checkpoints::{CheckpointSeries, Keep, Spacing, Unit};
pub(crate) use choice::Choice;
pub use distances::{Distances, Points};
pub use experiment::{Design, Experiment, RunSettings};
pub use init::Init;
pub use neighbourhoods::Neighbourhoods;
pub use network::NetworkSettings;
pub use optimizer::Optimizer;
pub use rate::{Constant, Cosine, RateSchedule, StepDecay};
pub use slice::Slice;
pub use task::{
    Circles, File, LabelledImages, Loss, Memorise, Mnist, Sawtooth, Spirals, Task, TwoMoons,
    Untrained,
};
pub use training::Training;

pub use crease_measure::{Measure, Parts, QUANTILES, Slices, Source};
