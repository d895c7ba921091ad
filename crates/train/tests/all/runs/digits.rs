//! Runs on MNIST, and on made-up images in its place.

use super::recorder::{Recorder, bits, memorise, record_with};
use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    CheckpointSeries, Measure, Mnist, RunSettings, Spacing, Task, Unit,
};
use crease_train::{Backend, Datasets, Examples, TrainError, train};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// 1 epoch of 784-16-10, two snapshots.
pub fn digits(label_noise: f64) -> RunSettings {
    let mut settings = memorise(1, 1);
    settings.task = Task::Mnist(Mnist::with_noise(label_noise));
    settings.network.hidden = vec![16];
    settings.training.batch = 128;
    settings.checkpoints = vec![CheckpointSeries {
        unit: Unit::Epochs,
        spacing: Spacing::Linear,
        from: 0.0,
        to: None,
        count: 2,
    }];
    settings.measures = vec![Measure::Loss, Measure::Accuracy, Measure::TestAccuracy];
    settings
}

/// Images that are easy to classify: digit `d` is bright in its own tenth of the pixels, on a
/// background that differs from image to image.
fn images(count: usize) -> Images {
    let labels: Vec<u8> = (0..count).map(|index| (index * 7 % 10) as u8).collect();
    let pixel = |index: usize, place: usize| {
        let noise = (index * 31 + place * 17 + index * place % 13) % 64;
        let own = place * 10 / MNIST.dimension == usize::from(labels[index]);
        (noise + if own { 191 } else { 0 }) as u8
    };
    let places = |index| (0..MNIST.dimension).map(move |place| (index, place));
    let pixels = (0..count).flat_map(places);
    Images {
        pixels: pixels.map(|(index, place)| pixel(index, place)).collect(),
        labels: labels.clone(),
    }
}

fn dataset(train: usize, test: usize) -> Dataset {
    Dataset {
        train: images(train),
        test: images(test),
    }
}

/// Made-up data.
pub fn made(train: usize, test: usize) -> Datasets {
    Datasets::with(&MNIST, Arc::new(dataset(train, test))).unwrap()
}

/// The real MNIST: the tests that need it are ignored by default.
fn real() -> &'static Datasets {
    static REAL: OnceLock<Datasets> = OnceLock::new();
    REAL.get_or_init(|| {
        let folder = std::env::var_os("CREASE_DATA").expect("CREASE_DATA names its folder");
        let dataset = MNIST.load(&PathBuf::from(folder)).unwrap();
        Datasets::with(&MNIST, Arc::new(dataset)).unwrap()
    })
}

fn examples(label_noise: f64, seed: u64, datasets: &Datasets) -> Examples {
    Examples::of(&Task::Mnist(Mnist::with_noise(label_noise)), seed, datasets).unwrap()
}

#[test]
fn examples_are_the_images_scaled() {
    let dataset = dataset(40, 3);
    let examples = examples(1.0, 1, &made(40, 3));
    assert_eq!((examples.count(), examples.test_count()), (40, 3));
    assert_eq!(examples.dimension(), MNIST.dimension);
    let input = examples.input(21);
    assert_eq!(input.len(), MNIST.dimension);
    for (found, &pixel) in input
        .iter()
        .zip(&dataset.train.pixels[21 * MNIST.dimension..])
    {
        assert_eq!(*found, f64::from(f32::from(pixel) / 255.0));
    }
    for (found, &pixel) in examples
        .test_input(2)
        .iter()
        .zip(&dataset.test.pixels[2 * MNIST.dimension..])
    {
        assert_eq!(*found, f64::from(f32::from(pixel) / 255.0));
    }
    let classes: Vec<usize> = (0..40).map(|index| examples.class(index)).collect();
    let labels: Vec<usize> = dataset
        .train
        .labels
        .iter()
        .map(|&l| usize::from(l))
        .collect();
    assert_eq!(classes, labels, "whatever noise says");
}

#[test]
fn moments_are_those_of_the_scaled_images() {
    let datasets = made(40, 3);
    let examples = examples(0.0, 1, &datasets);
    let moments = examples.moments().unwrap();
    for component in [0, 100, 783] {
        let values = || (0..40).map(|index| examples.input(index)[component]);
        let mean = values().sum::<f64>() / 40.0;
        let variance = values().map(|x| (x - mean).powi(2)).sum::<f64>() / 40.0;
        assert!((moments.mean[component] - mean).abs() < 1e-14);
        assert!((moments.variance[component] - variance).abs() < 1e-14);
    }
    let others = self::examples(0.5, 2, &datasets);
    assert!(
        std::ptr::eq(moments, others.moments().unwrap()),
        "computed once for all runs"
    );
}

#[test]
fn a_network_learns_digits() {
    let datasets = made(600, 100);
    let snapshots = record_with(&digits(0.0), &datasets).snapshots;
    assert_eq!(snapshots.len(), 2);
    assert_eq!((snapshots[1].step, snapshots[1].epoch), (469, 1.0));
    assert_eq!(snapshots[0].network.widths(), [784, 16, 10]);
    let loss = |index: usize| snapshots[index].loss.unwrap();
    assert!(loss(0) > 1.5 && loss(1) < 0.05, "{} {}", loss(0), loss(1));
    assert_eq!(snapshots[1].accuracy, Some(1.0));
    assert_eq!(snapshots[1].test_accuracy, Some(1.0));
}

