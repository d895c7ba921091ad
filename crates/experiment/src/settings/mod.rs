//! The sections of an experiment file, one file a section.

mod checkpoints;
mod claim;
mod experiment;
mod figure;
mod measure;
mod network;
mod slice;
mod task;
mod training;

pub use checkpoints::{CheckpointSeries, Keep, Spacing, Unit};
pub use claim::{Claim, Direction, When};
pub use experiment::{Design, Experiment, RunSettings};
pub use figure::{
    Axis, Cells, Curves, Distribution, FigureSettings, Graph, Heatmap, Histogram, Over, Panel,
    Reference, RegionKind, Scale, Size, Surface,
};
pub use measure::{Distances, Measure, Points, Source};
pub use network::{ActivationName, NetworkSettings};
pub use slice::Slice;
pub use task::{Memorise, Mnist, Sawtooth, Task, Untrained};
pub use training::{Optimizer, Training};
