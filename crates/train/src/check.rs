use crate::TrainError;
use crease_experiment::settings::{Measure, RunSettings, Source, Task};

/// Refuses what would otherwise show as a division by zero, as an empty layer or as a mean over
/// nothing. Tasks check their own examples.
pub(crate) fn check(settings: &RunSettings) -> Result<(), TrainError> {
    let RunSettings {
        network,
        training,
        task,
        measures,
        ..
    } = settings;
    if network.hidden.contains(&0) {
        return Err(TrainError::Settings {
            key: "network.hidden",
            found: format!("{:?}", network.hidden),
            expected: "positive widths",
        });
    }
    positive("training.batch", training.batch)?;
    finite("network.weight_scale", network.weight_scale)?;
    finite("network.bias_std", network.bias_std)?;
    finite("training.learning_rate", training.learning_rate)?;
    match task {
        Task::Untrained(untrained) => {
            positive("task.untrained.inputs", untrained.inputs)?;
            positive("task.untrained.outputs", untrained.outputs)?;
        }
        Task::Sawtooth(sawtooth) => finite("task.sawtooth.noise_std", sawtooth.noise_std)?,
        Task::Memorise(_) | Task::Mnist(_) => {}
    }
    let cannot = |measure: &&Measure| match measure.source() {
        Source::Training => task.examples() == 0,
        Source::Test => !task.has_test_examples(),
        Source::Slice | Source::Distances | Source::Weights => false,
    };
    match measures.iter().find(cannot) {
        Some(measure) => Err(TrainError::Settings {
            key: "measures",
            found: measure.name().to_owned(),
            expected: "measures of examples only for a task that has them",
        }),
        None => Ok(()),
    }
}

fn positive(key: &'static str, found: usize) -> Result<(), TrainError> {
    if found > 0 {
        return Ok(());
    }
    Err(TrainError::Settings {
        key,
        found: found.to_string(),
        expected: "a positive number",
    })
}

fn finite(key: &'static str, found: f64) -> Result<(), TrainError> {
    if found.is_finite() && found >= 0.0 {
        return Ok(());
    }
    Err(TrainError::Settings {
        key,
        found: found.to_string(),
        expected: "a finite number, 0 or more",
    })
}
