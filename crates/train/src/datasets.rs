//! Data that tasks need beside their settings, loaded once and shared by all runs.

use crate::TrainError;
use crate::moments::Moments;
use crate::set::{Blocks, Inputs, Set};
use crease_mnist::{Dataset, Images, PIXELS};
use std::sync::{Arc, OnceLock};

/// Digits that an image can show.
const DIGITS: u8 = 10;

/// The data sets of a process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Datasets {
    mnist: Option<Arc<Digits>>,
}

impl Datasets {
    /// No data set, which is enough for all tasks but those that need one.
    pub fn none() -> Self {
        Self::default()
    }

    /// With MNIST. An epoch of the schedule is 60,000 images, however many there are here.
    ///
    /// # Errors
    /// If pixels and labels do not belong together, or there are none.
    pub fn with_mnist(dataset: Arc<Dataset>) -> Result<Self, TrainError> {
        check("training", &dataset.train)?;
        check("test", &dataset.test)?;
        let digits = Digits {
            dataset,
            moments: OnceLock::new(),
            blocks: [Blocks::default(), Blocks::default()],
        };
        Ok(Self {
            mnist: Some(Arc::new(digits)),
        })
    }

    pub(crate) fn mnist(&self) -> Result<Arc<Digits>, TrainError> {
        self.mnist.clone().ok_or(TrainError::NoDataset {
            task: "mnist",
            dataset: "MNIST",
        })
    }
}

/// MNIST, and what all runs want to know about it.
#[derive(Debug)]
pub(crate) struct Digits {
    dataset: Arc<Dataset>,
    moments: OnceLock<Moments>,
    /// The training images and the test images in blocks.
    blocks: [Blocks; 2],
}

impl Digits {
    /// The training images and the digits they show.
    pub(crate) fn train(&self) -> Set<'_> {
        set(&self.dataset.train, &self.blocks[0])
    }

    /// The test images and the digits they show.
    pub(crate) fn test(&self) -> Set<'_> {
        set(&self.dataset.test, &self.blocks[1])
    }

    /// Of the training images, computed by the first run that asks.
    pub(crate) fn moments(&self) -> &Moments {
        self.moments.get_or_init(|| Moments::of(self.train()))
    }
}

fn set<'a>(images: &'a Images, blocks: &'a Blocks) -> Set<'a> {
    Set {
        inputs: Inputs::Pixels(&images.pixels, blocks),
        labels: &images.labels,
        dimension: PIXELS,
    }
}

fn check(what: &'static str, images: &Images) -> Result<(), TrainError> {
    let error = |found: String, expected: String| {
        Err(TrainError::Dataset {
            what,
            found,
            expected,
        })
    };
    let (pixels, labels) = (images.pixels.len(), images.labels.len());
    if labels == 0 {
        return error("no images".to_owned(), "at least one".to_owned());
    }
    // Divided, because a product might overflow.
    if pixels / PIXELS != labels || pixels % PIXELS != 0 {
        return error(
            format!("{pixels} pixels and {labels} labels"),
            format!("{PIXELS} pixels a label"),
        );
    }
    match images.labels.iter().find(|label| **label >= DIGITS) {
        Some(label) => error(format!("the label {label}"), "digits".to_owned()),
        None => Ok(()),
    }
}
