//! Runs from their first step to their last.

use super::recorder::{Recorder, bits, memorise, record};
use crease_experiment::settings::{Measure, RunSettings};
use crease_train::{Backend, Datasets, Outcome, Snapshot, train};

#[test]
fn snapshots_come_at_the_steps_of_the_schedule() {
    // 70 points in batches of 32 are 3 steps an epoch.
    let recorder = record(&memorise(70, 8));
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
fn a_run_is_the_same_alone_and_with_others() {
    let run = || record(&memorise(100, 30)).snapshots;
    let other = || {
        record(&RunSettings {
            seed: 12,
            ..memorise(100, 30)
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
        assert_eq!(a.loss.map(f64::to_bits), b.loss.map(f64::to_bits));
        assert_eq!(a.accuracy.map(f64::to_bits), b.accuracy.map(f64::to_bits));
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
    let often = memorise(100, 20);
    let mut once = often.clone();
    once.checkpoints[0].from = 20.0;
    once.checkpoints[0].count = 1;
    let (often, once) = (record(&often).snapshots, record(&once).snapshots);
    assert!(often.len() > once.len());
    assert_eq!(often.last(), once.last());
}

#[test]
fn a_network_memorises() {
    let mut settings = memorise(64, 600);
    settings.training.learning_rate = 3e-3;
    let recorder = record(&settings);
    let measured = |index: usize| {
        let snapshot: &Snapshot = &recorder.snapshots[index];
        (snapshot.loss.unwrap(), snapshot.accuracy.unwrap())
    };
    let (first, last) = (measured(0), measured(recorder.snapshots.len() - 1));
    assert!(first.0 > 0.6 && first.1 < 0.8, "{first:?}");
    assert!(last.0 < 0.2 && last.1 > 0.95, "{last:?}");
}

#[test]
fn nothing_is_evaluated_that_is_not_measured() {
    let mut settings = memorise(70, 8);
    let mut measured = |measures: &[Measure]| {
        settings.measures = measures.to_vec();
        let snapshots = record(&settings).snapshots;
        let last = snapshots.last().unwrap();
        assert_eq!(last.test_accuracy, None);
        (last.loss, last.accuracy)
    };
    let (loss, accuracy) = measured(&[Measure::Accuracy, Measure::Loss]);
    assert!(loss.is_some() && accuracy.is_some());
    assert_eq!(
        measured(&[Measure::ActivationRegions, Measure::Loss]),
        (loss, None)
    );
    assert_eq!(measured(&[Measure::Accuracy]), (None, accuracy));
    assert_eq!(measured(&[]), (None, None));
}

#[test]
fn the_observer_stops_a_run() {
    let mut at_step = Recorder {
        stop_at_step: Some(6),
        ..Recorder::default()
    };
    let outcome = train(
        &memorise(70, 8),
        &Datasets::none(),
        Backend::Flex,
        &mut at_step,
    )
    .unwrap();
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
    let outcome = train(
        &memorise(70, 8),
        &Datasets::none(),
        Backend::Flex,
        &mut at_snapshot,
    )
    .unwrap();
    assert_eq!(outcome, Outcome::Stopped { step: 6 });
    assert_eq!(at_snapshot.steps.len(), 6);
}

#[test]
fn invalid_settings_are_refused_by_key() {
    let refused = |change: fn(&mut RunSettings)| {
        let mut settings = memorise(70, 8);
        change(&mut settings);
        train(
            &settings,
            &Datasets::none(),
            Backend::Flex,
            &mut Recorder::default(),
        )
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
    assert_eq!(
        refused(|settings| settings.measures.push(Measure::TestAccuracy)),
        "measures is test_accuracy, expected measures of examples and classes only for a task that has them"
    );
}
