//! MNIST, read once by the first who needs it.

use crate::MeasureError;
use crease_experiment::settings::Task;
use crease_mnist::Dataset;
use crease_train::Datasets;
use std::sync::{Arc, OnceLock};

/// Data sets that are read when a task needs them.
#[derive(Debug, Default)]
pub struct LazyDatasets {
    none: Datasets,
    mnist: OnceLock<Datasets>,
}

impl LazyDatasets {
    /// What a task needs.
    ///
    /// # Errors
    /// If it is not there or not what it should be; the error says how to get it.
    pub fn for_task(&self, task: &Task) -> Result<&Datasets, MeasureError> {
        if !matches!(task, Task::Mnist(_)) {
            return Ok(&self.none);
        }
        if let Some(datasets) = self.mnist.get() {
            return Ok(datasets);
        }
        let dataset = Dataset::load(&crease_mnist::folder()).map_err(MeasureError::Mnist)?;
        let datasets = Datasets::with_mnist(Arc::new(dataset))?;
        Ok(self.mnist.get_or_init(|| datasets))
    }
}
