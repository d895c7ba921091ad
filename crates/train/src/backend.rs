use crate::TrainError;
use burn::tensor::Device;

/// What computes: one of the backends of Burn that this build has.
///
/// Each gives the same bytes every time on one machine; two backends may differ in the last bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// `burn-flex`, Burn's own CPU backend; the fastest of them for small networks.
    #[default]
    Flex,
    /// `burn-ndarray`, the older CPU backend.
    #[cfg(feature = "ndarray")]
    Ndarray,
}

impl Backend {
    /// The backends of this build, the default one first.
    pub const ALL: &[Self] = &[
        Self::Flex,
        #[cfg(feature = "ndarray")]
        Self::Ndarray,
    ];

    /// The backend of this name.
    ///
    /// # Errors
    /// If this build has none of that name; the message says which it has and how to build others.
    pub fn from_name(name: &str) -> Result<Self, TrainError> {
        let found = Self::ALL.iter().find(|backend| backend.name() == name);
        found.copied().ok_or_else(|| TrainError::NoBackend {
            name: name.to_owned(),
            built: Self::ALL.iter().map(|backend| backend.name()).collect(),
        })
    }

    /// The name, as `--backend` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            #[cfg(feature = "ndarray")]
            Self::Ndarray => "ndarray",
        }
    }

    /// What enters the hashes of runs: the name, and a number that is raised whenever the same
    /// settings come to give other bits.
    pub fn identity(self) -> &'static str {
        match self {
            Self::Flex => "flex-2",
            #[cfg(feature = "ndarray")]
            Self::Ndarray => "ndarray-2",
        }
    }

    /// Burn's handle. The gradient is computed by hand, so it never tracks gradients.
    pub(crate) fn device(self) -> Device {
        match self {
            Self::Flex => Device::flex(),
            #[cfg(feature = "ndarray")]
            #[expect(
                deprecated,
                reason = "upstream prefers flex, users still ask for ndarray"
            )]
            Self::Ndarray => Device::ndarray(),
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

    #[test]
    fn an_unknown_backend_is_answered_with_those_there_are() {
        let message = Backend::from_name("wgpu").unwrap_err().to_string();
        assert!(
            message.starts_with("no backend `wgpu`: this build has flex"),
            "{message}"
        );
        assert!(
            message.contains("cargo build --release --features ndarray"),
            "{message}"
        );
    }
}
