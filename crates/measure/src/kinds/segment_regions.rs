//! Number of activation regions along the segment between two points, counted exactly: the mean over
//! the first and second point, the third and fourth, and so on.

use super::kind::{How, Kind, mean};
use crate::MeasureError;
use crate::pieces::pairs;
use crease_network::Network;
use crease_regions::{Counter, Line, Options};

pub(super) const KIND: Kind = Kind::of("segment_regions", How::Points(regions)).on_pairs();

fn regions(network: &Network, points: &[f64]) -> Result<Option<f64>, MeasureError> {
    let mut counter = Counter::new(network.clone());
    let counts = pairs(network, points).map(|[from, to]| {
        if from == to {
            return Ok(1.0);
        }
        let segment = Line::between(from, to)?;
        let counts = counter.count(&segment.into(), &Options::regions())?;
        Ok(counts.activation_regions as f64)
    });
    let counts: Vec<f64> = counts.collect::<Result<_, MeasureError>>()?;
    Ok(mean(&counts))
}

#[cfg(test)]
mod tests {
    use super::regions;
    use crate::pieces::pieces;
    use crate::pieces::tests::{folded, random};
    use std::collections::HashSet;

    #[test]
    fn a_segment_has_a_region_more_than_it_crosses_breakpoints() {
        let of = |points: &[f64]| regions(&folded(), points).unwrap().unwrap();
        assert_eq!(of(&[0.0, 1.0]), 1.0);
        assert_eq!(of(&[-6.0, 6.0]), 4.0);
        assert_eq!(of(&[-6.0, 6.0, 2.0, 2.0]), 2.5);
    }

    /// Against the patterns at many points of the segment.
    #[test]
    fn sampled_patterns_have_the_same_count() {
        let mut all = 0.0;
        for seed in 0..5 {
            let network = random(&[3, 6, 6, 2], seed);
            let (from, to) = ([-1.0, 0.3, 0.7], [0.9, -0.4, 0.2]);
            let counted = regions(&network, &[from, to].concat()).unwrap().unwrap();
            let mut patterns = HashSet::new();
            for step in 0..=200_000 {
                let s = f64::from(step) / 200_000.0;
                let at: Vec<f64> = (0..3).map(|i| from[i] + s * (to[i] - from[i])).collect();
                patterns.insert(pieces(&network, &at));
            }
            assert_eq!(counted, patterns.len() as f64, "seed {seed}");
            all += counted;
        }
        assert!(all > 10.0, "{all}");
    }
}
