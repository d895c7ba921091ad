//! Where a run's networks are measured: its slices, the points whose distances are measured, and
//! small neighbourhoods of points. They are drawn once a run, so that curves show training and not
//! sampling.

mod neighbourhoods;
mod points;
mod slices;

pub use neighbourhoods::Neighbourhoods;
pub use points::points;
pub use slices::{DrawnSlice, slices};

use crate::MeasureError;
use crease_experiment::settings::{RunSettings, Source};
use crease_train::{Datasets, Examples};

/// The places of one run, as far as its measures need them.
#[derive(Debug, Default)]
pub struct Places {
    /// Where regions are counted.
    pub slices: Vec<DrawnSlice>,
    /// Points of the input space, one after the other.
    pub points: Vec<f64>,
    /// Where neurons and regions around points are counted.
    pub neighbourhoods: Neighbourhoods,
}

impl Places {
    /// Draws the places of a run.
    ///
    /// # Errors
    /// If no such slices can be drawn from the examples.
    pub fn of(settings: &RunSettings, datasets: &Datasets) -> Result<Self, MeasureError> {
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
        let mut places = Self::default();
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
}

/// The examples of a run.
///
/// # Errors
/// If its task needs data that are not among `datasets`.
pub fn examples(settings: &RunSettings, datasets: &Datasets) -> Result<Examples, MeasureError> {
    Ok(Examples::of(&settings.task, settings.seed, datasets)?)
}
