use super::fused::Fused;
use super::{Engine, Shape, Stacked};
use crate::set::Set;
use crate::{Backend, TrainError};
use burn::tensor::Device;

/// What computes the steps of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineName {
    /// One operation for each step, in SIMD, on the CPU.
    Fused,
    /// Burn's tensor operations.
    Stacked,
}

impl EngineName {
    /// The engine of a backend.
    pub fn of(backend: Backend) -> Self {
        if backend == Backend::Flex {
            Self::Fused
        } else {
            Self::Stacked
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

/// The engine that evaluates one run on the host, whatever backend trains it.
pub(crate) fn on_the_host(
    shape: &Shape,
    set: Set,
    parameters: &[f32],
) -> Result<Fused, TrainError> {
    let device = Backend::Flex.device()?;
    Ok(Fused::new(shape, set, parameters, &device))
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
