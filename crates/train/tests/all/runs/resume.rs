//! Runs that are interrupted, and resume from the bytes of a state.

use super::digits::{digits, made};
use super::recorder::{Recorder, exact, memorise, record_with};
use crease_experiment::settings::{RunSettings, Sawtooth, Task};
use crease_train::{Backend, Datasets, Outcome, Snapshot, State, TrainError, train, train_from};

/// Interrupts the run as `interrupt` says and takes its state to bytes.
fn interrupted(
    settings: &RunSettings,
    datasets: &Datasets,
    interrupt: Recorder,
) -> (Recorder, Vec<u8>) {
    let mut recorder = interrupt;
    let outcome = train(settings, datasets, Backend::Flex, &mut recorder).unwrap();
    assert!(matches!(outcome, Outcome::Stopped { .. }));
    assert_eq!(recorder.states.len(), 1);
    let bytes = recorder.states[0].to_bytes("this run").unwrap();
    (recorder, bytes)
}

fn resumed(settings: &RunSettings, datasets: &Datasets, bytes: &[u8]) -> Recorder {
    let state = State::from_bytes(bytes, "this run").unwrap();
    let total = settings.total_steps();
    let mut recorder = Recorder {
        take_states_at: vec![total],
        ..Recorder::default()
    };
    let outcome = train_from(
        settings,
        datasets,
        Backend::Flex,
        Some(state),
        &mut recorder,
    );
    assert_eq!(outcome.unwrap(), Outcome::Finished);
    recorder
}

/// Interrupts and resumes at each of `steps`; snapshots and the state at the end have to be those
/// of the whole run.
fn is_the_same_wherever_interrupted(settings: &RunSettings, datasets: &Datasets, steps: &[u64]) {
    let mut whole = Recorder {
        take_states_at: vec![settings.total_steps()],
        ..Recorder::default()
    };
    train(settings, datasets, Backend::Flex, &mut whole).unwrap();
    let end = whole.states[0].to_bytes("this run").unwrap();
    for &step in steps {
        let interrupt = Recorder {
            stop_at_step: Some(step),
            take_states_at: vec![step],
            ..Recorder::default()
        };
        let (before, bytes) = interrupted(settings, datasets, interrupt);
        let after = resumed(settings, datasets, &bytes);
        let snapshots = [before.snapshots, after.snapshots].concat();
        assert_eq!(exact(&snapshots), exact(&whole.snapshots), "at {step}");
        assert_eq!([before.steps, after.steps].concat(), whole.steps);
        let found = after.states[0].to_bytes("this run").unwrap();
        assert!(found == end, "another end after step {step}");
    }
}

#[test]
fn a_resumed_run_ends_in_the_same_bytes() {
    // 3 steps an epoch, 120 in all: across the flushes of tiny moments and the ends of epochs.
    let settings = memorise(70, 40);
    let steps = [1, 2, 3, 4, 6, 30, 59, 60, 61, 63, 64, 65, 119, 120];
    is_the_same_wherever_interrupted(&settings, &Datasets::none(), &steps);
}

#[test]
fn a_resumed_run_on_images_ends_in_the_same_bytes() {
    // 300 images, so 10 batches, of which the last is not full.
    let mut settings = digits(0.5);
    settings.training.batch = 32;
    settings.checkpoints[0].to = Some(0.04);
    let datasets = made(300, 50);
    let steps = [1, 9, 10, 11, 75];
    is_the_same_wherever_interrupted(&settings, &datasets, &steps);
}

#[test]
fn a_state_taken_after_a_snapshot_does_not_repeat_it() {
    let settings = memorise(70, 8);
    let whole = record_with(&settings, &Datasets::none());
    for stop_at_snapshot in [1, 2, 5] {
        let interrupt = Recorder {
            stop_at_snapshot: Some(stop_at_snapshot),
            take_states_at: vec![[0, 6, 12, 18, 24][stop_at_snapshot - 1]],
            ..Recorder::default()
        };
        let (before, bytes) = interrupted(&settings, &Datasets::none(), interrupt);
        let after = resumed(&settings, &Datasets::none(), &bytes);
        assert_eq!(before.snapshots.len(), stop_at_snapshot);
        let snapshots = [before.snapshots, after.snapshots].concat();
        assert_eq!(exact(&snapshots), exact(&whole.snapshots));
    }
}

