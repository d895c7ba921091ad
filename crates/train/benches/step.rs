//! What one training step costs, batches and 41 evaluations included: `cargo bench -p crease-train`.
//!
//! Prints wall time of one thread; on a busy machine, compare the best of several.

use crease_experiment::settings::{
    CheckpointSeries, Keep, Memorise, NetworkSettings, RunSettings, Slice, Spacing, Task, Training,
    Unit,
};
use crease_train::{Backend, Observer, Snapshot, TrainError, train};
use std::ops::ControlFlow;
use std::time::Instant;

const BATCHES: usize = 10;

/// Whole runs of each shape, of which the fastest counts.
const RUNS: usize = 3;

struct Silent;

impl Observer for Silent {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

fn settings(dimension: usize, epochs: usize) -> RunSettings {
    let training = Training {
        epochs,
        ..Training::default()
    };
    RunSettings {
        seed: 1,
        network: NetworkSettings::default(),
        task: Task::Memorise(Memorise {
            points: BATCHES * training.batch,
            dimension,
            half_side: 1.0,
        }),
        training,
        checkpoints: vec![CheckpointSeries {
            unit: Unit::Epochs,
            spacing: Spacing::Linear,
            from: 0.0,
            to: None,
            count: 41,
        }],
        keep: Keep::None,
        slice: Slice::Plane,
        measures: Vec::new(),
    }
}

fn microseconds(settings: &RunSettings, backend: Backend) -> Result<f64, TrainError> {
    let start = Instant::now();
    train(settings, backend, &mut Silent)?;
    Ok(start.elapsed().as_secs_f64() * 1e6 / settings.total_steps() as f64)
}

fn main() -> Result<(), TrainError> {
    for &backend in Backend::ALL {
        for (dimension, epochs) in [(2, 1000), (784, 200)] {
            let settings = settings(dimension, epochs);
            let mut best = f64::INFINITY;
            for _ in 0..RUNS {
                best = best.min(microseconds(&settings, backend)?);
            }
            println!(
                "{:8} {dimension:3}-32-32-32-1, batch 128: {best:6.1} microseconds a step",
                backend.name()
            );
        }
    }
    Ok(())
}
