use super::{check_length, split};
use crate::graph::{Term, Unit};

/// `scale * x + shift`, with one pair of numbers a channel or an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The factors.
    pub scale: Vec<f64>,
    /// The summands, as many.
    pub shift: Vec<f64>,
}

impl Scale {
    /// Whether the numbers are those of channels, where the input has this shape.
    pub fn is_by_channel(&self, input: &[usize]) -> bool {
        self.scale.len() == input[0]
    }

    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        let elements = spatial.iter().product::<usize>() * channels;
        if self.scale.len() != channels && self.scale.len() != elements {
            return Err(format!(
                "it has {} factors, expected {channels} or {elements}",
                self.scale.len()
            ));
        }
        check_length("shift", &self.shift, self.scale.len())?;
        Ok(input.to_vec())
    }

    pub(in crate::graph) fn unit(&self, input: &[usize], element: usize) -> Unit<'static> {
        let inner: usize = input[1..].iter().product();
        let at = if self.is_by_channel(input) {
            element / inner
        } else {
            element
        };
        let terms = if self.scale[at] == 0.0 {
            Vec::new()
        } else {
            vec![Term {
                node: 0,
                element,
                factor: self.scale[at],
            }]
        };
        Unit::Affine {
            bias: self.shift[at],
            terms,
        }
    }
}
