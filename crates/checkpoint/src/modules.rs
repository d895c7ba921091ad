//! The modules of a file: which of them are linear layers, named as in which library, and what the
//! others are.

use crate::linear::{Linear, Weight};
use crate::other::Other;
use crate::{CheckpointError, names, natural, numbers};
use crease_input::shown;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use std::collections::BTreeMap;

/// A tensor, still in the file.
#[derive(Clone)]
pub(crate) struct Tensor<'a> {
    /// Its whole name.
    pub name: &'a str,
    pub view: TensorView<'a>,
}

impl Tensor<'_> {
    pub(crate) fn shape(&self) -> &[usize] {
        self.view.shape()
    }

    pub(crate) fn numbers(&self) -> Result<Vec<f64>, CheckpointError> {
        numbers::read(self.name, &self.view)
    }

    pub(crate) fn unexpected(&self) -> CheckpointError {
        CheckpointError::Unexpected {
            tensor: self.name.to_owned(),
            shape: self.shape().to_vec(),
        }
    }

    pub(crate) fn other(&self, what: Other) -> CheckpointError {
        CheckpointError::Other {
            tensor: self.name.to_owned(),
            shape: self.shape().to_vec(),
            what,
        }
    }

    pub(crate) fn wrong_shape(&self, expected: String) -> CheckpointError {
        CheckpointError::Shape {
            tensor: self.name.to_owned(),
            found: self.shape().to_vec(),
            expected,
        }
    }
}

/// Parts of names that show a batch normalisation: `PyTorch`'s, Keras's and Flax's.
const BATCH_NORM: [&str; 7] = [
    "running_mean",
    "running_var",
    "num_batches_tracked",
    "moving_mean",
    "moving_variance",
    "mean",
    "var",
];
/// Parts of names that show any other normalisation: Flax's, Keras's and Haiku's.
const NORM: [&str; 4] = ["scale", "gamma", "beta", "offset"];
/// The weight norm of `torch.nn.utils.parametrizations`: sizes and directions.
const NORMED: [&str; 2] = [
    "parametrizations.weight.original0",
    "parametrizations.weight.original1",
];
/// The spectral norm of `torch.nn.utils.parametrizations`: the matrix, and its singular vectors.
const SPECTRAL: [&str; 3] = [
    "parametrizations.weight.original",
    "parametrizations.weight.0._u",
    "parametrizations.weight.0._v",
];
/// The names of an adapter's modules begin with this.
const ADAPTER: &str = "lora_";

/// The tensors of one module, by the rest of their names.
#[derive(Clone)]
pub(crate) struct Module<'a> {
    pub name: &'a str,
    tensors: BTreeMap<&'a str, Tensor<'a>>,
}

/// All modules of a file, in the natural order of their names.
pub(crate) fn of_file<'a>(file: &'a SafeTensors<'a>) -> Vec<Module<'a>> {
    let mut modules: BTreeMap<&str, Module<'a>> = BTreeMap::new();
    let mut tensors: Vec<(&str, TensorView<'a>)> = file.iter().collect();
    tensors.sort_by_key(|(name, _)| *name);
    for (name, view) in tensors {
        let (module, rest) = names::split(name);
        let module = modules.entry(module).or_insert_with(|| Module {
            name: module,
            tensors: BTreeMap::new(),
        });
        // `a.weight` and `a/weight` would be the same part; the second is not expected.
        let rest = if module.tensors.contains_key(rest) {
            name
        } else {
            rest
        };
        module.tensors.insert(rest, Tensor { name, view });
    }
    let mut modules: Vec<Module> = modules.into_values().collect();
    modules.sort_by(|a, b| natural::compare(a.name, b.name));
    modules
}

impl<'a> Module<'a> {
    /// Why the module is not a layer, if it belongs to an adapter.
    pub(crate) fn adapter(&self) -> Option<CheckpointError> {
        let of_adapter = |tensor: &&Tensor| {
            let mut parts = names::parts(tensor.name);
            parts.any(|part| part.starts_with(ADAPTER))
        };
        let tensor = self.tensors.values().find(of_adapter)?;
        Some(tensor.other(Other::Adapter))
    }

    /// The module as a linear layer.
    ///
    /// # Errors
    /// If it is something else: the error says what it is, by the tensor that shows it.
    pub(crate) fn into_linear(mut self) -> Result<Linear<'a>, CheckpointError> {
        if let Some(error) = self.adapter() {
            return Err(error);
        }
        for (parts, other) in [(&BATCH_NORM[..], Other::BatchNorm), (&NORM, Other::Norm)] {
            if let Some(tensor) = parts.iter().find_map(|part| self.tensors.get(part)) {
                return Err(tensor.other(other));
            }
        }
        let weight = self.take_weight();
        let bias = self.take("bias").or_else(|| self.take("b"));
        let Some(weight) = weight else {
            return Err(self.nothing(bias));
        };
        let (outputs, inputs) = weight.dimensions(bias.as_ref())?;
        if let Some(tensor) = self.tensors.into_values().next() {
            return Err(tensor.unexpected());
        }
        if let Some(bias) = bias.as_ref().filter(|bias| bias.shape() != [outputs]) {
            let weight = weight.tensor().name;
            return Err(bias.wrong_shape(format!("[{outputs}], the outputs of {}", shown(weight))));
        }
        Ok(Linear {
            name: self.name,
            inputs,
            outputs,
            weight,
            bias,
        })
    }

    fn take(&mut self, part: &str) -> Option<Tensor<'a>> {
        self.tensors.remove(part)
    }

    /// Takes all of these tensors, or none.
    fn take_all<const N: usize>(&mut self, parts: [&str; N]) -> Option<[Tensor<'a>; N]> {
        if !parts.iter().all(|part| self.tensors.contains_key(part)) {
            return None;
        }
        let tensors: Vec<Tensor> = parts.iter().filter_map(|part| self.take(part)).collect();
        tensors.try_into().ok()
    }

    fn take_weight(&mut self) -> Option<Weight<'a>> {
        let normed = self
            .take_all(["weight_g", "weight_v"])
            .or_else(|| self.take_all(NORMED));
        if let Some([size, direction]) = normed {
            return Some(Weight::Normed { size, direction });
        }
        let spectral = self
            .take_all(["weight_orig", "weight_u", "weight_v"])
            .or_else(|| self.take_all(SPECTRAL));
        if let Some([matrix, left, right]) = spectral {
            return Some(Weight::Spectral {
                matrix,
                left,
                right,
            });
        }
        let columns = |this: &mut Self| this.take("kernel").or_else(|| this.take("w"));
        let rows = self.take("weight").map(Weight::Rows);
        rows.or_else(|| columns(self).map(Weight::Columns))
    }

    /// The error for a module without a weight.
    fn nothing(self, bias: Option<Tensor>) -> CheckpointError {
        let parametrized = |(part, tensor): (&&str, &Tensor)| {
            let of_torch = part.starts_with(names::PARAMETRIZATIONS);
            of_torch.then(|| tensor.other(Other::Parametrization))
        };
        let any = || self.tensors.values().next().map(Tensor::unexpected);
        let of_bias = || bias.map(|bias| bias.unexpected());
        let other = self.tensors.iter().find_map(parametrized);
        let other = other.or_else(any).or_else(of_bias);
        other.unwrap_or(CheckpointError::NoLayers)
    }
}
