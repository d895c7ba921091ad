use super::{check_length, place, split};
use crate::graph::{Term, Unit};

/// `scale * x + shift`, with one pair of numbers for all, one a channel, or one an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The factors.
    pub scale: Vec<f64>,
    /// The summands, as many as factors.
    pub shift: Vec<f64>,
}

impl Scale {
    /// Which of the numbers are an element's, where the input has this shape.
    pub fn index(&self, input: &[usize], element: usize) -> usize {
        match self.scale.len() {
            1 => 0,
            length if length == input[0] => place(element, input).0,
            _ => element,
        }
    }

    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        let elements = spatial.iter().product::<usize>() * channels;
        let found = self.scale.len();
        if found != 1 && found != channels && found != elements {
            return Err(format!(
                "it has {found} factors, expected 1, {channels} or {elements}"
            ));
        }
        check_length("shift", &self.shift, self.scale.len())?;
        Ok(input.to_vec())
    }

    pub(in crate::graph) fn unit(&self, input: &[usize], element: usize) -> Unit<'static> {
        let at = self.index(input, element);
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
