use super::event::{Analysed, Job, Learning, Trouble};
use super::panic_message;
use crate::places::{Place, Places};
use crease_checkpoint::Checkpoint;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::Network;
use crease_regions::{Counts, LineCounter, Options, count_plane};
use crease_results::{Folder, ResultsError, Row};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Keeps a checkpoint's file if it is to stay, and measures the network in it.
pub(super) fn analyse(job: &Job, run: &PlannedRun, folder: &Folder) -> Result<Analysed, Trouble> {
    let began = Instant::now();
    let analysed = catch_unwind(AssertUnwindSafe(|| {
        let file = job.keep.then(|| keep(job, run, folder)).transpose()?;
        let (row, exact_fallbacks) = row(job, run).map_err(Trouble::Run)?;
        Ok(Analysed {
            row,
            file,
            exact_fallbacks,
            seconds: began.elapsed().as_secs_f64(),
        })
    }));
    analysed.unwrap_or_else(|panic| Err(Trouble::Run(panic_message(&*panic))))
}

fn keep(job: &Job, run: &PlannedRun, folder: &Folder) -> Result<(String, String), ResultsError> {
    folder.run(&run.id).write_checkpoint(job.step, &job.bytes)
}

fn row(job: &Job, run: &PlannedRun) -> Result<(Row, u64), String> {
    let checkpoint = Checkpoint::from_bytes(&job.bytes).map_err(|error| error.to_string())?;
    let measured = measure(
        &checkpoint.network,
        &run.settings,
        &job.places,
        &job.learning,
    );
    let (values, exact_fallbacks) =
        measured.map_err(|error| format!("checkpoint at step {}: {error}", job.step))?;
    let row = Row {
        step: checkpoint.metadata.step,
        epoch: checkpoint.metadata.epoch,
        values,
    };
    Ok((row, exact_fallbacks))
}

/// The measures of one network in the order of the settings, each a mean over the slices, and how
/// often exact arithmetic had to decide.
///
/// # Errors
/// In words, if regions cannot be counted or a measure has no value there.
pub fn measure(
    network: &Network,
    settings: &RunSettings,
    places: &Places,
    learning: &Learning,
) -> Result<(Vec<f64>, u64), String> {
    let measures = &settings.measures;
    let options = Options {
        linear_regions: measures.contains(&Measure::LinearRegions),
        measures: measures.contains(&Measure::BoundaryMeasure),
        ..Options::default()
    };
    let mut counter = LineCounter::new(network);
    let counts = places.slices.iter().map(|slice| match &slice.place {
        Place::Line(line) => counter.count(line, &options),
        Place::Plane(plane) => count_plane(network, plane, &options),
    });
    let counts: Vec<Counts> = counts
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let values = measures.iter().map(|&measure| {
        let value = match measure {
            Measure::Loss => learning.loss,
            Measure::Accuracy => learning.accuracy,
            Measure::TestAccuracy => learning.test_accuracy,
            Measure::BoundaryDistance => return distance(network, places),
            _ => mean(counts.iter().map(|counts| geometric(measure, counts))),
        };
        value.ok_or_else(|| format!("{} has no value here", measure.name()))
    });
    let values = values.collect::<Result<_, _>>()?;
    let exact_fallbacks = counts.iter().map(|counts| counts.exact_fallbacks).sum();
    Ok((values, exact_fallbacks))
}

/// The mean distance to the nearest boundary.
fn distance(network: &Network, places: &Places) -> Result<f64, String> {
    let distances = crease_regions::distances(network, &places.points);
    let distances = distances.map_err(|error| error.to_string())?;
    let distances = distances.into_iter().map(Some);
    let mean = mean(distances).filter(|mean| mean.is_finite());
    mean.ok_or_else(|| "boundary_distance is infinite: there is no boundary".to_owned())
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
