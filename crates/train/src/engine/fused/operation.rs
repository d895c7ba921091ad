//! The fused step as a custom operation of Burn, on the storage of flex's tensors.

use super::loss::Wanted;
use super::network::Network;
use super::step::{Forward, Step};
use crate::optimizer::Update;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;

/// The inputs of a step besides the tensor, and its result.
pub(crate) struct StepArguments<'a> {
    pub(super) network: &'a mut Network,
    pub(super) wanted: &'a Wanted,
    pub(super) update: &'a Update,
    /// Whether all parameters are finite after the step.
    pub(super) finite: bool,
}

/// The inputs of a forward pass besides the tensor.
pub(crate) struct ForwardArguments<'a> {
    pub(super) network: &'a mut Network,
    pub(super) count: usize,
}

/// Operations on the tensor of all that a run trains: parameters and the optimiser's memory, as
/// [`TensorLayout`] says. It is moved in and out, since a clone would have to be copied.
#[backend_extension(Flex)]
pub(crate) trait FusedOperations: Backend {
    /// Takes one step.
    fn fused_step(
        numbers: FloatTensor<Self>,
        arguments: &mut StepArguments<'_>,
    ) -> FloatTensor<Self>;

    /// Does one forward pass, which does not change the tensor.
    fn fused_forward(
        numbers: FloatTensor<Self>,
        arguments: &mut ForwardArguments<'_>,
    ) -> FloatTensor<Self>;
}

impl FusedOperations for Flex {
    fn fused_step(
        mut numbers: FloatTensor<Self>,
        arguments: &mut StepArguments<'_>,
    ) -> FloatTensor<Self> {
        let network = &mut *arguments.network;
        let vectors = network.tensor.vectors(numbers.storage_mut());
        let step = Step {
            layout: &network.layout,
            pieces: &network.pieces,
            loss: network.loss,
            workspace: &mut network.workspace,
            backward: &mut network.backward,
            wanted: arguments.wanted,
            update: arguments.update,
            vectors,
        };
        arguments.finite = network.arch.dispatch(step);
        numbers
    }

    fn fused_forward(
        mut numbers: FloatTensor<Self>,
        arguments: &mut ForwardArguments<'_>,
    ) -> FloatTensor<Self> {
        let network = &mut *arguments.network;
        let vectors = network.tensor.vectors(numbers.storage_mut());
        if let Some(workspace) = &mut network.evaluation {
            network.arch.dispatch(Forward {
                layout: &network.layout,
                pieces: &network.pieces,
                workspace,
                count: arguments.count,
                parameters: vectors.parameters,
            });
        }
        numbers
    }
}

/// Takes a step, and sets whether all parameters are finite after it.
pub(super) fn step(tensor: Tensor<1>, arguments: &mut StepArguments<'_>) -> Tensor<1> {
    let tensor = <Dispatch as FusedOperations>::fused_step(tensor.into_dispatch(), arguments);
    Tensor::from_dispatch(tensor)
}

/// Does a forward pass.
pub(super) fn forward(tensor: Tensor<1>, arguments: &mut ForwardArguments<'_>) -> Tensor<1> {
    let tensor = <Dispatch as FusedOperations>::fused_forward(tensor.into_dispatch(), arguments);
    Tensor::from_dispatch(tensor)
}
