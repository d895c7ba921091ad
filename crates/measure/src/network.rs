use crate::{MeasureError, Places};
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::Network;
use crease_regions::{Counter, Counts, Options};
use crease_train::Snapshot;

/// What the trainer knows of a network, as far as it is measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Learning {
    /// Mean training loss.
    pub loss: Option<f64>,
    /// Training accuracy.
    pub accuracy: Option<f64>,
    /// Test accuracy.
    pub test_accuracy: Option<f64>,
}

impl Learning {
    /// What a snapshot says.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            loss: snapshot.loss,
            accuracy: snapshot.accuracy,
            test_accuracy: snapshot.test_accuracy,
        }
    }
}

/// The measures of one network in the order of the settings, each a mean over the slices, and how
/// often exact arithmetic had to decide.
///
/// # Errors
/// If regions cannot be counted or a measure has no value there.
pub fn measure(
    network: &Network,
    settings: &RunSettings,
    places: &Places,
    learning: &Learning,
) -> Result<(Vec<f64>, u64), MeasureError> {
    let measures = &settings.measures;
    let options = Options::regions()
        .with_linear_regions(measures.contains(&Measure::LinearRegions))
        .with_measures(measures.contains(&Measure::BoundaryMeasure));
    let mut counter = Counter::new(network.clone());
    let counts = places.slices.iter();
    let counts = counts.map(|drawn| counter.count(&drawn.slice, &options));
    let counts: Vec<Counts> = counts.collect::<Result<_, _>>()?;
    let values = measures.iter().map(|&measure| {
        let value = match measure {
            Measure::Loss => learning.loss,
            Measure::Accuracy => learning.accuracy,
            Measure::TestAccuracy => learning.test_accuracy,
            Measure::BoundaryDistance => return distance(network, places),
            _ => mean(counts.iter().map(|counts| geometric(measure, counts))),
        };
        value.ok_or(MeasureError::NoValue {
            measure: measure.name(),
        })
    });
    let values = values.collect::<Result<_, MeasureError>>()?;
    let exact_fallbacks = counts.iter().map(|counts| counts.exact_fallbacks).sum();
    Ok((values, exact_fallbacks))
}

/// The mean distance to the nearest boundary.
fn distance(network: &Network, places: &Places) -> Result<f64, MeasureError> {
    let distances = crease_regions::distances(network, &places.points)?;
    let distances = distances.into_iter().map(Some);
    let mean = mean(distances).filter(|mean| mean.is_finite());
    mean.ok_or(MeasureError::NoBoundary)
}

/// The mean; nothing if there is nothing, or a value is missing.
fn mean(values: impl ExactSizeIterator<Item = Option<f64>>) -> Option<f64> {
    let count = values.len();
    let sum = values.sum::<Option<f64>>()?;
    (count > 0).then(|| sum / count as f64)
}

fn geometric(measure: Measure, counts: &Counts) -> Option<f64> {
    let whole = |count: u64| Some(count as f64);
    match measure {
        Measure::ActivationRegions => whole(counts.activation_regions),
        Measure::LinearRegions => counts.linear_regions.and_then(whole),
        Measure::Edges => counts.edges.and_then(whole),
        Measure::Vertices => counts.vertices.and_then(whole),
        Measure::BoundaryMeasure => counts.boundary_measure,
        _ => None,
    }
}
