//! Small runs of every task, interrupted at every step and in every way, by bytes.

use super::digits::{digits, made};
use super::recorder::{Exact, exact, memorise};
use crease_experiment::settings::{
    CheckpointSeries, Measure, Memorise, RunSettings, Sawtooth, Spacing, Task, Unit, Untrained,
};
use crease_train::{Backend, Datasets, Observer, Outcome, Snapshot, State, train_from};
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Where an observer stops a run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    /// Right after a step, before its snapshot.
    Step(u64),
    /// At the snapshot of a step.
    Snapshot(u64),
    /// After a step and its snapshot, as the state is taken.
    State(u64),
}

/// Keeps everything, states from a step on, until it stops.
struct Watch {
    stop: Stop,
    states_from: u64,
    snapshots: Vec<Snapshot>,
    steps: Vec<u64>,
    /// Their bytes, and the steps before them.
    states: Vec<(u64, Vec<u8>)>,
}

impl Watch {
    fn until(stop: Stop, states_from: u64) -> Self {
        Self {
            stop,
            states_from,
            snapshots: Vec::new(),
            steps: Vec::new(),
            states: Vec::new(),
        }
    }

    fn stops(&self, here: Stop) -> ControlFlow<()> {
        if self.stop == here {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Observer for Watch {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        let step = snapshot.step;
        self.snapshots.push(snapshot);
        self.stops(Stop::Snapshot(step))
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.steps.push(step);
        self.stops(Stop::Step(step))
    }

    fn wants_state(&mut self, step: u64) -> bool {
        step >= self.states_from
    }

    fn state(&mut self, state: State) -> ControlFlow<()> {
        let step = state.step();
        self.states
            .push((step, state.to_bytes("this run").unwrap()));
        self.stops(Stop::State(step))
    }
}

/// A run, watched up to the state of some step.
struct Case<'a> {
    settings: &'a RunSettings,
    datasets: &'a Datasets,
    backend: Backend,
    end: u64,
}

impl Case<'_> {
    fn go(&self, bytes: Option<&[u8]>, mut watch: Watch) -> Watch {
        let state = bytes.map(|bytes| State::from_bytes(bytes, "this run").unwrap());
        let outcome = train_from(
            self.settings,
            self.datasets,
            self.backend,
            state,
            &mut watch,
        );
        let (Stop::Step(step) | Stop::Snapshot(step) | Stop::State(step)) = watch.stop;
        assert_eq!(outcome.unwrap(), Outcome::Stopped { step });
        watch
    }

    /// Checks that the run until `stop` and the rest of it from there make up the whole.
    fn is_whole_in_two_parts(&self, whole: &Watch, snapshots: &[Exact], stop: Stop) {
        let (Stop::Step(step) | Stop::Snapshot(step) | Stop::State(step)) = stop;
        let before = self.go(None, Watch::until(stop, step));
        let [(_, bytes)] = &before.states[..] else {
            panic!("{} states at {stop:?}", before.states.len());
        };
        let after = self.go(Some(bytes), Watch::until(Stop::State(self.end), step));
        let both = [before.snapshots, after.snapshots].concat();
        assert!(exact(&both) == snapshots, "other snapshots: {stop:?}");
        assert_eq!([before.steps, after.steps].concat(), whole.steps);
        // After the snapshot, all states are those of the whole run, and so is the first.
        let states = &whole.states[step as usize..];
        assert!(after.states == states, "other states: {stop:?}");
        let seen = !matches!(stop, Stop::Step(_));
        assert_eq!(*bytes == states[0].1, seen, "{stop:?}");
    }

    /// Checks the run one step at a time, resuming from the bytes of each state.
    fn is_whole_in_steps(&self, whole: &Watch, snapshots: &[Exact]) {
        let mut taken = Vec::new();
        let mut bytes: Option<Vec<u8>> = None;
        for step in 1..=self.end {
            let part = self.go(bytes.as_deref(), Watch::until(Stop::Step(step), step));
            assert_eq!(part.steps, [step]);
            taken.extend(part.snapshots);
            bytes = part.states.into_iter().next().map(|(_, bytes)| bytes);
        }
        let last = Watch::until(Stop::State(self.end), self.end);
        let last = self.go(bytes.as_deref(), last);
        assert!(last.steps.is_empty());
        taken.extend(last.snapshots);
        assert!(exact(&taken) == snapshots, "other snapshots in steps");
        assert_eq!(last.states.last(), whole.states.last());
    }
}

