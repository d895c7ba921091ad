//! Many steps.

use super::case::{Case, activations, cases, memorise, settings};
use crate::batches::Batches;
use crate::engine::{Batch, Engine, Stacked};
use crate::optimizer::Update;
use crate::{Backend, Datasets};
use crease_experiment::settings::RunSettings;
use crease_network::Activation;
use pulp::Arch;

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

/// Every training setting of a TOML file, in whole runs: they learn, and the engines agree.
#[test]
fn every_kind_trains_the_same_in_both_engines() {
    use crease_experiment::settings as kinds;
    use kinds::optimizer::{Adam, AdamW, Optimizer, Sgd};
    let optimizers = [
        Optimizer::Adam(Adam { weight_decay: 1e-3 }),
        Optimizer::AdamW(AdamW { weight_decay: 0.1 }),
        Optimizer::Sgd(Sgd {
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
        settings.training.optimizer = optimizers[index % 3];
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
                    update: Update::of(&settings.training, step, rate),
                };
                assert!(engine.step(&[batch]).unwrap());
            }
        }
        let [fused, stacked] = engines.each_mut().map(|engine| case.loss(engine.as_mut()));
        assert!((fused - stacked).abs() < 1e-4, "{name}: {fused} {stacked}");
        assert!(fused < 0.99 * start, "{name}: {start} to {fused}");
    }
}
