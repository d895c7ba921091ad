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
    /// Mean distance of the points of `[distances]` to the nearest boundary.
    BoundaryDistance,
    /// Number of hidden neurons whose output does not move with their input at any point of
    /// `[distances]`.
    DeadNeurons,
    /// Number of neurons that change their linear piece between two points of `[distances]`, the
    /// mean over pairs.
    PatternDistance,
    /// Number of activation regions along the segment between two points of `[distances]`, the mean
    /// over pairs.
    SegmentRegions,
    /// Euclidean norm of all weights.
    WeightNorm,
    /// Mean training loss over all training examples.
    Loss,
    /// Fraction of the training examples that are classified as they are labelled.
    Accuracy,
    /// Fraction of the test examples that are classified as they are labelled.
    TestAccuracy,
}

/// Where a measure is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the slices.
    Slice,
    /// At the points of `[distances]`.
    Distances,
    /// On the weights alone.
    Weights,
    /// On the training examples.
    Training,
    /// On the test examples.
    Test,
}

impl Measure {
    /// The column's name in tables and panels.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActivationRegions => "activation_regions",
            Self::LinearRegions => "linear_regions",
            Self::Edges => "edges",
            Self::Vertices => "vertices",
            Self::BoundaryMeasure => "boundary_measure",
            Self::BoundaryDistance => "boundary_distance",
            Self::DeadNeurons => "dead_neurons",
            Self::PatternDistance => "pattern_distance",
            Self::SegmentRegions => "segment_regions",
            Self::WeightNorm => "weight_norm",
            Self::Loss => "loss",
            Self::Accuracy => "accuracy",
            Self::TestAccuracy => "test_accuracy",
        }
    }

    /// Whether it is taken on classes, which not every task has.
    pub fn needs_classes(self) -> bool {
        match self {
            Self::Accuracy | Self::TestAccuracy => true,
            Self::ActivationRegions
            | Self::LinearRegions
            | Self::Edges
            | Self::Vertices
            | Self::BoundaryMeasure
            | Self::BoundaryDistance
            | Self::DeadNeurons
            | Self::PatternDistance
            | Self::SegmentRegions
            | Self::WeightNorm
            | Self::Loss => false,
        }
    }

    /// Where it is taken.
    pub fn source(self) -> Source {
        match self {
            Self::ActivationRegions
            | Self::LinearRegions
            | Self::Edges
            | Self::Vertices
            | Self::BoundaryMeasure => Source::Slice,
            Self::BoundaryDistance
            | Self::DeadNeurons
            | Self::PatternDistance
            | Self::SegmentRegions => Source::Distances,
            Self::WeightNorm => Source::Weights,
            Self::Loss | Self::Accuracy => Source::Training,
            Self::TestAccuracy => Source::Test,
        }
    }
}

/// `[distances]`: the points whose distance to the nearest boundary is measured, drawn once a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Distances {
    /// Where they come from.
    pub points: Points,
    /// How many.
    pub count: usize,
}

/// Where points come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Points {
    /// The normal law with the componentwise mean and variance of the training examples
    /// (*Complexity of Linear Regions in Deep Networks*, section 3.2).
    #[default]
    Normal,
    /// Random training examples, each at most once.
    Training,
    /// Random test examples, each at most once.
    Test,
}

impl Default for Distances {
    fn default() -> Self {
        Self {
            points: Points::Normal,
            count: 10_000,
        }
    }
}