/// The run up to the state of step `end`, interrupted everywhere, on every backend.
fn is_the_same_interrupted_everywhere(settings: &RunSettings, datasets: &Datasets, end: u64) {
    for backend in Backend::ALL.iter().copied().filter(|one| !one.stacks()) {
        let case = Case {
            settings,
            datasets,
            backend,
            end,
        };
        let whole = case.go(None, Watch::until(Stop::State(end), 0));
        assert_eq!(whole.states.len() as u64, end + 1);
        let snapshots = exact(&whole.snapshots);
        assert!(!snapshots.is_empty());
        for step in 0..=end {
            case.is_whole_in_two_parts(&whole, &snapshots, Stop::State(step));
            if step > 0 {
                case.is_whole_in_two_parts(&whole, &snapshots, Stop::Step(step));
            }
            if snapshots.iter().any(|snapshot| snapshot.0 == step) {
                case.is_whole_in_two_parts(&whole, &snapshots, Stop::Snapshot(step));
            }
        }
        case.is_whole_in_steps(&whole, &snapshots);
    }
}

fn points(points: usize, batch: usize, epochs: usize, hidden: &[usize]) -> RunSettings {
    let mut settings = memorise(points, epochs);
    settings.training.batch = batch;
    settings.network.hidden = hidden.to_vec();
    settings
}

fn series(unit: Unit, spacing: Spacing, from: f64, count: usize) -> CheckpointSeries {
    CheckpointSeries {
        unit,
        spacing,
        from,
        to: None,
        count,
    }
}

#[test]
fn memorising_runs_are_the_same_interrupted_everywhere() {
    for (settings, steps) in [
        // The last batch of an epoch full, and not; one batch an epoch, not full; no epoch at all.
        (points(6, 3, 6, &[5]), 12),
        (points(7, 3, 5, &[5, 4]), 15),
        (points(3, 128, 9, &[5]), 9),
        (points(1, 1, 4, &[]), 4),
        (points(7, 3, 0, &[5]), 0),
        // Across the steps at which tiny moments are flushed.
        (points(7, 3, 44, &[3]), 132),
    ] {
        assert_eq!(settings.total_steps(), steps);
        is_the_same_interrupted_everywhere(&settings, &Datasets::none(), steps);
    }
}

#[test]
fn runs_on_images_are_the_same_interrupted_everywhere() {
    // 3 batches an epoch, of which the last is not full.
    let datasets = made(70, 9);
    for label_noise in [0.0, 0.5] {
        let mut settings = digits(label_noise);
        settings.training.batch = 32;
        settings.checkpoints[0] = CheckpointSeries {
            to: Some(8.0),
            ..series(Unit::Steps, Spacing::Linear, 0.0, 3)
        };
        is_the_same_interrupted_everywhere(&settings, &datasets, 10);
    }
}

#[test]
fn networks_that_are_not_trained_are_the_same_interrupted_everywhere() {
    for task in [
        Task::Sawtooth(Sawtooth {
            doublings: 3,
            noise_std: 0.1,
        }),
        Task::Untrained(Untrained {
            inputs: 3,
            outputs: 2,
        }),
    ] {
        let mut settings = memorise(1, 4);
        settings.task = task;
        settings.measures.clear();
        is_the_same_interrupted_everywhere(&settings, &Datasets::none(), 0);
    }
}

prop_compose! {
    fn any_series()(
        epochs in any::<bool>(),
        logarithmic in any::<bool>(),
        from in 0.25..3.0_f64,
        count in 1..8_usize,
    ) -> CheckpointSeries {
        let unit = if epochs { Unit::Epochs } else { Unit::Steps };
        let spacing = if logarithmic { Spacing::Logarithmic } else { Spacing::Linear };
        series(unit, spacing, from, count)
    }
}

prop_compose! {
    fn any_run()(
        seed in any::<u64>(),
        (points, dimension) in (1..12_usize, 1..4_usize),
        (batch, epochs) in (1..14_usize, 0..5_usize),
        hidden in prop::collection::vec(1..5_usize, 0..3),
        learning_rate in prop::sample::select(vec![0.0, 1e-3, 0.3, 20.0]),
        checkpoints in prop::collection::vec(any_series(), 0..3),
        measured in any::<bool>(),
    ) -> RunSettings {
        let mut settings = self::points(points, batch, epochs, &hidden);
        settings.seed = seed;
        settings.task = Task::Memorise(Memorise { points, dimension, half_side: 1.0 });
        settings.training.learning_rate = learning_rate;
        settings.checkpoints = checkpoints;
        settings.measures = if measured { vec![Measure::Loss] } else { Vec::new() };
        settings
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_run_is_the_same_interrupted_everywhere(settings in any_run()) {
        let total = settings.total_steps();
        is_the_same_interrupted_everywhere(&settings, &Datasets::none(), total);
    }
}
