use serde::{Deserialize, Serialize};

/// `[slice]`: the part of input space in which regions are counted. Slices through examples are
/// drawn once a run from a stream of their own: they are the same at every checkpoint and differ
/// between runs. If there are several, a measure is their mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Slice {
    /// The whole input plane of a network with two inputs.
    #[default]
    Plane,
    /// The square `[-half_side, half_side]^2` of a network with two inputs.
    Square {
        /// Half the side.
        half_side: f64,
    },
    /// The whole input line of a network with one input.
    Line,
    /// The interval `(from, to)` of a network with one input.
    Interval {
        /// Its lower end.
        from: f64,
        /// Its upper end.
        to: f64,
    },
    /// Whole lines, each through the origin and a random training example.
    LinesThroughOrigin {
        /// How many.
        count: usize,
    },
    /// Whole planes, each through the origin and two random training examples.
    PlanesThroughOrigin {
        /// How many.
        count: usize,
    },
    /// Whole planes, each through three random training examples.
    PlanesThroughExamples {
        /// How many.
        count: usize,
        /// The labels of the three; any if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        labels: Option<[usize; 3]>,
    },
    /// Squares, each in the plane of three random training examples, around the centre of the
    /// circle through them.
    SquaresAroundExamples {
        /// How many.
        count: usize,
        /// The labels of the three; any if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        labels: Option<[usize; 3]>,
        /// Half the side, in radii of that circle.
        half_side: f64,
    },
}

impl Slice {
    /// Its name in an experiment file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plane => "plane",
            Self::Square { .. } => "square",
            Self::Line => "line",
            Self::Interval { .. } => "interval",
            Self::LinesThroughOrigin { .. } => "lines-through-origin",
            Self::PlanesThroughOrigin { .. } => "planes-through-origin",
            Self::PlanesThroughExamples { .. } => "planes-through-examples",
            Self::SquaresAroundExamples { .. } => "squares-around-examples",
        }
    }

    /// 1 for lines, 2 for planes.
    pub fn dimension(&self) -> usize {
        match self {
            Self::Line | Self::Interval { .. } | Self::LinesThroughOrigin { .. } => 1,
            _ => 2,
        }
    }

    /// Whether its length or area is finite.
    pub fn is_bounded(&self) -> bool {
        matches!(
            self,
            Self::Square { .. } | Self::Interval { .. } | Self::SquaresAroundExamples { .. }
        )
    }

    /// Whether it goes through training examples.
    pub fn needs_examples(&self) -> bool {
        !matches!(
            self,
            Self::Plane | Self::Square { .. } | Self::Line | Self::Interval { .. }
        )
    }

    /// How many there are at each checkpoint.
    pub fn count(&self) -> usize {
        match self {
            Self::LinesThroughOrigin { count }
            | Self::PlanesThroughOrigin { count }
            | Self::PlanesThroughExamples { count, .. }
            | Self::SquaresAroundExamples { count, .. } => *count,
            _ => 1,
        }
    }
}
