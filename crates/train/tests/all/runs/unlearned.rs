//! Tasks on which nothing is trained.

use super::recorder::{Recorder, bits, memorise, record};
use crease_experiment::settings::{Measure, RunSettings, Sawtooth, Slice, Task, Untrained};
use crease_network::Network;
use crease_train::{Backend, Datasets, Examples, TrainError, train};

fn of(task: Task) -> RunSettings {
    RunSettings {
        task,
        slice: Slice::Line,
        measures: vec![Measure::LinearRegions],
        ..memorise(1, 8)
    }
}

fn sawtooth(doublings: usize, noise_std: f64) -> RunSettings {
    of(Task::Sawtooth(Sawtooth {
        doublings,
        noise_std,
    }))
}

/// The one network of a run that takes no steps.
fn only(settings: &RunSettings) -> Network {
    let Recorder {
        mut snapshots,
        steps,
        ..
    } = record(settings);
    assert!(steps.is_empty());
    assert_eq!(snapshots.len(), 1);
    let snapshot = snapshots.remove(0);
    assert_eq!((snapshot.step, snapshot.epoch), (0, 0.0));
    assert_eq!(
        (snapshot.loss, snapshot.accuracy, snapshot.test_accuracy),
        (None, None, None)
    );
    snapshot.network
}

/// The network at `x`, all arithmetic in `f32`.
fn value(network: &Network, x: f32) -> f32 {
    let mut signal = vec![x];
    for (index, layer) in network.layers().iter().enumerate() {
        let unit = |unit: usize| {
            let terms = layer.row(unit).iter().zip(&signal);
            let products = terms.map(|(&w, h)| w as f32 * h);
            let z = layer.bias[unit] as f32 + products.sum::<f32>();
            if index + 1 < network.layers().len() {
                z.max(0.0)
            } else {
                z
            }
        };
        signal = (0..layer.outputs).map(unit).collect();
    }
    signal[0]
}

#[test]
fn an_untrained_network_has_the_initial_law_of_all_others() {
    let mut untrained = of(Task::Untrained(Untrained {
        inputs: 2,
        outputs: 1,
    }));
    assert_eq!(
        bits(&only(&untrained)),
        bits(&record(&memorise(5, 1)).snapshots[0].network)
    );
    untrained.task = Task::Untrained(Untrained {
        inputs: 3,
        outputs: 4,
    });
    assert_eq!(only(&untrained).widths(), [3, 32, 32, 32, 4]);
}

#[test]
fn a_sawtooth_has_all_its_teeth_exactly() {
    for doublings in [0, 1, 2, 5, 16] {
        let network = only(&sawtooth(doublings, 0.0));
        assert_eq!(network.widths().len(), doublings + 2);
        assert_eq!(network.neurons(), 3 * doublings);
        let pieces = 1_u32 << doublings;
        for k in 0..=pieces {
            let x = k as f32 / pieces as f32;
            assert_eq!(value(&network, x), (k % 2) as f32, "{k}/{pieces}");
            // Between two ends a piece is straight.
            if k < pieces && doublings < 16 {
                for part in 1..8_u8 {
                    let part = f32::from(part) / 8.0;
                    let height = if k % 2 == 0 { part } else { 1.0 - part };
                    let x = x + part / pieces as f32;
                    assert_eq!(value(&network, x), height, "{k}/{pieces} and {part}");
                }
            }
        }
        if doublings > 0 {
            assert_eq!((value(&network, -3.0), value(&network, 7.0)), (0.0, 0.0));
        }
    }
}

#[test]
fn noise_is_normal_on_every_parameter_and_scales() {
    let numbers = |settings: &RunSettings| -> Vec<f64> {
        let bits = bits(&only(settings)).into_iter();
        bits.map(|bits| f64::from(f32::from_bits(bits))).collect()
    };
    // 12 parameters a tent: 6,000 of them in all.
    let exact = numbers(&sawtooth(500, 0.0));
    let difference = |std: f64| -> Vec<f64> {
        let noisy = numbers(&sawtooth(500, std));
        noisy.iter().zip(&exact).map(|(a, b)| a - b).collect()
    };
    let (small, large) = (difference(0.01), difference(0.1));
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    let squares: Vec<f64> = large.iter().map(|x| x * x).collect();
    assert!(large.iter().all(|x| *x != 0.0));
    assert!(mean(&large).abs() < 5e-3);
    assert!((mean(&squares).sqrt() - 0.1).abs() < 4e-3);
    for (small, large) in small.iter().zip(&large) {
        assert!((small - large / 10.0).abs() < 1e-6);
    }
    let other = RunSettings {
        seed: 12,
        ..sawtooth(500, 0.1)
    };
    assert_ne!(numbers(&other), numbers(&sawtooth(500, 0.1)));
}

#[test]
fn there_are_no_examples() {
    let task = Task::Sawtooth(Sawtooth::default());
    let examples = Examples::of(&task, 1, &Datasets::none()).unwrap();
    assert_eq!((examples.count(), examples.test_count()), (0, 0));
    assert_eq!(examples.dimension(), 1);
    assert!(examples.moments().is_none());
}

#[test]
fn measures_of_examples_are_refused() {
    let mut settings = sawtooth(3, 0.0);
    settings.measures.push(Measure::Loss);
    let result = train(
        &settings,
        &Datasets::none(),
        Backend::Flex,
        &mut Recorder::default(),
    );
    assert!(
        matches!(
            result,
            Err(TrainError::Settings { ref key, .. }) if key == "measures"
        ),
        "{result:?}"
    );
}
