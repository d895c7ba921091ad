//! Linear layers that are still in the file, and how their weights are read.

use crate::modules::Tensor;
use crate::other::Other;
use crate::{CheckpointError, fold};
use crease_input::shown;
use crease_network::Layer;

/// A linear layer that is still in the file; its shapes are right.
pub(crate) struct Linear<'a> {
    pub name: &'a str,
    pub inputs: usize,
    pub outputs: usize,
    pub weight: Weight<'a>,
    pub bias: Option<Tensor<'a>>,
}

/// The form in which a file stores a weight.
pub(crate) enum Weight<'a> {
    /// `outputs x inputs`: `PyTorch`.
    Rows(Tensor<'a>),
    /// `inputs x outputs`: Flax, Keras, Haiku.
    Columns(Tensor<'a>),
    /// Norms and directions of its rows, of its columns, or of the whole matrix.
    Normed {
        size: Tensor<'a>,
        direction: Tensor<'a>,
    },
    /// A matrix to be divided by its largest singular value, and the singular vectors.
    Spectral {
        matrix: Tensor<'a>,
        left: Tensor<'a>,
        right: Tensor<'a>,
    },
}

impl Weight<'_> {
    /// The tensor that has its shape.
    pub(crate) fn tensor(&self) -> &Tensor<'_> {
        match self {
            Self::Rows(weight) | Self::Columns(weight) => weight,
            Self::Normed { direction, .. } => direction,
            Self::Spectral { matrix, .. } => matrix,
        }
    }

    /// Outputs and inputs. Shapes are checked before anything is allocated: with no inputs, a few
    /// bytes of header may claim any number of outputs.
    pub(crate) fn dimensions(
        &self,
        bias: Option<&Tensor>,
    ) -> Result<(usize, usize), CheckpointError> {
        let tensor = self.tensor();
        let form = match self {
            Self::Columns(_) => "inputs x outputs",
            _ => "outputs x inputs",
        };
        let (rows, columns) = match *tensor.shape() {
            [rows, columns] if rows > 0 && columns > 0 => (rows, columns),
            [units] if units > 0 && bias.is_none() => return Err(tensor.other(Other::Scale)),
            [units] if units > 0 && bias.is_some_and(|bias| bias.shape() == [units]) => {
                return Err(tensor.other(Other::Norm));
            }
            _ => return Err(tensor.wrong_shape(format!("a matrix ({form}), neither of them 0"))),
        };
        match self {
            Self::Rows(_) => Ok((rows, columns)),
            Self::Columns(_) => Ok((columns, rows)),
            Self::Normed { size, .. } => {
                let right = [&[rows, 1][..], &[1, columns], &[1, 1], &[1], &[]];
                if right.contains(&size.shape()) {
                    return Ok((rows, columns));
                }
                Err(size.wrong_shape(format!(
                    "[{rows}, 1], the sizes of the rows of {}",
                    shown(tensor.name)
                )))
            }
            Self::Spectral { left, right, .. } => {
                for (vector, length) in [(left, rows), (right, columns)] {
                    if vector.shape() != [length] {
                        let matrix = shown(tensor.name);
                        return Err(
                            vector.wrong_shape(format!("[{length}], by the shape of {matrix}"))
                        );
                    }
                }
                Ok((rows, columns))
            }
        }
    }
}

impl Linear<'_> {
    /// How the weight is computed from the file's tensors, if it is.
    pub(crate) fn folded(&self) -> Option<&'static str> {
        match self.weight {
            Weight::Rows(_) | Weight::Columns(_) => None,
            Weight::Normed { .. } => Some("weight norm"),
            Weight::Spectral { .. } => Some("spectral norm"),
        }
    }

    /// The name of the tensor that has the shape of the weight.
    pub(crate) fn weight_name(&self) -> &str {
        self.weight.tensor().name
    }

    /// Reads its numbers.
    pub(crate) fn read(&self) -> Result<Layer, CheckpointError> {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let weight = match &self.weight {
            Weight::Rows(weight) => weight.numbers()?,
            Weight::Columns(weight) => transposed(&weight.numbers()?, outputs),
            Weight::Normed { size, direction } => {
                let sizes = size.numbers()?;
                let by_column = size.shape() == [1, inputs] && outputs > 1;
                fold::weight_norm(&direction.numbers()?, &sizes, inputs, by_column)
                    .ok_or_else(|| direction.other(Other::NoDirection))?
            }
            Weight::Spectral {
                matrix,
                left,
                right,
            } => fold::spectral_norm(&matrix.numbers()?, &left.numbers()?, &right.numbers()?)
                .ok_or_else(|| matrix.other(Other::NoDirection))?,
        };
        let bias = self.bias.as_ref().map(Tensor::numbers).transpose()?;
        Ok(Layer {
            weight,
            bias: bias.unwrap_or_else(|| vec![0.0; outputs]),
            inputs,
            outputs,
        })
    }
}

/// The rows of a matrix, from its columns.
fn transposed(numbers: &[f64], rows: usize) -> Vec<f64> {
    let row = |row: usize| numbers.iter().skip(row).step_by(rows).copied();
    (0..rows).flat_map(row).collect()
}
