use crate::decisions::Decisions;
use crate::kinds::{Kind, kind};
use crate::{MeasureError, Places};
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::Network;
use crease_regions::{Counter, Counts, Options};
use crease_train::Snapshot;

/// What the trainer knows of a network, as far as it is measured.
#[derive(Clone, Debug, Default)]
pub struct Learning {
    /// Mean training loss.
    pub loss: Option<f64>,
    /// Training accuracy.
    pub accuracy: Option<f64>,
    /// Test accuracy.
    pub test_accuracy: Option<f64>,
    /// Test accuracy of each class.
    pub test_accuracy_by_class: Option<Vec<f64>>,
    /// Norms of the gradient, layer by layer.
    pub gradient_norms: Option<Vec<f64>>,
}

impl Learning {
    /// What a snapshot says.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            loss: snapshot.loss,
            accuracy: snapshot.accuracy,
            test_accuracy: snapshot.test_accuracy,
            test_accuracy_by_class: snapshot.test_accuracy_by_class.clone(),
            gradient_norms: snapshot.gradient_norms.clone(),
        }
    }
}

/// The measures of one network, a number for each of [`RunSettings::columns`], and how often exact
/// arithmetic had to decide.
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
    let mut options = Options::regions();
    for &measure in measures {
        if let Kind::Slices { needs, .. } = kind(measure) {
            options = needs(options);
        }
    }
    let mut counter = Counter::new(network.clone());
    let counts = places.slices.iter();
    let counts = counts.map(|drawn| counter.count(&drawn.slice, &options));
    let counts: Vec<Counts> = counts.collect::<Result<_, _>>()?;
    let wants_decisions = |&measure: &Measure| matches!(kind(measure), Kind::Decisions(_));
    let decisions = if measures.iter().any(wants_decisions) {
        let slices = places.slices.iter();
        let found = slices.map(|drawn| Decisions::find(network, &drawn.slice));
        found.collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let mut values = Vec::new();
    for &measure in measures {
        let found = match kind(measure) {
            Kind::Slices { read, .. } => mean(counts.iter().map(read)).map(one),
            Kind::Decisions(read) => mean(decisions.iter().map(read)).map(one),
            Kind::Points(compute) => Some(one(compute(network, &places.points)?)),
            Kind::Weights(compute) => Some(compute(network)),
            Kind::Learning(known) => known(learning),
        };
        let columns = settings.columns();
        let wanted = columns.iter().filter(|column| column.measure == measure);
        match found {
            Some(found) if found.len() == wanted.count() => values.extend(found),
            _ => {
                return Err(MeasureError::NoValue {
                    measure: measure.name(),
                });
            }
        }
    }
    let exact_fallbacks = counts.iter().map(|counts| counts.exact_fallbacks).sum();
    Ok((values, exact_fallbacks))
}

/// A measure that is one number.
pub(crate) fn one(value: f64) -> Vec<f64> {
    vec![value]
}

/// The mean; nothing if there is nothing, or a value is missing.
fn mean(values: impl ExactSizeIterator<Item = Option<f64>>) -> Option<f64> {
    let count = values.len();
    let sum = values.sum::<Option<f64>>()?;
    (count > 0).then(|| sum / count as f64)
}
