//! The Euclidean norm of all weights, including those of the output layer, without biases.

use super::kind::{How, Kind, Parts, one};

pub(super) const KIND: Kind = Kind::of(
    "weight_norm",
    How::Weights(|network| {
        let weights = network.layers().iter().flat_map(|layer| &layer.weight);
        one(weights.map(|weight| weight * weight).sum::<f64>().sqrt())
    }),
);

/// The Euclidean norm of each layer's weights; biases do not count.
pub(super) const BY_LAYER: Kind = Kind::of(
    "weight_norm_by_layer",
    How::Weights(|network| {
        let norm = |weights: &Vec<f64>| weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        let layers = network.layers().iter();
        layers.map(|layer| norm(&layer.weight)).collect()
    }),
)
.each(Parts::Layers);

#[cfg(test)]
mod tests {
    use crate::kinds::How;
    use crate::pieces::tests::folded;

    #[test]
    fn biases_do_not_count() {
        let How::Weights(norm) = super::KIND.how else {
            panic!("it is of the weights")
        };
        // Weights 1, -1, 2 and 2, 3, 6; biases 5, -1, -9.
        assert_eq!(norm(&folded()), [55.0_f64.sqrt()]);
    }

    #[test]
    fn every_layer_has_its_own() {
        let How::Weights(norms) = super::BY_LAYER.how else {
            panic!("it is of the weights")
        };
        // Weights 1, -1, 2 and 2, 3, 6.
        assert_eq!(norms(&folded()), [6.0_f64.sqrt(), 7.0]);
    }
}
