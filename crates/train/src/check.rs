use crate::TrainError;
use crease_experiment::settings::{Measure, RunSettings, Source};

/// Refuses settings that would otherwise lead to a division by zero, an empty layer or a mean over
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
            key: "network.hidden".to_owned(),
            found: format!("{:?}", network.hidden),
            expected: "positive widths".to_owned(),
        });
    }
    positive("training.batch", training.batch)?;
    finite("network.weight_scale", network.weight_scale)?;
    finite("network.bias_std", network.bias_std)?;
    finite("training.learning_rate", training.learning_rate)?;
    let cannot = |measure: &&Measure| {
        let no_examples = match measure.source() {
            Source::Training => task.examples() == 0,
            Source::Test => task.test_examples() == 0,
            Source::Slice | Source::Distances | Source::Neighbourhoods | Source::Weights => false,
        };
        no_examples || measure.needs_classes() && task.classes() == 0
    };
    match measures.iter().find(cannot) {
        Some(measure) => Err(TrainError::Settings {
            key: "measures".to_owned(),
            found: measure.name().to_owned(),
            expected: "measures of examples and classes only for a task that has them".to_owned(),
        }),
        None => Ok(()),
    }
}

fn positive(key: &'static str, found: usize) -> Result<(), TrainError> {
    if found > 0 {
        return Ok(());
    }
    Err(TrainError::Settings {
        key: key.to_owned(),
        found: found.to_string(),
        expected: "a positive number".to_owned(),
    })
}

fn finite(key: &'static str, found: f64) -> Result<(), TrainError> {
    if found.is_finite() && found >= 0.0 {
        return Ok(());
    }
    Err(TrainError::Settings {
        key: key.to_owned(),
        found: found.to_string(),
        expected: "a finite number, 0 or more".to_owned(),
    })
}
