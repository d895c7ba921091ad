//! A run whose weights were trained before: measured from its checkpoints, without training.

use super::context::Context;
use super::event::{CheckpointFile, Event, Job, Trained, TrainingEnd, Trouble};
use super::outlet::Outlet;
use super::signals::Signals;
use super::{panic_message, trainer};
use crease_checkpoint::Checkpoint;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::Source;
use crease_measure::Learning;
use crease_places::places;
use crease_results::{Checksums, KeptCheckpoint, KeptCheckpoints, ResumePoint, RunEnd};
use crease_train::TrainError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Sends the kept checkpoints of a run to the analysts. If one is damaged, the run is trained again.
pub(super) fn measure_run(
    index: usize,
    run: &PlannedRun,
    kept: &KeptCheckpoints,
    context: &Context,
    signals: &Signals,
    outlet: &dyn Outlet,
) -> Trained {
    let folder = context.folder.run(run);
    let damage = kept
        .checkpoints
        .iter()
        .find_map(|checkpoint| folder.read_kept(checkpoint).err());
    if let Some(reason) = damage {
        let warning = format!("{reason}; the run will be trained again");
        let _ = outlet.send(Event::Warning(warning));
        signals.unspare(run.settings.total_steps());
        return trainer::train_run(index, run, context, signals, outlet);
    }
    let mut remeasure = Remeasure {
        index,
        run,
        kept,
        context,
        signals,
        outlet,
        sent: 0,
    };
    let end = catch_unwind(AssertUnwindSafe(|| remeasure.send_all()));
    let (steps, end) = end
        .unwrap_or_else(|panic| Err(Trouble::Run(panic_message(&*panic))))
        .unwrap_or_else(|trouble| (kept.status.steps, TrainingEnd::Failed(trouble)));
    if !matches!(end, TrainingEnd::Complete | TrainingEnd::Stopped) {
        // The collector subtracts the steps that a run which ended early did not take.
        signals.unspare(run.settings.total_steps().saturating_sub(steps));
    }
    Trained {
        checkpoints: remeasure.sent,
        steps,
        seconds: kept.status.train_seconds,
        end,
    }
}

/// How the training that left the checkpoints had ended.
fn as_trained(kept: &KeptCheckpoints) -> TrainingEnd {
    match (kept.status.state, &kept.status.error) {
        (RunEnd::Diverged, Some(error)) => TrainingEnd::Diverged(error.clone()),
        _ => TrainingEnd::Complete,
    }
}

struct Remeasure<'a> {
    index: usize,
    run: &'a PlannedRun,
    kept: &'a KeptCheckpoints,
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    outlet: &'a dyn Outlet,
    sent: usize,
}

impl Remeasure<'_> {
    /// Sends the kept checkpoints; returns the steps and the end of the run. These are those of the
    /// original training, unless the run is stopped, or a loss that was not measured then is not
    /// finite.
    fn send_all(&mut self) -> Result<(u64, TrainingEnd), Trouble> {
        let run = self.run;
        let places = places(&run.settings, self.context.datasets);
        let places = places.map_err(|error| Trouble::Run(error.to_string()))?;
        let places = Arc::new(places);
        // If the folder was removed, a new one would be taken for complete.
        self.context.folder.check_in_place()?;
        self.context.folder.run(run).begin()?;
        tracing::info!(run = run.id, "measured from its checkpoints");
        self.begin();
        let kept_steps = run.settings.kept_steps();
        for checkpoint in &self.kept.checkpoints {
            let file = if kept_steps.contains(&checkpoint.step) {
                CheckpointFile::Kept(checkpoint.name.clone(), checkpoint.checksum.clone())
            } else {
                CheckpointFile::Passing
            };
            let (bytes, learning) = match self.evaluate(checkpoint)? {
                Ok(looked) => looked,
                Err(message) => return Ok((checkpoint.step, TrainingEnd::Diverged(message))),
            };
            let job = Job {
                run: self.index,
                step: checkpoint.step,
                bytes,
                learning,
                places: Arc::clone(&places),
                file,
            };
            let is_sent = self.outlet.analyse(job).is_continue();
            self.sent += usize::from(is_sent);
            let is_stopped = self.signals.is_stopping() || self.signals.is_abandoned(self.index);
            if !is_sent || is_stopped {
                return Ok((self.kept.status.steps, TrainingEnd::Stopped));
            }
        }
        Ok((self.kept.status.steps, as_trained(self.kept)))
    }

    /// Tells the collector where the weights come from.
    fn begin(&self) {
        let status = &self.kept.status;
        self.signals.at(self.index, status.steps);
        let earlier = ResumePoint {
            step: status.steps,
            rows: Vec::new(),
            files: Checksums::new(),
            exact_fallbacks: 0,
            train_seconds: status.train_seconds,
            analysis_seconds: 0.0,
            sessions: status.sessions.clone(),
            state: Vec::new(),
        };
        let event = Event::Resumed(self.index, Box::new(earlier));
        // The channel closes only when results can no longer be written.
        let _ = self.outlet.send(event);
    }

    /// The bytes of a checkpoint, and the trainer's measures of it, or how it diverged.
    fn evaluate(
        &self,
        checkpoint: &KeptCheckpoint,
    ) -> Result<Result<(Vec<u8>, Learning), String>, Trouble> {
        let settings = &self.run.settings;
        let folder = self.context.folder.run(self.run);
        let bytes = folder.read_kept(checkpoint);
        let bytes = bytes.map_err(|damage| Trouble::Run(damage.to_string()))?;
        let learns = settings
            .measures
            .iter()
            .any(|measure| matches!(measure.source(), Source::Training | Source::Test));
        if !learns {
            return Ok(Ok((bytes, Learning::default())));
        }
        let network = Checkpoint::from_bytes(&bytes);
        let network = network
            .map_err(|error| Trouble::Run(error.to_string()))?
            .network;
        match (self.context.revisit)(settings, checkpoint.step, &network) {
            Ok(snapshot) => Ok(Ok((bytes, Learning::from(&snapshot)))),
            Err(error @ TrainError::Diverged { .. }) => Ok(Err(error.to_string())),
            Err(error) => Err(Trouble::Run(error.to_string())),
        }
    }
}
