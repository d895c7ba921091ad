//! Where a run's networks are measured: its slices, the points whose distances are measured, and
//! small neighbourhoods of points.
//!
//! They are drawn once per run, so that curves show training and not sampling. [`LazyDatasets`]
//! reads the data that the examples of a task come from, once per process.

mod datasets;
mod error;
mod neighbourhoods;
mod points;
mod slices;

pub use datasets::LazyDatasets;
pub use error::PlacesError;
pub use points::points;
pub use slices::slices;

use crease_experiment::settings::{RunSettings, Source};
use crease_measure::Places;
use crease_train::{Datasets, Examples};

/// Draws the places of a run that its measures need.
///
/// # Errors
/// If no such slices can be drawn from the examples.
pub fn places(settings: &RunSettings, datasets: &Datasets) -> Result<Places, PlacesError> {
    let measured = |source| settings.measures.iter().any(|one| one.source() == source);
    let counts = measured(Source::Slice);
    let distances = measured(Source::Distances);
    let around = measured(Source::Neighbourhoods);
    let through_examples = counts && settings.slice.needs_examples();
    let examples = if distances || around || through_examples {
        Some(examples(settings, datasets)?)
    } else {
        None
    };
    let mut places = Places::default();
    if counts {
        places.slices = slices(&settings.slice, settings.seed, examples.as_ref())?;
    }
    if let (true, Some(examples)) = (distances, &examples) {
        places.points = points(&settings.distances, settings.seed, examples);
    }
    if let (true, Some(examples)) = (around, &examples) {
        places.neighbourhoods =
            neighbourhoods::neighbourhoods(&settings.neighbourhoods, settings.seed, examples);
    }
    Ok(places)
}

/// The examples of a run.
///
/// # Errors
/// If its task needs data that are not among `datasets`.
pub fn examples(settings: &RunSettings, datasets: &Datasets) -> Result<Examples, PlacesError> {
    Ok(Examples::of(&settings.task, settings.seed, datasets)?)
}
