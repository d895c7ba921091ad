//! Both engines against each other, against training in `f64`, and against Burn's autodiff.

mod reference;

use super::*;
use crate::batches::Batches;
use crate::evaluate::evaluate;
use crate::initial;
use crate::loss::Minimised;
use crate::optimizer::Optimizer;
use crate::set::{Blocks, Inputs};
use crate::shape::places;
use crate::task::Examples;
use crate::{Backend, Datasets};
use burn::tensor::TensorData;
use burn::tensor::activation::{log_softmax, softplus};
use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    Distances, Keep, Memorise, Mnist, Neighbourhoods, NetworkSettings, RunSettings, Slice, Task,
    Training,
};
use pulp::Arch;
use reference::Reference;
use std::sync::Arc;

/// A run of a task, with hidden layers and a batch that leave something to pad.
fn settings(task: Task, hidden: &[usize], batch: usize) -> RunSettings {
    RunSettings {
        seed: 7,
        network: NetworkSettings {
            hidden: hidden.to_vec(),
            ..NetworkSettings::default()
        },
        task,
        training: Training {
            batch,
            ..Training::default()
        },
        checkpoints: Vec::new(),
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        neighbourhoods: Neighbourhoods::default(),
        measures: Vec::new(),
    }
}

fn memorise(points: usize, dimension: usize) -> Task {
    Task::Memorise(Memorise {
        points,
        dimension,
        half_side: 1.0,
    })
}

/// Images of which a fifth of the pixels is not black, and that can be told apart.
fn images() -> Datasets {
    let images = |count: usize| {
        let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
        let pixel = |at: usize| {
            let hash = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
            let own = (at % MNIST.dimension) / 79 == usize::from(labels[at / MNIST.dimension]);
            if own || hash.is_multiple_of(7) {
                (hash >> 8) as u8
            } else {
                0
            }
        };
        Images {
            pixels: (0..count * MNIST.dimension).map(pixel).collect(),
            labels: labels.clone(),
        }
    };
    Datasets::with(
        &MNIST,
        Arc::new(Dataset {
            train: images(450),
            test: images(7),
        }),
    )
    .unwrap()
}

/// The runs that are compared: all tasks that train, images and points of many dimensions, no hidden
/// layer, a layer of one unit, batches that are not full.
fn cases() -> Vec<(RunSettings, Datasets)> {
    let none = Datasets::none;
    vec![
        (settings(memorise(300, 2), &[32, 32, 32], 128), none()),
        (settings(memorise(100, 50), &[20, 17], 32), none()),
        (settings(memorise(45, 3), &[9, 1, 8], 20), none()),
        (settings(memorise(45, 3), &[], 45), none()),
        (
            settings(Task::Mnist(Mnist::with_noise(0.3)), &[16, 16], 64),
            images(),
        ),
        (settings(Task::Mnist(Mnist::default()), &[40], 50), images()),
        (settings(Task::Mnist(Mnist::default()), &[], 50), images()),
    ]
}

fn activations() -> Vec<Activation> {
    vec![
        Activation::relu(),
        Activation::new(vec![0.0], vec![0.01, 1.0], 0.0).unwrap(),
        Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
        Activation::new(vec![-0.5, 0.25], vec![-1.0, 0.5, 2.0], 0.75).unwrap(),
    ]
}

/// A run with all that an engine needs.
struct Case<'a> {
    settings: &'a RunSettings,
    examples: Examples,
    widths: Vec<usize>,
    activation: &'a Activation,
    parameters: Vec<f32>,
}

impl<'a> Case<'a> {
    fn new(settings: &'a RunSettings, datasets: &Datasets, activation: &'a Activation) -> Self {
        let widths = settings.widths();
        Self {
            examples: Examples::of(&settings.task, settings.seed, datasets).unwrap(),
            parameters: initial::parameters_of(settings, &places(&widths)),
            widths,
            activation,
            settings,
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape {
            widths: &self.widths,
            activation: self.activation,
            loss: self.examples.loss(),
            batch: self.settings.training.batch,
            optimizer: Optimizer::of(&self.settings.training),
        }
    }

    fn fused(&self) -> Fused {
        let device = Backend::Flex.device().unwrap();
        Fused::new(
            &self.shape(),
            self.examples.train(),
            &self.parameters,
            &device,
        )
    }

    fn stacked(&self) -> Stacked {
        Stacked::new(
            &self.shape(),
            &[&self.parameters],
            &Backend::Flex.device().unwrap(),
        )
    }

    fn reference(&self) -> Reference<'_> {
        let loss = self.examples.loss();
        Reference::new(&self.widths, self.activation, loss, &self.parameters)
    }

