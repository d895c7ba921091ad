use super::fused::Fused;
use super::{Engine, Shape, Stacked};
use crate::Backend;
use crate::set::Set;
use burn::tensor::Device;
use crease_experiment::settings::{Loss, RunSettings};

/// What computes the steps of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineName {
    /// One operation for each step, in SIMD, on the CPU.
    Fused,
    /// Burn's tensor operations.
    Stacked,
}

/// The widest layer whose steps are faster in one operation: for wider layers, products blocked for
/// the caches are faster.
const WIDEST: usize = 256;

impl EngineName {
    /// The engine of a run on a backend, and why.
    ///
    /// It depends on nothing else, and enters the run's hash with the backend.
    pub fn of(settings: &RunSettings, backend: Backend) -> (Self, &'static str) {
        let hidden = &settings.network.hidden;
        if backend != Backend::Flex {
            (Self::Stacked, "only the backend flex has the fused step")
        } else if hidden.iter().any(|&width| width > WIDEST) {
            (Self::Stacked, "a layer is wider than 256")
        } else if settings.task.loss() == Some(Loss::SquaredError) {
            (Self::Stacked, "the loss is the squared error")
        } else {
            (
                Self::Fused,
                "the backend is flex, no layer is wider than 256",
            )
        }
    }

    /// The name, as `crease check` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Stacked => "stacked",
        }
    }
}

/// The engine of this name for one run, at step 0 with these parameters.
pub(crate) fn single(
    name: EngineName,
    shape: &Shape,
    set: Set,
    parameters: &[f32],
    device: &Device,
) -> Box<dyn Engine> {
    match name {
        EngineName::Fused => Box::new(Fused::new(shape, set, parameters, device)),
        EngineName::Stacked => Box::new(Stacked::new(shape, &[parameters], device)),
    }
}
