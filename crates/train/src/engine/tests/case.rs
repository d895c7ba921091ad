//! The runs that are compared.

use super::reference::Reference;
use crate::batches::Batches;
use crate::engine::fused::Fused;
use crate::engine::{Batch, Engine, Shape, Stacked};
use crate::evaluate::evaluate;
use crate::initial;
use crate::optimizer::Update;
use crate::shape::places;
use crate::task::Examples;
use crate::{Backend, Datasets};
use crease_data::own::{OwnData, OwnSplit, Targets};
use crease_data::{Dataset, Images, MNIST};
use crease_experiment::settings::{
    Distances, File, Keep, Memorise, Mnist, Neighbourhoods, NetworkSettings, RunSettings, Slice,
    Task, Training,
};
use crease_network::Activation;
use std::sync::Arc;

/// A run of a task, with hidden layers and a batch that need padding.
pub(super) fn settings(task: Task, hidden: &[usize], batch: usize) -> RunSettings {
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

pub(super) fn memorise(points: usize, dimension: usize) -> Task {
    Task::Memorise(Memorise {
        points,
        dimension,
        half_side: 1.0,
    })
}

/// Images of which a fifth of the pixels is not black, and that differ.
pub(super) fn images() -> Datasets {
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
/// layer, a layer of one unit, batches that are not full, two targets instead of classes.
pub(super) fn cases() -> Vec<(RunSettings, Datasets)> {
    let none = Datasets::none;
    let (curves, own) = curves();
    vec![
        (settings(Task::File(curves), &[12], 16), own),
        // Rows that get a block more.
        (settings(memorise(45, 3), &[512], 20), none()),
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

/// Examples of a task with two targets.
fn curves() -> (File, Datasets) {
    let count = 70;
    let inputs: Vec<f32> = (0..3 * count).map(|i| (i as f32).sin()).collect();
    let target = |x: &[f32]| [x[0].abs() - x[1], 0.5 * x[1] * x[2]];
    let targets = inputs.chunks(3).flat_map(target).collect();
    let file = File {
        path: "own.csv".to_owned(),
        blake3: "00".to_owned(),
        inputs: 3,
        classes: 0,
        targets: 2,
        examples: count,
        test_examples: 0,
    };
    let data = OwnData {
        blake3: "00".to_owned(),
        dimension: 3,
        classes: 0,
        targets: 2,
        train: OwnSplit {
            inputs,
            targets: Targets::Numbers(targets),
        },
        test: OwnSplit {
            inputs: Vec::new(),
            targets: Targets::Numbers(Vec::new()),
        },
    };
    (file, Datasets::with_own(Arc::new(data)))
}

pub(super) fn activations() -> Vec<Activation> {
    vec![
        Activation::relu(),
        Activation::new(vec![0.0], vec![0.01, 1.0], 0.0).unwrap(),
        Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
        Activation::new(vec![-0.5, 0.25], vec![-1.0, 0.5, 2.0], 0.75).unwrap(),
    ]
}

/// A run with all that an engine needs.
pub(super) struct Case<'a> {
    pub(super) settings: &'a RunSettings,
    pub(super) examples: Examples,
    pub(super) widths: Vec<usize>,
    pub(super) activation: &'a Activation,
    pub(super) parameters: Vec<f32>,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        settings: &'a RunSettings,
        datasets: &Datasets,
        activation: &'a Activation,
    ) -> Self {
        let widths = settings.widths();
        Self {
            examples: Examples::of(&settings.task, settings.seed, datasets).unwrap(),
            parameters: initial::parameters_of(settings, &places(&widths)),
            widths,
            activation,
            settings,
        }
    }

    pub(super) fn shape(&self) -> Shape<'_> {
        Shape {
            widths: &self.widths,
            activation: self.activation,
            loss: self.examples.loss(),
            batch: self.settings.training.batch,
            memory: self.settings.training.optimizer.vectors(),
        }
    }

    pub(super) fn fused(&self) -> Fused {
        let device = Backend::Flex.device().unwrap();
        Fused::new(
            &self.shape(),
            self.examples.train(),
            &self.parameters,
            &device,
        )
    }

    pub(super) fn stacked(&self) -> Stacked {
        Stacked::new(
            &self.shape(),
            &[&self.parameters],
            &Backend::Flex.device().unwrap(),
        )
    }

    pub(super) fn reference(&self) -> Reference<'_> {
        let loss = self.examples.loss();
        Reference::new(&self.widths, self.activation, loss, &self.parameters)
    }

    pub(super) fn batches(&self) -> Batches {
        let settings = self.settings;
        Batches::new(
            settings.seed,
            self.examples.count(),
            settings.training.batch,
        )
    }

    pub(super) fn update(&self, step: u64) -> Update {
        let training = &self.settings.training;
        Update::of(training, step, training.learning_rate)
    }

    pub(super) fn step(&self, engine: &mut dyn Engine, step: u64, indices: &[u32]) {
        let batch = Batch {
            set: self.examples.train(),
            indices,
            update: self.update(step),
        };
        assert!(engine.step(&[batch]).unwrap());
    }

    pub(super) fn loss(&self, engine: &mut dyn Engine) -> f64 {
        let set = self.examples.train();
        evaluate(engine, 0, set, self.examples.loss()).unwrap().loss
    }
}
