//! The sections of an experiment file, one file a section.

mod checkpoints;
mod experiment;
mod measure;
mod network;
mod slice;
mod task;
mod training;

pub use checkpoints::{CheckpointSeries, Keep, Spacing, Unit};
pub use experiment::{Design, Experiment, RunSettings};
pub use measure::{Distances, Measure, Points, Source};
pub use network::{ActivationName, NetworkSettings};
pub use slice::Slice;
pub use task::{Memorise, Mnist, Sawtooth, Task, Untrained};
pub use training::{Optimizer, Training};