#[test]
fn taking_a_state_may_stop_the_run() {
    let settings = memorise(70, 8);
    let interrupt = Recorder {
        take_states_at: vec![12],
        stop_at_state: true,
        ..Recorder::default()
    };
    let (before, bytes) = interrupted(&settings, &Datasets::none(), interrupt);
    assert_eq!(before.steps.last(), Some(&12));
    let after = resumed(&settings, &Datasets::none(), &bytes);
    let snapshots = [before.snapshots, after.snapshots].concat();
    let whole = record_with(&settings, &Datasets::none());
    assert_eq!(exact(&snapshots), exact(&whole.snapshots));
}

#[test]
fn taking_states_changes_nothing() {
    let settings = memorise(70, 8);
    let mut recorder = Recorder {
        take_states_at: (0..=24).collect(),
        ..Recorder::default()
    };
    train(&settings, &Datasets::none(), Backend::Flex, &mut recorder).unwrap();
    let steps: Vec<u64> = recorder.states.iter().map(State::step).collect();
    assert_eq!(steps, (0..=24).collect::<Vec<_>>());
    let whole = record_with(&settings, &Datasets::none());
    assert_eq!(exact(&recorder.snapshots), exact(&whole.snapshots));
    // And the run can resume from each of them.
    for state in recorder.states {
        let from = state.step();
        let mut rest = Recorder::default();
        train_from(
            &settings,
            &Datasets::none(),
            Backend::Flex,
            Some(state),
            &mut rest,
        )
        .unwrap();
        let left = whole.snapshots.iter().filter(|taken| taken.step > from);
        let left: Vec<Snapshot> = left.cloned().collect();
        assert_eq!(exact(&rest.snapshots), exact(&left), "from {from}");
    }
}

#[test]
fn a_run_without_steps_can_be_resumed_too() {
    let mut settings = memorise(1, 1);
    settings.task = Task::Sawtooth(Sawtooth::default());
    settings.measures.clear();
    let interrupt = Recorder {
        stop_at_snapshot: Some(1),
        take_states_at: vec![0],
        ..Recorder::default()
    };
    let (_, bytes) = interrupted(&settings, &Datasets::none(), interrupt);
    let after = resumed(&settings, &Datasets::none(), &bytes);
    assert!(after.snapshots.is_empty() && after.steps.is_empty());
}

#[test]
fn a_state_that_does_not_fit_the_settings_is_refused() {
    let settings = memorise(70, 8);
    let interrupt = || Recorder {
        stop_at_step: Some(20),
        take_states_at: vec![20],
        ..Recorder::default()
    };
    let refused = |change: fn(&mut RunSettings)| {
        let (_, bytes) = interrupted(&settings, &Datasets::none(), interrupt());
        let state = State::from_bytes(&bytes, "this run").unwrap();
        let mut changed = settings.clone();
        change(&mut changed);
        let mut recorder = Recorder::default();
        let result = train_from(
            &changed,
            &Datasets::none(),
            Backend::Flex,
            Some(state),
            &mut recorder,
        );
        assert!(matches!(result, Err(TrainError::State(_))), "{result:?}");
        assert!(recorder.snapshots.is_empty() && recorder.steps.is_empty());
        result.unwrap_err().to_string()
    };
    assert_eq!(
        refused(|settings| settings.network.hidden = vec![32, 32]),
        "the training state has 2241 parameters, expected 1185 as the network has"
    );
    assert_eq!(
        refused(|settings| settings.task = memorise(71, 8).task),
        "the training state has an order of 70 examples, expected the 71 of the task"
    );
    assert_eq!(
        refused(|settings| settings.training.epochs = 2),
        "the training state has 20 steps, expected at most the 6 of the run"
    );
}
