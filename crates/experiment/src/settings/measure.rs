use serde::{Deserialize, Serialize};

/// One entry of `measures`: a column of the table, measured at every checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Number of activation regions in the slice.
    ActivationRegions,
    /// Number of linear regions in the slice.
    LinearRegions,
    /// Number of edges of the subdivision, strictly inside the slice.
    Edges,
    /// Number of vertices of the subdivision, strictly inside the slice.
    Vertices,
    /// Total length of the boundary inside a window.
    BoundaryMeasure,
    /// Mean training loss over all training examples.
    Loss,
    /// Fraction of the training examples that are classified as they are labelled.
    Accuracy,
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
            Self::Loss => "loss",
            Self::Accuracy => "accuracy",
        }
    }

    /// Whether the measure is read off the geometry of a slice.
    pub fn needs_slice(self) -> bool {
        !matches!(self, Self::Loss | Self::Accuracy)
    }
}

/// `[slice]`: the part of input space in which regions are counted.
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
}
