/// A known kind of layer that is not linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Other {
    /// An adapter: low-rank changes of a model's weights.
    Adapter,
    /// A batch normalisation.
    BatchNorm,
    /// A layer normalisation, or another one with learned scales.
    Norm,
    /// One number per unit.
    Scale,
    /// A weight that a parametrization computes.
    Parametrization,
    /// A weight or spectral norm that divides by 0, or overflows.
    NoDirection,
}

impl Other {
    /// What it is, and what to do about it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Adapter => {
                "is of an adapter (LoRA), expected a network's own layers: merge it into its model \
                 first, in Python with model.merge_and_unload()"
            }
            Self::BatchNorm => {
                "is of a batch normalisation, expected linear layers only: fold it into the layer \
                 before it first, in Python with torch.nn.utils.fuse_linear_bn_eval(linear, norm)"
            }
            Self::Norm => {
                "is of a normalisation layer, expected linear layers only: a network with layer \
                 normalisation is not piecewise linear"
            }
            Self::Scale => {
                "has one number per unit, as in a normalisation or a PReLU, expected linear layers only"
            }
            Self::Parametrization => {
                "is of a parametrization, expected the weight itself: compute it first, in Python \
                 with torch.nn.utils.parametrize.remove_parametrizations(module, \"weight\")"
            }
            Self::NoDirection => {
                "cannot be divided by its norm, expected one that is neither 0 nor too large for a float"
            }
        }
    }
}
