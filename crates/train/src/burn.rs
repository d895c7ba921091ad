//! What training uses of Burn, under the names that the crate `burn` and its macros have for it. That crate would also
//! build layers, optimisers, storage and regular expressions.

pub(crate) mod tensor {
    pub(crate) use burn_tensor::*;
}

pub(crate) mod backend {
    pub(crate) use burn_backend::*;
    pub(crate) use burn_backend_extension::backend_extension;
    pub(crate) use burn_dispatch::backends::*;
    pub(crate) use burn_dispatch::{
        BackendTensor, Dispatch, DispatchAutodiffContext, DispatchTensor, DispatchTensorKind,
    };
}
