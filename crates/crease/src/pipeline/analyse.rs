use super::event::{Analysed, CheckpointFile, Job, Trouble};
use super::panic_message;
use crease_checkpoint::Checkpoint;
use crease_experiment::plan::PlannedRun;
use crease_measure::measure;
use crease_results::{Folder, Row};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Keeps a checkpoint's file if it should stay, and measures the network in it.
pub(super) fn analyse(job: &Job, run: &PlannedRun, folder: &Folder) -> Result<Analysed, Trouble> {
    let began = Instant::now();
    let analysed = catch_unwind(AssertUnwindSafe(|| {
        let file = match &job.file {
            CheckpointFile::Passing => None,
            CheckpointFile::Written => {
                Some(folder.run(run).write_checkpoint(job.step, &job.bytes)?)
            }
            CheckpointFile::Kept(name, checksum) => Some((name.clone(), checksum.clone())),
        };
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

fn row(job: &Job, run: &PlannedRun) -> Result<(Row, u64), String> {
    let checkpoint = Checkpoint::from_bytes(&job.bytes).map_err(|error| error.to_string())?;
    let measured = measure(
        &checkpoint.network,
        &run.settings.numbers(),
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