    fn batches(&self) -> Batches {
        let settings = self.settings;
        Batches::new(
            settings.seed,
            self.examples.count(),
            settings.training.batch,
        )
    }

    fn update(&self, step: u64) -> Update {
        Optimizer::of(&self.settings.training).update(step, self.settings.training.learning_rate)
    }

    fn step(&self, engine: &mut dyn Engine, step: u64, indices: &[u32]) {
        let batch = Batch {
            set: self.examples.train(),
            indices,
            update: self.update(step),
        };
        assert!(engine.step(&[batch]).unwrap());
    }

    fn loss(&self, engine: &mut dyn Engine) -> f64 {
        let set = self.examples.train();
        evaluate(engine, 0, set, self.examples.loss()).unwrap().loss
    }
}

fn root_mean_square(found: &[f32], exact: &[f64]) -> f64 {
    let squares = found
        .iter()
        .zip(exact)
        .map(|(f, e)| (f64::from(*f) - e).powi(2));
    (squares.sum::<f64>() / exact.len() as f64).sqrt()
}

#[test]
fn losses_are_those_of_the_reference_over_500_steps() {
    for (settings, datasets) in cases() {
        let relu = Activation::relu();
        let case = Case::new(&settings, &datasets, &relu);
        let (mut fused, mut stacked) = (case.fused(), case.stacked());
        let mut reference = case.reference();
        let mut batches = case.batches();
        let start = case.loss(&mut fused);
        for step in 1..=500 {
            let indices = batches.indices();
            case.step(&mut fused, step, indices);
            case.step(&mut stacked, step, indices);
            let rate = settings.training.learning_rate;
            reference.step(case.examples.train(), indices, rate);
            if step % 50 == 0 || step < 4 {
                let exact = reference.loss(case.examples.train());
                let losses = [case.loss(&mut fused), case.loss(&mut stacked)];
                let what = format!("{:?} step {step}: {losses:?} {exact}", case.widths);
                assert!((losses[0] - losses[1]).abs() < 1e-5, "{what}");
                assert!(
                    losses.iter().all(|loss| (loss - exact).abs() < 1e-5),
                    "{what}"
                );
            }
        }
        let end = case.loss(&mut fused);
        assert!(end < 0.95 * start, "{:?}: {start} to {end}", case.widths);
        // Burn's own Adam is 3e-3 away by now.
        let far = root_mean_square(&fused.parameters(0).unwrap(), &reference.parameters);
        assert!(far < 1e-4, "{:?}: {far:e}", case.widths);
    }
}

/// After one step of Adam the first moment is a tenth of the gradient.
fn gradient_of(engine: &dyn Engine) -> Vec<f32> {
    let memory = engine.memory(0).unwrap();
    assert_eq!(memory[0].0, "moment_1");
    memory[0].1.iter().map(|moment| moment * 10.0).collect()
}

#[test]
fn gradients_are_those_of_the_reference_for_every_activation() {
    for (settings, datasets) in cases() {
        for activation in &activations() {
            let case = Case::new(&settings, &datasets, activation);
            let mut batches = case.batches();
            let indices = batches.indices();
            let exact = case.reference().gradient(case.examples.train(), indices);
            let largest = exact.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            assert!(largest > 1e-3);
            let mut engines: [Box<dyn Engine>; 2] =
                [Box::new(case.fused()), Box::new(case.stacked())];
            for engine in &mut engines {
                case.step(engine.as_mut(), 1, indices);
                let found = gradient_of(engine.as_ref());
                for (index, (found, exact)) in found.iter().zip(&exact).enumerate() {
                    let error = (f64::from(*found) - exact).abs();
                    assert!(error < 2e-6 * largest.max(0.1), "{index}: {found} {exact}");
                }
            }
        }
    }
}

