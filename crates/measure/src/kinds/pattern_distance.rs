//! How many hidden neurons have another linear piece at two points (the Hamming distance of their
//! activation patterns): the mean over the first and second point, the third and fourth, and so on.

use super::kind::{How, Kind, mean};
use crate::MeasureError;
use crate::pieces::{pairs, pieces};
use crease_network::Network;

pub(super) const KIND: Kind = Kind::of("pattern_distance", How::Points(distance)).on_pairs();

#[allow(clippy::unnecessary_wraps)] // the signature of all measures at points
fn distance(network: &Network, points: &[f64]) -> Result<Option<f64>, MeasureError> {
    let distances = pairs(network, points).map(|[one, other]| {
        let (one, other) = (pieces(network, one), pieces(network, other));
        one.iter().zip(&other).filter(|(a, b)| a != b).count() as f64
    });
    Ok(mean(&distances.collect::<Vec<f64>>()))
}

#[cfg(test)]
mod tests {
    use super::distance;
    use crate::pieces::tests::folded;

    /// Breakpoints at -5, -1 and 4.5.
    #[test]
    fn breakpoints_between_two_points_are_counted() {
        let of = |points: &[f64]| distance(&folded(), points).unwrap().unwrap();
        assert_eq!(of(&[0.0, 1.0]), 0.0);
        assert_eq!(of(&[-6.0, 6.0]), 3.0);
        assert_eq!(of(&[-6.0, 6.0, 0.0, -2.0]), 2.0);
        // The fifth has no partner.
        assert_eq!(of(&[-6.0, 6.0, 0.0, -2.0, 99.0]), 2.0);
        assert_eq!(distance(&folded(), &[1.0]).unwrap(), None);
    }
}
