use super::{check_length, maximum};
use crate::graph::{Term, Unit};

/// A sum of inputs of the same shape, each with a factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// One number an input: 1 for a sum, -1 for what is subtracted.
    pub factors: Vec<f64>,
}

impl Sum {
    pub(in crate::graph) fn shape(&self, inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
        check_length("factors", &self.factors, inputs.len())?;
        maximum::shape(inputs).map_err(|_| format!("it adds {inputs:?}, expected equal shapes"))
    }

    pub(in crate::graph) fn unit(&self, element: usize) -> Unit<'static> {
        let factors = self.factors.iter().enumerate();
        Unit::Affine {
            bias: 0.0,
            terms: factors
                .filter(|(_, factor)| **factor != 0.0)
                .map(|(node, &factor)| Term {
                    node,
                    element,
                    factor,
                })
                .collect(),
        }
    }
}
