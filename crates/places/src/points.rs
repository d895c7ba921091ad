use crease_experiment::settings::{Distances, Points};
use crease_experiment::streams::{Purpose, stream};
use crease_train::Examples;
use rand::RngExt;
use rand::seq::index::sample;
use rand_distr::{Distribution, StandardNormal};

/// The points of `[distances]` in the run with this seed, `count x dimension`.
pub fn points(settings: &Distances, seed: u64, examples: &Examples) -> Vec<f64> {
    let mut stream = stream(seed, Purpose::Distances);
    let count = settings.count;
    match settings.points {
        Points::Normal => {
            // Without examples there is no such distribution, and the experiment was refused.
            let Some(moments) = examples.moments() else {
                return Vec::new();
            };
            let roots = moments.variance.iter().map(|variance| variance.sqrt());
            let deviations: Vec<f64> = roots.collect();
            let mut points = Vec::with_capacity(count * deviations.len());
            for _ in 0..count {
                for (mean, deviation) in moments.mean.iter().zip(&deviations) {
                    let normal: f64 = StandardNormal.sample(&mut stream);
                    points.push(mean + deviation * normal);
                }
            }
            points
        }
        Points::Uniform => {
            let Some([least, most]) = examples.moments().map(|moments| moments.range) else {
                return Vec::new();
            };
            let numbers = count * examples.dimension();
            let number = |_| least + (most - least) * stream.random::<f64>();
            (0..numbers).map(number).collect()
        }
        Points::Training => {
            let chosen = sample(&mut stream, examples.count(), count.min(examples.count()));
            chosen
                .iter()
                .flat_map(|index| examples.input(index))
                .collect()
        }
        Points::Test => {
            let all = examples.test_count();
            let chosen = sample(&mut stream, all, count.min(all));
            chosen
                .iter()
                .flat_map(|index| examples.test_input(index))
                .collect()
        }
    }
}
