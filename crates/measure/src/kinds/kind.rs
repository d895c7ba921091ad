//! What a kind of measure is, and what several of them share.

use crate::around::{Around, Neighbourhood};
use crate::decisions::Decisions;
use crate::{Learning, MeasureError};
use crease_network::Network;
use crease_regions::{Counts, Options, Slopes};

/// A kind of measure.
pub(crate) struct Kind {
    /// The column's name in tables and panels.
    pub name: &'static str,
    pub how: How,
    pub source: Source,
    pub parts: Parts,
    pub needs_classes: bool,
    pub needs_pairs: bool,
    pub slices: Slices,
}

impl Kind {
    /// A measure that is one number, or one per neighbourhood, and has no special requirements.
    pub(super) const fn of(name: &'static str, how: How) -> Self {
        let (source, parts) = match how {
            How::Slices { .. } | How::Decisions(_) | How::Slopes(_) => (Source::Slice, Parts::One),
            How::Points(_) => (Source::Distances, Parts::One),
            How::Around(..) => (Source::Neighbourhoods, Parts::Neighbourhoods),
            How::Weights(_) => (Source::Weights, Parts::One),
            How::Training(_) => (Source::Training, Parts::One),
            How::Test(_) => (Source::Test, Parts::One),
        };
        Self {
            name,
            how,
            source,
            parts,
            needs_classes: false,
            needs_pairs: false,
            slices: Slices::Any,
        }
    }

    pub(super) const fn each(mut self, parts: Parts) -> Self {
        self.parts = parts;
        self
    }

    pub(super) const fn on_classes(mut self) -> Self {
        self.needs_classes = true;
        self
    }

    pub(super) const fn on_pairs(mut self) -> Self {
        self.needs_pairs = true;
        self
    }

    pub(super) const fn only_in(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }
}

/// How many numbers a measure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// One.
    One,
    /// One per layer, including the output layer.
    Layers,
    /// One per class.
    Classes,
    /// One for each of [`QUANTILES`].
    Quantiles,
    /// One for each kind of points and radius of `[neighbourhoods]`.
    Neighbourhoods,
    /// The same, for each hidden layer.
    NeighbourhoodsAndLayers,
}

/// The quantiles of a measure that has several.
pub const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

/// Where a measure is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the slices.
    Slice,
    /// At the points of `[distances]`.
    Distances,
    /// In the neighbourhoods of `[neighbourhoods]`.
    Neighbourhoods,
    /// On the weights alone.
    Weights,
    /// On the training examples.
    Training,
    /// On the test examples.
    Test,
}

/// Which slices a measure can be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slices {
    /// All.
    Any,
    /// Planes and parts of them.
    Planes,
    /// Windows of planes.
    Windows,
    /// Those with an end; in others it is infinite or not defined.
    Bounded,
}

/// How a measure is taken.
pub(crate) enum How {
    /// Read off the counts of each slice; the measure is the mean over slices.
    Slices {
        /// Adds what must be counted for it to the options.
        needs: fn(Options) -> Options,
        /// The value in one slice; `None` if it has none there.
        read: fn(&Counts) -> Option<f64>,
    },
    /// Read off the decision boundary in each slice, a number or one per part; the mean over slices.
    Decisions(fn(&Decisions) -> Option<Vec<f64>>),
    /// Read off the slopes in each slice, a number or one per part; the mean over slices.
    Slopes(fn(&Slopes) -> Vec<f64>),
    /// Read off each neighbourhood, a number or one per layer.
    Around(Neighbourhood, fn(&Around) -> Vec<f64>),
    /// Computed at the points of `[distances]`, `count x inputs` numbers; `None` if it has no value
    /// there.
    Points(fn(&Network, &[f64]) -> Result<Option<f64>, MeasureError>),
    /// Computed from the weights alone: a number, or one per part.
    Weights(fn(&Network) -> Vec<f64>),
    /// Known to the trainer from the training examples: a number, or one per part.
    Training(fn(&Learning) -> Option<Vec<f64>>),
    /// Known to the trainer from the test examples.
    Test(fn(&Learning) -> Option<Vec<f64>>),
}

/// A measure that is one number.
pub(crate) fn one(value: f64) -> Vec<f64> {
    vec![value]
}

/// The mean; `None` of an empty list.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    let sum = values.iter().sum::<f64>();
    (!values.is_empty()).then(|| sum / values.len() as f64)
}

/// All neurons in a neighbourhood.
pub(super) fn total(around: &Around) -> Vec<f64> {
    one(around.layers.iter().sum())
}

/// The neurons of each layer.
pub(super) fn layers(around: &Around) -> Vec<f64> {
    around.layers.clone()
}

/// The number of regions.
pub(super) fn regions(around: &Around) -> Vec<f64> {
    around.regions.into_iter().collect()
}
