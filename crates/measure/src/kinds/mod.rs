//! The list of measures. Each has its own file, with the measure of its layers or classes, if there is one.

mod accuracy;
mod activation_regions;
mod boundary_distance;
mod boundary_measure;
mod dead_neurons;
mod decision_area_by_class;
mod decision_holes;
mod decision_length;
mod decision_regions;
mod decision_touched_area;
mod edges;
mod frame_complexity;
mod gradient_norm;
mod jacobian_norm;
mod jump_mean;
mod kind;
mod linear_regions;
mod local_complexity;
mod local_segment_regions;
mod loss;
mod pattern_distance;
mod segment_neurons;
mod segment_regions;
mod segment_variation;
mod slope_mean;
mod slope_quantiles;
mod square_neurons;
mod square_regions;
mod test_accuracy;
mod total_variation;
mod vertices;
mod weight_norm;

pub(crate) use kind::{How, Kind, one};
pub use kind::{Parts, QUANTILES, Slices, Source};

use serde::{Deserialize, Serialize};

/// One entry of `measures`: a column of the table, measured at every checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Number of activation regions in the slice, the mean over its slices.
    ActivationRegions,
    /// Number of linear regions in the slice.
    LinearRegions,
    /// Number of edges of the subdivision, strictly inside the slice.
    Edges,
    /// Number of vertices of the subdivision, strictly inside the slice.
    Vertices,
    /// Total length of the boundary inside a window; on an interval the number of breakpoints.
    BoundaryMeasure,
    /// Length of the decision boundary in a window: where the largest output changes, or the sign of a
    /// single one.
    DecisionLength,
    /// Number of decision regions, the connected parts of one class.
    DecisionRegions,
    /// Number of holes in them.
    DecisionHoles,
    /// The share of a window in activation regions that the decision boundary touches.
    DecisionTouchedArea,
    /// Number of decision regions of each class.
    DecisionRegionsByClass,
    /// Number of holes in them.
    DecisionHolesByClass,
    /// The share of a window that each class wins.
    DecisionAreaByClass,
    /// Frobenius norm of the outputs' derivatives within the slice, the mean by length or area.
    SlopeMean,
    /// Quantiles of it.
    SlopeQuantiles,
    /// Frobenius norm of the jump of these derivatives at a wall between activation regions, the mean
    /// by length; on an interval the mean over breakpoints.
    JumpMean,
    /// The integral of the slope over the slice.
    TotalVariation,
    /// Mean distance of the points of `[distances]` to the nearest boundary.
    BoundaryDistance,
    /// Number of hidden neurons whose output does not change with their input at any point of
    /// `[distances]`.
    DeadNeurons,
    /// Frobenius norm of the outputs' derivatives by the inputs, the mean over the points of
    /// `[distances]`.
    JacobianNorm,
    /// Number of neurons that change their linear piece between two points of `[distances]`, the
    /// mean over pairs.
    PatternDistance,
    /// Number of activation regions along the segment between two points of `[distances]`, the mean
    /// over pairs.
    SegmentRegions,
    /// The integral of the slope along the segment between two points of `[distances]`, the mean over
    /// pairs.
    SegmentVariation,
    /// Number of neurons nearer to a point than the radius of its neighbourhood, where they are affine
    /// as in the point's region; the mean over points.
    LocalComplexity,
    /// The same, layer by layer.
    LocalComplexityByLayer,
    /// Number of neurons that change their piece between vertices of a cross-polytope.
    FrameComplexity,
    /// The same, layer by layer.
    FrameComplexityByLayer,
    /// Number of neurons that cross the segments through a point.
    SegmentNeurons,
    /// The same, layer by layer.
    SegmentNeuronsByLayer,
    /// Number of activation regions on such a segment.
    LocalSegmentRegions,
    /// Number of neurons that cross a square around a point.
    SquareNeurons,
    /// The same, layer by layer.
    SquareNeuronsByLayer,
    /// Number of activation regions in such a square.
    SquareRegions,
    /// Euclidean norm of all weights.
    WeightNorm,
    /// The same, layer by layer.
    WeightNormByLayer,
    /// Euclidean norm of the gradient of the mean training loss by all weights and biases.
    GradientNorm,
    /// The same, layer by layer.
    GradientNormByLayer,
    /// Mean training loss over all training examples.
    Loss,
    /// Fraction of the training examples that are classified correctly.
    Accuracy,
    /// Fraction of the test examples that are classified correctly.
    TestAccuracy,
    /// The same, among the examples of each class.
    TestAccuracyByClass,
}

