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

/// Facts about a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The column's name in tables and panels.
    pub name: &'static str,
    /// Where it is taken.
    pub source: Source,
    /// How many numbers it has.
    pub parts: Parts,
    /// Whether it is taken on classes, which not every task has.
    pub needs_classes: bool,
    /// Whether it is taken on pairs, of points or of directions.
    pub needs_pairs: bool,
    /// Which slices it can be taken in.
    pub slices: Slices,
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

impl Facts {
    /// The facts of a measure that is one number and has no requirements.
    const fn of(name: &'static str, source: Source) -> Self {
        Self {
            name,
            source,
            parts: Parts::One,
            needs_classes: false,
            needs_pairs: false,
            slices: Slices::Any,
        }
    }

    const fn each(self, parts: Parts) -> Self {
        Self { parts, ..self }
    }

    /// The facts of a measure with a number in each neighbourhood.
    const fn around(name: &'static str) -> Self {
        Self::of(name, Source::Neighbourhoods).each(Parts::Neighbourhoods)
    }

    /// The facts of a measure with a number per layer in each neighbourhood.
    const fn around_by_layer(name: &'static str) -> Self {
        Self::of(name, Source::Neighbourhoods).each(Parts::NeighbourhoodsAndLayers)
    }

    const fn on_classes(self) -> Self {
        Self {
            needs_classes: true,
            ..self
        }
    }

    const fn on_pairs(self) -> Self {
        Self {
            needs_pairs: true,
            ..self
        }
    }

    const fn only_in(self, slices: Slices) -> Self {
        Self { slices, ..self }
    }
}

impl Measure {
    /// Its facts. This is the list of all measures.
    pub const fn facts(self) -> Facts {
        use Source::{Distances, Slice, Test, Training, Weights};
        match self {
            Self::ActivationRegions => Facts::of("activation_regions", Slice),
            Self::LinearRegions => Facts::of("linear_regions", Slice),
            Self::Edges => Facts::of("edges", Slice).only_in(Slices::Planes),
            Self::Vertices => Facts::of("vertices", Slice).only_in(Slices::Planes),
            Self::BoundaryMeasure => Facts::of("boundary_measure", Slice).only_in(Slices::Bounded),
            Self::DecisionLength => Facts::of("decision_length", Slice).only_in(Slices::Windows),
            Self::DecisionRegions => Facts::of("decision_regions", Slice),
            Self::DecisionHoles => Facts::of("decision_holes", Slice).only_in(Slices::Planes),
            Self::DecisionTouchedArea => {
                Facts::of("decision_touched_area", Slice).only_in(Slices::Windows)
            }
            Self::DecisionRegionsByClass => Facts::of("decision_regions_by_class", Slice)
                .on_classes()
                .each(Parts::Classes),
            Self::DecisionHolesByClass => Facts::of("decision_holes_by_class", Slice)
                .on_classes()
                .each(Parts::Classes)
                .only_in(Slices::Planes),
            Self::DecisionAreaByClass => Facts::of("decision_area_by_class", Slice)
                .on_classes()
                .each(Parts::Classes)
                .only_in(Slices::Windows),
            Self::SlopeMean => Facts::of("slope_mean", Slice).only_in(Slices::Bounded),
            Self::SlopeQuantiles => Facts::of("slope_quantiles", Slice)
                .each(Parts::Quantiles)
                .only_in(Slices::Bounded),
            Self::JumpMean => Facts::of("jump_mean", Slice).only_in(Slices::Bounded),
            Self::TotalVariation => Facts::of("total_variation", Slice).only_in(Slices::Bounded),
            Self::BoundaryDistance => Facts::of("boundary_distance", Distances),
            Self::DeadNeurons => Facts::of("dead_neurons", Distances),
            Self::JacobianNorm => Facts::of("jacobian_norm", Distances),
            Self::PatternDistance => Facts::of("pattern_distance", Distances).on_pairs(),
            Self::SegmentRegions => Facts::of("segment_regions", Distances).on_pairs(),
            Self::SegmentVariation => Facts::of("segment_variation", Distances).on_pairs(),
            Self::LocalComplexity => Facts::around("local_complexity"),
            Self::LocalComplexityByLayer => Facts::around_by_layer("local_complexity_by_layer"),
            Self::FrameComplexity => Facts::around("frame_complexity"),
            Self::FrameComplexityByLayer => Facts::around_by_layer("frame_complexity_by_layer"),
            Self::SegmentNeurons => Facts::around("segment_neurons"),
            Self::SegmentNeuronsByLayer => Facts::around_by_layer("segment_neurons_by_layer"),
            Self::LocalSegmentRegions => Facts::around("local_segment_regions"),
            Self::SquareNeurons => Facts::around("square_neurons").on_pairs(),
            Self::SquareNeuronsByLayer => {
                Facts::around_by_layer("square_neurons_by_layer").on_pairs()
            }
            Self::SquareRegions => Facts::around("square_regions").on_pairs(),
            Self::WeightNorm => Facts::of("weight_norm", Weights),
            Self::WeightNormByLayer => {
                Facts::of("weight_norm_by_layer", Weights).each(Parts::Layers)
            }
            Self::GradientNorm => Facts::of("gradient_norm", Training),
            Self::GradientNormByLayer => {
                Facts::of("gradient_norm_by_layer", Training).each(Parts::Layers)
            }
            Self::Loss => Facts::of("loss", Training),
            Self::Accuracy => Facts::of("accuracy", Training).on_classes(),
            Self::TestAccuracy => Facts::of("test_accuracy", Test).on_classes(),
            Self::TestAccuracyByClass => Facts::of("test_accuracy_by_class", Test)
                .on_classes()
                .each(Parts::Classes),
        }
    }

    /// The column's name in tables and panels.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// Where it is taken.
    pub const fn source(self) -> Source {
        self.facts().source
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
    /// The normal distribution with the componentwise mean and variance of the training examples
    /// (*Complexity of Linear Regions in Deep Networks*, section 3.2).
    #[default]
    Normal,
    /// Random training examples, each at most once.
    Training,
    /// Random test examples, each at most once.
    Test,
    /// Uniform in the cube between the least and the largest number of all training inputs; for images
    /// `[0, 1]^n`.
    Uniform,
}

impl Points {
    /// Its name in an experiment file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Training => "training",
            Self::Test => "test",
            Self::Uniform => "uniform",
        }
    }
}

impl Default for Distances {
    fn default() -> Self {
        Self {
            points: Points::Normal,
            count: 10_000,
        }
    }
}
