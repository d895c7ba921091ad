use crate::around::{self, Around, Neighbourhood};
use crate::decisions::Decisions;
use crate::kinds::{How, Measure, one};
use crate::{Learning, MeasureError, Places};
use crease_network::Network;
use crease_regions::{Counter, Counts, Options, Slopes, slopes};

/// The measures of one network, each with its numbers one after the other, and how often exact
/// arithmetic had to decide.
///
/// # Errors
/// If regions cannot be counted or a measure has no value there.
pub fn measure(
    network: &Network,
    measures: &[(Measure, usize)],
    places: &Places,
    learning: &Learning,
) -> Result<(Vec<f64>, u64), MeasureError> {
    let mut options = Options::regions();
    for (measure, _) in measures {
        if let How::Slices { needs, .. } = measure.kind().how {
            options = needs(options);
        }
    }
    let mut counter = Counter::new(network.clone());
    let counts = places.slices.iter();
    let counts = counts.map(|drawn| counter.count(&drawn.slice, &options));
    let counts: Vec<Counts> = counts.collect::<Result<_, _>>()?;
    let mut found = SharedResults {
        network,
        places,
        decisions: None,
        slopes: None,
        around: Vec::new(),
    };
    let mut values = Vec::new();
    for &(measure, numbers) in measures {
        let value = match measure.kind().how {
            How::Slices { read, .. } => mean(counts.iter().map(read)).map(one),
            How::Decisions(read) => mean_of_parts(found.decisions()?.iter().map(read)),
            How::Slopes(read) => {
                let slopes = found.slopes()?.iter();
                mean_of_parts(slopes.map(|slopes| Some(read(slopes))))
            }
            How::Around(shape, read) => Some(found.around(shape)?.iter().flat_map(read).collect()),
            How::Points(compute) => compute(network, &places.points)?.map(one),
            How::Weights(compute) => Some(compute(network)),
            How::Training(known) | How::Test(known) => known(learning),
        };
        match value {
            Some(value) if value.len() == numbers => values.extend(value),
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

/// Results that several measures share, computed for the first of them.
struct SharedResults<'a> {
    network: &'a Network,
    places: &'a Places,
    decisions: Option<Vec<Decisions>>,
    slopes: Option<Vec<Slopes>>,
    around: Vec<(Neighbourhood, Vec<Around>)>,
}

impl SharedResults<'_> {
    fn decisions(&mut self) -> Result<&[Decisions], MeasureError> {
        if self.decisions.is_none() {
            let slices = self.places.slices.iter();
            let found = slices.map(|drawn| Decisions::find(self.network, &drawn.slice));
            self.decisions = Some(found.collect::<Result<_, _>>()?);
        }
        Ok(self.decisions.as_deref().unwrap_or_default())
    }

    fn slopes(&mut self) -> Result<&[Slopes], MeasureError> {
        if self.slopes.is_none() {
            let (slices, options) = (self.places.slices.iter(), Options::regions());
            let found = slices.map(|drawn| slopes(self.network, &drawn.slice, &options));
            self.slopes = Some(found.collect::<Result<_, _>>()?);
        }
        Ok(self.slopes.as_deref().unwrap_or_default())
    }

    fn around(&mut self, shape: Neighbourhood) -> Result<&[Around], MeasureError> {
        let known = self.around.iter().position(|(own, _)| *own == shape);
        let place = known.unwrap_or(self.around.len());
        if known.is_none() {
            let found = around::measure_around(shape, self.network, &self.places.neighbourhoods)?;
            self.around.push((shape, found));
        }
        Ok(&self.around[place].1)
    }
}

/// The mean; `None` if there is no value, or one is missing.
fn mean(values: impl ExactSizeIterator<Item = Option<f64>>) -> Option<f64> {
    let count = values.len();
    let sum = values.sum::<Option<f64>>()?;
    (count > 0).then(|| sum / count as f64)
}

/// The mean of each part; `None` if there is no value, or one is missing.
fn mean_of_parts(values: impl ExactSizeIterator<Item = Option<Vec<f64>>>) -> Option<Vec<f64>> {
    let count = values.len() as f64;
    let mut sums: Vec<f64> = Vec::new();
    for value in values {
        let value = value?;
        sums.resize(value.len(), 0.0);
        for (sum, value) in sums.iter_mut().zip(value) {
            *sum += value;
        }
    }
    (count > 0.0).then(|| sums.iter().map(|sum| sum / count).collect())
}