#[test]
fn gradients_are_those_of_autodiff() {
    for (settings, datasets) in cases() {
        let relu = Activation::relu();
        let case = Case::new(&settings, &datasets, &relu);
        let set = case.examples.train();
        let mut batches = case.batches();
        let indices = batches.indices();
        let mut fused = case.fused();
        case.step(&mut fused, 1, indices);

        let device = Device::flex().autodiff();
        let places = places(&case.widths);
        let tracked = |numbers: &[f32], shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(numbers.to_vec(), shape), &device).require_grad()
        };
        let layers: Vec<[Tensor<2>; 2]> = places
            .iter()
            .map(|place| {
                let weight = &case.parameters[place.weight()];
                let bias = &case.parameters[place.bias()];
                [
                    tracked(weight, [place.outputs, place.inputs]),
                    tracked(bias, [1, place.outputs]),
                ]
            })
            .collect();
        let (mut x, mut y) = (Vec::new(), Vec::new());
        set.extend_inputs(&mut x, indices);
        let outputs = case.widths[case.widths.len() - 1];
        for &index in indices {
            let loss = case.examples.loss();
            loss.extend_target(&mut y, &set, index as usize, outputs);
        }
        let count = indices.len();
        let plain = |numbers: Vec<f32>, width: usize| {
            Tensor::<2>::from_data(TensorData::new(numbers, [count, width]), &device)
        };
        let mut signal = plain(x, set.dimension);
        for (index, [weight, bias]) in layers.iter().enumerate() {
            if index > 0 {
                signal = burn::tensor::activation::relu(signal);
            }
            signal = signal.matmul(weight.clone().transpose()) + bias.clone();
        }
        let targets = plain(y, outputs);
        let losses = match case.examples.loss() {
            Loss::BinaryCrossEntropy => softplus(signal.clone(), 1.0) - signal * targets,
            Loss::CrossEntropy => log_softmax(signal, 1) * targets.neg(),
            Loss::SquaredError => panic!("the fused engine does not compute it"),
        };
        let gradients = losses.sum().mul_scalar(1.0 / count as f64).backward();
        let found = gradient_of(&fused);
        for (place, [weight, bias]) in places.iter().zip(&layers) {
            for (tensor, range) in [(weight, place.weight()), (bias, place.bias())] {
                let theirs = numbers(&tensor.grad(&gradients).unwrap()).unwrap();
                for (ours, theirs) in found[range].iter().zip(&theirs) {
                    assert!((ours - theirs).abs() < 1e-6, "{ours} and {theirs}");
                }
            }
        }
    }
}

#[test]
fn norms_of_the_gradient_are_those_of_the_reference() {
    for (settings, datasets) in cases() {
        for activation in &activations() {
            let case = Case::new(&settings, &datasets, activation);
            let set = case.examples.train();
            let indices: Vec<u32> = (0..set.count() as u32).collect();
            let exact = case.reference().gradient(set, &indices);
            let device = Backend::Flex.device().unwrap();
            let found = crate::gradient::norms(&case.shape(), &case.parameters, set, &device);
            let found = found.unwrap();
            assert_eq!(found.len(), case.widths.len() - 1);
            for (place, found) in places(&case.widths).iter().zip(&found) {
                let part = &exact[place.weight().start..place.bias().end];
                let norm = part.iter().map(|g| g * g).sum::<f64>().sqrt();
                assert!((found - norm).abs() < 1e-5 * norm, "{found} {norm}");
            }
        }
    }
}

/// All bits of a run.
fn bits(engine: &dyn Engine) -> Vec<u32> {
    let memory = engine.memory(0).unwrap().into_iter();
    let vectors = memory.map(|(_, vector)| vector);
    let all = vectors.chain([engine.parameters(0).unwrap()]);
    all.flatten().map(f32::to_bits).collect()
}

