use super::check_length;
use crate::graph::{Term, Unit};

/// A matrix and a bias: `[n]` to `[outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// `outputs x n` numbers, row-major.
    pub weight: Vec<f64>,
    /// One number an output.
    pub bias: Vec<f64>,
    /// The number of outputs.
    pub outputs: usize,
}

impl Dense {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let &[inputs] = input else {
            return Err(format!(
                "its input has the shape {input:?}, expected one dimension"
            ));
        };
        let expected = inputs.checked_mul(self.outputs);
        check_length("weight", &self.weight, expected.unwrap_or(usize::MAX))?;
        check_length("bias", &self.bias, self.outputs)?;
        Ok(vec![self.outputs])
    }

    pub(in crate::graph) fn unit(&self, input: &[usize], element: usize) -> Unit<'static> {
        let row = &self.weight[element * input[0]..(element + 1) * input[0]];
        let terms = row.iter().enumerate().filter(|(_, factor)| **factor != 0.0);
        Unit::Affine {
            bias: self.bias[element],
            terms: terms
                .map(|(element, &factor)| Term {
                    node: 0,
                    element,
                    factor,
                })
                .collect(),
        }
    }
}
