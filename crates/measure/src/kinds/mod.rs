//! The measures, a file each.

mod accuracy;
mod activation_regions;
mod boundary_distance;
mod boundary_measure;
mod dead_neurons;
mod decision_holes;
mod decision_length;
mod decision_regions;
mod decision_touched_area;
mod edges;
mod gradient_norm;
mod gradient_norm_by_layer;
mod jacobian_norm;
mod linear_regions;
mod loss;
mod pattern_distance;
mod segment_regions;
mod test_accuracy;
mod test_accuracy_by_class;
mod vertices;
mod weight_norm;
mod weight_norm_by_layer;

use crate::decisions::Decisions;
use crate::{Learning, MeasureError};
use crease_experiment::settings::Measure;
use crease_network::Network;
use crease_regions::{Counts, Options};

/// How a measure is taken.
pub(crate) enum Kind {
    /// Read off the counts of each slice; the measure is the mean over slices.
    Slices {
        /// What has to be counted for it.
        needs: fn(Options) -> Options,
        /// The value in one slice; nothing if it has none there.
        read: fn(&Counts) -> Option<f64>,
    },
    /// Read off the decision boundary in each slice; the mean over slices.
    Decisions(fn(&Decisions) -> Option<f64>),
    /// Computed at the points of `[distances]`, `count x inputs` numbers.
    Points(fn(&Network, &[f64]) -> Result<f64, MeasureError>),
    /// Computed from the weights alone: a number, or one a part.
    Weights(fn(&Network) -> Vec<f64>),
    /// Known to the trainer: a number, or one a part.
    Learning(fn(&Learning) -> Option<Vec<f64>>),
}

/// The list of all kinds.
pub(crate) fn kind(measure: Measure) -> Kind {
    match measure {
        Measure::ActivationRegions => activation_regions::KIND,
        Measure::LinearRegions => linear_regions::KIND,
        Measure::Edges => edges::KIND,
        Measure::Vertices => vertices::KIND,
        Measure::BoundaryMeasure => boundary_measure::KIND,
        Measure::DecisionLength => decision_length::KIND,
        Measure::DecisionRegions => decision_regions::KIND,
        Measure::DecisionHoles => decision_holes::KIND,
        Measure::DecisionTouchedArea => decision_touched_area::KIND,
        Measure::BoundaryDistance => boundary_distance::KIND,
        Measure::DeadNeurons => dead_neurons::KIND,
        Measure::JacobianNorm => jacobian_norm::KIND,
        Measure::PatternDistance => pattern_distance::KIND,
        Measure::SegmentRegions => segment_regions::KIND,
        Measure::WeightNorm => weight_norm::KIND,
        Measure::WeightNormByLayer => weight_norm_by_layer::KIND,
        Measure::GradientNorm => gradient_norm::KIND,
        Measure::GradientNormByLayer => gradient_norm_by_layer::KIND,
        Measure::Loss => loss::KIND,
        Measure::Accuracy => accuracy::KIND,
        Measure::TestAccuracy => test_accuracy::KIND,
        Measure::TestAccuracyByClass => test_accuracy_by_class::KIND,
    }
}

/// The mean; nothing of nothing.
fn mean(values: &[f64]) -> Option<f64> {
    let sum = values.iter().sum::<f64>();
    (!values.is_empty()).then(|| sum / values.len() as f64)
}
