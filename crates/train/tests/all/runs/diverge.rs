//! Runs whose weights or loss do not stay finite. The tests beside the loop check that the step is
//! exact.

use super::digits::{digits, made};
use super::recorder::{Recorder, memorise};
use crease_experiment::settings::{Measure, RunSettings, Unit};
use crease_train::{Backend, Datasets, Outcome, State, TrainError, train, train_from};
use safetensors::SafeTensors;

/// Adam's first step takes every weight as far as the learning rate: to 1e30, and no product of two
/// of them is in the range of `f32`. So the loss is infinite after step 1, and weights after step
/// 2.
fn too_fast() -> RunSettings {
    let mut settings = memorise(70, 8);
    settings.training.learning_rate = 1e30;
    settings
}

/// Networks that overflow at once, or die, or wander until they overflow; this is one of the last.
fn late() -> (RunSettings, u64) {
    let mut settings = memorise(70, 40);
    settings.measures.clear();
    for (power, seed) in (7..=13).flat_map(|power| (1..=20).map(move |seed| (power, seed))) {
        settings.training.learning_rate = 10.0_f64.powi(power);
        settings.seed = seed;
        match train_with(&settings, &Datasets::none(), &mut Recorder::default()) {
            Err(TrainError::Diverged { step, .. }) if step > 10 => return (settings, step),
            _ => {}
        }
    }
    panic!("none of 140 runs diverged late");
}

fn train_with(
    settings: &RunSettings,
    datasets: &Datasets,
    recorder: &mut Recorder,
) -> Result<Outcome, TrainError> {
    train(settings, datasets, Backend::Flex, recorder)
}

/// Step and reason of the divergence.
fn diverged<T: std::fmt::Debug>(result: Result<T, TrainError>) -> (u64, String) {
    match result {
        Err(TrainError::Diverged { step, what }) => (step, what),
        other => panic!("{other:?}"),
    }
}

/// A snapshot every `steps` steps.
fn snapshots_every(settings: &mut RunSettings, steps: u64) {
    let total = settings.total_steps();
    let series = &mut settings.checkpoints[0];
    series.unit = Unit::Steps;
    series.count = (total / steps) as usize + 1;
    assert!(total.is_multiple_of(steps));
}

fn steps_of(recorder: &Recorder) -> Vec<u64> {
    let snapshots = recorder.snapshots.iter();
    snapshots.map(|snapshot| snapshot.step).collect()
}

/// All parameters of a state are finite numbers.
fn is_finite(state: &State) -> bool {
    let bytes = state.to_bytes("this run").unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let parameters = file.tensor("parameters").unwrap();
    let (numbers, _) = parameters.data().as_chunks::<4>();
    assert!(!numbers.is_empty());
    numbers.iter().all(|&b| f32::from_le_bytes(b).is_finite())
}

#[test]
fn divergence_is_an_error_that_says_when() {
    let mut recorder = Recorder::default();
    let error = train_with(&too_fast(), &Datasets::none(), &mut recorder).unwrap_err();
    assert_eq!(
        error.to_string(),
        "diverged at step 2: layer 0: weight[0] is NaN, expected a finite number; a smaller \
         training.learning_rate may help"
    );
    let (step, what) = diverged(Err::<(), _>(error));
    assert_eq!(step, 2);
    assert_eq!(what, "layer 0: weight[0] is NaN, expected a finite number");
    assert_eq!(recorder.steps, [1, 2]);
    assert_eq!(steps_of(&recorder), [0], "the next is scheduled at step 6");
}

#[test]
fn divergence_is_found_after_the_last_snapshot() {
    let mut settings = too_fast();
    settings.checkpoints[0].to = Some(0.0);
    let mut recorder = Recorder::default();
    let (step, _) = diverged(train_with(&settings, &Datasets::none(), &mut recorder));
    assert_eq!((step, steps_of(&recorder)), (2, vec![0]));
}

#[test]
fn all_snapshots_before_the_divergence_are_handed_over() {
    let mut settings = too_fast();
    settings.measures = vec![Measure::ActivationRegions];
    snapshots_every(&mut settings, 1);
    let mut recorder = Recorder::default();
    let (step, _) = diverged(train_with(&settings, &Datasets::none(), &mut recorder));
    assert_eq!(step, 2);
    assert_eq!(steps_of(&recorder), [0, 1]);

    let (mut settings, late) = late();
    snapshots_every(&mut settings, 1);
    let mut recorder = Recorder::default();
    let (step, _) = diverged(train_with(&settings, &Datasets::none(), &mut recorder));
    assert_eq!(step, late, "snapshots change nothing");
    assert_eq!(steps_of(&recorder), (0..late).collect::<Vec<_>>());
}

