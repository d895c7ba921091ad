//! The pipeline with stand-ins for the trainer: what goes wrong in one run stays there.

use super::scheduler::{Context, Train, execute};
use crate::survey;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, NetworkSettings, RunSettings, Slice,
    Spacing, Task, Training, Unit,
};
use crease_network::{Activation, Layer, Network};
use crease_results::{Folder, Found, Journal, Machine, Session, State, utc_now};
use crease_train::{Datasets, Observer, Outcome, Snapshot, TrainError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// 4 runs of 8 steps, a checkpoint at each.
fn runs() -> Vec<PlannedRun> {
    let run = |index: u64| PlannedRun {
        id: format!("run-{index}"),
        point: Vec::new(),
        repeat: index as usize,
        settings: RunSettings {
            seed: index,
            network: NetworkSettings::default(),
            task: Task::Memorise(Memorise {
                points: 8,
                ..Memorise::default()
            }),
            training: Training {
                batch: 8,
                epochs: 8,
                ..Training::default()
            },
            checkpoints: vec![CheckpointSeries {
                unit: Unit::Steps,
                spacing: Spacing::Linear,
                from: 0.0,
                to: Some(8.0),
                count: 9,
            }],
            keep: Keep::Last,
            slice: Slice::Plane,
            distances: Distances::default(),
            measures: vec![Measure::ActivationRegions, Measure::Loss],
        },
        hash: format!("hash-{index}"),
    };
    (0..4).map(run).collect()
}

/// One hidden layer of as many parallel lines as there were steps, in `inputs` dimensions.
fn snapshot(step: u64, inputs: usize) -> Snapshot {
    let units = step as usize + 1;
    let mut weight = vec![0.0; units * inputs];
    weight.iter_mut().step_by(inputs).for_each(|w| *w = 1.0);
    let hidden = Layer {
        weight,
        bias: (0..units).map(|unit| unit as f32).collect(),
        inputs,
        outputs: units,
    };
    let output = Layer {
        weight: vec![1.0; units],
        bias: vec![0.0],
        inputs: units,
        outputs: 1,
    };
    Snapshot {
        step,
        epoch: step as f64,
        network: Network::new(vec![hidden, output], Activation::relu()).unwrap(),
        loss: Some(1.0 / (step + 1) as f64),
        accuracy: None,
        test_accuracy: None,
    }
}

fn pretend(settings: &RunSettings, observer: &mut dyn Observer, inputs: usize) -> Outcome {
    for step in 0..=settings.total_steps() {
        let stopped = (step > 0 && observer.step(step).is_break())
            || observer.snapshot(snapshot(step, inputs)).is_break();
        if stopped {
            return Outcome::Stopped { step };
        }
    }
    Outcome::Finished
}

struct Trial {
    tally: super::Tally,
    folder: Folder,
    _results: tempfile::TempDir,
}

fn session() -> Session {
    Session {
        id: String::new(),
        number: 0,
        host: "here".to_owned(),
        pid: 1,
        shard: None,
        began: utc_now(),
        crease: "0".to_owned(),
        rustc: "0".to_owned(),
        backend: "pretended".to_owned(),
        jobs: 2,
        runs_finished: 0,
        runs_diverged: 0,
        runs_failed: 0,
        interrupted: true,
        wall_seconds: 0.0,
        machine: Machine::this(),
    }
}

impl Trial {
    fn state(&self, run: &PlannedRun) -> Option<State> {
        match survey::find(&self.folder, run) {
            Found::Ended(ended) => Some(ended.status.state),
            _ => None,
        }
    }
}

fn attempt(train: &Train, stop: &AtomicBool) -> Trial {
    let results = tempfile::tempdir().unwrap();
    let (folder, _) = Folder::claim(results.path(), "trial", None).unwrap();
    let runs = runs();
    let mut journal = Journal::begin(&folder, session()).unwrap();
    let context = Context {
        folder: &folder,
        datasets: &Datasets::none(),
        train,
        backend: "pretended",
        jobs: 2,
        keep_every: Duration::from_mins(1),
        stop,
        ended_before: 0,
        session: "now",
    };
    let tally = execute(&runs.iter().collect::<Vec<_>>(), &context, &mut journal).unwrap();
    Trial {
        tally,
        folder,
        _results: results,
    }
}

#[test]
fn rows_are_in_order_and_counted_from_the_checkpoints() {
    let trial = attempt(
        &|settings, _, observer| Ok(pretend(settings, observer, 2)),
        &AtomicBool::new(false),
    );
    assert_eq!(trial.tally.finished, 4);
    assert!(!trial.tally.interrupted);
    for run in runs() {
        let Found::Ended(ended) = survey::find(&trial.folder, &run) else {
            panic!("{} is not there", run.id);
        };
        let steps: Vec<u64> = ended.rows.iter().map(|row| row.step).collect();
        assert_eq!(steps, (0..=8).collect::<Vec<u64>>());
        for row in ended.rows {
            // n parallel lines make n + 1 regions.
            assert_eq!(
                row.values,
                [row.step as f64 + 2.0, 1.0 / (row.step + 1) as f64]
            );
        }
    }
}

#[test]
fn a_panic_costs_one_run() {
    let trial = attempt(
        &|settings, _, observer| {
            assert!(settings.seed != 2, "seed 2 it is");
            Ok(pretend(settings, observer, 2))
        },
        &AtomicBool::new(false),
    );
    assert_eq!(trial.tally.finished, 3);
    let expected = ("run-2".to_owned(), "panic: seed 2 it is".to_owned());
    assert_eq!(trial.tally.failed, [expected]);
    assert_eq!(trial.state(&runs()[2]), Some(State::Failed));
}

#[test]
fn a_checkpoint_that_cannot_be_analysed_ends_its_run_and_no_other() {
    let trial = attempt(
        &|settings, _, observer| {
            let inputs = if settings.seed == 1 { 3 } else { 2 };
            Ok(pretend(settings, observer, inputs))
        },
        &AtomicBool::new(false),
    );
    assert_eq!(trial.tally.finished, 3);
    let [(id, error)] = trial.tally.failed.as_slice() else {
        panic!("{:?}", trial.tally);
    };
    assert_eq!(id, "run-1");
    assert!(error.starts_with("checkpoint at step "), "{error}");
    assert!(error.contains("3 inputs"), "{error}");
}

#[test]
fn a_run_that_diverges_is_a_result_up_to_there() {
    let trial = attempt(
        &|settings, _, observer| {
            if settings.seed != 2 {
                return Ok(pretend(settings, observer, 2));
            }
            for step in 0..4 {
                let _ = observer.step(step);
                let _ = observer.snapshot(snapshot(step, 2));
            }
            let _ = observer.step(4);
            let what = "a weight is NaN".to_owned();
            Err(TrainError::Diverged { step: 4, what })
        },
        &AtomicBool::new(false),
    );
    assert_eq!(trial.tally.finished, 3);
    assert!(trial.tally.failed.is_empty());
    let Found::Ended(ended) = survey::find(&trial.folder, &runs()[2]) else {
        panic!("not recorded");
    };
    assert_eq!(ended.status.state, State::Diverged);
    assert_eq!(ended.status.diverged_at, Some(4));
    assert_eq!(ended.rows.len(), 4);
}

#[test]
fn after_a_stop_no_run_starts_and_none_is_half_kept() {
    let stop = AtomicBool::new(false);
    let trial = attempt(
        &|settings, _, observer| {
            if settings.seed > 0 {
                stop.store(true, Ordering::Relaxed);
            }
            Ok(pretend(settings, observer, 2))
        },
        &stop,
    );
    assert!(trial.tally.interrupted);
    assert!(trial.tally.failed.is_empty());
    for run in runs().iter().skip(1) {
        assert!(!trial.folder.run(&run.id).path().exists());
    }
}
