//! Stacks that are stopped, and resume from the states of their runs.

use super::support::{IMAGES, Recorder, distance, eight, fewer_digits, points, stack, whole_stack};
use crease_experiment::settings::RunSettings;
use crease_train::{Backend, Datasets, Outcome, State};

/// Stops runs at different steps, and trains the rest of all in one stack. `slack` is how far from
/// the uninterrupted runs they may end.
pub fn resumed_runs_end_where_the_whole_does(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    slack: f64,
) {
    let runs = &eight(settings)[..4];
    let whole = whole_stack(runs, datasets, backend);
    let stops = [10, 70, 130, 130];
    let mut states = Vec::new();
    let mut before = Vec::new();
    for (run, stop) in runs.iter().zip(stops) {
        let mut recorders = [Recorder::stopping_at(stop)];
        let one = std::slice::from_ref(run);
        let outcomes = stack(one, vec![None], datasets, backend, &mut recorders);
        let [recorder] = recorders;
        let step = *recorder.steps.last().unwrap();
        assert!(step >= stop && step < stop + 64);
        let Ok(Outcome::Stopped { step: stopped }) = outcomes[0] else {
            panic!("{:?}", outcomes[0]);
        };
        assert_eq!(stopped, step);
        assert_eq!(recorder.states.len(), 1);
        assert_eq!(recorder.states[0].step(), step);
        // As it would be saved.
        let bytes = recorder.states[0].to_bytes("run").unwrap();
        states.push(Some(State::from_bytes(&bytes, "run").unwrap()));
        before.push(recorder);
    }
    let mut after: Vec<Recorder> = runs.iter().map(|_| Recorder::default()).collect();
    for outcome in stack(runs, states, datasets, backend, &mut after) {
        assert_eq!(outcome.unwrap(), Outcome::Finished);
    }
    for ((whole, before), after) in whole.iter().zip(before).zip(after) {
        assert_eq!([before.steps, after.steps].concat(), whole.steps);
        let snapshots = [before.snapshots, after.snapshots].concat();
        assert_eq!(snapshots.len(), whole.snapshots.len());
        for (found, expected) in snapshots.iter().zip(&whole.snapshots) {
            assert_eq!(found.step, expected.step);
            let apart = distance(&found.network, &expected.network);
            assert!(apart <= slack, "step {}: {apart:e}", found.step);
        }
    }
}

#[test]
fn points_on_the_cpu() {
    resumed_runs_end_where_the_whole_does(
        &points(200),
        &Datasets::none(),
        Backend::FlexStacked,
        1e-4,
    );
}

#[test]
fn digits_on_the_cpu() {
    resumed_runs_end_where_the_whole_does(
        &fewer_digits(150, 0.2),
        &IMAGES,
        Backend::FlexStacked,
        1e-4,
    );
}

/// A stack of the same runs computes the same whether it is interrupted or not.
#[test]
fn a_whole_stack_that_resumes_is_the_same_to_the_last_bit() {
    let runs = eight(&points(200));
    let none = Datasets::none();
    let backend = Backend::FlexStacked;
    let whole = whole_stack(&runs, &none, backend);
    let mut before: Vec<Recorder> = runs.iter().map(|_| Recorder::stopping_at(90)).collect();
    let states = runs.iter().map(|_| None).collect();
    for outcome in stack(&runs, states, &none, backend, &mut before) {
        assert_eq!(outcome.unwrap(), Outcome::Stopped { step: 100 });
    }
    let mut after: Vec<Recorder> = runs.iter().map(|_| Recorder::default()).collect();
    let states = before.iter_mut().map(|recorder| recorder.states.pop());
    stack(&runs, states.collect(), &none, backend, &mut after);
    for ((whole, before), after) in whole.iter().zip(before).zip(after) {
        assert_eq!(
            [before.snapshots, after.snapshots].concat(),
            whole.snapshots
        );
    }
}
