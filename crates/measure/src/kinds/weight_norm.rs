//! The Euclidean norm of all weights, including those of the output layer, without biases.

use super::kind::{How, Kind, one};

pub(super) const KIND: Kind = Kind::of(
    "weight_norm",
    How::Weights(|network| {
        let weights = network.layers().iter().flat_map(|layer| &layer.weight);
        one(weights.map(|weight| weight * weight).sum::<f64>().sqrt())
    }),
);

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
}
