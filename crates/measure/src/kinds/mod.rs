//! The measures, a file each.

mod accuracy;
mod activation_regions;
mod boundary_distance;
mod boundary_measure;
mod dead_neurons;
mod decision_area_by_class;
mod decision_holes;
mod decision_holes_by_class;
mod decision_length;
mod decision_regions;
mod decision_regions_by_class;
mod decision_touched_area;
mod edges;
mod frame_complexity;
mod frame_complexity_by_layer;
mod gradient_norm;
mod gradient_norm_by_layer;
mod jacobian_norm;
mod jump_mean;
mod kind;
mod linear_regions;
mod local_complexity;
mod local_complexity_by_layer;
mod local_segment_regions;
mod loss;
mod pattern_distance;
mod segment_neurons;
mod segment_neurons_by_layer;
mod segment_regions;
mod segment_variation;
mod slope_mean;
mod slope_quantiles;
mod square_neurons;
mod square_neurons_by_layer;
mod square_regions;
mod test_accuracy;
mod test_accuracy_by_class;
mod total_variation;
mod vertices;
mod weight_norm;
mod weight_norm_by_layer;

pub(crate) use kind::{Kind, one};

use crease_experiment::settings::Measure;

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
        Measure::LocalComplexity => local_complexity::KIND,
        Measure::LocalComplexityByLayer => local_complexity_by_layer::KIND,
        Measure::FrameComplexity => frame_complexity::KIND,
        Measure::FrameComplexityByLayer => frame_complexity_by_layer::KIND,
        Measure::SegmentNeurons => segment_neurons::KIND,
        Measure::SegmentNeuronsByLayer => segment_neurons_by_layer::KIND,
        Measure::LocalSegmentRegions => local_segment_regions::KIND,
        Measure::SquareNeurons => square_neurons::KIND,
        Measure::SquareNeuronsByLayer => square_neurons_by_layer::KIND,
        Measure::SquareRegions => square_regions::KIND,
        Measure::SlopeMean => slope_mean::KIND,
        Measure::JumpMean => jump_mean::KIND,
        Measure::TotalVariation => total_variation::KIND,
        Measure::SlopeQuantiles => slope_quantiles::KIND,
        Measure::SegmentVariation => segment_variation::KIND,
        Measure::DecisionRegionsByClass => decision_regions_by_class::KIND,
        Measure::DecisionHolesByClass => decision_holes_by_class::KIND,
        Measure::DecisionAreaByClass => decision_area_by_class::KIND,
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