impl Measure {
    /// Its facts and how it is computed.
    pub(crate) const fn kind(self) -> &'static Kind {
        match self {
            Self::ActivationRegions => &activation_regions::KIND,
            Self::LinearRegions => &linear_regions::KIND,
            Self::Edges => &edges::KIND,
            Self::Vertices => &vertices::KIND,
            Self::BoundaryMeasure => &boundary_measure::KIND,
            Self::DecisionLength => &decision_length::KIND,
            Self::DecisionRegions => &decision_regions::KIND,
            Self::DecisionHoles => &decision_holes::KIND,
            Self::DecisionTouchedArea => &decision_touched_area::KIND,
            Self::BoundaryDistance => &boundary_distance::KIND,
            Self::DeadNeurons => &dead_neurons::KIND,
            Self::JacobianNorm => &jacobian_norm::KIND,
            Self::PatternDistance => &pattern_distance::KIND,
            Self::SegmentRegions => &segment_regions::KIND,
            Self::LocalComplexity => &local_complexity::KIND,
            Self::LocalComplexityByLayer => &local_complexity::BY_LAYER,
            Self::FrameComplexity => &frame_complexity::KIND,
            Self::FrameComplexityByLayer => &frame_complexity::BY_LAYER,
            Self::SegmentNeurons => &segment_neurons::KIND,
            Self::SegmentNeuronsByLayer => &segment_neurons::BY_LAYER,
            Self::LocalSegmentRegions => &local_segment_regions::KIND,
            Self::SquareNeurons => &square_neurons::KIND,
            Self::SquareNeuronsByLayer => &square_neurons::BY_LAYER,
            Self::SquareRegions => &square_regions::KIND,
            Self::SlopeMean => &slope_mean::KIND,
            Self::JumpMean => &jump_mean::KIND,
            Self::TotalVariation => &total_variation::KIND,
            Self::SlopeQuantiles => &slope_quantiles::KIND,
            Self::SegmentVariation => &segment_variation::KIND,
            Self::DecisionRegionsByClass => &decision_regions::BY_CLASS,
            Self::DecisionHolesByClass => &decision_holes::BY_CLASS,
            Self::DecisionAreaByClass => &decision_area_by_class::KIND,
            Self::WeightNorm => &weight_norm::KIND,
            Self::WeightNormByLayer => &weight_norm::BY_LAYER,
            Self::GradientNorm => &gradient_norm::KIND,
            Self::GradientNormByLayer => &gradient_norm::BY_LAYER,
            Self::Loss => &loss::KIND,
            Self::Accuracy => &accuracy::KIND,
            Self::TestAccuracy => &test_accuracy::KIND,
            Self::TestAccuracyByClass => &test_accuracy::BY_CLASS,
        }
    }

    /// The column's name in tables and panels.
    pub const fn name(self) -> &'static str {
        self.kind().name
    }

    /// Where it is taken.
    pub const fn source(self) -> Source {
        self.kind().source
    }

    /// How many numbers it has.
    pub const fn parts(self) -> Parts {
        self.kind().parts
    }

    /// Whether it is taken on classes, which not every task has.
    pub const fn needs_classes(self) -> bool {
        self.kind().needs_classes
    }

    /// Whether it is taken on pairs, of points or of directions.
    pub const fn needs_pairs(self) -> bool {
        self.kind().needs_pairs
    }

    /// Which slices it can be taken in.
    pub const fn slices(self) -> Slices {
        self.kind().slices
    }
}
