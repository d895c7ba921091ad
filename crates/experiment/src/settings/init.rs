use serde::{Deserialize, Serialize};

/// `network.init`: the distribution of the initial weights, before `network.weight_scale`
/// multiplies them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Init {
    /// Normal, of variance 2/fan-in (He et al., *Delving Deep into Rectifiers*); the papers'
    /// choice.
    #[default]
    HeNormal,
    /// Uniform, of the same variance.
    HeUniform,
    /// Normal, of variance 2/(fan-in + fan-out) (Glorot & Bengio, *Understanding the difficulty of
    /// training deep feedforward neural networks*).
    GlorotNormal,
    /// Uniform, of the same variance.
    GlorotUniform,
    /// Normal, of variance 1/fan-in (`LeCun` et al., *Efficient `BackProp`*).
    LecunNormal,
    /// Uniform, of the same variance.
    LecunUniform,
    /// Rows or columns, whichever are fewer, orthonormal and uniform among all such matrices (Saxe
    /// et al., *Exact solutions to the nonlinear dynamics of learning*).
    Orthogonal,
}
