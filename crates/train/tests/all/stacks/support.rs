use crease_data::{Dataset, Images, MNIST as PUBLISHED};
use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Mnist, Neighbourhoods, NetworkSettings,
    RunSettings, Slice, Spacing, Task, Training, Unit,
};
use crease_network::Network;
use crease_train::{
    Backend, Datasets, Observer, Outcome, Snapshot, StackedRun, State, TrainError, train_stack,
};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

/// Images that are easy to classify: each class is bright in its own tenth of the pixels.
pub static IMAGES: LazyLock<Datasets> = LazyLock::new(|| {
    let images = |count: usize| {
        let labels: Vec<u8> = (0..count).map(|index| (index * 7 % 10) as u8).collect();
        let pixel = |at: usize| {
            let (index, place) = (at / PUBLISHED.dimension, at % PUBLISHED.dimension);
            let noise = (index * 31 + place * 17 + index * place % 13) % 64;
            let own = place * 10 / PUBLISHED.dimension == usize::from(labels[index]);
            if own || noise > 50 {
                (noise * 2 + 60) as u8
            } else {
                0
            }
        };
        Images {
            pixels: (0..count * PUBLISHED.dimension).map(pixel).collect(),
            labels: labels.clone(),
        }
    };
    let dataset = Dataset {
        train: images(10_000),
        test: images(100),
    };
    Datasets::with(&PUBLISHED, Arc::new(dataset)).unwrap()
});

/// The real MNIST.
pub static MNIST: LazyLock<Datasets> = LazyLock::new(|| {
    let folder = std::env::var_os("CREASE_DATA").expect("CREASE_DATA says where MNIST is");
    let dataset = PUBLISHED.load(folder.as_ref()).unwrap();
    Datasets::with(&PUBLISHED, Arc::new(dataset)).unwrap()
});

/// Points to memorise: batches of 128 and of what is left, a snapshot every 50 steps.
pub fn points(steps: u64) -> RunSettings {
    settings(
        Task::Memorise(Memorise {
            points: 2500,
            ..Memorise::default()
        }),
        &[32, 32, 32],
        steps.div_ceil(20),
        steps,
    )
}

/// Images, some of their labels random.
pub fn digits(steps: u64, label_noise: f64) -> RunSettings {
    let task = Task::Mnist(Mnist::with_noise(label_noise));
    let epochs = (steps * 128).div_ceil(60_000);
    settings(task, &[32, 32, 32], epochs, steps)
}

/// The same with one epoch of just enough images for these steps: whole epochs take a minute on the
/// CPU, where Burn's tensor operations are not optimised.
pub fn fewer_digits(steps: u64, label_noise: f64) -> RunSettings {
    let mut task = Mnist::with_noise(label_noise);
    task.examples = Some(steps as usize * 128);
    settings(Task::Mnist(task), &[32, 32, 32], 1, steps)
}

fn settings(task: Task, hidden: &[usize], epochs: u64, last: u64) -> RunSettings {
    RunSettings {
        seed: 0,
        network: NetworkSettings {
            hidden: hidden.to_vec(),
            ..NetworkSettings::default()
        },
        measures: if task.test_examples() > 0 {
            vec![Measure::Loss, Measure::Accuracy, Measure::TestAccuracy]
        } else {
            vec![Measure::Loss, Measure::Accuracy]
        },
        task,
        training: Training {
            epochs: epochs as usize,
            ..Training::default()
        },
        checkpoints: vec![CheckpointSeries {
            unit: Unit::Steps,
            spacing: Spacing::Linear,
            from: 0.0,
            to: Some(last as f64),
            count: last as usize / 50 + 1,
        }],
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        neighbourhoods: Neighbourhoods::default(),
    }
}

/// Eight runs that differ in all that may differ in a stack.
pub fn eight(settings: &RunSettings) -> Vec<RunSettings> {
    let run = |seed: u64| {
        let mut run = settings.clone();
        run.seed = seed;
        run.training.learning_rate *= 1.0 + 0.25 * (seed % 3) as f64;
        run.network.weight_scale = 1.0 + 0.1 * (seed % 2) as f64;
        run
    };
    (1..=8).map(run).collect()
}

/// Eight runs of other seeds.
pub fn eight_seeds(settings: &RunSettings) -> Vec<RunSettings> {
    let run = |seed| RunSettings {
        seed,
        ..settings.clone()
    };
    (1..=8).map(run).collect()
}

/// Records its calls; stops at a step, and takes the states of some, if configured so.
#[derive(Default)]
pub struct Recorder {
    pub snapshots: Vec<Snapshot>,
    pub steps: Vec<u64>,
    pub states: Vec<State>,
    pub stop_at: Option<u64>,
}

impl Recorder {
    pub fn stopping_at(step: u64) -> Self {
        Self {
            stop_at: Some(step),
            ..Self::default()
        }
    }

    pub fn scheduled(&self) -> Vec<u64> {
        self.snapshots
            .iter()
            .map(|snapshot| snapshot.step)
            .collect()
    }

    fn heard(&self, step: u64) -> ControlFlow<()> {
        match self.stop_at {
            Some(stop) if step >= stop => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Observer for Recorder {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        self.snapshots.push(snapshot);
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.steps.push(step);
        self.heard(step)
    }

    fn wants_state(&mut self, step: u64) -> bool {
        self.stop_at.is_some_and(|stop| step >= stop)
    }

    fn state(&mut self, state: State) -> ControlFlow<()> {
        self.states.push(state);
        ControlFlow::Continue(())
    }
}

/// A stack, a recorder a run.
pub fn stack(
    runs: &[RunSettings],
    states: Vec<Option<State>>,
    datasets: &Datasets,
    backend: Backend,
    recorders: &mut [Recorder],
) -> Vec<Result<Outcome, TrainError>> {
    let runs = runs.iter().zip(states).zip(recorders);
    let runs = runs.map(|((settings, state), recorder)| StackedRun {
        settings,
        state,
        observer: recorder,
    });
    train_stack(runs.collect(), datasets, backend)
}

/// A stack from the start to the end of all its runs.
pub fn whole_stack(runs: &[RunSettings], datasets: &Datasets, backend: Backend) -> Vec<Recorder> {
    let mut recorders: Vec<Recorder> = runs.iter().map(|_| Recorder::default()).collect();
    let states = runs.iter().map(|_| None).collect();
    for outcome in stack(runs, states, datasets, backend, &mut recorders) {
        assert_eq!(outcome.unwrap(), Outcome::Finished);
    }
    recorders
}

pub fn loss(snapshot: &Snapshot) -> f64 {
    snapshot.loss.unwrap()
}

/// All parameters of a network.
pub fn parameters(network: &Network) -> Vec<f64> {
    let layers = network.layers().iter();
    layers
        .flat_map(|layer| [&layer.weight[..], &layer.bias].concat())
        .collect()
}

/// How far apart two networks are at most.
pub fn distance(one: &Network, other: &Network) -> f64 {
    let pairs = parameters(one).into_iter().zip(parameters(other));
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
