use crease_experiment::streams::{Purpose, stream};
use rand::RngExt;

/// Points uniform in the cube `[low, high]^inputs`, from the stream of this seed.
pub fn uniform(seed: u64, count: usize, inputs: usize, [low, high]: [f64; 2]) -> Vec<f64> {
    let mut points = stream(seed, Purpose::Points);
    let draw = |_| low + (high - low) * points.random::<f64>();
    (0..count * inputs).map(draw).collect()
}
