//! The pipeline with stand-ins for the trainer: a failure of one run stays in that run.

use super::collect::Collector;
use super::context::{Context, Train};
use super::event::{Analysed, Event, Trained, TrainingEnd};
use super::scheduler::execute;
use super::signals::Signals;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Neighbourhoods, NetworkSettings, Points,
    RunSettings, Slice, Spacing, Task, Training, Unit,
};
use crease_network::{Activation, Layer, Network};
use crease_results::{Folder, Journal, Program, Row, RunEnd, Session};
use crease_train::{
    Backend, Datasets, Observer, Outcome, Snapshot, StateError, TrainError, train_from,
};
use std::fs;
use std::sync::LazyLock;
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
            neighbourhoods: Neighbourhoods::default(),
            measures: vec![Measure::ActivationRegions, Measure::Loss],
        },
        training_hash: format!("hash-{index}"),
        question_hash: "question".to_owned(),
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
        bias: (0..units).map(|unit| unit as f64).collect(),
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
        test_accuracy_by_class: None,
        gradient_norms: None,
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
    result: super::SessionResult,
    folder: Folder,
    _results: tempfile::TempDir,
}

fn session() -> Session {
    let program = Program {
        crease: "0",
        rustc: "0",
        backend: "pretended",
    };
    Session::begin(&program, 2, None)
}

impl Trial {
    fn state(&self, run: &PlannedRun) -> Option<RunEnd> {
        let ended = self.folder.run(run).ended().unwrap();
        ended.map(|ended| ended.status.state)
    }
}

fn attempt(train: &Train, stop: &AtomicBool) -> Trial {
    attempt_in(tempfile::tempdir().unwrap(), &runs(), train, stop)
}

fn attempt_in(
    results: tempfile::TempDir,
    runs: &[PlannedRun],
    train: &Train,
    stop: &AtomicBool,
) -> Trial {
    let (folder, _) = Folder::claim(results.path(), "trial", None).unwrap();
    let mut journal = Journal::begin(&folder, session()).unwrap();
    let context = context(&folder, train, stop);
    let result = execute(&runs.iter().collect::<Vec<_>>(), &context, &mut journal).unwrap();
    Trial {
        result,
        folder,
        _results: results,
    }
}

fn context<'a>(folder: &'a Folder, train: &'a Train, stop: &'a AtomicBool) -> Context<'a> {
    static NONE: LazyLock<Datasets> = LazyLock::new(Datasets::none);
    Context {
        folder,
        datasets: &NONE,
        train,
        stacking: None,
        revisit: &|_, step, _| Ok(snapshot(step, 2)),
        backend: "pretended",
        jobs: 2,
        keep_every: Duration::from_mins(1),
        stop,
        ended_before: 0,
        session: "now",
    }
}

