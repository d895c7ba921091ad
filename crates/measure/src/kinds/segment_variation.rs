//! The integral of the slope along the segment between two points, with one output the total variation:
//! the mean over the first and second point, the third and fourth, and so on.

use super::kind::{How, Kind, mean};
use crate::MeasureError;
use crate::pieces::pairs;
use crease_network::Network;
use crease_regions::{Line, Options, slopes};

pub(super) const KIND: Kind = Kind::of("segment_variation", How::Points(variation)).on_pairs();

fn variation(network: &Network, points: &[f64]) -> Result<Option<f64>, MeasureError> {
    let variations = pairs(network, points).map(|[from, to]| {
        if from == to {
            return Ok(0.0);
        }
        let segment = Line::between(from, to)?;
        let slopes = slopes(network, &segment.into(), &Options::regions())?;
        Ok(slopes.total_variation())
    });
    let variations: Vec<f64> = variations.collect::<Result<_, MeasureError>>()?;
    Ok(mean(&variations))
}

#[cfg(test)]
mod tests {
    use super::variation;
    use crate::pieces::tests::folded;

    /// Slopes of -3 below -5, -1 below -1, 2 below 4.5, 14 above.
    #[test]
    fn falls_and_rises_are_added() {
        let of = |points: &[f64]| variation(&folded(), points).unwrap().unwrap();
        assert_eq!(of(&[0.0, 1.0]), 2.0);
        assert_eq!(of(&[1.0, 0.0]), 2.0);
        let whole = 3.0 + 4.0 + 5.5 * 2.0 + 1.5 * 14.0;
        assert!((of(&[-6.0, 6.0]) - whole).abs() < 1e-12);
        assert!((of(&[-6.0, 6.0, 2.0, 2.0]) - whole / 2.0).abs() < 1e-12);
        assert_eq!(variation(&folded(), &[1.0]).unwrap(), None);
    }
}
