use crate::TrainError;
use burn::tensor::Device;

/// What computes: one of the backends of Burn that this build has.
///
/// On a CPU each gives the same bytes every time on one machine; two backends may differ in the last
/// bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// `burn-flex`, Burn's own CPU backend, with Crease's own step: the fastest on a CPU.
    #[default]
    Flex,
    /// `burn-flex` by tensor operations, runs stacked: the computation of a GPU, on the CPU.
    FlexStacked,
    /// `burn-ndarray`, the older CPU backend.
    #[cfg(feature = "ndarray")]
    Ndarray,
    /// `burn-wgpu`: a GPU by Vulkan, Metal, `DirectX` 12 or OpenGL, runs stacked.
    #[cfg(feature = "wgpu")]
    Wgpu,
}

/// Backends that are cargo features.
const FEATURES: [&str; 2] = ["ndarray", "wgpu"];

impl Backend {
    /// The backends of this build, the default one first.
    pub const ALL: &[Self] = &[
        Self::Flex,
        Self::FlexStacked,
        #[cfg(feature = "ndarray")]
        Self::Ndarray,
        #[cfg(feature = "wgpu")]
        Self::Wgpu,
    ];

    /// The backend of this name.
    ///
    /// # Errors
    /// If this build has no backend of that name; the message lists those that it has.
    pub fn from_name(name: &str) -> Result<Self, TrainError> {
        let found = Self::ALL.iter().find(|backend| backend.name() == name);
        found.copied().ok_or_else(|| TrainError::NoBackend {
            name: name.to_owned(),
            built: Self::ALL.iter().map(|backend| backend.name()).collect(),
        })
    }

    /// The names of backends that this build lacks, each the cargo feature that adds it.
    pub fn missing() -> Vec<&'static str> {
        let is_there = |name: &&str| Self::ALL.iter().any(|backend| backend.name() == *name);
        FEATURES
            .into_iter()
            .filter(|name| !is_there(name))
            .collect()
    }

    /// The name, as in `--backend`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            Self::FlexStacked => "flex-stacked",
            #[cfg(feature = "ndarray")]
            Self::Ndarray => "ndarray",
            #[cfg(feature = "wgpu")]
            Self::Wgpu => "wgpu",
        }
    }

    /// What it is, in a few words.
    pub fn description(self) -> &'static str {
        match self {
            Self::Flex => "the CPU, one run per thread",
            Self::FlexStacked => "the CPU by tensor operations, runs stacked: for tests",
            #[cfg(feature = "ndarray")]
            Self::Ndarray => "the CPU by the older ndarray, one run per thread",
            #[cfg(feature = "wgpu")]
            Self::Wgpu => "a GPU, runs stacked",
        }
    }

    /// What enters the hashes of runs: the name, and a number that is raised whenever the same
    /// settings give other bits than before.
    pub fn identity(self) -> &'static str {
        match self {
            Self::Flex => "flex-3",
            Self::FlexStacked => "flex-stacked-2",
            #[cfg(feature = "ndarray")]
            Self::Ndarray => "ndarray-3",
            #[cfg(feature = "wgpu")]
            Self::Wgpu => "wgpu-2",
        }
    }

    /// Whether it trains many runs side by side in one thread, instead of one in each.
    pub fn stacks(self) -> bool {
        match self {
            Self::Flex => false,
            Self::FlexStacked => true,
            #[cfg(feature = "ndarray")]
            Self::Ndarray => false,
            #[cfg(feature = "wgpu")]
            Self::Wgpu => true,
        }
    }

    /// Whether it needs a GPU, or a driver that emulates one.
    pub fn is_gpu(self) -> bool {
        match self {
            Self::Flex | Self::FlexStacked => false,
            #[cfg(feature = "ndarray")]
            Self::Ndarray => false,
            #[cfg(feature = "wgpu")]
            Self::Wgpu => true,
        }
    }

    /// The GPU that it computes on, if it does: its name, kind and driver.
    ///
    /// # Errors
    /// If there is no device, or it cannot be used.
    pub fn adapter(self) -> Result<Option<String>, TrainError> {
        match self {
            #[cfg(feature = "wgpu")]
            Self::Wgpu => Ok(Some(crate::gpu::used()?.to_string())),
            _ => Ok(None),
        }
    }

    /// All GPUs that it could compute on.
    pub fn adapters(self) -> Vec<String> {
        match self {
            #[cfg(feature = "wgpu")]
            Self::Wgpu => crate::gpu::adapters()
                .iter()
                .map(ToString::to_string)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The backend for computations on the host.
    pub(crate) fn on_the_host(self) -> Self {
        if self.stacks() { Self::Flex } else { self }
    }

    /// Burn's handle. The gradient is computed by hand, so it never tracks gradients.
    ///
    /// # Errors
    /// If there is no such device.
    #[allow(clippy::unnecessary_wraps, reason = "a GPU may be missing")]
    pub(crate) fn device(self) -> Result<Device, TrainError> {
        match self {
            Self::Flex | Self::FlexStacked => Ok(Device::flex()),
            #[cfg(feature = "ndarray")]
            #[expect(
                deprecated,
                reason = "upstream prefers flex, users still ask for ndarray"
            )]
            Self::Ndarray => Ok(Device::ndarray()),
            #[cfg(feature = "wgpu")]
            Self::Wgpu => crate::gpu::device(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for &backend in Backend::ALL {
            assert_eq!(Backend::from_name(backend.name()).unwrap(), backend);
        }
    }
}
