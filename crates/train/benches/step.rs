//! The time of a training step and of a snapshot: `cargo bench -p crease-train`.
//!
//! Prints wall time of one thread, everything included: batches, the loop, the finite check. On a
//! busy machine, compare the best of several. Beside it, where `python3` has `PyTorch`, its bare
//! step: eager, and 40 runs stacked, measured by `benches/pytorch.py`.

use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Mnist, Neighbourhoods, NetworkSettings,
    RunSettings, Slice, Spacing, Task, Training, Unit,
};
use crease_train::{Backend, Datasets, EngineName, Observer, Snapshot, TrainError, train};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

/// Whole runs of each shape, of which the fastest counts.
const RUNS: usize = 5;

/// Batches of an epoch of points.
const BATCHES: usize = 10;

struct Silent;

impl Observer for Silent {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// A network, how long to train it, and what a step of it may take, in microseconds.
struct Shape {
    task: Task,
    hidden: usize,
    epochs: usize,
    goal: Option<f64>,
}

fn shapes() -> Vec<Shape> {
    let points = |dimension| {
        Task::Memorise(Memorise {
            points: BATCHES * Training::default().batch,
            dimension,
            half_side: 1.0,
        })
    };
    let shape = |task, hidden, epochs, goal| Shape {
        task,
        hidden,
        epochs,
        goal,
    };
    vec![
        shape(points(2), 32, 1000, Some(22.0)),
        shape(Task::Mnist(Mnist::default()), 32, 2, Some(100.0)),
        shape(Task::Mnist(Mnist::default()), 64, 2, Some(200.0)),
        shape(points(784), 32, 200, None),
        shape(points(2), 512, 40, None),
    ]
}

fn settings(shape: &Shape) -> RunSettings {
    RunSettings {
        seed: 1,
        network: NetworkSettings {
            hidden: vec![shape.hidden; 3],
            ..NetworkSettings::default()
        },
        task: shape.task.clone(),
        training: Training {
            epochs: shape.epochs,
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
        neighbourhoods: Neighbourhoods::default(),
        measures: Vec::new(),
    }
}

/// MNIST if `CREASE_DATA` names its folder; otherwise as many images with as many pixels that are
/// not black, in one piece as strokes are.
fn datasets() -> Result<(Datasets, &'static str), TrainError> {
    let real = std::env::var_os("CREASE_DATA").and_then(|folder| {
        let folder = Path::new(&folder);
        MNIST.load(folder).ok()
    });
    if let Some(dataset) = real {
        return Ok((Datasets::with(&MNIST, Arc::new(dataset))?, "MNIST"));
    }
    let pixel = |index: usize| {
        let stroke = (index / 6).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        if stroke.is_multiple_of(5) {
            (index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u8
        } else {
            0
        }
    };
    let images = |count: usize| Images {
        pixels: (0..count * MNIST.dimension).map(pixel).collect(),
        labels: (0..count).map(|index| (index % 10) as u8).collect(),
    };
    let dataset = Dataset {
        train: images(60_000),
        test: images(10_000),
    };
    Ok((Datasets::with(&MNIST, Arc::new(dataset))?, "made up images"))
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

/// Microseconds a step, the best of several, without what a run costs before its first step.
fn step(settings: &RunSettings, datasets: &Datasets, backend: Backend) -> Result<f64, TrainError> {
    let mut nothing = settings.clone();
    nothing.training.epochs = 0;
    let start = seconds(&nothing, datasets, backend)?;
    let all = seconds(settings, datasets, backend)?;
    Ok((all - start) / settings.total_steps() as f64 * 1e6)
}

/// The time that `PyTorch` takes for each network: eager and stacked, as text.
fn pytorch() -> HashMap<String, [String; 2]> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/pytorch.py");
    let Ok(output) = Command::new("python3").arg(script).output() else {
        return HashMap::new();
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let row = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some((words.next()?, [words.next()?, words.next()?]))
    };
    text.lines().filter_map(row).collect()
}

fn main() -> Result<(), TrainError> {
    let (datasets, images) = datasets()?;
    let pytorch = pytorch();
    println!("microseconds a run-step, batches of 128, Adam, one thread; {images}");
    if pytorch.is_empty() {
        println!("(no PyTorch: python3 does not find torch)");
    }
    println!(
        "| backend | network | engine | ours | goal | of the goal | PyTorch eager | 40 by bmm |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for backend in Backend::ALL.iter().copied().filter(|one| !one.stacks()) {
        for shape in shapes() {
            let settings = settings(&shape);
            let widths: Vec<String> = settings.widths().iter().map(ToString::to_string).collect();
            let network = widths.join("-");
            let ours = step(&settings, &datasets, backend)?;
            let images = matches!(settings.task, Task::Mnist(_));
            let (goal, ratio) = shape.goal.map_or_else(Default::default, |goal| {
                (format!("{goal}"), format!("{:.2}", ours / goal))
            });
            let points = if images || shape.hidden > 32 {
                ""
            } else {
                ", points"
            };
            let [eager, stacked] = pytorch.get(&network).cloned().unwrap_or_default();
            println!(
                "| {} | {network}{points} | {} | {ours:.1} | {goal} | {ratio} | {eager} | {stacked} |",
                backend.name(),
                EngineName::of(backend).name(),
            );
        }
    }
    println!("\nmilliseconds a snapshot with the accuracies on 70,000 images");
    for hidden in [32, 64] {
        let mut settings = settings(&Shape {
            task: Task::Mnist(Mnist::default()),
            hidden,
            epochs: 0,
            goal: None,
        });
        let nothing = seconds(&settings, &datasets, Backend::Flex)?;
        settings.measures = vec![Measure::Accuracy, Measure::TestAccuracy];
        let look = seconds(&settings, &datasets, Backend::Flex)? - nothing;
        println!("784-{hidden}-{hidden}-{hidden}-10: {:.1}", look * 1e3);
    }
    Ok(())
}
