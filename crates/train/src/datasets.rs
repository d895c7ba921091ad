//! Data that tasks need besides their settings, loaded once and shared by all runs.

use crate::TrainError;
use crate::moments::Moments;
use crate::set::{Blocks, Inputs, Set};
use crease_data::own::{OwnData, OwnSplit, Targets};
use crease_data::{Dataset, Images, Published};
use std::sync::{Arc, OnceLock};

/// The data set of a process, if its runs need one. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Datasets(Option<Arc<Shared>>);

impl Datasets {
    /// No data set, for tasks that need none.
    pub fn none() -> Self {
        Self::default()
    }

    /// With a published data set. An epoch of the schedule is as long as that of the whole set,
    /// however many images there are here.
    ///
    /// # Errors
    /// If pixels and labels do not belong together, or are empty.
    pub fn with(set: &'static Published, dataset: Arc<Dataset>) -> Result<Self, TrainError> {
        check(set, "training", &dataset.train)?;
        check(set, "test", &dataset.test)?;
        Ok(Self::of(Content::Images(set, dataset)))
    }

    /// With a user's own examples.
    pub fn with_own(data: Arc<OwnData>) -> Self {
        Self::of(Content::Own(data))
    }

    fn of(content: Content) -> Self {
        Self(Some(Arc::new(Shared {
            content,
            moments: OnceLock::new(),
            blocks: [Blocks::default(), Blocks::default()],
        })))
    }

    /// The published data set, if it was loaded.
    pub(crate) fn published(&self, set: &'static Published) -> Result<Arc<Shared>, TrainError> {
        let is_there = |shared: &&Arc<Shared>| match &shared.content {
            Content::Images(held, _) => held.name == set.name,
            Content::Own(_) => false,
        };
        self.find(is_there, set.title)
    }

    /// The file with this hash, if it was loaded.
    pub(crate) fn own(&self, blake3: &str) -> Result<Arc<Shared>, TrainError> {
        let is_there = |shared: &&Arc<Shared>| match &shared.content {
            Content::Images(..) => false,
            Content::Own(data) => data.blake3 == blake3,
        };
        self.find(is_there, "the file of its examples")
    }

    fn find(
        &self,
        is_there: impl FnOnce(&&Arc<Shared>) -> bool,
        dataset: &'static str,
    ) -> Result<Arc<Shared>, TrainError> {
        let found = self.0.as_ref().filter(is_there).cloned();
        found.ok_or(TrainError::NoDataset { dataset })
    }
}

/// A data set, and facts about it that runs share.
#[derive(Debug)]
pub(crate) struct Shared {
    content: Content,
    moments: OnceLock<Moments>,
    /// The training images and the test images in blocks.
    blocks: [Blocks; 2],
}

#[derive(Debug)]
enum Content {
    Images(&'static Published, Arc<Dataset>),
    Own(Arc<OwnData>),
}

impl Shared {
    /// The training examples.
    pub(crate) fn train(&self) -> Set<'_> {
        match &self.content {
            Content::Images(set, dataset) => images(set, &dataset.train, &self.blocks[0]),
            Content::Own(data) => own(data, &data.train),
        }
    }

    /// The test examples.
    pub(crate) fn test(&self) -> Set<'_> {
        match &self.content {
            Content::Images(set, dataset) => images(set, &dataset.test, &self.blocks[1]),
            Content::Own(data) => own(data, &data.test),
        }
    }

    /// The moments of the training inputs, computed by the first run that needs them.
    pub(crate) fn moments(&self) -> &Moments {
        self.moments.get_or_init(|| Moments::of(self.train()))
    }
}

fn images<'a>(set: &Published, images: &'a Images, blocks: &'a Blocks) -> Set<'a> {
    Set {
        inputs: Inputs::Pixels(&images.pixels, blocks),
        labels: &images.labels,
        targets: &[],
        count: images.count(),
        dimension: set.dimension,
    }
}

fn own<'a>(data: &OwnData, split: &'a OwnSplit) -> Set<'a> {
    let (labels, targets) = match &split.targets {
        Targets::Classes(labels) => (labels.as_slice(), [].as_slice()),
        Targets::Numbers(targets) => ([].as_slice(), targets.as_slice()),
    };
    Set {
        inputs: Inputs::Numbers(&split.inputs),
        labels,
        targets,
        count: split.count(data.dimension),
        dimension: data.dimension,
    }
}

fn check(set: &'static Published, what: &'static str, images: &Images) -> Result<(), TrainError> {
    let error = |found: String, expected: String| {
        Err(TrainError::Dataset {
            title: set.title,
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
    if pixels / set.dimension != labels || pixels % set.dimension != 0 {
        return error(
            format!("{pixels} pixels and {labels} labels"),
            format!("{} pixels a label", set.dimension),
        );
    }
    let strange = images
        .labels
        .iter()
        .find(|&&label| usize::from(label) >= set.classes);
    match strange {
        Some(label) => error(
            format!("the label {label}"),
            format!("labels below {}", set.classes),
        ),
        None => Ok(()),
    }
}
