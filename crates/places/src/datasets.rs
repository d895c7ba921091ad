//! The data that a task needs, read once, when they are first needed.

use crate::PlacesError;
use crease_experiment::settings::Task;
use crease_experiment::settings::task::Data;
use crease_train::Datasets;
use std::sync::{Arc, OnceLock};

/// The data of an experiment's task, read when they are needed.
#[derive(Debug, Default)]
pub struct LazyDatasets {
    none: Datasets,
    read: OnceLock<Datasets>,
}

impl LazyDatasets {
    /// The data that the task of the experiment needs.
    ///
    /// # Errors
    /// If they are missing or not what they should be.
    pub fn for_task(&self, task: &Task) -> Result<&Datasets, PlacesError> {
        if let Some(datasets) = self.read.get() {
            return Ok(datasets);
        }
        let datasets = match task.data() {
            Data::None | Data::Made => return Ok(&self.none),
            Data::Published(set) => {
                let dataset = set.load(&set.folder());
                let dataset = dataset.map_err(|error| PlacesError::Published {
                    set,
                    error: Box::new(error),
                })?;
                Datasets::with(set, Arc::new(dataset))?
            }
            Data::File(file) => Datasets::with_own(Arc::new(
                file.read()
                    .map_err(|error| PlacesError::Own(Box::new(error)))?,
            )),
        };
        Ok(self.read.get_or_init(|| datasets))
    }
}