/// The kinds of vectors that this machine has, and none.
fn widths_of_vectors() -> Vec<Arch> {
    let mut all = vec![Arch::new(), Arch::Scalar];
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = pulp::x86::V3::try_new() {
        all.push(Arch::V3(avx2));
    }
    all
}

#[test]
fn the_bits_do_not_depend_on_the_width_of_vectors() {
    for (settings, datasets) in cases() {
        for activation in &activations()[..3] {
            let case = Case::new(&settings, &datasets, activation);
            let run = |arch: Arch| {
                let mut fused = case.fused().on(arch);
                let mut batches = case.batches();
                for step in 1..=30 {
                    case.step(&mut fused, step, batches.indices());
                }
                let indices: Vec<u32> = (0..case.examples.count() as u32).collect();
                let logits = fused.logits(0, case.examples.train(), &indices).unwrap();
                let logits: Vec<u32> = logits.into_iter().map(f32::to_bits).collect();
                (bits(&fused), logits)
            };
            let all: Vec<_> = widths_of_vectors().into_iter().map(run).collect();
            for other in &all[1..] {
                assert!(*other == all[0], "{:?}", case.widths);
            }
        }
    }
}

#[test]
fn a_run_of_a_stack_is_that_run_alone() {
    for (settings, datasets) in cases() {
        let runs: Vec<RunSettings> = (1..=3)
            .map(|seed| {
                let mut run = settings.clone();
                run.seed = seed;
                run.training.learning_rate *= seed as f64;
                run
            })
            .collect();
        let relu = Activation::relu();
        let cases: Vec<Case> = runs
            .iter()
            .map(|run| Case::new(run, &datasets, &relu))
            .collect();
        let starts: Vec<&[f32]> = cases.iter().map(|case| &case.parameters[..]).collect();
        let device = Backend::Flex.device().unwrap();
        let mut stack = Stacked::new(&cases[0].shape(), &starts, &device);
        let mut alone: Vec<Stacked> = cases.iter().map(Case::stacked).collect();
        let mut batches: Vec<Batches> = cases.iter().map(Case::batches).collect();
        for step in 1..=20 {
            let indices: Vec<&[u32]> = batches.iter_mut().map(Batches::indices).collect();
            let together: Vec<Batch> = cases
                .iter()
                .zip(&indices)
                .map(|(case, indices)| Batch {
                    set: case.examples.train(),
                    indices,
                    update: case.update(step),
                })
                .collect();
            assert!(stack.step(&together).unwrap());
            for ((case, alone), indices) in cases.iter().zip(&mut alone).zip(&indices) {
                case.step(alone, step, indices);
            }
            if step == 10 {
                // Taken out and put back.
                let memory = stack
                    .memory(1)
                    .unwrap()
                    .into_iter()
                    .map(|(_, vector)| vector);
                let memory: Vec<Vec<f32>> = memory.collect();
                let parameters = stack.parameters(1).unwrap();
                stack.restore(1, &parameters, &memory);
            }
        }
        for (run, alone) in alone.iter_mut().enumerate() {
            let pairs = stack.parameters(run).unwrap();
            let pairs = pairs.iter().zip(alone.parameters(0).unwrap());
            for (together, alone) in pairs {
                assert!((together - alone).abs() < 1e-5, "{together} and {alone}");
            }
            let set = cases[run].examples.train();
            let together = stack.logits(run, set, &[0, 3]).unwrap();
            for (together, alone) in together.iter().zip(alone.logits(0, set, &[0, 3]).unwrap()) {
                assert!((together - alone).abs() < 1e-4, "{together} and {alone}");
            }
        }
    }
}

