//! Runs on examples that are the user's own, on made ones, and on a part of a published set.

use super::digits::made;
use super::recorder::{bits, memorise, record, record_with};
use crease_data::own::{OwnData, OwnSplit, Targets};
use crease_experiment::settings::{
    File, LabelledImages, Measure, RunSettings, Spirals, Task, TwoMoons,
};
use crease_network::Network;
use crease_train::{Backend, Datasets, Examples, TrainError};
use std::sync::Arc;

fn numbers(count: usize) -> Vec<f32> {
    (0..count)
        .map(|index| index as f32 / count as f32)
        .collect()
}

/// Runs of one input, with these targets or classes.
fn own(train: Targets, test: Targets) -> (RunSettings, Datasets) {
    let count = |targets: &Targets| match targets {
        Targets::Classes(classes) => classes.len(),
        Targets::Numbers(numbers) => numbers.len(),
    };
    let (classes, targets) = match train {
        Targets::Classes(_) => (3, 0),
        Targets::Numbers(_) => (0, 1),
    };
    let file = File {
        path: "own.csv".to_owned(),
        blake3: "00".to_owned(),
        inputs: 1,
        classes,
        targets,
        examples: count(&train),
        test_examples: count(&test),
    };
    let split = |targets: Targets| OwnSplit {
        inputs: numbers(count(&targets)),
        targets,
    };
    let data = OwnData {
        blake3: "00".to_owned(),
        dimension: 1,
        classes,
        targets,
        train: split(train),
        test: split(test),
    };
    let mut settings = memorise(1, 60);
    settings.task = Task::File(file);
    settings.training.learning_rate = 0.01;
    (settings, Datasets::with_own(Arc::new(data)))
}

/// The output of a network of one input and one output.
fn computed(network: &Network, x: f64) -> f64 {
    let mut signal = vec![x];
    for (index, layer) in network.layers().iter().enumerate() {
        let unit = |unit: usize| {
            let products = layer.row(unit).iter().zip(&signal);
            layer.bias[unit] + products.map(|(weight, h)| weight * h).sum::<f64>()
        };
        let sums: Vec<f64> = (0..layer.outputs).map(unit).collect();
        let is_last = index + 1 == network.layers().len();
        let output = |z: &f64| if is_last { *z } else { z.max(0.0) };
        signal = sums.iter().map(output).collect();
    }
    signal[0]
}

#[test]
fn a_curve_is_learned_by_its_squared_error() {
    let curve: Vec<f32> = numbers(200).iter().map(|x| (x - 0.4).abs()).collect();
    let mean = curve.iter().sum::<f32>() / 200.0;
    let (mut settings, datasets) = own(Targets::Numbers(curve.clone()), Targets::Numbers(vec![]));
    settings.measures = vec![Measure::Loss];
    let snapshots = record_with(&settings, &datasets).snapshots;
    let last = snapshots.last().unwrap();
    // The loss of the best constant is the variance.
    let variance = curve.iter().map(|y| (y - mean).powi(2)).sum::<f32>() / 200.0;
    let loss = last.loss.unwrap();
    assert!(loss < f64::from(variance) / 50.0, "{loss}, {variance}");
    assert_eq!((last.accuracy, last.test_accuracy), (None, None));
    // The reported loss is that of the network that is handed over.
    let squares = numbers(200).into_iter().zip(&curve).map(|(x, &y)| {
        let found = computed(&last.network, f64::from(x));
        (found - f64::from(y)).powi(2)
    });
    let exact = squares.sum::<f64>() / 200.0;
    assert!((loss - exact).abs() < 1e-6, "{loss} {exact}");
}

