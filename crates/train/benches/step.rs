//! What one training step costs, and what it costs to look at a network:
//! `cargo bench -p crease-train`.
//!
//! Prints wall time of one thread; on a busy machine, compare the best of several.

use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Mnist, NetworkSettings, RunSettings,
    Slice, Spacing, Task, Training, Unit,
};
use crease_mnist::{Dataset, Images, PIXELS};
use crease_train::{Backend, Datasets, Observer, Snapshot, TrainError, train};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

const BATCHES: usize = 10;

/// Whole runs of each shape, of which the fastest counts.
const RUNS: usize = 5;

struct Silent;

impl Observer for Silent {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

fn settings(task: Task, hidden: usize, epochs: usize) -> RunSettings {
    RunSettings {
        seed: 1,
        network: NetworkSettings {
            hidden: vec![hidden; 3],
            ..NetworkSettings::default()
        },
        task,
        training: Training {
            epochs,
            ..Training::default()
        },
        checkpoints: vec![CheckpointSeries {
            unit: Unit::Epochs,
            spacing: Spacing::Linear,
            from: 0.0,
            to: None,
            count: 41,
        }],
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        measures: Vec::new(),
    }
}

/// As many images as MNIST has, a fifth of their pixels not black.
fn datasets() -> Result<Datasets, TrainError> {
    let pixel = |index: usize| {
        let hash = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        if hash.is_multiple_of(5) {
            (hash >> 8) as u8
        } else {
            0
        }
    };
    let images = |count: usize| Images {
        pixels: (0..count * PIXELS).map(pixel).collect(),
        labels: (0..count).map(|index| (index % 10) as u8).collect(),
    };
    Datasets::with_mnist(Arc::new(Dataset {
        train: images(60_000),
        test: images(10_000),
    }))
}

/// Seconds of a run, the best of several.
fn seconds(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
) -> Result<f64, TrainError> {
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        train(settings, datasets, backend, &mut Silent)?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Prints the time of a step. Snapshots are taken, too, but nothing is evaluated at them unless it
/// is measured.
fn step(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    what: &str,
) -> Result<(), TrainError> {
    let widths: Vec<String> = settings.widths().iter().map(ToString::to_string).collect();
    let step = seconds(settings, datasets, backend)? / settings.total_steps() as f64;
    println!(
        "{:8} {:16} {what}: {:7.1} microseconds a step",
        backend.name(),
        widths.join("-"),
        step * 1e6
    );
    Ok(())
}

fn main() -> Result<(), TrainError> {
    let datasets = datasets()?;
    for &backend in Backend::ALL {
        for (dimension, epochs) in [(2, 1000), (784, 200)] {
            let task = Task::Memorise(Memorise {
                points: BATCHES * Training::default().batch,
                dimension,
                half_side: 1.0,
            });
            let mut settings = settings(task, 32, epochs);
            settings.measures = vec![Measure::Loss, Measure::Accuracy];
            step(&settings, &datasets, backend, "points")?;
        }
        for hidden in [32, 64] {
            let mut settings = settings(Task::Mnist(Mnist::default()), hidden, 2);
            step(&settings, &datasets, backend, "images")?;

            settings.training.epochs = 0;
            settings.measures = vec![Measure::Accuracy, Measure::TestAccuracy];
            let look = seconds(&settings, &datasets, backend)?;
            println!(
                "{:25} 70,000 images: {:7.1} milliseconds a snapshot with accuracies",
                "",
                look * 1e3
            );
        }
    }
    Ok(())
}
