use super::{place, split};
use crate::Activation;
use crate::graph::Unit;

/// A piecewise linear function of each element.
#[derive(Clone, Debug, PartialEq)]
pub struct Activate {
    /// One for all, or one a channel, as `PReLU` has.
    pub activations: Vec<Activation>,
}

impl Activate {
    /// The same function for all elements.
    pub fn all(activation: Activation) -> Self {
        Self {
            activations: vec![activation],
        }
    }

    /// The function of a channel.
    pub fn of_channel(&self, channel: usize) -> &Activation {
        &self.activations[if self.activations.len() == 1 {
            0
        } else {
            channel
        }]
    }

    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, _) = split(input)?;
        let found = self.activations.len();
        if found != 1 && found != channels {
            return Err(format!(
                "it has {found} activations, expected 1 or one for each of {channels} channels"
            ));
        }
        Ok(input.to_vec())
    }

    pub(in crate::graph) fn unit(&self, input: &[usize], element: usize) -> Unit<'_> {
        let (channel, _) = place(element, input);
        Unit::Activation {
            activation: self.of_channel(channel),
            node: 0,
            element,
        }
    }
}
