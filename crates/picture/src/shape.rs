use crate::PictureError;
use crease_network::{Activation, Network};

/// What all networks of a film or a page have in common.
pub struct Shape {
    /// Widths of all layers.
    pub widths: Vec<usize>,
    /// Their activation.
    pub activation: Activation,
}

impl Shape {
    pub fn of(network: &Network) -> Self {
        Self {
            widths: network.widths(),
            activation: network.activation().clone(),
        }
    }

    /// An error that names the network if it has another shape.
    pub fn check(&self, name: &str, network: &Network) -> Result<(), PictureError> {
        if network.widths() == self.widths && *network.activation() == self.activation {
            return Ok(());
        }
        Err(PictureError::Shape {
            name: name.to_owned(),
            found: network.widths(),
            expected: self.widths.clone(),
        })
    }
}
