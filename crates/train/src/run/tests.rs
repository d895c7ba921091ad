//! The step of a divergence, checked against every weight after every step.

use super::*;
use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    Distances, Keep, Memorise, Mnist, Neighbourhoods, NetworkSettings, Slice, Task, Training,
};
use std::sync::Arc;

/// Records steps.
#[derive(Default)]
struct Steps(Vec<u64>);

impl Observer for Steps {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.0.push(step);
        ControlFlow::Continue(())
    }
}

/// A run of some 300 steps, without a snapshot after the first.
fn memorise(seed: u64, learning_rate: f64) -> RunSettings {
    RunSettings {
        seed,
        network: NetworkSettings::default(),
        task: Task::Memorise(Memorise {
            points: 70,
            ..Memorise::default()
        }),
        training: Training {
            learning_rate,
            batch: 32,
            epochs: 100,
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

/// Without hidden layers: at large learning rates a perceptron of each digit against the others,
/// whose weights grow without limit.
fn digits(seed: u64, learning_rate: f64) -> RunSettings {
    let mut settings = memorise(seed, learning_rate);
    settings.network.hidden = Vec::new();
    settings.task = Task::Mnist(Mnist::default());
    settings.training.epochs = 1;
    settings
}

/// Images without a pattern, so that no weight converges; a fifth of their pixels not black.
fn images() -> Datasets {
    let pixel = |index: usize| {
        let hash = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        if hash.is_multiple_of(5) {
            (hash >> 8) as u8
        } else {
            0
        }
    };
    let images = |count: usize| Images {
        pixels: (0..count * MNIST.dimension).map(pixel).collect(),
        labels: (0..count).map(|index| (index % 10) as u8).collect(),
    };
    let dataset = Dataset {
        train: images(300),
        test: images(1),
    };
    Datasets::with(&MNIST, Arc::new(dataset)).unwrap()
}

/// A run that can be examined at every step; on a backend that stacks, the only run of a stack.
fn single<'a>(settings: &'a RunSettings, datasets: &Datasets, backend: Backend) -> Run<'a> {
    if backend.stacks() {
        Run::on(settings, datasets, Backend::Flex, EngineName::Stacked).unwrap()
    } else {
        Run::new(settings, datasets, backend).unwrap()
    }
}

/// The backends that need no GPU; those that do are tested elsewhere.
fn backends() -> impl Iterator<Item = Backend> {
    let all = Backend::ALL.iter().copied();
    all.filter(|backend| !backend.is_gpu())
}

/// The first step that leaves a weight which is not finite, from the weights alone.
fn first_bad_step(settings: &RunSettings, datasets: &Datasets, backend: Backend) -> Option<u64> {
    let mut run = single(settings, datasets, backend);
    loop {
        let numbers = run.engine.parameters(0).unwrap();
        if numbers.iter().any(|number| !number.is_finite()) {
            return Some(run.step);
        }
        if run.step == settings.total_steps() {
            return None;
        }
        run.step().unwrap();
    }
}

/// Trains to the end or the divergence, which has to be at the first bad step.
fn diverges_at(settings: &RunSettings, datasets: &Datasets, backend: Backend) -> Option<u64> {
    let mut heard = Steps::default();
    let found = match train(settings, datasets, backend, &mut heard) {
        Err(TrainError::Diverged { step, what }) => {
            assert!(what.contains("expected a finite number"), "{what}");
            Some(step)
        }
        other => {
            assert_eq!(other.unwrap(), Outcome::Finished);
            None
        }
    };
    assert_eq!(found, first_bad_step(settings, datasets, backend));
    let steps = found.unwrap_or(settings.total_steps());
    assert_eq!(heard.0, (1..=steps).collect::<Vec<_>>());
    found
}

/// Takes the state of one step.
struct At(u64, Option<State>);

impl Observer for At {
    fn snapshot(&mut self, _: Snapshot) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn wants_state(&mut self, step: u64) -> bool {
        step == self.0
    }

    fn state(&mut self, state: State) -> ControlFlow<()> {
        self.1 = Some(state);
        ControlFlow::Continue(())
    }
}

#[test]
fn looking_at_the_weights_changes_none() {
    let (settings, none) = (memorise(11, 1e-3), Datasets::none());
    // A stack fills up batches that are not full, so other sums round there.
    for backend in backends().filter(|backend| !backend.stacks()) {
        let total = settings.total_steps();
        let mut looked_at = At(total, None);
        train(&settings, &none, backend, &mut looked_at).unwrap();
        let mut run = single(&settings, &none, backend);
        for _ in 0..total {
            run.step().unwrap();
        }
        let bits = |numbers: Vec<f32>| numbers.into_iter().map(f32::to_bits).collect::<Vec<_>>();
        assert_eq!(
            bits(looked_at.1.unwrap().parameters),
            bits(run.engine.parameters(0).unwrap())
        );
    }
}

#[test]
fn the_step_is_the_first_that_leaves_a_weight_not_finite() {
    let none = Datasets::none();
    for backend in backends() {
        assert_eq!(diverges_at(&memorise(11, 1e-3), &none, backend), None);
        // Adam's first step is of the length of the learning rate, whatever the gradient.
        assert_eq!(diverges_at(&memorise(11, 1e39), &none, backend), Some(1));
        assert_eq!(diverges_at(&memorise(11, 1e30), &none, backend), Some(2));
        // Here most networks overflow at once or die, and some wander until they overflow.
        let late = |power: i32| {
            let rate = 10.0_f64.powi(power);
            (1..=20).any(|seed| diverges_at(&memorise(seed, rate), &none, backend) > Some(10))
        };
        assert!((7..=13).any(late), "{}", backend.name());
    }
}

#[test]
fn weights_that_grow_step_by_step_are_found_at_the_exact_step_too() {
    let images = images();
    for backend in backends() {
        for seed in 1..=4 {
            let step = diverges_at(&digits(seed, 1.5e36), &images, backend);
            assert!(step > Some(10), "{step:?}");
        }
    }
}

#[test]
fn initial_weights_beyond_the_range_are_step_0() {
    let mut settings = memorise(1, 1e-3);
    settings.network.weight_scale = 1e39;
    let none = Datasets::none();
    assert_eq!(diverges_at(&settings, &none, Backend::Flex), Some(0));
}
