//! Whole runs, as the pipeline makes them.

use crease_experiment::settings::{
    CheckpointSeries, Keep, Memorise, NetworkSettings, RunSettings, Slice, Spacing, Task, Training,
    Unit,
};
use crease_network::Network;
use crease_train::{Backend, Observer, Outcome, Snapshot, TrainError, train};
use std::ops::ControlFlow;

fn settings(points: usize, epochs: usize) -> RunSettings {
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
        measures: Vec::new(),
    }
}

/// Keeps every snapshot and counts steps; stops at a step if told to.
#[derive(Default)]
struct Recorder {
    snapshots: Vec<Snapshot>,
    steps: Vec<u64>,
    stop_at_step: Option<u64>,
    stop_at_snapshot: Option<usize>,
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
}

fn record(settings: &RunSettings) -> Recorder {
    let mut recorder = Recorder::default();
    let outcome = train(settings, Backend::Flex, &mut recorder).unwrap();
    assert_eq!(outcome, Outcome::Finished);
    recorder
}

fn bits(network: &Network) -> Vec<u32> {
    let numbers = |layer: &crease_network::Layer| [&layer.weight[..], &layer.bias].concat();
    network
        .layers()
        .iter()
        .flat_map(numbers)
        .map(f32::to_bits)
        .collect()
}

#[test]
fn snapshots_come_at_the_steps_of_the_schedule() {
    // 70 points in batches of 32 are 3 steps an epoch.
    let recorder = record(&settings(70, 8));
    assert_eq!(recorder.steps, (1..=24).collect::<Vec<_>>());
    let steps: Vec<u64> = recorder
        .snapshots
        .iter()
        .map(|snapshot| snapshot.step)
        .collect();
    let epochs: Vec<f64> = recorder
        .snapshots
        .iter()
        .map(|snapshot| snapshot.epoch)
        .collect();
    assert_eq!(steps, [0, 6, 12, 18, 24]);
    assert_eq!(epochs, [0.0, 2.0, 4.0, 6.0, 8.0]);
    let widths = recorder.snapshots[0].network.widths();
    assert_eq!(widths, [2, 32, 32, 32, 1]);
}

#[test]
fn a_run_is_the_same_alone_and_beside_others() {
    let run = || record(&settings(100, 30)).snapshots;
    let other = || {
        record(&RunSettings {
            seed: 12,
            ..settings(100, 30)
        })
        .snapshots
    };
    let alone = run();
    let (beside, third) = std::thread::scope(|scope| {
        let handles = [scope.spawn(run), scope.spawn(other)];
        let mut results = handles.map(|handle| handle.join().unwrap()).into_iter();
        (results.next().unwrap(), results.next().unwrap())
    });
    for (a, b) in alone.iter().zip(&beside) {
        assert_eq!(bits(&a.network), bits(&b.network), "step {}", a.step);
        assert_eq!(a.loss.to_bits(), b.loss.to_bits());
        assert_eq!(a.accuracy.to_bits(), b.accuracy.to_bits());
    }
    assert_eq!(alone.len(), beside.len());
    assert_ne!(
        bits(&alone[0].network),
        bits(&third[0].network),
        "another seed"
    );
}

#[test]
fn watching_changes_nothing() {
    let often = settings(100, 20);
    let mut once = often.clone();
    once.checkpoints[0].from = 20.0;
    once.checkpoints[0].count = 1;
    let (often, once) = (record(&often).snapshots, record(&once).snapshots);
    assert!(often.len() > once.len());
    assert_eq!(often.last(), once.last());
}

#[test]
fn a_network_memorises() {
    let mut settings = settings(64, 600);
    settings.training.learning_rate = 3e-3;
    let recorder = record(&settings);
    let (first, last) = (&recorder.snapshots[0], recorder.snapshots.last().unwrap());
    assert!(
        first.loss > 0.6 && first.accuracy < 0.8,
        "{} {}",
        first.loss,
        first.accuracy
    );
    assert!(
        last.loss < 0.2 && last.accuracy > 0.95,
        "{} {}",
        last.loss,
        last.accuracy
    );
}

#[test]
fn the_observer_stops_a_run() {
    let mut at_step = Recorder {
        stop_at_step: Some(6),
        ..Recorder::default()
    };
    let outcome = train(&settings(70, 8), Backend::Flex, &mut at_step).unwrap();
    assert_eq!(outcome, Outcome::Stopped { step: 6 });
    assert_eq!(
        at_step.snapshots.len(),
        1,
        "step 6 is scheduled, but comes too late"
    );

    let mut at_snapshot = Recorder {
        stop_at_snapshot: Some(2),
        ..Recorder::default()
    };
    let outcome = train(&settings(70, 8), Backend::Flex, &mut at_snapshot).unwrap();
    assert_eq!(outcome, Outcome::Stopped { step: 6 });
    assert_eq!(at_snapshot.steps.len(), 6);
}

#[test]
fn divergence_is_an_error_that_says_when() {
    let mut settings = settings(70, 8);
    settings.training.learning_rate = 1e30;
    let mut recorder = Recorder::default();
    let error = train(&settings, Backend::Flex, &mut recorder).unwrap_err();
    assert!(
        matches!(error, TrainError::Diverged { step: 6, .. }),
        "{error}"
    );
    assert_eq!(recorder.snapshots.len(), 1, "the one at initialisation");
}

#[test]
fn divergence_behind_the_last_snapshot_is_found_at_the_end() {
    let mut settings = settings(70, 8);
    settings.training.learning_rate = 1e30;
    settings.checkpoints[0].to = Some(0.0);
    let error = train(&settings, Backend::Flex, &mut Recorder::default()).unwrap_err();
    assert!(
        matches!(error, TrainError::Diverged { step: 24, .. }),
        "{error}"
    );
}

#[test]
fn settings_that_are_no_run_are_refused_by_key() {
    let refused = |change: fn(&mut RunSettings)| {
        let mut settings = settings(70, 8);
        change(&mut settings);
        train(&settings, Backend::Flex, &mut Recorder::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(|settings| settings.training.batch = 0),
        "training.batch is 0, expected a positive number"
    );
    assert_eq!(
        refused(|settings| settings.network.hidden = vec![32, 0]),
        "network.hidden is [32, 0], expected positive widths"
    );
    assert!(
        refused(|settings| settings.training.learning_rate = f64::NAN).contains("learning_rate")
    );
}