#[test]
fn finite_weights_can_have_an_infinite_loss() {
    let mut settings = too_fast();
    snapshots_every(&mut settings, 1);
    let mut recorder = Recorder {
        take_states_at: vec![0, 1, 2],
        ..Recorder::default()
    };
    let (step, what) = diverged(train_with(&settings, &Datasets::none(), &mut recorder));
    assert_eq!(step, 1);
    assert!(
        ["the training loss is inf", "the training loss is NaN"].contains(&&*what),
        "{what}"
    );
    assert_eq!(recorder.steps, [1]);
    assert_eq!(steps_of(&recorder), [0]);
    let states: Vec<u64> = recorder.states.iter().map(State::step).collect();
    assert_eq!(states, [0], "there is nothing to go on for");

    // The accuracy is meaningless too if the loss is infinite.
    settings.measures = vec![Measure::Accuracy];
    let other = train_with(&settings, &Datasets::none(), &mut Recorder::default());
    assert_eq!(diverged(other), (1, what));
}

#[test]
fn the_test_set_can_have_an_infinite_loss() {
    let mut settings = digits(0.0);
    settings.network.weight_scale = 1e30;
    settings.measures = vec![Measure::TestAccuracy];
    let error = train_with(&settings, &made(40, 10), &mut Recorder::default()).unwrap_err();
    let message = error.to_string();
    let (step, what) = diverged(Err::<(), _>(error));
    assert_eq!(step, 0);
    assert!(what.starts_with("the test loss is "), "{what}");
    assert_eq!(
        message,
        format!("diverged at step 0: {what}; a smaller training.learning_rate may help")
    );
}

#[test]
fn a_run_stopped_at_the_very_step_has_diverged_too() {
    let mut recorder = Recorder {
        stop_at_step: Some(2),
        take_states_at: (0..=24).collect(),
        ..Recorder::default()
    };
    let result = train_with(&too_fast(), &Datasets::none(), &mut recorder);
    assert_eq!(diverged(result).0, 2);
    let states: Vec<u64> = recorder.states.iter().map(State::step).collect();
    assert_eq!(states, [0, 1]);
}

/// Resumes from the state of every step; the divergence has to be that of the whole run, to the
/// letter.
fn diverges_the_same_wherever_interrupted(settings: &RunSettings, datasets: &Datasets) -> u64 {
    let mut whole = Recorder {
        take_states_at: (0..=settings.total_steps()).collect(),
        ..Recorder::default()
    };
    let expected = diverged(train_with(settings, datasets, &mut whole));
    assert_eq!(whole.steps, (1..=expected.0).collect::<Vec<_>>());
    assert_eq!(
        whole.states.len() as u64,
        expected.0,
        "one before each step"
    );
    for state in &whole.states {
        let step = state.step();
        assert!(is_finite(state), "at {step}");
        let bytes = state.to_bytes("this run").unwrap();
        let state = State::from_bytes(&bytes, "this run").unwrap();
        let mut rest = Recorder::default();
        let result = train_from(settings, datasets, Backend::Flex, Some(state), &mut rest);
        assert_eq!(diverged(result), expected, "from {step}");
        assert_eq!(rest.steps, whole.steps[step as usize..]);
        let left: Vec<u64> = steps_of(&whole)
            .into_iter()
            .filter(|&taken| taken > step)
            .collect();
        assert_eq!(steps_of(&rest), left, "from {step}");
    }
    expected.0
}

#[test]
fn a_resumed_run_diverges_at_the_same_step() {
    let none = Datasets::none();
    let mut settings = too_fast();
    assert_eq!(diverges_the_same_wherever_interrupted(&settings, &none), 2);
    snapshots_every(&mut settings, 1);
    assert_eq!(diverges_the_same_wherever_interrupted(&settings, &none), 1);

    let (settings, step) = late();
    let found = diverges_the_same_wherever_interrupted(&settings, &none);
    assert_eq!(found, step);
}

#[test]
fn a_resumed_run_on_images_diverges_at_the_same_step() {
    let mut settings = digits(0.5);
    settings.network.hidden = Vec::new();
    settings.training.learning_rate = 6e35;
    settings.training.batch = 32;
    settings.measures.clear();
    let step = diverges_the_same_wherever_interrupted(&settings, &made(100, 10));
    assert!(step > 20, "{step}");
}

#[test]
fn a_state_after_an_infinite_loss_finds_it_again() {
    let mut settings = too_fast();
    snapshots_every(&mut settings, 1);
    let mut recorder = Recorder {
        stop_at_step: Some(1),
        take_states_at: vec![1],
        ..Recorder::default()
    };
    // The observer stops the run before the snapshot that would have found it.
    let outcome = train_with(&settings, &Datasets::none(), &mut recorder).unwrap();
    assert_eq!(outcome, Outcome::Stopped { step: 1 });
    let state = recorder.states.remove(0);
    let mut rest = Recorder::default();
    let result = train_from(
        &settings,
        &Datasets::none(),
        Backend::Flex,
        Some(state),
        &mut rest,
    );
    let whole = train_with(&settings, &Datasets::none(), &mut Recorder::default());
    assert_eq!(diverged(result), diverged(whole));
    assert!(rest.snapshots.is_empty() && rest.steps.is_empty());
}
