//! A run of a stack against the same run alone, on the CPU.

use super::support::{
    IMAGES, MNIST, Recorder, digits, distance, eight, eight_seeds, fewer_digits, loss, points,
    whole_stack,
};
use crease_experiment::settings::RunSettings;
use crease_train::{Backend, Datasets, can_stack, most_stacked, train};

/// Runs side by side have, at every snapshot, the loss of the same run alone on the CPU: all to
/// 1e-6 in the first 50 steps, half of them to 1e-4 in all, and the others to 1e-2. (If a
/// pre-activation comes so close to 0 that rounding decides its side, Adam takes another step for
/// weights whose gradients were 0 so far; until then losses agree to 1e-8. An error that affects
/// every run shows at once.)
pub fn losses_are_those_of_the_cpu(runs: &[RunSettings], datasets: &Datasets, backend: Backend) {
    assert!(runs.iter().all(|run| can_stack(&runs[0], run)));
    let stacked = whole_stack(runs, datasets, backend);
    let mut farther = 0;
    for (run, stacked) in runs.iter().zip(&stacked) {
        let mut most = 0.0_f64;
        let mut alone = Recorder::default();
        train(run, datasets, Backend::Flex, &mut alone).unwrap();
        assert_eq!(stacked.scheduled(), alone.scheduled());
        assert_eq!(stacked.steps, alone.steps);
        assert!(stacked.snapshots.len() > 2);
        // Both must have learned, or the comparison means nothing.
        let (first, last) = (
            &alone.snapshots[0],
            &alone.snapshots[alone.snapshots.len() - 1],
        );
        assert!(
            loss(last) < 0.98 * loss(first),
            "{} {}",
            loss(first),
            loss(last)
        );
        for (stacked, alone) in stacked.snapshots.iter().zip(&alone.snapshots) {
            let (step, apart) = (alone.step, (loss(stacked) - loss(alone)).abs());
            assert!(
                apart < if step <= 50 { 1e-6 } else { 1e-2 },
                "seed {} step {step}: {apart:e}",
                run.seed
            );
            most = most.max(apart);
            let accuracies = |one: Option<f64>, two: Option<f64>| match (one, two) {
                (Some(one), Some(two)) => (one - two).abs() < 0.02,
                (one, two) => one == two,
            };
            assert!(accuracies(stacked.accuracy, alone.accuracy));
            assert!(accuracies(stacked.test_accuracy, alone.test_accuracy));
        }
        // Before the first step nothing was computed by the device.
        assert_eq!(stacked.snapshots[0], alone.snapshots[0]);
        assert!(distance(&stacked.snapshots[1].network, &alone.snapshots[1].network) < 1e-2);
        farther += usize::from(most >= 1e-4);
    }
    assert!(2 * farther <= runs.len(), "{farther} of {}", runs.len());
}

#[test]
fn points_in_a_stack() {
    losses_are_those_of_the_cpu(
        &eight_seeds(&points(500)),
        &Datasets::none(),
        Backend::FlexStacked,
    );
}

#[test]
fn digits_in_a_stack() {
    losses_are_those_of_the_cpu(
        &eight(&fewer_digits(150, 0.0)),
        &IMAGES,
        Backend::FlexStacked,
    );
}

/// Each run has labels of its own. (Within 50 steps: with noise to learn, pre-activations come so
/// close to 0 that rounding decides their side, and two backends soon differ.)
pub fn noisy_labels_are_those_of_the_cpu(settings: &RunSettings, backend: Backend) {
    let runs = eight(settings);
    let stacked = whole_stack(&runs, &IMAGES, backend);
    for (run, stacked) in runs.iter().zip(&stacked) {
        let mut alone = Recorder::default();
        train(run, &IMAGES, Backend::Flex, &mut alone).unwrap();
        let [one, two] = [&stacked.snapshots[1], &alone.snapshots[1]];
        assert_eq!((one.step, two.step), (50, 50));
        assert!((loss(one) - loss(two)).abs() < 1e-5, "{}", run.seed);
        assert!(distance(&one.network, &two.network) < 1e-4, "{}", run.seed);
    }
}

#[test]
fn noisy_labels_in_a_stack() {
    noisy_labels_are_those_of_the_cpu(&fewer_digits(50, 0.5), Backend::FlexStacked);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA"]
fn digits_in_a_stack_with_mnist() {
    losses_are_those_of_the_cpu(
        &eight(&fewer_digits(150, 0.0)),
        &MNIST,
        Backend::FlexStacked,
    );
}

#[test]
fn a_stack_of_one_is_that_run_in_a_larger_stack() {
    let runs = eight(&points(60));
    let together = whole_stack(&runs, &Datasets::none(), Backend::FlexStacked);
    for (run, together) in runs.iter().zip(&together) {
        let mut alone = Recorder::default();
        train(run, &Datasets::none(), Backend::FlexStacked, &mut alone).unwrap();
        let pairs = alone.snapshots.iter().zip(&together.snapshots);
        for (alone, together) in pairs {
            assert!(distance(&alone.network, &together.network) < 1e-5);
        }
    }
}

#[test]
fn runs_of_other_shapes_are_kept_apart() {
    let settings = points(60);
    let changed = |change: fn(&mut RunSettings)| {
        let mut other = settings.clone();
        change(&mut other);
        can_stack(&settings, &other)
    };
    assert!(changed(|run| run.seed = 9));
    assert!(changed(|run| run.training.learning_rate = 0.1));
    assert!(changed(|run| run.network.weight_scale = 2.0));
    assert!(changed(|run| run.network.bias_std = 2.0));
    assert!(!changed(|run| run.network.hidden[1] += 1));
    assert!(!changed(|run| run.training.batch += 1));
    assert!(!changed(|run| run.training.epochs += 1));
    assert!(!changed(|run| run.task = digits(60, 0.0).task));
    assert_eq!(most_stacked(&settings), 256);
    let mut wide = settings.clone();
    wide.network.hidden = vec![4096; 3];
    assert_eq!(most_stacked(&wide), 1);
}
