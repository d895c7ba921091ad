//! How many hidden neurons are dead: their output does not change with their input at any of the
//! points.

use super::kind::{How, Kind};
use crate::MeasureError;
use crate::pieces::pieces;
use crease_network::Network;

pub(super) const KIND: Kind = Kind::of("dead_neurons", How::Points(dead));

#[allow(clippy::unnecessary_wraps)] // the signature of all measures at points
fn dead(network: &Network, points: &[f64]) -> Result<Option<f64>, MeasureError> {
    let slopes = network.activation().slopes();
    let mut alive = vec![false; network.neurons()];
    for point in points.chunks(network.inputs()) {
        for (alive, piece) in alive.iter_mut().zip(pieces(network, point)) {
            *alive |= slopes[piece] != 0.0;
        }
    }
    Ok(Some(alive.iter().filter(|alive| !**alive).count() as f64))
}

#[cfg(test)]
mod tests {
    use super::dead;
    use crate::pieces::tests::folded;

    /// The neurons are on above -5, below -1 and above 4.5.
    #[test]
    fn a_neuron_that_no_point_activates_is_dead() {
        let network = folded();
        let of = |points: &[f64]| dead(&network, points).unwrap().unwrap();
        assert_eq!(of(&[0.0, 1.0]), 2.0);
        assert_eq!(of(&[0.0, -2.0]), 1.0);
        assert_eq!(of(&[0.0, -2.0, 5.0]), 0.0);
        assert_eq!(of(&[]), 3.0);
    }
}
