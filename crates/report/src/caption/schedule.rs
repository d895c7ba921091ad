//! When the networks are looked at.

use super::swept::real;
use crate::text::{count, counted, grouped};
use crate::words::listed;
use crease_experiment::Loaded;
use crease_experiment::settings::{CheckpointSeries, Spacing, Unit};

/// How many checkpoints and how they lie; nothing where nothing is trained.
pub(super) fn sentence(loaded: &Loaded) -> Option<String> {
    let experiment = &loaded.experiment;
    if experiment.task.examples() == 0 {
        return None;
    }
    let runs = loaded.plan.runs.iter();
    let lengths = runs.map(|run| run.settings.schedule().len() as u64);
    let (least, most) = (lengths.clone().min()?, lengths.max()?);
    if most <= 1 {
        return Some("Everything is measured at initialisation only.".to_owned());
    }
    let number = if least == most {
        counted(most, "checkpoint")
    } else {
        format!("{} to {}", count(least), counted(most, "checkpoint"))
    };
    let all: Vec<String> = experiment.checkpoints.iter().map(series).collect();
    Some(format!(
        "Everything is measured at {number} a run: initialisation, and {}.",
        listed(&all)
    ))
}

/// `41 evenly spaced from epoch 0 to 2,000`.
fn series(series: &CheckpointSeries) -> String {
    let unit = match series.unit {
        Unit::Epochs => "epoch",
        Unit::Steps => "step",
    };
    let spaced = match series.spacing {
        Spacing::Linear => "evenly",
        Spacing::Logarithmic => "logarithmically",
    };
    let to = series
        .to
        .map_or_else(|| "the end of training".to_owned(), |to| grouped(&real(to)));
    format!(
        "{} {spaced} spaced from {unit} {} to {to}",
        count(series.count as u64),
        grouped(&real(series.from)),
    )
}