#[test]
fn rows_are_in_order_and_counted_from_the_checkpoints() {
    let trial = attempt(
        &|settings, _, observer| Ok(pretend(settings, observer, 2)),
        &AtomicBool::new(false),
    );
    assert_eq!(trial.result.finished, 4);
    assert!(!trial.result.interrupted);
    for run in runs() {
        let Some(ended) = trial.folder.run(&run).ended().unwrap() else {
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
    assert_eq!(trial.result.finished, 3);
    let expected = ("run-2".to_owned(), "panic: seed 2 it is".to_owned());
    assert_eq!(trial.result.failed, [expected]);
    assert_eq!(trial.state(&runs()[2]), Some(RunEnd::Failed));
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
    assert_eq!(trial.result.finished, 3);
    let [(id, error)] = trial.result.failed.as_slice() else {
        panic!("{:?}", trial.result);
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
    assert_eq!(trial.result.finished, 3);
    assert!(trial.result.failed.is_empty());
    let Some(ended) = trial.folder.run(&runs()[2]).ended().unwrap() else {
        panic!("not recorded");
    };
    assert_eq!(ended.status.state, RunEnd::Diverged);
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
    assert!(trial.result.interrupted);
    assert!(trial.result.failed.is_empty());
    for run in runs().iter().skip(1) {
        assert!(!trial.folder.run(run).path().exists());
    }
}

#[test]
fn a_panic_before_the_training_costs_one_run_too() {
    let mut runs = runs();
    runs[1].settings.measures.push(Measure::BoundaryDistance);
    runs[1].settings.distances = Distances {
        points: Points::Normal,
        count: usize::MAX,
    };
    let trial = attempt_in(
        tempfile::tempdir().unwrap(),
        &runs,
        &|settings, _, observer| Ok(pretend(settings, observer, 2)),
        &AtomicBool::new(false),
    );
    assert_eq!(trial.result.finished, 3);
    let [(id, error)] = trial.result.failed.as_slice() else {
        panic!("{:?}", trial.result);
    };
    assert_eq!(id, "run-1");
    assert!(error.starts_with("panic: "), "{error}");
    assert_eq!(trial.state(&runs[1]), Some(RunEnd::Failed));
}

#[test]
fn the_first_error_is_the_reason_whatever_training_returns() {
    let trial = attempt(
        &|settings, _, observer| {
            if settings.seed != 1 {
                return Ok(pretend(settings, observer, 2));
            }
            let _ = observer.snapshot(snapshot(0, 3));
            panic!("and this comes after it");
        },
        &AtomicBool::new(false),
    );
    let [(_, error)] = trial.result.failed.as_slice() else {
        panic!("{:?}", trial.result);
    };
    assert!(error.starts_with("checkpoint at step 0: "), "{error}");
}

#[test]
fn a_run_that_cannot_be_removed_does_not_cost_others() {
    let results = tempfile::tempdir().unwrap();
    let folder = results.path().join("trial/runs/run-0");
    let stop = AtomicBool::new(false);
    let trial = attempt_in(
        results,
        &runs(),
        &|settings, _, observer| {
            if settings.seed > 0 {
                return Ok(pretend(settings, observer, 2));
            }
            fs::remove_dir_all(&folder).unwrap();
            fs::write(&folder, "no folder").unwrap();
            stop.store(true, Ordering::Relaxed);
            Ok(Outcome::Stopped { step: 0 })
        },
        &stop,
    );
    assert!(trial.result.interrupted);
}

#[test]
fn a_run_is_under_way_until_it_is_analysed() {
    let results = tempfile::tempdir().unwrap();
    let (folder, _) = Folder::claim(results.path(), "trial", None).unwrap();
    let stop = AtomicBool::new(false);
    let context = context(&folder, &|_, _, _| Ok(Outcome::Finished), &stop);
    let runs = runs();
    let runs: Vec<&PlannedRun> = runs.iter().collect();
    folder.run(runs[0]).begin().unwrap();
    let signals = Signals::new(&stop, runs.len());
    let mut collector = Collector::new(&runs, &context, &signals);
    signals.at(0, 8);
    let trained = Trained {
        checkpoints: 1,
        steps: 8,
        seconds: 0.0,
        end: TrainingEnd::Complete,
    };
    collector.take(Event::Trained(0, trained)).unwrap();
    let running = signals.running(&runs);
    assert_eq!((running.len(), running[0].step), (1, 8));
    let analysed = Analysed {
        row: Row {
            step: 8,
            epoch: 8.0,
            values: vec![1.0, 1.0],
        },
        file: None,
        exact_fallbacks: 0,
        seconds: 0.0,
    };
    let analysed = Event::Analysed(0, 8, Ok(analysed));
    collector.take(analysed).unwrap();
    assert_eq!(signals.running(&runs), []);
    assert_eq!(collector.so_far().finished, 1);
}

#[test]
fn a_refused_state_blocks_nothing() {
    let results = tempfile::tempdir().unwrap();
    let runs = runs();
    let runs = [&runs[0]];
    let attempt = |train: &Train, stop: &AtomicBool| {
        let (folder, _) = Folder::claim(results.path(), "trial", None).unwrap();
        let mut journal = Journal::begin(&folder, session()).unwrap();
        execute(&runs, &context(&folder, train, stop), &mut journal).unwrap()
    };
    let stop = AtomicBool::new(false);
    let result = attempt(
        &|settings, state, observer| {
            stop.store(true, Ordering::Relaxed);
            train_from(settings, &Datasets::none(), Backend::Flex, state, observer)
        },
        &stop,
    );
    assert!(result.interrupted);
    let going = AtomicBool::new(false);
    let result = attempt(
        &|_, state, _| {
            assert!(state.is_some_and(|state| state.step() > 0));
            Err(TrainError::State(StateError::Damaged))
        },
        &going,
    );
    assert_eq!(result.failed.len(), 1);
    let result = attempt(
        &|settings, state, observer| {
            assert!(state.is_none());
            train_from(settings, &Datasets::none(), Backend::Flex, state, observer)
        },
        &going,
    );
    assert_eq!(result.finished, 1, "{result:?}");
}
