//! Random numbers: one `ChaCha` stream for each purpose in each run, and no global generator.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a stream is used for. Each purpose has its own stream, so that drawing more numbers for one
/// never changes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights.
    Weights,
    /// Initial biases.
    Biases,
    /// Training points.
    Points,
    /// Test points.
    TestPoints,
    /// Training labels.
    Labels,
    /// Order of the examples in each epoch.
    Order,
    /// Which training labels are replaced, and by which.
    LabelNoise,
    /// Slices through examples.
    Slices,
    /// Points whose distance to the nearest boundary is measured.
    Distances,
    /// Directions of the neighbourhoods of points.
    Directions,
    /// Noise on the parameters of a network that is built.
    ParameterNoise,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Biases => "biases",
            Self::Points => "points",
            Self::TestPoints => "test points",
            Self::Labels => "labels",
            Self::Order => "order",
            Self::LabelNoise => "label noise",
            Self::Slices => "slices",
            Self::Distances => "distances",
            Self::Directions => "directions",
            Self::ParameterNoise => "parameter noise",
        }
    }
}

/// The stream of the run with this seed for this purpose.
///
/// The key is the BLAKE3 hash, in its key derivation mode, of the seed under the purpose's name.
pub fn stream(run_seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let context = format!("crease 2026-11 stream {}", purpose.name());
    ChaCha8Rng::from_seed(blake3::derive_key(&context, &run_seed.to_le_bytes()))
}

/// The seed of one run: the experiment's seed, the run's point in the sweep (its swept keys and
/// values as text) and which repeat it is. Adding a value to an axis, or a repeat, leaves the seeds
/// of the others as they are.
///
/// Seeds stay below 2^53 so that every tool that reads a table reads them exactly.
pub fn run_seed(experiment_seed: u64, sweep_point: &str, repeat: usize) -> u64 {
    let mut hasher = blake3::Hasher::new_derive_key("crease 2026-11 run seed");
    hasher.update(&experiment_seed.to_le_bytes());
    hasher.update(&(repeat as u64).to_le_bytes());
    hasher.update(sweep_point.as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(bytes) >> 11
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_of_one_run_differ_by_purpose() {
        let first = |purpose| stream(7, purpose).next_u64();
        assert_ne!(first(Purpose::Weights), first(Purpose::Biases));
        assert_eq!(first(Purpose::Order), first(Purpose::Order));
    }

    #[test]
    fn seeds_differ_by_point_and_repeat() {
        assert_ne!(run_seed(1, "n=250", 0), run_seed(1, "n=250", 1));
        assert_ne!(run_seed(1, "n=250", 0), run_seed(1, "n=500", 0));
        assert!(run_seed(1, "n=250", 0) < 1 << 53);
    }
}
