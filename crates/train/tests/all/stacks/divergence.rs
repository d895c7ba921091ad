//! A run that diverges: its step is found, and the other runs are not affected.

use super::support::{Recorder, points, stack};
use crease_experiment::settings::RunSettings;
use crease_train::{Backend, Datasets, Outcome, TrainError, train};

/// A stack of runs some of which diverge, in the middle of a stretch and at different steps.
fn runs() -> Vec<RunSettings> {
    let mut runs = Vec::new();
    for (seed, rate) in [
        (1, 1e-3),
        (2, 1e30),
        (3, 1e39),
        (4, 1e-3),
        (5, 1e11),
        (6, 1e9),
    ] {
        let mut run = points(150);
        run.seed = seed;
        run.training.learning_rate = rate;
        // An infinite loss would end it before its weights are.
        run.measures.clear();
        runs.push(run);
    }
    runs
}

fn outcome(outcome: &Result<Outcome, TrainError>) -> Result<Outcome, u64> {
    match outcome {
        Ok(outcome) => Ok(*outcome),
        Err(TrainError::Diverged { step, what }) => {
            assert!(what.contains("expected a finite number"), "{what}");
            Err(*step)
        }
        Err(error) => panic!("{error}"),
    }
}

/// The runs that diverge do so at the step that their weights show; the others are as if none had.
pub fn divergence_is_found_to_its_step(backend: Backend) {
    let runs = runs();
    let mut recorders: Vec<Recorder> = runs.iter().map(|_| Recorder::default()).collect();
    let states = runs.iter().map(|_| None).collect();
    let outcomes = stack(&runs, states, &Datasets::none(), backend, &mut recorders);
    let found: Vec<_> = outcomes.iter().map(outcome).collect();
    assert_eq!(found[0], Ok(Outcome::Finished));
    assert_eq!(found[3], Ok(Outcome::Finished));
    // Adam's first step has the length of the learning rate.
    assert_eq!(found[1], Err(2));
    assert_eq!(found[2], Err(1));
    for (run, recorder) in recorders.iter().enumerate() {
        let last = found[run].err().unwrap_or(runs[run].total_steps());
        assert_eq!(recorder.steps, (1..=last).collect::<Vec<_>>());
        assert!(
            recorder
                .scheduled()
                .iter()
                .all(|&step| step < last || found[run].is_ok())
        );
        // Alone it is the same.
        let mut alone = Recorder::default();
        let alone_outcome = train(&runs[run], &Datasets::none(), backend, &mut alone);
        if backend == Backend::FlexStacked {
            assert_eq!(outcome(&alone_outcome), found[run]);
            assert_eq!(alone.scheduled(), recorder.scheduled());
        }
    }
}

#[test]
fn on_the_cpu() {
    divergence_is_found_to_its_step(Backend::FlexStacked);
}
