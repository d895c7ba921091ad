//! The sections of an experiment file, one file a section.

mod checkpoints;
mod experiment;
mod figure;
mod measure;
mod network;
mod task;
mod training;

pub use checkpoints::{CheckpointSeries, Keep, Spacing, Unit};
pub use experiment::{Experiment, RunSettings};
pub use figure::{Axis, Claim, Panel, Reference, Scale};
pub use measure::{Measure, Slice};
pub use network::{ActivationName, NetworkSettings};
pub use task::{Memorise, Task};
pub use training::{Optimizer, Training};