#[test]
fn own_classes_are_learned() {
    let classes = |count: usize| -> Vec<u8> { (0..count).map(|i| (i * 3 / count) as u8).collect() };
    let (mut settings, datasets) = own(
        Targets::Classes(classes(300)),
        Targets::Classes(classes(90)),
    );
    settings.measures = vec![
        Measure::Accuracy,
        Measure::TestAccuracy,
        Measure::TestAccuracyByClass,
        Measure::GradientNormByLayer,
    ];
    let examples = Examples::of(&settings.task, 1, &datasets).unwrap();
    assert_eq!((examples.count(), examples.test_count()), (300, 90));
    assert_eq!((examples.class(0), examples.class(299)), (0, 2));
    let snapshots = record_with(&settings, &datasets).snapshots;
    let last = snapshots.last().unwrap();
    assert_eq!(last.network.widths()[3..], [32, 3]);
    assert!(last.accuracy.unwrap() > 0.95, "{:?}", last.accuracy);
    let test_accuracy = last.test_accuracy.unwrap();
    assert!(test_accuracy > 0.9, "{test_accuracy}");
    // Each class has a third of the examples.
    let by_class = last.test_accuracy_by_class.clone().unwrap();
    assert_eq!(by_class.len(), 3);
    assert!((by_class.iter().sum::<f64>() / 3.0 - test_accuracy).abs() < 1e-12);
    let norms = |index: usize| snapshots[index].gradient_norms.clone().unwrap();
    assert_eq!(norms(0).len(), 4);
    assert!(norms(0).iter().all(|norm| *norm > 0.0), "{:?}", norms(0));
}

#[test]
fn accuracy_of_targets_and_another_file_are_refused() {
    let (mut settings, datasets) = own(Targets::Numbers(vec![0.5; 40]), Targets::Numbers(vec![]));
    settings.measures = vec![Measure::Accuracy];
    let run = |settings: &RunSettings, datasets: &Datasets| {
        let mut recorder = super::recorder::Recorder::default();
        crease_train::train(settings, datasets, Backend::Flex, &mut recorder).unwrap_err()
    };
    let refused = run(&settings, &datasets);
    assert!(matches!(refused, TrainError::Settings { .. }), "{refused}");
    settings.measures = vec![Measure::Loss];
    let Task::File(file) = &mut settings.task else {
        panic!("it is a file")
    };
    file.blake3 = "11".to_owned();
    let missing = run(&settings, &datasets);
    assert!(matches!(missing, TrainError::NoDataset { .. }), "{missing}");
}

#[test]
fn moons_and_spirals_are_classified() {
    for task in [
        Task::TwoMoons(TwoMoons::default()),
        Task::Spirals(Spirals {
            arms: 3,
            turns: 0.5,
            ..Spirals::default()
        }),
    ] {
        let mut settings = memorise(1, 40);
        settings.task = task;
        settings.measures = vec![Measure::TestAccuracy];
        let snapshots = record(&settings).snapshots;
        let accuracy = snapshots.last().unwrap().test_accuracy.unwrap();
        assert!(accuracy > 0.95, "{}: {accuracy}", settings.task.name());
    }
}

/// Training on the first images equals training on a set that has no others.
#[test]
fn a_part_of_a_set_is_its_first_images() {
    let few = |examples| {
        let mut settings = memorise(1, 3);
        let mut task = LabelledImages::with_noise(0.3);
        task.examples = examples;
        settings.task = Task::Mnist(task);
        settings.measures = vec![Measure::Loss, Measure::Accuracy];
        settings
    };
    let whole = made(200, 5);
    let examples = Examples::of(&few(Some(70)).task, 3, &whole).unwrap();
    assert_eq!(examples.count(), 70);
    let alone = Examples::of(&few(None).task, 3, &made(70, 5)).unwrap();
    assert_eq!(examples.moments(), alone.moments());
    let all = Examples::of(&few(None).task, 3, &whole).unwrap();
    assert_ne!(examples.moments(), all.moments());

    // The whole set first: its cached forms serve its parts too.
    let _ = record_with(&few(Some(200)), &whole);
    let part = record_with(&few(Some(70)), &whole).snapshots;
    let alone = record_with(&few(Some(70)), &made(70, 5)).snapshots;
    assert_eq!(part.len(), alone.len());
    for (part, alone) in part.iter().zip(&alone) {
        assert_eq!(bits(&part.network), bits(&alone.network));
        assert_eq!((part.loss, part.accuracy), (alone.loss, alone.accuracy));
    }
}
