//! Steps per second of stacks of several sizes: `cargo bench -p crease-train --features wgpu
//! --bench stack -- --backend wgpu --sizes 1,8,40,240 --seconds 5`.
//!
//! Prints a row of a table for each network. A step includes everything: shuffles, batches, the
//! finite check, the observers; but not what the device compiles before its first steps.

use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    Distances, Keep, Memorise, Mnist, Neighbourhoods, NetworkSettings, RunSettings, Slice, Task,
    Training,
};
use crease_train::{Backend, Datasets, Observer, Snapshot, StackedRun, TrainError, train_stack};
use std::cell::Cell;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Observers hear of steps in bursts of this many.
const BURST: u64 = 64;

/// Bursts that are not timed.
const WARM_UP: u64 = 2;

/// Times bursts, and ends all runs of the stack when there are enough.
struct Clock<'a> {
    shared: &'a Cell<Times>,
    seconds: Duration,
}

#[derive(Clone, Copy, Default)]
struct Times {
    first: Option<(u64, Instant)>,
    last: Option<(u64, Instant)>,
    is_over: bool,
}

impl Observer for Clock<'_> {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        let mut times = self.shared.get();
        let burst = step / BURST;
        if step.is_multiple_of(BURST)
            && burst >= WARM_UP
            && times.last.is_none_or(|(at, _)| burst > at)
        {
            let now = Instant::now();
            let (from, since) = *times.first.get_or_insert((burst, now));
            times.last = Some((burst, now));
            times.is_over = burst > from && now - since >= self.seconds;
            self.shared.set(times);
        }
        if times.is_over {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn settings(task: Task, seed: u64) -> RunSettings {
    RunSettings {
        seed,
        network: NetworkSettings {
            hidden: vec![32; 3],
            ..NetworkSettings::default()
        },
        task,
        training: Training {
            epochs: 1_000_000,
            ..Training::default()
        },
        checkpoints: Vec::new(),
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        neighbourhoods: Neighbourhoods::default(),
        measures: Vec::new(),
    }
}

/// Run-steps a second.
fn rate(
    task: &Task,
    runs: u64,
    seconds: Duration,
    datasets: &Datasets,
    backend: Backend,
) -> Result<f64, TrainError> {
    let all: Vec<RunSettings> = (1..=runs)
        .map(|seed| settings(task.clone(), seed))
        .collect();
    let shared = Cell::default();
    let mut clocks: Vec<Clock> = all
        .iter()
        .map(|_| Clock {
            shared: &shared,
            seconds,
        })
        .collect();
    let stack = all.iter().zip(&mut clocks);
    let stack = stack.map(|(settings, clock)| StackedRun {
        settings,
        state: None,
        observer: clock,
    });
    for outcome in train_stack(stack.collect(), datasets, backend) {
        outcome?;
    }
    let Times {
        first: Some((from, since)),
        last: Some((to, until)),
        ..
    } = shared.get()
    else {
        return Ok(f64::NAN);
    };
    Ok(((to - from) * BURST * runs) as f64 / (until - since).as_secs_f64())
}

/// MNIST if `CREASE_DATA` names its folder, otherwise as many made images.
fn datasets() -> Result<Datasets, TrainError> {
    let real = std::env::var_os("CREASE_DATA").and_then(|folder| {
        let folder = Path::new(&folder);
        MNIST.load(folder).ok()
    });
    let images = |count: usize| Images {
        pixels: (0..count * MNIST.dimension)
            .map(|index| (index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8)
            .collect(),
        labels: (0..count).map(|index| (index % 10) as u8).collect(),
    };
    let made = || Dataset {
        train: images(60_000),
        test: images(10),
    };
    Datasets::with(&MNIST, Arc::new(real.unwrap_or_else(made)))
}

fn main() -> Result<(), TrainError> {
    let mut backend = Backend::FlexStacked;
    let mut sizes = vec![1, 8, 40];
    let mut seconds = Duration::from_secs(2);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.windows(2) {
        match pair[0].as_str() {
            "--backend" => backend = Backend::from_name(&pair[1])?,
            "--sizes" => sizes = pair[1].split(',').flat_map(str::parse).collect(),
            "--seconds" => seconds = Duration::from_secs_f64(pair[1].parse().unwrap_or(2.0)),
            _ => {}
        }
    }
    let on = backend.adapter()?.unwrap_or_else(|| "the CPU".to_owned());
    println!(
        "run-steps a second, batches of 128, Adam; {} on {on}",
        backend.name()
    );
    let heads: Vec<String> = sizes.iter().map(|size| format!(" {size} |")).collect();
    println!("| network |{}", heads.concat());
    println!("|---|{}", "---|".repeat(sizes.len()));
    let datasets = datasets()?;
    let points = Task::Memorise(Memorise {
        points: 1280,
        ..Memorise::default()
    });
    for (name, task) in [
        ("2-32-32-32-1", points),
        ("784-32-32-32-10", Task::Mnist(Mnist::default())),
    ] {
        let mut row = format!("| {name} |");
        for &size in &sizes {
            let rate = rate(&task, size, seconds, &datasets, backend)?;
            let _ = write!(row, " {rate:.0} |");
        }
        println!("{row}");
    }
    Ok(())
}
