//! The Euclidean norm of the gradient of the mean training loss by all weights and biases.

use super::kind::{How, Kind, Parts, one};

pub(super) const KIND: Kind = Kind::of(
    "gradient_norm",
    How::Training(|learning| {
        let layers = learning.gradient_norms.as_ref()?;
        Some(one(layers
            .iter()
            .map(|norm| norm * norm)
            .sum::<f64>()
            .sqrt()))
    }),
);

/// The Euclidean norm of each layer's part of the gradient of the mean training loss.
pub(super) const BY_LAYER: Kind = Kind::of(
    "gradient_norm_by_layer",
    How::Training(|learning| learning.gradient_norms.clone()),
)
.each(Parts::Layers);

#[cfg(test)]
mod tests {
    use crate::Learning;
    use crate::kinds::How;

    #[test]
    fn it_is_the_norm_of_the_layers_norms() {
        let How::Training(norm) = super::KIND.how else {
            panic!("it is known to the trainer")
        };
        let known = Learning {
            gradient_norms: Some(vec![3.0, 4.0]),
            ..Learning::default()
        };
        assert_eq!(norm(&known), Some(vec![5.0]));
        assert_eq!(norm(&Learning::default()), None);
    }
}
