use super::{Analysed, Job, panic_message};
use crease_checkpoint::Checkpoint;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{Measure, RunSettings, Slice};
use crease_network::Network;
use crease_regions::{Counts, Options, Plane, count_plane};
use crease_results::{Folder, Row};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Keeps a checkpoint's file if it is to stay, and measures the network in it.
pub(super) fn analyse(job: &Job, run: &PlannedRun, folder: &Folder) -> Result<Analysed, String> {
    let began = Instant::now();
    let analysed = catch_unwind(AssertUnwindSafe(|| {
        let checkpoint = Checkpoint::from_bytes(&job.bytes).map_err(|error| error.to_string())?;
        let step = checkpoint.metadata.step;
        let at_step = |error: String| format!("checkpoint at step {step}: {error}");
        if job.keep {
            let run = folder.run(&run.id);
            run.write_checkpoint(step, &job.bytes)
                .map_err(|error| error.to_string())?;
        }
        let (values, exact_fallbacks) =
            measure(&checkpoint.network, &run.settings, job.loss, job.accuracy).map_err(at_step)?;
        Ok(Analysed {
            row: Row {
                step,
                epoch: checkpoint.metadata.epoch,
                values,
            },
            exact_fallbacks,
            seconds: began.elapsed().as_secs_f64(),
        })
    }));
    analysed.unwrap_or_else(|panic| Err(panic_message(&*panic)))
}

/// The measures of one network in the order of the settings, and how often exact arithmetic had to
/// decide.
///
/// # Errors
/// In words, if regions cannot be counted or a measure has no value on this slice.
pub fn measure(
    network: &Network,
    settings: &RunSettings,
    loss: f64,
    accuracy: f64,
) -> Result<(Vec<f64>, u64), String> {
    let measures = &settings.measures;
    let counts = if measures.iter().any(|measure| measure.needs_slice()) {
        let options = Options {
            linear_regions: measures.contains(&Measure::LinearRegions),
            measures: measures.contains(&Measure::BoundaryMeasure),
            ..Options::default()
        };
        let counts = count_plane(network, &plane(&settings.slice), &options);
        Some(counts.map_err(|error| error.to_string())?)
    } else {
        None
    };
    let values = measures.iter().map(|&measure| {
        let value = match measure {
            Measure::Loss => Some(loss),
            Measure::Accuracy => Some(accuracy),
            _ => counts
                .as_ref()
                .and_then(|counts| geometric(measure, counts)),
        };
        value.ok_or_else(|| format!("{} has no value on this slice", measure.name()))
    });
    let values = values.collect::<Result<_, _>>()?;
    Ok((values, counts.map_or(0, |counts| counts.exact_fallbacks)))
}

fn geometric(measure: Measure, counts: &Counts) -> Option<f64> {
    let whole = |count: u64| Some(count as f64);
    match measure {
        Measure::ActivationRegions => whole(counts.activation_regions),
        Measure::LinearRegions => counts.linear_regions.and_then(whole),
        Measure::Edges => counts.edges.and_then(whole),
        Measure::Vertices => counts.vertices.and_then(whole),
        Measure::BoundaryMeasure => counts.boundary_measure,
        Measure::Loss | Measure::Accuracy => None,
    }
}

/// The part of a plane that a slice of an experiment names.
fn plane(slice: &Slice) -> Plane {
    match *slice {
        Slice::Plane => Plane::of_inputs(),
        Slice::Square { half_side } => Plane::square(half_side),
    }
}
