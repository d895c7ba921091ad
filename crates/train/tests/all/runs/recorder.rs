//! The observer of all these tests.

use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Neighbourhoods, NetworkSettings,
    RunSettings, Slice, Spacing, Task, Training, Unit,
};
use crease_network::{Layer, Network};
use crease_train::{Backend, Datasets, Observer, Outcome, Snapshot, State, train};
use std::ops::ControlFlow;

/// A run with five snapshots, the first at step 0 and the last at its end.
pub fn memorise(points: usize, epochs: usize) -> RunSettings {
    RunSettings {
        seed: 11,
        network: NetworkSettings::default(),
        task: Task::Memorise(Memorise {
            points,
            ..Memorise::default()
        }),
        training: Training {
            batch: 32,
            epochs,
            ..Training::default()
        },
        checkpoints: vec![CheckpointSeries {
            unit: Unit::Epochs,
            spacing: Spacing::Linear,
            from: 0.0,
            to: None,
            count: 5,
        }],
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        neighbourhoods: Neighbourhoods::default(),
        measures: vec![Measure::Loss, Measure::Accuracy],
    }
}

/// Keeps every snapshot and counts steps; stops at a step, and takes states, if configured so.
#[derive(Default)]
pub struct Recorder {
    pub snapshots: Vec<Snapshot>,
    pub steps: Vec<u64>,
    pub states: Vec<State>,
    pub stop_at_step: Option<u64>,
    pub stop_at_snapshot: Option<usize>,
    pub take_states_at: Vec<u64>,
    pub stop_at_state: bool,
}

impl Observer for Recorder {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        self.snapshots.push(snapshot);
        if self.stop_at_snapshot == Some(self.snapshots.len()) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.steps.push(step);
        if self.stop_at_step == Some(step) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn wants_state(&mut self, step: u64) -> bool {
        self.take_states_at.contains(&step)
    }

    fn state(&mut self, state: State) -> ControlFlow<()> {
        self.states.push(state);
        if self.stop_at_state {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// A whole run without data sets.
pub fn record(settings: &RunSettings) -> Recorder {
    record_with(settings, &Datasets::none())
}

/// A whole run.
pub fn record_with(settings: &RunSettings, datasets: &Datasets) -> Recorder {
    let mut recorder = Recorder::default();
    let outcome = train(settings, datasets, Backend::Flex, &mut recorder).unwrap();
    assert_eq!(outcome, Outcome::Finished);
    recorder
}

/// All parameters to the last bit; trained parameters are `f32` numbers.
pub fn bits(network: &Network) -> Vec<u32> {
    let numbers = |layer: &Layer| [&layer.weight[..], &layer.bias].concat();
    let numbers = network.layers().iter().flat_map(numbers);
    let bits = |number: f64| {
        let single = number as f32;
        assert_eq!(f64::from(single).to_bits(), number.to_bits());
        single.to_bits()
    };
    numbers.map(bits).collect()
}

/// A snapshot to the last bit.
pub type Exact = (u64, Vec<u32>, [Option<u64>; 3]);

/// Snapshots to the last bit.
pub fn exact(snapshots: &[Snapshot]) -> Vec<Exact> {
    let exact = |snapshot: &Snapshot| {
        let numbers = [snapshot.loss, snapshot.accuracy, snapshot.test_accuracy];
        (
            snapshot.step,
            bits(&snapshot.network),
            numbers.map(|number| number.map(f64::to_bits)),
        )
    };
    snapshots.iter().map(exact).collect()
}