#[test]
fn accuracy_is_measured_on_the_labels_trained_on() {
    let mut settings = digits(1.0);
    settings.training.learning_rate = 0.0;
    // Every image gets the first class: no weights, and a single bias cannot separate it.
    settings.network.weight_scale = 0.0;
    settings.network.bias_std = 0.0;
    let accuracies = |noise: f64| {
        let mut settings = settings.clone();
        settings.task = Task::Mnist(Mnist::with_noise(noise));
        let snapshots = record_with(&settings, &made(500, 100)).snapshots;
        let last = snapshots.last().unwrap();
        assert!((last.loss.unwrap() - 10.0_f64.ln()).abs() < 1e-12);
        (last.accuracy.unwrap(), last.test_accuracy.unwrap())
    };
    assert_eq!(accuracies(0.0), (0.1, 0.1), "ties go to the lowest class");
    let (training, test) = accuracies(1.0);
    assert!(
        training != 0.1 && (training - 0.1).abs() < 0.06,
        "{training}"
    );
    assert_eq!(test, 0.1, "test labels are never replaced");
}

#[test]
fn runs_on_shared_images_are_deterministic() {
    let datasets = made(300, 50);
    let run = || record_with(&digits(0.3), &datasets).snapshots;
    let alone = run();
    let beside = std::thread::scope(|scope| {
        let other = scope.spawn(|| record_with(&digits(0.6), &datasets).snapshots);
        let same = scope.spawn(run).join().unwrap();
        assert_ne!(same, other.join().unwrap());
        same
    });
    assert_eq!(alone, beside);
    assert_eq!(bits(&alone[1].network), bits(&beside[1].network));
}

#[test]
fn without_the_data_the_error_says_so() {
    let mut recorder = Recorder::default();
    let error = train(
        &digits(0.0),
        &Datasets::none(),
        Backend::Flex,
        &mut recorder,
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "the task needs MNIST, which was not loaded"
    );
}

#[test]
fn invalid_images_are_refused() {
    let refused = |change: fn(&mut Dataset)| {
        let mut dataset = dataset(5, 2);
        change(&mut dataset);
        let error = Datasets::with(&MNIST, Arc::new(dataset)).unwrap_err();
        assert!(matches!(error, TrainError::Dataset { .. }));
        error.to_string()
    };
    assert_eq!(
        refused(|dataset| dataset.train.labels[3] = 10),
        "the training images of MNIST have the label 10, expected labels below 10"
    );
    assert_eq!(
        refused(|dataset| dataset.test.pixels.push(0)),
        "the test images of MNIST have 1569 pixels and 2 labels, expected 784 pixels a label"
    );
    assert_eq!(
        refused(|dataset| dataset.test = images(0)),
        "the test images of MNIST have no images, expected at least one"
    );
}

#[test]
fn noise_is_a_fraction() {
    for noise in [-0.1, 1.5, f64::NAN] {
        let task = Task::Mnist(Mnist::with_noise(noise));
        let error = Examples::of(&task, 1, &made(5, 2)).unwrap_err();
        assert!(
            error.to_string().contains("task.mnist.label_noise"),
            "{error}"
        );
    }
}

/// A network of this size reaches 0.9 within an epoch.
#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_network_learns_mnist_with_mnist() {
    let datasets = real();
    let run = || record_with(&digits(0.0), datasets).snapshots;
    let snapshots = run();
    let [first, last] = &snapshots[..] else {
        panic!("{} snapshots", snapshots.len());
    };
    assert!(first.test_accuracy.unwrap() < 0.3);
    assert!(last.test_accuracy.unwrap() > 0.85, "{last:?}");
    assert!((last.accuracy.unwrap() - last.test_accuracy.unwrap()).abs() < 0.03);
    assert_eq!(snapshots, run());
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn random_labels_say_nothing_about_the_digits_with_mnist() {
    let datasets = real();
    let snapshots = record_with(&digits(1.0), datasets).snapshots;
    let accuracy = snapshots[1].test_accuracy.unwrap();
    assert!((accuracy - 0.1).abs() < 0.06, "{accuracy}");
    assert!((snapshots[1].loss.unwrap() - 10.0_f64.ln()).abs() < 0.02);
}

/// Known of MNIST: the mean of all pixels is 0.1307, their standard deviation 0.3081.
#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn moments_are_the_known_ones_with_mnist() {
    let datasets = real();
    let examples = examples(0.0, 1, datasets);
    let moments = examples.moments().unwrap();
    let mean = moments.mean.iter().sum::<f64>() / 784.0;
    let square = |(mean, variance): (&f64, &f64)| variance + mean * mean;
    let squares = moments.mean.iter().zip(&moments.variance).map(square);
    let std = (squares.sum::<f64>() / 784.0 - mean * mean).sqrt();
    assert!(
        (mean - 0.1307).abs() < 5e-5 && (std - 0.3081).abs() < 5e-5,
        "{mean} {std}"
    );
    assert_eq!((examples.count(), examples.test_count()), (60_000, 10_000));
    assert_eq!((moments.mean[0], moments.variance[0]), (0.0, 0.0));
    let first: Vec<usize> = (0..10).map(|index| examples.class(index)).collect();
    assert_eq!(first, [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
}