#[test]
fn one_parameter_that_is_not_finite_is_found_wherever_it_is() {
    let numbers: Vec<f32> = (0..20).map(|number| number as f32 / 10.0).collect();
    let pixels: Vec<u8> = (0..20).map(|number| number * 11).collect();
    let blocks = Blocks::default();
    for inputs in [Inputs::Numbers(&numbers), Inputs::Pixels(&pixels, &blocks)] {
        let set = Set {
            inputs,
            labels: &[0, 1, 1, 0],
            targets: &[],
            count: 4,
            dimension: 5,
        };
        let widths = [5, 3, 2, 1];
        let activation = Activation::relu();
        let shape = Shape {
            widths: &widths,
            activation: &activation,
            loss: Loss::BinaryCrossEntropy,
            batch: 4,
            optimizer: Optimizer::of(&Training::default()),
        };
        let count = crate::shape::parameters(&places(&widths));
        let device = Backend::Flex.device().unwrap();
        let finite = |parameters: &[f32]| {
            let update = shape.optimizer.update(1, 1e-3);
            let batch = || Batch {
                set,
                indices: &[0, 1, 2, 3],
                update,
            };
            let mut fused = Fused::new(&shape, set, parameters, &device);
            let mut stacked = Stacked::new(&shape, &[parameters], &device);
            let found = [fused.step(&[batch()]), stacked.step(&[batch()])].map(Result::unwrap);
            for (finite, engine) in found.iter().zip([&fused as &dyn Engine, &stacked]) {
                let all = engine.parameters(0).unwrap();
                assert_eq!(*finite, all.iter().all(|x| x.is_finite()));
            }
            found
        };
        assert_eq!(finite(&vec![0.5; count]), [true, true]);
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in 0..count {
                let mut parameters = vec![0.5; count];
                parameters[place] = bad;
                assert_eq!(finite(&parameters), [false, false], "{bad} at {place}");
            }
        }
    }
}

/// What a TOML file can say of training, in whole runs: it learns, and the engines agree.
#[test]
fn every_kind_trains_the_same_in_both_engines() {
    use crease_experiment::settings as kinds;
    let optimizers = [
        kinds::Optimizer::Adam(kinds::Adam { weight_decay: 1e-3 }),
        kinds::Optimizer::AdamW(kinds::AdamW { weight_decay: 0.1 }),
        kinds::Optimizer::Sgd(kinds::Sgd {
            momentum: 0.9,
            nesterov: true,
            weight_decay: 1e-4,
        }),
    ];
    let schedules = [
        kinds::RateSchedule::Constant(kinds::Constant { warm_up: 1.0 }),
        kinds::RateSchedule::Step(kinds::StepDecay {
            every: 10.0,
            factor: 0.5,
            warm_up: 0.0,
        }),
        kinds::RateSchedule::Cosine(kinds::Cosine::default()),
    ];
    let none = kinds::NoKeys {};
    let activations = [
        kinds::Activation::Relu(none.clone()),
        kinds::Activation::LeakyRelu(kinds::LeakyRelu { slope: 0.1 }),
        kinds::Activation::HardTanh(none.clone()),
        kinds::Activation::Relu6(none.clone()),
        kinds::Activation::Abs(none),
    ];
    let inits = [kinds::Init::Orthogonal, kinds::Init::GlorotUniform];
    for (index, kind) in activations.into_iter().enumerate() {
        let name = format!("{kind:?}");
        let mut settings = settings(memorise(64, 2), &[24, 24], 32);
        settings.network.activation = kind;
        settings.network.init = inits[index % 2];
        settings.training.optimizer = optimizers[index % 3].clone();
        settings.training.schedule = schedules[index % 3].clone();
        settings.training.learning_rate = 1e-2;
        settings.training.epochs = 50;
        let activation = settings.network.activation.pieces().unwrap();
        let case = Case::new(&settings, &Datasets::none(), &activation);
        let mut engines: [Box<dyn Engine>; 2] = [Box::new(case.fused()), Box::new(case.stacked())];
        let mut batches = case.batches();
        let start = case.loss(engines[0].as_mut());
        for step in 1..=settings.total_steps() {
            let indices = batches.indices();
            let rate = settings.training.rate(step, case.examples.count());
            for engine in &mut engines {
                let batch = Batch {
                    set: case.examples.train(),
                    indices,
                    update: Optimizer::of(&settings.training).update(step, rate),
                };
                assert!(engine.step(&[batch]).unwrap());
            }
        }
        let [fused, stacked] = engines.each_mut().map(|engine| case.loss(engine.as_mut()));
        assert!((fused - stacked).abs() < 1e-4, "{name}: {fused} {stacked}");
        assert!(fused < 0.99 * start, "{name}: {start} to {fused}");
    }
}
