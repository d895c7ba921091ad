use super::check_length;
use crate::graph::Unit;

/// Numbers that do not depend on the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Their shape.
    pub shape: Vec<usize>,
    /// The numbers, row-major.
    pub values: Vec<f64>,
}

impl Constant {
    pub(in crate::graph) fn shape(&self, inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
        if !inputs.is_empty() {
            return Err("a constant reads no node".to_owned());
        }
        let size = self.shape.iter().try_fold(1usize, |a, &b| a.checked_mul(b));
        check_length("value", &self.values, size.unwrap_or(usize::MAX))?;
        Ok(self.shape.clone())
    }

    pub(in crate::graph) fn unit(&self, element: usize) -> Unit<'static> {
        Unit::Affine {
            bias: self.values[element],
            terms: Vec::new(),
        }
    }
}
