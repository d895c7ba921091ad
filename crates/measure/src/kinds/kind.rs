//! What a kind of measure is, and what several of them share.

use crate::around::{Around, Neighbourhood};
use crate::decisions::Decisions;
use crate::{Learning, MeasureError};
use crease_network::Network;
use crease_regions::{Counts, Options, Slopes};

/// How a measure is taken.
pub(crate) enum Kind {
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
    /// Computed at the points of `[distances]`, `count x inputs` numbers.
    Points(fn(&Network, &[f64]) -> Result<f64, MeasureError>),
    /// Computed from the weights alone: a number, or one per part.
    Weights(fn(&Network) -> Vec<f64>),
    /// Known to the trainer: a number, or one per part.
    Learning(fn(&Learning) -> Option<Vec<f64>>),
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
