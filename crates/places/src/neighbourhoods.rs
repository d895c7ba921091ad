use super::points::points;
use crease_experiment::settings::{Distances, Neighbourhoods as Setting};
use crease_experiment::streams::{Purpose, stream};
use crease_measure::Neighbourhoods;
use crease_train::Examples;
use rand_distr::{Distribution, StandardNormal};

/// The neighbourhoods of `[neighbourhoods]` in the run with this seed. The points are those that
/// `[distances]` would draw.
pub(super) fn neighbourhoods(setting: &Setting, seed: u64, examples: &Examples) -> Neighbourhoods {
    let points = setting.points.iter().map(|&kind| {
        let distances = Distances {
            points: kind,
            count: setting.count,
        };
        points(&distances, seed, examples)
    });
    Neighbourhoods {
        points: points.collect(),
        radii: setting.radii.clone(),
        directions: orthonormal(setting.directions, examples.dimension(), seed),
    }
}

/// Random orthonormal vectors, uniform among all such: normal vectors, each made orthogonal to those
/// before it.
fn orthonormal(count: usize, dimension: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut stream = stream(seed, Purpose::Directions);
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    while vectors.len() < count.min(dimension) {
        let normal = StandardNormal.sample_iter(&mut stream).take(dimension);
        let mut vector: Vec<f64> = normal.collect();
        let before = dot(&vector, &vector).sqrt();
        // Once more takes away what rounding has left.
        for _ in 0..2 {
            for other in &vectors {
                let along = dot(&vector, other);
                for (number, component) in vector.iter_mut().zip(other) {
                    *number -= along * component;
                }
            }
        }
        let length = dot(&vector, &vector).sqrt();
        if length > 1e-6 * before {
            vectors.push(vector.iter().map(|number| number / length).collect());
        }
    }
    vectors
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_orthonormal() {
        for dimension in [1, 2, 7, 300] {
            let vectors = orthonormal(7, dimension, 5);
            assert_eq!(vectors.len(), dimension.min(7));
            for (i, a) in vectors.iter().enumerate() {
                for (j, b) in vectors.iter().enumerate() {
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((dot(a, b) - expected).abs() < 1e-14, "{i} {j}");
                }
            }
            assert_eq!(vectors, orthonormal(7, dimension, 5));
            // On a line there are only two.
            assert!(dimension == 1 || vectors != orthonormal(7, dimension, 6));
        }
    }
}
